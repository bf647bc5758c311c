//! The simd rung on a team.

use super::check;
use super::simd::{block_at, simd_at};
use crate::Error;
use crate::simd::{Float, Level, beyond_caches};
use crate::threads::{Schedule, Team};

/// Elements that one member maps alone: in a cache that takes a few microseconds, and to have a region
/// for them takes one, or several where the others sleep.
const ALONE: usize = 1 << 16;

/// [`simd`](super::simd) on a team: the same bits for every number of members.
///
/// ```
/// use hotloop::kernels::map;
/// use hotloop::threads::{Binding, Team};
///
/// let team = Team::spawn(2, Binding::Close)?;
/// let mut y = [0.0; 5];
/// map::threaded(&team, &[0.0, 1.0, 2.0, 3.0, 4.0], 2.0, &mut y)?;
/// assert_eq!(y, [0.0, 0.0, 2.0, 3.0, 4.0]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::LengthMismatch`] if `y` is not as long as `x`; nothing is written then.
pub fn threaded<T: Float>(team: &Team, x: &[T], threshold: T, y: &mut [T]) -> Result<(), Error> {
    threaded_at(Level::current(), team, x, threshold, y)
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
    threshold: T,
    y: &mut [T],
) -> Result<(), Error> {
    check(x, y)?;
    if y.len() <= ALONE {
        return simd_at(level, x, threshold, y);
    }
    let past_caches = beyond_caches(2 * size_of_val(x), team.members());
    team.for_each_block(y, team.part(x.len()), Schedule::Static, |start, y| {
        block_at(level, &x[start..start + y.len()], threshold, y, past_caches);
    })
}
