//! A signal that is overwritten with the output.
//!
//! An output needs its input once, and the output one delay before, which is there already. So long
//! delays need nothing kept: a row of a delay's length is added to the one below it. Short ones look
//! ahead, and need the inputs of a piece of the signal: those are copied out of the way.
//!
//! In between, lanes do not need each other, but what a vector of outputs needs lies across two that
//! were stored just before. The processor hands on a store to a load of the same place at once, and to
//! one that straddles two of them when both have reached the cache. The loop, which stores and loads
//! one by one, is then faster than the way around that, unless vectors are single registers: then a
//! [delay line](super::delay_line) is. Of `f32`, which the signal has rounded, it is what the outputs are
//! kept in before that, from a delay of 16 on at every level.

use super::delay_line::Outputs;
use super::linear::{EXACT, LONG, Recurrence, convert, nothing};
use crate::Error;
use crate::memory::{Buffer, copy};
#[cfg(feature = "threads")]
use crate::memory::{gathered, room};
use crate::numerics::axpy::axpy_at;
use crate::simd::{Float, Kernel, LANES, Level, Simd};
#[cfg(feature = "threads")]
use crate::threads::{Schedule, Team};

/// And from this one on, up to [`LONG`], a delay line is faster than what looks ahead or around.
const LINED: usize = 4 * LANES;
/// Elements that are copied out of the way at a time: 8 KiB.
const PIECE: usize = 1024;
/// Delays from this one on leave the loop enough to do at a time.
const MANY: usize = 12;
/// And from this one on, a team shares out the columns.
#[cfg(feature = "threads")]
const VERY_LONG: usize = 8192;
/// Signals below this length are left to one member: two save half of the time at best, and a region
/// costs as much as filtering some 20,000 elements.
#[cfg(feature = "threads")]
const SHARED: usize = 1 << 16;

impl Recurrence {
    /// What [`run_in_place`](Self::run_in_place) keeps of a signal of `len` elements: a row of `f32`
    /// outputs before they are rounded, for delays from [`LONG`] on.
    pub(crate) fn kept_in_place<T: Float>(self, len: usize) -> Result<Buffer<f64>, Error> {
        if !T::ROUNDS || self.delay < LONG {
            return Ok(Buffer::default());
        }
        self.row(self.delay.min(len))
    }

    /// [`run`](Self::run), in place, with nothing before it and no scale, unless it is
    /// [left to the loop](Self::is_left_to_loop_in_place). `kept` is
    /// [what it keeps](Self::kept_in_place).
    pub(crate) fn run_in_place<T: Float>(self, level: Level, signal: &mut [T], kept: &mut [f64]) {
        if self.delay >= LONG {
            return add_rows(self, level, signal.chunks_mut(self.delay), kept);
        }
        let least = if T::ROUNDS { EXACT } else { LINED };
        if self.delay >= least {
            let mut kept = [nothing(self.gain); LONG];
            return self
                .line(&mut kept[..self.delay], &mut 0)
                .in_place::<Outputs, T>(level, signal);
        }
        T::either(
            &[],
            signal,
            |_, signal| self.in_pieces(level, signal),
            |_, signal| self.in_pieces_beside(level, signal),
        );
    }

    /// Each piece from a copy of its inputs, and from the outputs before it.
    fn in_pieces(self, level: Level, signal: &mut [f64]) {
        let mut inputs = [0.0; PIECE];
        for start in (0..signal.len()).step_by(PIECE) {
            let (done, rest) = signal.split_at_mut(start);
            let len = PIECE.min(rest.len());
            let (inputs, piece) = (&mut inputs[..len], &mut rest[..len]);
            copy(piece, inputs);
            let state = &done[start.saturating_sub(self.delay)..];
            self.run(level, state, (inputs, piece), &mut [], false);
        }
    }

