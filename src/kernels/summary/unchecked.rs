//! The same loop with the bounds checks taken off.

use super::value::{greater, lesser, scale};
use super::{Summary, far};
use crate::simd::Float;

/// [`checked`](super::checked) without the bounds checks: the same bits.
///
/// ```
/// use hotloop::kernels::summary;
///
/// let x = [0.1, 0.2, 0.3];
/// assert_eq!(summary::unchecked(&x), summary::checked(&x));
/// ```
pub fn unchecked<T: Float>(x: &[T]) -> Summary {
    let (mut sum, mut mean, mut squares) = (0.0, 0.0, 0.0);
    let (mut min, mut max) = (f64::INFINITY, f64::NEG_INFINITY);
    for i in 0..x.len() {
        // SAFETY: `i` runs to `x.len()`, exclusive.
        let value: f64 = unsafe { *x.get_unchecked(i) }.into();
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
