//! The loop as the tutorial wrote it.

use super::check;
use crate::Error;
use crate::simd::Float;

/// `y[i] = if x[i] < threshold { 0 } else { x[i] }`, one element after the other.
///
/// ```
/// use hotloop::kernels::map;
///
/// let mut y = [0.0; 5];
/// map::checked(&[0.0, 1.0, 2.0, 3.0, 4.0], 2.0, &mut y)?;
/// assert_eq!(y, [0.0, 0.0, 2.0, 3.0, 4.0]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::LengthMismatch`] if `y` is not as long as `x`; nothing is written then.
pub fn checked<T: Float>(x: &[T], threshold: T, y: &mut [T]) -> Result<(), Error> {
    check(x, y)?;
    #[allow(
        clippy::needless_range_loop,
        reason = "the indexed loop is what this rung is"
    )]
    for i in 0..x.len() {
        if x[i] < threshold {
            y[i] = T::default();
        } else {
            y[i] = x[i];
        }
    }
    Ok(())
}
