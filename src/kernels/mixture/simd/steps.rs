//! The steps of a block one by one, for those who share out components and not points.

use super::pass::Pass;
use super::plan::{Component, TILE};
use super::shares;
use super::with_pass::with_pass;
use crate::Error;
use crate::kernels::mixture::points::Line;
use crate::simd::{F64x8, LANES, Level, Simd};

/// A tile of points between two steps: what is known of them beside the components' strips.
pub(in crate::kernels::mixture) struct Tile<'a> {
    /// Of each component the surprises, and then the shares.
    pub(in crate::kernels::mixture) strips: Vec<&'a mut [Line]>,
    /// The inverses of the totals of the shares.
    pub(in crate::kernels::mixture) inverses: &'a mut [Line],
    /// How many points there are: fewer than lanes where they end.
    pub(in crate::kernels::mixture) len: usize,
    /// The log-likelihood, lane by lane.
    pub(in crate::kernels::mixture) log_likelihood: Line,
}

/// First, for a component: the surprises of the points.
pub(in crate::kernels::mixture) fn surprises(
    level: Level,
    component: &Component,
    dimensions: usize,
    points: &[Line],
    strip: &mut [Line],
) -> Result<(), Error> {
    // Of this component alone: a pass makes its constants of all that it is given.
    let plan = std::slice::from_ref(component);
    with_pass!(dimensions, plan, pass => surprises_at(level, pass, plan, points, strip));
    Ok(())
}

/// Second, for a tile: the shares of all components.
pub(in crate::kernels::mixture) fn shares(level: Level, tile: &mut Tile<'_>) {
    tile.log_likelihood = shares_at(level, &mut tile.strips, tile.inverses, tile.len);
}

/// Third, for a component: the moments of the points, added to its sums.
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
        moments_at(level, pass, plan, points, strip, inverses, sums);
    });
    Ok(())
}

crate::dispatch! {
    fn surprises_at<P: Pass>(
        level, pass: P, plan: &[Component], points: &[Line], strip: &mut [Line],
    ) = first
}

crate::dispatch! {
    fn shares_at(
        level, strips: &mut [&mut [Line]], totals: &mut [Line], len: usize,
    ) -> Line = second
}

crate::dispatch! {
    fn moments_at<P: Pass>(
        level, pass: P, plan: &[Component], points: &[Line], strip: &[Line], inverses: &[Line],
        sums: &mut [Vec<Line>],
    ) = third
}

#[inline(always)]
fn first<S: Simd, P: Pass>(
    simd: S,
    mut pass: P,
    plan: &[Component],
    points: &[Line],
    strip: &mut [Line],
) {
    pass.surprises(simd, plan, 0, points, strip);
}

#[inline(always)]
fn second<S: Simd>(simd: S, strips: &mut [&mut [Line]], totals: &mut [Line], len: usize) -> Line {
    let mut least = [Line([f64::INFINITY; LANES]); TILE];
    let least = &mut least[..totals.len()];
    for strip in strips.iter() {
        shares::lower(simd, strip, least);
    }
    totals.fill(Line([0.0; LANES]));
    for strip in strips {
        shares::shares(simd, strip, least, totals);
    }
    Line(shares::invert(simd, least, totals, len).to_array())
}

#[inline(always)]
fn third<S: Simd, P: Pass>(
    simd: S,
    mut pass: P,
    plan: &[Component],
    points: &[Line],
    strip: &[Line],
    inverses: &[Line],
    sums: &mut [Vec<Line>],
) {
    pass.moments(simd, plan, points, strip, inverses, sums);
}
