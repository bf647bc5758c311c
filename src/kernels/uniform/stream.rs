//! Large outputs, written with non-temporal stores.

use super::Uniform;
use crate::random::{Float, Words};
use crate::simd::{F64x8, Simd, Source, Writer, before_line};
use std::iter::repeat;

impl<T: Float> Uniform<T> {
    /// Rows of numbers, streamed: as many as fill `out`, which is whole rows.
    ///
    /// Streaming stores begin where a cache line does, and rows where the output does. So a line
    /// is the end of one row and the beginning of the next, and how much of each has to be known
    /// when the kernel is compiled.
    #[inline(always)]
    pub(super) fn stream_rows<S: Simd>(self, simd: S, words: &mut Words<S>, out: &mut [f64]) {
        match before_line(out) {
            0 => self.stream_lines(simd, words, out),
            1 => self.stream_shifted::<S, 1>(simd, words, out),
            2 => self.stream_shifted::<S, 2>(simd, words, out),
            3 => self.stream_shifted::<S, 3>(simd, words, out),
            4 => self.stream_shifted::<S, 4>(simd, words, out),
            5 => self.stream_shifted::<S, 5>(simd, words, out),
            6 => self.stream_shifted::<S, 6>(simd, words, out),
            _ => self.stream_shifted::<S, 7>(simd, words, out),
        }
    }

    /// Rows that are lines.
    #[inline(always)]
    fn stream_lines<S: Simd>(self, simd: S, words: &mut Words<S>, out: &mut [f64]) {
        let rows = Rows {
            simd,
            words,
            uniform: self,
        };
        Writer::new(simd, true).write(repeat(()), out.as_chunks_mut().0, rows);
    }

    /// Lines that begin at number `BY` of a row, from 1 to 7.
    #[inline(always)]
    fn stream_shifted<S: Simd, const BY: usize>(
        self,
        simd: S,
        words: &mut Words<S>,
        out: &mut [f64],
    ) {
        let mut rows = Rows {
            simd,
            words,
            uniform: self,
        };
        let before = rows.vector(());
        let Some((head, lines)) = out.split_at_mut_checked(BY) else {
            return;
        };
        let (lines, tail) = lines.as_chunks_mut();
        head.copy_from_slice(&before.to_array()[..BY]);
        let mut shifted = Shifted::<S, _, BY> { rows, before };
        Writer::new(simd, true).write(repeat(()), lines, &mut shifted);
        tail.copy_from_slice(&shifted.before.to_array()[BY..]);
    }
}

/// The rows themselves.
struct Rows<'a, S: Simd, T> {
    simd: S,
    words: &'a mut Words<S>,
    uniform: Uniform<T>,
}

impl<S: Simd, T: Float> Source<S, ()> for Rows<'_, S, T> {
    #[inline(always)]
    fn vector(&mut self, (): ()) -> S::F64x8 {
        self.uniform.numbers(self.simd, self.words.next())
    }
}

/// Rows, cut at number `BY`.
struct Shifted<S: Simd, R, const BY: usize> {
    rows: R,
    before: S::F64x8,
}

impl<S: Simd, R: Source<S, ()>, const BY: usize> Source<S, ()> for Shifted<S, R, BY> {
    #[inline(always)]
    fn vector(&mut self, (): ()) -> S::F64x8 {
        let before = self.before;
        self.before = self.rows.vector(());
        before.window::<BY>(self.before)
    }
}
