//! The simd rung on a team.

use super::Summand;
use super::simd::{BLOCK, block_at, simd_at};
use crate::numerics::compensated::Compensated;
use crate::simd::Level;
use crate::threads::{Schedule, Team};

/// [`simd`](super::simd) on a team: the same bits for every number of members.
///
/// Blocks of 16,384 elements belong to the input, not to members, and their sums are added in the
/// order of the blocks. A slice of one block is summed by the caller, and so is one whose blocks have
/// sums that find no memory.
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
    let block = |range| block_at(level, &x[range]);
    match team.map_reduce(x.len(), BLOCK, Schedule::Static, block, Compensated::merge) {
        Ok(sum) => T::total(sum.unwrap_or_default(), x),
        // There is no memory for a result a block. Alone one needs none.
        Err(_) => simd_at(level, x),
    }
}
