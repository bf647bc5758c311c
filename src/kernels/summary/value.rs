//! The value that a block of numbers comes down to, and that merges.

use crate::numerics::compensated::Compensated;
use crate::numerics::scaled::SCALE;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

/// Count, sum, mean, variance, minimum and maximum of some numbers.
///
/// Summaries of two parts [`merge`](Summary::merge) into the summary of the whole, so data may be
/// cut in any way, and summarised anywhere, at any time. The empty summary is [`Summary::default`].
///
/// ```
/// use hotloop::kernels::summary::{self, Summary};
///
/// let x = [3.0, 1.0, 4.0, 1.0, 5.0];
/// let whole = summary::simd(&x);
/// assert_eq!((whole.count(), whole.sum()), (5, 14.0));
/// assert_eq!((whole.min(), whole.max()), (Some(1.0), Some(5.0)));
/// assert_eq!(whole.mean(), Some(2.8));
/// assert!((whole.variance().unwrap() - 2.56).abs() < 1e-15);
///
/// let parts = summary::simd(&x[..2]).merge(summary::simd(&x[2..]));
/// assert_eq!((parts.count(), parts.sum()), (whole.count(), whole.sum()));
/// assert_eq!(Summary::default().mean(), None);
///
/// // The same as operators, and of what comes one by one.
/// let parts = summary::simd(&x[..2]) + x[2..].iter().copied().collect();
/// assert_eq!(parts.max(), whole.max());
///
/// // And it can be kept, and go on later.
/// assert_eq!(Summary::from_bytes(&parts.to_bytes()), Ok(parts));
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct Summary {
    pub(super) count: u64,
    /// `sum_i scale x[i]`, where the scale is that of the extremes: see [`scale`].
    pub(super) sum: Compensated<f64>,
    /// `sum_i scale² (x[i] - mean)²`.
    pub(super) squares: f64,
    pub(super) min: f64,
    pub(super) max: f64,
}

impl Default for Summary {
    #[inline(always)]
    fn default() -> Self {
        Self {
            count: 0,
            sum: Compensated::default(),
            squares: 0.0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
        }
    }
}

impl fmt::Debug for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Summary")
            .field("count", &self.count())
            .field("sum", &self.sum())
            .field("mean", &self.mean())
            .field("standard_deviation", &self.standard_deviation())
            .field("min", &self.min())
            .field("max", &self.max())
            .finish_non_exhaustive()
    }
}

/// [`merge`](Summary::merge).
impl Add for Summary {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.merge(other)
    }
}

/// All of them, merged in their order.
impl AddAssign for Summary {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = self.merge(other);
    }
}

impl<'a> Sum<&'a Self> for Summary {
    fn sum<I: Iterator<Item = &'a Self>>(summaries: I) -> Self {
        summaries.copied().sum()
    }
}

impl Sum for Summary {
    fn sum<I: Iterator<Item = Self>>(summaries: I) -> Self {
        summaries.fold(Self::default(), Self::merge)
    }
}

impl Summary {
    /// Sum and squared deviations are those of the numbers times the [`scale`] of their extremes.
    #[inline(always)]
    pub(super) fn new(count: u64, sum: f64, squares: f64, min: f64, max: f64) -> Self {
        Self {
            count,
            sum: Compensated { sum, lost: 0.0 },
            squares,
            min,
            max,
        }
    }

    /// The summary of the numbers of both, as if they had been summarised together.
    ///
    /// Counts, minima and maxima merge exactly. Sums are compensated, so merging adds no error
    /// worth the name to them. The squared deviations merge by Chan, Golub and LeVeque's formula
    /// (1983), `S = S_a + S_b + (mean_b - mean_a)² n_a n_b / (n_a + n_b)`, whose terms are never
    /// negative: nothing cancels. Nothing overflows either: a sum or variance that is beyond `f64`
    /// in a part, and not in the whole, is right in the whole, in whatever order parts merge.
    ///
    /// A count stops at [`u64::MAX`]; sum, mean and variance are right for no more numbers than
    /// that.
    #[inline(always)]
    pub fn merge(self, other: Self) -> Self {
        // The empty summary has no mean to take a difference with.
        if self.count == 0 {
            return other;
        }
        if other.count == 0 {
            return self;
        }
        let scale = self.scale().min(other.scale());
        let (sum, squares, mean) = self.scaled(scale);
        let (other_sum, other_squares, other_mean) = other.scaled(scale);
        let (a, b) = (self.count as f64, other.count as f64);
        let apart = other_mean - mean;
        Self {
            count: self.count.saturating_add(other.count),
            sum: sum.merge(other_sum),
            squares: squares + other_squares + apart * apart * (a * (b / (a + b))),
            min: lesser(self.min, other.min),
            max: greater(self.max, other.max),
        }
    }

    #[inline(always)]
    pub(super) fn scale(&self) -> f64 {
        scale(self.min, self.max)
    }

    /// Sum, squared deviations and mean of the numbers times `scale`, which is their own scale or,
    /// where that is 1, another.
    #[inline(always)]
    fn scaled(&self, scale: f64) -> (Compensated<f64>, f64, f64) {
        let by = if self.scale() == scale { 1.0 } else { scale };
        let sum = Compensated {
            sum: self.sum.sum * by,
            lost: self.sum.lost * by,
        };
        let mean = sum.total() / self.count as f64;
        let mean = within(mean, self.min * scale, self.max * scale);
        (sum, self.squares * by * by, mean)
    }

