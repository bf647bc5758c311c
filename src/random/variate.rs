//! From words to numbers: one word a number, by the same formula in one lane or in eight.

use super::lanes::{Lanes, Words};
use crate::simd::{Kernel, LANES, Level, Simd, U64x8};

/// What is drawn: a function of one word.
pub(crate) trait Variate<T>: Copy + Send + Sync {
    /// The number that a word stands for.
    fn one(self, word: u64) -> T;

    /// The numbers of the next rows of words, written past the caches where that is asked for and
    /// pays. To be marked `#[inline(always)]`.
    fn rows<S: Simd>(
        self,
        simd: S,
        words: &mut Words<S>,
        out: &mut [[T; LANES]],
        past_caches: bool,
    );
}

/// The words themselves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word;

impl Variate<u64> for Word {
    fn one(self, word: u64) -> u64 {
        word
    }

    #[inline(always)]
    fn rows<S: Simd>(self, _: S, words: &mut Words<S>, out: &mut [[u64; LANES]], _: bool) {
        for row in out {
            words.next().store(row);
        }
    }
}

impl Lanes {
    /// Draws rows of variates.
    pub(super) fn draw<T, V: Variate<T>>(
        &mut self,
        level: Level,
        variate: V,
        rows: &mut [[T; LANES]],
        past_caches: bool,
    ) {
        if !rows.is_empty() {
            level.run(Draw {
                lanes: self,
                variate,
                rows,
                past_caches,
            });
        }
    }
}

struct Draw<'a, T, V> {
    lanes: &'a mut Lanes,
    variate: V,
    rows: &'a mut [[T; LANES]],
    past_caches: bool,
}

impl<T, V: Variate<T>> Kernel for Draw<'_, T, V> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let mut words = Words::load(simd, self.lanes);
        let (variate, rows) = (self.variate, self.rows);
        variate.rows(simd, &mut words, rows, self.past_caches);
        words.store(self.lanes);
    }
}
