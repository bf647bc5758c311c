//! The loops as the tutorial wrote them.

use super::rounded::or_scaled;

/// `sum_i sum_j x[i] * x[j]`: for each element, the row of its products, one after the other
/// through indices that are checked.
///
/// The error is at most `(2 n - 1) u (sum |x|)² + O(n² u²) (sum |x|)²` with `u = 2^-53`, unless
/// products underflow.
///
/// ```
/// use hotloop::kernels::pairwise;
///
/// let x: Vec<f64> = (1..=100).map(f64::from).collect();
/// assert_eq!(pairwise::checked(&x), 5050.0 * 5050.0);
/// ```
pub fn checked(x: &[f64]) -> f64 {
    or_scaled(of_two(x, x), x, x)
}

#[allow(
    clippy::needless_range_loop,
    reason = "the indexed loop is what this rung is"
)]
pub(super) fn of_two(x: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        let mut row = 0.0;
        for j in 0..y.len() {
            row += x[i] * y[j];
        }
        sum += row;
    }
    sum
}
