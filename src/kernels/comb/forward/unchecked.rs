//! The same loop with the bounds checks taken off.

use crate::Error;
use crate::kernels::comb::Comb;
use crate::simd::Float;

/// [`checked`](super::checked) without the bounds checks.
///
/// ```
/// use hotloop::kernels::comb::{Comb, forward};
///
/// let mut y = [0.0; 3];
/// forward::unchecked(&[8.0, 0.0, 1.0], Comb::new(1, 0.5)?, &mut y)?;
/// assert_eq!(y, [8.0, 4.0, 1.0]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`](super::checked).
pub fn unchecked<T: Float>(x: &[T], comb: Comb, y: &mut [T]) -> Result<(), Error> {
    comb.check(x, y)?;
    let (delay, gain) = (comb.step(), comb.gain());
    for n in 0..x.len() {
        if n < delay {
            // SAFETY: `n` is below the length of `x`, and `y` is as long: `check` has seen to it.
            unsafe { *y.get_unchecked_mut(n) = *x.get_unchecked(n) };
        } else {
            // SAFETY: as above, and `n - delay` is at most `n`.
            let (input, before) = unsafe { (*x.get_unchecked(n), *x.get_unchecked(n - delay)) };
            let output = T::nearest(input.into() + gain * before.into());
            // SAFETY: as above.
            unsafe { *y.get_unchecked_mut(n) = output };
        }
    }
    Ok(())
}
