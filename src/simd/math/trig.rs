//! Sine and cosine: a polynomial of each for what is left of the angle, and the quarter turn chooses.

use super::reduce::{Rest, reduce};
use crate::simd::{F64x8, Simd, U64x8};

/// `(sin(r) - r) / r^3` in powers of `r^2`, for `r` within `pi/4` of zero. Sollya 8:
///
/// ```text
/// fpminimax(sin(sqrt(x)) / sqrt(x), [|1,2,3,4,5,6|], [|D...|], [1b-60;(pi/4 + 1b-20)^2],
///           floating, relative, 1);
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

/// `1 - z/2 - high * low`, in two parts: the cosine but for its polynomial. `z` is the square of
/// `high`.
#[inline(always)]
fn parabola<S: Simd>(simd: S, rest: Rest<S>, z: S::F64x8) -> (S::F64x8, S::F64x8) {
    let (half, one) = (simd.splat(-0.5), simd.splat(1.0));
    let most = z.mul_add(half, one);
    let lost = z.mul_add(half, one - most);
    (most, (-rest.high).mul_add(rest.low, lost))
}

/// Where the number of quarter turns is odd, so that sine and cosine change places.
#[inline(always)]
fn is_odd<S: Simd>(simd: S, n: S::U64x8) -> S::Mask8 {
    n.shl::<63>().gt(simd.splat_u64(0))
}

/// `x` with its sign changed where two or three quarter turns modulo four say so, and where `sign` has
/// its highest bit set.
#[inline(always)]
fn turned<S: Simd>(simd: S, x: S::F64x8, n: S::U64x8, sign: S::U64x8) -> S::F64x8 {
    let signs = (n.shl::<62>() ^ sign) & simd.splat_u64(1 << 63);
    S::F64x8::from_bits(x.to_bits() ^ signs)
}

/// The sine of `rest` and `n` quarter turns, negative where `sign` has its highest bit set.
///
/// One polynomial is worked out, with the coefficients that a lane needs: choosing is cheaper than
/// multiplying, and leaves the units that multiply alone on some processors.
#[inline(always)]
fn one<S: Simd>(simd: S, rest: Rest<S>, n: S::U64x8, sign: S::U64x8) -> S::F64x8 {
    let odd = is_odd(simd, n);
    let z = rest.high * rest.high;
    let mut sum = S::F64x8::select(odd, simd.splat(COSINE[5]), simd.splat(SINE[5]));
    let mut degree = 5;
    while degree > 0 {
        degree -= 1;
        let (cosine, sine) = (simd.splat(COSINE[degree]), simd.splat(SINE[degree]));
        sum = sum.mul_add(z, S::F64x8::select(odd, cosine, sine));
    }
    // The same three as in `sin_cos`, so that the bits are the same.
    let (most, lost) = parabola(simd, rest, z);
    let most = S::F64x8::select(odd, most, rest.high);
    let factor = S::F64x8::select(odd, z, rest.high);
    let lost = S::F64x8::select(odd, lost, rest.low);
    turned(simd, most + (factor * z).mul_add(sum, lost), n, sign)
}

/// The sine of each of the eight, in radians.
///
/// The error is at most 0.9 ULP, by `cargo test --release --test math -- --ignored`, however large the
/// argument is. Zeros keep their signs, and the sine of infinity is NaN. A vector takes fifteen
/// multiplications. A lane above 2,097,152 is [reduced in integers](super#how-angles-are-reduced),
/// which takes some thirty times as long as others, and less than `f64::sin` does there.
///
/// ```
/// use hotloop::simd::{F64x8, Simd, math};
///
/// #[inline(always)]
/// fn kernel<S: Simd>(simd: S, x: &[f64; 8]) -> [f64; 8] {
///     math::sin(simd, simd.load(x)).to_array()
/// }
///
/// hotloop::dispatch! { fn sines(x: &[f64; 8]) -> [f64; 8] = kernel, at sines_at }
///
/// let sines = sines(&[-0.0, 0.5, 2.0, -2.0, 1e22, f64::MAX, f64::INFINITY, f64::NAN]);
/// assert!(sines[0] == 0.0 && sines[0].is_sign_negative());
/// assert_eq!(sines[1], 0.479_425_538_604_203);
/// assert_eq!(sines[2], -sines[3]);
/// assert_eq!(sines[4..6], [-0.852_200_849_767_188_8, 0.004_961_954_789_184_062]);
/// assert!(sines[6].is_nan() && sines[7].is_nan());
/// ```
#[inline(always)]
pub fn sin<S: Simd>(simd: S, x: S::F64x8) -> S::F64x8 {
    let rest = reduce(simd, x.abs());
    one(simd, rest, rest.n, x.to_bits())
}

