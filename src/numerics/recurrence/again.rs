//! Blocks that forget, of numbers that are rounded when they are stored.
//!
//! What a state leaves is added to outputs that are not rounded. So those are made a second time, a piece
//! at a time, in the same way and from the same inputs, until nothing of the state is left: a small part
//! of a block. All after that are right as they were written the first time, and nothing is kept
//! anywhere in between.

use super::delay_line::{DelayLine, Outputs};
use super::linear::{BLOCKED, EXACT, Recurrence, nothing};
use super::lookahead::{Lookahead, Past};
use super::step::Step;
use crate::simd::{F64x8, Float, Kernel, LANES, Level, Simd};

/// The outputs of a block with nothing before it, once more.
pub(super) struct Again {
    recurrence: Recurrence,
    /// Whether they were made [looking ahead](super::lookahead).
    ahead: bool,
    past: Past,
    kept: [f64; BLOCKED],
    place: usize,
}

impl Again {
    pub(super) fn new(recurrence: Recurrence, ahead: bool) -> Self {
        let nothing = nothing(recurrence.gain);
        Self {
            recurrence,
            ahead,
            past: [[nothing; LANES]; _],
            kept: [nothing; BLOCKED],
            place: 0,
        }
    }

    /// Writes the outputs for `x`, the next piece, to `y`, of equal lengths. Pieces are whole vectors, but
    /// for the last, where it looks ahead.
    pub(super) fn run<T: Float>(&mut self, level: Level, x: &[T], y: &mut [f64]) {
        let Recurrence { delay, gain, scale } = self.recurrence;
        for (y, x) in y.iter_mut().zip(x) {
            *y = scale * (*x).into();
        }
        if self.ahead {
            return self.look_ahead(level, y);
        }
        let mut line = DelayLine {
            kept: &mut self.kept[..delay],
            place: &mut self.place,
            gain,
        };
        if delay < EXACT {
            line.few::<Outputs, f64>(y);
        } else {
            line.in_place::<Outputs, f64>(level, y);
        }
    }

    fn look_ahead(&mut self, level: Level, signal: &mut [f64]) {
        let (gain, past) = (self.recurrence.gain, &mut self.past);
        macro_rules! ways {
            ($($delay:literal)+) => {
                match self.recurrence.delay {
                    $($delay => level.run(Ahead::<$delay> { gain, past, signal }),)+
                    _ => unreachable!("longer delays do not look ahead"),
                }
            };
        }
        ways!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
    }
}

/// A piece, in place.
struct Ahead<'a, const DELAY: usize> {
    gain: f64,
    past: &'a mut Past,
    signal: &'a mut [f64],
}

impl<const DELAY: usize> Kernel for Ahead<'_, DELAY> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let mut step = Lookahead::<S, DELAY>::after(simd, self.gain, self.past);
        let (signal, tail) = self.signal.as_chunks_mut::<LANES>();
        for lanes in signal {
            step.step(simd.load(lanes)).store(lanes);
        }
        if !tail.is_empty() {
            let mut lanes = [0.0; LANES];
            lanes[..tail.len()].copy_from_slice(tail);
            let outputs = step.step(simd.load(&lanes)).to_array();
            tail.copy_from_slice(&outputs[..tail.len()]);
        }
        step.leave(self.past);
    }
}
