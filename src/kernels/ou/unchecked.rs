//! The same loop with the bounds checks taken off.

use super::{Process, check};
use crate::Error;
use crate::simd::Float;

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
pub fn unchecked<T: Float>(
    noise: &[T],
    process: Process,
    start: f64,
    path: &mut [T],
) -> Result<(), Error> {
    check(noise, start, path)?;
    let (relax, diffuse) = (process.relax(), process.diffuse());
    let mut last = start;
    path[0] = T::nearest(last);
    for i in 0..noise.len() {
        // SAFETY: `i` is below the length of `noise`.
        let noise = unsafe { *noise.get_unchecked(i) };
        // SAFETY: `path` has one value more than `noise`: `check` has seen to it.
        let value = unsafe { path.get_unchecked_mut(i + 1) };
        last = last * relax + diffuse * noise.into();
        *value = T::nearest(last);
    }
    Ok(())
}
