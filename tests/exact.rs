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
        by_exponent[exponent] += if x.is_sign_negative() {
            -fraction
        } else {
            fraction
        };
    }
    let terms = by_exponent
        .into_iter()
        .enumerate()
        .filter(|(_, sum)| *sum != 0);
    terms
        .map(|(exponent, sum)| BigInt::from(sum) << exponent.saturating_sub(1))
        .sum()
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
        assert_eq!(
            sum::exact_at(level, x).to_bits(),
            total.to_bits(),
            "{what}, {level}"
        );
    }
    let one_by_one: Exact = x.iter().copied().collect();
    assert_eq!(
        one_by_one.total().to_bits(),
        total.to_bits(),
        "{what}, one by one"
    );
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
    assert_eq!(sent, Ok(one_by_one), "{what}, sent");
}

/// Kinds of numbers, by their name.
fn kinds(seed: u64, len: usize) -> Vec<(&'static str, Vec<f64>)> {
    let mut generator = Generator::new(seed, 0);
    let mut word = move || generator.next_u64();
    let mut from =
        |f: &dyn Fn(u64, u64) -> f64| -> Vec<f64> { (0..len).map(|_| f(word(), word())).collect() };
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
        half.iter()
            .copied()
            .chain(negative)
            .chain([1e-30])
            .collect()
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
        (
            "huge and tiny",
            from(&|a, b| scaled(a, b, if b & 1 == 0 { 2040 } else { 0 }, 7)),
        ),
        ("cancelling", cancelling),
        ("sorted", sorted),
        ("halfway", halfway.collect()),
        ("300 binades", from(&|a, b| scaled(a, b, 860, 300))),
        (
            "a few of another size",
            from(&|a, b| scaled(a, b, if b % 97 == 0 { 300 } else { 1010 }, 9)),
        ),
        ("at the edges of bins", edges(len)),
        ("one size", from(&|a, b| scaled(a, b, 1023, 1))),
        ("largest of a bin", vec![2.0_f64.next_down(); len]),
    ]
}

/// Numbers that just fit two bins, and that just do not: the largest and the smallest that are in either,
/// one bit at the bottom of the lower one, halves of a unit, and one bit too low now and then.
fn edges(len: usize) -> Vec<f64> {
    let number = |i: usize| {
        let unit = |exponent: i32| 2.0_f64.powi(exponent);
        let x = match i % 7 {
            0 => 1.0_f64.next_down(),
            1 => unit(-41),
            2 => unit(-42) * 1.0_f64.next_down(),
            3 => unit(-42) * 1.0_f64.next_up(),
            4 => unit(-81),
            5 => unit(-83),
            _ => unit(-30 - (i % 56) as i32),
        };
        // In the second thousand all are larger by a bit or two, and so bins move.
        let x = x * unit((i / 1000 % 4) as i32);
        if i % 3 == 1 { -x } else { x }
    };
    let mut x: Vec<_> = (0..len).map(number).collect();
    for place in (5000..len).step_by(9001) {
        x[place] = 2.0_f64.powi(-84);
    }
    x
}

#[test]
fn it_is_the_nearest_to_the_exact_sum() {
    for len in (0..70).chain([100, 255, 256, 300, 1000, 8191, 8192, 8193, 20_000]) {
        for (what, x) in kinds(len as u64, len) {
            assert_exact(&x, &format!("{what}, {len}"));
        }
    }
}

#[test]
fn it_is_the_nearest_to_the_exact_sum_ten_thousand_times() {
    nearest_of_short_ones(700);
}

#[test]
#[ignore = "takes minutes: a million short sums, and a hundred long ones"]
fn it_is_the_nearest_to_the_exact_sum_a_million_times() {
    nearest_of_short_ones(70_000);
    for seed in 0..7 {
        for (what, x) in kinds(seed, 1_000_000) {
            let total = sum::exact(&x);
            assert_is_nearest(total, &oracle(&x), &format!("{what}, {seed}, long"));
        }
    }
}

/// Sums of up to 1,000 numbers: 15 for each seed.
fn nearest_of_short_ones(seeds: u64) {
    for seed in 0..seeds {
        let levels = Level::supported();
        let level = levels[seed as usize % levels.len()];
        for (what, x) in kinds(seed, (seed * 7 % 1001) as usize) {
            let total = sum::exact_at(level, &x);
            assert_is_nearest(total, &oracle(&x), &format!("{what}, {seed}, {level}"));
        }
    }
}

