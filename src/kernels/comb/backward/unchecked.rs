//! The same loop with the bounds checks taken off.

use super::kept;
use crate::Error;
use crate::kernels::comb::Comb;
use crate::simd::Float;

/// [`checked`](super::checked) without the bounds checks.
///
/// ```
/// use hotloop::kernels::comb::{Comb, backward};
///
/// let mut y = [0.0; 3];
/// backward::unchecked(&[8.0, 0.0, 1.0], Comb::new(1, 0.5)?, &mut y)?;
/// assert_eq!(y, [8.0, 4.0, 3.0]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`](super::checked).
pub fn unchecked<T: Float>(x: &[T], comb: Comb, y: &mut [T]) -> Result<(), Error> {
    comb.check(x, y)?;
    let (delay, gain) = (comb.step(), comb.gain());
    if T::ROUNDS {
        let (mut kept, mut place) = (kept(comb, x.len())?, 0);
        for n in 0..x.len() {
            // SAFETY: `n` is below the length of `x`.
            let input = unsafe { *x.get_unchecked(n) };
            // SAFETY: the place is at most `n`, and below the delay: `kept` has the shorter of the two.
            let kept = unsafe { kept.get_unchecked_mut(place) };
            *kept = input.into() + gain * *kept;
            // SAFETY: `y` is as long as `x`: `check` has seen to it.
            unsafe { *y.get_unchecked_mut(n) = T::nearest(*kept) };
            place = if place + 1 == delay { 0 } else { place + 1 };
        }
        return Ok(());
    }
    for n in 0..x.len() {
        // SAFETY: `n` is below the length of `x`.
        let mut output = unsafe { *x.get_unchecked(n) };
        if n >= delay {
            // SAFETY: it is at most `n`, and `y` is as long as `x`: `check` has seen to it.
            let before = unsafe { *y.get_unchecked(n - delay) };
            output = T::nearest(output.into() + gain * before.into());
        }
        // SAFETY: as above.
        unsafe { *y.get_unchecked_mut(n) = output };
    }
    Ok(())
}
