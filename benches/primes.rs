//! `primes`: every rung below a million, the quick ones below a thousand million, and how the sum
//! without primes grows.

mod common;

use common::cores;
use common::harness::{group, run};
use common::primesieve::Primesieve;
use common::unpinned::Unpinned;
use criterion::Criterion;
use hotloop::Error;
use hotloop::kernels::primes;
use hotloop::simd::Level;
use hotloop::threads::Team;

fn main() {
    // Before the team: what a pinned thread starts has one core.
    let (unpinned, cores) = (Unpinned::start(), cores());
    run(|criterion, team| {
        rungs(criterion, team, "1,000,000", 1_000_000);
        rungs(criterion, team, "1,000,000,000", 1_000_000_000);
        match Primesieve::load() {
            Ok(primesieve) => peer(criterion, primesieve, &unpinned, cores),
            Err(missing) => eprintln!("{missing}"),
        }
        growth(criterion);
        one_by_one(criterion);
    });
}

fn rungs(criterion: &mut Criterion, team: &Team, name: &str, n: u64) {
    let truth = primes::counting(n);
    let mut group = group(criterion, &format!("primes/{name}"), n as usize, 0);
    let mut rung = |name: &str, rung: &dyn Fn(u64) -> Result<u128, Error>| {
        assert!(rung(n) == truth, "{name}");
        group.bench_function(name, |bencher| bencher.iter(|| rung(n)));
    };
    if n <= 1_000_000 {
        rung("checked", &primes::checked);
        rung("unchecked", &primes::unchecked);
    }
    for level in Level::supported() {
        rung(&format!("simd at {level}"), &|n| primes::simd_at(level, n));
    }
    rung("simd", &primes::simd);
    rung("threaded", &|n| primes::threaded(team, n));
    rung("counting", &primes::counting);
    group.finish();
}

/// What primesieve takes for the larger of them.
fn peer(criterion: &mut Criterion, primesieve: Primesieve, unpinned: &Unpinned, cores: usize) {
    let n = 1_000_000_000;
    let mut group = group(criterion, "primes/primesieve", n as usize, 0);
    for threads in [1, cores] {
        group.bench_function(format!("counts on {threads}"), |bencher| {
            bencher.iter(|| unpinned.run(move || primesieve.count(n, threads)));
        });
    }
    group.bench_function("adds on 1", |bencher| {
        bencher.iter(|| unpinned.run(move || primesieve.sum(n)));
    });
    group.finish();
}

/// Each `n` is ten times the one before.
fn growth(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("primes/counting");
    for exponent in 6..=12 {
        let n = 10_u64.pow(exponent);
        group.bench_function(format!("10^{exponent}"), |bencher| {
            bencher.iter(|| primes::counting(n));
        });
    }
    group.finish();
}

/// Numbers instead of a sum.
fn one_by_one(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("primes/one by one");
    group.bench_function("between 0 and 100,000,000", |bencher| {
        bencher.iter(|| primes::between(0..100_000_000).map(Iterator::count));
    });
    for (name, start, len) in [
        ("10^12", 1_000_000_000_000, 100_000_000),
        ("10^15", 1_000_000_000_000_000, 100_000_000),
        ("2^64", u64::MAX - 100_000, 100_000),
    ] {
        group.bench_function(format!("between, {len} near {name}"), |bencher| {
            bencher.iter(|| primes::between(start..start + len).map(Iterator::count));
        });
    }
    group.bench_function("sum_primes_each(0..10,000)", |bencher| {
        bencher.iter(|| primes::sum_primes_each(0..10_000));
    });
    let largest = u64::MAX - 58;
    group.bench_function("is_prime(2^64 - 59)", |bencher| {
        bencher.iter(|| primes::is_prime(std::hint::black_box(largest)));
    });
    group.finish();
}