/// Shuffles: of short and of long ones, by whatever they are added.
#[test]
fn no_order_makes_a_difference() {
    let mut generator = Generator::new(3, 0);
    for len in [2, 37, 1000, 8192, 30_000] {
        for (what, mut x) in kinds(len as u64, len) {
            let sorted = {
                let mut x = x.clone();
                x.sort_by(f64::total_cmp);
                sum::exact(&x)
            };
            for _ in 0..3 {
                for i in (1..x.len()).rev() {
                    x.swap(i, (generator.next_u64() % (i as u64 + 1)) as usize);
                }
                for level in Level::supported() {
                    let total = sum::exact_at(level, &x);
                    assert_eq!(total.to_bits(), sorted.to_bits(), "{what}, {len}, {level}");
                }
            }
        }
    }
}

#[test]
fn blocks_of_all_sizes_follow_each_other() {
    // Bins that were made for one block meet the next: larger, smaller, too large for any, no numbers.
    let exponents = [0, 40, -40, 1000, -1000, 1020, 3, -1070, 5];
    let mut x = vec![];
    for (i, exponent) in exponents.into_iter().enumerate() {
        let unit = 2.0_f64.powi(exponent / 2) * 2.0_f64.powi(exponent - exponent / 2);
        x.extend((0..8192).map(|j| unit * f64::from(j % 7 + i as i32) / 8.0));
    }
    assert_exact(&x, "all sizes");
    x.reverse();
    assert_exact(&x, "all sizes, reversed");
}

#[test]
fn what_is_no_number_decides() {
    let (inf, nan) = (f64::INFINITY, f64::NAN);
    let wide = [1e-300, -1e-300, 1e300, 5e-324];
    for (len, rest) in [
        (1, [-f64::MAX; 4]),
        (2, [-f64::MAX; 4]),
        (40, [-f64::MAX; 4]),
        (9000, [-f64::MAX; 4]),
        (9000, [1.0; 4]),
        (9000, wide),
        (40_000, wide),
    ] {
        for (special, expected) in [
            (vec![inf], inf),
            (vec![-inf], -inf),
            (vec![inf, inf], inf),
            (vec![inf, -inf], nan),
            (vec![nan], nan),
            (vec![nan, inf], nan),
        ] {
            for place in [0, len / 2, len] {
                let mut x: Vec<f64> = rest.into_iter().cycle().take(len).collect();
                x.splice(place..place, special.iter().copied());
                for level in Level::supported() {
                    let total = sum::exact_at(level, &x);
                    assert_eq!(total.is_nan(), expected.is_nan(), "{special:?}");
                    assert!(total == expected || expected.is_nan(), "{special:?}");
                }
            }
        }
    }
}

#[test]
fn zeros_come_to_plus_zero() {
    for x in [
        &[][..],
        &[0.0],
        &[-0.0],
        &[-0.0; 100],
        &[1.0, -1.0],
        &[-1e-300, 1e-300],
    ] {
        assert_eq!(sum::exact(x).to_bits(), 0, "{x:?}");
    }
}

#[test]
fn the_end_of_the_range_is_rounded_to_as_any_other_place() {
    let half_unit = 2.0_f64.powi(970);
    assert_eq!(sum::exact(&[f64::MAX, f64::MAX, -f64::MAX]), f64::MAX);
    assert_eq!(sum::exact(&[f64::MAX, half_unit.next_down()]), f64::MAX);
    assert_eq!(sum::exact(&[f64::MAX, half_unit]), f64::INFINITY);
    assert_eq!(sum::exact(&[-f64::MAX, -half_unit]), f64::NEG_INFINITY);
    assert_eq!(sum::exact(&vec![f64::MAX; 100_000]), f64::INFINITY);
}

#[test]
fn f32_is_widened_and_rounded_once() {
    let x: Vec<f32> = (0..20_000).map(|i| 1.0 / (1.0 + i as f32)).collect();
    let wide: Vec<f64> = x.iter().copied().map(f64::from).collect();
    assert_eq!(sum::exact(&x), sum::exact(&wide));
    let total = |x: &[f64]| x.iter().copied().collect::<Exact>().total_f32();
    let (unit, tiny) = (2.0_f64.powi(-23), 2.0_f64.powi(-60));
    assert_eq!(total(&[1.0, unit / 2.0]), 1.0);
    // In an `f64` the tiny one would be lost, and half a unit would go to the even neighbour.
    assert_eq!(total(&[1.0, unit / 2.0, tiny]), 1.0 + f32::EPSILON);
    assert_eq!(total(&[1.0, unit / 2.0, -tiny]), 1.0);
    assert_eq!(total(&[f32::MAX.into(), 2.0_f64.powi(103)]), f32::INFINITY);
    assert_eq!(
        total(&[f32::MAX.into(), 2.0_f64.powi(103).next_down()]),
        f32::MAX
    );
    let least = 2.0_f64.powi(-149);
    assert_eq!(total(&[least / 2.0]), 0.0);
    assert_eq!(total(&[least / 2.0, 1e-300]), f32::from_bits(1));
    assert_eq!(total(&[-least * 3.0]), -f32::from_bits(3));
    for x in [1.5, 1e-45, 3e-39, -2.5e38, 1e300, -1e-60] {
        assert_eq!(total(&[x]), x as f32);
    }
}

