//! Sine and cosine: a polynomial of each for what is left of the angle, and the quarter turn chooses.

use super::reduce::{Rest, reduce};
use crate::simd::{F64x8, Simd, U64x8};

const SIGN: u64 = 1 << 63;

/// `(sin(r) - r) / r^3` in powers of `r^2`, for `r` within `pi/4` of zero. Sollya 8:
///
/// ```text
/// fpminimax(sin(sqrt(x)) / sqrt(x), [|1,2,3,4,5,6|], [|D...|],
///           [1b-60;(pi/4 + 1b-20)^2], floating, relative, 1);
/// ```
///
/// The error of `r + r^3` times it is `3.8e-18` of it.
const SINE: [f64; 6] = [
    -0.1666666666666663,
    0.008333333333321924,
    -0.0001984126982946497,
    2.7557313585030073e-06,
    -2.5050742814230403e-08,
    1.5895975030366613e-10,
];

/// `(cos(r) - 1 + r^2 / 2) / r^4` in powers of `r^2`, for `r` within `pi/4` of zero. Sollya 8:
///
/// ```text
/// fpminimax(cos(sqrt(x)), [|2,3,4,5,6,7|], [|D...|], [1b-60;(pi/4 + 1b-20)^2],
///           floating, absolute, 1 - x/2);
/// ```
///
/// The error of `1 - r^2/2 + r^4` times it is `6.8e-20`.
const COSINE: [f64; 6] = [
    0.0416666666666666,
    -0.0013888888888874483,
    2.4801587289679692e-05,
    -2.75573144038047e-07,
    2.0875729688424354e-09,
    -1.1359956108732026e-11,
];

/// The value at `z` of the polynomial with these coefficients, the constant first.
#[inline(always)]
fn polynomial<S: Simd>(simd: S, coefficients: &[f64; 6], z: S::F64x8) -> S::F64x8 {
    let [c0, c1, c2, c3, c4, c5] = *coefficients;
    let mut sum = simd.splat(c5).mul_add(z, simd.splat(c4));
    sum = sum.mul_add(z, simd.splat(c3));
    sum = sum.mul_add(z, simd.splat(c2));
    sum = sum.mul_add(z, simd.splat(c1));
    sum.mul_add(z, simd.splat(c0))
}

/// Sine and cosine of what is left of an angle.
#[inline(always)]
fn of_rest<S: Simd>(simd: S, rest: Rest<S>) -> (S::F64x8, S::F64x8) {
    let Rest { high, low, .. } = rest;
    let z = high * high;
    // The derivative of the sine is near 1 here, so that `low` is added to it as it is.
    let correction = (high * z).mul_add(polynomial(simd, &SINE, z), low);
    let sine = high + correction;

    // 1 - z/2 = one + lost, exactly, but for the rounding of `z`.
    let (half, one) = (simd.splat(-0.5), simd.splat(1.0));
    let most = z.mul_add(half, one);
    let lost = z.mul_add(half, one - most);
    // The cosine falls by `high` times `low`.
    let lost = (-high).mul_add(low, lost);
    let cosine = most + (z * z).mul_add(polynomial(simd, &COSINE, z), lost);
    (sine, cosine)
}

/// The sine and the cosine of each of the eight, with the bits of [`sin`] and [`cos`], for little more
/// than the time of one.
#[inline(always)]
pub fn sin_cos<S: Simd>(simd: S, x: S::F64x8) -> (S::F64x8, S::F64x8) {
    let rest = reduce(simd, x.abs());
    let (sine, cosine) = of_rest(simd, rest);
    let odd = rest.n.shl::<63>().gt(simd.splat_u64(0));
    let sign = simd.splat_u64(SIGN);
    // The sine of an odd number of quarter turns is the cosine of the rest. It changes its sign every
    // two, and the cosine is one ahead.
    let signs = (rest.n.shl::<62>() ^ x.to_bits()) & sign;
    let turned = S::F64x8::select(odd, cosine, sine);
    let sin = S::F64x8::from_bits(turned.to_bits() ^ signs);
    let signs = (rest.n + simd.splat_u64(1)).shl::<62>() & sign;
    let turned = S::F64x8::select(odd, sine, cosine);
    let cos = S::F64x8::from_bits(turned.to_bits() ^ signs);
    (sin, cos)
}

/// The sine of each of the eight, which are in radians.
#[inline(always)]
pub fn sin<S: Simd>(simd: S, x: S::F64x8) -> S::F64x8 {
    sin_cos(simd, x).0
}

/// The cosine of each of the eight, which are in radians.
#[inline(always)]
pub fn cos<S: Simd>(simd: S, x: S::F64x8) -> S::F64x8 {
    sin_cos(simd, x).1
}
