//! The same loop with the bounds checks taken off.

use super::check;
use crate::Error;

/// [`checked`](super::checked) without the bounds checks.
///
/// ```
/// use hotloop::kernels::map;
///
/// let mut y = [7.0; 3];
/// map::unchecked(&[1.0, 2.0, f64::NAN], 2.0, &mut y)?;
/// assert!(y[0] == 0.0 && y[1] == 2.0 && y[2].is_nan());
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::LengthMismatch`] if `y` is not as long as `x`; nothing is written then.
pub fn unchecked(x: &[f64], threshold: f64, y: &mut [f64]) -> Result<(), Error> {
    check(x, y)?;
    for i in 0..x.len() {
        // SAFETY: `i` is below the length of `x`.
        let value = unsafe { *x.get_unchecked(i) };
        // SAFETY: the lengths are equal: `check` has seen to it.
        let slot = unsafe { y.get_unchecked_mut(i) };
        if value < threshold {
            *slot = 0.0;
        } else {
            *slot = value;
        }
    }
    Ok(())
}
