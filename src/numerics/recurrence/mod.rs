//! The linear recurrence `y[n] = scale * x[n] + gain * y[n - delay]`, which the backward comb
//! filter and the Ornstein-Uhlenbeck process share.
//!
//! One output needs an earlier one, so the loop waits for a multiplication, an addition and, where
//! the output goes through memory, for a store and a load. What breaks the chain depends on the
//! delay.
//!
//! | delay | on one core | over a team |
//! |---|---|---|
//! | 1 to 31 | [`lookahead`]: the recurrence, substituted into itself until it reaches back two vectors | [`chain`]: each block from zeros, and then the response to what came before it is added |
//! | 32 to 511 | [`ring`]: lanes do not need each other; the latest outputs are kept in the cache | [`chain`] |
//! | 512 and more | [`rows`]: the latest outputs are kept as a row in the cache, which is added, times the gain, to the next row of inputs | [`chain`] below 640, for a gain that forgets; or [`columns`]: some of the columns to each member |
//!
//! A signal that comes in pieces, with a delay of one, is the matter of [`pieces`].
//!
//! A signal that one core filters as fast is filtered on the member that asks: `chain` and `columns`
//! say which. The first asks the length, the delay and the gain alone, because it has roundings of its
//! own; the second may ask the team, because it has none. Narrow columns cost as much as they save, so
//! short rows are cut into blocks where no more than a small part of a block has to be gone over twice.
//!
//! # Numbers of `f32`
//!
//! They are widened when they are loaded, and outputs are rounded when they are stored. What is heard
//! again is what was not rounded: it stays in registers, in a ring, a row, a delay line, in the rooms of a
//! chain. So outputs are those for the same numbers in `f64`, each rounded once. Where a chain adds to
//! outputs that are there already, those are made [`again`].
//!
//! # How far it is from the loop
//!
//! The loop rounds `gain^j * x[n - j * delay]` at most `2 j + 1` times. Looking ahead takes it
//! through a few products whose exponents add up to `j`, and a power is itself rounded at most once
//! less than its exponent says: at most `2 j + 5` roundings in all. Handing on a state through a block of `m`
//! delays, at least 8, rounds it `m + 1` times, where the loop does `2 m` times; and adding what it
//! leaves rounds no more than another 5 times. With `u = 2^-53` the two differ by less than
//!
//! ```text
//! u * sum_j (4 j + 16) * |gain|^j * |scale * x[n - j * delay]|
//! ```
//!
//! for any gain, above 1 too, unless something overflows or underflows. From a delay of 16 on, one
//! core does what the loop does, to the bit; from 640 on a team does, too.
//!
//! # Infinities
//!
//! Looking ahead multiplies by powers of the gain, which may overflow or underflow where the loop
//! has nothing of the kind. But what is not finite stays so: an output feeds all those that follow
//! it at multiples of the delay. So it is enough to look at the end: if the latest outputs are all
//! finite, then all were. If not, the loop does it again.

#[cfg(feature = "threads")]
mod again;
#[cfg(feature = "threads")]
mod chain;
#[cfg(feature = "threads")]
mod columns;
mod delay_line;
mod in_place;
mod linear;
mod lookahead;
mod pieces;
#[cfg(feature = "threads")]
mod relay;
#[cfg(feature = "threads")]
mod response;
mod ring;
mod rows;
mod short;
mod step;

pub(crate) use delay_line::{DelayLine, Inputs, Outputs};
#[cfg(feature = "threads")]
pub(crate) use linear::SHARED;
pub(crate) use linear::{FirstOrder, Recurrence};
pub(crate) use pieces::Pieces;

use crate::Error;
use crate::memory::Buffer;
use crate::simd::{Float, Level};
#[cfg(feature = "threads")]
use crate::threads::Team;
#[cfg(feature = "threads")]
use chain::{Plan, Rooms};
pub(crate) use linear::nothing;
use linear::{EXACT, LONG, convert};

impl Recurrence {
    /// What [`run`](Self::run) keeps of a signal of `len` elements: nothing
    /// for delays below [`LONG`], and a row from there on.
    pub(crate) fn kept(self, len: usize) -> Result<Buffer<f64>, Error> {
        if self.delay < LONG {
            return Ok(Buffer::default());
        }
        self.row(rows::room(self.delay.min(len)))
    }

