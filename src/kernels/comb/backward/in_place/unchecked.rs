//! The same loop with the bounds checks taken off.

use crate::Error;
use crate::kernels::comb::Comb;
use crate::kernels::comb::backward::kept;
use crate::simd::Float;

/// [`checked`](super::checked) without the bounds checks.
///
/// Here the compiler keeps some: it takes them out of the loop where it finds that four outputs at
/// a time do not need each other, and compares for every output where they may. It makes no
/// difference that `cargo bench --bench ladders -- in_place` could measure.
///
/// ```
/// use hotloop::kernels::comb::{Comb, backward};
///
/// let mut signal = [8.0, 0.0, 0.0, 1.0, 0.0, 0.0];
/// backward::in_place::unchecked(&mut signal, Comb::new(2, 0.5)?)?;
/// assert_eq!(signal, [8.0, 0.0, 4.0, 1.0, 2.0, 0.5]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`](super::checked).
pub fn unchecked<T: Float>(signal: &mut [T], comb: Comb) -> Result<(), Error> {
    comb.check_signal("signal", signal)?;
    let (delay, gain) = (comb.step(), comb.gain());
    if T::ROUNDS {
        let (mut kept, mut place) = (kept(comb, signal.len())?, 0);
        for n in 0..signal.len() {
            // SAFETY: `n` is below the length.
            let sample = unsafe { signal.get_unchecked_mut(n) };
            // SAFETY: the place is at most `n`, and below the delay: `kept` has the shorter of the two.
            let kept = unsafe { kept.get_unchecked_mut(place) };
            *kept = (*sample).into() + gain * *kept;
            *sample = T::nearest(*kept);
            place = if place + 1 == delay { 0 } else { place + 1 };
        }
        return Ok(());
    }
    for n in delay..signal.len() {
        // SAFETY: `n` is below the length, and at least the delay.
        let before = unsafe { *signal.get_unchecked(n - delay) };
        // SAFETY: `n` is below the length.
        let sample = unsafe { signal.get_unchecked_mut(n) };
        *sample = T::nearest((*sample).into() + gain * before.into());
    }
    Ok(())
}
