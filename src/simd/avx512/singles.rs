//! Sixteen `f32` in one register.

use crate::simd::{F32x16, LANES, sealed::Sealed};
use std::arch::x86_64::*;

/// Sixteen `f32` in a `zmm` register.
#[derive(Clone, Copy, Debug)]
pub struct Singles(pub(super) __m512);

/// Sixteen truth values, a bit each.
#[derive(Clone, Copy, Debug)]
pub struct Mask16(pub(super) __mmask16);

/// The mask of the first lanes, as many as there are elements, and no more than a vector has.
#[inline(always)]
pub(super) fn partial(elements: usize, lanes: usize) -> u32 {
    (1 << elements.min(lanes)) - 1
}

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
        // SAFETY: only the token makes vectors; the array is the 64 bytes that are written.
        unsafe { _mm512_storeu_ps(to.as_mut_ptr(), self.0) }
    }

    #[inline(always)]
    fn store_partial(self, to: &mut [f32]) {
        let mask = partial(to.len(), 2 * LANES) as __mmask16;
        // SAFETY: only the token makes vectors; none but the lanes of the mask are written.
        unsafe { _mm512_mask_storeu_ps(to.as_mut_ptr(), mask, self.0) }
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_fmadd_ps(self.0, factor.0, addend.0) })
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_sqrt_ps(self.0) })
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_min_ps(self.0, other.0) })
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_max_ps(self.0, other.0) })
    }

    #[inline(always)]
    fn abs(self) -> Self {
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_abs_ps(self.0) })
    }

    #[inline(always)]
    fn floor(self) -> Self {
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_roundscale_ps::<_MM_FROUND_TO_NEG_INF>(self.0) })
    }

    #[inline(always)]
    fn ceil(self) -> Self {
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_roundscale_ps::<_MM_FROUND_TO_POS_INF>(self.0) })
    }

    #[inline(always)]
    fn round_ties_even(self) -> Self {
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_roundscale_ps::<_MM_FROUND_TO_NEAREST_INT>(self.0) })
    }

    #[inline(always)]
    fn lt(self, other: Self) -> Mask16 {
        // SAFETY: only the token makes vectors.
        Mask16(unsafe { _mm512_cmp_ps_mask::<_CMP_LT_OQ>(self.0, other.0) })
    }

    #[inline(always)]
    fn le(self, other: Self) -> Mask16 {
        // SAFETY: only the token makes vectors.
        Mask16(unsafe { _mm512_cmp_ps_mask::<_CMP_LE_OQ>(self.0, other.0) })
    }

    #[inline(always)]
    fn eq(self, other: Self) -> Mask16 {
        // SAFETY: only the token makes vectors.
        Mask16(unsafe { _mm512_cmp_ps_mask::<_CMP_EQ_OQ>(self.0, other.0) })
    }

    #[inline(always)]
    fn select(mask: Mask16, yes: Self, no: Self) -> Self {
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_mask_blend_ps(mask.0, no.0, yes.0) })
    }
}

impl Singles {
    /// Another vector, of one number.
    #[inline(always)]
    fn filled(self, x: f32) -> Self {
        // SAFETY: only the token makes vectors, and here is one.
        Self(unsafe { _mm512_set1_ps(x) })
    }
}

float_operators!(Singles of f32);

impl crate::simd::Mask16 for Mask16 {
    #[inline(always)]
    fn to_bits(self) -> u16 {
        self.0
    }
}