    /// Filters `x` into `y`, of equal lengths. `state` holds the outputs before `y`, as many as the
    /// delay; or it is empty, and nothing came before. `kept` is [what it keeps](Self::kept).
    pub(crate) fn run<T: Float>(
        self,
        level: Level,
        state: &[f64],
        (x, y): (&[T], &mut [T]),
        kept: &mut [f64],
        past_caches: bool,
    ) {
        if self.delay >= LONG {
            rows::run(self, level, state, x, y, kept, past_caches);
        } else if self.is_left_to_loop(x.len())
            || !self.in_vectors(level, state, x, y, past_caches, &mut [])
        {
            self.by_loop(state, x, y);
        }
    }

    /// [`run`](Self::run), which also writes the last outputs, not rounded, to `latest`: as many as the
    /// delay. Returns whether it looks ahead: if not, the outputs are those of the loop.
    pub(crate) fn run_to_end<T: Float>(
        self,
        level: Level,
        state: &[f64],
        (x, y): (&[T], &mut [T]),
        past_caches: bool,
        latest: &mut [f64],
    ) -> bool {
        let in_vectors = self.delay < LONG && !self.is_left_to_loop(x.len());
        if in_vectors && self.in_vectors(level, state, x, y, past_caches, latest) {
            return self.delay < EXACT;
        }
        if self.delay == 1 {
            latest[0] = self.by_loop_of_one(state, x, y);
            return false;
        }
        latest.fill(nothing(self.gain));
        latest[..state.len()].copy_from_slice(state);
        let place = &mut 0;
        let mut line = self.line(latest, place);
        if self.delay < LONG {
            line.few_to::<Outputs, T>(x, y);
        } else {
            line.apart::<Outputs, T>(level, (x, y), past_caches);
        }
        line.unwind();
        false
    }

    /// [`run`](Self::run) on a team, with nothing before it.
    #[cfg(feature = "threads")]
    pub(crate) fn threaded<T: Float>(
        self,
        level: Level,
        team: &Team,
        x: &[T],
        y: &mut [T],
        past_caches: bool,
    ) -> Result<(), Error> {
        if self.in_blocks(level, team, &[], (x, y), past_caches)? {
            return Ok(());
        }
        if self.delay >= LONG && columns::pay(self.delay, team, y.len()) {
            return columns::threaded(self, level, team, &[], (x, y), past_caches);
        }
        let mut kept = self.kept(y.len())?;
        self.run(level, &[], (x, y), &mut kept, past_caches);
        Ok(())
    }

    /// [`run`](Self::run) in blocks, if that pays. Returns whether it does.
    #[cfg(feature = "threads")]
    fn in_blocks<T: Float>(
        self,
        level: Level,
        team: &Team,
        state: &[f64],
        (x, y): (&[T], &mut [T]),
        past_caches: bool,
    ) -> Result<bool, Error> {
        let Some(plan) = Plan::new::<T>(self, y.len(), past_caches) else {
            return Ok(false);
        };
        let rooms = Rooms::new::<T>(plan, team)?;
        chain::threaded(self, level, team, state, (x, y), plan, &rooms)?;
        Ok(true)
    }
}

impl FirstOrder {
    /// Whether a signal of so many elements is left to the loop.
    #[inline]
    pub(crate) fn is_left_to_loop(self, len: usize) -> bool {
        self.0.is_left_to_loop(len)
    }

    /// Filters `x` into `y`, of equal lengths, where `before` is the output before `y`.
    #[inline]
    pub(crate) fn run<T: Float>(
        self,
        level: Level,
        before: f64,
        (x, y): (&[T], &mut [T]),
        past_caches: bool,
    ) {
        self.0.run(level, &[before], (x, y), &mut [], past_caches);
    }

    /// [`run`](Self::run) of inputs that are not rounded, within the caches. Outputs that are go to `room`
    /// first, as long as they are. Returns the last, not rounded.
    pub(crate) fn run_rounded<T: Float>(
        self,
        level: Level,
        before: f64,
        x: &[f64],
        room: &mut [f64],
        y: &mut [T],
    ) -> f64 {
        let outputs = match T::wide_mut(y) {
            Some(y) => y,
            None => &mut room[..x.len()],
        };
        self.run(level, before, (x, &mut *outputs), false);
        let last = outputs.last().copied().unwrap_or(before);
        if T::ROUNDS {
            convert(&room[..x.len()], y);
        }
        last
    }

    /// [`run`](Self::run) on a team.
    #[cfg(feature = "threads")]
    pub(crate) fn threaded<T: Float>(
        self,
        level: Level,
        team: &Team,
        before: f64,
        (x, y): (&[T], &mut [T]),
        past_caches: bool,
    ) -> Result<(), Error> {
        let done = self
            .0
            .in_blocks(level, team, &[before], (x, y), past_caches)?;
        if !done {
            self.run(level, before, (x, y), past_caches);
        }
        Ok(())
    }
}
