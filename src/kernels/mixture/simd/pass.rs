//! The passes over a tile of points, of few dimensions or of many.

use super::plan::{Component, ROWS, TILE};
use super::shares;
use crate::kernels::mixture::points::Line;
use crate::simd::{LANES, Simd};

/// What depends on the number of dimensions: whether all that belongs to a component fits in
/// registers.
pub(crate) trait Pass {
    /// How many coordinates a point has.
    fn dimensions(&self) -> usize;

    /// `-log2` of the weighted density of component `k` at the `points`.
    fn surprises<S: Simd>(
        &mut self,
        simd: S,
        plan: &[Component],
        k: usize,
        points: &[Line],
        surprises: &mut [Line],
    );

    /// The shares of all components at a tile of `len` points, a strip a component, and the
    /// `inverses` of their sums. Returns the sum of the logarithms of the points' densities, lane by
    /// lane. The points `ahead` are those of the next tile.
    #[inline(always)]
    fn expectation<S: Simd>(
        &mut self,
        simd: S,
        plan: &[Component],
        (points, len): (&[Line], usize),
        _ahead: &[Line],
        shares: &mut [Line],
        inverses: &mut [Line],
    ) -> S::F64x8 {
        let n = inverses.len();
        let mut least = [Line([f64::INFINITY; LANES]); TILE];
        let least = &mut least[..n];
        for (k, strip) in shares.chunks_exact_mut(n).enumerate() {
            self.surprises(simd, plan, k, points, strip);
            shares::lower(simd, strip, least);
        }
        inverses.fill(Line([0.0; LANES]));
        for strip in shares.chunks_exact_mut(n) {
            shares::shares(simd, strip, least, inverses);
        }
        shares::invert(simd, least, inverses, len)
    }

    /// Adds to the `sums` of some components the moments of the `points`: of the responsibilities
    /// `share * inverse`, of the distances from the mean, each times the responsibility, and of the
    /// products of two distances, the lower triangle of [`rows`] row by row. There are as many
    /// shares a component as there are inverses.
    fn moments<S: Simd>(
        &mut self,
        simd: S,
        components: &[Component],
        points: &[Line],
        shares: &[Line],
        inverses: &[Line],
        sums: &mut [Vec<Line>],
    );
}

/// The most dimensions for which all that belongs to a component fits in registers.
pub(super) const FEW: usize = 4;

/// How many rows and columns there are of sums of products: those beyond the dimensions are zero.
pub(super) fn rows(dimensions: usize) -> usize {
    if dimensions <= FEW {
        dimensions
    } else {
        dimensions.next_multiple_of(ROWS)
    }
}
