//! The four rungs over a signal that is overwritten with the output.
//!
//! Outputs go where the inputs were. An output is read again only after it was made, so the loop is
//! simpler than [`checked`](super::checked). `simd` adds row to row from a delay of 512 on, and copies
//! nothing. For short delays it copies a piece of the inputs out of the way first, because it may have to
//! begin it again where it is not finite. What lies between is left to the loop, unless vectors are single
//! registers: then, from a delay of 32 on, a copy of the latest outputs goes along in whole vectors. Left to
//! the loop are also signals shorter than 128, 256 (from a delay of 4 on) or 512 (from 8 on).
//!
//! `simd` has the bits of the loop for a delay of 12 and more, and is within the
//! [bound](super#how-far-the-rungs-are-apart) for a shorter one; `threaded` has those of `simd`.
//!
//! What overwrites an `f32` has been rounded, and what is heard again
//! [has not](super#numbers-of-f32). So from a delay of 16 on such a copy of the latest outputs always goes
//! along, as `f64`: from 512 on it is allocated, as it is by the plain loops.
//!
//! Sources and exercises are on the page of [`backward`](super).

mod unchecked;

pub use unchecked::unchecked;

use super::{kept, recurrence};
use crate::Error;
use crate::kernels::comb::{Comb, once};
use crate::simd::{Float, Level};
#[cfg(feature = "threads")]
use crate::threads::Team;

/// `signal[n] += gain * signal[n - delay]`, one after the other.
///
/// ```
/// use hotloop::kernels::comb::{Comb, backward};
///
/// let mut signal = [8.0, 0.0, 0.0, 1.0, 0.0, 0.0];
/// backward::in_place::checked(&mut signal, Comb::new(2, 0.5)?)?;
/// assert_eq!(signal, [8.0, 0.0, 4.0, 1.0, 2.0, 0.5]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::NotMultiple`] if the length is no multiple of the channels, and for `f32`
/// [`Error::OutOfMemory`] if there is no memory for `delay` numbers of `f64`; nothing is written then.
pub fn checked<T: Float>(signal: &mut [T], comb: Comb) -> Result<(), Error> {
    comb.check_signal("signal", signal)?;
    let (delay, gain) = (comb.step(), comb.gain());
    if T::ROUNDS {
        let (mut kept, mut place) = (kept(comb, signal.len())?, 0);
        for sample in signal {
            kept[place] = (*sample).into() + gain * kept[place];
            *sample = T::nearest(kept[place]);
            place = if place + 1 == delay { 0 } else { place + 1 };
        }
        return Ok(());
    }
    for n in delay..signal.len() {
        signal[n] = T::nearest(signal[n].into() + gain * signal[n - delay].into());
    }
    Ok(())
}

/// `signal[n] += gain * signal[n - delay]`, eight lanes at a time.
///
/// Within the [bound](super#how-far-the-rungs-are-apart) of [`checked`], and its bits for a delay
/// of 12 and more.
///
/// ```
/// use hotloop::kernels::comb::{Comb, backward};
///
/// let mut signal = [8.0, 0.0, 0.0, 1.0, 0.0, 0.0];
/// backward::in_place::simd(&mut signal, Comb::new(2, 0.5)?)?;
/// assert_eq!(signal, [8.0, 0.0, 4.0, 1.0, 2.0, 0.5]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`].
pub fn simd<T: Float>(signal: &mut [T], comb: Comb) -> Result<(), Error> {
    simd_at(Level::current(), signal, comb)
}

/// [`simd`] at the given level.
///
/// # Errors
///
/// As [`simd`].
pub fn simd_at<T: Float>(level: Level, signal: &mut [T], comb: Comb) -> Result<(), Error> {
    comb.check_signal("signal", signal)?;
    if once::is_heard_once(comb, signal.len()) {
        once::in_place(level, signal, comb);
        return Ok(());
    }
    let recurrence = recurrence(comb);
    if recurrence.is_left_to_loop_in_place::<T>(level, signal.len()) {
        return unchecked(signal, comb);
    }
    let mut kept = recurrence.kept_in_place::<T>(signal.len())?;
    recurrence.run_in_place(level, signal, &mut kept);
    Ok(())
}

/// [`simd`] on a team: the same bits for every number of members.
///
/// They are those of [`simd`]. Delays below 8,192 are left to the member that asks: to filter its part
/// of the signal, another would need copies of what the first overwrites, and that takes as long as two
/// save.
///
/// ```
/// use hotloop::kernels::comb::{Comb, backward};
/// use hotloop::threads::{Binding, Team};
///
/// let team = Team::spawn(2, Binding::Close)?;
/// let mut signal = [8.0, 0.0, 0.0, 1.0, 0.0, 0.0];
/// backward::in_place::threaded(&team, &mut signal, Comb::new(2, 0.5)?)?;
/// assert_eq!(signal, [8.0, 0.0, 4.0, 1.0, 2.0, 0.5]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`], and [`Error::OutOfMemory`] if there is no memory for lists of all rows, from a delay
/// of 8,192 on; nothing is written then.
#[cfg(feature = "threads")]
pub fn threaded<T: Float>(team: &Team, signal: &mut [T], comb: Comb) -> Result<(), Error> {
    threaded_at(Level::current(), team, signal, comb)
}

/// [`threaded`] at the given level.
///
/// # Errors
///
/// As [`threaded`].
#[cfg(feature = "threads")]
pub fn threaded_at<T: Float>(
    level: Level,
    team: &Team,
    signal: &mut [T],
    comb: Comb,
) -> Result<(), Error> {
    comb.check_signal("signal", signal)?;
    if once::is_heard_once(comb, signal.len()) {
        return once::threaded_in_place(level, team, signal, comb);
    }
    let recurrence = recurrence(comb);
    if !recurrence.is_shared_in_place(team, signal.len()) {
        return simd_at(level, signal, comb);
    }
    recurrence.threaded_in_place(level, team, signal)
}
