//! Empty caches.

use crate::catalogue::MEASURED;
use crate::common::aligned::{Aligned, USUAL};
use hotloop::threads::Team;
use std::hint::black_box;

/// What the caches of a team are swept with.
pub(crate) struct Broom<'t> {
    team: &'t Team,
    /// Read by nobody else.
    numbers: Aligned<f64>,
}

/// Elements in a cache line.
const LINE: usize = 8;

impl<'t> Broom<'t> {
    pub(crate) fn new(team: &'t Team) -> Self {
        let numbers = Aligned::touched(USUAL, MEASURED / size_of::<f64>());
        Self { team, numbers }
    }

    /// Sweeps the caches before a turn of a single run.
    ///
    /// A third-level cache keeps a good part of a large array until it is read again, so whoever
    /// comes after another with the same array would be faster by a third. What runs many times in
    /// a turn finds in the caches what it left there itself.
    pub(crate) fn sweep(&self, repeats: u64) {
        if repeats == 1 {
            let numbers = &*self.numbers;
            self.team.parallel(|_| {
                black_box(numbers.iter().step_by(LINE).sum::<f64>());
            });
        }
    }
}
