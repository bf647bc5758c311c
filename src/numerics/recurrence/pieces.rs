//! A signal that comes in pieces, with a delay of one: looking ahead from where the last piece ended.
//!
//! Looking ahead, an output is made of the latest sixteen inputs and the output sixteen before it:
//!
//! ```text
//! x1[n] = x[n] + g x[n - 1]        x2[n] = x1[n] + g^2 x1[n - 2]
//! x3[n] = x2[n] + g^4 x2[n - 4]    x4[n] = x3[n] + g^8 x3[n - 8]    y[n] = x4[n] + g^16 y[n - 16]
//! ```
//!
//! Every lane does just that ([`lookahead`](super::lookahead)), so it does not matter which output is in
//! which lane, nor which piece: to go on, it takes those inputs and outputs, and a line's more because
//! vectors may begin before the piece. A few outputs are made one by one, in the same way, of what is kept
//! of each doubling.
//!
//! What is not finite stays so, sixteen outputs on if not before. From the first such output on the loop
//! goes on, for good: so it does not matter, either, where the pieces end around it.

use super::linear::{FirstOrder, Recurrence, convert, nothing};
use super::lookahead::Lookahead;
use super::short::Scaled;
use super::step::Step;
use crate::simd::{
    F64x8, Family, Float, Kernel, LANES, Level, Simd, Source, Writer, before_line, beyond_caches,
    compiled,
};

/// Outputs that an output reaches back.
const REACH: usize = 2 * LANES;
/// What vectors ask for of inputs and outputs before a piece.
const PAST: usize = REACH + LANES;
/// Outputs that are made one by one before vectors are set up.
/// With fewer than a vector before them and after them, there are whole ones for [`PAST`].
const FEW: usize = PAST + LANES;
/// Places in the rings of what is kept: enough for [`PAST`], and a power of two.
const PLACES: usize = 32;
/// Doublings.
const STAGES: usize = 4;

/// Where a signal has got to.
#[derive(Clone, Copy)]
pub(crate) struct Pieces {
    recurrence: Recurrence,
    /// What each doubling was given last, which for the first are the inputs, scaled; and the outputs.
    given: [[f64; PLACES]; STAGES],
    outputs: [f64; PLACES],
    /// Where the next goes, modulo the places.
    place: usize,
    /// The output before the next.
    last: f64,
    way: Way,
}

#[derive(Clone, Copy, PartialEq)]
enum Way {
    /// The first input takes in the output before it.
    Begin,
    Ahead,
    Loop,
}

impl Pieces {
    /// The beginning, where `before` is the output before it.
    pub(crate) fn new(FirstOrder(recurrence): FirstOrder, before: f64) -> Self {
        let nothing = nothing(recurrence.gain);
        Self {
            recurrence,
            given: [[nothing; PLACES]; STAGES],
            outputs: [nothing; PLACES],
            place: 0,
            last: before,
            way: if recurrence.has_powers() {
                Way::Begin
            } else {
                Way::Loop
            },
        }
    }

    /// The output before the next.
    pub(crate) fn last(&self) -> f64 {
        self.last
    }

    /// What it goes on from: the latest inputs, scaled, and outputs, the oldest first; or the output
    /// before the next alone, where nothing else matters.
    pub(crate) fn state(&self) -> impl Iterator<Item = f64> {
        let looks_back = self.way == Way::Ahead;
        let count = if looks_back { PAST } else { 0 };
        let (inputs, outputs) = (self.latest(&self.given[0]), self.latest(&self.outputs));
        let latest = inputs.into_iter().take(count);
        let latest = latest.chain(outputs.into_iter().take(count));
        latest.chain((!looks_back).then_some(self.last))
    }

    /// How many numbers a [state](Self::state) may have.
    pub(crate) fn lengths(&self) -> [usize; 2] {
        let has_powers = self.recurrence.has_powers();
        [1, if has_powers { 2 * PAST } else { 1 }]
    }

    /// Goes on from a state of one of its [lengths](Self::lengths).
    pub(crate) fn set_state(&mut self, state: &[f64]) {
        let last = state.last().copied().unwrap_or(self.last);
        *self = Self::new(FirstOrder(self.recurrence), last);
        if !last.is_finite() {
            self.way = Way::Loop;
        }
        if state.len() == 2 * PAST && self.way != Way::Loop {
            let (inputs, outputs) = state.split_at(PAST);
            self.keep(inputs.iter().copied(), outputs);
            self.way = Way::Ahead;
        }
    }

    /// Filters `x`, the next piece, into `y`, of equal lengths.
    #[inline]
    pub(crate) fn run<T: Float>(&mut self, level: Level, x: &[T], y: &mut [T]) {
        run(self, level, x, y);
    }

    fn run_of<T: Float>(&mut self, level: Level, mut x: &[T], mut y: &mut [T]) {
        if let (Way::Begin, Some(first)) = (self.way, x.first()) {
            let Recurrence { gain, scale, .. } = self.recurrence;
            self.way = Way::Ahead;
            y[0] = T::nearest(self.one(scale * (*first).into() + gain * self.last));
            (x, y) = (&x[1..], &mut y[1..]);
        }
        let done = match self.way {
            Way::Ahead if x.len() < FEW => self.few(x, y),
            Way::Ahead => self.many(level, x, y),
            _ => 0,
        };
        self.by_loop(&x[done..], &mut y[done..]);
    }

    /// Returns how many outputs are made: all, unless there is one that is not finite.
    fn few<T: Float>(&mut self, x: &[T], y: &mut [T]) -> usize {
        for (n, (x, y)) in x.iter().zip(y).enumerate() {
            if self.way == Way::Loop {
                return n;
            }
            *y = T::nearest(self.one(self.recurrence.scale * (*x).into()));
        }
        x.len()
    }

