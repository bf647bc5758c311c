//! Powers of 2 and of e: a table of sixteenths, and a polynomial between them.

use super::{LN_2_HIGH, LN_2_LOW};
use crate::simd::{F64x8, Simd, U64x8};

/// A number beyond which `f64` has steps of 1/16: adding it rounds to a sixteenth, and leaves that
/// sixteenth's number, modulo 2^48, in the lowest bits.
pub(super) const SIXTEENTHS: f64 = 1.5 * (1_u64 << 48) as f64;

/// `2^(j/16)`, each rounded to the nearest.
pub(super) const POWERS: [f64; 16] = [
    1.0,
    1.0442737824274138,
    1.0905077326652577,
    1.1387886347566916,
    1.189207115002721,
    1.241857812073484,
    1.2968395546510096,
    1.3542555469368927,
    std::f64::consts::SQRT_2,
    1.4768261459394993,
    1.5422108254079407,
    1.6104903319492543,
    1.681792830507429,
    1.7562521603732995,
    1.8340080864093424,
    1.9152065613971474,
];

/// [`POWERS`], each less `j << 48` in its representation.
///
/// A number of sixteenths `k` is `16 n + j`. Adding `k << 48` to the representation of
/// `LESSENED[j]` takes away what was subtracted here, and adds `n << 52`, which multiplies by
/// `2^n`.
const LESSENED: [f64; 16] = {
    let mut powers = POWERS;
    let mut j = 0;
    while j < 16 {
        powers[j] = f64::from_bits(powers[j].to_bits() - ((j as u64) << 48));
        j += 1;
    }
    powers
};

/// `(2^f - 1) / f` for `f` within 1/32 of zero, the constant first. Sollya 8:
///
/// ```text
/// fpminimax(2^x, [|1,2,3,4,5,6|], [|D...|], [-1/32;1/32], floating, relative, 1);
/// ```
///
/// The error of `1 + f * q(f)` is `7.0e-18` of it.
const TWO: [f64; 6] = [
    0.6931471805599468,
    0.24022650695909994,
    0.05550410865216668,
    0.009618129112232674,
    0.0013333818284335397,
    0.0001540334529127431,
];

/// `(e^f - 1) / f` for `f` within `ln(2)/32` of zero, the constant first. Sollya 8:
///
/// ```text
/// fpminimax(exp(x), [|1,2,3,4,5,6|], [|D...|], [-log(2)/32-1b-30;log(2)/32+1b-30],
///           floating, relative, 1);
/// ```
///
/// The error of `1 + f * q(f)` is `7.0e-18` of it.
pub(super) const E: [f64; 6] = [
    1.0000000000000022,
    0.4999999999999966,
    0.16666666662858834,
    0.04166666668656722,
    0.008333496036156575,
    0.0013888722788203357,
];

/// `t * base^f`, where `q` says what the base is.
///
/// Seven multiplications, six of them fused with an addition.
#[inline(always)]
fn continued<S: Simd>(simd: S, t: S::F64x8, f: S::F64x8, q: &[f64; 6]) -> S::F64x8 {
    let [c0, c1, c2, c3, c4, c5] = *q;
    // One multiplication after the other. In a tree there would be more of them, and it is their
    // number that counts: a loop has several vectors on the way at once.
    let mut sum = simd.splat(c5).mul_add(f, simd.splat(c4));
    sum = sum.mul_add(f, simd.splat(c3));
    sum = sum.mul_add(f, simd.splat(c2));
    sum = sum.mul_add(f, simd.splat(c1));
    sum = sum.mul_add(f, simd.splat(c0));
    // What is rounded before the last addition is 1/32 of the sum at most, and so is its error.
    (t * f).mul_add(sum, t)
}

/// [`continued`] from `2^(k/16)` times `2^(scale / 2^52)`, where the lowest bits of `sixteenths`
/// are `k`.
#[inline(always)]
fn power<S: Simd>(
    simd: S,
    sixteenths: S::U64x8,
    f: S::F64x8,
    q: &[f64; 6],
    scale: Option<S::U64x8>,
) -> S::F64x8 {
    let mut exponent = sixteenths.shl::<48>();
    if let Some(scale) = scale {
        exponent = exponent + scale;
    }
    let table = simd.lookup_16(&LESSENED, sixteenths);
    let whole = S::F64x8::from_bits(table.to_bits() + exponent);
    continued(simd, whole, f, q)
}

