//! The same loop with the bounds checks taken off.

use super::{Process, check};
use crate::Error;

/// [`checked`](super::checked) without the bounds checks.
///
/// ```
/// use hotloop::kernels::ou::{self, Process};
///
/// let process = Process::new(0.1, 1.0, 2.0)?;
/// let mut path = [0.0; 2];
/// ou::unchecked(&[1.0], process, 0.0, &mut path)?;
/// assert_eq!(path, [0.0, process.diffuse()]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`](super::checked).
pub fn unchecked(
    noise: &[f64],
    process: Process,
    start: f64,
    path: &mut [f64],
) -> Result<(), Error> {
    check(noise, start, path)?;
    let (relax, diffuse) = (process.relax(), process.diffuse());
    path[0] = start;
    for i in 0..noise.len() {
        // SAFETY: `path` has one value more than `noise`: `check` has seen to it.
        let before = unsafe { *path.get_unchecked(i) };
        // SAFETY: `i` is below the length of `noise`.
        let noise = unsafe { *noise.get_unchecked(i) };
        // SAFETY: as above.
        let after = unsafe { path.get_unchecked_mut(i + 1) };
        *after = before * relax + diffuse * noise;
    }
    Ok(())
}
