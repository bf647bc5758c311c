//! A block of points: an expectation and the moments for the next maximisation, in one go.

use super::pass::{Pass, rows};
use super::plan::{Component, TILE};
use super::steps::{self, Tile};
use super::with_pass::with_pass;
use crate::Error;
use crate::kernels::mixture::moments::{self, Moments};
use crate::kernels::mixture::points::Line;
use crate::memory::{collected, filled, gathered};
use crate::numerics::horizontal::horizontal_sum;
use crate::simd::{F64x8, LANES, Level, Simd};

/// The moments of a block, lane by lane and about the means of the model.
pub(in crate::kernels::mixture) struct Sums {
    /// The sum of the logarithms of the points' densities.
    pub(in crate::kernels::mixture) log_likelihood: Line,
    /// Of each component: see [`Pass::moments`].
    pub(in crate::kernels::mixture) components: Vec<Vec<Line>>,
}

impl Sums {
    pub(in crate::kernels::mixture) fn new(
        components: usize,
        dimensions: usize,
    ) -> Result<Self, Error> {
        let rows = rows(dimensions);
        let zero = Line([0.0; LANES]);
        let sums = 1 + rows + rows * (rows + 1) / 2;
        let component = |_| filled("dimensions^2", sums, zero);
        Ok(Self {
            log_likelihood: zero,
            components: gathered("components", (0..components).map(component))?,
        })
    }
}

/// Room for the shares of all components at a tile of points.
pub(super) fn shares(components: usize) -> Result<Vec<Line>, Error> {
    filled("components", components * TILE, Line([0.0; LANES]))
}

crate::dispatch! {
    /// Adds those of `len` points to the `sums`.
    pub(super) fn block_at<P: Pass>(
        level, pass: P, plan: &[Component], points: &[Line], len: usize, shares: &mut [Line],
        sums: &mut Sums,
    ) = block
}

#[inline(always)]
fn block<S: Simd, P: Pass>(
    simd: S,
    mut pass: P,
    plan: &[Component],
    points: &[Line],
    len: usize,
    shares: &mut [Line],
    sums: &mut Sums,
) {
    let d = pass.dimensions();
    let mut inverses = [Line([0.0; LANES]); TILE];
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
        log_likelihood += more;
        pass.moments(simd, plan, points, shares, inverses, &mut sums.components);
    }
    log_likelihood.store(&mut sums.log_likelihood.0);
}

/// Adds those of `len` points to the `sums`, each as often as its weight says: the three steps of a
/// tile one after the other.
pub(super) fn weighted(
    level: Level,
    plan: &[Component],
    (points, weights): (&[Line], &[Line]),
    len: usize,
    shares: &mut [Line],
    sums: &mut Sums,
) -> Result<(), Error> {
    let d = points.len() / weights.len();
    let mut inverses = [Line([0.0; LANES]); TILE];
    let mut left = len;
    with_pass!(d, plan, pass => {
        let mut pass = pass;
        for (points, weights) in points.chunks(TILE * d).zip(weights.chunks(TILE)) {
            let n = weights.len();
            let (shares, inverses) = (&mut shares[..n * plan.len()], &mut inverses[..n]);
            steps::all_surprises(level, &mut pass, plan, points, shares);
            let mut tile = Tile {
                strips: collected("components", shares.chunks_exact_mut(n))?,
                inverses,
                weights: Some(weights),
                len: left.min(n * LANES),
                log_likelihood: Line([0.0; LANES]),
            };
            left -= tile.len;
            steps::shares(level, &mut tile);
            sums.add_log_likelihood(&tile.log_likelihood);
            steps::all_moments(level, &mut pass, plan, points, (shares, inverses), &mut sums.components);
        }
    });
    Ok(())
}

impl Sums {
    pub(in crate::kernels::mixture) fn add_log_likelihood(&mut self, more: &Line) {
        for (sum, more) in self.log_likelihood.0.iter_mut().zip(more.0) {
            *sum += more;
        }
    }

    /// The sums as moments about the means of the points themselves: so many, which count so often.
    pub(in crate::kernels::mixture) fn moments(
        &self,
        plan: &[Component],
        dimensions: usize,
        points: (usize, f64),
    ) -> Result<Moments, Error> {
        let components = plan.iter().zip(&self.components);
        let components = components.map(|(plan, sums)| component(plan, sums, dimensions));
        let log_likelihood = horizontal_sum(self.log_likelihood.0);
        let components = gathered("components", components)?;
        Ok(Moments::new(dimensions, points, log_likelihood, components))
    }
}

/// A sum of responsibilities that counts as zero, `2^-800`: it may consist of shares that are known
/// to be tiny and no more ([`exp2_or_zero`](crate::simd::math)), and below `2^-1024` there is no
/// number to divide by.
const NOTHING: f64 = f64::from_bits((1023 - 800) << 52);

fn component(plan: &Component, sums: &[Line], d: usize) -> Result<moments::Component, Error> {
    let mut component = moments::Component::new(d)?;
    let weight = horizontal_sum(sums[0].0);
    if weight < NOTHING {
        component.mean.copy_from_slice(&plan.mean);
        return Ok(component);
    }
    let by_weight = 1.0 / weight;
    // Where the mean is to be, at first.
    let first = &mut component.mean;
    for (first, sum) in first.iter_mut().zip(&sums[1..=d]) {
        *first = horizontal_sum(sum.0);
    }
    let second = &sums[1 + rows(d)..];
    let mut scatter = component.scatter.iter_mut().zip(second);
    for i in 0..d {
        for (j, (scatter, sum)) in scatter.by_ref().take(i + 1).enumerate() {
            *scatter = horizontal_sum(sum.0) - first[i] * (first[j] * by_weight);
        }
    }
    for (first, mean) in first.iter_mut().zip(&plan.mean) {
        *first = mean + *first * by_weight;
    }
    component.weight = weight;
    Ok(component)
}
