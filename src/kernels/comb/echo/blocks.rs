//! Blocks that are not much longer than the delay: each sample meets the one that is kept a delay
//! before it, and is kept in its place.
//!
//! What is kept is a ring. A block passes its end, and goes on at its front, so it goes through in
//! stretches. None is longer than the delay, so no output of a stretch needs another one of it.

use crate::memory::{Buffer, copy};
use crate::simd::{F64x8, Kernel, LANES, Level, Simd, Source, Writer, before_line, beyond_caches};
use std::marker::PhantomData;

/// Of a sample and its output, the one that is heard again.
pub(super) trait Heard {
    /// The one or the other.
    fn of<T>(x: T, y: T) -> T;
}

/// The forward filter's.
pub(super) struct Inputs;
/// The backward filter's.
pub(super) struct Outputs;

impl Heard for Inputs {
    #[inline(always)]
    fn of<T>(x: T, _: T) -> T {
        x
    }
}

impl Heard for Outputs {
    #[inline(always)]
    fn of<T>(_: T, y: T) -> T {
        y
    }
}

/// What was heard last, as long as the delay.
#[derive(Debug)]
pub(super) struct Ring {
    pub(super) kept: Buffer<f64>,
    /// Where the oldest is, which is heard next, and then overwritten.
    pub(super) place: usize,
}

impl Ring {
    /// Filters a few samples in place, for which setting up vectors would take longer.
    #[inline]
    pub(super) fn few<H: Heard>(&mut self, gain: f64, block: &mut [f64]) {
        for sample in block {
            *sample = self.next::<H>(gain, *sample);
        }
    }

    /// Filters as few from `x` to `y`.
    #[inline]
    pub(super) fn few_to<H: Heard>(&mut self, gain: f64, x: &[f64], y: &mut [f64]) {
        for (x, y) in x.iter().zip(y) {
            *y = self.next::<H>(gain, *x);
        }
    }

    #[inline(always)]
    fn next<H: Heard>(&mut self, gain: f64, x: f64) -> f64 {
        let y = one::<H>(gain, x, &mut self.kept[self.place]);
        self.place += 1;
        if self.place == self.kept.len() {
            self.place = 0;
        }
        y
    }

    /// Filters a block in place.
    pub(super) fn in_place<H: Heard>(&mut self, level: Level, gain: f64, block: &mut [f64]) {
        level.run(InPlace::<H> {
            ring: self,
            gain,
            block,
            heard: PhantomData,
        });
    }

    /// Filters `x` into `y`, of equal lengths.
    pub(super) fn apart<H: Heard>(&mut self, level: Level, gain: f64, x: &[f64], y: &mut [f64]) {
        level.run(Apart::<H> {
            ring: self,
            gain,
            past_caches: beyond_caches(2 * size_of_val(x), 1),
            x,
            y,
            heard: PhantomData,
        });
    }

    /// Keeps what stands for nothing: zeros whose product with the gain is -0, which changes no output
    /// that it is added to, not even the sign of a zero.
    pub(super) fn forget(&mut self, gain: f64) {
        self.kept.fill(0.0_f64.copysign(-gain));
        self.place = 0;
    }

    /// Keeps as many numbers as it has room for.
    pub(super) fn keep(&mut self, latest: &[f64]) {
        copy(latest, &mut self.kept);
        self.place = 0;
    }

    /// What is kept from the oldest on, up to the end of the ring and no more than so many; the place
    /// after it is where the next begins.
    #[inline(always)]
    fn stretch(&mut self, most: usize) -> &mut [f64] {
        let start = self.place;
        let end = self.kept.len().min(start + most);
        self.place = if end == self.kept.len() { 0 } else { end };
        &mut self.kept[start..end]
    }
}

struct InPlace<'a, H> {
    ring: &'a mut Ring,
    gain: f64,
    block: &'a mut [f64],
    heard: PhantomData<H>,
}

impl<H: Heard> Kernel for InPlace<'_, H> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let lanes = Lanes::<S, H>::new(simd, self.gain);
        let mut rest = self.block;
        while !rest.is_empty() {
            let kept = self.ring.stretch(rest.len());
            let (block, after) = rest.split_at_mut(kept.len());
            overwrite(&lanes, self.gain, block, kept);
            rest = after;
        }
    }
}

