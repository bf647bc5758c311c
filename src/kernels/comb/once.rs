//! Signals of up to two delays, in which every sample is heard again once at most.
//!
//! What is heard is then the signal itself, from its beginning: no output that something was added to
//! comes back. So both filters are one, nothing is kept, and in place all that is heard lies in the
//! head of the signal, which stays as it is: what is left after the delay is shared out to a team
//! without a copy.

use super::Comb;
#[cfg(feature = "threads")]
use crate::Error;
use crate::numerics::axpy::axpy_at;
use crate::simd::{Float, Level};
#[cfg(feature = "threads")]
use crate::threads::{Schedule, Team};

/// Outputs after the delay that one member makes alone: two save half of the time at best, and of a
/// signal in a cache each has to fetch its part from there.
#[cfg(feature = "threads")]
const ALONE: usize = 1 << 17;

/// Whether a signal of so many elements is no longer than two delays.
#[inline]
pub(super) fn is_heard_once(comb: Comb, len: usize) -> bool {
    len.div_ceil(2) <= comb.step()
}

/// `signal[n] += gain * signal[n - delay]`, of a signal that [is heard once](is_heard_once).
pub(super) fn in_place<T: Float>(level: Level, signal: &mut [T], comb: Comb) {
    if let Some((head, rest)) = signal.split_at_mut_checked(comb.step()) {
        axpy_at(level, comb.gain(), head, rest);
    }
}

/// [`in_place`] on a team: the same bits.
#[cfg(feature = "threads")]
pub(super) fn threaded_in_place<T: Float>(
    level: Level,
    team: &Team,
    signal: &mut [T],
    comb: Comb,
) -> Result<(), Error> {
    let Some((head, rest)) = signal.split_at_mut_checked(comb.step()) else {
        return Ok(());
    };
    if rest.len() < ALONE || team.members() == 1 {
        axpy_at(level, comb.gain(), head, rest);
        return Ok(());
    }
    team.for_each_block(
        rest,
        team.part(rest.len()),
        Schedule::Static,
        |start, part| {
            axpy_at(level, comb.gain(), &head[start..], part);
        },
    )
}
