//! A delay line: each sample meets the one that is kept a delay before it, and is kept in its place, or
//! its output is. It serves whoever filters a signal in blocks, in place, or up to a state that is handed on. (What
//! a whole signal with a long delay keeps nobody else sees, so it lies as vectors want it: [`rows`](super::rows).)
//!
//! ```text
//! row 0   x[0]  x[1]  x[2]  …  x[k - 1]
//! row 1   x[k]  …
//! row 2   …
//! ```
//!
//! A signal passes the line's end, and goes on at its front, so it goes through in stretches. None is
//! longer than the delay, so no output of a stretch needs another one of it.
//!
//! What is kept is kept apart from the outputs, because those may have been streamed past the caches, or
//! rounded to `f32`. Vectors begin where the output begins lines of the cache, or in place where
//! the delay line does.

use super::linear::{Recurrence, nothing};
use crate::simd::{
    Copied, F64x8, Family, Float, Kernel, LANES, Level, Simd, Source, Writer, before_line, compiled,
};
use std::marker::PhantomData;
use std::slice;

/// Of a sample and its output, the one that is heard again.
pub(crate) trait Heard {
    /// Whether that is the output.
    const OUTPUT: bool;
    /// The one or the other.
    fn of<T>(x: T, y: T) -> T;
}

/// The forward filter's.
pub(crate) struct Inputs;
/// The backward filter's.
pub(crate) struct Outputs;

impl Heard for Inputs {
    const OUTPUT: bool = false;

    #[inline(always)]
    fn of<T>(x: T, _: T) -> T {
        x
    }
}

impl Heard for Outputs {
    const OUTPUT: bool = true;

    #[inline(always)]
    fn of<T>(_: T, y: T) -> T {
        y
    }
}

/// What was heard last, as long as the delay, and where the oldest of it is, which is heard next, and
/// then overwritten.
#[derive(Debug)]
pub(crate) struct DelayLine<'a> {
    pub(crate) kept: &'a mut [f64],
    pub(crate) place: &'a mut usize,
    pub(crate) gain: f64,
}

impl Recurrence {
    /// A delay line for it, which keeps what it is given, the oldest at `place`.
    pub(super) fn line<'a>(self, kept: &'a mut [f64], place: &'a mut usize) -> DelayLine<'a> {
        DelayLine {
            kept,
            place,
            gain: self.gain,
        }
    }
}

impl DelayLine<'_> {
    /// Filters a few samples in place, for which setting up vectors would take longer.
    #[inline]
    pub(crate) fn few<H: Heard, T: Float>(&mut self, block: &mut [T]) {
        if let [kept] = self.kept {
            // What is heard is at hand, and need not come from memory.
            let mut latest = *kept;
            for sample in block {
                *sample = one::<H, T>(self.gain, *sample, &mut latest);
            }
            *kept = latest;
            return;
        }
        for sample in block {
            *sample = self.next::<H, T>(*sample);
        }
    }

    /// Filters as few from `x` to `y`.
    #[inline]
    pub(crate) fn few_to<H: Heard, T: Float>(&mut self, x: &[T], y: &mut [T]) {
        if let [kept] = self.kept {
            let mut latest = *kept;
            for (x, y) in x.iter().zip(y) {
                *y = one::<H, T>(self.gain, *x, &mut latest);
            }
            *kept = latest;
            return;
        }
        for (x, y) in x.iter().zip(y) {
            *y = self.next::<H, T>(*x);
        }
    }

    #[inline(always)]
    fn next<H: Heard, T: Float>(&mut self, x: T) -> T {
        let y = one::<H, T>(self.gain, x, &mut self.kept[*self.place]);
        *self.place += 1;
        if *self.place == self.kept.len() {
            *self.place = 0;
        }
        y
    }

    /// Vectors of what is kept from the oldest on, up to the end of the line and no more than so many.
    #[inline(always)]
    fn vectors(&mut self, most: usize) -> &mut [[f64; LANES]] {
        let left = (self.kept.len() - *self.place) / LANES;
        stretch(self.kept, self.place, LANES * left.min(most))
            .as_chunks_mut()
            .0
    }

    /// Filters a block in place.
    pub(crate) fn in_place<H: Heard, T: Float>(&mut self, level: Level, block: &mut [T]) {
        in_place(level, self, H::OUTPUT, block);
    }

    /// Filters `x` into `y`, of equal lengths.
    pub(crate) fn apart<H: Heard, T: Float>(
        &mut self,
        level: Level,
        (x, y): (&[T], &mut [T]),
        past_caches: bool,
    ) {
        apart(level, self, H::OUTPUT, x, y, past_caches);
    }

    /// Keeps what stands for nothing.
    pub(crate) fn forget(&mut self) {
        self.kept.fill(nothing(self.gain));
        *self.place = 0;
    }

    /// Keeps as many numbers as it has room for.
    pub(crate) fn keep<T: Float>(&mut self, latest: &[T]) {
        for (kept, latest) in self.kept.iter_mut().zip(latest) {
            *kept = (*latest).into();
        }
        *self.place = 0;
    }

    /// Turns it so that it begins with the oldest.
    pub(crate) fn unwind(&mut self) {
        self.kept.rotate_left(*self.place);
        *self.place = 0;
    }
}

