//! Finite numbers of all magnitudes, and how to compare what is beyond `f64`.

use proptest::prelude::*;

/// `x * 2^exponent`, rounded once: in steps, because the power may be none that `f64` has.
pub(crate) fn ldexp(mut x: f64, mut exponent: i32) -> f64 {
    // Down to where one step more would be the last: two roundings are not one.
    while exponent.abs() > 1000 {
        let step = 500 * exponent.signum();
        x *= 2.0_f64.powi(step);
        exponent -= step;
    }
    x * 2.0_f64.powi(exponent)
}

/// The exponent of the largest magnitude among finite numbers, and all of them times two to minus
/// that: between -2 and 2, and exact but for what is nothing beside the largest.
pub(crate) fn normalised(x: &[f64]) -> (i32, Vec<f64>) {
    let largest = x.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    // Subnormal numbers have no exponent of their own.
    let bits = ldexp(largest, if largest < 1e-300 { 100 } else { 0 }).to_bits();
    let exponent = match largest {
        0.0 => 0,
        _ => (bits >> 52) as i32 - 1023 - if largest < 1e-300 { 100 } else { 0 },
    };
    (exponent, x.iter().map(|x| ldexp(*x, -exponent)).collect())
}

/// The sum, rounded: terms that do not overlap (Shewchuk 1997), of numbers that do not overflow.
pub(crate) fn expansion(x: &[f64]) -> f64 {
    let mut terms: Vec<f64> = vec![];
    for &x in x {
        let mut sum = x;
        terms.retain_mut(|term| {
            let (a, b) = if sum.abs() < term.abs() {
                (*term, sum)
            } else {
                (sum, *term)
            };
            sum = a + b;
            *term = b - (sum - a);
            *term != 0.0
        });
        terms.push(sum);
    }
    terms.iter().sum()
}

/// Finite numbers of all magnitudes: of any at once, or all of about one, which may be the largest
/// there is or the smallest, around zero or far from it.
pub(crate) fn finite_numbers() -> impl Strategy<Value = Vec<f64>> {
    let any = prop::collection::vec(any::<u64>(), 1..3000).prop_map(|bits| {
        let x = bits.into_iter().map(f64::from_bits);
        x.map(|x| {
            if x.is_finite() {
                x
            } else {
                x.signum() * f64::MAX
            }
        })
        .map(|x| if x.is_nan() { f64::MAX } else { x })
        .collect()
    });
    let exponents = prop_oneof![
        -1074..=1023,
        1000..=1023,
        -1074..=-1000,
        450..=480,
        500..=515
    ];
    let units = prop::collection::vec(-1.0_f64..1.0, 1..3000);
    let alike = (units, exponents, prop_oneof![Just(0.0), -1.0..1.0], 0..60);
    let alike = alike.prop_map(|(units, exponent, around, narrow): (Vec<f64>, _, f64, _)| {
        let narrow = 0.5_f64.powi(narrow);
        let unit = |unit: f64| (around + (1.0 - around.abs()) * narrow * unit).clamp(-1.0, 1.0);
        let x = units.into_iter().map(|x| ldexp(unit(x), exponent));
        x.map(|x| {
            if x.abs() < ldexp(1.0, 1023) {
                2.0 * x
            } else {
                x.signum() * f64::MAX
            }
        })
        .collect()
    });
    prop_oneof![any, alike.clone(), alike]
}

/// Holds `found` to a truth that is given times two to minus an exponent, with as much slack.
/// Infinite is right where the truth, or what the slack leaves of it, is beyond `f64`.
#[track_caller]
pub(crate) fn assert_within(found: f64, truth: f64, exponent: i32, slack: f64, what: &str) {
    if found.is_infinite() {
        let most = ldexp(f64::MAX, -exponent);
        assert!(
            found.signum() * truth + slack >= most,
            "{what}: {found}, and not {truth:e} * 2^{exponent}"
        );
    } else {
        let off = (ldexp(found, -exponent) - truth).abs();
        assert!(
            off <= slack,
            "{what}: {found:e} is {off:e} * 2^{exponent} off {truth:e} * 2^{exponent}, with {slack:e}"
        );
    }
}
