//! The same loop with the bounds checks taken off: what `boundscheck(False)` does.

use super::Summand;
use crate::numerics::compensated::Compensated;

/// [`checked`](super::checked) without the bounds checks. The same additions in the same order give
/// the same bits.
///
/// ```
/// use hotloop::kernels::sum;
///
/// assert_eq!(sum::unchecked(&[0.1, 0.2, 0.3]), sum::checked(&[0.1, 0.2, 0.3]));
/// ```
pub fn unchecked<T: Summand>(x: &[T]) -> T::Sum {
    let mut sum = T::Wide::default();
    for i in 0..x.len() {
        // SAFETY: `i` runs to `x.len()`, exclusive.
        sum = sum + unsafe { *x.get_unchecked(i) }.widen();
    }
    let sum = Compensated {
        sum,
        ..Compensated::default()
    };
    T::total(sum, x)
}
