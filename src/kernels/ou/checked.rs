//! The loop as the tutorial wrote it.

use super::{Process, check};
use crate::Error;
use crate::simd::Float;

/// `path[i + 1] = relax * path[i] + diffuse * noise[i]`, one step after the other, from
/// `path[0] = start`.
///
/// ```
/// use hotloop::kernels::ou::{self, Process};
///
/// let process = Process::new(0.1, 1.0, 2.0)?;
/// let mut path = [0.0; 3];
/// ou::checked(&[0.0, 1.0], process, 5.0, &mut path)?;
/// assert_eq!(path[1], 5.0 * process.relax());
/// assert_eq!(path[2], path[1] * process.relax() + process.diffuse());
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::OutOfRange`] if `start` is NaN or infinite, [`Error::LengthMismatch`] if `path` has not
/// one value more than `noise`; nothing is written then.
pub fn checked<T: Float>(
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
        last = last * relax + diffuse * noise[i].into();
        path[i + 1] = T::nearest(last);
    }
    Ok(())
}
