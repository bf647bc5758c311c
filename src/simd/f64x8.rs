//! Eight `f64`.

use super::sealed::Sealed;
use super::{LANES, Mask8};
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

/// Eight `f64`, with IEEE arithmetic lane by lane.
///
/// Every operation does to a lane what its page says that it does to a number, at every level and
/// in every build, to the bit. That goes for both zeros, for subnormal numbers (none is taken for
/// zero), and for infinities. Where arithmetic has no number for a result it is a NaN, and so it is
/// where an operand is one, quiet or signalling; the sign and the other bits of such a NaN are not
/// promised. What only moves or chooses numbers keeps the bits of a NaN: loads and stores of
/// `f64`, [`from_bits`](F64x8::from_bits) and [`to_bits`](F64x8::to_bits), [`abs`](F64x8::abs), [`min`](F64x8::min),
/// [`max`](F64x8::max), [`select`](F64x8::select), [`window`](F64x8::window), lookups.
///
/// The operators take a vector or a number, which is meant in every lane: `x * 2.0`. A number on the
/// left is written as a vector: `simd.splat(1.0) - x`.
pub trait F64x8:
    Copy
    + Add<Output = Self>
    + Add<f64, Output = Self>
    + AddAssign
    + AddAssign<f64>
    + Sub<Output = Self>
    + Sub<f64, Output = Self>
    + SubAssign
    + SubAssign<f64>
    + Mul<Output = Self>
    + Mul<f64, Output = Self>
    + MulAssign
    + MulAssign<f64>
    + Div<Output = Self>
    + Div<f64, Output = Self>
    + DivAssign
    + DivAssign<f64>
    + Neg<Output = Self>
    + Sealed
{
    /// Eight truth values.
    type Mask: Mask8;
    /// Eight `u64`.
    type Bits: Copy;

    /// The eight values, in order.
    fn to_array(self) -> [f64; LANES];
    /// Writes the eight values to `to`, in order.
    fn store(self, to: &mut [f64; LANES]);
    /// Writes the eight values to `to`, in order, each rounded to the nearest `f32` and to even:
    /// infinite from halfway beyond the largest, zero up to half of the least. Of a NaN it writes a
    /// NaN.
    fn store_f32(self, to: &mut [f32; LANES]);
    /// The eight numbers whose representations are `bits`.
    fn from_bits(bits: Self::Bits) -> Self;
    /// The representations of the eight numbers.
    fn to_bits(self) -> Self::Bits;
    /// `self * factor + addend`, rounded once, at every level: no overflow or underflow of the
    /// product, and no rounding of it, is seen in the result.
    ///
    /// It is one instruction a register where the level has it (all but [`Portable`](super::Portable), and
    /// that as well in builds that may use it). Elsewhere the portable level asks the C library for each
    /// lane, where that is known to be right, and computes in integers where it is not. That takes some twenty
    /// times as long as a multiplication and an addition: the price of the same bits, paid by processors
    /// from before 2013 and by those who ask for the level.
    fn mul_add(self, factor: Self, addend: Self) -> Self;
    /// `self * 2^floor(exponent)`, rounded once: subnormal or infinite where the product is. It is
    /// what the instruction VSCALEFPD does:
    ///
    /// | `self` | exponent `-inf` | finite | `+inf` | NaN |
    /// |---|---|---|---|---|
    /// | zero | `self` | `self` | NaN | NaN |
    /// | finite | zero of its sign | the product | infinity of its sign | NaN |
    /// | infinite | NaN | `self` | `self` | NaN |
    /// | a quiet NaN | +0 | NaN | `+inf` | NaN |
    /// | a signalling NaN | NaN | NaN | NaN | NaN |
    ///
    /// It is one instruction at `Avx512`, and slow elsewhere, a lane after the other:
    /// [`Simd::SCALES`](super::Simd::SCALES) tells.
    fn scale(self, exponent: Self) -> Self;
    /// The square root, rounded to the nearest; NaN below zero, and -0 of -0.
    fn sqrt(self) -> Self;
    /// `self` where `self < other`, and `other` elsewhere: a NaN on either side yields `other`, and
    /// so do two zeros.
    fn min(self, other: Self) -> Self;
    /// `self` where `self > other`, and `other` elsewhere: a NaN on either side yields `other`, and
    /// so do two zeros.
    fn max(self, other: Self) -> Self;
    /// Each without its sign.
    fn abs(self) -> Self;
    /// The largest whole number that is not above, with the sign of `self`.
    fn floor(self) -> Self;
    /// The least whole number that is not below, with the sign of `self`.
    fn ceil(self) -> Self;
    /// The nearest whole number, the even one of two, with the sign of `self`: Python's `round`.
    fn round_ties_even(self) -> Self;
    /// Where `self < other`; false where either is NaN.
    fn lt(self, other: Self) -> Self::Mask;
    /// Where `self <= other`; false where either is NaN.
    fn le(self, other: Self) -> Self::Mask;
    /// Where `self == other`, as two zeros are; false where either is NaN.
    fn eq(self, other: Self) -> Self::Mask;
    /// Where `self > other`; false where either is NaN.
    #[inline(always)]
    fn gt(self, other: Self) -> Self::Mask {
        other.lt(self)
    }
    /// Where `self >= other`; false where either is NaN.
    #[inline(always)]
    fn ge(self, other: Self) -> Self::Mask {
        other.le(self)
    }
    /// Where `self != other`; true where either is NaN.
    #[inline(always)]
    fn ne(self, other: Self) -> Self::Mask {
        !self.eq(other)
    }
    /// `yes` where `mask` is set, `no` elsewhere.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;
    /// Lanes `FROM` to `FROM + 7` of the sixteen lanes of `self` and `after`, with `FROM` below 8:
    /// any other is an error of the build.
    fn window<const FROM: usize>(self, after: Self) -> Self;
    /// Writes the first lanes to `to`, as many as it has, up to eight: for the end of a slice.
    #[inline(always)]
    fn store_partial(self, to: &mut [f64]) {
        for (to, lane) in to.iter_mut().zip(self.to_array()) {
            *to = lane;
        }
    }
    /// The sum of the lanes, in pairs: `((a + b) + (c + d)) + ((e + f) + (g + h))`.
    #[inline(always)]
    fn reduce_sum(self) -> f64 {
        let [a, b, c, d, e, f, g, h] = self.to_array();
        ((a + b) + (c + d)) + ((e + f) + (g + h))
    }
    /// The least of the lanes; one that is NaN is passed over, and of nothing but NaN it is infinity.
    #[inline(always)]
    fn reduce_min(self) -> f64 {
        let mut least = f64::INFINITY;
        for lane in self.to_array() {
            least = if lane < least { lane } else { least };
        }
        least
    }
    /// The largest of the lanes; one that is NaN is passed over, and of nothing but NaN it is `-inf`.
    #[inline(always)]
    fn reduce_max(self) -> f64 {
        let mut most = f64::NEG_INFINITY;
        for lane in self.to_array() {
            most = if lane > most { lane } else { most };
        }
        most
    }
}
