//! Primes one by one, instead of their sum.

use criterion::Criterion;
use hotloop::kernels::primes;

pub(crate) fn one_by_one(criterion: &mut Criterion) {
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
