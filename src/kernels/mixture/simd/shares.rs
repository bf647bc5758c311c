//! From densities to responsibilities, by way of logarithms.
//!
//! A responsibility is `2^-surprise` divided by the sum of that over all components. The least
//! surprise of a point is taken from all of them first. The quotient stays what it is, but for
//! points far from all components: where `0/0` would be left of it, the largest share is 1 now.

use crate::kernels::mixture::points::Line;
use crate::simd::math::{exp2_or_zero, ln};
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
    let share = exp2_or_zero(simd, exponent);
    share.store(&mut surprise.0);
    share
}

/// What the log-likelihood of a tile of points is made of.
///
/// A total is between 1 and the number of components, so those of a tile can be multiplied, and
/// there is one logarithm to take.
pub(super) struct Likelihood<V> {
    totals: V,
    surprise: V,
}

impl<V: F64x8> Likelihood<V> {
    #[inline(always)]
    pub(super) fn new<S: Simd<F64x8 = V>>(simd: S) -> Self {
        Self {
            totals: simd.splat(1.0),
            surprise: simd.splat(0.0),
        }
    }

    /// Takes the least surprise and the total share of eight points, and inverts the total.
    #[inline(always)]
    pub(super) fn invert<S: Simd<F64x8 = V>>(&mut self, simd: S, least: V, total: V) -> V {
        self.totals *= total;
        self.surprise += least;
        simd.splat(1.0) / total
    }

    /// [`invert`](Likelihood::invert), where only the first `points` of eight lanes are points. The
    /// inverses of the others are zero.
    #[inline(always)]
    pub(super) fn invert_first<S: Simd<F64x8 = V>>(
        &mut self,
        simd: S,
        (least, total): (V, V),
        points: usize,
    ) -> V {
        let (mut least, mut total) = (least.to_array(), total.to_array());
        least[points..].fill(0.0);
        total[points..].fill(1.0);
        let inverse = self.invert(simd, simd.load(&least), simd.load(&total));
        let mut inverse = inverse.to_array();
        inverse[points..].fill(0.0);
        simd.load(&inverse)
    }

    /// The sum of the logarithms of the points' densities, lane by lane.
    #[inline(always)]
    pub(super) fn ln<S: Simd<F64x8 = V>>(self, simd: S) -> V {
        ln(simd, self.totals) - simd.splat(LN_2) * self.surprise
    }
}

/// Inverts the totals of `len` points, and returns the sum of the logarithms of their densities,
/// lane by lane.
#[inline(always)]
pub(super) fn invert<S: Simd>(
    simd: S,
    least: &[Line],
    totals: &mut [Line],
    len: usize,
) -> S::F64x8 {
    let mut likelihood = Likelihood::new(simd);
    let (whole, part) = totals.split_at_mut(len / LANES);
    for (least, total) in least.iter().zip(whole) {
        let inverse = likelihood.invert(simd, simd.load(&least.0), simd.load(&total.0));
        inverse.store(&mut total.0);
    }
    if let (Some(least), Some(total)) = (least.last(), part.last_mut()) {
        let last = (simd.load(&least.0), simd.load(&total.0));
        let inverse = likelihood.invert_first(simd, last, len % LANES);
        inverse.store(&mut total.0);
    }
    likelihood.ln(simd)
}

/// [`invert`] for points that count as often as the `weights` say: writes the quotients of weight and
/// total. A weight of zero, beyond the last point, makes zeros.
#[inline(always)]
pub(super) fn weigh<S: Simd>(
    simd: S,
    least: &[Line],
    totals: &mut [Line],
    weights: &[Line],
) -> S::F64x8 {
    let mut sum = simd.splat(0.0);
    for ((least, total), weight) in least.iter().zip(totals).zip(weights) {
        let (share, weight) = (simd.load(&total.0), simd.load(&weight.0));
        let density = ln(simd, share) - simd.splat(LN_2) * simd.load(&least.0);
        sum = weight.mul_add(density, sum);
        (weight / share).store(&mut total.0);
    }
    sum
}
