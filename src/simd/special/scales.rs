//! Scaling by powers of two, whole and not.

use super::{Value, numbers, pairs};
use crate::simd::portable::scaled;
use crate::simd::{F64x8, LANES, Level, Simd};

/// What [`F64x8::scale`] says, and Intel's table of VSCALEFPD.
pub(super) fn scale(x: f64, exponent: f64) -> f64 {
    let quiet = x.to_bits() & 1 << 51 != 0;
    let infinite = exponent.is_infinite();
    match x {
        _ if x.is_nan() && quiet && infinite => exponent.max(0.0),
        _ if x.is_nan() || exponent.is_nan() => f64::NAN,
        _ if infinite => x * exponent.max(0.0),
        _ => steps(x, exponent.floor()),
    }
}

/// `x * 2^n` by halves and doubles of whole numbers, which round once.
fn steps(x: f64, n: f64) -> f64 {
    if x == 0.0 || x.is_infinite() {
        return x;
    }
    // x = whole * 2^exponent
    let (mut whole, mut exponent) = (x.abs(), n);
    while whole.fract() != 0.0 || whole < 2.0_f64.powi(52) {
        (whole, exponent) = (whole * 2.0, exponent - 1.0);
    }
    while whole >= 2.0_f64.powi(53) {
        (whole, exponent) = (whole / 2.0, exponent + 1.0);
    }
    if exponent > 971.0 {
        return f64::INFINITY.copysign(x);
    }
    if exponent < -1074.0 {
        // The last bits go, to the nearest and to even.
        whole = (whole * 2.0_f64.powi((exponent + 1074.0).max(-60.0) as i32)).round_ties_even();
        exponent = -1074.0;
    }
    // Exact from here on.
    for _ in 0..exponent.abs() as u32 {
        whole *= if exponent > 0.0 { 2.0 } else { 0.5 };
    }
    whole.copysign(x)
}

#[inline(always)]
fn scale_all<S: Simd>(simd: S, [x, y]: &[[f64; LANES]; 2]) -> [f64; LANES] {
    simd.load(x).scale(simd.load(y)).to_array()
}

crate::dispatch! {
    fn scale_at(level, x: &[[f64; LANES]; 2]) -> [f64; LANES] = scale_all
}

/// Where whole exponents, their neighbours and the ends of the range are.
#[test]
fn scales_at_every_level() {
    let whole = [
        1, 52, 53, 969, 1022, 1023, 1074, 1075, 1100, 2046, 2098, 2099, 2200, 2201,
    ];
    let mut exponents: Vec<f64> = whole.into_iter().map(f64::from).collect();
    exponents.extend([
        0.0,
        f64::from_bits(1),
        0.5,
        1e10,
        1e300,
        f64::MAX,
        f64::INFINITY,
    ]);
    let near = |x: &f64| {
        [
            *x,
            x.next_up(),
            -x,
            (-x).next_down(),
            (-x).next_up(),
            -x - 0.5,
        ]
    };
    let exponents: Vec<f64> = exponents.iter().flat_map(near).collect();
    for level in Level::with_modelled() {
        for [x, exponent] in pairs(&numbers(), &exponents) {
            let found = scale_at(level, &[x, exponent]);
            for ((x, exponent), found) in x.into_iter().zip(exponent).zip(found) {
                let what = (level, x.to_bits(), exponent.to_bits());
                Value.hold(found, scale(x, exponent), what);
                Value.hold(scaled(x, exponent), found, what);
            }
        }
    }
}
