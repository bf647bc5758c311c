//! Eight lanes at a time, and many rows to a load.

use super::pair::{Pair, Product};
use super::rounded::total;
use crate::numerics::compensated::Compensated;
use crate::numerics::horizontal::horizontal_sum;
use crate::simd::{F64x8, LANES, Level, Simd};

/// `sum_i sum_j x[i] * x[j]`, eight lanes at a time.
///
/// The error is at most `264 u (sum |x|)² + O(n² u²) (sum |x|)²` with `u = 2^-53`, however long `x`
/// is, unless products underflow. All levels give the same bits, and so do all teams: a
/// multiplication and its addition are one operation, rounded once.
///
/// ```
/// use hotloop::kernels::pairwise;
///
/// let x: Vec<f64> = (1..=100).map(f64::from).collect();
/// assert_eq!(pairwise::simd(&x), 5050.0 * 5050.0);
/// assert_eq!(pairwise::simd(&[]), 0.0);
/// ```
pub fn simd(x: &[f64]) -> f64 {
    simd_at(Level::current(), x)
}

/// [`simd`] at the given level.
pub fn simd_at(level: Level, x: &[f64]) -> f64 {
    total(blocks_at(level, &Product, x, x), x, x)
}

/// Rows whose sums are joined before they are added with compensation. It is a multiple of the rows
/// that each level has registers for, so that levels differ in how many they take at a time, and
/// not in the order of additions.
const GROUP: usize = 12;
/// Rows whose sum does not depend on what surrounds them: what a member of a team takes at a time.
/// Against 5,000 columns they take ten microseconds, a hundred times what fetching them does.
pub(super) const BLOCK: usize = 10 * GROUP;
/// Columns that the rows of a block go over together: 16 KiB, which stay in the first-level cache.
/// An eighth of it is the longest chain of additions.
const TILE: usize = 2_048;

crate::dispatch! {
    /// `sum_i sum_j f(x[i], y[j])`, before its last rounding.
    pub(super) fn blocks_at<P: Pair>(
        level,
        pair: &P,
        x: &[f64],
        y: &[f64],
    ) -> Compensated<f64> = blocks
}

/// `sum_i sum_j f(x[i], y[j])`, block by block.
#[inline(always)]
fn blocks<S: Simd, P: Pair>(simd: S, pair: &P, x: &[f64], y: &[f64]) -> Compensated<f64> {
    let mut sum = Compensated::default();
    for x in x.chunks(BLOCK) {
        sum = sum.merge(block(simd, pair, x, y));
    }
    sum
}

/// The sum of at most [`BLOCK`] rows, before its last rounding.
#[inline(always)]
pub(super) fn block<S: Simd, P: Pair>(simd: S, pair: &P, x: &[f64], y: &[f64]) -> Compensated<f64> {
    let Some(&last) = x.last() else {
        return Compensated::default();
    };
    // Rows that fill the last group are copies of the last one, so that `pair` sees nothing but
    // what it was given. Their sums are left out.
    let mut rows = [last; BLOCK];
    rows[..x.len()].copy_from_slice(x);
    let (groups, _) = rows[..x.len().next_multiple_of(GROUP)].as_chunks();

    let zero = simd.splat(0.0);
    let mut lanes = Compensated {
        sum: zero,
        lost: zero,
    };
    for y in y.chunks(TILE) {
        let columns = Columns::new(simd, y);
        let mut left = x.len();
        for rows in groups {
            lanes = lanes.add(group(simd, pair, rows, left, &columns));
            left = left.saturating_sub(GROUP);
        }
    }
    Compensated {
        sum: horizontal_sum(lanes.sum.to_array()),
        lost: horizontal_sum(lanes.lost.to_array()),
    }
}

/// The columns of a tile.
struct Columns<'a, S: Simd> {
    vectors: &'a [[f64; LANES]],
    /// What does not fill a vector, and which lanes that is. The lanes beyond the end see the last
    /// column, and keep the sum that they had.
    tail: Option<(S::F64x8, <S::F64x8 as F64x8>::Mask)>,
}

