//! The memory that the limits are looked for in.

use crate::common::aligned::{Aligned, USUAL};
use hotloop::threads::Team;
use std::hint::black_box;

/// Elements of the large arrays, 80 MB each: as many as in the ladders' largest cases.
pub(crate) const LARGE: usize = 10_000_000;
/// Elements in a cache line.
const LINE: usize = 8;
/// Elements of the small one: 32 KB, which fit in every first-level cache of the day.
pub(super) const SMALL: usize = 4_096;

/// It is made once, because a first touch of its pages costs more than most loops.
pub(crate) struct Arena<'t> {
    /// Whose caches are swept.
    team: &'t Team,
    pub(super) from: Aligned<f64>,
    pub(super) to: Aligned<f64>,
    /// Read by nobody but [`sweep`](Arena::sweep).
    broom: Aligned<f64>,
    /// One for each member, because they share the second-level cache at best.
    pub(super) small: Vec<Aligned<i64>>,
}

impl<'t> Arena<'t> {
    pub(crate) fn new(team: &'t Team) -> Self {
        Self {
            team,
            from: Aligned::touched(USUAL, LARGE),
            to: Aligned::touched(USUAL, LARGE),
            broom: Aligned::touched(USUAL, LARGE),
            small: (0..team.members())
                .map(|_| Aligned::touched(USUAL, SMALL))
                .collect(),
        }
    }

    /// Sweeps the caches before a turn of a single run.
    ///
    /// A third-level cache keeps a good part of a large array until it is read again, so whoever
    /// comes after another with the same array would be faster by a third. What runs many times in
    /// a turn finds in the caches what it left there itself.
    pub(crate) fn sweep(&self, repeats: u64) {
        if repeats == 1 {
            let broom = &*self.broom;
            self.team.parallel(|_| {
                black_box(broom.iter().step_by(LINE).sum::<f64>());
            });
        }
    }
}
