//! Sixteen `f32` in two registers.

use crate::simd::{F32x16, LANES, sealed::Sealed};
use std::arch::x86_64::*;
use std::ops::Not;

/// Sixteen `f32` in two `ymm` registers.
#[derive(Clone, Copy, Debug)]
pub struct Singles(pub(super) __m256, pub(super) __m256);

/// Sixteen truth values, each 32 bits of ones or of zeros.
#[derive(Clone, Copy, Debug)]
pub struct Mask16(pub(super) __m256, pub(super) __m256);

impl Sealed for Singles {}
impl Sealed for Mask16 {}

impl F32x16 for Singles {
    type Mask = Mask16;

    #[inline(always)]
    fn to_array(self) -> [f32; 2 * LANES] {
        let mut array = [0.0; 2 * LANES];
        self.store(&mut array);
        array
    }

    #[inline(always)]
    fn store(self, to: &mut [f32; 2 * LANES]) {
        let [a, b] = to.as_chunks_mut::<8>().0 else {
            unreachable!("sixteen is twice eight")
        };
        // SAFETY: only the token makes vectors; each half is the 32 bytes that are written.
        unsafe {
            _mm256_storeu_ps(a.as_mut_ptr(), self.0);
            _mm256_storeu_ps(b.as_mut_ptr(), self.1);
        }
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        // SAFETY: only the token makes vectors.
        unsafe {
            Self(
                _mm256_fmadd_ps(self.0, factor.0, addend.0),
                _mm256_fmadd_ps(self.1, factor.1, addend.1),
            )
        }
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        // SAFETY: only the token makes vectors.
        unsafe { Self(_mm256_sqrt_ps(self.0), _mm256_sqrt_ps(self.1)) }
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        // SAFETY: only the token makes vectors.
        unsafe {
            Self(
                _mm256_min_ps(self.0, other.0),
                _mm256_min_ps(self.1, other.1),
            )
        }
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        // SAFETY: only the token makes vectors.
        unsafe {
            Self(
                _mm256_max_ps(self.0, other.0),
                _mm256_max_ps(self.1, other.1),
            )
        }
    }

    #[inline(always)]
    fn abs(self) -> Self {
        // SAFETY: only the token makes vectors.
        unsafe {
            let sign = _mm256_set1_ps(-0.0);
            Self(
                _mm256_andnot_ps(sign, self.0),
                _mm256_andnot_ps(sign, self.1),
            )
        }
    }

    #[inline(always)]
    fn floor(self) -> Self {
        // SAFETY: only the token makes vectors.
        unsafe { Self(_mm256_floor_ps(self.0), _mm256_floor_ps(self.1)) }
    }

    #[inline(always)]
    fn ceil(self) -> Self {
        // SAFETY: only the token makes vectors.
        unsafe { Self(_mm256_ceil_ps(self.0), _mm256_ceil_ps(self.1)) }
    }

    #[inline(always)]
    fn round_ties_even(self) -> Self {
        // SAFETY: only the token makes vectors.
        unsafe {
            Self(
                _mm256_round_ps::<NEAREST>(self.0),
                _mm256_round_ps::<NEAREST>(self.1),
            )
        }
    }

    #[inline(always)]
    fn lt(self, other: Self) -> Mask16 {
        // SAFETY: only the token makes vectors.
        unsafe {
            Mask16(
                _mm256_cmp_ps::<_CMP_LT_OQ>(self.0, other.0),
                _mm256_cmp_ps::<_CMP_LT_OQ>(self.1, other.1),
            )
        }
    }

    #[inline(always)]
    fn le(self, other: Self) -> Mask16 {
        // SAFETY: only the token makes vectors.
        unsafe {
            Mask16(
                _mm256_cmp_ps::<_CMP_LE_OQ>(self.0, other.0),
                _mm256_cmp_ps::<_CMP_LE_OQ>(self.1, other.1),
            )
        }
    }

    #[inline(always)]
    fn eq(self, other: Self) -> Mask16 {
        // SAFETY: only the token makes vectors.
        unsafe {
            Mask16(
                _mm256_cmp_ps::<_CMP_EQ_OQ>(self.0, other.0),
                _mm256_cmp_ps::<_CMP_EQ_OQ>(self.1, other.1),
            )
        }
    }

    #[inline(always)]
    fn select(mask: Mask16, yes: Self, no: Self) -> Self {
        // SAFETY: only the token makes vectors.
        unsafe {
            Self(
                _mm256_blendv_ps(no.0, yes.0, mask.0),
                _mm256_blendv_ps(no.1, yes.1, mask.1),
            )
        }
    }
}

const NEAREST: i32 = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;

impl Singles {
    /// Another vector, of one number.
    #[inline(always)]
    fn filled(self, x: f32) -> Self {
        // SAFETY: only the token makes vectors, and here is one.
        let half = unsafe { _mm256_set1_ps(x) };
        Self(half, half)
    }
}

float_operators!(Singles of f32);

impl crate::simd::Mask16 for Mask16 {
    #[inline(always)]
    fn to_bits(self) -> u16 {
        // SAFETY: only the token makes vectors.
        let (low, high) = unsafe { (_mm256_movemask_ps(self.0), _mm256_movemask_ps(self.1)) };
        (low | high << 8) as u16
    }
}

impl Not for Mask16 {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        // SAFETY: only the token makes vectors.
        let ones = unsafe { _mm256_castsi256_ps(_mm256_set1_epi32(-1)) };
        self ^ Self(ones, ones)
    }
}
