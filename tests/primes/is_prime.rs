//! Whether one number is prime.

use super::sieve;
use hotloop::kernels::primes::is_prime;
use proptest::prelude::*;

/// By division by all numbers up to the root.
fn divided(n: u64) -> bool {
    n > 1 && (2..=n.isqrt()).all(|i| !n.is_multiple_of(i))
}

#[test]
fn all_small_numbers() {
    for (n, prime) in sieve(1_000_000).into_iter().enumerate() {
        assert_eq!(is_prime(n as u64), prime, "{n}");
    }
}

/// The smallest composite numbers that pass for the first 1, 2, … 11 prime bases: A014233 of the
/// On-Line Encyclopedia of Integer Sequences. Some are the same.
const STRONG_PSEUDOPRIMES: [u64; 8] = [
    2_047,
    1_373_653,
    25_326_001,
    3_215_031_751,
    2_152_302_898_747,
    3_474_749_660_383,
    341_550_071_728_321,
    3_825_123_056_546_413_051,
];

/// The squares that pass for base 2: those of the known Wieferich primes, 1093 and 3511.
const WIEFERICH_SQUARES: [u64; 2] = [1_194_649, 12_327_121];

#[test]
fn strong_pseudoprimes_are_composite() {
    for n in STRONG_PSEUDOPRIMES.into_iter().chain(WIEFERICH_SQUARES) {
        assert!(!is_prime(n), "{n}");
    }
}

#[test]
fn carmichael_numbers_are_composite() {
    let small = [
        561, 1105, 1729, 2465, 2821, 6601, 8911, 10_585, 15_841, 29_341, 41_041,
    ];
    // (6 k + 1) (12 k + 1) (18 k + 1) is one where all three are prime (Chernick 1939).
    let chernick = (1..200_000_u64).filter_map(|k| {
        let factors = [6 * k + 1, 12 * k + 1, 18 * k + 1];
        let prime = factors.into_iter().all(is_prime);
        prime.then(|| factors.into_iter().product())
    });
    let large: Vec<u64> = chernick.collect();
    assert!(large.len() > 100 && large[..2] == [1729, 294_409]);
    for n in small.into_iter().chain(large) {
        assert!(!is_prime(n), "{n}");
    }
}

#[test]
fn squares_and_products_of_large_primes_are_composite() {
    let last = (1 << 32) - 1000..1 << 32;
    let primes: Vec<u64> = last.filter(|&n| divided(n)).collect();
    assert_eq!(primes.last(), Some(&4_294_967_291));
    for p in &primes {
        assert!(is_prime(*p), "{p}");
        for q in &primes {
            assert!(!is_prime(p * q), "{p} * {q}");
        }
    }
}

/// The ten largest primes are 2^64 less these (Caldwell, The Prime Pages).
#[test]
fn the_largest_primes() {
    let below = [59, 83, 95, 179, 189, 257, 279, 323, 353, 363];
    let found: Vec<u64> = (1..=363)
        .filter(|k| is_prime(0_u64.wrapping_sub(*k)))
        .collect();
    assert_eq!(found, below);
    assert!(!is_prime(u64::MAX));
}

#[test]
fn numbers_around_powers_of_two() {
    for exponent in 2..40 {
        let power = 1_u64 << exponent;
        for n in power - 3..=power + 3 {
            assert_eq!(is_prime(n), divided(n), "{n}");
        }
    }
    // Mersenne's, of which 67 and 257 were wrong, within 64 bits.
    let exponents: Vec<u32> = (2..64).filter(|&e| is_prime((1 << e) - 1)).collect();
    assert_eq!(exponents, [2, 3, 5, 7, 13, 17, 19, 31, 61]);
}

proptest! {
    #[test]
    fn products_are_composite(p in 2_u64..1 << 32, q in 2_u64..1 << 32) {
        prop_assert!(!is_prime(p * q));
    }

    #[test]
    fn random_numbers(n in 0_u64..10_000_000_000) {
        prop_assert_eq!(is_prime(n), divided(n));
    }
}
