//! Densities and moments in few dimensions: all that belongs to a component stays in registers.

use super::plan::Component;
use crate::kernels::mixture::points::Line;
use crate::simd::{F64x8, Simd};

/// Points of `D` dimensions.
pub(crate) struct Few<const D: usize>;

/// `-log2` of the weighted density of one component at the points, and the least of it so far.
#[inline(always)]
#[allow(clippy::needless_range_loop, reason = "several arrays go by one index")]
pub(super) fn surprises<S: Simd, const D: usize>(
    simd: S,
    component: &Component,
    points: &[[Line; D]],
    surprises: &mut [Line],
) {
    let mut mean = [simd.splat(0.0); D];
    let mut whiten = [[simd.splat(0.0); D]; D];
    for i in 0..D {
        mean[i] = simd.splat(component.mean[i]);
        for j in 0..=i {
            whiten[i][j] = simd.splat(component.whiten[j][i]);
        }
    }
    let constant = simd.splat(component.surprise);
    for (x, surprise) in points.iter().zip(surprises) {
        let mut apart = [simd.splat(0.0); D];
        for i in 0..D {
            apart[i] = simd.load(&x[i].0) - mean[i];
        }
        let mut sum = constant;
        for i in 0..D {
            let mut z = whiten[i][0] * apart[0];
            for j in 1..=i {
                z = whiten[i][j].mul_add(apart[j], z);
            }
            sum = z.mul_add(z, sum);
        }
        sum.store(&mut surprise.0);
    }
}

/// Adds to the sums of `K` components: of the responsibilities, of the points' distances from the
/// mean, each times the responsibility, and of their products, the lower triangle row by row.
#[inline(always)]
#[allow(clippy::needless_range_loop, reason = "several arrays go by one index")]
pub(super) fn moments<S: Simd, const D: usize, const K: usize>(
    simd: S,
    components: [&Component; K],
    points: &[[Line; D]],
    shares: [&[Line]; K],
    inverses: &[Line],
    sums: [&mut [Line]; K],
) {
    let n = points.len();
    let inverses = &inverses[..n];
    let zero = simd.splat(0.0);
    let mut mean = [[zero; D]; K];
    let mut weight = [zero; K];
    let mut first = [[zero; D]; K];
    let mut second = [[[zero; D]; D]; K];
    for k in 0..K {
        weight[k] = simd.load(&sums[k][0].0);
        let mut next = 1 + D;
        for i in 0..D {
            mean[k][i] = simd.splat(components[k].mean[i]);
            first[k][i] = simd.load(&sums[k][1 + i].0);
            for j in 0..=i {
                second[k][i][j] = simd.load(&sums[k][next].0);
                next += 1;
            }
        }
    }
    let shares: [&[Line]; K] = std::array::from_fn(|k| &shares[k][..n]);
    for p in 0..n {
        let inverse = simd.load(&inverses[p].0);
        for k in 0..K {
            let responsibility = simd.load(&shares[k][p].0) * inverse;
            weight[k] = weight[k] + responsibility;
            let mut apart = [zero; D];
            for i in 0..D {
                apart[i] = simd.load(&points[p][i].0) - mean[k][i];
                let weighted = responsibility * apart[i];
                first[k][i] = first[k][i] + weighted;
                for j in 0..=i {
                    second[k][i][j] = weighted.mul_add(apart[j], second[k][i][j]);
                }
            }
        }
    }
    for k in 0..K {
        weight[k].store(&mut sums[k][0].0);
        let mut next = 1 + D;
        for i in 0..D {
            first[k][i].store(&mut sums[k][1 + i].0);
            for j in 0..=i {
                second[k][i][j].store(&mut sums[k][next].0);
                next += 1;
            }
        }
    }
}
