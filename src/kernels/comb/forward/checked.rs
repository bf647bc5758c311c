//! The tutorial's loop, with the `x[n]` that it forgets.

use crate::Error;
use crate::kernels::comb::Comb;
use crate::simd::Float;

/// `y[n] = x[n] + gain * x[n - delay]`, one output after the other, and `y[n] = x[n]` for
/// `n < delay`.
///
/// ```
/// use hotloop::kernels::comb::{Comb, forward};
///
/// let mut y = [0.0; 6];
/// forward::checked(&[8.0, 0.0, 0.0, 1.0, 0.0, 0.0], Comb::new(2, 0.5)?, &mut y)?;
/// assert_eq!(y, [8.0, 0.0, 4.0, 1.0, 0.0, 0.5]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::LengthMismatch`] if `y` is not as long as `x`, [`Error::NotMultiple`] if that is no
/// multiple of the channels; nothing is written then.
pub fn checked<T: Float>(x: &[T], comb: Comb, y: &mut [T]) -> Result<(), Error> {
    comb.check(x, y)?;
    let (delay, gain) = (comb.step(), comb.gain());
    for n in 0..x.len() {
        if n < delay {
            y[n] = x[n];
        } else {
            y[n] = T::nearest(x[n].into() + gain * x[n - delay].into());
        }
    }
    Ok(())
}
