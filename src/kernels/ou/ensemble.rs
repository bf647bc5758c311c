//! The four rungs over many paths: simulations times steps, in row-major arrays.
//!
//! `starts` has a value for each simulation, and so says how many there are. `noise` has as many
//! rows, of `steps` values each, and `paths` as many, of `steps + 1`. Row `s` of `paths` is what
//! the rung of [`ou`](super) makes of row `s` of `noise` and `starts[s]`, to the bit.
//!
//! Sources and exercises are on the page of [`ou`](super).

use super::simd::path_at;
use super::{Process, check_start, recurrence};
use crate::Error;
use crate::simd::{Float, Level, beyond_caches};
#[cfg(feature = "threads")]
use crate::{
    numerics::recurrence::SHARED,
    threads::{Schedule, Team},
};

/// Every path with [`ou::checked`](super::checked), one after the other.
///
/// ```
/// use hotloop::kernels::ou::{Process, ensemble};
///
/// let process = Process::new(0.1, 1.0, 2.0)?;
/// let noise = [0.0, 0.0, 1.0, 0.0]; // two simulations of two steps
/// let mut paths = [0.0; 6];
/// ensemble::checked(&noise, process, &[1.0, 0.0], &mut paths)?;
/// assert_eq!(paths[..2], [1.0, process.relax()]);
/// assert_eq!(paths[3..5], [0.0, process.diffuse()]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::OutOfRange`] if a start is NaN or infinite, [`Error::NotMultiple`] if the noise is not
/// as many values for each start, [`Error::LengthMismatch`] if `paths` has not one value more for
/// each; nothing is written then.
pub fn checked<T: Float>(
    noise: &[T],
    process: Process,
    starts: &[f64],
    paths: &mut [T],
) -> Result<(), Error> {
    each(noise, starts, paths, |noise, start, path| {
        super::checked(noise, process, start, path)
    })
}

/// Every path with [`ou::unchecked`](super::unchecked), one after the other: the bits of
/// [`checked`].
///
/// ```
/// use hotloop::kernels::ou::{Process, ensemble};
///
/// let process = Process::new(0.1, 1.0, 2.0)?;
/// let mut paths = [0.0; 6];
/// ensemble::unchecked(&[0.0, 0.0, 1.0, 0.0], process, &[1.0, 0.0], &mut paths)?;
/// assert_eq!(paths[..2], [1.0, process.relax()]);
/// assert_eq!(paths[3..5], [0.0, process.diffuse()]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`].
pub fn unchecked<T: Float>(
    noise: &[T],
    process: Process,
    starts: &[f64],
    paths: &mut [T],
) -> Result<(), Error> {
    each(noise, starts, paths, |noise, start, path| {
        super::unchecked(noise, process, start, path)
    })
}

/// Every path with [`ou::simd`](super::simd), one after the other: within the
/// [bound](super#how-far-the-rungs-are-apart) of [`checked`].
///
/// ```
/// use hotloop::kernels::ou::{Process, ensemble};
///
/// let process = Process::new(0.1, 1.0, 2.0)?;
/// let mut paths = [0.0; 6];
/// ensemble::simd(&[0.0, 0.0, 1.0, 0.0], process, &[1.0, 0.0], &mut paths)?;
/// assert_eq!(paths[..2], [1.0, process.relax()]);
/// assert_eq!(paths[3..5], [0.0, process.diffuse()]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`].
pub fn simd<T: Float>(
    noise: &[T],
    process: Process,
    starts: &[f64],
    paths: &mut [T],
) -> Result<(), Error> {
    simd_at(Level::current(), noise, process, starts, paths)
}

