//! Sixteen `f32` in a vector of `wide`.

use super::fused::fused_f32;
use crate::simd::{F32x16, LANES, sealed::Sealed};
use std::ops::Not;
use wide::f32x16;

/// Sixteen `f32` in a vector of `wide`.
#[derive(Clone, Copy, Debug)]
pub struct Singles(pub(super) f32x16);

/// Sixteen truth values, each 32 bits of ones or of zeros.
#[derive(Clone, Copy, Debug)]
pub struct Mask16(pub(super) f32x16);

impl Sealed for Singles {}
impl Sealed for Mask16 {}

impl F32x16 for Singles {
    type Mask = Mask16;

    #[inline(always)]
    fn to_array(self) -> [f32; 2 * LANES] {
        self.0.to_array()
    }

    #[inline(always)]
    fn store(self, to: &mut [f32; 2 * LANES]) {
        *to = self.0.to_array();
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        let mut lanes = self.to_array();
        let others = factor.to_array().into_iter().zip(addend.to_array());
        for (lane, (factor, addend)) in lanes.iter_mut().zip(others) {
            *lane = fused_f32(*lane, factor, addend);
        }
        Self(f32x16::new(lanes))
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(self.0.sqrt())
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
        Self(self.0.abs())
    }

    #[inline(always)]
    fn floor(self) -> Self {
        let mut lanes = self.to_array();
        for lane in &mut lanes {
            *lane = lane.floor();
        }
        Self(f32x16::new(lanes))
    }

    #[inline(always)]
    fn ceil(self) -> Self {
        let mut lanes = self.to_array();
        for lane in &mut lanes {
            *lane = lane.ceil();
        }
        Self(f32x16::new(lanes))
    }

    #[inline(always)]
    fn round_ties_even(self) -> Self {
        let mut lanes = self.to_array();
        for lane in &mut lanes {
            *lane = lane.round_ties_even();
        }
        Self(f32x16::new(lanes))
    }

    #[inline(always)]
    fn lt(self, other: Self) -> Mask16 {
        Mask16(self.0.simd_lt(other.0))
    }

    #[inline(always)]
    fn le(self, other: Self) -> Mask16 {
        Mask16(self.0.simd_le(other.0))
    }

    #[inline(always)]
    fn eq(self, other: Self) -> Mask16 {
        Mask16(self.0.simd_eq(other.0))
    }

    #[inline(always)]
    fn select(mask: Mask16, yes: Self, no: Self) -> Self {
        Self(mask.0.select(yes.0, no.0))
    }
}

impl Singles {
    /// Another vector, of one number.
    #[inline(always)]
    fn filled(self, x: f32) -> Self {
        Self(f32x16::splat(x))
    }
}

float_operators!(Singles of f32);

impl crate::simd::Mask16 for Mask16 {
    #[inline(always)]
    fn to_bits(self) -> u16 {
        self.0.to_bitmask() as u16
    }
}

impl Not for Mask16 {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        Self(!self.0)
    }
}
