//! The ladder `primes`: every rung against a plain oracle and published values.

#[cfg(target_os = "linux")]
#[path = "../common/again.rs"]
mod again;
#[path = "../common/mod.rs"]
mod common;
#[path = "../../benches/common/prime_sums.rs"]
mod prime_sums;

mod between;
mod each;
mod is_prime;

use common::levels;
use hotloop::Error;
use hotloop::kernels::primes;
#[cfg(feature = "threads")]
use hotloop::threads::{Binding, Team};
use prime_sums::BELOW_POWERS_OF_TEN;
use proptest::prelude::*;

/// A rung, what it is called, and from which `n` it takes too long without optimisation.
struct Rung {
    name: String,
    sum: Box<dyn Fn(u64) -> Result<u128, Error>>,
    slow_from: u64,
}

/// Every rung, at every level where it has levels.
fn rungs() -> Vec<Rung> {
    let rung = |name: &str, slow_from, sum: Box<dyn Fn(u64) -> _>| Rung {
        name: name.into(),
        sum,
        slow_from,
    };
    let mut rungs = vec![
        rung("checked", 10_u64.pow(6), Box::new(primes::checked)),
        rung("unchecked", 10_u64.pow(8), Box::new(primes::unchecked)),
        rung("counting", 10_u64.pow(12), Box::new(primes::counting)),
    ];
    for level in levels() {
        let name = format!("counting, {level}");
        let sum = move |n| primes::counting_at(level, n);
        rungs.push(rung(&name, 10_u64.pow(11), Box::new(sum)));
        let sum = move |n| primes::simd_at(level, n);
        rungs.push(rung(
            &format!("simd, {level}"),
            10_u64.pow(8),
            Box::new(sum),
        ));
        #[cfg(feature = "threads")]
        for threads in common::TEAMS {
            let team = Team::spawn(threads, Binding::Close).unwrap();
            let sum = move |n| primes::threaded_at(level, &team, n);
            let name = format!("threaded, {level}, {threads}");
            rungs.push(rung(&name, 10_u64.pow(8), Box::new(sum)));
        }
    }
    rungs
}

/// Which of the numbers below `n` are prime, by striking out all multiples of all numbers.
fn sieve(n: usize) -> Vec<bool> {
    let mut prime = vec![true; n];
    prime.iter_mut().take(2).for_each(|prime| *prime = false);
    for i in 2..n {
        prime
            .iter_mut()
            .skip(2 * i)
            .step_by(i)
            .for_each(|prime| *prime = false);
    }
    prime
}

/// The sums of the primes below 0, 1, …, `n - 1`.
fn oracle(n: usize) -> Vec<u128> {
    let sums = sieve(n).into_iter().zip(0..).scan(0, |sum, (prime, i)| {
        let before = *sum;
        *sum += if prime { i } else { 0 };
        Some(before)
    });
    sums.collect()
}

#[test]
fn sums_below_all_small_numbers() {
    for rung in rungs() {
        for (n, truth) in oracle(2001).into_iter().enumerate() {
            assert_eq!((rung.sum)(n as u64), Ok(truth), "{}, {n}", rung.name);
        }
    }
}

#[test]
fn sums_below_powers_of_ten() {
    for rung in rungs() {
        for (exponent, truth) in (1..).zip(BELOW_POWERS_OF_TEN) {
            let n = 10_u64.pow(exponent);
            if n < rung.slow_from {
                assert_eq!((rung.sum)(n), Ok(truth), "{}, 10^{exponent}", rung.name);
            }
        }
    }
}

/// `cargo test --release --test primes -- --ignored`
#[test]
#[ignore = "takes seconds with optimisation, and minutes without"]
fn sums_below_large_powers_of_ten() {
    for (exponent, truth) in (1..).zip(BELOW_POWERS_OF_TEN) {
        let n = 10_u64.pow(exponent);
        assert_eq!(primes::counting(n), Ok(truth), "10^{exponent}");
        if exponent <= 9 {
            assert_eq!(primes::unchecked(n), Ok(truth), "10^{exponent}");
        }
        if exponent <= 10 {
            for level in levels() {
                assert_eq!(
                    primes::simd_at(level, n),
                    Ok(truth),
                    "{level}, 10^{exponent}"
                );
            }
        }
    }
}

