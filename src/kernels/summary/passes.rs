//! The two passes over a part.

use super::value::{greater, lesser};
use crate::memory::lines;
use crate::numerics::horizontal::horizontal_sum;
use crate::simd::{F64x8, Float, LANES, Simd};
use std::iter::repeat;

/// Independent chains of sums, minima and maxima: twelve registers of AVX-512, and enough to keep
/// its adders busy. AVX2 has no room for them all and keeps some on the stack. Several passes over
/// fewer columns were faster there in the cache, and slower by half out of it.
const COLUMNS: usize = 4;
/// One step of the loop: a vector for every column.
const ROW: usize = COLUMNS * LANES;
/// Elements that are gone over twice, first for their mean and then for their deviations from it: 8
/// KiB.
pub(super) const PART: usize = 32 * ROW;
/// Sum, minimum and maximum of a part.
#[inline(always)]
pub(super) fn first_pass<S: Simd, T: Float>(simd: S, x: &[T]) -> (f64, f64, f64) {
    let (rows, rest) = x.as_chunks::<ROW>();
    let (vectors, tail) = rest.as_chunks::<LANES>();
    if rows.is_empty() && vectors.is_empty() {
        return ends(tail);
    }
    let [a, b, c, d] = sums(simd, rows);
    let mut rest = Lanes::empty(simd);
    for vector in vectors {
        rest = rest.add(T::load(simd, vector));
    }
    joined(a.join(b).join(c.join(d)).join(rest), tail)
}

/// `sum (x - mean)²` of a part.
#[inline(always)]
pub(super) fn second_pass<S: Simd, T: Float>(simd: S, x: &[T], later: &[T], mean: f64) -> f64 {
    let (rows, rest) = x.as_chunks::<ROW>();
    let (vectors, tail) = rest.as_chunks::<LANES>();
    let mut squares = 0.0;
    if !(rows.is_empty() && vectors.is_empty()) {
        let mean = simd.splat(mean);
        let [a, b, c, d] = self::squares(simd, rows, lines(later), mean);
        let mut lanes = (a + b) + (c + d);
        for vector in vectors {
            let off = T::load(simd, vector) - mean;
            lanes += off * off;
        }
        squares = horizontal_sum(lanes.to_array());
    }
    for &x in tail {
        let x: f64 = x.into();
        squares += (x - mean) * (x - mean);
    }
    squares
}

/// Sum, minimum and maximum across the lanes and of the tail.
#[inline(always)]
fn joined<V: F64x8, T: Float>(lanes: Lanes<V>, tail: &[T]) -> (f64, f64, f64) {
    let (last, mut min, mut max) = ends(tail);
    for (least, greatest) in lanes.min.to_array().into_iter().zip(lanes.max.to_array()) {
        min = lesser(least, min);
        max = greater(greatest, max);
    }
    (horizontal_sum(lanes.sum.to_array()) + last, min, max)
}

/// Sum, minimum and maximum of fewer than a vector.
#[inline(always)]
fn ends<T: Float>(tail: &[T]) -> (f64, f64, f64) {
    let (mut sum, mut min, mut max) = (0.0, f64::INFINITY, f64::NEG_INFINITY);
    for &x in tail {
        let x = x.into();
        sum += x;
        min = lesser(x, min);
        max = greater(x, max);
    }
    (sum, min, max)
}

/// What the first pass carries in each lane.
#[derive(Clone, Copy)]
struct Lanes<V> {
    sum: V,
    min: V,
    max: V,
}

impl<V: F64x8> Lanes<V> {
    #[inline(always)]
    fn empty<S: Simd<F64x8 = V>>(simd: S) -> Self {
        Self {
            sum: simd.splat(0.0),
            min: simd.splat(f64::INFINITY),
            max: simd.splat(f64::NEG_INFINITY),
        }
    }

    #[inline(always)]
    fn add(self, x: V) -> Self {
        // The new value first: where it is NaN, the second operand stays.
        Self {
            sum: self.sum + x,
            min: x.min(self.min),
            max: x.max(self.max),
        }
    }

    #[inline(always)]
    fn join(self, other: Self) -> Self {
        Self {
            sum: self.sum + other.sum,
            min: self.min.min(other.min),
            max: self.max.max(other.max),
        }
    }
}

/// The first pass: every column from the top row down.
#[inline(always)]
fn sums<S: Simd, T: Float>(simd: S, rows: &[[T; ROW]]) -> [Lanes<S::F64x8>; COLUMNS] {
    let mut columns = [Lanes::empty(simd); COLUMNS];
    for row in rows {
        for (column, x) in columns.iter_mut().zip(row.as_chunks().0) {
            *column = column.add(T::load(simd, x));
        }
    }
    columns
}

/// The second pass: `sum (x - mean)²` of every column from the top row down.
///
/// Its rows are in the cache, so the processor sees no reason to read on in memory, and the next
/// part would find nothing fetched. So every row asks for as many of the `later` lines as it has.
#[inline(always)]
fn squares<S: Simd, T: Float>(
    simd: S,
    rows: &[[T; ROW]],
    later: &[[f64; LANES]],
    mean: S::F64x8,
) -> [S::F64x8; COLUMNS] {
    let mut columns = [simd.splat(0.0); COLUMNS];
    let later = later.chunks_exact(size_of::<[T; ROW]>() / size_of::<[f64; LANES]>());
    let later = later.map(Some).chain(repeat(None));
    for (row, later) in rows.iter().zip(later) {
        for line in later.unwrap_or_default() {
            simd.prefetch(line);
        }
        for (column, x) in columns.iter_mut().zip(row.as_chunks().0) {
            let off = T::load(simd, x) - mean;
            *column += off * off;
        }
    }
    columns
}