/// A stretch that is overwritten. Its vectors begin where the ring begins lines.
#[inline(always)]
fn overwrite<S: Simd, H: Heard>(
    lanes: &Lanes<S, H>,
    gain: f64,
    block: &mut [f64],
    kept: &mut [f64],
) {
    let head = before_line(kept);
    let (block_head, block) = block.split_at_mut(head);
    let (kept_head, kept) = kept.split_at_mut(head);
    let (block, block_tail) = block.as_chunks_mut::<LANES>();
    let (kept, kept_tail) = kept.as_chunks_mut::<LANES>();

    overwrite_one_by_one::<H>(gain, block_head, kept_head);
    for (block, kept) in block.iter_mut().zip(kept) {
        lanes.outputs(block, kept).store(block);
    }
    overwrite_one_by_one::<H>(gain, block_tail, kept_tail);
}

#[inline(always)]
fn overwrite_one_by_one<H: Heard>(gain: f64, block: &mut [f64], kept: &mut [f64]) {
    for (sample, kept) in block.iter_mut().zip(kept) {
        *sample = one::<H>(gain, *sample, kept);
    }
}

struct Apart<'a, H> {
    ring: &'a mut Ring,
    gain: f64,
    past_caches: bool,
    x: &'a [f64],
    y: &'a mut [f64],
    heard: PhantomData<H>,
}

impl<H: Heard> Kernel for Apart<'_, H> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let lanes = Lanes::<S, H>::new(simd, self.gain);
        let (mut x, mut y) = (self.x, self.y);
        let writer = Writer::new(simd, self.past_caches).beside(x, y);
        while !x.is_empty() {
            let kept = self.ring.stretch(x.len());
            let (now, later) = x.split_at(kept.len());
            let (out, out_later) = y.split_at_mut(kept.len());
            write(&writer, &lanes, self.gain, now, kept, out);
            (x, y) = (later, out_later);
        }
    }
}

/// A stretch that is written elsewhere. Its vectors begin where the output begins lines.
#[inline(always)]
fn write<S: Simd, H: Heard>(
    writer: &Writer<S>,
    lanes: &Lanes<S, H>,
    gain: f64,
    x: &[f64],
    kept: &mut [f64],
    y: &mut [f64],
) {
    let head = before_line(y);
    let (x_head, x) = x.split_at(head);
    let (kept_head, kept) = kept.split_at_mut(head);
    let (y_head, y) = y.split_at_mut(head);
    let (x, x_tail) = x.as_chunks::<LANES>();
    let (kept, kept_tail) = kept.as_chunks_mut::<LANES>();
    let (y, y_tail) = y.as_chunks_mut::<LANES>();

    write_one_by_one::<H>(gain, x_head, kept_head, y_head);
    writer.write(x.iter().zip(kept), y, lanes);
    write_one_by_one::<H>(gain, x_tail, kept_tail, y_tail);
}

#[inline(always)]
fn write_one_by_one<H: Heard>(gain: f64, x: &[f64], kept: &mut [f64], y: &mut [f64]) {
    for ((x, kept), y) in x.iter().zip(kept).zip(y) {
        *y = one::<H>(gain, *x, kept);
    }
}

/// The output for a sample and what is kept, in whose place goes what will be heard of them.
#[inline(always)]
fn one<H: Heard>(gain: f64, x: f64, kept: &mut f64) -> f64 {
    let y = x + gain * *kept;
    *kept = H::of(x, y);
    y
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
    fn outputs(&self, x: &[f64; LANES], kept: &mut [f64; LANES]) -> S::F64x8 {
        let x = self.simd.load(x);
        let y = x + self.gain * self.simd.load(kept);
        H::of(x, y).store(kept);
        y
    }
}

impl<S: Simd, H: Heard> Source<S, (&[f64; LANES], &mut [f64; LANES])> for &Lanes<S, H> {
    #[inline(always)]
    fn vector(&mut self, (x, kept): (&[f64; LANES], &mut [f64; LANES])) -> S::F64x8 {
        self.outputs(x, kept)
    }
}
