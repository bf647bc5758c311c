//! Finite numbers whose sums or squares are beyond `f64`, in a unit in which they are not.
//!
//! Kernels add up in the ordinary unit, and look at the end whether something may have overflowed.
//! Then they come here, which is slower and out of their way.

use super::compensated::Compensated;

/// What numbers are multiplied by: `2^-600`. The square of any is then below `2^850`, and 2^64 of
/// those can be added. It is exact for numbers from `2^-422` on, and those below are nothing beside
/// the ones that take a reader here.
pub(crate) const SCALE: f64 = f64::from_bits((1023 - 600) << 52);

/// `sum_i x[i]` where adding up came to something that is not finite, rounded once as by
/// [`Compensated`].
///
/// It is finite where the true sum is, and infinite where that is beyond `f64`. If there are
/// elements that are not finite, then they alone decide: their sum is that of all.
#[cold]
#[inline(never)]
pub(crate) fn sum(x: &[f64]) -> f64 {
    match sum_of_not_finite(x) {
        Some(sum) => sum,
        None => sum_of_scaled(x) / SCALE,
    }
}

/// `sum_i sum_j x[i] * y[j]` where adding up came to something that is not finite, or `sum_i x[i] *
/// sum_j y[j]` did.
///
/// It is finite where the true sum is, and infinite where that is beyond `f64`. If there are
/// products that are not finite because an element is not, then they alone decide.
#[cold]
#[inline(never)]
pub(crate) fn sum_of_products(x: &[f64], y: &[f64]) -> f64 {
    let times = |x: f64, y: &[f64]| y.iter().fold(0.0, |sum, y| sum + x * y);
    match (sum_of_not_finite(x), sum_of_not_finite(y)) {
        (None, None) => {
            // The product first: that of a large sum and a small one may be anything.
            let ((x, x_scale), (y, y_scale)) = (in_some_scale(x), in_some_scale(y));
            x * y / x_scale / y_scale
        }
        (Some(odd), None) => times(odd, y),
        (None, Some(odd)) => times(odd, x),
        (Some(x_odd), Some(y_odd)) => times(x_odd, y) + times(y_odd, x),
    }
}

/// The sum of the elements, which are finite, times a scale, and the scale. It is 1 where it can
/// be, because small numbers that are scaled are none.
fn in_some_scale(x: &[f64]) -> (f64, f64) {
    let sum = x
        .iter()
        .copied()
        .fold(Compensated::default(), Compensated::add);
    if (sum.sum + sum.lost).is_finite() {
        (sum.total(), 1.0)
    } else {
        (sum_of_scaled(x), SCALE)
    }
}

/// The sum of the elements that are not finite, if there are any.
fn sum_of_not_finite(x: &[f64]) -> Option<f64> {
    let mut found = None;
    // Whole blocks without a branch, because there may be few that have any.
    for x in x.chunks(256) {
        if x.iter().fold(true, |all, x| all & x.is_finite()) {
            continue;
        }
        for x in x.iter().filter(|x| !x.is_finite()) {
            found = Some(found.unwrap_or(0.0) + x);
        }
        if found.is_some_and(f64::is_nan) {
            break;
        }
    }
    found
}

/// The sum of `SCALE * x[i]`, which are finite.
fn sum_of_scaled(x: &[f64]) -> f64 {
    let scaled = x.iter().map(|x| x * SCALE);
    scaled
        .fold(Compensated::default(), Compensated::add)
        .total()
}
