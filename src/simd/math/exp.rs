//! Powers of 2 and of e: a table of sixteenths, and a polynomial between them.

use crate::simd::{F64x8, Simd, U64x8};

/// A number beyond which `f64` has steps of 1/16: adding it rounds to a sixteenth, and leaves that
/// sixteenth's number, modulo 2^48, in the lowest bits.
const SIXTEENTHS: f64 = 1.5 * (1_u64 << 48) as f64;

/// `2^(j/16)`, each rounded to the nearest and then less `j << 48` in its representation.
///
/// A number of sixteenths `k` is `16 n + j`. Adding `k << 48` to the representation of `POWERS[j]`
/// takes away what was subtracted here, and adds `n << 52`, which multiplies by `2^n`.
const POWERS: [f64; 16] = {
    let mut powers: [f64; 16] = [
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
const E: [f64; 6] = [
    1.0000000000000022,
    0.4999999999999966,
    0.16666666662858834,
    0.04166666668656722,
    0.008333496036156575,
    0.0013888722788203357,
];

/// The first 32 bits of ln 2. Times a number of sixteenths, which has 15 at most, it is exact.
const LN_2_HIGH: f64 = 0.6931471803691238;
/// The rest of ln 2.
const LN_2_LOW: f64 = 1.9082149292705877e-10;

/// `base^f` times `2^(k/16)` and times `2^(scale / 2^52)`, where the lowest bits of `sixteenths`
/// are `k`, and `q` says what the base is.
///
/// Seven multiplications, six of them fused with an addition.
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
    let table = simd.lookup_16(&POWERS, sixteenths);
    let whole = S::F64x8::from_bits(table.to_bits() + exponent);
    let [c0, c1, c2, c3, c4, c5] = *q;
    // One multiplication after the other. In a tree there would be more of them, and it is their
    // number that counts: a loop has several vectors on the way at once.
    let mut sum = simd.splat(c5).mul_add(f, simd.splat(c4));
    sum = sum.mul_add(f, simd.splat(c3));
    sum = sum.mul_add(f, simd.splat(c2));
    sum = sum.mul_add(f, simd.splat(c1));
    sum = sum.mul_add(f, simd.splat(c0));
    // What is rounded before the last addition is 1/32 of the sum at most, and so is its error.
    (whole * f).mul_add(sum, whole)
}

/// [`power`] for any `k` from `-16 * 1100` to `16 * 1024`, of which `n` is the sixteenth part.
#[inline(always)]
fn power_in_range<S: Simd>(
    simd: S,
    sixteenths: S::U64x8,
    n: S::F64x8,
    f: S::F64x8,
    q: &[f64; 6],
) -> S::F64x8 {
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

/// `2^x` for each of the eight, where `x` is from -1021 to 1023. Elsewhere it is any number.
///
/// It is [`exp2`] without what the ends of the range cost: seven multiplications, six of them fused
/// with an addition, three additions, a lookup, a shift and an addition of integers. It is as good,
/// but for 0.2 ULP more towards the lower end, where products of the power are subnormal.
#[inline(always)]
#[allow(dead_code, reason = "a kernel to come uses it")]
pub(crate) fn exp2_normal<S: Simd>(simd: S, x: S::F64x8) -> S::F64x8 {
    let rounded = x + simd.splat(SIXTEENTHS);
    // Exact, both of them.
    let f = x - (rounded - simd.splat(SIXTEENTHS));
    power(simd, rounded.to_bits(), f, &TWO, None)
}

/// `2^x` for each of the eight, exact for whole `x`.
///
/// The error is at most 1.15 ULP at every level, by `cargo test --release --test math --
/// --ignored`, subnormal results included. [The module](super) has the special values. A vector
/// takes eight multiplications.
#[inline(always)]
pub fn exp2<S: Simd>(simd: S, x: S::F64x8) -> S::F64x8 {
    let x = clamp(simd, x, -1080.0, 1024.0);
    let rounded = x + simd.splat(SIXTEENTHS);
    let n = rounded - simd.splat(SIXTEENTHS);
    power_in_range(simd, rounded.to_bits(), n, x - n, &TWO)
}

/// `e^x` for each of the eight.
///
/// The error is at most 1.15 ULP at every level, by `cargo test --release --test math --
/// --ignored`, subnormal results included. [The module](super) has the special values. A vector
/// takes eleven multiplications.
#[inline(always)]
pub fn exp<S: Simd>(simd: S, x: S::F64x8) -> S::F64x8 {
    let x = clamp(simd, x, -750.0, 709.79);
    let log2_e = simd.splat(std::f64::consts::LOG2_E);
    let rounded = x.mul_add(log2_e, simd.splat(SIXTEENTHS));
    let n = rounded - simd.splat(SIXTEENTHS);
    // The first product is exact, and so is the difference, because the two are close: nothing is
    // lost where the instructions do not fuse.
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
        [exp2_normal(simd, x).to_array(), exp2(simd, x).to_array()]
    }

    crate::dispatch! {
        fn both_at(level, x: &[f64; 8]) -> [[f64; 8]; 2] = both
    }

    #[test]
    fn without_its_ends_exp2_is_the_same() {
        for level in Level::supported() {
            for step in -1021 * 8..=1023 * 8 {
                let x = f64::from(step) / 8.0;
                let last = if step == 1023 * 8 { x } else { x.next_up() };
                let x = [
                    x,
                    last,
                    x + 0.03,
                    x + 0.031_25,
                    x + 0.05,
                    x + 0.06,
                    x + 0.07,
                    x + 0.1,
                ];
                let x = x.map(|x| x.min(1023.0));
                let [normal, truth] = both_at(level, &x);
                for ((x, normal), truth) in x.into_iter().zip(normal).zip(truth) {
                    // Where a product of the power is subnormal, it is rounded to fewer bits.
                    let near = truth.to_bits().abs_diff(normal.to_bits()) <= 1;
                    assert!(normal == truth || near && x < -960.0, "{level}: {x}");
                }
            }
        }
    }
}
