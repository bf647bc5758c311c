//! The summaries of eight columns side by side.
//!
//! All columns have as many rows, so what a merge takes of their counts is the same for all lanes.

use crate::memory::Line;
use crate::numerics::compensated::Compensated;
use crate::simd::{F64x8, Float, LANES, Simd};

/// Rows that are in registers at once: they are loaded once, for their mean and for their deviations
/// from it.
pub(super) const ROWS: usize = 8;

/// The summaries of eight columns in a group of rows: sum, squared deviations, minimum and maximum.
///
/// On lines of their own: a vector that crosses the end of one is loaded and stored in two.
pub(super) type Group = [Line; 4];

/// The summaries of eight columns: sum, what it has lost, squared deviations, minimum and maximum.
pub(super) type Kept = [Line; 5];

/// Of no rows.
pub(super) const NO_GROUP: Group = [
    Line([0.0; LANES]),
    Line([0.0; LANES]),
    Line([f64::INFINITY; LANES]),
    Line([f64::NEG_INFINITY; LANES]),
];

/// Of no rows.
pub(super) const NONE: Kept = [
    Line([0.0; LANES]),
    Line([0.0; LANES]),
    Line([0.0; LANES]),
    Line([f64::INFINITY; LANES]),
    Line([f64::NEG_INFINITY; LANES]),
];

/// What merging takes of two counts.
#[derive(Clone, Copy)]
pub(super) struct Counts {
    /// What a sum of the first is multiplied by for their mean, and of the second.
    share: f64,
    other_share: f64,
    /// The squared distance of the means counts so many times.
    apart: f64,
}

impl Counts {
    /// Of none the mean is said to be 0, and its distance counts for nothing.
    pub(super) const fn new(count: usize, other: usize) -> Self {
        let (a, b) = (count as f64, other as f64);
        Self {
            share: if count == 0 { 0.0 } else { 1.0 / a },
            other_share: 1.0 / b,
            apart: a * (b / (a + b)),
        }
    }
}

/// A mean, put between the extremes: see [`value::within`](super::super::value::within).
#[inline(always)]
fn within<V: F64x8>(mean: V, min: V, max: V) -> V {
    min.max(max.min(mean))
}

/// Squared deviations of numbers that are merged, by Chan, Golub and LeVeque's formula: of each part
/// from the mean that it has.
#[inline(always)]
fn squares<V: F64x8>((mean, squares): (V, V), (other_mean, other): (V, V), counts: Counts) -> V {
    let apart = other_mean - mean;
    squares + (other + apart * apart * counts.apart)
}

/// Adds a row in eight columns.
#[inline(always)]
pub(super) fn add_row<S: Simd, T: Float>(
    simd: S,
    group: &mut Group,
    x: &[T; LANES],
    counts: Counts,
) {
    let [sum, off, least, greatest] = group;
    let (x, before) = (T::load(simd, x), simd.load(&sum.0));
    // The new value first: where it is NaN, the second operand stays.
    let (min, max) = (x.min(simd.load(&least.0)), x.max(simd.load(&greatest.0)));
    let mean = within(before * counts.share, min, max);
    squares((mean, simd.load(&off.0)), (x, simd.splat(0.0)), counts).store(&mut off.0);
    (before + x).store(&mut sum.0);
    min.store(&mut least.0);
    max.store(&mut greatest.0);
}

/// Adds [`ROWS`] rows in eight columns.
#[inline(always)]
pub(super) fn add_rows<S: Simd, T: Float>(
    simd: S,
    group: &mut Group,
    [a, b, c, d, e, f, g, h]: [&[T; LANES]; ROWS],
    counts: Counts,
) {
    let (a, b) = (T::load(simd, a), T::load(simd, b));
    let (c, d) = (T::load(simd, c), T::load(simd, d));
    let (e, f) = (T::load(simd, e), T::load(simd, f));
    let (g, h) = (T::load(simd, g), T::load(simd, h));
    let [sum, off, least, greatest] = group;

    // The new value first: where it is NaN, the second operand stays.
    let min = simd.load(&least.0);
    let low = d.min(c.min(b.min(a.min(min))));
    let min = h.min(g.min(f.min(e.min(min)))).min(low);
    let max = simd.load(&greatest.0);
    let high = d.max(c.max(b.max(a.max(max))));
    let max = h.max(g.max(f.max(e.max(max)))).max(high);
    min.store(&mut least.0);
    max.store(&mut greatest.0);

    let eight = ((a + b) + (c + d)) + ((e + f) + (g + h));
    let before = simd.load(&sum.0);
    (before + eight).store(&mut sum.0);

    let mean = within(eight * counts.other_share, min, max);
    let (a, b, c, d) = (a - mean, b - mean, c - mean, d - mean);
    let (e, f, g, h) = (e - mean, f - mean, g - mean, h - mean);
    let low = (a * a + b * b) + (c * c + d * d);
    let high = (e * e + f * f) + (g * g + h * h);
    let before = within(before * counts.share, min, max);
    squares((before, simd.load(&off.0)), (mean, low + high), counts).store(&mut off.0);
}

/// Merges the summaries of a group of later rows of the same columns.
#[inline(always)]
pub(super) fn merge<S: Simd>(simd: S, kept: &mut Kept, group: &Group, counts: Counts) {
    let [sum, lost, off, least, greatest] = kept;
    let [later_sum, later_off, later_least, later_greatest] = group;
    let before = Compensated {
        sum: simd.load(&sum.0),
        lost: simd.load(&lost.0),
    };
    let later = simd.load(&later_sum.0);
    let min = simd.load(&later_least.0).min(simd.load(&least.0));
    let max = simd.load(&later_greatest.0).max(simd.load(&greatest.0));
    let mean = within((before.sum + before.lost) * counts.share, min, max);
    let later_mean = within(later * counts.other_share, min, max);
    let merged = before.add(later);
    squares(
        (mean, simd.load(&off.0)),
        (later_mean, simd.load(&later_off.0)),
        counts,
    )
    .store(&mut off.0);
    merged.sum.store(&mut sum.0);
    merged.lost.store(&mut lost.0);
    min.store(&mut least.0);
    max.store(&mut greatest.0);
}
