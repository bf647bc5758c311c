//! From words to numbers: one word a number, by the same formula in one lane or in eight.

use super::lanes::{Lanes, Words};
use crate::simd::{F64x8, Kernel, LANES, Level, Simd, U64x8};

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

/// A floating-point number that variates come as: `f32` or `f64`.
pub trait Float: Copy + Default + Send + Sync + Into<f64> + sealed::Sealed {
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

    /// `out` itself, if its numbers are of the type that streaming stores write.
    #[doc(hidden)]
    fn doubles(out: &mut [[Self; LANES]]) -> Option<&mut [[f64; LANES]]>;

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
        if S::CONVERTS {
            return words.shr::<40>().to_f64() * simd.splat(UNIT_F32);
        }
        // The lowest bits of a number from 2^28 on count as much as these, and it is taken away
        // again.
        let start = (1_u64 << 28) as f64;
        let bits = words.shr::<40>() | simd.splat_u64(start.to_bits());
        S::F64x8::from_bits(bits) - simd.splat(start)
    }

    #[inline(always)]
    fn doubles(_: &mut [[f32; LANES]]) -> Option<&mut [[f64; LANES]]> {
        None
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
        if S::CONVERTS {
            return words.shr::<11>().to_f64() * simd.splat(UNIT_F64);
        }
        // The upper 52 bits are the mantissa of a number from 1 to 2. The last one counts as much
        // in that of 2^-12, where it stands in the word. Both powers are taken away again, and no
        // step rounds: each is a multiple of 2^-53 below 1.
        let tiny = 1.0 / 4096.0_f64;
        let upper = words.shr::<12>() | simd.splat_u64(1.0_f64.to_bits());
        let last = words & simd.splat_u64(1 << 11) | simd.splat_u64(tiny.to_bits());
        let upper = S::F64x8::from_bits(upper) - simd.splat(1.0 + tiny);
        upper + S::F64x8::from_bits(last)
    }

    #[inline(always)]
    fn doubles(out: &mut [[f64; LANES]]) -> Option<&mut [[f64; LANES]]> {
        Some(out)
    }

    #[inline(always)]
    fn store<V: F64x8>(vector: V, to: &mut [f64; LANES]) {
        vector.store(to);
    }
}

mod sealed {
    /// Nobody else makes variates.
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
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
