//! How numbers are drawn, one at a time or eight.

use super::Normal;
use super::bell::{LAYERS, RECTANGLES, WIDTHS, overhang, symmetric};
use super::rows::rows;
use super::stream::stream_rows;
use crate::random::{Float, Variate, Words};
use crate::simd::{LANES, Simd};

impl<T: Float> Variate<T> for Normal {
    #[inline]
    fn one(self, word: u64) -> T {
        let layer = word as usize % LAYERS;
        let z = if layer < RECTANGLES {
            symmetric(word) * WIDTHS[layer]
        } else {
            overhang(word)
        };
        T::nearest(self.scale(z))
    }

    #[inline(always)]
    fn rows<S: Simd>(
        self,
        simd: S,
        words: &mut Words<S>,
        out: &mut [[T; LANES]],
        past_caches: bool,
    ) {
        if S::STREAMS
            && past_caches
            && let Some(out) = T::doubles(out)
        {
            stream_rows(simd, self, words, out);
        } else {
            rows(simd, self, words, out);
        }
    }
}
