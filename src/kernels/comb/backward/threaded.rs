//! The simd rung on a team.

use super::{recurrence, simd_at};
use crate::Error;
use crate::kernels::comb::{Comb, forward, once};
use crate::numerics::recurrence::SHARED;
use crate::simd::{Float, Level, beyond_caches};
use crate::threads::Team;

/// [`simd`](super::simd) on a team: the same bits for every number of members.
///
/// They are those of [`simd`](super::simd) for a delay (times the channels) of 640 and more and for
/// signals of fewer than 32,768 samples, and within the
/// [bound](super#how-far-the-rungs-are-apart) otherwise. Signals that two members would filter no
/// faster are left to the one that asks.
///
/// ```
/// use hotloop::kernels::comb::{Comb, backward};
/// use hotloop::threads::{Binding, Team};
///
/// let team = Team::spawn(2, Binding::Close)?;
/// let x = vec![1.0; 100_000];
/// let mut y = vec![0.0; 100_000];
/// backward::threaded(&team, &x, Comb::new(4, 0.5)?, &mut y)?;
/// assert_eq!(y[99_999], 2.0);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`](super::checked), and [`Error::OutOfMemory`] if there is no memory for a block of
/// some 64 KiB a member (and of `f32` for two), or for longer delays for a row of the output and two
/// lists of where rows begin; nothing is written then.
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
    if once::is_heard_once(comb, x.len()) {
        return forward::threaded_at(level, team, x, comb, y);
    }
    if y.len() < SHARED {
        return simd_at(level, x, comb, y);
    }
    let past_caches = beyond_caches(2 * size_of_val(x), team.members());
    recurrence(comb).threaded(level, team, x, y, past_caches)
}