#[test]
fn sums_where_something_begins_or_ends() {
    // Squares and fourth powers of primes, where one more prime takes part, the wheel's turns, and
    // the words of bits.
    let (squares, fourths) = ([7, 11, 13, 31, 331, 997], [7, 11, 13, 17, 31]);
    let squares = squares.into_iter().map(|p: u64| p.pow(2));
    let fourths = fourths.into_iter().map(|p: u64| p.pow(4));
    let others = [210 * 210, 128 * 128, 1 << 20, 1_000_003 - 2, 999_983];
    let truth = oracle((1 << 20) + 10);
    for at in squares.chain(fourths).chain(others) {
        for n in at - 2..=at + 2 {
            for rung in rungs().into_iter().skip(1) {
                assert_eq!((rung.sum)(n), Ok(truth[n as usize]), "{}, {n}", rung.name);
            }
        }
    }
}

#[test]
fn the_tutorials_sum() {
    for rung in rungs() {
        assert_eq!((rung.sum)(100), Ok(1060), "{}", rung.name);
    }
}

#[test]
fn what_does_not_fit_in_memory_is_refused() {
    for n in [1 << 62, u64::MAX - 1, u64::MAX] {
        let refused = Error::OutOfMemory {
            argument: "n",
            results: (n / 2).div_ceil(64) as usize,
        };
        assert_eq!(primes::unchecked(n), Err(refused), "{n}");
    }
}

/// Whether there was no memory for `n`.
#[cfg(target_os = "linux")]
fn is_refused(sum: &Result<u128, Error>) -> bool {
    matches!(sum, Err(Error::OutOfMemory { argument: "n", .. }))
}

/// The test below is its own child, and finds this in its environment.
#[cfg(target_os = "linux")]
const CHILD: &str = "HOTLOOP_TEST_WITH_LITTLE_MEMORY";

/// `counting` takes no more than 40 gigabytes for any `n`, and the sieve a few. There are machines
/// that have them.
#[cfg(target_os = "linux")]
#[test]
fn tables_that_do_not_fit_in_memory_are_refused() {
    if std::env::var_os(CHILD).is_some() {
        for n in [1 << 62, u64::MAX] {
            // There are a gigabyte of primes to sieve by.
            if n == u64::MAX {
                assert!(is_refused(&primes::simd(n)));
                #[cfg(feature = "threads")]
                assert!(is_refused(&primes::threaded(&Team::solo(), n)));
            }
            assert!(is_refused(&primes::counting(n)));
            let each = primes::sum_primes_each(n - 1..n);
            let argument = "range";
            assert!(
                matches!(each, Err(Error::OutOfMemory { argument: found, .. }) if found == argument)
            );
        }
        return;
    }
    let name = "tables_that_do_not_fit_in_memory_are_refused";
    let limited = r#"ulimit -v 1000000 && exec "$@""#;
    let output = std::process::Command::new("sh")
        .args(["-c", limited, "sh"])
        .args(again::words())
        .args(["--exact", name])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{output:?}"
    );
}

proptest! {
    #[test]
    fn the_sieve_and_the_count_agree(n in 0_u64..1_000_000) {
        prop_assert_eq!(primes::unchecked(n), primes::counting(n));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    // Two wheels, and one segment or several.
    #[test]
    fn the_sieve_of_lines_and_the_count_agree(n in 0_u64..30_000_000) {
        let counted = primes::counting(n);
        for level in levels() {
            prop_assert_eq!(&primes::simd_at(level, n), &counted);
        }
    }

    /// `cargo test --release --test primes -- --ignored`
    #[test]
    #[ignore = "takes seconds with optimisation, and minutes without"]
    fn the_sieve_of_lines_and_the_count_agree_on_large_numbers(n in 0_u64..20_000_000_000) {
        let counted = primes::counting(n);
        for level in levels() {
            prop_assert_eq!(&primes::simd_at(level, n), &counted);
        }
    }

    #[test]
    fn one_more_number_adds_it_if_it_is_prime(n in 0_u64..10_000_000_000) {
        let (below, up_to) = (primes::counting(n).unwrap(), primes::counting(n + 1).unwrap());
        let expected = if primes::is_prime(n) { u128::from(n) } else { 0 };
        prop_assert_eq!(up_to - below, expected);
    }
}
