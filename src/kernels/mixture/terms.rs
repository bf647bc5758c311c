//! The logarithm of each component's term of the density at each point, eight points at a time.

use super::model::{COVARIANCES, Mixture};
use super::points::Line;
use crate::Error;
use crate::memory::{filled, room};
use crate::simd::{F64x8, Family, Float, Kernel, LANES, Level, Simd, compiled};

/// Vectors whose points are put into lanes before any of them is worked on. A vector that is read
/// at once after its eight numbers were written, one by one, has to wait for them.
const VECTORS: usize = 16;

/// The logarithms of the terms of the density, `ln(weight_k N(x; mean_k, covariance_k))`.
///
/// With the factor `L` of the covariance, `L y = x - mean` is solved for one coordinate of `y`
/// after the other, and `(x - mean)^T covariance^-1 (x - mean)` is `y^T y`: a sum of squares, which
/// rounding cannot make negative, as it can with an inverse matrix.
#[derive(Debug)]
pub(super) struct Terms {
    dimensions: usize,
    /// Of each component its rows: of row `a` the mean, the `a` elements of the factor that are
    /// left of the diagonal, and one over the one that is on it.
    rows: Vec<f64>,
    /// Of each component what its density is multiplied by.
    ln_scales: Vec<f64>,
    /// Room for the points, a line a coordinate, `VECTORS` times,
    points: Vec<Line>,
    /// for `y`, a line a coordinate,
    solved: Vec<Line>,
    /// and for the terms, a line a component.
    terms: Vec<Line>,
}

/// What is made of the terms.
pub(super) trait Score {
    /// Takes the terms of the next points: a line a component, and a lane a point. Only the first
    /// `points` lanes, at most eight, are points. To be marked `#[inline(always)]`.
    fn take<S: Simd>(&mut self, simd: S, terms: &mut [Line], points: usize);

    /// Takes those of so many points: [`run`], compiled in this crate.
    fn take_all(&mut self, level: Level, terms: &mut Terms, points: usize);
}

impl Terms {
    pub(super) fn new(model: &Mixture) -> Result<Self, Error> {
        let (m, d) = (model.components(), model.dimensions());
        let mut rows = room(COVARIANCES, m * (d * (d + 1) / 2 + d))?;
        for k in 0..m {
            let factor = model.factor(k).chunks_exact(d);
            for (a, (row, mean)) in factor.zip(model.mean(k)).enumerate() {
                rows.push(*mean);
                rows.extend_from_slice(&row[..a]);
                rows.push(1.0 / row[a]);
            }
        }
        let zero = Line([0.0; LANES]);
        Ok(Self {
            dimensions: d,
            rows,
            ln_scales: model.ln_scales()?,
            points: filled("dimensions", VECTORS * d, zero)?,
            solved: filled("dimensions", d, zero)?,
            terms: filled("components", m, zero)?,
        })
    }

    /// Hands the terms of all points of `x` to `score`, in order.
    ///
    /// What depends on the type of the points is out of the kernel, which is there once then.
    pub(super) fn run<T: Float>(&mut self, level: Level, x: &[T], score: &mut impl Score) {
        let d = self.dimensions;
        for x in x.chunks(VECTORS * LANES * d) {
            fill(self, x);
            score.take_all(level, self, x.len() / d);
        }
    }
}

compiled! {
    /// Puts points into lanes, at most `VECTORS * LANES` of them.
    fn fill<T: Float>(terms: &mut Terms, x: &[T]) = put, for f64 f32
}

fn put<T: Float>(terms: &mut Terms, x: &[T]) {
    let d = terms.dimensions;
    for (lines, points) in terms.points.chunks_exact_mut(d).zip(x.chunks(LANES * d)) {
        for (lane, point) in points.chunks_exact(d).enumerate() {
            for (line, x) in lines.iter_mut().zip(point) {
                line.0[lane % LANES] = (*x).into();
            }
        }
    }
}

/// Hands the terms of so many points, which are in their lanes, to `score`.
pub(super) fn run(level: Level, terms: &mut Terms, points: usize, score: &mut impl Score) {
    level.run(Run {
        terms,
        points,
        score,
    });
}

/// The terms of so many points, which are in their lanes.
struct Run<'a, T> {
    terms: &'a mut Terms,
    points: usize,
    score: &'a mut T,
}

impl<T: Score> Kernel for Run<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        for vector in 0..self.points.div_ceil(LANES) {
            eight(simd, self.terms, vector);
            let points = (self.points - vector * LANES).min(LANES);
            self.score.take(simd, &mut self.terms.terms, points);
        }
    }
}

/// The terms of eight points.
///
/// Products are not fused with additions: to fuse them would change bits. Lanes without a point hold an earlier one, or zeros.
#[inline(always)]
fn eight<S: Simd>(simd: S, terms: &mut Terms, vector: usize) {
    let d = terms.dimensions;
    let points = &terms.points[vector * d..][..d];
    let solved = &mut terms.solved[..d];
    let mut rows = &terms.rows[..];
    for (term, &ln_scale) in terms.terms.iter_mut().zip(&terms.ln_scales) {
        let mut square = simd.splat(0.0);
        for (a, x) in points.iter().enumerate() {
            let (row, rest) = rows.split_at(a + 2);
            rows = rest;
            let mut y = simd.load(&x.0) - simd.splat(row[0]);
            for (l, y_b) in row[1..=a].iter().zip(&*solved) {
                y -= simd.splat(*l) * simd.load(&y_b.0);
            }
            y *= simd.splat(row[a + 1]);
            y.store(&mut solved[a].0);
            square += y * y;
        }
        // A square that is infinite, or NaN from infinities on the way, counts as the largest
        // number: so terms can always be subtracted from each other.
        let square = square.min(simd.splat(f64::MAX));
        (simd.splat(ln_scale) - simd.splat(0.5) * square).store(&mut term.0);
    }
}
