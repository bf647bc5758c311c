//! The limits at any size: what it takes to read, write or copy as many bytes as a case has, wherever
//! they are.

use crate::catalogue::Limit;
use crate::common::aligned::{Aligned, USUAL};
use hotloop::simd::{I64x8, LANES, Level, Simd};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Memory to read and to write.
pub(crate) struct Reference {
    from: Aligned<i64>,
    to: Aligned<i64>,
}

impl Reference {
    /// For so many bytes.
    pub(crate) fn new(bytes: usize) -> Self {
        let words = || Aligned::touched(USUAL, bytes / size_of::<i64>());
        Self {
            from: words(),
            to: words(),
        }
    }

    /// The time of so many passes over so many bytes.
    pub(crate) fn time(&mut self, limit: Limit, bytes: usize, repeats: u64) -> Duration {
        let words = (bytes / size_of::<i64>()).min(self.from.len());
        let start = Instant::now();
        for _ in 0..repeats {
            match limit {
                Limit::Read => {
                    black_box(read(Level::current(), black_box(&self.from[..words])));
                }
                Limit::Write => black_box(&mut self.to[..words]).fill(black_box(2)),
                // Half of the bytes are read, and half are written.
                _ => {
                    let half = words / 2;
                    self.to[..half].copy_from_slice(black_box(&self.from[..half]));
                    black_box(&mut self.to);
                }
            }
        }
        start.elapsed()
    }
}

/// Vectors that are added at a time, none of which waits for another.
const COLUMNS: usize = 8;
const ROW: usize = COLUMNS * LANES;

hotloop::dispatch! {
    /// The sum of integers.
    fn read(level, x: &[i64]) -> i64 = sum
}

#[inline(always)]
fn sum<S: Simd>(simd: S, x: &[i64]) -> i64 {
    let mut columns = [simd.splat_i64(0); COLUMNS];
    for row in x.as_chunks::<ROW>().0 {
        for (column, x) in columns.iter_mut().zip(row.as_chunks().0) {
            *column = *column + simd.load_i64(x);
        }
    }
    let mut sums = [[0; LANES]; COLUMNS];
    for (sums, column) in sums.iter_mut().zip(columns) {
        *sums = column.to_array();
    }
    sums.as_flattened()
        .iter()
        .fold(0, |sum, x| sum.wrapping_add(*x))
}
