//! The simd rung on a team.

use super::Value;
use super::counts::Histogram;
use super::simd::simd_at;
use crate::machine::last_level_cache;
use crate::memory::room;
use crate::simd::Level;
use crate::threads::{Schedule, Team};
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

/// Values to a piece of the work: 128 KiB.
const PIECE: usize = 1 << 14;
/// Values that a member has to have to itself, at least: in a cache two of them save ten microseconds
/// then, and a region with histograms of their own takes several.
const WORTH: usize = 1 << 15;
/// Values that are counted in the time that it takes to make a slot of one's own and to add it to
/// the caller's.
const SLOT: usize = 8;

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
/// One of the members counts in the caller's histogram, and each of the others in one of its own,
/// which is added at the end. So no more of them are put to work than have enough values for that
/// (eight for each bin), nor than have their counts in a quarter of the last-level cache: beyond it
/// they would wait for memory, and each the longer for the others. Where that leaves one, the caller
/// counts alone. Where there is no memory for a member's own, it waits for the caller's.
pub fn threaded<T: Value>(team: &Team, x: &[T], histogram: &mut Histogram) {
    threaded_at(Level::current(), team, x, histogram);
}

/// [`threaded`] at the given level.
pub fn threaded_at<T: Value>(level: Level, team: &Team, x: &[T], histogram: &mut Histogram) {
    let bins = histogram.bins().clone();
    // A histogram of one's own has to be worth it.
    let worth = x.len() / WORTH.max(SLOT * bins.count());
    let workers = team.members().min(worth).min(in_cache(bins.count()));
    let idle = match room("members", workers) {
        Ok(idle) if workers > 1 => idle,
        _ => return simd_at(level, x, histogram),
    };
    // A piece that is large enough for as many members, where all of them would be too many.
    let piece = match workers < team.members() {
        true => x.len().div_ceil(workers),
        false => PIECE,
    };
    // Those that no member is counting in. There are as many as have been at work at once, and
    // counts are integers: it does not matter who counted what.
    let idle = Mutex::new(idle);
    let callers = Mutex::new(&mut *histogram);
    let body = |pieces: Range<usize>| {
        let x = &x[pieces.start * piece..x.len().min(pieces.end * piece)];
        if let Some(mut callers) = if_free(&callers) {
            return simd_at(level, x, &mut callers);
        }
        let before = locked(&idle).pop();
        match before.map_or_else(|| Histogram::new(&bins), Ok) {
            Ok(mut own) => {
                simd_at(level, x, &mut own);
                locked(&idle).push(own);
            }
            Err(_) => simd_at(level, x, &mut locked(&callers)),
        }
    };
    let schedule = Schedule::Guided { min_chunk: 1 };
    team.for_each(0..x.len().div_ceil(piece), schedule, body)
        .expect("a chunk is not zero");
    for own in idle.into_inner().unwrap_or_else(PoisonError::into_inner) {
        histogram.merge(&own).expect("the bins are the same");
    }
}

/// How many histograms of so many bins a quarter of the last-level cache holds.
fn in_cache(bins: usize) -> usize {
    /// Where nobody knows its size.
    const SMALL: usize = 8 << 20;
    last_level_cache().unwrap_or(SMALL) / 4 / (size_of::<u64>() * bins)
}

fn locked<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

fn if_free<T>(what: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    match what.try_lock() {
        Ok(free) => Some(free),
        Err(TryLockError::Poisoned(free)) => Some(free.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}
