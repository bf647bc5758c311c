//! Eight lanes at a time: one pass over memory, two over the first-level cache.

use super::value::{greater, lesser, scale, within};
use super::{Summary, far};
use crate::numerics::horizontal::horizontal_sum;
use crate::simd::{F64x8, LANES, Simd};

/// Independent chains of sums, minima and maxima: twelve registers of AVX-512, and enough to keep
/// its adders busy. AVX2 has no room for them all and keeps some on the stack. Several passes over
/// fewer columns were faster there in the cache, and slower by half out of it.
const COLUMNS: usize = 4;
/// One step of the loop: a vector for every column.
const ROW: usize = COLUMNS * LANES;
/// Elements that are gone over twice, first for their mean and then for their deviations from it: 8
/// KiB.
pub(super) const PART: usize = 32 * ROW;
/// Elements whose summary does not depend on what surrounds them: what a member of a team takes at
/// a time.
pub(super) const BLOCK: usize = 16 * PART;

crate::dispatch! {
    /// The [`Summary`] of `x`, eight lanes at a time.
    ///
    /// With `u = 2^-53`, the sum is off by at most `40 u sum |x| + O(n² u²) sum |x|`, and the
    /// variance of data with standard deviation `s` and mean magnitude `a = sum |x| / n` by a
    /// factor of at most `1 + (80 + n / 8192 + 160 a / s) u + (100 u a / s)²`, unless squares
    /// underflow. Of equal numbers it is 0. Nothing overflows that need not:
    /// [see there](super#large-and-small-numbers-infinities-and-nan). The same bits at every level
    /// and for every team, but for the bits of a NaN.
    ///
    /// ```
    /// use hotloop::kernels::summary;
    ///
    /// let x: Vec<f64> = (0..1000).map(|i| 1e9 + f64::from(i % 2)).collect();
    /// let summary = summary::simd(&x);
    /// assert_eq!(summary.mean(), Some(1e9 + 0.5));
    /// assert_eq!(summary.variance(), Some(0.25));
    /// ```
    pub fn simd(x: &[f64]) -> Summary = whole, at simd_at
}

crate::dispatch! {
    /// The summary of one block.
    #[cfg(feature = "threads")]
    pub(super) fn block_at(level, x: &[f64]) -> Summary = block
}

#[inline(always)]
fn whole<S: Simd>(simd: S, x: &[f64]) -> Summary {
    let mut summary = Summary::default();
    for x in x.chunks(BLOCK) {
        summary = summary.merge(block(simd, x));
    }
    summary
}

#[inline(always)]
fn block<S: Simd>(simd: S, x: &[f64]) -> Summary {
    let mut summary = Summary::default();
    let mut x = x;
    while !x.is_empty() {
        let (now, later) = x.split_at(x.len().min(PART));
        summary = summary.merge(part(simd, now, later));
        x = later;
    }
    summary
}

/// The summary of at most 1,024 elements, which stay in the first-level cache between the two
/// passes. The elements after them are `later`.
#[inline(always)]
fn part<S: Simd>(simd: S, x: &[f64], later: &[f64]) -> Summary {
    let (sum, min, max) = first_pass(simd, x);
    if scale(min, max) != 1.0 {
        return far::part(x, min, max);
    }
    let mean = within(sum / x.len() as f64, min, max);
    let squares = second_pass(simd, x, later, mean);
    Summary::new(x.len() as u64, sum, squares, min, max)
}

/// Sum, minimum and maximum of a part.
#[inline(always)]
pub(super) fn first_pass<S: Simd>(simd: S, x: &[f64]) -> (f64, f64, f64) {
    let (rows, rest) = x.as_chunks::<ROW>();
    let (vectors, tail) = rest.as_chunks::<LANES>();
    let [a, b, c, d] = sums(simd, rows);
    let mut rest = Lanes::empty(simd);
    for vector in vectors {
        rest = rest.add(simd.load(vector));
    }
    joined(a.join(b).join(c.join(d)).join(rest), tail)
}

/// `sum (x - mean)²` of a part.
#[inline(always)]
pub(super) fn second_pass<S: Simd>(simd: S, x: &[f64], later: &[f64], mean: f64) -> f64 {
    let (rows, rest) = x.as_chunks::<ROW>();
    let (vectors, tail) = rest.as_chunks::<LANES>();
    let mean_lanes = simd.splat(mean);
    let [a, b, c, d] = squares(simd, rows, later.as_chunks().0, mean_lanes);
    let mut lanes = (a + b) + (c + d);
    for vector in vectors {
        let off = simd.load(vector) - mean_lanes;
        lanes = lanes + off * off;
    }
    let mut squares = horizontal_sum(lanes.to_array());
    for x in tail {
        squares += (x - mean) * (x - mean);
    }
    squares
}

/// Sum, minimum and maximum across the lanes and of the tail.
#[inline(always)]
fn joined<V: F64x8>(lanes: Lanes<V>, tail: &[f64]) -> (f64, f64, f64) {
    let (mut last, mut min, mut max) = (0.0, f64::INFINITY, f64::NEG_INFINITY);
    for &x in tail {
        last += x;
        min = lesser(x, min);
        max = greater(x, max);
    }
    for (least, greatest) in lanes.min.to_array().into_iter().zip(lanes.max.to_array()) {
        min = lesser(least, min);
        max = greater(greatest, max);
    }
    (horizontal_sum(lanes.sum.to_array()) + last, min, max)
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
fn sums<S: Simd>(simd: S, rows: &[[f64; ROW]]) -> [Lanes<S::F64x8>; COLUMNS] {
    let mut columns = [Lanes::empty(simd); COLUMNS];
    for row in rows {
        for (column, x) in columns.iter_mut().zip(row.as_chunks().0) {
            *column = column.add(simd.load(x));
        }
    }
    columns
}

/// The second pass: `sum (x - mean)²` of every column from the top row down.
///
/// Its rows are in the cache, so the processor sees no reason to read on in memory, and the next
/// part would find nothing fetched. So every row asks for one of the `later` ones.
#[inline(always)]
fn squares<S: Simd>(
    simd: S,
    rows: &[[f64; ROW]],
    later: &[[f64; ROW]],
    mean: S::F64x8,
) -> [S::F64x8; COLUMNS] {
    let mut columns = [simd.splat(0.0); COLUMNS];
    for (i, row) in rows.iter().enumerate() {
        if let Some(later) = later.get(i) {
            for line in later.as_chunks().0 {
                simd.prefetch(line);
            }
        }
        for (column, x) in columns.iter_mut().zip(row.as_chunks().0) {
            let off = simd.load(x) - mean;
            *column = *column + off * off;
        }
    }
    columns
}
