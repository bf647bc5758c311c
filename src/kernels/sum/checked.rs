//! The loop as the tutorial wrote it.

use super::Summand;
use crate::numerics::compensated::Compensated;

/// `sum_i x[i]`, one element after the other through an index that is checked.
///
/// Floats are added in index order, one rounding an element: the error is at most
/// `(n - 1) u sum |x|` with `u = 2^-53`. A sum that overflows on its way is
/// [made again](super#overflow-infinities-and-nan). Integers wrap.
///
/// ```
/// use hotloop::kernels::sum;
///
/// let x: Vec<i64> = (0..10_000).collect();
/// assert_eq!(sum::checked(&x), 49_995_000);
/// ```
pub fn checked<T: Summand>(x: &[T]) -> T::Sum {
    let mut sum = T::Wide::default();
    #[allow(
        clippy::needless_range_loop,
        reason = "the indexed loop is what this rung is"
    )]
    for i in 0..x.len() {
        sum = sum + x[i].widen();
    }
    let sum = Compensated {
        sum,
        ..Compensated::default()
    };
    T::total(sum, x)
}