    /// The same.
    fn many<T: Float>(&mut self, level: Level, x: &[T], y: &mut [T]) -> usize {
        let latest = level.run(Ahead {
            recurrence: self.recurrence,
            inputs: self.latest(&self.given[0]),
            outputs: self.latest(&self.outputs),
            past_caches: beyond_caches(2 * size_of_val(x), 1),
            x,
            y: &mut *y,
        });
        if latest[PAST - REACH..].iter().any(|y| !y.is_finite()) {
            // Up to the first that is not.
            return self.few(x, y);
        }
        let scale = self.recurrence.scale;
        let inputs = x[x.len() - PAST..].iter();
        self.keep(inputs.map(|x| scale * (*x).into()), &latest);
        x.len()
    }

    /// Keeps the latest inputs, scaled, and outputs, [`PAST`] of each.
    fn keep(&mut self, inputs: impl Iterator<Item = f64>, outputs: &[f64]) {
        for (n, (x, y)) in inputs.zip(outputs).enumerate() {
            if n < PAST - REACH {
                self.given[0][self.place] = x;
            } else {
                // Of the first few it takes others for what came before them. None of those is asked for.
                self.look_ahead(x);
            }
            self.push(*y);
        }
    }

    /// The output for one input, which is scaled.
    #[inline]
    fn one(&mut self, x: f64) -> f64 {
        let (x, power) = self.look_ahead(x);
        let y = x + power * self.outputs[back(self.place, REACH)];
        self.push(y);
        if !y.is_finite() {
            self.way = Way::Loop;
        }
        y
    }

    /// Doubles, and returns what is left to add: what lies [`REACH`] back, times a power of the gain.
    #[inline]
    fn look_ahead(&mut self, mut x: f64) -> (f64, f64) {
        let mut power = self.recurrence.gain;
        for (stage, given) in self.given.iter_mut().enumerate() {
            let before = given[back(self.place, 1 << stage)];
            given[self.place] = x;
            x += power * before;
            power *= power;
        }
        (x, power)
    }

    #[inline]
    fn push(&mut self, y: f64) {
        self.outputs[self.place] = y;
        self.place = (self.place + 1) % PLACES;
        self.last = y;
    }

    /// The latest of a ring, the oldest of them first.
    fn latest(&self, ring: &[f64; PLACES]) -> [f64; PAST] {
        let mut latest = [0.0; PAST];
        for (n, latest) in latest.iter_mut().enumerate() {
            *latest = ring[back(self.place, PAST - n)];
        }
        latest
    }

    fn by_loop<T: Float>(&mut self, x: &[T], y: &mut [T]) {
        let Recurrence { gain, scale, .. } = self.recurrence;
        for (x, y) in x.iter().zip(y) {
            self.last = scale * (*x).into() + gain * self.last;
            *y = T::nearest(self.last);
        }
    }
}

compiled! {
    fn run<T: Float>(pieces: &mut Pieces, level: Level, x: &[T], y: &mut [T]) = run_of, for f64 f32
}

fn run_of<T: Float>(pieces: &mut Pieces, level: Level, x: &[T], y: &mut [T]) {
    pieces.run_of(level, x, y);
}

/// The place so many before that one.
#[inline]
fn back(place: usize, by: usize) -> usize {
    place.wrapping_sub(by) % PLACES
}

/// A piece of at least [`FEW`] inputs. The output are the latest outputs, not rounded.
struct Ahead<'a, T> {
    recurrence: Recurrence,
    /// The latest inputs, scaled, and outputs.
    inputs: [f64; PAST],
    outputs: [f64; PAST],
    past_caches: bool,
    x: &'a [T],
    y: &'a mut [T],
}

impl<T: Float> Kernel for Ahead<'_, T> {
    type Output = [f64; PAST];

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> [f64; PAST] {
        let Recurrence { gain, scale, .. } = self.recurrence;
        let writer = Writer::new(simd, self.past_caches).beside(self.x, self.y);
        let head = before_line(self.y) % LANES;
        let (x_head, x) = self.x.split_at(head);
        let (y_head, y) = self.y.split_at_mut(head);
        // Vectors begin where `y` begins a line, so the first may begin before the piece.
        let pads = (LANES - head) % LANES;
        let end = PAST - pads;
        let mut step: Lookahead<S, 1> = Lookahead::resume(
            simd,
            gain,
            &self.inputs[end - REACH..end],
            &self.outputs[end - REACH..end],
        );
        if head > 0 {
            let mut first = [0.0; LANES];
            first[..pads].copy_from_slice(&self.inputs[end..]);
            for (lane, x) in first[pads..].iter_mut().zip(x_head) {
                *lane = scale * (*x).into();
            }
            let first = step.step(simd.load(&first)).to_array();
            convert(&first[pads..], y_head);
        }

        let (x, x_tail) = x.as_chunks::<LANES>();
        let (y, y_tail) = y.as_chunks_mut::<LANES>();
        let mut scaled = Scaled {
            simd,
            scale: simd.splat(scale),
            step: &mut step,
        };
        let last = x.len() - PAST / LANES;
        let (y, y_last) = y.split_at_mut(last);
        writer.write(&x[..last], y, &mut scaled);
        // Before anybody looks.
        drop(writer);

        let mut latest = [[0.0; LANES]; PAST / LANES + 1];
        for ((x, y), latest) in x[last..].iter().zip(y_last).zip(&mut latest) {
            let vector = scaled.vector(x);
            vector.store(latest);
            T::store(vector, y);
        }
        latest[PAST / LANES] = scaled.last(x_tail, y_tail);
        std::array::from_fn(|n| latest.as_flattened()[x_tail.len() + n])
    }
}
