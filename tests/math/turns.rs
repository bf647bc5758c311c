//! Sines, cosines and hyperbolic tangents at special places, and beside other lanes.

use crate::Function::{Cos, Sin, Tanh};
use crate::angles::Angles;
use crate::{INFINITY, NANS, SUBNORMAL, assert_values, canonical};
use hotloop::random::SplitMix64;
use hotloop::simd::{F64x8, Level, Simd, math};

#[test]
fn sines_at_special_places() {
    let values = [
        (0.0, 0.0),
        (SUBNORMAL, SUBNORMAL),
        (f64::MIN_POSITIVE, f64::MIN_POSITIVE),
        (1e-300, 1e-300),
        (1e-9, 1e-9),
        (std::f64::consts::FRAC_PI_2, 1.0),
        (std::f64::consts::PI, 1.2246467991473532e-16),
        (f64::MAX, 0.004961954789184062),
        (1e22, -0.8522008497671888),
        // The nearest of all to a multiple of pi/2 (Muller, Elementary functions, 11.3.2).
        (5.319372648326541e255, 1.0),
        (INFINITY, f64::NAN),
    ];
    assert_values(Sin, &values);
    assert_values(Sin, &values.map(|(x, y)| (-x, -y)));
}

#[test]
fn cosines_at_special_places() {
    let values = [
        (0.0, 1.0),
        (SUBNORMAL, 1.0),
        (1e-300, 1.0),
        (1e-9, 1.0),
        (std::f64::consts::FRAC_PI_2, 6.123233995736766e-17),
        (std::f64::consts::PI, -1.0),
        (f64::MAX, -0.9999876894265599),
        (1e22, 0.523214785395139),
        (5.319372648326541e255, -4.687165924254628e-19),
        (INFINITY, f64::NAN),
    ];
    assert_values(Cos, &values);
    assert_values(Cos, &values.map(|(x, y)| (-x, y)));
}

#[test]
fn hyperbolic_tangents_at_special_places() {
    let values = [
        (0.0, 0.0),
        (SUBNORMAL, SUBNORMAL),
        (f64::MIN_POSITIVE, f64::MIN_POSITIVE),
        (1e-300, 1e-300),
        (1e-9, 1e-9),
        (19.0, 0.9999999999999999),
        (19.1, 1.0),
        (22.0, 1.0),
        (710.0, 1.0),
        (f64::MAX, 1.0),
        (INFINITY, 1.0),
    ];
    assert_values(Tanh, &values);
    assert_values(Tanh, &values.map(|(x, y)| (-x, -y)));
}

/// Sine and cosine together, each alone, and the tangent.
#[inline(always)]
fn apply<S: Simd>(simd: S, x: &[f64; 8]) -> [[f64; 8]; 5] {
    let x = simd.load(x);
    let (sine, cosine) = math::sin_cos(simd, x);
    [
        sine.to_array(),
        cosine.to_array(),
        math::sin(simd, x).to_array(),
        math::cos(simd, x).to_array(),
        math::tanh(simd, x).to_array(),
    ]
}

hotloop::dispatch! {
    fn apply_at(level, x: &[f64; 8]) -> [[f64; 8]; 5] = apply
}

/// Of any magnitude, but more that are moderate than not; now and then infinite or NaN.
fn some(words: &mut SplitMix64) -> f64 {
    let (word, kind) = (words.next_u64(), words.next_u64() % 16);
    let of_exponent = |exponent: u64| f64::from_bits(word & !(0x7ff << 52) | exponent << 52);
    match kind {
        0..8 => of_exponent(1023 - 10 + word % 31),
        8..12 => of_exponent(1023 + 20 + word % 4),
        12 => INFINITY.copysign(of_exponent(1)),
        13 => f64::from_bits(NANS[word as usize % NANS.len()]),
        _ => f64::from_bits(word),
    }
}

#[test]
fn lanes_do_not_see_their_neighbours() {
    let mut words = SplitMix64::new(5);
    for _ in 0..2000 {
        let x: [f64; 8] = std::array::from_fn(|_| some(&mut words));
        for level in Level::supported() {
            let beside = apply_at(level, &x).map(|y| y.map(canonical));
            assert_eq!((beside[0], beside[1]), (beside[2], beside[3]), "{x:?}");
            for (i, &x) in x.iter().enumerate() {
                let alone = apply_at(level, &[x; 8]).map(|y| canonical(y[0]));
                assert_eq!(beside.map(|y| y[i]), alone, "{level}: {x:e}");
            }
        }
    }
}

#[test]
fn signs_turn_as_they_should() {
    let mut words = SplitMix64::new(6);
    for _ in 0..5000 {
        let x: [f64; 8] = std::array::from_fn(|_| some(&mut words));
        for level in Level::supported() {
            let [sine, cosine, .., tangent] = apply_at(level, &x);
            let odd = [sine, tangent].map(|y| y.map(|y| canonical(-y)));
            let [sine, same, .., tangent] = apply_at(level, &x.map(|x| -x));
            assert_eq!(
                [sine, tangent].map(|y| y.map(canonical)),
                odd,
                "{level}: {x:?}"
            );
            assert_eq!(same.map(canonical), cosine.map(canonical), "{level}: {x:?}");
        }
    }
}

/// Where the quick reduction loses its last digits, it would be here: of each power of two, the numbers
/// next to whole quarter turns.
#[test]
fn what_is_next_to_nothing_is_right() {
    let angles = Angles::new();
    for quarters in (1..3000).chain((0..3000).map(|i| 1_335_000 + i)) {
        let x = f64::from(quarters) * std::f64::consts::FRAC_PI_2;
        let x = [x.next_down().next_down(), x.next_down(), x, x.next_up()];
        for x in x {
            let (sine, cosine) = angles.sin_cos(x);
            for level in Level::supported() {
                let [found_sine, found_cosine, ..] = apply_at(level, &[x; 8]);
                let errors = [sine.ulps(found_sine[0]), cosine.ulps(found_cosine[0])];
                assert!(errors[0].max(errors[1]) < 0.9, "{level}: {x:e}, {errors:?}");
            }
        }
    }
}
