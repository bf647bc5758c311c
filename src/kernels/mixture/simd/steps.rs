//! The steps of a block one by one: for those who share out components and not points, and for
//! points that have weights.

use super::pass::Pass;
use super::plan::{Component, TILE};
use super::shares;
#[cfg(feature = "threads")]
use super::with_pass::with_pass;
#[cfg(feature = "threads")]
use crate::Error;
use crate::kernels::mixture::points::Line;
use crate::simd::{F64x8, LANES, Level, Simd};

/// A tile of points between two steps: what is known of them beside the components' strips.
pub(in crate::kernels::mixture) struct Tile<'a> {
    /// Of each component the surprises, and then the shares.
    pub(in crate::kernels::mixture) strips: Vec<&'a mut [Line]>,
    /// The inverses of the totals of the shares, times the weights.
    pub(in crate::kernels::mixture) inverses: &'a mut [Line],
    /// How often each point counts, if not once.
    pub(in crate::kernels::mixture) weights: Option<&'a [Line]>,
    /// How many points there are: fewer than lanes where they end.
    pub(in crate::kernels::mixture) len: usize,
    /// The log-likelihood, lane by lane.
    pub(in crate::kernels::mixture) log_likelihood: Line,
}

/// First, for a component: the surprises of the points.
#[cfg(feature = "threads")]
pub(in crate::kernels::mixture) fn surprises(
    level: Level,
    component: &Component,
    dimensions: usize,
    points: &[Line],
    strip: &mut [Line],
) -> Result<(), Error> {
    // Of this component alone: a pass makes its constants of all that it is given.
    let plan = std::slice::from_ref(component);
    with_pass!(dimensions, plan, pass => {
        let mut pass = pass;
        all_surprises(level, &mut pass, plan, points, strip);
    });
    Ok(())
}

/// Second, for a tile: the shares of all components.
pub(in crate::kernels::mixture) fn shares(level: Level, tile: &mut Tile<'_>) {
    tile.log_likelihood = match tile.weights {
        None => shares_at(level, &mut tile.strips, tile.inverses, tile.len),
        Some(weights) => weighted_at(level, &mut tile.strips, tile.inverses, weights),
    };
}

/// Third, for a component: the moments of the points, added to its sums.
#[cfg(feature = "threads")]
pub(in crate::kernels::mixture) fn moments(
    level: Level,
    component: &Component,
    dimensions: usize,
    points: &[Line],
    (strip, inverses): (&[Line], &[Line]),
    sums: &mut [Vec<Line>],
) -> Result<(), Error> {
    let plan = std::slice::from_ref(component);
    with_pass!(dimensions, plan, pass => {
        let mut pass = pass;
        all_moments(level, &mut pass, plan, points, (strip, inverses), sums);
    });
    Ok(())
}

crate::dispatch! {
    /// The surprises of the points under each component: a strip for each.
    pub(super) fn all_surprises<P: Pass>(
        level, pass: &mut P, plan: &[Component], points: &[Line], strips: &mut [Line],
    ) = first
}

crate::dispatch! {
    fn shares_at(
        level, strips: &mut [&mut [Line]], totals: &mut [Line], len: usize,
    ) -> Line = second
}

crate::dispatch! {
    fn weighted_at(
        level, strips: &mut [&mut [Line]], totals: &mut [Line], weights: &[Line],
    ) -> Line = second_weighted
}

crate::dispatch! {
    /// The moments of the points, added to the sums of all components.
    pub(super) fn all_moments<P: Pass>(
        level, pass: &mut P, plan: &[Component], points: &[Line], shares: (&[Line], &[Line]),
        sums: &mut [Vec<Line>],
    ) = third
}

#[inline(always)]
fn first<S: Simd, P: Pass>(
    simd: S,
    pass: &mut P,
    plan: &[Component],
    points: &[Line],
    strips: &mut [Line],
) {
    let n = points.len() / pass.dimensions();
    for (k, strip) in strips.chunks_exact_mut(n).enumerate() {
        pass.surprises(simd, plan, k, points, strip);
    }
}

#[inline(always)]
fn second<S: Simd>(simd: S, strips: &mut [&mut [Line]], totals: &mut [Line], len: usize) -> Line {
    let mut least = [Line([f64::INFINITY; LANES]); TILE];
    let least = &mut least[..totals.len()];
    all_shares(simd, strips, least, totals);
    Line(shares::invert(simd, least, totals, len).to_array())
}

#[inline(always)]
fn second_weighted<S: Simd>(
    simd: S,
    strips: &mut [&mut [Line]],
    totals: &mut [Line],
    weights: &[Line],
) -> Line {
    let mut least = [Line([f64::INFINITY; LANES]); TILE];
    let least = &mut least[..totals.len()];
    all_shares(simd, strips, least, totals);
    Line(shares::weigh(simd, least, totals, weights).to_array())
}

/// Turns the surprises into shares, and finds the least surprises and the totals.
#[inline(always)]
fn all_shares<S: Simd>(
    simd: S,
    strips: &mut [&mut [Line]],
    least: &mut [Line],
    totals: &mut [Line],
) {
    for strip in strips.iter() {
        shares::lower(simd, strip, least);
    }
    totals.fill(Line([0.0; LANES]));
    for strip in strips {
        shares::shares(simd, strip, least, totals);
    }
}

#[inline(always)]
fn third<S: Simd, P: Pass>(
    simd: S,
    pass: &mut P,
    plan: &[Component],
    points: &[Line],
    (shares, inverses): (&[Line], &[Line]),
    sums: &mut [Vec<Line>],
) {
    pass.moments(simd, plan, points, shares, inverses, sums);
}