/// [`simd`] at the given level.
///
/// # Errors
///
/// As [`simd`].
pub fn simd_at<T: Float>(
    level: Level,
    noise: &[T],
    process: Process,
    starts: &[f64],
    paths: &mut [T],
) -> Result<(), Error> {
    let steps = check(noise, starts, paths)?;
    if recurrence(process).is_left_to_loop(steps) {
        return unchecked(noise, process, starts, paths);
    }
    let past_caches = streams(starts, paths, 1);
    each(noise, starts, paths, |noise, start, path| {
        path_at(level, noise, process, start, path, past_caches);
        Ok(())
    })
}

/// The simulations shared out to the members of a team, each path made as by [`simd`]: the same
/// bits for every number of members. One path on several members is
/// [`ou::threaded`](super::threaded).
///
/// ```
/// use hotloop::kernels::ou::{Process, ensemble};
/// use hotloop::threads::{Binding, Team};
///
/// let team = Team::spawn(2, Binding::Close)?;
/// let process = Process::new(0.1, 1.0, 2.0)?;
/// let mut paths = [0.0; 6];
/// ensemble::threaded(&team, &[0.0, 0.0, 1.0, 0.0], process, &[1.0, 0.0], &mut paths)?;
/// assert_eq!(paths[..2], [1.0, process.relax()]);
/// assert_eq!(paths[3..5], [0.0, process.diffuse()]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`].
#[cfg(feature = "threads")]
pub fn threaded<T: Float>(
    team: &Team,
    noise: &[T],
    process: Process,
    starts: &[f64],
    paths: &mut [T],
) -> Result<(), Error> {
    threaded_at(Level::current(), team, noise, process, starts, paths)
}

/// [`threaded`] at the given level.
///
/// # Errors
///
/// As [`threaded`].
#[cfg(feature = "threads")]
pub fn threaded_at<T: Float>(
    level: Level,
    team: &Team,
    noise: &[T],
    process: Process,
    starts: &[f64],
    paths: &mut [T],
) -> Result<(), Error> {
    if paths.len() < SHARED || team.members() == 1 {
        return simd_at(level, noise, process, starts, paths);
    }
    let steps = check(noise, starts, paths)?;
    let past_caches = streams(starts, paths, team.members());
    team.for_each_block(paths, steps + 1, Schedule::Static, |at, path| {
        let simulation = at / (steps + 1);
        let noise = &noise[simulation * steps..][..steps];
        path_at(level, noise, process, starts[simulation], path, past_caches);
    })
}

/// Whether paths are written past the caches, with non-temporal stores: if there are many values,
/// but not where each path is so short that waiting for its last stores, a tenth of a microsecond,
/// would take longer.
fn streams<T>(starts: &[f64], paths: &[T], members: usize) -> bool {
    beyond_caches(2 * size_of_val(paths), members) && paths.len() / starts.len().max(1) >= 1000
}

/// Calls `path(noise, start, path)` for every simulation.
fn each<T>(
    noise: &[T],
    starts: &[f64],
    paths: &mut [T],
    path: impl Fn(&[T], f64, &mut [T]) -> Result<(), Error>,
) -> Result<(), Error> {
    let steps = check(noise, starts, paths)?;
    for (simulation, &start) in starts.iter().enumerate() {
        let noise = &noise[simulation * steps..][..steps];
        path(
            noise,
            start,
            &mut paths[simulation * (steps + 1)..][..=steps],
        )?;
    }
    Ok(())
}

/// Refuses what does not go together. Returns the steps.
fn check<T>(noise: &[T], starts: &[f64], paths: &[T]) -> Result<usize, Error> {
    for &start in starts {
        check_start("starts", start)?;
    }
    if starts.is_empty() {
        Error::ensure_len("noise", noise.len(), "starts", 0)?;
    }
    if !noise.len().is_multiple_of(starts.len()) {
        return Err(Error::NotMultiple {
            argument: "noise",
            found: noise.len(),
            group: "simulations",
            size: starts.len(),
        });
    }
    Error::ensure_len("paths", paths.len(), "noise", noise.len() + starts.len())?;
    Ok(noise.len().checked_div(starts.len()).unwrap_or(0))
}