    /// How many numbers there were, NaN included.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// `sum_i x[i]`; 0 of nothing. Of finite numbers it is infinite where the true sum, or what is
    /// within the bound of it, is beyond `f64`, and nowhere else.
    pub fn sum(&self) -> f64 {
        self.sum.total() / self.scale()
    }

    /// `sum_i x[i] / n`, and from the least of the numbers to the greatest: so it is finite if they
    /// are, and of equal numbers it is that number. There is none of nothing.
    pub fn mean(&self) -> Option<f64> {
        let mean = self.sum.total() / self.count as f64 / self.scale();
        (self.count > 0).then(|| within(mean, self.min, self.max))
    }

    /// The variance of the numbers as a whole population, `sum_i (x[i] - mean)² / n` (NumPy's
    /// `var()`); there is none of nothing. Of finite numbers it is never negative or NaN, it is 0
    /// if they are equal, and it is infinite where the true variance, or what is within the bound
    /// of it, is beyond `f64`, and nowhere else.
    pub fn variance(&self) -> Option<f64> {
        (self.count > 0).then(|| self.mean_square(self.count))
    }

    /// The unbiased estimate from a sample, `sum_i (x[i] - mean)² / (n - 1)` (NumPy's
    /// `var(ddof=1)`); there is none of fewer than two. What is said of
    /// [`variance`](Summary::variance) holds for it too.
    pub fn sample_variance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.mean_square(self.count - 1))
    }

    /// The standard deviation of the numbers as a whole population, the square root of
    /// [`variance`](Summary::variance) (NumPy's `std()`); there is none of nothing. It is finite where
    /// the numbers are, also where the variance is beyond `f64`.
    #[doc(alias = "std")]
    pub fn standard_deviation(&self) -> Option<f64> {
        (self.count > 0).then(|| self.root_mean_square(self.count))
    }

    /// The standard deviation as a sample's, the square root of
    /// [`sample_variance`](Summary::sample_variance) (NumPy's `std(ddof=1)`); there is none of fewer
    /// than two.
    #[doc(alias = "std")]
    pub fn sample_standard_deviation(&self) -> Option<f64> {
        (self.count > 1).then(|| self.root_mean_square(self.count - 1))
    }

    /// The standard error of the mean of a sample,
    /// [`sample_standard_deviation`](Summary::sample_standard_deviation)` / sqrt(n)` (SciPy's
    /// `stats.sem`); there is none of fewer than two.
    ///
    /// ```
    /// use hotloop::kernels::summary;
    ///
    /// let summary = summary::simd(&[1.0, 2.0, 3.0, 6.0]);
    /// assert_eq!(summary.variance(), Some(3.5));
    /// assert_eq!(summary.standard_deviation(), Some(3.5_f64.sqrt()));
    /// assert_eq!(summary.standard_error(), Some((14.0_f64 / 3.0).sqrt() / 2.0));
    /// ```
    #[doc(alias = "sem")]
    pub fn standard_error(&self) -> Option<f64> {
        let error = || {
            let deviation = (self.squares / (self.count - 1) as f64).sqrt();
            // In another scale it may be beyond `f64` before it is divided.
            deviation / (self.count as f64).sqrt() / self.scale()
        };
        (self.count > 1).then(error)
    }

    /// Of the numbers in their own scale, in which nothing overflows.
    fn root_mean_square(&self, count: u64) -> f64 {
        (self.squares / count as f64).sqrt() / self.scale()
    }

    fn mean_square(&self, count: u64) -> f64 {
        self.squares / count as f64 / self.scale() / self.scale()
    }

    /// The least of the numbers that are not NaN, if there are any. Of two zeros it may be either.
    pub fn min(&self) -> Option<f64> {
        (self.min <= self.max).then_some(self.min)
    }

    /// The greatest of the numbers that are not NaN, if there are any. Of two zeros it may be
    /// either.
    pub fn max(&self) -> Option<f64> {
        (self.min <= self.max).then_some(self.max)
    }
}

/// Numbers beyond this on either side are summarised in another scale: their squares, or the sum of
/// those, may be beyond `f64`. Of others, not even 2^64 squared deviations are.
const FAR: f64 = 1e140;

/// What numbers with these extremes are multiplied by, so that nothing overflows. They have to be
/// looked at anyway, so a [`Summary`] needs no word for it.
#[inline(always)]
pub(super) fn scale(min: f64, max: f64) -> f64 {
    if min < -FAR || max > FAR { SCALE } else { 1.0 }
}

/// A mean, put where rounding may have moved it from: between the extremes. Deviations of equal
/// numbers are then zero. A NaN stays as it is.
#[inline(always)]
pub(super) fn within(mean: f64, min: f64, max: f64) -> f64 {
    greater(min, lesser(max, mean))
}

/// The vectors' [`min`](crate::simd::F64x8::min), for one number: a NaN in `x` yields `so_far`.
#[inline(always)]
pub(super) fn lesser(x: f64, so_far: f64) -> f64 {
    if x < so_far { x } else { so_far }
}

/// The vectors' [`max`](crate::simd::F64x8::max), for one number: a NaN in `x` yields `so_far`.
#[inline(always)]
pub(super) fn greater(x: f64, so_far: f64) -> f64 {
    if x > so_far { x } else { so_far }
}
