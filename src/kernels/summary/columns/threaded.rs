//! The simd rung on a team.

use super::super::Summary;
use super::shape;
use super::simd::{BLOCK, STRIP, block_at, simd_at};
use crate::Error;
use crate::memory::{filled, room};
use crate::simd::{Float, LANES, Level};
use crate::threads::{Schedule, Team};

/// Elements that one member goes over alone: a region costs as long.
const ALONE: usize = 65_536;
/// Columns of a strip, at least: 512 bytes of a row of `f64`.
const NARROWEST: usize = 8 * LANES;

/// [`simd`](super::simd()) on a team: the same bits for every number of members.
///
/// Blocks of 4,096 rows belong to the input, not to members, and merge in their order. Columns need
/// nothing of each other, so members share those of a block, too. Where there is no memory for the
/// summaries of all blocks, the caller does the work alone.
///
/// ```
/// use hotloop::kernels::summary::{Summary, columns};
/// use hotloop::threads::{Binding, Team};
///
/// let x: Vec<f64> = (0..100_000).map(|i| f64::from(i).sqrt()).collect();
/// let team = Team::spawn(3, Binding::Close)?;
/// let (mut one, mut all) = ([Summary::default(); 100], [Summary::default(); 100]);
/// columns::simd(&x, &mut one)?;
/// columns::threaded(&team, &x, &mut all)?;
/// assert_eq!(one, all);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`](super::checked).
pub fn threaded<T: Float>(team: &Team, x: &[T], summaries: &mut [Summary]) -> Result<(), Error> {
    threaded_at(Level::current(), team, x, summaries)
}

/// [`threaded`] at the given level.
///
/// # Errors
///
/// As [`threaded`].
pub fn threaded_at<T: Float>(
    level: Level,
    team: &Team,
    x: &[T],
    summaries: &mut [Summary],
) -> Result<(), Error> {
    let rows = shape::rows(x, summaries)?;
    if x.len() <= ALONE || team.members() == 1 {
        return simd_at(level, x, summaries);
    }
    let (columns, blocks) = (summaries.len(), rows.div_ceil(BLOCK));
    let Ok(mut parts) = filled("summaries", blocks * columns, Summary::default()) else {
        return simd_at(level, x, summaries);
    };
    if share(level, team, x, columns, &mut parts).is_err() {
        return simd_at(level, x, summaries);
    }
    summaries.fill(Summary::default());
    for part in parts.chunks(columns) {
        for (summary, part) in summaries.iter_mut().zip(part) {
            *summary = summary.merge(*part);
        }
    }
    Ok(())
}

/// Writes the summaries of the columns of every block.
fn share<T: Float>(
    level: Level,
    team: &Team,
    x: &[T],
    columns: usize,
    parts: &mut [Summary],
) -> Result<(), Error> {
    let even = columns.div_ceil(2 * team.members());
    let width = even.next_multiple_of(LANES).clamp(NARROWEST, STRIP);
    let blocks = parts.len() / columns;
    let mut strips = room("summaries", blocks * columns.div_ceil(width))?;
    let each = x
        .chunks(BLOCK.saturating_mul(columns))
        .zip(parts.chunks_mut(columns));
    for (x, summaries) in each {
        for (i, summaries) in summaries.chunks_mut(width).enumerate() {
            strips.push((x, i * width, summaries));
        }
    }
    team.for_each_block(&mut strips, 1, Schedule::Static, |_, strips| {
        for (x, from, summaries) in strips {
            block_at(level, x, columns, *from, summaries);
        }
    })
}
