//! The simd rung on a team.

use super::pair::{Pair, Product};
use super::rounded::total;
use super::simd::{BLOCK, block, blocks_at};
use crate::Error;
use crate::numerics::compensated::Compensated;
use crate::simd::Level;
use crate::threads::{Schedule, Team};

/// Blocks go to whoever is free. A fetch is a hundredth of a block, and a member that other
/// programs hold up leaves its share to the others.
pub(super) const SCHEDULE: Schedule = Schedule::Dynamic { chunk: 1 };

/// Pairs that one member goes through alone: that takes some microseconds, and to have a region for
/// them takes one, or several where the others sleep.
const ALONE: usize = 1 << 16;

/// [`simd`](super::simd) on a team: the same bits for every number of members.
///
/// Blocks of 120 rows belong to the input and are added in their order. Members fetch them one by
/// one, because on a machine with other work to do equal parts do not take equally long;
/// [`scheduled`] deals them out in another way. Up to 120 elements are one block, which the caller
/// computes alone. The sums of the blocks wait to be added; where there is no memory for them, the
/// caller does all of it alone.
///
/// ```
/// use hotloop::kernels::pairwise;
/// use hotloop::threads::{Binding, Team};
///
/// let x: Vec<f64> = (0..1000).map(|i| 1.0 / (1.0 + f64::from(i))).collect();
/// let team = Team::spawn(3, Binding::Close)?;
/// assert_eq!(pairwise::threaded(&team, &x), pairwise::simd(&x));
/// # Ok::<(), hotloop::Error>(())
/// ```
pub fn threaded(team: &Team, x: &[f64]) -> f64 {
    threaded_at(Level::current(), team, x)
}

/// [`threaded`] at the given level.
pub fn threaded_at(level: Level, team: &Team, x: &[f64]) -> f64 {
    total(of_two_at(level, team, &Product, x, x), x, x)
}

/// [`threaded`] with a schedule of one's choice, which counts blocks of 120 rows: OpenMP's
/// `schedule(…)`, the tutorial's `prange(…, schedule='guided')`. The same bits for every one.
///
/// ```
/// use hotloop::kernels::pairwise;
/// use hotloop::threads::{Binding, Schedule, Team};
///
/// let x: Vec<f64> = (0..1000).map(|i| 1.0 / (1.0 + f64::from(i))).collect();
/// let team = Team::spawn(2, Binding::Close)?;
/// let guided = Schedule::Guided { min_chunk: 1 };
/// assert_eq!(pairwise::scheduled(&team, guided, &x)?, pairwise::simd(&x));
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Zero`] for a schedule whose chunk is zero, [`Error::OutOfMemory`] if there is no memory
/// for the sum of every block.
pub fn scheduled(team: &Team, schedule: Schedule, x: &[f64]) -> Result<f64, Error> {
    scheduled_at(Level::current(), team, schedule, x)
}

/// [`scheduled`] at the given level.
///
/// # Errors
///
/// As [`scheduled`].
pub fn scheduled_at(
    level: Level,
    team: &Team,
    schedule: Schedule,
    x: &[f64],
) -> Result<f64, Error> {
    let sum = share(level, team, schedule, &Product, x, x)?;
    Ok(total(sum, x, x))
}

pub(super) fn of_two_at<P: Pair>(
    level: Level,
    team: &Team,
    pair: &P,
    x: &[f64],
    y: &[f64],
) -> Compensated<f64> {
    if x.len().saturating_mul(y.len()) <= ALONE {
        return blocks_at(level, pair, x, y);
    }
    // The block and the chunk are not zero: what may be refused is memory.
    share(level, team, SCHEDULE, pair, x, y).unwrap_or_else(|_| blocks_at(level, pair, x, y))
}

/// Shares out the blocks of `x`, each against all of `y`. The sum is not yet rounded.
pub(super) fn share<P: Pair>(
    level: Level,
    team: &Team,
    schedule: Schedule,
    pair: &P,
    x: &[f64],
    y: &[f64],
) -> Result<Compensated<f64>, Error> {
    let block = |range| block_at(level, pair, &x[range], y);
    let sum = team.map_reduce(x.len(), BLOCK, schedule, block, Compensated::merge);
    Ok(sum.map_err(|error| error.naming("x"))?.unwrap_or_default())
}

crate::dispatch! {
    /// The sum of one block of rows, before its last rounding.
    pub(super) fn block_at<P: Pair>(
        level,
        pair: &P,
        x: &[f64],
        y: &[f64],
    ) -> Compensated<f64> = block
}
