//! The natural logarithm: the exponent, and an odd series for the rest.

use super::{LN_2_HIGH, LN_2_LOW};
use crate::simd::{F64x8, Simd, U64x8};

/// The representation of `sqrt(1/2)`, to the upper 32 bits.
pub(super) const SQRT_HALF: u64 = 0x3fe6_a09e_0000_0000;
pub(super) const ONE: u64 = 1.0_f64.to_bits();
pub(super) const MANTISSA: u64 = (1 << 52) - 1;
/// The representation of 2^52: with an integer below 2^52 in its mantissa it is the sum of the two.
const TWO_52: u64 = ((1_u64 << 52) as f64).to_bits();

/// `(ln((1 + s) / (1 - s)) / s - 2) / s^2` in powers of `s^2`, for `|s|` up to
/// `(sqrt(2) - 1) / (sqrt(2) + 1)`. Sollya 8:
///
/// ```text
/// fpminimax(log((1 + sqrt(x)) / (1 - sqrt(x))) / sqrt(x) - 2, [|1,2,3,4,5,6,7|], [|D...|],
///           [1b-60;(3 - 2*sqrt(2))^2], floating, absolute);
/// ```
///
/// The error of `s^2` times it is `2.5e-18`.
pub(super) const SERIES: [f64; 7] = [
    0.6666666666666734,
    0.3999999999941672,
    0.2857142874200426,
    0.22222198607803748,
    0.18183562701535136,
    0.15314088747555674,
    0.14795594023383823,
];

/// The natural logarithm of each of the eight.
///
/// The error is at most 1 ULP, by `cargo test --release --test math -- --ignored`,
/// subnormal arguments included. [The module](super) has the special values. A vector takes
/// fourteen multiplications and a division.
#[inline(always)]
pub fn ln<S: Simd>(simd: S, x: S::F64x8) -> S::F64x8 {
    // A subnormal number has no exponent of its own until it is multiplied by 2^54.
    let subnormal = x.lt(simd.splat(f64::MIN_POSITIVE));
    let up = x * simd.splat((1_u64 << 54) as f64);
    let normal = S::F64x8::select(subnormal, up, x);
    let bias = f64::from_bits(TWO_52) + 1023.0;
    let bias = S::F64x8::select(subnormal, simd.splat(bias + 54.0), simd.splat(bias));

    // x = 2^k * m, with m from sqrt(1/2) to sqrt(2): the exponent counts from there.
    let moved = normal.to_bits() + simd.splat_u64(ONE - SQRT_HALF);
    let k = S::F64x8::from_bits(moved.shr::<52>() | simd.splat_u64(TWO_52)) - bias;
    let m = (moved & simd.splat_u64(MANTISSA)) + simd.splat_u64(SQRT_HALF);
    let f = S::F64x8::from_bits(m) - simd.splat(1.0);

    let s = f / (simd.splat(2.0) + f);
    let z = s * s;
    let [c0, c1, c2, c3, c4, c5, c6] = SERIES;
    let mut sum = simd.splat(c6).mul_add(z, simd.splat(c5));
    sum = sum.mul_add(z, simd.splat(c4));
    sum = sum.mul_add(z, simd.splat(c3));
    sum = sum.mul_add(z, simd.splat(c2));
    sum = sum.mul_add(z, simd.splat(c1));
    sum = sum.mul_add(z, simd.splat(c0));

    let half_square = (simd.splat(0.5) * f) * f;
    // z * sum + half_square, times s, and the lower part of k * ln(2).
    let small = k * simd.splat(LN_2_LOW);
    let small = s.mul_add(sum.mul_add(z, half_square), small);
    let ln = k.mul_add(simd.splat(LN_2_HIGH), f - (half_square - small));

    // Infinity and NaN are their own logarithms.
    let ln = S::F64x8::select(x.lt(simd.splat(f64::INFINITY)), ln, x);
    let negative = x.lt(simd.splat(0.0));
    let pole = simd.splat(f64::NEG_INFINITY);
    let edge = S::F64x8::select(negative, simd.splat(f64::NAN), pole);
    S::F64x8::select(x.lt(simd.splat(f64::from_bits(1))), edge, ln)
}
