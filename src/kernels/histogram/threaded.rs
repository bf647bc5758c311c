//! The simd rung on a team.

use super::counts::Histogram;
use super::simd::simd_at;
use crate::memory::room;
use crate::simd::Level;
use crate::threads::{Schedule, Team};
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Values that a member takes at least: 128 KiB.
const BLOCK: usize = 1 << 14;

/// [`simd`](super::simd()) on a team: the same counts for every number of members.
///
/// ```
/// use hotloop::kernels::histogram::{self, Bins, Histogram};
/// use hotloop::threads::{Binding, Team};
///
/// let x: Vec<f64> = (0..300_000).map(|i| f64::from(i % 7)).collect();
/// let team = Team::spawn(2, Binding::Close)?;
/// let mut histogram = Histogram::new(&Bins::uniform(6, 0.0, 6.0)?)?;
/// histogram::threaded(&team, &x, &mut histogram);
/// assert_eq!(histogram.total(), 300_000);
/// assert_eq!(histogram.counts()[5], 2 * histogram.counts()[4]); // 5 and 6
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// Every member that is at work has a histogram of its own. Where there is no memory for one, its
/// member counts in the caller's, for which it waits: with none of their own, the members take as
/// long as one.
pub fn threaded(team: &Team, x: &[f64], histogram: &mut Histogram) {
    threaded_at(Level::current(), team, x, histogram);
}

/// [`threaded`] at the given level.
pub fn threaded_at(level: Level, team: &Team, x: &[f64], histogram: &mut Histogram) {
    // Tables of one's own have to be worth it.
    let block = BLOCK.max(8 * histogram.bins().count());
    if team.members() == 1 || x.len() <= block {
        simd_at(level, x, histogram);
        return;
    }
    // Those that no member is counting in.
    let Ok(idle) = room("members", team.members()) else {
        simd_at(level, x, histogram);
        return;
    };
    // As many as have been at work at once, and counts are integers: it does not matter who
    // counted what.
    let idle = Mutex::new(idle);
    let bins = histogram.bins().clone();
    let callers = Mutex::new(&mut *histogram);
    let body = |piece: Range<usize>| {
        let x = &x[piece.start * block..x.len().min(piece.end * block)];
        let before = locked(&idle).pop();
        match before.map_or_else(|| Histogram::new(&bins), Ok) {
            Ok(mut own) => {
                simd_at(level, x, &mut own);
                locked(&idle).push(own);
            }
            Err(_) => simd_at(level, x, &mut locked(&callers)),
        }
    };
    team.for_each(
        0..x.len().div_ceil(block),
        Schedule::Guided { min_chunk: 1 },
        body,
    )
    .expect("a chunk is not zero");
    for own in idle.into_inner().unwrap_or_else(PoisonError::into_inner) {
        histogram.merge(&own).expect("the bins are the same");
    }
}

fn locked<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}
