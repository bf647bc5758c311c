//! `kernels::primes`: no rung does what another does, so no limit is theirs. primesieve is measured
//! beside them, where it is installed.

use super::case::Case;
use super::common::prime_sums::BELOW_POWERS_OF_TEN;
use super::common::primesieve::Primesieve;
use super::common::{thousands, tolerance, unpinned};
use super::rungs::Rungs;
use super::{Entry, Extent};
use hotloop::Error;
use hotloop::kernels::primes;
use std::time::{Duration, Instant};

pub(super) fn ladder() -> Entry {
    Entry::new("primes")
        .on(on, &[10_000, 1_000_000_000], &[1_000_000])
        .on(counted, &[], &POWERS[6..])
}

type Outcome = Result<u128, Error>;

/// Powers of ten that are lengths.
const COUNT: usize = if cfg!(target_pointer_width = "64") {
    13
} else {
    10
};

static POWERS: [usize; COUNT] = {
    let mut powers = [1; COUNT];
    let mut i = 1;
    while i < powers.len() {
        powers[i] = 10 * powers[i - 1];
        i += 1;
    }
    powers
};

fn case(what: &str, extent: Extent) -> Rungs<u64, Outcome> {
    let n = extent.len;
    let truth = match POWERS.iter().position(|power| *power == n) {
        Some(exponent @ 1..) => BELOW_POWERS_OF_TEN[exponent - 1],
        _ if n <= 10_000 => divided(n),
        // Division would take longer than all that is measured. This rung has been held to it.
        _ => primes::unchecked(n as u64).expect("there is memory for a bit a number"),
    };
    Case::new("primes", format!("{what}below {}", thousands(n)), n)
        .on(move || n as u64, move |_, sum| assert_eq!(sum, Ok(truth)))
        .told(tolerance::<f64>(), |_, sum| {
            vec![sum.expect("there is memory") as f64]
        })
}

/// The sum by trial division, for small `n`.
fn divided(n: usize) -> u128 {
    let prime = |p: &usize| {
        (2..*p)
            .take_while(|d| d * d <= *p)
            .all(|d| !p.is_multiple_of(d))
    };
    (2..n).filter(prime).map(|p| p as u128).sum()
}

fn on(extent: Extent) -> Rungs<u64, Outcome> {
    let rungs = case("", extent)
        .solo("checked", |n| primes::checked(*n))
        .up_to(1_000_000)
        .solo("unchecked", |n| primes::unchecked(*n))
        .up_to(1_000_000)
        .levels(|level, n| primes::simd_at(level, *n))
        .solo("simd", |n| primes::simd(*n))
        .team("threaded", |team, n| primes::threaded(team, *n))
        .solo("counting", |n| primes::counting(*n));
    let large = extent.len >= 1_000_000_000;
    match large.then(Primesieve::find).flatten() {
        Some(primesieve) => beside(rungs, primesieve, extent.len),
        None => rungs,
    }
}

fn beside(rungs: Rungs<u64, Outcome>, primesieve: Primesieve, n: usize) -> Rungs<u64, Outcome> {
    rungs
        .solo("primesieve adds", move |n| Ok(primesieve.sum(*n)))
        .timed("primesieve counts", Some(1), move |_, repeats| {
            count(primesieve, n, 1, repeats)
        })
        .timed("and on all cores", None, move |team, repeats| {
            count(primesieve, n, team.members(), repeats)
        })
}

/// The time of so many runs, on a thread whose own threads run where they may.
fn count(primesieve: Primesieve, n: usize, threads: usize, repeats: u64) -> Duration {
    unpinned::run(move || {
        let start = Instant::now();
        for _ in 0..repeats {
            let count = primesieve.count(n as u64, threads);
            assert!(n != 1_000_000_000 || count == 50_847_534);
        }
        start.elapsed()
    })
}

/// How the sum without primes grows, where `n` is ten times the one before.
fn counted(extent: Extent) -> Rungs<u64, Outcome> {
    case("the sum without primes, ", extent).solo("counting", |n| primes::counting(*n))
}