/// What is kept from the oldest on, up to the end of the line and no more than so many; the place
/// after it is where the next begins.
#[inline(always)]
fn stretch<'a>(kept: &'a mut [f64], place: &mut usize, most: usize) -> &'a mut [f64] {
    let start = *place;
    let end = kept.len().min(start + most);
    *place = if end == kept.len() { 0 } else { end };
    &mut kept[start..end]
}

compiled! {
    fn in_place<T: Float>(level: Level, line: &mut DelayLine<'_>, output: bool, block: &mut [T])
        = in_place_of, for f64 f32
}

fn in_place_of<T: Float>(level: Level, line: &mut DelayLine<'_>, output: bool, block: &mut [T]) {
    if output {
        level.run(InPlace::<Outputs, T>::new(line, block));
    } else {
        level.run(InPlace::<Inputs, T>::new(line, block));
    }
}

compiled! {
    fn apart<T: Float>(
        level: Level,
        line: &mut DelayLine<'_>,
        output: bool,
        x: &[T],
        y: &mut [T],
        past_caches: bool,
    ) = apart_of, for f64 f32
}

fn apart_of<T: Float>(
    level: Level,
    line: &mut DelayLine<'_>,
    output: bool,
    x: &[T],
    y: &mut [T],
    past_caches: bool,
) {
    if output {
        level.run(Apart::<Outputs, T>::new(line, (x, y), past_caches));
    } else {
        level.run(Apart::<Inputs, T>::new(line, (x, y), past_caches));
    }
}

struct InPlace<'a, 'l, H, T> {
    line: &'a mut DelayLine<'l>,
    block: &'a mut [T],
    heard: PhantomData<H>,
}

impl<'a, 'l, H, T> InPlace<'a, 'l, H, T> {
    fn new(line: &'a mut DelayLine<'l>, block: &'a mut [T]) -> Self {
        let heard = PhantomData;
        Self { line, block, heard }
    }
}

impl<H: Heard, T: Float> Kernel for InPlace<'_, '_, H, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        // In a register: storing it for every stretch takes longer.
        let (mut place, gain) = (*self.line.place, self.line.gain);
        let lanes = Lanes::<S, H>::new(simd, gain);
        let mut rest = self.block;
        while !rest.is_empty() {
            let kept = stretch(self.line.kept, &mut place, rest.len());
            let (block, after) = rest.split_at_mut(kept.len());
            overwrite(&lanes, gain, block, kept);
            rest = after;
        }
        *self.line.place = place;
    }
}

/// A stretch that is overwritten. Its vectors begin where the line begins lines of the cache.
#[inline(always)]
fn overwrite<S: Simd, H: Heard, T: Float>(
    lanes: &Lanes<S, H>,
    gain: f64,
    block: &mut [T],
    kept: &mut [f64],
) {
    let head = before_line(kept);
    let (block_head, block) = block.split_at_mut(head);
    let (kept_head, kept) = kept.split_at_mut(head);
    let (block, block_tail) = block.as_chunks_mut::<LANES>();
    let (kept, kept_tail) = kept.as_chunks_mut::<LANES>();

    overwrite_one_by_one::<H, T>(gain, block_head, kept_head);
    for (block, kept) in block.iter_mut().zip(kept) {
        T::store(lanes.outputs(block, kept), block);
    }
    overwrite_one_by_one::<H, T>(gain, block_tail, kept_tail);
}

#[inline(always)]
fn overwrite_one_by_one<H: Heard, T: Float>(gain: f64, block: &mut [T], kept: &mut [f64]) {
    for (sample, kept) in block.iter_mut().zip(kept) {
        *sample = one::<H, T>(gain, *sample, kept);
    }
}

struct Apart<'a, 'l, H, T> {
    line: &'a mut DelayLine<'l>,
    past_caches: bool,
    x: &'a [T],
    y: &'a mut [T],
    heard: PhantomData<H>,
}

impl<'a, 'l, H, T> Apart<'a, 'l, H, T> {
    fn new(line: &'a mut DelayLine<'l>, (x, y): (&'a [T], &'a mut [T]), past_caches: bool) -> Self {
        Self {
            line,
            past_caches,
            x,
            y,
            heard: PhantomData,
        }
    }
}