/// The cosine of each of the eight, in radians.
///
/// The error is at most 0.9 ULP, by `cargo test --release --test math -- --ignored`, however large the
/// argument is. The cosine of infinity is NaN. It takes what [`sin`] takes.
///
/// ```
/// use hotloop::simd::{F64x8, Simd, math};
///
/// #[inline(always)]
/// fn kernel<S: Simd>(simd: S, x: &[f64; 8]) -> [f64; 8] {
///     math::cos(simd, simd.load(x)).to_array()
/// }
///
/// hotloop::dispatch! { fn cosines(x: &[f64; 8]) -> [f64; 8] = kernel, at cosines_at }
///
/// let pi = std::f64::consts::PI;
/// let cosines = cosines(&[-0.0, 2.0, -2.0, pi, pi / 2.0, 1e22, f64::INFINITY, f64::NAN]);
/// assert_eq!((cosines[0], cosines[3]), (1.0, -1.0));
/// assert_eq!(cosines[1], cosines[2]);
/// // pi / 2 is no f64, and this is what it is off.
/// assert_eq!(cosines[4], 6.123233995736766e-17);
/// assert!(cosines[6].is_nan() && cosines[7].is_nan());
/// ```
#[inline(always)]
pub fn cos<S: Simd>(simd: S, x: S::F64x8) -> S::F64x8 {
    let rest = reduce(simd, x.abs());
    // One quarter turn ahead.
    let n = rest.n + simd.splat_u64(1);
    one(simd, rest, n, simd.splat_u64(0))
}

/// The sine and the cosine of each of the eight, with the bits of [`sin`] and [`cos`].
///
/// It takes one reduction and both polynomials, 22 multiplications in all: a fourth more time than one
/// of the two.
///
/// ```
/// use hotloop::simd::{F64x8, Simd, math};
///
/// /// Points at these angles on the unit circle.
/// #[inline(always)]
/// fn kernel<S: Simd>(simd: S, angles: &[f64; 8]) -> ([f64; 8], [f64; 8]) {
///     let (sine, cosine) = math::sin_cos(simd, simd.load(angles));
///     (cosine.to_array(), sine.to_array())
/// }
///
/// hotloop::dispatch! {
///     fn points(angles: &[f64; 8]) -> ([f64; 8], [f64; 8]) = kernel, at points_at
/// }
///
/// let (x, y) = points(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 1e300]);
/// for (x, y) in x.into_iter().zip(y) {
///     assert!((x * x + y * y - 1.0).abs() < 1e-15);
/// }
/// ```
#[inline(always)]
pub fn sin_cos<S: Simd>(simd: S, x: S::F64x8) -> (S::F64x8, S::F64x8) {
    let rest = reduce(simd, x.abs());
    let (high, z) = (rest.high, rest.high * rest.high);
    // The derivative of the sine is near 1 here, so that `low` is added to it as it is.
    let sine = high + (high * z).mul_add(polynomial(simd, &SINE, z), rest.low);
    let (most, lost) = parabola(simd, rest, z);
    let cosine = most + (z * z).mul_add(polynomial(simd, &COSINE, z), lost);

    let odd = is_odd(simd, rest.n);
    let sin = S::F64x8::select(odd, cosine, sine);
    let cos = S::F64x8::select(odd, sine, cosine);
    let ahead = rest.n + simd.splat_u64(1);
    (
        turned(simd, sin, rest.n, x.to_bits()),
        turned(simd, cos, ahead, simd.splat_u64(0)),
    )
}
