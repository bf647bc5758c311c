//! The same functions of one number, for plain loops.
//!
//! The C library's, which `f64::exp` and its like call, differ from system to system and from
//! version to version. These are additions, multiplications and a division, each rounded by itself
//! as IEEE has it, so they have the same bits everywhere. They follow the paths of those in lanes and
//! are not fused, because a fused operation is a call where the build may not use the instruction:
//! the two may differ in the last bits.

use super::exp::{E, POWERS, SIXTEENTHS};
use super::ln::SERIES;
use super::{LN_2_HIGH, LN_2_LOW};

/// The value at `x` of the polynomial with these coefficients, the constant first.
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// `e^x`, within two units of the best libraries. [The module](super) has the special values.
pub(crate) fn exp(x: f64) -> f64 {
    let x = x.clamp(-750.0, 709.79);
    let rounded = x * std::f64::consts::LOG2_E + SIXTEENTHS;
    let n = rounded - SIXTEENTHS;
    let f = x - n * LN_2_HIGH - n * LN_2_LOW;
    // The lowest 48 bits count sixteenths: four that choose from the table, and whole powers above.
    let sixteenths = rounded.to_bits();
    let power = POWERS[sixteenths as usize % POWERS.len()];
    let whole = ((sixteenths << 16) as i64) >> 20;
    // In two steps, of which the first is exact, and the last rounds where the result is subnormal.
    let (half, rest) = (whole / 2, whole - whole / 2);
    (power + power * f * polynomial(&E, f)) * power_of_two(half) * power_of_two(rest)
}

/// `2^n`, from -1022 to 1023.
fn power_of_two(n: i64) -> f64 {
    f64::from_bits(((n + 1023) as u64) << 52)
}

/// `ln x`, within two units of the best libraries. [The module](super) has the special values.
pub(crate) fn ln(x: f64) -> f64 {
    if x < f64::MIN_POSITIVE {
        return match x {
            0.0 => f64::NEG_INFINITY,
            ..0.0 => f64::NAN,
            // Subnormal: it has no exponent of its own.
            _ => normal(x * (1_u64 << 54) as f64, -54.0),
        };
    }
    if x < f64::INFINITY { normal(x, 0.0) } else { x }
}

/// `ln(x * 2^power)` of a normal number.
fn normal(x: f64, power: f64) -> f64 {
    let (k, m) = split(x);
    let (k, f) = (k + power, m - 1.0);
    let s = f / (2.0 + f);
    let z = s * s;
    let half_square = 0.5 * f * f;
    let small = s * (polynomial(&SERIES, z) * z + half_square) + k * LN_2_LOW;
    k * LN_2_HIGH + (f - (half_square - small))
}

/// `k` and `m`, from `sqrt(1/2)` to `sqrt(2)`, of `x = 2^k m`.
fn split(x: f64) -> (f64, f64) {
    use super::ln::{MANTISSA, ONE, SQRT_HALF};
    let moved = x.to_bits() + (ONE - SQRT_HALF);
    let k = (moved >> 52) as f64 - 1023.0;
    (k, f64::from_bits((moved & MANTISSA) + SQRT_HALF))
}

/// `e^x - 1`, within five units of the best libraries, however small `x` is.
///
/// Kahan's way (see Higham, Accuracy and stability of numerical algorithms, 2002, section 1.14.1):
/// `e^x` is rounded to `u`, and `(u - 1) / ln u` is next to the same quotient of the true power,
/// since numerator and denominator have the same error.
pub(crate) fn exp_m1(x: f64) -> f64 {
    let u = exp(x);
    match u - 1.0 {
        0.0 => x,
        // Nothing is left of the power, or nothing of what is taken off.
        less @ (-1.0 | f64::INFINITY) => less,
        less => x / ln(u) * less,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SplitMix64;

    /// The distance of two numbers in units in the last place of the second; 0 of two NaN.
    fn ulps(found: f64, truth: f64) -> u64 {
        if found.is_nan() && truth.is_nan() {
            return 0;
        }
        assert_eq!(found.is_sign_negative(), truth.is_sign_negative());
        found.to_bits().abs_diff(truth.to_bits())
    }

    /// Numbers of all signs and magnitudes from `2^low` to `2^high`.
    fn numbers(low: i32, high: i32) -> impl Iterator<Item = f64> {
        let mut words = SplitMix64::new(7);
        let exponents = (high - low) as u64;
        (0..200_000).map(move |_| {
            let word = words.next_u64();
            let exponent = (1023 + low) as u64 + (word >> 52 & 0x7ff) % exponents;
            f64::from_bits(word & !(0x7ff << 52) | exponent << 52)
        })
    }

    #[test]
    fn powers_are_near_the_systems() {
        for x in numbers(-60, 10) {
            // The system's has an error of its own, of less than a unit.
            assert!(ulps(exp(x), x.exp()) <= 2, "{x:e}: {:e}", exp(x));
            assert!(ulps(exp_m1(x), x.exp_m1()) <= 5, "{x:e}: {:e}", exp_m1(x));
        }
        for x in numbers(-1022, -60) {
            assert_eq!((exp(x), exp_m1(x)), (1.0, x));
        }
    }

    #[test]
    fn logarithms_are_near_the_systems() {
        for x in numbers(-1022, 1024).chain(numbers(-2, 2)) {
            assert!(ulps(ln(x), x.ln()) <= 2, "{x:e}: {:e}", ln(x));
        }
        for bits in (1..1 << 52).step_by(1 << 35) {
            let x = f64::from_bits(bits);
            assert!(ulps(ln(x), x.ln()) <= 2, "{x:e}: {:e}", ln(x));
        }
    }

    #[test]
    fn special_values() {
        let infinity = f64::INFINITY;
        for (x, e, m1) in [
            (0.0, 1.0, 0.0),
            (-0.0, 1.0, -0.0),
            (infinity, infinity, infinity),
            (-infinity, 0.0, -1.0),
            (710.0, infinity, infinity),
            (-746.0, 0.0, -1.0),
            (f64::NAN, f64::NAN, f64::NAN),
        ] {
            assert_eq!((ulps(exp(x), e), ulps(exp_m1(x), m1)), (0, 0), "{x}");
        }
        let least = f64::from_bits(1);
        for (x, truth) in [
            (1.0, 0.0),
            (0.0, -infinity),
            (-0.0, -infinity),
            (-least, f64::NAN),
            (-infinity, f64::NAN),
            (infinity, infinity),
            (f64::NAN, f64::NAN),
        ] {
            assert_eq!(ulps(ln(x), truth), 0, "{x}");
        }
    }
}