impl<H: Heard, T: Float> Kernel for Apart<'_, '_, H, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let (mut place, gain) = (*self.line.place, self.line.gain);
        let mut line = DelayLine {
            kept: &mut *self.line.kept,
            place: &mut place,
            gain,
        };
        let lanes = Lanes::<S, H>::new(simd, gain);
        let writer = Writer::new(simd, self.past_caches).beside(self.x, self.y);
        // Vectors begin where the output begins lines, from the first to the last: what is streamed in part and
        // stored in part, as at the line's end it would be, has to come from memory first.
        let head = before_line(self.y);
        let (x_head, x) = self.x.split_at(head);
        let (y_head, y) = self.y.split_at_mut(head);
        let (mut x, x_tail) = x.as_chunks::<LANES>();
        let (mut y, y_tail) = y.as_chunks_mut::<LANES>();

        line.few_to::<H, T>(x_head, y_head);
        while !x.is_empty() {
            let kept = line.vectors(x.len());
            let (now, later) = x.split_at(kept.len());
            let (out, out_later) = y.split_at_mut(kept.len());
            writer.write(now.iter().zip(kept), out, &lanes);
            (x, y) = (later, out_later);
            // One vector is half at the line's end and half at its front.
            let is_short = line.kept.len() - *line.place < LANES;
            if is_short
                && let Some(now) = x.split_off_first()
                && let Some(out) = y.split_off_first_mut()
            {
                let mut outputs = [0.0; LANES];
                line.few_to::<H, f64>(&now.map(Into::into), &mut outputs);
                writer.write([&outputs], slice::from_mut(out), Copied(simd));
            }
        }
        line.few_to::<H, T>(x_tail, y_tail);
        *self.line.place = place;
    }
}

/// The output for a sample and what is kept, in whose place goes what will be heard of them.
#[inline(always)]
fn one<H: Heard, T: Float>(gain: f64, x: T, kept: &mut f64) -> T {
    let x = x.into();
    let y = x + gain * *kept;
    *kept = H::of(x, y);
    T::nearest(y)
}

/// The same for eight.
struct Lanes<S: Simd, H> {
    simd: S,
    gain: S::F64x8,
    heard: PhantomData<H>,
}

impl<S: Simd, H: Heard> Lanes<S, H> {
    #[inline(always)]
    fn new(simd: S, gain: f64) -> Self {
        Self {
            simd,
            gain: simd.splat(gain),
            heard: PhantomData,
        }
    }

    #[inline(always)]
    fn outputs<T: Float>(&self, x: &[T; LANES], kept: &mut [f64; LANES]) -> S::F64x8 {
        let x = T::load(self.simd, x);
        let y = x + self.gain * self.simd.load(kept);
        H::of(x, y).store(kept);
        y
    }
}

impl<S: Simd, H: Heard, T: Float> Source<S, (&[T; LANES], &mut [f64; LANES])> for &Lanes<S, H> {
    #[inline(always)]
    fn vector(&mut self, (x, kept): (&[T; LANES], &mut [f64; LANES])) -> S::F64x8 {
        self.outputs(x, kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::array;

    /// Holds vectors that are written elsewhere to samples one by one, where the line ends among them.
    fn hold<H: Heard, T: Float + PartialEq>(delay: usize, start: usize, past_caches: bool) {
        let (gain, len) = (0.75, 1200);
        let x: Vec<T> = (0..len)
            .map(|n| T::nearest(1.0 / (1.0 + n as f64)))
            .collect();
        let given: Vec<f64> = (0..delay).map(|n| n as f64).collect();
        let [truth, found] = array::from_fn(|i| {
            let (mut kept, mut place) = (given.clone(), delay / 3);
            let mut line = DelayLine {
                kept: &mut kept,
                place: &mut place,
                gain,
            };
            let mut y = vec![T::nearest(7.0); start + len];
            if i == 0 {
                line.few_to::<H, T>(&x, &mut y[start..]);
            } else {
                line.apart::<H, T>(Level::current(), (&x, &mut y[start..]), past_caches);
            }
            (y, kept, place)
        });
        assert!(found == truth, "{delay}, {start}, {past_caches}");
    }

    #[test]
    fn vectors_go_past_the_end_of_the_line() {
        for delay in (1..40).chain(510..530).chain([1000, 1200, 1500]) {
            for start in [0, 1, 5, 8, 13] {
                for past_caches in [false, true] {
                    hold::<Outputs, f64>(delay, start, past_caches);
                    hold::<Outputs, f32>(delay, start, past_caches);
                    hold::<Inputs, f64>(delay, start, past_caches);
                    hold::<Inputs, f32>(delay, start, past_caches);
                }
            }
        }
    }
}
