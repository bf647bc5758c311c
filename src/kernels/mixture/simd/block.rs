//! A block of points: an expectation and the moments for the next maximisation, in one go.

use super::pass::{Pass, rows};
use super::plan::Component;
use crate::kernels::across::across;
use crate::kernels::mixture::moments::{self, Moments};
use crate::kernels::mixture::points::Line;
use crate::simd::{F64x8, LANES, Simd};

/// Eights of points in a tile: what is known of them stays in the first-level cache from one pass
/// over them to the next.
pub(in crate::kernels::mixture) const TILE: usize = 32;

/// The moments of a block, lane by lane and about the means of the model.
pub(in crate::kernels::mixture) struct Sums {
    /// The sum of the logarithms of the points' densities.
    pub(in crate::kernels::mixture) log_likelihood: Line,
    /// Of each component: see [`Pass::moments`].
    pub(in crate::kernels::mixture) components: Vec<Vec<Line>>,
}

impl Sums {
    pub(in crate::kernels::mixture) fn new(components: usize, dimensions: usize) -> Self {
        let rows = rows(dimensions);
        let zero = Line([0.0; LANES]);
        Self {
            log_likelihood: zero,
            components: vec![vec![zero; 1 + rows + rows * (rows + 1) / 2]; components],
        }
    }
}

crate::dispatch! {
    /// The sums of `len` points.
    pub(super) fn block_at<P: Pass>(
        level, pass: P, plan: &[Component], points: &[Line], len: usize,
    ) -> Sums = block
}

#[inline(always)]
fn block<S: Simd, P: Pass>(
    simd: S,
    mut pass: P,
    plan: &[Component],
    points: &[Line],
    len: usize,
) -> Sums {
    let zero = Line([0.0; LANES]);
    let d = pass.dimensions();
    let mut sums = Sums::new(plan.len(), d);
    let mut shares = vec![zero; plan.len() * TILE];
    let mut inverses = [zero; TILE];
    let mut log_likelihood = simd.splat(0.0);
    let mut left = len;
    let mut tiles = points.chunks(TILE * d).peekable();
    while let Some(points) = tiles.next() {
        let n = points.len() / d;
        let (shares, inverses) = (&mut shares[..n * plan.len()], &mut inverses[..n]);
        let tile = (points, left.min(n * LANES));
        left -= tile.1;
        let ahead = tiles.peek().copied().unwrap_or_default();
        let more = pass.expectation(simd, plan, tile, ahead, shares, inverses);
        log_likelihood = log_likelihood + more;
        pass.moments(simd, plan, points, shares, inverses, &mut sums.components);
    }
    log_likelihood.store(&mut sums.log_likelihood.0);
    sums
}

impl Sums {
    /// The sums as moments about the means of the points themselves.
    pub(in crate::kernels::mixture) fn moments(
        &self,
        plan: &[Component],
        dimensions: usize,
        len: usize,
    ) -> Moments {
        let components = plan.iter().zip(&self.components);
        let components = components.map(|(plan, sums)| component(plan, sums, dimensions));
        let log_likelihood = across(self.log_likelihood.0);
        Moments::new(dimensions, len as u64, log_likelihood, components.collect())
    }
}

/// A sum of responsibilities that counts as zero, `2^-800`: it may consist of shares that are known
/// to be tiny and no more ([`exp2_or_zero`](crate::simd::math)), and below `2^-1024` there is no
/// number to divide by.
const NOTHING: f64 = f64::from_bits((1023 - 800) << 52);

fn component(plan: &Component, sums: &[Line], d: usize) -> moments::Component {
    let weight = across(sums[0].0);
    if weight < NOTHING {
        return moments::Component {
            weight: 0.0,
            mean: plan.mean.clone(),
            scatter: vec![0.0; d * (d + 1) / 2],
        };
    }
    let by_weight = 1.0 / weight;
    let first: Vec<f64> = sums[1..=d].iter().map(|sum| across(sum.0)).collect();
    let second = &sums[1 + rows(d)..];
    let mut scatter = Vec::with_capacity(d * (d + 1) / 2);
    for i in 0..d {
        for j in 0..=i {
            let product = across(second[i * (i + 1) / 2 + j].0);
            scatter.push(product - first[i] * (first[j] * by_weight));
        }
    }
    let mean = plan.mean.iter().zip(&first);
    moments::Component {
        weight,
        mean: mean.map(|(mean, first)| mean + first * by_weight).collect(),
        scatter,
    }
}
