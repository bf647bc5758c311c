//! From what the loops have added up to the sum.

use crate::numerics::compensated::Compensated;
use crate::numerics::scaled;

/// The sum of the products, rounded. An overflow on the way leaves an infinity or NaN in one of the
/// two, and so in the total.
pub(super) fn total(sum: Compensated<f64>, x: &[f64], y: &[f64]) -> f64 {
    or_scaled(sum.sum + sum.lost, x, y)
}

/// The sum of the products, which may have overflowed on the way.
pub(super) fn or_scaled(sum: f64, x: &[f64], y: &[f64]) -> f64 {
    if sum.is_finite() {
        sum
    } else {
        scaled::sum_of_products(x, y)
    }
}