/// [`continued`] from `2^n`, where `n` is a number of sixteenths and the lowest bits of
/// `sixteenths` say which: from -1100 to 1024, or any where the level
/// [scales in one instruction](Simd::SCALES).
#[inline(always)]
fn power_in_range<S: Simd>(
    simd: S,
    sixteenths: S::U64x8,
    n: S::F64x8,
    f: S::F64x8,
    q: &[f64; 6],
) -> S::F64x8 {
    if S::SCALES {
        // It rounds `n` down, which leaves what the table has.
        return continued(simd, simd.lookup_16(&POWERS, sixteenths), f, q).scale(n);
    }
    // Near both ends, `2^n` is no normal number though its product may be one. So the power is
    // taken 2^200 times too large at the lower end, and half as large elsewhere, and a last
    // multiplication mends that. It is exact, but for subnormal results and beyond the largest,
    // where it rounds as it should.
    let low = n.lt(simd.splat(-1000.0));
    let (up, half) = (200_u64 << 52, 1_u64.wrapping_neg() << 52);
    let (up, half) = (f64::from_bits(up), f64::from_bits(half));
    let scale = S::F64x8::select(low, simd.splat(up), simd.splat(half)).to_bits();
    let down = f64::from_bits((1023 - 200) << 52);
    let mend = S::F64x8::select(low, simd.splat(down), simd.splat(2.0));
    power(simd, sixteenths, f, q, Some(scale)) * mend
}

/// `x`, but no less than `low` and no more than `high`; NaN stays what it is.
#[inline(always)]
fn clamp<S: Simd>(simd: S, x: S::F64x8, low: f64, high: f64) -> S::F64x8 {
    simd.splat(high).min(simd.splat(low).max(x))
}

/// Where the exponent field of `2^x` is zero, and nothing is left of a whole power: +0.
const ZERO: f64 = -1023.0;

/// `2^x` for each of the eight, but 0 where `x` is -1023 or less, `-inf` included, and NaN of NaN.
/// No `x` may be above 1023.
///
/// From -978 on it has the bits of [`exp2`], without what the ends of the range cost. From there
/// to -1022, products on the way may be subnormal, and it is off from those by two units in the
/// last place at most. Between -1022 and -1023, where powers are subnormal themselves, it is less
/// than `2^-1022`, and that is all.
///
/// Every level goes the same way, so that all have the same bits for the tiniest
/// results as well: no [`scale`](F64x8::scale), which would round those in a way of its own. (To
/// end above the subnormal numbers took one operation more, and 3 % of an iteration of `mixture`
/// at AVX2; a quarter is what they take where points lie 37 deviations from a component, measured
/// once.) It takes a comparison, seven multiplications, six of them fused with an addition, three additions,
/// a lookup, a shift and an addition of integers.
#[inline(always)]
pub(crate) fn exp2_or_zero<S: Simd>(simd: S, x: S::F64x8) -> S::F64x8 {
    let x = simd.splat(ZERO).max(x);
    let rounded = x + simd.splat(SIXTEENTHS);
    // Exact, both of them.
    let f = x - (rounded - simd.splat(SIXTEENTHS));
    power(simd, rounded.to_bits(), f, &TWO, None)
}

/// `2^x` for each of the eight, exact for whole `x`.
///
/// The error is at most 1.15 ULP, by `cargo test --release --test math --
/// --ignored`, subnormal results included. [The module](super) has the special values. A vector
/// takes eight multiplications; the last one is [`scale`](F64x8::scale) at `Avx512`.
#[inline(always)]
pub fn exp2<S: Simd>(simd: S, x: S::F64x8) -> S::F64x8 {
    // Beyond the range `scale` makes 0 or infinity of whatever the polynomial is, if that is above
    // zero and finite, and it is: from 2^47 on `f` may be more than 1/32, but not more than 2^51,
    // and like all beginnings of this series with an even degree, it has no zero. Where `x` is
    // infinite, `f` and the polynomial are NaN, of which `scale` makes 0 or infinity as well.
    let x = if S::SCALES {
        x
    } else {
        clamp(simd, x, -1080.0, 1024.0)
    };
    let rounded = x + simd.splat(SIXTEENTHS);
    let n = rounded - simd.splat(SIXTEENTHS);
    power_in_range(simd, rounded.to_bits(), n, x - n, &TWO)
}

