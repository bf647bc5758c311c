//! The passes over a tile of points, of few dimensions or of many.

use super::few::{self, Few};
use super::plan::Component;
use crate::kernels::mixture::points::Line;
use crate::simd::Simd;

/// What depends on the number of dimensions: whether all that belongs to a component fits in
/// registers.
pub(crate) trait Pass {
    /// How many coordinates a point has.
    fn dimensions(&self) -> usize;

    /// How many rows the second moments have in [`moments`](Pass::moments): no fewer than there are
    /// dimensions.
    fn rows(&self) -> usize;

    /// `-log2` of the weighted density of one component at the `points`.
    fn surprises<S: Simd>(
        &mut self,
        simd: S,
        component: &Component,
        points: &[Line],
        surprises: &mut [Line],
    );

    /// Adds to the `sums` of some components the moments of the `points`: of the responsibilities
    /// `share * inverse`, of the distances from the mean, each times the responsibility, and of the
    /// products of two distances, the lower triangle row by row. There are as many shares a
    /// component as there are inverses.
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

impl<const D: usize> Pass for Few<D> {
    fn dimensions(&self) -> usize {
        D
    }

    fn rows(&self) -> usize {
        D
    }

    #[inline(always)]
    fn surprises<S: Simd>(
        &mut self,
        simd: S,
        component: &Component,
        points: &[Line],
        surprises: &mut [Line],
    ) {
        few::surprises::<S, D>(simd, component, points.as_chunks().0, surprises);
    }

    #[inline(always)]
    fn moments<S: Simd>(
        &mut self,
        simd: S,
        components: &[Component],
        points: &[Line],
        shares: &[Line],
        inverses: &[Line],
        sums: &mut [Vec<Line>],
    ) {
        let points = points.as_chunks().0;
        let n = inverses.len();
        let (mut components, mut shares, mut sums) = (components, shares, sums);
        if S::REGISTERS >= 32 && D <= 2 {
            // Two components' sums fit in registers, and one alone would have to wait: an addition
            // to a sum cannot begin before the last one to it has ended.
            let (pairs, last) = components.as_chunks();
            let (both, rest) = sums.as_chunks_mut();
            let (strips, strip) = shares.split_at(pairs.len() * 2 * n);
            for (([a, b], [x, y]), strips) in pairs.iter().zip(both).zip(strips.chunks_exact(2 * n))
            {
                let (s, t) = strips.split_at(n);
                few::moments::<S, D, 2>(simd, [a, b], points, [s, t], inverses, [x, y]);
            }
            (components, shares, sums) = (last, strip, rest);
        }
        let each = components.iter().zip(shares.chunks_exact(n)).zip(sums);
        for ((component, shares), sums) in each {
            few::moments::<S, D, 1>(simd, [component], points, [shares], inverses, [sums]);
        }
    }
}
