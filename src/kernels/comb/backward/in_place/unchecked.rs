//! The same loop with the bounds checks taken off.

use crate::Error;
use crate::kernels::comb::Comb;

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
pub fn unchecked(signal: &mut [f64], comb: Comb) -> Result<(), Error> {
    comb.check_signal("signal", signal)?;
    let (delay, gain) = (comb.step(), comb.gain());
    for n in delay..signal.len() {
        // SAFETY: `n` is below the length, and at least the delay.
        let before = unsafe { *signal.get_unchecked(n - delay) };
        // SAFETY: `n` is below the length.
        unsafe { *signal.get_unchecked_mut(n) += gain * before };
    }
    Ok(())
}
