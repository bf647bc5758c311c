//! How far points are from means, eight at a time: what the start is made of.
//!
//! Products are not fused with additions, and sums go from point to point: the bits are those of plain
//! loops, at every level.

use super::points::Line;
use crate::simd::{F64x8, LANES, Simd};

crate::dispatch! {
    /// Lowers each of the `squares` to the square of its point's distance from the mean. They are
    /// finite then: no coordinate is beyond `1e100`.
    pub(super) fn lower_at(level, points: &[Line], mean: &[f64], squares: &mut [f64]) = lower
}

#[inline(always)]
fn lower<S: Simd>(simd: S, points: &[Line], mean: &[f64], squares: &mut [f64]) {
    let mut eights = points.chunks_exact(mean.len());
    let (whole, rest) = squares.as_chunks_mut::<LANES>();
    for (nearest, eight) in whole.iter_mut().zip(&mut eights) {
        let square = square(simd, eight, mean);
        simd.load(nearest).min(square).store(nearest);
    }
    if let Some(eight) = eights.next() {
        let squares = square(simd, eight, mean).to_array();
        for (nearest, square) in rest.iter_mut().zip(squares) {
            *nearest = nearest.min(square);
        }
    }
}

/// The squares of the distances of eight points from a mean.
#[inline(always)]
fn square<S: Simd>(simd: S, eight: &[Line], mean: &[f64]) -> S::F64x8 {
    let mut square = simd.splat(0.0);
    for (Line(x), mean) in eight.iter().zip(mean) {
        let apart = simd.load(x) - simd.splat(*mean);
        square += apart * apart;
    }
    square
}

crate::dispatch! {
    /// Adds to `sum` the products of all pairs of coordinates of `len` points, less those of the
    /// nearest mean, each as often as its weight says. `apart` is room for a line a coordinate.
    pub(super) fn scatter_at(
        level, points: &[Line], weights: Option<&[Line]>, len: usize, means: &[f64],
        sum: &mut [f64], apart: &mut [Line],
    ) = scatter
}

#[inline(always)]
fn scatter<S: Simd>(
    simd: S,
    points: &[Line],
    weights: Option<&[Line]>,
    len: usize,
    means: &[f64],
    sum: &mut [f64],
    apart: &mut [Line],
) {
    let d = apart.len();
    for (i, eight) in points.chunks_exact(d).enumerate() {
        from_nearest(simd, eight, means, apart);
        let left = (len - i * LANES).min(LANES);
        for (row, a) in sum.chunks_exact_mut(d).zip(&*apart) {
            let mut weighted = simd.load(&a.0);
            if let Some(weights) = weights {
                weighted = simd.load(&weights[i].0) * weighted;
            }
            for (element, b) in row.iter_mut().zip(&*apart) {
                let products = (weighted * simd.load(&b.0)).to_array();
                let mut sum = *element;
                if left == LANES {
                    for product in products {
                        sum += product;
                    }
                } else {
                    for product in &products[..left] {
                        sum += product;
                    }
                }
                *element = sum;
            }
        }
    }
}

/// Writes how far each of eight points is from the nearest mean, coordinate by coordinate.
#[inline(always)]
fn from_nearest<S: Simd>(simd: S, eight: &[Line], means: &[f64], apart: &mut [Line]) {
    let mut least = simd.splat(f64::INFINITY);
    for mean in means.chunks_exact(eight.len()) {
        let square = square(simd, eight, mean);
        let nearer = square.lt(least);
        least = square.min(least);
        for ((apart, Line(x)), mean) in apart.iter_mut().zip(eight).zip(mean) {
            let now = simd.load(x) - simd.splat(*mean);
            S::F64x8::select(nearer, now, simd.load(&apart.0)).store(&mut apart.0);
        }
    }
}
