//! The value that a block of numbers comes down to, and that merges.

use crate::kernels::two_sum::Compensated;

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
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    count: u64,
    sum: Compensated<f64>,
    /// `sum_i (x[i] - mean)²`.
    squares: f64,
    min: f64,
    max: f64,
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

impl Summary {
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
    /// negative: nothing cancels.
    #[inline(always)]
    pub fn merge(self, other: Self) -> Self {
        // The empty summary has no mean to take a difference with.
        if self.count == 0 {
            return other;
        }
        if other.count == 0 {
            return self;
        }
        let (a, b) = (self.count as f64, other.count as f64);
        let apart = other.sum.total() / b - self.sum.total() / a;
        Self {
            count: self.count.saturating_add(other.count),
            sum: self.sum.merge(other.sum),
            squares: self.squares + other.squares + apart * apart * (a * (b / (a + b))),
            min: lesser(self.min, other.min),
            max: greater(self.max, other.max),
        }
    }

    /// How many numbers there were, NaN included.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// `sum_i x[i]`; 0 of nothing.
    pub fn sum(&self) -> f64 {
        self.sum.total()
    }

    /// `sum_i x[i] / n`; there is none of nothing.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum() / self.count as f64)
    }

    /// The variance of the numbers as a whole population, `sum_i (x[i] - mean)² / n` (NumPy's
    /// `var()`); there is none of nothing.
    pub fn variance(&self) -> Option<f64> {
        (self.count > 0).then(|| self.squares / self.count as f64)
    }

    /// The unbiased estimate from a sample, `sum_i (x[i] - mean)² / (n - 1)` (NumPy's
    /// `var(ddof=1)`); there is none of fewer than two.
    pub fn sample_variance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.squares / (self.count - 1) as f64)
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
