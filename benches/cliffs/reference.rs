//! The limits at any size: what it takes to read, write or copy as many bytes as a case has, wherever
//! they are.

use crate::catalogue::Limit;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Memory to read and to write.
pub(crate) struct Reference {
    from: Vec<u64>,
    to: Vec<u64>,
}

impl Reference {
    /// For so many bytes.
    pub(crate) fn new(bytes: usize) -> Self {
        let words = || vec![black_box(1); bytes / size_of::<u64>()];
        Self {
            from: words(),
            to: words(),
        }
    }

    /// The time of so many passes over so many bytes.
    pub(crate) fn time(&mut self, limit: Limit, bytes: usize, repeats: u64) -> Duration {
        let words = (bytes / size_of::<u64>()).min(self.from.len());
        let start = Instant::now();
        for _ in 0..repeats {
            match limit {
                Limit::Read => {
                    black_box(read(black_box(&self.from[..words])));
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

/// The sum of integers, which the compiler turns into vectors.
fn read(words: &[u64]) -> u64 {
    words.iter().fold(0, |sum, word| sum.wrapping_add(*word))
}
