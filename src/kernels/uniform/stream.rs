//! Large outputs, written with non-temporal stores.

use super::Uniform;
use crate::random::{Float, Words};
use crate::simd::{LANES, Simd, Source, Writer};
use std::iter::repeat;

impl<T: Float> Uniform<T> {
    /// Rows of numbers, streamed where they are lines.
    #[inline(always)]
    pub(super) fn stream_rows<S: Simd, const UNIT: bool>(
        self,
        simd: S,
        words: &mut Words<S>,
        out: &mut [[f64; LANES]],
    ) {
        let rows = Rows::<S, T, UNIT> {
            simd,
            words,
            uniform: self,
        };
        Writer::new(simd, true).write(repeat(()), out, rows);
    }
}

/// The rows themselves.
struct Rows<'a, S: Simd, T, const UNIT: bool> {
    simd: S,
    words: &'a mut Words<S>,
    uniform: Uniform<T>,
}

impl<S: Simd, T: Float, const UNIT: bool> Source<S, ()> for Rows<'_, S, T, UNIT> {
    #[inline(always)]
    fn vector(&mut self, (): ()) -> S::F64x8 {
        let words = self.words.next();
        self.uniform.numbers::<S, UNIT>(self.simd, words)
    }
}
