//! Between which numbers.

use crate::Error;
use crate::random::{Float, Variate, Words};
use crate::simd::{F64x8, LANES, Simd};

/// The uniform distribution over `[low, high)`.
///
/// ```
/// use hotloop::kernels::uniform::Uniform;
///
/// assert_eq!(Uniform::unit(), Uniform::new(0.0_f64, 1.0)?);
/// assert!(Uniform::new(1.0_f32, 1.0).is_err());
/// # Ok::<(), hotloop::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uniform<T> {
    low: f64,
    width: f64,
    /// The largest number below `high`: rounding might reach `high` itself.
    last: T,
}

impl<T: Float> Uniform<T> {
    /// Numbers `low + (high - low) * u`, with `u` uniform over `[0, 1)`: never `high`.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] if `low` or `high` is NaN or infinite, if `high` is not above `low`,
    /// or if it is so far above that the difference overflows.
    pub fn new(low: T, high: T) -> Result<Self, Error> {
        let last = high.below();
        let (low, high) = (low.into(), high.into());
        Error::ensure_finite("low", low, |_| true, "a finite number")?;
        let (above, near) = (
            "a finite number above `low`",
            "a finite distance from `low`",
        );
        Error::ensure_finite("high", high, |high| high > low, above)?;
        Error::ensure_finite("high", high, |high| (high - low).is_finite(), near)?;
        Ok(Self {
            low,
            width: high - low,
            last,
        })
    }

    /// Over `[0, 1)`: multiples of `2^-53` as `f64`, and of `2^-24` as `f32`.
    pub fn unit() -> Self {
        Self {
            low: 0.0,
            width: 1.0,
            last: T::nearest(1.0).below(),
        }
    }
}

impl<T: Float> Uniform<T> {
    /// Whether a number is `u` itself: what is done to it then leaves its bits as they are.
    fn is_unit(self) -> bool {
        self.low.to_bits() == 0 && self.width == 1.0
    }

    /// The numbers of eight words, where `UNIT` says whether each [is `u` itself](Self::is_unit).
    #[inline(always)]
    pub(super) fn numbers<S: Simd, const UNIT: bool>(self, simd: S, words: S::U64x8) -> S::F64x8 {
        let units = T::units(simd, words);
        if UNIT {
            return units;
        }
        let x = simd.splat(self.low) + simd.splat(self.width) * units;
        x.min(simd.splat(self.last.into()))
    }

    #[inline(always)]
    fn write_rows<S: Simd, const UNIT: bool>(
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
            return self.stream_rows::<S, UNIT>(simd, words, out);
        }
        for out in out {
            T::store(self.numbers::<S, UNIT>(simd, words.next()), out);
        }
    }
}

impl<T: Float> Variate<T> for Uniform<T> {
    #[inline]
    fn one(self, word: u64) -> T {
        let (x, last) = (self.low + self.width * T::unit(word), self.last.into());
        T::nearest(if x < last { x } else { last })
    }

    #[inline(always)]
    fn rows<S: Simd>(
        self,
        simd: S,
        words: &mut Words<S>,
        out: &mut [[T; LANES]],
        past_caches: bool,
    ) {
        if self.is_unit() {
            self.write_rows::<S, true>(simd, words, out, past_caches);
        } else {
            self.write_rows::<S, false>(simd, words, out, past_caches);
        }
    }
}