/// `e^x` for each of the eight.
///
/// The error is at most 1.15 ULP, by `cargo test --release --test math --
/// --ignored`, subnormal results included. [The module](super) has the special values. A vector
/// takes eleven multiplications; the last one is [`scale`](F64x8::scale) at `Avx512`.
#[inline(always)]
pub fn exp<S: Simd>(simd: S, x: S::F64x8) -> S::F64x8 {
    // Far beyond the range `f` is large, and the polynomial infinite. `scale` leaves infinity as it
    // is, which is right at the upper end.
    let x = if S::SCALES {
        simd.splat(-750.0).max(x)
    } else {
        clamp(simd, x, -750.0, 709.79)
    };
    let log2_e = simd.splat(std::f64::consts::LOG2_E);
    let rounded = x.mul_add(log2_e, simd.splat(SIXTEENTHS));
    let n = rounded - simd.splat(SIXTEENTHS);
    // The first product is exact, and so is the difference, because the two are close.
    let f = n.mul_add(simd.splat(-LN_2_HIGH), x);
    let f = n.mul_add(simd.splat(-LN_2_LOW), f);
    power_in_range(simd, rounded.to_bits(), n, f, &E)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Level;

    #[inline(always)]
    fn both<S: Simd>(simd: S, x: &[f64; 8]) -> [[f64; 8]; 2] {
        let x = simd.load(x);
        [exp2_or_zero(simd, x).to_array(), exp2(simd, x).to_array()]
    }

    crate::dispatch! {
        fn both_at(level, x: &[f64; 8]) -> [[f64; 8]; 2] = both
    }

    /// Eight numbers from `from` on, within an eighth: at sixteenths, halfway between two, beside
    /// both, and anywhere.
    fn near(from: f64) -> [f64; 8] {
        let mut near = [0.0, 0.0, 0.03, 0.031_25, 0.031_25, 0.06, 0.07, 0.1].map(|by| from + by);
        near[1] = near[1].next_up();
        near[4] = near[4].next_up();
        near
    }

    #[test]
    fn what_is_not_tiny_is_the_same_elsewhere() {
        for level in Level::with_modelled() {
            for step in -978 * 8..=1023 * 8 {
                let x = near(f64::from(step) / 8.0).map(|x| x.min(1023.0));
                let [found, truth] = both_at(level, &x);
                assert_eq!(found, truth, "{level}: {x:?}");
            }
        }
    }

    #[test]
    fn what_is_tiny_is_near_or_less_than_any_normal_number() {
        for level in Level::with_modelled() {
            for step in -1023 * 8..=-978 * 8 {
                let x = near(f64::from(step) / 8.0);
                let [found, truth] = both_at(level, &x);
                for ((x, found), truth) in x.into_iter().zip(found).zip(truth) {
                    assert!(found.is_sign_positive(), "{level}: {found:e} of {x}");
                    let right = match x {
                        -1023.0 => found == 0.0,
                        ..-1022.0 => found < f64::MIN_POSITIVE,
                        _ => found.to_bits().abs_diff(truth.to_bits()) <= 2,
                    };
                    assert!(right, "{level}: {found:e} of {x}, not {truth:e}");
                }
            }
        }
    }

    #[test]
    fn what_is_less_is_zero() {
        let infinity = f64::INFINITY;
        for level in Level::with_modelled() {
            // Up to where the sixteenths end, where additions of them round, and all numbers.
            for exponent in 10..1024 {
                let power = 2.0_f64.powi(exponent);
                let x = [1.0, 1.1, 1.3, 1.499, 1.5, 1.501, 1.9, 2.0 - f64::EPSILON];
                for x in [x, x.map(f64::next_up)].map(|x| x.map(|x| x * power)) {
                    let [found, truth] = both_at(level, &x.map(|x| -x));
                    // Not -0 either, and no NaN on the other side.
                    assert_eq!(found.map(f64::to_bits), [0; 8], "{level}: -{x:?}");
                    let truth = truth.map(f64::to_bits);
                    let zero = if exponent > 10 { [0; 8] } else { truth };
                    assert_eq!(truth, zero, "{level}: -{x:?}");
                    let [_, over] = both_at(level, &x);
                    assert_eq!(over, [infinity; 8], "{level}: {x:?}");
                }
            }
            let x = [
                -1023.0, -1023.03, -1024.0, -1060.5, -1074.9, -1075.0, -1100.0, -infinity,
            ];
            let [found, _] = both_at(level, &x);
            assert_eq!(found.map(f64::to_bits), [0; 8], "{level}");
            let [found, _] = both_at(level, &[f64::NAN; 8]);
            assert!(
                found.iter().all(|found| found.is_nan()),
                "{level}: {found:?}"
            );
        }
    }
}
