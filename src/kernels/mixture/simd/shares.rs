//! From densities to responsibilities, by way of logarithms.

use crate::kernels::mixture::points::Line;
use crate::simd::math::{exp2_normal, ln};
use crate::simd::{F64x8, LANES, Simd};
use std::f64::consts::LN_2;

/// A share below `2^-600` is taken for that.
const LEAST_EXPONENT: f64 = -600.0;

/// Turns the `surprises` of each component at a tile of points into shares, of which each is to be
/// multiplied by the inverse of the point's `totals` to be a responsibility. Returns the sum of the
/// points' log-likelihoods, lane by lane. Only the first `left` points are points; the inverses of
/// the others are zero.
///
/// The largest share of a point is 1, that of the component with the `least` surprise, so however
/// far all components are, the shares do not become 0/0.
#[inline(always)]
pub(super) fn shares<S: Simd>(
    simd: S,
    surprises: &mut [&mut [Line]],
    least: &mut [Line],
    totals: &mut [Line],
    left: usize,
) -> S::F64x8 {
    least.fill(Line([f64::INFINITY; LANES]));
    for surprises in surprises.iter() {
        for (least, surprise) in least.iter_mut().zip(surprises.iter()) {
            let lesser = simd.load(&surprise.0).min(simd.load(&least.0));
            lesser.store(&mut least.0);
        }
    }
    totals.fill(Line([0.0; LANES]));
    for surprises in surprises.iter_mut() {
        for ((least, surprise), total) in least
            .iter()
            .zip(surprises.iter_mut())
            .zip(totals.iter_mut())
        {
            let exponent = simd.load(&least.0) - simd.load(&surprise.0);
            let share = exp2_normal(simd, exponent.max(simd.splat(LEAST_EXPONENT)));
            share.store(&mut surprise.0);
            (simd.load(&total.0) + share).store(&mut total.0);
        }
    }
    let padding = (totals.len() * LANES).saturating_sub(left).min(LANES - 1);
    if let (Some(least), Some(total)) = (least.last_mut(), totals.last_mut()) {
        least.0[LANES - padding..].fill(0.0);
        total.0[LANES - padding..].fill(1.0);
    }
    let log_likelihood = invert(simd, least, totals);
    if let Some(total) = totals.last_mut() {
        total.0[LANES - padding..].fill(0.0);
    }
    log_likelihood
}

/// Inverts the totals, and returns the sum of `ln (2^-least * total)`, lane by lane.
///
/// A total is between 1 and the number of components, so those of a tile can be multiplied, and
/// there is one logarithm to take.
#[inline(always)]
fn invert<S: Simd>(simd: S, least: &[Line], totals: &mut [Line]) -> S::F64x8 {
    let one = simd.splat(1.0);
    let (mut product, mut surprise) = (one, simd.splat(0.0));
    for (least, total) in least.iter().zip(totals) {
        let sum = simd.load(&total.0);
        product = product * sum;
        surprise = surprise + simd.load(&least.0);
        (one / sum).store(&mut total.0);
    }
    ln(simd, product) - simd.splat(LN_2) * surprise
}
