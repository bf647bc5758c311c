//! The same loops with the bounds checks taken off: what `boundscheck(False)` does.

use super::rounded::or_scaled;

/// [`checked`](super::checked) without the bounds checks. The same operations in the same order
/// give the same bits.
///
/// ```
/// use hotloop::kernels::pairwise;
///
/// let x = [0.1, 0.2, 0.3];
/// assert_eq!(pairwise::unchecked(&x), pairwise::checked(&x));
/// ```
pub fn unchecked(x: &[f64]) -> f64 {
    or_scaled(of_two(x, x), x, x)
}

pub(super) fn of_two(x: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        let mut row = 0.0;
        for j in 0..y.len() {
            // SAFETY: `i` runs to `x.len()` and `j` to `y.len()`, exclusive.
            row += unsafe { x.get_unchecked(i) * y.get_unchecked(j) };
        }
        sum += row;
    }
    sum
}
