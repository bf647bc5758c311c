//! Eight lanes at a time.

use super::{Process, check, checked, recurrence};
use crate::Error;
use crate::simd::{Float, Level, beyond_caches};

/// `path[i + 1] = relax * path[i] + diffuse * noise[i]`, eight lanes at a time.
///
/// Within the [bound](super#how-far-the-rungs-are-apart) of [`checked`](super::checked), and the
/// same bits at every level. A path that
/// [no cache would keep](crate::kernels::map#streaming-what-a-cache-would-hold) is written past them.
///
/// ```
/// use hotloop::kernels::ou::{self, Process};
///
/// let process = Process::new(0.1, 1.0, 2.0)?;
/// let mut path = [0.0; 101];
/// ou::simd(&[0.0; 100], process, 1.0, &mut path)?;
/// assert!((path[100] - (-10.0_f64).exp()).abs() < 1e-15);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`](super::checked).
pub fn simd<T: Float>(
    noise: &[T],
    process: Process,
    start: f64,
    path: &mut [T],
) -> Result<(), Error> {
    simd_at(Level::current(), noise, process, start, path)
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
    start: f64,
    path: &mut [T],
) -> Result<(), Error> {
    check(noise, start, path)?;
    if recurrence(process).is_left_to_loop(noise.len()) {
        return checked(noise, process, start, path);
    }
    let past_caches = beyond_caches(2 * size_of_val(path), 1);
    path_at(level, noise, process, start, path, past_caches);
    Ok(())
}

/// One path, of lengths that fit.
pub(super) fn path_at<T: Float>(
    level: Level,
    noise: &[T],
    process: Process,
    start: f64,
    path: &mut [T],
    past_caches: bool,
) {
    path[0] = T::nearest(start);
    let signal = (noise, &mut path[1..]);
    recurrence(process).run(level, start, signal, past_caches);
}
