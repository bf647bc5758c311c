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

/// Rows whose overhangs are looked after together.
const BLOCK: usize = 64;

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
    fn rows<S: Simd>(self, simd: S, words: &mut Words<S>, out: &mut [[T; LANES]]) {
        let mean = simd.splat(self.mean);
        let deviation = simd.splat(self.deviation);
        let mut drawn = [[0; LANES]; BLOCK];
        let mut outside = [0; BLOCK];
        for out in out.chunks_mut(BLOCK) {
            for ((out, drawn), outside) in out.iter_mut().zip(&mut drawn).zip(&mut outside) {
                let word = words.next();
                word.store(drawn);
                let layer = word & simd.splat_u64(LAYERS as u64 - 1);
                *outside = layer.gt(simd.splat_u64(RECTANGLES as u64 - 1)).to_bits();
                let bits = word.shr::<12>() | simd.splat_u64(2.0_f64.to_bits());
                let symmetric = S::F64x8::from_bits(bits) - simd.splat(3.0);
                let z = symmetric * simd.lookup(&WIDTHS, word);
                T::store(mean + deviation * z, out);
            }
            let (out, drawn) = (out.as_flattened_mut(), drawn.as_flattened());
            for (group, masks) in outside.as_chunks().0.iter().enumerate() {
                let mut mask = u64::from_le_bytes(*masks);
                while mask != 0 {
                    let i = group * 64 + mask.trailing_zeros() as usize;
                    if let (Some(x), Some(&word)) = (out.get_mut(i), drawn.get(i)) {
                        *x = T::nearest(self.scale(overhang(word)));
                    }
                    mask &= mask - 1;
                }
            }
        }
    }
}