impl<'a, S: Simd> Columns<'a, S> {
    #[inline(always)]
    fn new(simd: S, y: &'a [f64]) -> Self {
        let (vectors, tail) = y.as_chunks::<LANES>();
        let Some(&last) = tail.last() else {
            return Self {
                vectors,
                tail: None,
            };
        };
        let mut columns = [last; LANES];
        columns[..tail.len()].copy_from_slice(tail);
        let lane = simd.load(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
        let there = lane.lt(simd.splat(tail.len() as f64));
        Self {
            vectors,
            tail: Some((simd.load(&columns), there)),
        }
    }
}

/// The sum of the first `count` rows of a group over a tile, as one vector.
#[inline(always)]
fn group<S: Simd, P: Pair>(
    simd: S,
    pair: &P,
    rows: &[f64; GROUP],
    count: usize,
    columns: &Columns<'_, S>,
) -> S::F64x8 {
    let mut sums = if count < GROUP {
        in_sweeps(simd, pair, rows, count, columns)
    } else {
        // A number that is known: what asks for it costs 40 % where registers are few.
        in_sweeps(simd, pair, rows, GROUP, columns)
    };
    for (i, sum) in sums.iter_mut().enumerate() {
        if i >= count {
            *sum = simd.splat(0.0);
        }
    }
    let [a, b, c, d, e, f, g, h, i, j, k, l] = sums;
    (((a + b) + (c + d)) + ((e + f) + (g + h))) + ((i + j) + (k + l))
}

/// As many rows at a time as there are registers for.
#[inline(always)]
fn in_sweeps<S: Simd, P: Pair>(
    simd: S,
    pair: &P,
    rows: &[f64; GROUP],
    count: usize,
    columns: &Columns<'_, S>,
) -> [S::F64x8; GROUP] {
    match S::REGISTERS {
        32.. => sweeps::<S, P, 12>(simd, pair, rows, count, columns),
        8.. => sweeps::<S, P, 4>(simd, pair, rows, count, columns),
        _ => sweeps::<S, P, 2>(simd, pair, rows, count, columns),
    }
}

/// The twelve rows, `ROWS` at a time, as far as there are some of the first `count` among them.
#[inline(always)]
fn sweeps<S: Simd, P: Pair, const ROWS: usize>(
    simd: S,
    pair: &P,
    x: &[f64; GROUP],
    count: usize,
    columns: &Columns<'_, S>,
) -> [S::F64x8; GROUP] {
    let mut sums = [simd.splat(0.0); GROUP];
    let rows = sums.as_chunks_mut().0.iter_mut().zip(x.as_chunks().0);
    for (i, (sums, x)) in rows.enumerate() {
        if i * ROWS < count {
            *sums = sweep::<S, P, ROWS>(simd, pair, x, columns);
        }
    }
    sums
}

/// Rows that go over the columns side by side: a load, and a step of every row.
#[inline(always)]
fn sweep<S: Simd, P: Pair, const ROWS: usize>(
    simd: S,
    pair: &P,
    x: &[f64; ROWS],
    columns: &Columns<'_, S>,
) -> [S::F64x8; ROWS] {
    let mut rows = [simd.splat(0.0); ROWS];
    for (row, x) in rows.iter_mut().zip(x) {
        *row = simd.splat(*x);
    }
    let mut sums = [simd.splat(0.0); ROWS];
    for y in columns.vectors {
        let y = simd.load(y);
        for (sum, row) in sums.iter_mut().zip(rows) {
            *sum = pair.accumulate(simd, row, y, *sum);
        }
    }
    if let Some((y, there)) = columns.tail {
        for (sum, row) in sums.iter_mut().zip(rows) {
            *sum = S::F64x8::select(there, pair.accumulate(simd, row, y, *sum), *sum);
        }
    }
    sums
}
