//! The iterator over the primes of a range.

use super::common::levels;
use super::sieve;
use hotloop::Error;
use hotloop::kernels::primes::{self, between_at, is_prime};
use proptest::prelude::*;

#[test]
fn all_small_ranges() {
    let prime = sieve(200);
    for level in levels() {
        for end in 0..200 {
            for start in 0..=end {
                let expected: Vec<u64> = (start..end).filter(|&n| prime[n as usize]).collect();
                let found: Vec<u64> = between_at(level, start..end).unwrap().collect();
                assert_eq!(found, expected, "{level}, {start}..{end}");
            }
        }
    }
}

#[test]
fn every_window_and_what_lies_between() {
    // A list up to 65,535, and then windows that double.
    let prime = sieve(2_000_000);
    for level in levels() {
        for (start, end) in [
            (0, 2_000_000),
            (2, 1_999_993),
            (60_000, 70_000),
            (65_534, 65_538),
            (65_535, 131_072),
            (65_537, 65_538),
            (65_537, 131_073),
            (65_538, 400_000),
            (999_983, 999_984),
            (1_000_000, 1_999_994),
        ] {
            let expected = (start..end).filter(|&n| prime[n as usize]);
            assert!(
                between_at(level, start..end).unwrap().eq(expected),
                "{level}, {start}..{end}"
            );
        }
    }
}

#[test]
fn large_numbers() {
    // 2^64 less these are the largest primes.
    let below = [59, 83, 95, 179, 189, 257, 279, 323, 353, 363_u64];
    let mut largest = below.map(u64::wrapping_neg).to_vec();
    largest.reverse();
    let found: Vec<u64> = primes::between(u64::MAX - 370..u64::MAX).unwrap().collect();
    assert_eq!(found, largest);
    // The root of the end is the largest prime to sieve by, and more than a list has.
    let square = 65_537_u64.pow(2);
    let around = square - 10_000..square + 10_000;
    let expected = around.clone().filter(|&n| is_prime(n));
    assert!(primes::between(around).unwrap().eq(expected));
    // Long enough to be sieved, by the primes up to a hundred thousand, from the first window on.
    let range = 10_000_000_000..10_000_020_000;
    for level in levels() {
        let expected = range.clone().filter(|&n| is_prime(n));
        assert!(
            between_at(level, range.clone()).unwrap().eq(expected),
            "{level}"
        );
    }
}

#[test]
fn numbers_that_larger_primes_are_sieved_for() {
    // Primes up to 2^20 go over lines, those up to 2^24 are kept, and larger ones are not.
    for (start, len) in [
        ((1 << 40) - 1_000_000, 3_000_000),
        ((1 << 44) + 12_345, 700_000),
        ((1 << 48) - 500_000, 2_000_000),
        ((1 << 50) + 999, 1_000_000),
    ] {
        let mut found = primes::between(start..start + len).unwrap().peekable();
        for n in start..start + len {
            // Most numbers that are divided by a small prime are not worth a test.
            if [3, 5, 7, 11, 13].iter().any(|p| n % p == 0) || n % 2 == 0 {
                continue;
            }
            assert_eq!(found.next_if_eq(&n).is_some(), is_prime(n), "{n}");
        }
        assert_eq!(found.next(), None);
    }
}

#[test]
fn an_open_end_costs_nothing() {
    let mut primes = primes::between(0..u64::MAX).unwrap();
    assert!(primes.by_ref().take(5).eq([2, 3, 5, 7, 11]));
    assert_eq!(primes.nth(99_999 - 5), Some(1_299_709));
    let mut primes = primes::between(1 << 63..u64::MAX).unwrap();
    assert_eq!(primes.next(), Some((1 << 63) + 29));
}

#[test]
fn nothing_is_left_at_the_end() {
    for range in [0..0, 0..2, 14..17, 7..7, u64::MAX..u64::MAX, 90_000..90_001] {
        let mut primes = primes::between(range).unwrap();
        assert_eq!([primes.next(), primes.next(), primes.next()], [None; 3]);
    }
}

#[test]
fn a_reversed_range_is_refused() {
    let (start, end) = (10, 9);
    let refused = Error::Reversed {
        argument: "range",
        start,
        end,
    };
    assert_eq!(primes::between(start..end).unwrap_err(), refused);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_range(start in 0_u64..3_000_000_000, len in 0_u64..3_000) {
        let expected = (start..start + len).filter(|&n| is_prime(n));
        prop_assert!(primes::between(start..start + len).unwrap().eq(expected));
    }
}
