//! The correctly rounded sum, beside integers of any length.

use hotloop::kernels::sum::{self, Exact};
use hotloop::random::Generator;
use hotloop::simd::Level;
use num_bigint::{BigInt, Sign};

/// The exact sum in units of `2^-1074`.
fn oracle(x: &[f64]) -> BigInt {
    // By exponent first, where no sum is long.
    let mut by_exponent = vec![0_i128; 2047];
    for x in x {
        let (bits, exponent) = (x.to_bits(), (x.to_bits() >> 52) as usize & 0x7ff);
        let fraction = i128::from(bits & ((1 << 52) - 1)) + (i128::from(exponent > 0) << 52);
        by_exponent[exponent] += if x.is_sign_negative() { -fraction } else { fraction };
    }
    let terms = by_exponent.into_iter().enumerate().filter(|(_, sum)| *sum != 0);
    terms.map(|(exponent, sum)| BigInt::from(sum) << exponent.saturating_sub(1)).sum()
}

/// The nearest number to so many units of `2^-1074`, of so many bits from `2^lowest` units up: as a
/// whole number of units, or nothing beyond `2^limit`.
fn nearest(exact: &BigInt, precision: u64, lowest: u64, limit: u64) -> Option<BigInt> {
    let magnitude = exact.magnitude();
    let shift = magnitude.bits().saturating_sub(precision).max(lowest);
    let (down, unit) = (magnitude >> shift, num_bigint::BigUint::from(1_u8) << shift);
    let rest = magnitude - (&down << shift);
    let up = match (&rest + &rest).cmp(&unit) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => down.bit(0),
        std::cmp::Ordering::Greater => true,
    };
    let rounded = (down + u8::from(up)) << shift;
    (rounded.bits() <= limit).then(|| BigInt::from_biguint(exact.sign(), rounded))
}

/// Fails unless `total` is the nearest `f64` to the exact sum.
fn assert_is_nearest(total: f64, exact: &BigInt, what: &str) {
    match nearest(exact, 53, 0, 1024 + 1074) {
        Some(nearest) => assert_eq!(oracle(&[total]), nearest, "{what}: {total:e}"),
        None => assert_eq!(total, infinity(exact), "{what}"),
    }
    assert!(total != 0.0 || total.is_sign_positive(), "{what}");
}

fn infinity(exact: &BigInt) -> f64 {
    match exact.sign() {
        Sign::Minus => f64::NEG_INFINITY,
        _ => f64::INFINITY,
    }
}

/// Fails unless the sum of `x` is right, at every level, of any order and any cut.
fn assert_exact(x: &[f64], what: &str) {
    let exact = oracle(x);
    let total = sum::exact(x);
    assert_is_nearest(total, &exact, what);
    for level in Level::supported() {
        assert_eq!(sum::exact_at(level, x).to_bits(), total.to_bits(), "{what}, {level}");
    }
    let one_by_one: Exact = x.iter().copied().collect();
    assert_eq!(one_by_one.total().to_bits(), total.to_bits(), "{what}, one by one");
    let mut pieces = Exact::new();
    for (piece, backwards) in x.chunks(x.len() / 3 + 1).zip([false, true, false]) {
        let mut piece = piece.to_vec();
        if backwards {
            piece.reverse();
        }
        let mut sum = Exact::new();
        sum.add_slice(&piece);
        sum.merge(&pieces);
        pieces = sum;
    }
    assert_eq!(pieces, one_by_one, "{what}, in pieces");
    let sent = Exact::from_bytes(&pieces.to_bytes());
    assert_eq!(sent, Some(one_by_one), "{what}, sent");
}

/// Kinds of numbers, by their name.
fn kinds(seed: u64, len: usize) -> Vec<(&'static str, Vec<f64>)> {
    let mut generator = Generator::new(seed, 0);
    let mut word = move || generator.next_u64();
    let mut from = |f: &dyn Fn(u64, u64) -> f64| -> Vec<f64> { (0..len).map(|_| f(word(), word())).collect() };
    let unit = |word: u64| (word >> 11) as f64 / (1_u64 << 53) as f64;
    let signed = |x: f64, word: u64| if word & 1 == 0 { x } else { -x };
    // Any exponent from this one, of so many.
    let scaled = |a: u64, b: u64, low: u64, range: u64| {
        let exponent = low + (b >> 8) % range;
        f64::from_bits(a << 63 | exponent << 52 | a >> 12)
    };
    let uniform = from(&|a, _| unit(a));
    let cancelling: Vec<f64> = {
        let half = &from(&|a, b| scaled(a, b, 1000, 40))[..len / 2];
        let negative = half.iter().rev().map(|x| -x);
        half.iter().copied().chain(negative).chain([1e-30]).collect()
    };
    let mut sorted = from(&|a, b| scaled(a, b, 900, 200).abs());
    sorted.sort_by(f64::total_cmp);
    // Halfway between two numbers, and a little beside it.
    let halfway = (0..len).map(|i| match i % 3 {
        0 => 1.0,
        1 => f64::EPSILON / 2.0,
        _ => [0.0, 1e-300, -1e-300][i / 3 % 3],
    });
    vec![
        ("uniform", uniform),
        ("signed", from(&|a, b| signed(unit(a), b))),
        ("any bits", from(&|a, b| scaled(a, b, 0, 2046))),
        ("wide", from(&|a, b| scaled(a, b, 960, 100))),
        ("subnormal", from(&|a, b| scaled(a, b, 0, 3))),
        ("huge", from(&|a, b| scaled(a, b, 2040, 7))),
        ("huge and tiny", from(&|a, b| scaled(a, b, if b & 1 == 0 { 2040 } else { 0 }, 7))),
        ("cancelling", cancelling),
        ("sorted", sorted),
        ("halfway", halfway.collect()),
        ("one size", from(&|a, b| scaled(a, b, 1023, 1))),
        ("largest of a bin", vec![2.0_f64.next_down(); len]),
    ]
}

#[test]
fn it_is_the_nearest_to_the_exact_sum() {
    for len in (0..70).chain([100, 255, 256, 300, 1000, 8191, 8192, 8193, 20_000]) {
        for (what, x) in kinds(len as u64, len) {
            assert_exact(&x, &format!("{what}, {len}"));
        }
    }
}
