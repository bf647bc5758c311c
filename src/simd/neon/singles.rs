//! Sixteen `f32` in four registers.

use super::vectors::each;
use crate::simd::{F32x16, LANES, sealed::Sealed};
use std::arch::aarch64::*;
use std::ops::Not;

/// Sixteen `f32` in four registers.
#[derive(Clone, Copy, Debug)]
pub struct Singles(
    pub(super) float32x4_t,
    pub(super) float32x4_t,
    pub(super) float32x4_t,
    pub(super) float32x4_t,
);

/// Sixteen truth values, each 32 bits of ones or of zeros.
#[derive(Clone, Copy, Debug)]
pub struct Mask16(
    pub(super) uint32x4_t,
    pub(super) uint32x4_t,
    pub(super) uint32x4_t,
    pub(super) uint32x4_t,
);

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
        let [a, b, c, d] = to.as_chunks_mut::<4>().0 else {
            unreachable!("sixteen is four times four")
        };
        // SAFETY: only the token makes vectors; each quarter is the 16 bytes that are written.
        unsafe {
            vst1q_f32(a.as_mut_ptr(), self.0);
            vst1q_f32(b.as_mut_ptr(), self.1);
            vst1q_f32(c.as_mut_ptr(), self.2);
            vst1q_f32(d.as_mut_ptr(), self.3);
        }
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        each!(Self, vfmaq_f32, addend, self, factor)
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        each!(Self, vsqrtq_f32, self)
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self::select(self.lt(other), self, other)
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self::select(other.lt(self), self, other)
    }

    #[inline(always)]
    fn abs(self) -> Self {
        each!(Self, vabsq_f32, self)
    }

    #[inline(always)]
    fn floor(self) -> Self {
        each!(Self, vrndmq_f32, self)
    }

    #[inline(always)]
    fn ceil(self) -> Self {
        each!(Self, vrndpq_f32, self)
    }

    #[inline(always)]
    fn round_ties_even(self) -> Self {
        each!(Self, vrndnq_f32, self)
    }

    #[inline(always)]
    fn lt(self, other: Self) -> Mask16 {
        each!(Mask16, vcltq_f32, self, other)
    }

    #[inline(always)]
    fn le(self, other: Self) -> Mask16 {
        each!(Mask16, vcleq_f32, self, other)
    }

    #[inline(always)]
    fn eq(self, other: Self) -> Mask16 {
        each!(Mask16, vceqq_f32, self, other)
    }

    #[inline(always)]
    fn select(mask: Mask16, yes: Self, no: Self) -> Self {
        each!(Self, vbslq_f32, mask, yes, no)
    }
}

impl Singles {
    /// Another vector, of one number.
    #[inline(always)]
    fn filled(self, x: f32) -> Self {
        // SAFETY: only the token makes vectors, and here is one.
        let quarter = unsafe { vdupq_n_f32(x) };
        Self(quarter, quarter, quarter, quarter)
    }
}

float_operators!(Singles of f32);

impl crate::simd::Mask16 for Mask16 {
    #[inline(always)]
    fn to_bits(self) -> u16 {
        // A bit of its own from each lane, and the sum has them all.
        const ONE_EACH: [u32; 4] = [1, 2, 4, 8];
        // SAFETY: only the token makes vectors; the array is the 16 bytes that are read.
        unsafe {
            let each = vld1q_u32(ONE_EACH.as_ptr());
            let a = vaddvq_u32(vandq_u32(self.0, each));
            let b = vaddvq_u32(vandq_u32(self.1, each));
            let c = vaddvq_u32(vandq_u32(self.2, each));
            let d = vaddvq_u32(vandq_u32(self.3, each));
            (a | b << 4 | c << 8 | d << 12) as u16
        }
    }
}

impl Not for Mask16 {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        each!(Self, vmvnq_u32, self)
    }
}
