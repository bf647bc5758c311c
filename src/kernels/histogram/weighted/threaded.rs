//! The simd rung on a team.

use super::super::Value;
use super::check;
use super::simd::{block, block_at, simd_at};
use super::sums::{WeightedHistogram, WeightedSum, add};
use crate::Error;
use crate::memory::filled;
use crate::simd::Level;
use crate::threads::{Schedule, Team};

/// Blocks that each member has in a region: it takes some hundred microseconds then, and their sums
/// little memory.
const EACH: usize = 4;

/// [`simd`](super::simd()) on a team: the same bits for every number of members.
///
/// Blocks belong to the input, and not to members, and are added in their order. Where there is no memory
/// for the sums of several, the caller does the work alone.
///
/// ```
/// use hotloop::kernels::histogram::{Bins, weighted};
/// use hotloop::threads::{Binding, Team};
///
/// let x: Vec<f64> = (0..300_000).map(|i| f64::from(i % 7)).collect();
/// let weights: Vec<f64> = x.iter().map(|x| 0.1 * x).collect();
/// let team = Team::spawn(2, Binding::Close)?;
/// let bins = Bins::uniform(7, 0.0, 7.0)?;
/// let mut histogram = weighted::WeightedHistogram::new(&bins)?;
/// let mut alone = histogram.clone();
/// weighted::threaded(&team, &x, &weights, &mut histogram)?;
/// weighted::simd(&x, &weights, &mut alone)?;
/// assert_eq!(histogram, alone);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`simd`](super::simd()).
pub fn threaded<T: Value, W: Value>(
    team: &Team,
    x: &[T],
    weights: &[W],
    histogram: &mut WeightedHistogram,
) -> Result<(), Error> {
    threaded_at(Level::current(), team, x, weights, histogram)
}

/// [`threaded`] at the given level.
///
/// # Errors
///
/// As [`threaded`].
pub fn threaded_at<T: Value, W: Value>(
    level: Level,
    team: &Team,
    x: &[T],
    weights: &[W],
    histogram: &mut WeightedHistogram,
) -> Result<(), Error> {
    check(x, weights)?;
    let (bins, sums) = histogram.parts();
    let (slots, block) = (sums.len(), block(sums.len()));
    let side_by_side = x.len().div_ceil(block).min(EACH * team.members());
    if side_by_side < 2 || team.members() == 1 {
        return simd_at(level, x, weights, histogram);
    }
    let Ok(mut tables) = filled("histogram", side_by_side * slots, WeightedSum::default()) else {
        return simd_at(level, x, weights, histogram);
    };
    let region = side_by_side * block;
    for (x, weights) in x.chunks(region).zip(weights.chunks(region)) {
        let tables = &mut tables[..x.len().div_ceil(block) * slots];
        team.for_each_block(tables, slots, Schedule::Static, |start, sums| {
            let first = start / slots * block;
            let last = x.len().min(first + block);
            sums.fill(WeightedSum::default());
            block_at(level, &x[first..last], &weights[first..last], bins, sums);
        })?;
        for table in tables.chunks(slots) {
            add(sums, table);
        }
    }
    Ok(())
}
