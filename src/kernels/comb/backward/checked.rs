//! The loop as the tutorial wrote it.

use super::kept;
use crate::Error;
use crate::kernels::comb::Comb;
use crate::simd::Float;

/// `y[n] = x[n] + gain * y[n - delay]`, one output after the other, and `y[n] = x[n]` for
/// `n < delay`.
///
/// ```
/// use hotloop::kernels::comb::{Comb, backward};
///
/// let mut y = [0.0; 6];
/// backward::checked(&[8.0, 0.0, 0.0, 1.0, 0.0, 0.0], Comb::new(2, 0.5)?, &mut y)?;
/// assert_eq!(y, [8.0, 0.0, 4.0, 1.0, 2.0, 0.5]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// Outputs of `f32` are [kept](super#numbers-of-f32) before they are rounded.
///
/// # Errors
///
/// [`Error::LengthMismatch`] if `y` is not as long as `x`, [`Error::NotMultiple`] if that is no
/// multiple of the channels, and for `f32` [`Error::OutOfMemory`] if there is no memory for `delay`
/// numbers of `f64`; nothing is written then.
pub fn checked<T: Float>(x: &[T], comb: Comb, y: &mut [T]) -> Result<(), Error> {
    comb.check(x, y)?;
    let (delay, gain) = (comb.step(), comb.gain());
    if T::ROUNDS {
        let (mut kept, mut place) = (kept(comb, x.len())?, 0);
        for n in 0..x.len() {
            kept[place] = x[n].into() + gain * kept[place];
            y[n] = T::nearest(kept[place]);
            place = if place + 1 == delay { 0 } else { place + 1 };
        }
        return Ok(());
    }
    for n in 0..x.len() {
        if n < delay {
            y[n] = x[n];
        } else {
            y[n] = T::nearest(x[n].into() + gain * y[n - delay].into());
        }
    }
    Ok(())
}
