//! The simd rung on a team.

use super::simd::{block, simd_at};
use crate::Error;
use crate::kernels::comb::Comb;
use crate::simd::{Float, Level, beyond_caches};
use crate::threads::{Schedule, Team};

/// Elements that one member filters alone: in a cache that takes a few microseconds, and to have a
/// region for them takes one, or several where the others sleep.
const ALONE: usize = 1 << 16;

/// [`simd`](super::simd) on a team: the same bits for every number of members.
///
/// ```
/// use hotloop::kernels::comb::{Comb, forward};
/// use hotloop::threads::{Binding, Team};
///
/// let team = Team::spawn(2, Binding::Close)?;
/// let mut y = [0.0; 4];
/// forward::threaded(&team, &[1.0, 2.0, 3.0, 4.0], Comb::new(1, 0.5)?, &mut y)?;
/// assert_eq!(y, [1.0, 2.5, 4.0, 5.5]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`](super::checked).
pub fn threaded<T: Float>(team: &Team, x: &[T], comb: Comb, y: &mut [T]) -> Result<(), Error> {
    threaded_at(Level::current(), team, x, comb, y)
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
    comb: Comb,
    y: &mut [T],
) -> Result<(), Error> {
    comb.check(x, y)?;
    if y.len() <= ALONE {
        return simd_at(level, x, comb, y);
    }
    let past_caches = beyond_caches(2 * size_of_val(x), team.members());
    team.for_each_block(y, team.part(x.len()), Schedule::Static, |start, y| {
        block(level, x, comb, start, y, past_caches);
    })
}
