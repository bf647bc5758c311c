//! The same loop with the bounds checks taken off.

use crate::Error;
use crate::kernels::comb::Comb;
use crate::simd::Float;

/// [`checked`](super::checked) without the bounds checks.
///
/// ```
/// use hotloop::kernels::comb::{Comb, forward};
///
/// let mut signal = [8.0, 0.0, 0.0, 1.0, 0.0, 0.0];
/// forward::in_place::unchecked(&mut signal, Comb::new(2, 0.5)?)?;
/// assert_eq!(signal, [8.0, 0.0, 4.0, 1.0, 0.0, 0.5]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`](super::checked).
pub fn unchecked<T: Float>(signal: &mut [T], comb: Comb) -> Result<(), Error> {
    comb.check_signal("signal", signal)?;
    let (delay, gain) = (comb.step(), comb.gain());
    for n in (delay..signal.len()).rev() {
        // SAFETY: `n` is below the length, and at least the delay.
        let before = unsafe { *signal.get_unchecked(n - delay) };
        // SAFETY: `n` is below the length.
        let sample = unsafe { signal.get_unchecked_mut(n) };
        *sample = T::nearest((*sample).into() + gain * before.into());
    }
    Ok(())
}
