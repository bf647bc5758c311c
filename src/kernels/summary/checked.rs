//! One number at a time.

use super::value::{greater, lesser, scale};
use super::{Summary, far};
use crate::simd::Float;

/// The [`Summary`] of `x` in one pass, one element after the other.
///
/// The sum is off by at most `(n - 1) u sum |x|`. Mean and squared deviations follow Welford
/// (1962): every element moves the mean by its share, which takes a division. If numbers turn out to
/// be [so large](super#large-and-small-numbers-infinities-and-nan) that something may have
/// overflowed, the loop is run again in another unit.
///
/// ```
/// use hotloop::kernels::summary;
///
/// let summary = summary::checked(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
/// assert_eq!((summary.mean(), summary.variance()), (Some(5.0), Some(4.0)));
/// ```
pub fn checked<T: Float>(x: &[T]) -> Summary {
    let (mut sum, mut mean, mut squares) = (0.0, 0.0, 0.0);
    let (mut min, mut max) = (f64::INFINITY, f64::NEG_INFINITY);
    #[allow(
        clippy::needless_range_loop,
        reason = "the indexed loop is what this rung is"
    )]
    for i in 0..x.len() {
        let value: f64 = x[i].into();
        let before = value - mean;
        mean += before / (i + 1) as f64;
        squares += before * (value - mean);
        sum += value;
        min = lesser(value, min);
        max = greater(value, max);
    }
    if scale(min, max) != 1.0 {
        return far::one_by_one(x.iter(), min, max);
    }
    Summary::new(x.len() as u64, sum, squares, min, max)
}
