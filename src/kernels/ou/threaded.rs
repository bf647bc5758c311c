//! The simd rung on a team.

use super::{Process, check, recurrence, simd_at};
use crate::Error;
use crate::numerics::recurrence::SHARED;
use crate::simd::{Float, Level, beyond_caches};
use crate::threads::Team;

/// [`simd`](super::simd) on a team: the same bits for every number of members.
///
/// They are those of [`simd`](super::simd) for fewer than 32,768 steps, and within the
/// [bound](super#how-far-the-rungs-are-apart) otherwise. Many paths are better off in
/// [`ensemble::threaded`](super::ensemble::threaded), where members do not need each other.
///
/// ```
/// use hotloop::kernels::ou::{self, Process};
/// use hotloop::threads::{Binding, Team};
///
/// let team = Team::spawn(2, Binding::Close)?;
/// let process = Process::new(0.1, 1.0, 2.0)?;
/// let mut path = vec![0.0; 100_001];
/// ou::threaded(&team, &[1.0; 100_000], process, 0.0, &mut path)?;
/// let settled = process.diffuse() / (1.0 - process.relax());
/// assert!((path[100_000] - settled).abs() < 1e-13 * settled);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`](super::checked), and [`Error::OutOfMemory`] if there is no memory for a block of
/// 64 KiB a member (and of `f32` for two); nothing is written then.
pub fn threaded<T: Float>(
    team: &Team,
    noise: &[T],
    process: Process,
    start: f64,
    path: &mut [T],
) -> Result<(), Error> {
    threaded_at(Level::current(), team, noise, process, start, path)
}

/// [`threaded`] at the given level.
///
/// # Errors
///
/// As [`threaded`].
pub fn threaded_at<T: Float>(
    level: Level,
    team: &Team,
    noise: &[T],
    process: Process,
    start: f64,
    path: &mut [T],
) -> Result<(), Error> {
    check(noise, start, path)?;
    if noise.len() < SHARED {
        return simd_at(level, noise, process, start, path);
    }
    let past_caches = beyond_caches(2 * size_of_val(path), team.members());
    let signal = (noise, &mut path[1..]);
    recurrence(process).threaded(level, team, start, signal, past_caches)?;
    // Last, because that may be refused.
    path[0] = T::nearest(start);
    Ok(())
}
