//! Which normal distribution.

use super::bell::{LAYERS, RECTANGLES, WIDTHS, overhang, symmetric};
use crate::Error;
use crate::random::{Float, Variate, Words};
use crate::simd::{F64x8, LANES, Mask8, Simd, U64x8};

/// The normal distribution of a mean and a standard deviation.
///
/// ```
/// use hotloop::kernels::normal::Normal;
///
/// let heights = Normal::new(178.0, 7.0)?; // in centimetres
/// assert_eq!((heights.mean(), heights.deviation()), (178.0, 7.0));
/// assert_eq!(Normal::STANDARD, Normal::new(0.0, 1.0)?);
/// # Ok::<(), hotloop::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal {
    mean: f64,
    deviation: f64,
}

impl Normal {
    /// Mean 0 and standard deviation 1.
    pub const STANDARD: Self = Self {
        mean: 0.0,
        deviation: 1.0,
    };

    /// The distribution of `mean + deviation * z`, where `z` is standard normal. A deviation of zero
    /// is allowed: all numbers are the mean then.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] if `mean` is NaN or infinite, or if `deviation` is NaN, negative, or so
    /// large that numbers might overflow: above `1e306`.
    pub fn new(mean: f64, deviation: f64) -> Result<Self, Error> {
        Error::unless_finite(
            "mean",
            mean,
            |mean| mean.abs() <= 1e307,
            "from -1e307 to 1e307",
        )?;
        Error::unless_finite(
            "deviation",
            deviation,
            |deviation| (0.0..=1e306).contains(&deviation),
            "from 0 to 1e306",
        )?;
        Ok(Self { mean, deviation })
    }

    /// The mean.
    pub fn mean(self) -> f64 {
        self.mean
    }

    /// The standard deviation.
    pub fn deviation(self) -> f64 {
        self.deviation
    }

    #[inline(always)]
    pub(super) fn scale(self, z: f64) -> f64 {
        self.mean + self.deviation * z
    }
}

/// Rows whose overhangs are looked after together: a bit each in 64 bits.
const BLOCK: usize = 64 / LANES;

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
    fn rows<S: Simd>(self, simd: S, words: &mut Words<S>, out: &mut [[T; LANES]], _: bool) {
        // The branch on a block's overhangs cannot be predicted. It is asked for a block later, when
        // the answer has long been there: so a wrong guess is noticed at once, and not after
        // everything that was begun before it.
        let mut drawn = [[[0; LANES]; BLOCK]; 2];
        let mut before: (u64, &mut [[T; LANES]]) = (0, &mut []);
        let (blocks, rest) = out.as_chunks_mut::<BLOCK>();
        let last = (blocks.len() + 1) % 2;
        for (b, out) in blocks.iter_mut().enumerate() {
            let outside = self.block(simd, words, &mut drawn[b % 2], out);
            self.overhangs(before.0, &drawn[(b + 1) % 2], before.1);
            before = (outside, out);
        }
        self.overhangs(before.0, &drawn[last], before.1);
        for out in rest {
            let [drawn, _] = &mut drawn;
            let outside = self.row(simd, words.next(), &mut drawn[0], out);
            self.overhangs(u64::from(outside), drawn, std::slice::from_mut(out));
        }
    }
}

impl Normal {
    /// Numbers from the rectangles. Returns which of them have to come from elsewhere, a bit each;
    /// `drawn` has their words.
    #[inline(always)]
    fn block<S: Simd, T: Float>(
        self,
        simd: S,
        words: &mut Words<S>,
        drawn: &mut [[u64; LANES]; BLOCK],
        out: &mut [[T; LANES]; BLOCK],
    ) -> u64 {
        let mut outside = 0;
        for (i, (out, drawn)) in out.iter_mut().zip(drawn).enumerate() {
            outside |= u64::from(self.row(simd, words.next(), drawn, out)) << (i * LANES);
        }
        outside
    }

    #[inline(always)]
    fn row<S: Simd, T: Float>(
        self,
        simd: S,
        word: S::U64x8,
        drawn: &mut [u64; LANES],
        out: &mut [T; LANES],
    ) -> u8 {
        word.store(drawn);
        let layer = word & simd.splat_u64(LAYERS as u64 - 1);
        let bits = word.shr::<12>() | simd.splat_u64(2.0_f64.to_bits());
        let symmetric = S::F64x8::from_bits(bits) - simd.splat(3.0);
        let z = symmetric * simd.lookup(&WIDTHS, layer);
        T::store(simd.splat(self.mean) + simd.splat(self.deviation) * z, out);
        layer.gt(simd.splat_u64(RECTANGLES as u64 - 1)).to_bits()
    }

    /// The numbers that `outside` marks, from the overhangs.
    #[inline(always)]
    fn overhangs<T: Float>(
        self,
        mut outside: u64,
        drawn: &[[u64; LANES]; BLOCK],
        out: &mut [[T; LANES]],
    ) {
        let (out, drawn) = (out.as_flattened_mut(), drawn.as_flattened());
        while outside != 0 {
            let i = outside.trailing_zeros() as usize;
            out[i] = T::nearest(self.scale(overhang(drawn[i])));
            outside &= outside - 1;
        }
    }
}
