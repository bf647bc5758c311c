//! Sixteen `f32`.

use super::sealed::Sealed;
use super::{LANES, Mask16};
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

/// Sixteen `f32`, with IEEE arithmetic lane by lane: for kernels that compute in `f32`, twice as many
/// at a time as [`F64x8`](super::F64x8) has.
///
/// What is said there of zeros, subnormal numbers, infinities and NaN goes for these. An `f32` has 24
/// bits, so sums of many of them are better made in `f64`: [`Simd::load_f32`](super::Simd::load_f32)
/// widens eight.
///
/// ```
/// use hotloop::simd::{F32x16, Simd};
///
/// hotloop::dispatch! {
///     /// `y[i] += a * x[i]`, over the shorter of the two.
///     pub fn axpy(simd: S, a: f32, x: &[f32], y: &mut [f32]), at axpy_at {
///         let n = x.len().min(y.len());
///         let (x, x_tail) = x[..n].as_chunks::<16>();
///         let (y, y_tail) = y[..n].as_chunks_mut::<16>();
///         for (x, y) in x.iter().zip(y) {
///             (simd.load_f32x16(x) * a + simd.load_f32x16(y)).store(y);
///         }
///         for (x, y) in x_tail.iter().zip(y_tail) {
///             *y += a * x;
///         }
///     }
/// }
///
/// let mut y = [1.0; 20];
/// axpy(2.0, &[0.25; 20], &mut y);
/// assert_eq!(y, [1.5; 20]);
/// ```
pub trait F32x16:
    Copy
    + Add<Output = Self>
    + Add<f32, Output = Self>
    + AddAssign
    + AddAssign<f32>
    + Sub<Output = Self>
    + Sub<f32, Output = Self>
    + SubAssign
    + SubAssign<f32>
    + Mul<Output = Self>
    + Mul<f32, Output = Self>
    + MulAssign
    + MulAssign<f32>
    + Div<Output = Self>
    + Div<f32, Output = Self>
    + DivAssign
    + DivAssign<f32>
    + Neg<Output = Self>
    + Sealed
{
    /// Sixteen truth values.
    type Mask: Mask16;

    /// The sixteen values, in order.
    fn to_array(self) -> [f32; 2 * LANES];
    /// Writes the sixteen values to `to`, in order.
    fn store(self, to: &mut [f32; 2 * LANES]);
    /// `self * factor + addend`, rounded once, as [`F64x8::mul_add`](super::F64x8::mul_add) is.
    fn mul_add(self, factor: Self, addend: Self) -> Self;
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
    /// Writes the first lanes to `to`, as many as it has, up to sixteen: for the end of a slice.
    #[inline(always)]
    fn store_partial(self, to: &mut [f32]) {
        for (to, lane) in to.iter_mut().zip(self.to_array()) {
            *to = lane;
        }
    }
    /// The sum of the lanes, in pairs, and of those in pairs, to the end.
    #[inline(always)]
    fn reduce_sum(self) -> f32 {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = self.to_array();
        let low = ((a + b) + (c + d)) + ((e + f) + (g + h));
        low + (((i + j) + (k + l)) + ((m + n) + (o + p)))
    }
    /// The least of the lanes; one that is NaN is passed over, and of nothing but NaN it is infinity.
    #[inline(always)]
    fn reduce_min(self) -> f32 {
        let mut least = f32::INFINITY;
        for lane in self.to_array() {
            least = if lane < least { lane } else { least };
        }
        least
    }
    /// The largest of the lanes; one that is NaN is passed over, and of nothing but NaN it is `-inf`.
    #[inline(always)]
    fn reduce_max(self) -> f32 {
        let mut most = f32::NEG_INFINITY;
        for lane in self.to_array() {
            most = if lane > most { lane } else { most };
        }
        most
    }
}
