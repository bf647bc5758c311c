//! Eight lanes at a time.

use super::{checked, recurrence};
use crate::Error;
use crate::kernels::comb::{Comb, forward, once};
use crate::simd::{Float, Level, beyond_caches};

/// `y[n] = x[n] + gain * y[n - delay]`, eight lanes at a time.
///
/// The same bits as [`checked`](super::checked) for a delay (times the channels) of 16 and more,
/// and within the [bound](super#how-far-the-rungs-are-apart) for a shorter one; the same bits at
/// every level. An output that
/// [no cache would keep](crate::kernels::map#streaming-what-a-cache-would-hold) is written past them.
///
/// ```
/// use hotloop::kernels::comb::{Comb, backward};
///
/// let mut y = [0.0; 40];
/// backward::simd(&[1.0; 40], Comb::new(1, 1.0)?, &mut y)?;
/// assert_eq!(y[39], 40.0); // a delay and a gain of one: the running sum
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`](super::checked), and [`Error::OutOfMemory`] if there is no memory for the row that
/// a delay of 512 or more keeps of a signal longer than two; nothing is written then.
pub fn simd<T: Float>(x: &[T], comb: Comb, y: &mut [T]) -> Result<(), Error> {
    simd_at(Level::current(), x, comb, y)
}

/// [`simd`] at the given level.
///
/// # Errors
///
/// As [`simd`].
pub fn simd_at<T: Float>(level: Level, x: &[T], comb: Comb, y: &mut [T]) -> Result<(), Error> {
    comb.check(x, y)?;
    if once::is_heard_once(comb, x.len()) {
        return forward::simd_at(level, x, comb, y);
    }
    let recurrence = recurrence(comb);
    // Of a delay of one, and of outputs that are rounded, `run` has a loop that keeps those before at hand.
    if !T::ROUNDS && comb.step() > 1 && recurrence.is_left_to_loop(y.len()) {
        return checked(x, comb, y);
    }
    let mut kept = recurrence.kept(y.len())?;
    let past_caches = beyond_caches(2 * size_of_val(x), 1);
    recurrence.run(level, &[], (x, y), &mut kept, past_caches);
    Ok(())
}
