//! The four rungs over a signal that is overwritten with the output.
//!
//! An input is needed once more, `delay` samples on. The loop therefore runs from the end to the
//! beginning: what it reads, it has not overwritten. The others run forwards, because that is what
//! memory is built for, and keep the inputs that will still be needed.
//!
//! All give the same bits.

mod unchecked;

pub use unchecked::unchecked;

use super::simd::add_at;
use crate::Error;
use crate::kernels::comb::Comb;
use crate::memory;
#[cfg(feature = "threads")]
use crate::memory::filled;
#[cfg(feature = "threads")]
use crate::numerics::recurrence::{BAND, VERY_LONG};
use crate::numerics::recurrence::{LONG, PIECE, Rows, nothing};
use crate::simd::Level;
#[cfg(feature = "threads")]
use crate::threads::{Schedule, Team};

/// `signal[n] += gain * signal[n - delay]`, from the last to the first.
///
/// ```
/// use hotloop::kernels::comb::{Comb, forward};
///
/// let mut signal = [8.0, 0.0, 0.0, 1.0, 0.0, 0.0];
/// forward::in_place::checked(&mut signal, Comb::new(2, 0.5)?)?;
/// assert_eq!(signal, [8.0, 0.0, 4.0, 1.0, 0.0, 0.5]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::NotMultiple`] if the length is no multiple of the channels; nothing is written then.
pub fn checked(signal: &mut [f64], comb: Comb) -> Result<(), Error> {
    comb.check_signal("signal", signal)?;
    let (delay, gain) = (comb.step(), comb.gain());
    for n in (delay..signal.len()).rev() {
        signal[n] += gain * signal[n - delay];
    }
    Ok(())
}

/// `signal[n] += gain * signal[n - delay]`, eight lanes at a time.
///
/// The same bits as [`checked`].
///
/// ```
/// use hotloop::kernels::comb::{Comb, forward};
///
/// let mut signal = [8.0, 0.0, 0.0, 1.0, 0.0, 0.0];
/// forward::in_place::simd(&mut signal, Comb::new(2, 0.5)?)?;
/// assert_eq!(signal, [8.0, 0.0, 4.0, 1.0, 0.0, 0.5]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`], and [`Error::OutOfMemory`] if there is no memory for the row that a delay of 512
/// or more keeps; nothing is written then.
pub fn simd(signal: &mut [f64], comb: Comb) -> Result<(), Error> {
    simd_at(Level::current(), signal, comb)
}

/// [`simd`] at the given level.
///
/// # Errors
///
/// As [`simd`].
pub fn simd_at(level: Level, signal: &mut [f64], comb: Comb) -> Result<(), Error> {
    comb.check_signal("signal", signal)?;
    let (delay, gain) = (comb.step(), comb.gain());
    if delay >= signal.len() {
        return Ok(());
    }
    if signal.len() < 64 {
        // Done before the others have made room for what they keep.
        return checked(signal, comb);
    }
    if delay >= LONG {
        let rows = Rows::FeedForward(gain);
        let mut kept = rows.kept(delay.min(signal.len()), true)?;
        rows.filter(level, delay, &[], (None, signal), &mut kept, false);
        return Ok(());
    }
    let mut inputs = [nothing(gain); LONG + PIECE];
    for piece in signal.chunks_mut(PIECE) {
        let len = piece.len();
        memory::copy(piece, &mut inputs[delay..delay + len]);
        let (before, x) = (&inputs[..len], &inputs[delay..delay + len]);
        add_at(level, x, before, gain, piece, false);
        inputs.copy_within(len..len + delay, 0);
    }
    Ok(())
}

/// [`simd`] on a team: the same bits for every number of members.
///
/// The same bits as [`checked`].
///
/// ```
/// use hotloop::kernels::comb::{Comb, forward};
/// use hotloop::threads::{Binding, Team};
///
/// let team = Team::spawn(2, Binding::Close)?;
/// let mut signal = [8.0, 0.0, 0.0, 1.0, 0.0, 0.0];
/// forward::in_place::threaded(&team, &mut signal, Comb::new(2, 0.5)?)?;
/// assert_eq!(signal, [8.0, 0.0, 4.0, 1.0, 0.0, 0.5]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`], and [`Error::OutOfMemory`] if there is no memory for the part of the signal that
/// is copied, or from a delay of 8,192 on for a row and a list of all rows; nothing is written then.
#[cfg(feature = "threads")]
pub fn threaded(team: &Team, signal: &mut [f64], comb: Comb) -> Result<(), Error> {
    threaded_at(Level::current(), team, signal, comb)
}

/// [`threaded`] at the given level.
///
/// # Errors
///
/// As [`threaded`].
#[cfg(feature = "threads")]
pub fn threaded_at(level: Level, team: &Team, signal: &mut [f64], comb: Comb) -> Result<(), Error> {
    comb.check_signal("signal", signal)?;
    let (delay, gain) = (comb.step(), comb.gain());
    if delay >= signal.len() {
        return Ok(());
    }
    if delay >= VERY_LONG {
        return Rows::FeedForward(gain).filter_on(team, level, delay, signal);
    }
    let mut inputs = filled("signal", delay + BAND.min(signal.len()), nothing(gain))?;
    for band in signal.chunks_mut(BAND) {
        let len = band.len();
        let copied = &*band;
        let copy = |start, part: &mut [f64]| {
            memory::copy(&copied[start..start + part.len()], part);
        };
        let to = &mut inputs[delay..delay + len];
        team.for_each_block(to, PIECE, Schedule::Static, copy)?;
        team.for_each_block(band, PIECE, Schedule::Static, |start, part| {
            let end = start + part.len();
            let (before, x) = (&inputs[start..end], &inputs[start + delay..end + delay]);
            add_at(level, x, before, gain, part, false);
        })?;
        inputs.copy_within(len..len + delay, 0);
    }
    Ok(())
}
