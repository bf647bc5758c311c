//! Eight `u64`, for which the level has less than for the others.

use super::vectors::{Doubles, Mask, Words, halves_mut};
use crate::simd::{F64x8, LANES, U64x8, sealed::Sealed};
use std::arch::x86_64::*;

impl Sealed for Words {}

impl U64x8 for Words {
    type Mask = Mask;
    type Float = Doubles;

    #[inline(always)]
    fn to_array(self) -> [u64; LANES] {
        let mut array = [0; LANES];
        self.store(&mut array);
        array
    }

    #[inline(always)]
    fn store(self, to: &mut [u64; LANES]) {
        let (a, b) = halves_mut(to);
        // SAFETY: only the token makes vectors; each half is the 32 bytes that are written.
        unsafe {
            _mm256_storeu_si256(a.as_mut_ptr().cast(), self.0);
            _mm256_storeu_si256(b.as_mut_ptr().cast(), self.1);
        }
    }

    #[inline(always)]
    fn store_bytes(self, to: &mut [u8; 8 * LANES]) {
        let [a, b] = to.as_chunks_mut::<32>().0 else {
            unreachable!("64 is twice 32")
        };
        // SAFETY: only the token makes vectors; each half is the 32 bytes that are written.
        unsafe {
            _mm256_storeu_si256(a.as_mut_ptr().cast(), self.0);
            _mm256_storeu_si256(b.as_mut_ptr().cast(), self.1);
        }
    }

    #[inline(always)]
    fn store_lower(self, to: &mut [u64; LANES / 2]) {
        // SAFETY: only the token makes vectors; the array is the 32 bytes that are written.
        unsafe {
            let lower = _mm256_shuffle_ps::<0b10_00_10_00>(
                _mm256_castsi256_ps(self.0),
                _mm256_castsi256_ps(self.1),
            );
            let lower = _mm256_castps_si256(lower);
            _mm256_storeu_si256(to.as_mut_ptr().cast(), lower);
        }
    }

    #[inline(always)]
    fn less_one(self, mask: Mask) -> Self {
        // All ones are one less than zero.
        // SAFETY: only the token makes vectors.
        unsafe {
            Self(
                _mm256_add_epi64(self.0, _mm256_castpd_si256(mask.0)),
                _mm256_add_epi64(self.1, _mm256_castpd_si256(mask.1)),
            )
        }
    }

    #[inline(always)]
    fn shl<const BY: u32>(self) -> Self {
        const { assert!(BY < 64) };
        self.left(BY)
    }

    #[inline(always)]
    fn shr<const BY: u32>(self) -> Self {
        const { assert!(BY < 64) };
        self.right(BY)
    }

    #[inline(always)]
    fn rotate_left<const BY: u32>(self) -> Self {
        const { assert!(0 < BY && BY < 64) };
        self.left(BY) | self.right(64 - BY)
    }

    #[inline(always)]
    fn gt(self, other: Self) -> Mask {
        // The level compares signed numbers alone; with the top bits turned over, the order is that
        // of unsigned ones.
        // SAFETY: only the token makes vectors.
        unsafe {
            let top = _mm256_set1_epi64x(i64::MIN);
            let top = Self(top, top);
            let (x, y) = (self ^ top, other ^ top);
            Mask(
                _mm256_castsi256_pd(_mm256_cmpgt_epi64(x.0, y.0)),
                _mm256_castsi256_pd(_mm256_cmpgt_epi64(x.1, y.1)),
            )
        }
    }

    #[inline(always)]
    fn to_f64(self) -> Doubles {
        // The level does not convert 64 bits. So: the upper 32 bits in the mantissa of 2^84, the
        // lower ones in that of 2^52, less both powers: exact but for the last addition, which
        // rounds as the conversion does.
        // SAFETY: only the token makes vectors.
        unsafe {
            let two_84 = _mm256_set1_epi64x(0x4530_0000_0000_0000);
            let two_52 = _mm256_set1_epi64x(0x4330_0000_0000_0000);
            let both = _mm256_set1_pd(19_342_813_118_337_666_422_669_312.0);
            let high = Doubles::from_bits(self.right(32) | Self(two_84, two_84));
            let low = Self(
                _mm256_blend_epi32::<0b1010_1010>(self.0, two_52),
                _mm256_blend_epi32::<0b1010_1010>(self.1, two_52),
            );
            (high - Doubles(both, both)) + Doubles::from_bits(low)
        }
    }
}

impl Words {
    // The intrinsics that shift by a constant want it as an `i32`, which the traits' `u32` cannot
    // be turned into. The compiler makes those of these.

    #[inline(always)]
    fn left(self, by: u32) -> Self {
        // SAFETY: only the token makes vectors.
        unsafe {
            let by = _mm_cvtsi32_si128(by.cast_signed());
            Self(_mm256_sll_epi64(self.0, by), _mm256_sll_epi64(self.1, by))
        }
    }

    #[inline(always)]
    fn right(self, by: u32) -> Self {
        // SAFETY: only the token makes vectors.
        unsafe {
            let by = _mm_cvtsi32_si128(by.cast_signed());
            Self(_mm256_srl_epi64(self.0, by), _mm256_srl_epi64(self.1, by))
        }
    }
}
