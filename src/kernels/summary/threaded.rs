//! The simd rung on a team.

use super::Summary;
use super::simd::{BLOCK, simd_at};
use crate::simd::{Float, Level};
use crate::threads::{Schedule, Team};

/// Elements that one member goes over alone: in a cache that takes some microseconds, and to have a
/// region for them takes one, or several where the others sleep.
const ALONE: usize = 4 * BLOCK;

/// [`simd`](super::simd) on a team: the same bits for every number of members.
///
/// Blocks of 16,384 elements belong to the input, not to members, and merge in their order. Where
/// there is no memory for the summaries of the blocks, the caller does the work alone.
///
/// ```
/// use hotloop::kernels::summary;
/// use hotloop::threads::{Binding, Team};
///
/// let x: Vec<f64> = (0..100_000).map(|i| f64::from(i).sqrt()).collect();
/// let team = Team::spawn(3, Binding::Close)?;
/// assert_eq!(summary::threaded(&team, &x), summary::simd(&x));
/// # Ok::<(), hotloop::Error>(())
/// ```
pub fn threaded<T: Float>(team: &Team, x: &[T]) -> Summary {
    threaded_at(Level::current(), team, x)
}

/// [`threaded`] at the given level.
pub fn threaded_at<T: Float>(level: Level, team: &Team, x: &[T]) -> Summary {
    if x.len() <= ALONE || team.members() == 1 {
        return simd_at(level, x);
    }
    let block = |range| simd_at(level, &x[range]);
    match team.map_reduce(x.len(), BLOCK, Schedule::Static, block, Summary::merge) {
        Ok(summary) => summary.unwrap_or_default(),
        // There is no memory for a result a block. Alone one needs none.
        Err(_) => simd_at(level, x),
    }
}
