//! From words to numbers: one word a number, by the same formula in one lane or in eight.

use super::lanes::{Lanes, Words};
use crate::simd::{F64x8, Kernel, LANES, Simd, Source, U64x8, Writer, before_line};

/// What is drawn: a function of one word.
pub(crate) trait Variate<T>: Copy + Send + Sync {
    /// The number that a word stands for.
    fn one(self, word: u64) -> T;

    /// The numbers of the next rows of words. To be marked `#[inline(always)]`.
    fn rows<S: Simd>(self, simd: S, words: &mut Words<S>, out: &mut [[T; LANES]]);
}

/// What outputs hold.
pub(crate) trait Element: Copy + Default + Send + Sync {
    /// Whether it is of the type that streaming stores write.
    const STREAMS: bool = false;

    /// Copies equal lengths, past the caches if it [`STREAMS`](Element::STREAMS).
    #[inline(always)]
    fn write<S: Simd>(simd: S, writer: &Writer<S>, from: &[Self], to: &mut [Self]) {
        let _ = (simd, writer);
        to.copy_from_slice(from);
    }
}

impl Element for u64 {}

impl Element for f32 {}

impl Element for f64 {
    const STREAMS: bool = true;

    #[inline(always)]
    fn write<S: Simd>(simd: S, writer: &Writer<S>, from: &[f64], to: &mut [f64]) {
        let head = before_line(to);
        let (from_head, from) = from.split_at(head);
        let (to_head, to) = to.split_at_mut(head);
        let (from, from_tail) = from.as_chunks();
        let (to, to_tail) = to.as_chunks_mut();
        to_head.copy_from_slice(from_head);
        writer.write(from, to, Loaded(simd));
        to_tail.copy_from_slice(from_tail);
    }
}

/// A floating-point number that variates come as: `f32` or `f64`.
#[allow(private_bounds, reason = "nobody else implements it")]
pub trait Float: Element + Into<f64> {
    /// The nearest of its numbers.
    #[doc(hidden)]
    fn nearest(x: f64) -> Self;

    /// The largest of its numbers below it.
    #[doc(hidden)]
    fn below(self) -> Self;

    /// The number from 0 to 1, exclusive, that a word stands for: a multiple of the type's
    /// precision, from the upper bits.
    #[doc(hidden)]
    fn unit(word: u64) -> f64;

    /// [`unit`](Float::unit) in eight lanes.
    #[doc(hidden)]
    fn units<S: Simd>(simd: S, words: S::U64x8) -> S::F64x8;

    /// Writes eight numbers, each as the nearest of its own.
    #[doc(hidden)]
    fn store<V: F64x8>(vector: V, to: &mut [Self; LANES]);
}

/// What the 24 upper bits of a word count.
const UNIT_F32: f64 = 1.0 / (1_u64 << 24) as f64;
/// What the 53 upper bits of a word count.
const UNIT_F64: f64 = 1.0 / (1_u64 << 53) as f64;

impl Float for f32 {
    #[inline(always)]
    fn nearest(x: f64) -> f32 {
        x as f32
    }

    fn below(self) -> f32 {
        self.next_down()
    }

    #[inline(always)]
    fn unit(word: u64) -> f64 {
        (word >> 40) as f64 * UNIT_F32
    }

    #[inline(always)]
    fn units<S: Simd>(simd: S, words: S::U64x8) -> S::F64x8 {
        words.shr::<40>().to_f64() * simd.splat(UNIT_F32)
    }

    #[inline(always)]
    fn store<V: F64x8>(vector: V, to: &mut [f32; LANES]) {
        vector.store_f32(to);
    }
}

impl Float for f64 {
    #[inline(always)]
    fn nearest(x: f64) -> f64 {
        x
    }

    fn below(self) -> f64 {
        self.next_down()
    }

    #[inline(always)]
    fn unit(word: u64) -> f64 {
        (word >> 11) as f64 * UNIT_F64
    }

    #[inline(always)]
    fn units<S: Simd>(simd: S, words: S::U64x8) -> S::F64x8 {
        words.shr::<11>().to_f64() * simd.splat(UNIT_F64)
    }

    #[inline(always)]
    fn store<V: F64x8>(vector: V, to: &mut [f64; LANES]) {
        vector.store(to);
    }
}

/// The vectors of a copy.
struct Loaded<S>(S);

impl<S: Simd> Source<S, &[f64; LANES]> for Loaded<S> {
    #[inline(always)]
    fn vector(&mut self, from: &[f64; LANES]) -> S::F64x8 {
        self.0.load(from)
    }
}

/// The words themselves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word;

impl Variate<u64> for Word {
    fn one(self, word: u64) -> u64 {
        word
    }

    #[inline(always)]
    fn rows<S: Simd>(self, _: S, words: &mut Words<S>, out: &mut [[u64; LANES]]) {
        for row in out {
            words.next().store(row);
        }
    }
}

/// Rows that are made in the first-level cache before they are streamed: 8 KiB of `f64`.
const BLOCK: usize = 128;

/// Draws rows of variates from the lanes.
pub(super) struct Draw<'a, T, V> {
    pub(super) lanes: &'a mut Lanes,
    pub(super) variate: V,
    pub(super) rows: &'a mut [[T; LANES]],
    pub(super) past_caches: bool,
}

impl<T: Element, V: Variate<T>> Kernel for Draw<'_, T, V> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let mut words = Words::load(simd, self.lanes);
        if T::STREAMS && self.past_caches {
            // The rows begin wherever the output does, and streaming stores must begin where a line
            // does: so a block is made first, and copied then.
            let writer = Writer::new(simd, true);
            let mut block = [[T::default(); LANES]; BLOCK];
            for rows in self.rows.chunks_mut(BLOCK) {
                let block = &mut block[..rows.len()];
                self.variate.rows(simd, &mut words, block);
                let (block, rows) = (block.as_flattened(), rows.as_flattened_mut());
                T::write(simd, &writer, block, rows);
            }
        } else {
            self.variate.rows(simd, &mut words, self.rows);
        }
        words.store(self.lanes);
    }
}
