//! The simd rung on a team.

use super::Summand;
use super::simd::{BLOCK, RUN, Run, run_at, simd_at};
use crate::simd::{Level, beyond_caches};
use crate::threads::{Schedule, Team};

/// Elements that one member adds up alone: in a cache that takes a few microseconds, and to have a
/// region for them takes one, or several where the others sleep.
const ALONE: usize = RUN;

/// [`simd`](super::simd) on a team: the same bits for every number of members.
///
/// Blocks of 16,384 elements belong to the input, not to members, and their sums are added in the
/// order of the blocks. A slice of up to four blocks is summed by the caller, and so is one whose blocks
/// have sums that find no memory.
///
/// ```
/// use hotloop::kernels::sum;
/// use hotloop::threads::{Binding, Team};
///
/// let x: Vec<f64> = (0..100_000).map(|i| 1.0 / (1.0 + i as f64)).collect();
/// let team = Team::spawn(3, Binding::Close)?;
/// assert_eq!(sum::threaded(&team, &x), sum::simd(&x));
/// # Ok::<(), hotloop::Error>(())
/// ```
pub fn threaded<T: Summand>(team: &Team, x: &[T]) -> T::Sum {
    threaded_at(Level::current(), team, x)
}

/// [`threaded`] at the given level.
pub fn threaded_at<T: Summand>(level: Level, team: &Team, x: &[T]) -> T::Sum {
    if x.len() <= ALONE || team.members() == 1 {
        return simd_at(level, x);
    }
    let from_memory = beyond_caches(size_of_val(x), team.members());
    let run = |range| run_at(level, &x[range], from_memory);
    let len = if from_memory { RUN } else { BLOCK };
    match team.map_reduce(x.len(), len, Schedule::Static, run, Run::merge) {
        Ok(sum) => T::total(sum.map(Run::total).unwrap_or_default(), x),
        // There is no memory for the results. Alone one needs none.
        Err(_) => simd_at(level, x),
    }
}
