//! `kernels::primes`.

use super::Rows;
use super::inputs::words;
use hotloop::kernels::primes::{self, between_at, is_prime, sum_primes_each};

pub(super) fn rows(rows: &mut Rows<'_>) {
    for n in [0, 1, 2, 3, 30, 49, 50, 1000, 4999, 5001, 20_000] {
        every(rows, n).solo("checked", || primes::checked(n));
    }
    for n in [100_003, 1_000_000, 2_500_000] {
        every(rows, n);
    }
    for n in [10_000_000, 1_000_000_007] {
        rows.on("primes", n.to_string())
            .levels("counting", |level| primes::counting_at(level, n));
    }
    listings(rows);
    let ranges = [(0, 100), (1_000_000, 1_000_300), (5, 5), (6, 5)];
    for (start, end) in ranges {
        rows.on("primes", format!("{start}..{end}"))
            .solo("sum_primes_each", || sum_primes_each(start..end));
    }
    rows.on("primes", "0..3000")
        .solo("is_prime", || (0..3000).map(is_prime).collect::<Vec<_>>());
    rows.on("primes", "any/3000").solo("is_prime", || {
        let words = words(1).take(3000);
        words.map(|word| is_prime(word | 1)).collect::<Vec<_>>()
    });
}

fn every<'r, 't>(rows: &'r mut Rows<'t>, n: u64) -> super::rows::On<'r, 't> {
    rows.on("primes", n.to_string())
        .solo("unchecked", || primes::unchecked(n))
        .levels("simd", |level| primes::simd_at(level, n))
        .team("threaded", |level, team| {
            primes::threaded_at(level, team, n)
        })
        .levels("counting", |level| primes::counting_at(level, n))
}

/// From where numbers are listed, sieved and tested.
fn listings(rows: &mut Rows<'_>) {
    let ranges = [
        (0, 1000),
        (0, 300_000),
        (1_000_000, 1_100_000),
        (1 << 32, (1 << 32) + 100_000),
        (1_000_000_000_000, 1_000_000_001_000),
        (u64::MAX - 1000, u64::MAX),
        (7, 7),
        (8, 7),
    ];
    for (start, end) in ranges {
        rows.on("primes", format!("{start}..{end}"))
            .levels("between", |level| {
                between_at(level, start..end).map(Iterator::collect::<Vec<_>>)
            });
    }
    rows.on("primes", "first=20000").levels("between", |level| {
        let primes = between_at(level, 0..u64::MAX)?;
        Ok::<_, hotloop::Error>(primes.take(20_000).collect::<Vec<_>>())
    });
}