#[test]
fn bytes_say_the_sum_and_nothing_of_its_elements() {
    let bytes = |x: &[f64]| x.iter().copied().collect::<Exact>().to_bytes();
    let sum = bytes(&[1.5]);
    assert_eq!(
        bytes(&[
            1e300,
            2.0_f64.powi(-1000),
            1.5,
            -2.0_f64.powi(-1000),
            -1e300
        ]),
        sum
    );
    assert_eq!(bytes(&[0.75; 2]), sum);
    // Two bits of one digit.
    assert_eq!(sum.iter().filter(|byte| **byte != 0).count(), 1);
    assert_eq!(bytes(&[7.0, -7.0]), [0; Exact::BYTES]);
}

#[test]
fn bytes_that_are_no_sum_are_refused() {
    let sum: Exact = [1.0, -3.0].into_iter().collect();
    let bytes = sum.to_bytes();
    let refused = |found| {
        Err(hotloop::Error::Invalid {
            argument: "bytes",
            found,
            expected: "those of an exact sum",
        })
    };
    let [flag, digit, size] = [
        "an unknown flag",
        "a digit out of its range",
        "a sum beyond that of any elements",
    ];
    for (at, byte, found) in [(0, 8, flag), (5, 1, digit), (8, 255, digit)] {
        let mut bytes = bytes;
        bytes[at] = byte;
        assert_eq!(Exact::from_bytes(&bytes), refused(found));
    }
    let with_top = |top: i64| {
        let mut bytes = bytes;
        bytes[Exact::BYTES - 8..].copy_from_slice(&top.to_le_bytes());
        Exact::from_bytes(&bytes)
    };
    for top in [i64::MIN, i64::MAX, 1 << 62, 1 << 32, -1 << 32] {
        assert_eq!(with_top(top), refused(size), "{top}");
    }
    // As large as none ever is, and still a sum.
    for (top, total) in [
        ((1 << 32) - 1, f64::INFINITY),
        (1 - (1 << 32), f64::NEG_INFINITY),
    ] {
        let mut sum = with_top(top).unwrap();
        sum.add(-total.signum() * f64::MAX);
        assert_eq!(sum.total(), total);
        assert_eq!(Exact::from_bytes(&sum.to_bytes()), Ok(sum));
    }
}

#[test]
fn a_sum_may_be_merged_with_itself_for_ever() {
    for (x, total) in [(f64::MAX, f64::INFINITY), (-5e-324, f64::NEG_INFINITY)] {
        let mut sum = Exact::new();
        sum.add(x);
        for doubled in 0..3_000 {
            if let Some(expected) = (x < 0.0 && doubled < 1000).then(|| x * 2_f64.powi(doubled)) {
                assert_eq!(sum.total(), expected);
            }
            sum.merge(&sum.clone());
            sum.add(x);
            sum.add(-x);
        }
        assert_eq!(sum.total(), total);
        assert_eq!(sum.total_f32(), total as f32);
        assert_eq!(sum, sum.clone());
        // It is more than any elements come to.
        assert!(Exact::from_bytes(&sum.to_bytes()).is_err());
    }
}

#[cfg(feature = "threads")]
#[test]
fn every_team_gives_the_same_bits() {
    use hotloop::threads::{Binding, Team};
    for members in [1, 2, 3, 5, 7] {
        let team = Team::spawn(members, Binding::None).unwrap();
        for len in [0, 1, 32_768, 32_769, 100_003] {
            for (what, x) in kinds(len as u64, len) {
                let total = sum::exact_threaded(&team, &x);
                assert_eq!(total.to_bits(), sum::exact(&x).to_bits(), "{what}, {len}");
            }
        }
    }
}

/// Sums that Python's `math.fsum` made (`tests/fsum.py`): a line has the total and the numbers, as
/// words in hexadecimal.
#[test]
fn it_is_what_python_makes() {
    let lines = include_str!("data/fsum.txt").lines();
    let mut count = 0;
    for line in lines.filter(|line| !line.starts_with('#')) {
        let word = |word| f64::from_bits(u64::from_str_radix(word, 16).unwrap());
        let numbers: Vec<_> = line.split_whitespace().map(word).collect();
        assert_eq!(sum::exact(&numbers[1..]), numbers[0], "{line}");
        count += 1;
    }
    assert!(count >= 100);
}
