//! The levels, which end their ranges in ways of their own, to the bit: at the ends, near every step
//! of the table, and everywhere.

use super::{cos, exp, exp2, exp2_or_zero, ln, powi, sin, sin_cos, tanh};
use crate::random::SplitMix64;
use crate::simd::modelled::Modelled;
use crate::simd::{F64x8, Level, Simd};

const RESULTS: usize = 12;

#[inline(always)]
fn apply<S: Simd>(simd: S, x: &[f64; 8]) -> [[f64; 8]; RESULTS] {
    let x = simd.load(x);
    let (sine, cosine) = sin_cos(simd, x);
    [
        sine.to_array(),
        cosine.to_array(),
        sin(simd, x).to_array(),
        cos(simd, x).to_array(),
        tanh(simd, x).to_array(),
        powi(simd, x, 3).to_array(),
        powi(simd, x, -6).to_array(),
        powi(simd, x, 901).to_array(),
        exp(simd, x).to_array(),
        exp2(simd, x).to_array(),
        ln(simd, x).to_array(),
        exp2_or_zero(simd, x.min(simd.splat(1023.0))).to_array(),
    ]
}

crate::dispatch! {
    fn apply_at(level, x: &[f64; 8]) -> [[f64; 8]; RESULTS] = apply
}

#[track_caller]
fn assert_alike(x: [f64; 8]) {
    // The bits, with one NaN for all.
    let bits = |x: f64| if x.is_nan() { f64::NAN } else { x }.to_bits();
    let truth = apply_at(Level::Modelled(Modelled), &x).map(|y| y.map(bits));
    for level in Level::supported() {
        let found = apply_at(level, &x).map(|y| y.map(bits));
        assert_eq!(found, truth, "{level}: {x:?}, {:x?}", x.map(f64::to_bits));
    }
}

/// A number, its neighbours, and the negatives.
fn about(x: f64) -> [f64; 8] {
    let near = [x, x.next_up(), x.next_down(), x + x.abs() * 1e-9];
    std::array::from_fn(|i| if i < 4 { near[i] } else { -near[i - 4] })
}

#[test]
fn the_ends_of_every_range_are_the_same() {
    let ends = [
        0.0,
        f64::MIN_POSITIVE,
        f64::from_bits(0xf_ffff_ffff_ffff),
        1.0,
        std::f64::consts::FRAC_1_SQRT_2,
        std::f64::consts::SQRT_2,
        // Where e^x overflows, is subnormal, and is zero; and where its arguments are clamped.
        709.782712893384,
        708.3964185322641,
        744.4400719213812,
        745.1332191019411,
        709.79,
        750.0,
        // The same for powers of 2, from where they are taken in two steps.
        978.0,
        1000.0,
        1022.0,
        1023.0,
        1024.0,
        1074.0,
        1075.0,
        1080.0,
        // Where angles are reduced in integers, and where a hyperbolic tangent is 1.
        2.0_f64.powi(21),
        std::f64::consts::FRAC_PI_4,
        19.5,
        // Where cubes, sixth powers and powers of 901 leave the lanes and the range.
        2.0_f64.powi(300),
        2.0_f64.powi(-300),
        2.0_f64.powi(-150),
        2.0_f64.powi(150),
        1.995,
        0.5,
        // Where sixteenths end, additions of them round, and all numbers.
        2.0_f64.powi(47),
        2.0_f64.powi(48),
        2.0_f64.powi(52),
        2.0_f64.powi(53),
        f64::MAX,
        f64::INFINITY,
        f64::NAN,
        f64::from_bits(0x7fff_ffff_ffff_ffff),
        f64::from_bits(0x7ff0_0000_0000_0001),
        f64::from_bits(0x7ff4_0000_0000_0801),
    ];
    for end in ends {
        assert_alike(about(end));
    }
    // Halfway between two sixteenths, of 1 and of ln 2, over the whole range.
    for step in 0..16 * 1100 {
        let half = (f64::from(step) + 0.5) / 16.0;
        assert_alike(about(half));
        assert_alike(about(half * std::f64::consts::LN_2));
    }
}

#[test]
fn all_numbers_are_the_same() {
    let mut words = SplitMix64::new(31);
    for _ in 0..20_000 {
        let any: [u64; 8] = std::array::from_fn(|_| words.next_u64());
        assert_alike(any.map(f64::from_bits));
        // And of magnitudes that are in the range: from 2^-60 to 2^11.
        assert_alike(any.map(|bits| {
            let exponent = 1023 - 60 + (bits >> 52 & 0x7ff) % 71;
            f64::from_bits(bits & !(0x7ff << 52) | exponent << 52)
        }));
    }
}
