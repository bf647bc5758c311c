//! The hyperbolic tangent: a power less one, over the same and two.

use super::{LN_2_HIGH, LN_2_LOW};
use crate::simd::{F64x8, Simd, U64x8};

/// Adding it rounds to a whole number `n`, and leaves the exponent field of `2^n` in the lowest bits.
const WHOLE: f64 = 1.5 * (1_u64 << 52) as f64 + 1023.0;

/// From here on the nearest to it is 1.
const ONE_FROM: f64 = 19.5;

/// `(e^f - 1 - f) / f^2` for `f` within `ln(2)/2` of zero, the constant first. Sollya 8:
///
/// ```text
/// fpminimax((exp(x) - 1) / x, [|1,...,10|], [|D...|], [-log(2)/2-1b-20;log(2)/2+1b-20],
///           floating, relative, 1);
/// ```
///
/// The error of `f + f^2` times it is `2.0e-17` of it.
const E: [f64; 10] = [
    0.5000000000000006,
    0.16666666666666594,
    0.04166666666657382,
    0.00833333333338624,
    0.0013888888932289292,
    0.0001984126972710548,
    2.480150456645609e-05,
    2.755739966584632e-06,
    2.762627632169067e-07,
    2.505642834005778e-08,
];

/// The sum of two, the first of which is the larger or zero, and what its rounding lost (Dekker 1971).
#[inline(always)]
fn sum<S: Simd>(_: S, large: S::F64x8, small: S::F64x8) -> (S::F64x8, S::F64x8) {
    let sum = large + small;
    (sum, small - (sum - large))
}

/// `e^y - 1` for `y` from zero to 64, in two parts.
#[inline(always)]
fn exp_m1<S: Simd>(simd: S, y: S::F64x8) -> (S::F64x8, S::F64x8) {
    let log2_e = simd.splat(std::f64::consts::LOG2_E);
    let rounded = y.mul_add(log2_e, simd.splat(WHOLE));
    let n = rounded - simd.splat(WHOLE);
    // Exact, as in `exp`; here it is in two parts.
    let first = n.mul_add(simd.splat(-LN_2_HIGH), y);
    let f = n.mul_add(simd.splat(-LN_2_LOW), first);
    let low = n.mul_add(simd.splat(-LN_2_LOW), first - f);

    let mut q = simd.splat(E[9]);
    let mut degree = 9;
    while degree > 0 {
        degree -= 1;
        q = q.mul_add(f, simd.splat(E[degree]));
    }
    // 2^n e^f - 1 = (2^n - 1) + 2^n f + 2^n (low + f^2 q)
    let power = S::F64x8::from_bits(rounded.to_bits().shl::<52>());
    let (high, lost) = sum(simd, power - simd.splat(1.0), power * f);
    let rest = power.mul_add((f * f).mul_add(q, low), lost);
    sum(simd, high, rest)
}

/// The hyperbolic tangent of each of the eight.
///
/// The error is at most 1 ULP, by `cargo test --release --test math -- --ignored`, subnormal arguments
/// included. It is odd to the bit, keeps the signs of zeros, and is 1 from 19.07 on, infinity included.
/// A vector takes 21 multiplications and a division.
///
/// ```
/// use hotloop::simd::{F64x8, Simd, math};
///
/// #[inline(always)]
/// fn kernel<S: Simd>(simd: S, x: &[f64; 8]) -> [f64; 8] {
///     math::tanh(simd, simd.load(x)).to_array()
/// }
///
/// hotloop::dispatch! { fn tangents(x: &[f64; 8]) -> [f64; 8] = kernel, at tangents_at }
///
/// let y = tangents(&[-0.0, 1e-300, 0.5, -0.5, 3.0, 20.0, f64::NEG_INFINITY, f64::NAN]);
/// assert!(y[0] == 0.0 && y[0].is_sign_negative());
/// assert_eq!((y[1], y[2], y[3]), (1e-300, 0.462_117_157_260_009_75, -y[2]));
/// assert_eq!((y[5], y[6]), (1.0, -1.0));
/// assert!(y[7].is_nan());
/// ```
#[inline(always)]
pub fn tanh<S: Simd>(simd: S, x: S::F64x8) -> S::F64x8 {
    let sign = x.to_bits() & simd.splat_u64(1 << 63);
    // NaN stays what it is.
    let y = simd.splat(ONE_FROM).min(x.abs());
    let (high, low) = exp_m1(simd, y + y);
    let two = simd.splat(2.0);
    let (below, below_low) = sum(simd, two.max(high), two.min(high));
    let below_low = below_low + low;
    // The quotient, and once more what is left of it.
    let inverse = simd.splat(1.0) / below;
    let quotient = high * inverse;
    let left = (-quotient).mul_add(below, high);
    let left = left + (-quotient).mul_add(below_low, low);
    let tanh = left.mul_add(inverse, quotient);
    S::F64x8::from_bits(tanh.to_bits() ^ sign)
}
