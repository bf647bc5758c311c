//! From densities to responsibilities, by way of logarithms.
//!
//! A responsibility is `2^-surprise`, by the sum of that over all components. The
//! least surprise of a point is taken from all of them first, which changes nothing, but for points
//! far from all components: where `0/0` would be left of the quotient, the largest share is 1 now.

use crate::kernels::mixture::points::Line;
use crate::simd::math::{exp2_or_tiny, ln};
use crate::simd::{F64x8, LANES, Simd};
use std::f64::consts::LN_2;

/// Lowers `least` to the `surprises` of a further component.
#[inline(always)]
pub(super) fn lower<S: Simd>(simd: S, surprises: &[Line], least: &mut [Line]) {
    for (surprise, least) in surprises.iter().zip(least) {
        let lesser = simd.load(&surprise.0).min(simd.load(&least.0));
        lesser.store(&mut least.0);
    }
}

/// Turns the `surprises` of a component into shares, and adds them to the `totals`.
#[inline(always)]
pub(super) fn shares<S: Simd>(
    simd: S,
    surprises: &mut [Line],
    least: &[Line],
    totals: &mut [Line],
) {
    for ((surprise, least), total) in surprises.iter_mut().zip(least).zip(totals) {
        let share = share(simd, surprise, simd.load(&least.0));
        (simd.load(&total.0) + share).store(&mut total.0);
    }
}

/// Turns the surprises of a component at eight points into shares.
#[inline(always)]
pub(super) fn share<S: Simd>(simd: S, surprise: &mut Line, least: S::F64x8) -> S::F64x8 {
    let exponent = least - simd.load(&surprise.0);
    let share = exp2_or_tiny(simd, exponent);
    share.store(&mut surprise.0);
    share
}

/// Inverts the totals of `len` points, and returns the sum of the points' log-likelihoods,
/// `ln (2^-least * total)`, lane by lane. The inverses of what are no points become zero.
///
/// A total is between 1 and the number of components, so those of a tile can be multiplied, and
/// there is one logarithm to take.
#[inline(always)]
pub(super) fn invert<S: Simd>(
    simd: S,
    least: &mut [Line],
    totals: &mut [Line],
    len: usize,
) -> S::F64x8 {
    let points = len % LANES;
    if let (Some(least), Some(total), 1..) = (least.last_mut(), totals.last_mut(), points) {
        least.0[points..].fill(0.0);
        total.0[points..].fill(1.0);
    }
    let one = simd.splat(1.0);
    let (mut product, mut surprise) = (one, simd.splat(0.0));
    for (least, total) in least.iter().zip(totals.iter_mut()) {
        let sum = simd.load(&total.0);
        product = product * sum;
        surprise = surprise + simd.load(&least.0);
        (one / sum).store(&mut total.0);
    }
    if let (Some(inverse), 1..) = (totals.last_mut(), points) {
        inverse.0[points..].fill(0.0);
    }
    ln(simd, product) - simd.splat(LN_2) * surprise
}