    /// The same, with outputs that are rounded when they are there. For delays below [`EXACT`].
    fn in_pieces_beside(self, level: Level, signal: &mut [f32]) {
        let (mut inputs, mut outputs) = ([0.0; PIECE], [0.0; PIECE]);
        let (mut latest, mut before) = ([0.0; EXACT], 0);
        for piece in signal.chunks_mut(PIECE) {
            let (inputs, outputs) = (&mut inputs[..piece.len()], &mut outputs[..piece.len()]);
            convert(piece, inputs);
            let state = &latest[..before];
            self.run(level, state, (inputs, &mut *outputs), &mut [], false);
            convert(outputs, piece);
            if let Some(end) = outputs.len().checked_sub(self.delay) {
                before = self.delay;
                latest[..before].copy_from_slice(&outputs[end..]);
            }
        }
    }

    /// Whether the loop is the fastest.
    pub(crate) fn is_left_to_loop_in_place<T: Float>(self, level: Level, len: usize) -> bool {
        let shortest = match self.delay {
            ..4 => 128,
            4..8 => 256,
            8..LONG => 512,
            LONG.. => return false,
        };
        // Looking ahead rounds elsewhere, so of short delays all levels leave the same ones to the loop.
        let many = self.delay >= MANY;
        // What is kept beside the signal lies in whole vectors, which no load straddles.
        let is_rounded = T::ROUNDS && self.delay >= EXACT;
        !is_rounded
            && (len < shortest || many && (self.delay < EXACT || !level.run(SingleRegisters)))
    }

    /// Whether a team shares it out: if the delay is very long. For shorter ones members would have to
    /// copy too much out of each other's way.
    #[cfg(feature = "threads")]
    pub(crate) fn is_shared_in_place(self, team: &Team, len: usize) -> bool {
        team.members() > 1 && self.delay >= VERY_LONG && len >= SHARED
    }

    /// [`run_in_place`](Self::run_in_place), with the same bits, on a team that
    /// [shares it](Self::is_shared_in_place).
    #[cfg(feature = "threads")]
    pub(crate) fn threaded_in_place<T: Float>(
        self,
        level: Level,
        team: &Team,
        signal: &mut [T],
    ) -> Result<(), Error> {
        let members = team.members();
        let (width, rows) = (
            self.delay.div_ceil(members),
            signal.len().div_ceil(self.delay),
        );
        let mut kept = self.kept_in_place::<T>(self.delay)?;
        let mut kept = kept.chunks_mut(width);
        let strip = |_| Ok((room("delay", rows)?, kept.next().unwrap_or_default()));
        let mut strips = gathered("delay", (0..members).map(strip))?;
        for row in signal.chunks_mut(self.delay) {
            for ((strip, _), part) in strips.iter_mut().zip(row.chunks_mut(width)) {
                strip.push(part);
            }
        }
        team.for_each_block(&mut strips, 1, Schedule::Static, |_, strips| {
            for (strip, kept) in strips {
                add_rows(self, level, std::mem::take(strip).into_iter(), kept);
            }
        })
    }
}

/// Adds each row, times the gain, to the one below it. `kept` is for rows that are rounded: as long as
/// they are, and nothing yet.
fn add_rows<'a, T: Float>(
    recurrence: Recurrence,
    level: Level,
    mut rows: impl Iterator<Item = &'a mut [T]>,
    kept: &mut [f64],
) {
    if T::ROUNDS {
        for row in rows {
            recurrence
                .line(kept, &mut 0)
                .in_place::<Outputs, T>(level, row);
        }
        return;
    }
    let Some(mut above) = rows.next() else {
        return;
    };
    for row in rows {
        axpy_at(level, recurrence.gain, above, row);
        above = row;
    }
}

/// Whether a level has registers for whole vectors.
struct SingleRegisters;

impl Kernel for SingleRegisters {
    type Output = bool;

    #[inline(always)]
    fn run<S: Simd>(self, _: S) -> bool {
        S::REGISTERS >= 32
    }
}
