//! Delays below 512: the signal goes through steps of one vector each.

use super::linear::Recurrence;
use super::lookahead::Lookahead;
use super::ring::Ring;
use super::step::{FIRST, Latest, Step};
use crate::simd::{F64x8, Kernel, LANES, Level, Simd, Source, Writer, before_line};

impl Recurrence {
    /// Filters `x` into `y`, of equal lengths and not tiny ones, from `state` on. For delays below
    /// [`LONG`](super::LONG). Returns whether the outputs are sound; if not, they are to be made again.
    pub(super) fn in_vectors(
        self,
        level: Level,
        state: &[f64],
        x: &[f64],
        y: &mut [f64],
        past_caches: bool,
    ) -> bool {
        let signal = Signal {
            recurrence: self,
            state,
            x,
            y,
            past_caches,
        };
        macro_rules! run {
            ($($delay:literal)+, $($rest:literal)+) => {
                match (self.delay, self.delay % LANES) {
                    $(($delay, _) => level.run(Ahead::<$delay>(signal)),)+
                    $((_, $rest) => level.run(Around::<$rest>(signal)),)+
                    _ => unreachable!("a rest is less than eight"),
                }
            };
        }
        let far = self.delay < 2 * LANES && !self.has_powers();
        !far && run!(
            1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31,
            0 1 2 3 4 5 6 7
        )
    }
}

/// What is filtered.
struct Signal<'a> {
    recurrence: Recurrence,
    state: &'a [f64],
    x: &'a [f64],
    y: &'a mut [f64],
    past_caches: bool,
}

/// By [`Lookahead`].
struct Ahead<'a, const DELAY: usize>(Signal<'a>);
/// By [`Ring`], with the rest of the delay after division by eight.
struct Around<'a, const REST: usize>(Signal<'a>);

impl<const DELAY: usize> Kernel for Ahead<'_, DELAY> {
    type Output = bool;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> bool {
        self.0.run::<S, Lookahead<S, DELAY>>(simd, &mut ())
    }
}

impl<const REST: usize> Kernel for Around<'_, REST> {
    type Output = bool;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> bool {
        self.0.run::<S, Ring<'_, S, REST>>(simd, &mut Latest::new())
    }
}

impl Signal<'_> {
    /// Runs all the steps. Returns whether they were sound.
    ///
    /// Vectors begin where `y` begins a line, so the first may begin before the signal. That
    /// changes no output: each is made in the same way in every lane.
    #[inline(always)]
    fn run<'a, S: Simd, T: Step<'a, S>>(self, simd: S, buffer: &'a mut T::Buffer) -> bool {
        let scale = self.recurrence.scale;
        let pads = (LANES - before_line(self.y)) % LANES;
        let writer = Writer::new(simd, self.past_caches).beside(self.x, self.y);
        let (x_first, x) = self.x.split_at(FIRST * LANES - pads);
        let (y_first, y) = self.y.split_at_mut(FIRST * LANES - pads);

        let mut first = [0.0; FIRST * LANES];
        for (lane, x) in first[pads..].iter_mut().zip(x_first) {
            *lane = scale * x;
        }
        let mut step = T::begin(simd, self.recurrence, self.state, pads, &mut first, buffer);
        for lanes in first.as_chunks_mut().0 {
            step.step(simd.load(lanes)).store(lanes);
        }
        y_first.copy_from_slice(&first[pads..]);

        let (x, x_tail) = x.as_chunks::<LANES>();
        let (y, y_tail) = y.as_chunks_mut::<LANES>();
        let scale = simd.splat(scale);
        let mut scaled = Scaled {
            simd,
            scale,
            step: &mut step,
        };
        writer.write(x, y, &mut scaled);
        // Before anybody looks.
        drop(writer);

        // What lies behind the end must not be looked at: it depends on where the vectors begin.
        let is_sound = T::IS_EXACT || scaled.step.is_sound();
        let mut tail = [0.0; LANES];
        tail[..x_tail.len()].copy_from_slice(x_tail);
        let tail = scaled.vector(&tail).to_array();
        y_tail.copy_from_slice(&tail[..y_tail.len()]);
        let gain = self.recurrence.gain;
        is_sound && (T::IS_EXACT || y_tail.iter().all(|y| (gain * y).is_finite()))
    }
}

/// The outputs for inputs that have yet to be scaled.
pub(super) struct Scaled<'a, S: Simd, T> {
    pub(super) simd: S,
    pub(super) scale: S::F64x8,
    pub(super) step: &'a mut T,
}

impl<'a, S: Simd, T: Step<'a, S>> Source<S, &[f64; LANES]> for Scaled<'_, S, T> {
    #[inline(always)]
    fn vector(&mut self, from: &[f64; LANES]) -> S::F64x8 {
        self.step.step(self.scale * self.simd.load(from))
    }
}
