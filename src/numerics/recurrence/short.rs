//! Delays below 512: the signal goes through steps of one vector each.

use super::linear::Recurrence;
use super::lookahead::Lookahead;
use super::ring::Ring;
use super::step::{FIRST, Latest, Step};
use crate::simd::{F64x8, Float, Kernel, LANES, Level, Simd, Source, Writer, before_line};

impl Recurrence {
    /// Filters `x` into `y`, of equal lengths and not tiny ones, from `state` on. For delays below
    /// [`LONG`](super::LONG). Returns whether the outputs are sound; if not, they are to be made again.
    /// If outputs are rounded, the last are written to `latest` as they were before, as many as it has room
    /// for, but no more than the delay.
    pub(super) fn in_vectors<T: Float>(
        self,
        level: Level,
        state: &[f64],
        x: &[T],
        y: &mut [T],
        past_caches: bool,
        latest: &mut [f64],
    ) -> bool {
        if self.delay < 2 * LANES && !self.has_powers() {
            return false;
        }
        let (recurrence, doubles, singles) = (self, in_doubles, in_singles);
        T::either(
            x,
            y,
            |x, y| {
                let signal = &mut Signal {
                    recurrence,
                    state,
                    x,
                    y,
                    past_caches,
                    latest: &mut [],
                };
                doubles(level, signal)
            },
            |x, y| {
                let signal = &mut Signal {
                    recurrence,
                    state,
                    x,
                    y,
                    past_caches,
                    latest,
                };
                singles(level, signal)
            },
        )
    }
}

/// Every way for one type, compiled once.
macro_rules! ways {
    ($name:ident, $type:ty, $($delay:literal)+, $($rest:literal)+) => {
        fn $name(level: Level, signal: &mut Signal<'_, $type>) -> bool {
            let delay = signal.recurrence.delay;
            match (delay, delay % LANES) {
                $(($delay, _) => level.run(Ahead::<$type, $delay>(signal)),)+
                $((_, $rest) => level.run(Around::<$type, $rest>(signal)),)+
                _ => unreachable!("a rest is less than eight"),
            }
        }
    };
    ($name:ident, $type:ty) => {
        ways!(
            $name, $type,
            1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31,
            0 1 2 3 4 5 6 7
        );
    };
}

ways!(in_doubles, f64);
ways!(in_singles, f32);

/// What is filtered.
struct Signal<'a, T> {
    recurrence: Recurrence,
    state: &'a [f64],
    x: &'a [T],
    y: &'a mut [T],
    past_caches: bool,
    /// Where the last outputs go before they are rounded.
    latest: &'a mut [f64],
}

/// By [`Lookahead`].
struct Ahead<'a, 's, T, const DELAY: usize>(&'a mut Signal<'s, T>);
/// By [`Ring`], with the rest of the delay after division by eight.
struct Around<'a, 's, T, const REST: usize>(&'a mut Signal<'s, T>);

impl<T: Float, const DELAY: usize> Kernel for Ahead<'_, '_, T, DELAY> {
    type Output = bool;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> bool {
        self.0.run::<S, Lookahead<S, DELAY>>(simd, &mut ())
    }
}

impl<T: Float, const REST: usize> Kernel for Around<'_, '_, T, REST> {
    type Output = bool;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> bool {
        self.0.run::<S, Ring<'_, S, REST>>(simd, &mut Latest::new())
    }
}

impl<T: Float> Signal<'_, T> {
    /// Runs all the steps. Returns whether they were sound.
    ///
    /// Vectors begin where `y` begins a line (of `f32` half of one), so the first may begin before the signal. That
    /// changes no output: each is made in the same way in every lane.
    #[inline(always)]
    fn run<'a, S: Simd, W: Step<'a, S>>(&mut self, simd: S, buffer: &'a mut W::Buffer) -> bool {
        let scale = self.recurrence.scale;
        let pads = (LANES - before_line(self.y) % LANES) % LANES;
        let writer = Writer::new(simd, self.past_caches).beside(self.x, self.y);
        let (x_first, x) = self.x.split_at(FIRST * LANES - pads);
        let (y_first, y) = self.y.split_at_mut(FIRST * LANES - pads);

        let mut first = [0.0; FIRST * LANES];
        for (lane, x) in first[pads..].iter_mut().zip(x_first) {
            *lane = scale * (*x).into();
        }
        let mut step = W::begin(simd, self.recurrence, self.state, pads, &mut first, buffer);
        for lanes in first.as_chunks_mut().0 {
            step.step(simd.load(lanes)).store(lanes);
        }
        for (y, lane) in y_first.iter_mut().zip(&first[pads..]) {
            *y = T::nearest(*lane);
        }

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
        let is_sound = W::IS_EXACT || scaled.step.is_sound();
        let keeps = T::ROUNDS && !self.latest.is_empty();
        if keeps {
            let before = self.latest.len().saturating_sub(y_tail.len());
            scaled.step.keep(&mut self.latest[..before]);
        }
        let tail = scaled.last(x_tail, y_tail);
        if keeps {
            let lanes = tail[..y_tail.len()].iter().rev();
            for (latest, lane) in self.latest.iter_mut().rev().zip(lanes) {
                *latest = *lane;
            }
        }
        let (tail, gain) = (&tail[..y_tail.len()], self.recurrence.gain);
        is_sound && (W::IS_EXACT || tail.iter().all(|y| (gain * y).is_finite()))
    }
}

/// The outputs for inputs that have yet to be scaled.
pub(super) struct Scaled<'a, S: Simd, W> {
    pub(super) simd: S,
    pub(super) scale: S::F64x8,
    pub(super) step: &'a mut W,
}

impl<'a, S: Simd, W: Step<'a, S>> Scaled<'_, S, W> {
    /// Writes the outputs for fewer inputs than a vector has, and returns them before they are rounded,
    /// with others after them.
    #[inline(always)]
    pub(super) fn last<T: Float>(&mut self, x: &[T], y: &mut [T]) -> [f64; LANES] {
        let mut lanes = [T::default(); LANES];
        lanes[..x.len()].copy_from_slice(x);
        let lanes = self.vector(&lanes).to_array();
        for (y, lane) in y.iter_mut().zip(lanes) {
            *y = T::nearest(lane);
        }
        lanes
    }
}

impl<'a, S: Simd, W: Step<'a, S>, T: Float> Source<S, &[T; LANES]> for Scaled<'_, S, W> {
    #[inline(always)]
    fn vector(&mut self, from: &[T; LANES]) -> S::F64x8 {
        self.step.step(self.scale * T::load(self.simd, from))
    }
}
