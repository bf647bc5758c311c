//! From densities to responsibilities, by way of logarithms.

use crate::kernels::mixture::points::Line;
use crate::simd::math::{exp2_normal, ln};
use crate::simd::{F64x8, Simd};

/// A responsibility below `2^-600` is taken for that.
const FLOOR: f64 = -600.0;

/// The least of the components' `surprises` at each point.
#[inline(always)]
pub(super) fn least<S: Simd>(simd: S, surprises: &[Line], least: &mut [Line]) {
    let n = least.len();
    least.copy_from_slice(&surprises[..n]);
    for surprises in surprises[n..].chunks_exact(n) {
        for (least, surprise) in least.iter_mut().zip(surprises) {
            let lesser = simd.load(&surprise.0).min(simd.load(&least.0));
            lesser.store(&mut least.0);
        }
    }
}

/// Turns the `surprises` of one component into shares, `2^(least - surprise)`, and adds them to the
/// sums of all components.
#[inline(always)]
pub(super) fn shares<S: Simd>(
    simd: S,
    least: &[Line],
    surprises: &mut [Line],
    sums: &mut [Line],
) {
    let floor = simd.splat(FLOOR);
    for ((least, surprise), sum) in least.iter().zip(surprises).zip(sums) {
        let exponent = simd.load(&least.0) - simd.load(&surprise.0);
        let share = exp2_normal(simd, exponent.max(floor));
        share.store(&mut surprise.0);
        (simd.load(&sum.0) + share).store(&mut sum.0);
    }
}

/// Inverts the `sums` of the shares, and returns the sum of the points' log-likelihoods, lane by
/// lane: `ln (2^-least * sum)`.
///
/// Every sum is between 1 and the number of components, so those of a tile can be multiplied, and
/// there is one logarithm to take.
#[inline(always)]
pub(super) fn invert<S: Simd>(simd: S, least: &[Line], sums: &mut [Line]) -> S::F64x8 {
    let one = simd.splat(1.0);
    let (mut product, mut surprise) = (one, simd.splat(0.0));
    for (least, sum) in least.iter().zip(sums) {
        let total = simd.load(&sum.0);
        product = product * total;
        surprise = surprise + simd.load(&least.0);
        (one / total).store(&mut sum.0);
    }
    ln(simd, product) - simd.splat(std::f64::consts::LN_2) * surprise
}
