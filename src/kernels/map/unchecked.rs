//! The same loop with the bounds checks taken off.

use super::check;
use crate::Error;
use crate::simd::Float;

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
pub fn unchecked<T: Float>(x: &[T], threshold: T, y: &mut [T]) -> Result<(), Error> {
    check(x, y)?;
    for i in 0..x.len() {
        // SAFETY: `i` is below the length of `x`.
        let value = unsafe { *x.get_unchecked(i) };
        // SAFETY: the lengths are equal: `check` has seen to it.
        let slot = unsafe { y.get_unchecked_mut(i) };
        if value < threshold {
            *slot = T::default();
        } else {
            *slot = value;
        }
    }
    Ok(())
}
