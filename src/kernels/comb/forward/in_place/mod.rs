//! The four rungs over a signal that is overwritten with the output.
//!
//! An input is needed once more, `delay` samples on. So all run from the end to the beginning: what is
//! read has not been overwritten. Members of a team have a block each, and what lies before it is kept
//! for them.
//!
//! All give the same bits.
//!
//! Sources and exercises are on the page of [`forward`](super).

mod unchecked;

pub use unchecked::unchecked;

use crate::Error;
use crate::kernels::comb::{Comb, once};
#[cfg(feature = "threads")]
use crate::memory::{copy, filled};
#[cfg(feature = "threads")]
use crate::numerics::axpy::axpy_at;
use crate::simd::{Family, Float, LANES, Level, Simd, compiled};
#[cfg(feature = "threads")]
use crate::threads::{Schedule, Team};
use std::ops::Range;

/// Signals with no more outputs than this, beside what is kept for the members, are left to one: two
/// save half of the time at best, and of a signal in a cache each has to fetch its part from there.
#[cfg(feature = "threads")]
const SHARED: usize = 1 << 17;

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
pub fn checked<T: Float>(signal: &mut [T], comb: Comb) -> Result<(), Error> {
    comb.check_signal("signal", signal)?;
    let (delay, gain) = (comb.step(), comb.gain());
    for n in (delay..signal.len()).rev() {
        signal[n] = T::nearest(signal[n].into() + gain * signal[n - delay].into());
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
    } else {
        descend_at(level, signal, comb.step(), comb.gain());
    }
    Ok(())
}

compiled! {
    /// `signal[n] += gain * signal[n - delay]`, from the last down to the delay.
    pub(in crate::kernels::comb) fn descend_at<T: Float>(level: Level, signal: &mut [T], delay: usize, gain: f64)
        = at, for f64 f32
}

crate::dispatch! {
    fn at<T: Float>(level, signal: &mut [T], delay: usize, gain: f64) = descend
}

#[inline(always)]
fn descend<S: Simd, T: Float>(simd: S, signal: &mut [T], delay: usize, gain: f64) {
    let factor = simd.splat(gain);
    // Elements beyond the end of the last whole line come first.
    let beyond = signal.as_ptr_range().end.addr() / size_of::<T>() % LANES;
    let mut end = signal.len().saturating_sub(beyond).max(delay);
    one_by_one(signal, end..signal.len(), delay, gain);
    while end >= delay + LANES {
        end -= LANES;
        let before = T::load(simd, vector(&signal[end - delay..]));
        let sum = T::load(simd, vector(&signal[end..])) + factor * before;
        if let Some(to) = signal[end..].first_chunk_mut() {
            T::store(sum, to);
        }
    }
    one_by_one(signal, delay..end, delay, gain);
}

/// The first elements.
#[inline(always)]
fn vector<T>(x: &[T]) -> &[T; LANES] {
    x.first_chunk().expect("there are as many left")
}

#[inline(always)]
fn one_by_one<T: Float>(signal: &mut [T], range: Range<usize>, delay: usize, gain: f64) {
    for n in range.rev() {
        signal[n] = T::nearest(signal[n].into() + gain * signal[n - delay].into());
    }
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
/// As [`checked`], and [`Error::OutOfMemory`] if there is no memory for `delay` elements a member, of
/// a signal longer than two delays; nothing is written then.
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
    let (delay, gain) = (comb.step(), comb.gain());
    // A block for each member, no shorter than the delay.
    let block = team.part(signal.len()).max(delay.next_multiple_of(LANES));
    let kept = delay.saturating_mul(team.members());
    if signal.len() < SHARED.saturating_add(kept) || block >= signal.len() {
        descend_at(level, signal, delay, gain);
        return Ok(());
    }
    // What comes before each block but the first, as long as it is there.
    let ends = (block..signal.len()).step_by(block);
    let mut before = filled("delay", ends.len() * delay, T::default())?;
    for (before, end) in before.chunks_mut(delay).zip(ends) {
        copy(&signal[end - delay..end], before);
    }
    team.for_each_block(signal, block, Schedule::Static, |start, part| {
        descend_at(level, part, delay.min(part.len()), gain);
        if let Some(which) = (start / block).checked_sub(1) {
            axpy_at(level, gain, &before[which * delay..][..delay], part);
        }
    })
}
