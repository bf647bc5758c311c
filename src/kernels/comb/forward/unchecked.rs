//! The same loop with the bounds checks taken off.

use crate::Error;
use crate::kernels::comb::Comb;

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
pub fn unchecked(x: &[f64], comb: Comb, y: &mut [f64]) -> Result<(), Error> {
    comb.check(x, y)?;
    let (delay, gain) = (comb.step(), comb.gain());
    for n in 0..x.len() {
        // SAFETY: `n` is below the length of `x`.
        let mut output = unsafe { *x.get_unchecked(n) };
        if n >= delay {
            // SAFETY: it is at most `n`.
            output += gain * unsafe { *x.get_unchecked(n - delay) };
        }
        // SAFETY: `y` is as long as `x`: `check` has seen to it.
        unsafe { *y.get_unchecked_mut(n) = output };
    }
    Ok(())
}
