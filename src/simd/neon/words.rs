//! Eight `u64`.

use super::vectors::{Doubles, Mask, Words, each, lower_halves, quarters_mut, store};
use crate::simd::{LANES, U64x8, sealed::Sealed};
use std::arch::aarch64::*;

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
        store!(self, vst1q_u64, to);
    }

    #[inline(always)]
    fn store_bytes(self, to: &mut [u8; 8 * LANES]) {
        let [a, b, c, d] = to.as_chunks_mut::<16>().0 else {
            unreachable!("64 is four times 16")
        };
        // SAFETY: only the token makes vectors; each quarter is the 16 bytes that are written.
        unsafe {
            vst1q_u8(a.as_mut_ptr(), vreinterpretq_u8_u64(self.0));
            vst1q_u8(b.as_mut_ptr(), vreinterpretq_u8_u64(self.1));
            vst1q_u8(c.as_mut_ptr(), vreinterpretq_u8_u64(self.2));
            vst1q_u8(d.as_mut_ptr(), vreinterpretq_u8_u64(self.3));
        }
    }

    #[inline(always)]
    fn store_lower(self, to: &mut [u64; LANES / 2]) {
        let [a, b] = to.as_chunks_mut::<2>().0 else {
            unreachable!("four is twice two")
        };
        // SAFETY: only the token makes vectors; each half is the 16 bytes that are written.
        unsafe {
            let (low, high) = (lower_halves(self.0, self.1), lower_halves(self.2, self.3));
            vst1q_u64(a.as_mut_ptr(), vreinterpretq_u64_u32(low));
            vst1q_u64(b.as_mut_ptr(), vreinterpretq_u64_u32(high));
        }
    }

    #[inline(always)]
    fn less_one(self, mask: Mask) -> Self {
        // All ones are one less than zero.
        each!(Self, vaddq_u64, self, mask)
    }

    #[inline(always)]
    fn shl<const BY: u32>(self) -> Self {
        const { assert!(BY < 64) };
        self.shifted(BY as i64)
    }

    #[inline(always)]
    fn shr<const BY: u32>(self) -> Self {
        const { assert!(BY < 64) };
        self.shifted(-(BY as i64))
    }

    #[inline(always)]
    fn rotate_left<const BY: u32>(self) -> Self {
        const { assert!(0 < BY && BY < 64) };
        self.shl::<BY>() | self.shifted(BY as i64 - 64)
    }

    #[inline(always)]
    fn gt(self, other: Self) -> Mask {
        each!(Mask, vcgtq_u64, self, other)
    }

    #[inline(always)]
    fn to_f64(self) -> Doubles {
        each!(Doubles, vcvtq_f64_u64, self)
    }
}

impl Words {
    /// To the left by so many bits, or to the right by as many as it is below zero.
    ///
    /// The intrinsics that shift by a constant want it as an `i32`, which the traits' `u32` cannot
    /// be turned into. The compiler makes those of these.
    #[inline(always)]
    fn shifted(self, by: i64) -> Self {
        // SAFETY: only the token makes vectors.
        let by = unsafe { vdupq_n_s64(by) };
        let by = Quarters(by, by, by, by);
        each!(Self, vshlq_u64, self, by)
    }
}

struct Quarters(int64x2_t, int64x2_t, int64x2_t, int64x2_t);
