//! Eight lanes at a time.

use super::Summand;
use crate::numerics::compensated::Compensated;
use crate::numerics::horizontal::horizontal_sum;
use crate::simd::{LANES, Simd};

/// Independent vector sums that a block runs side by side. An addition takes three or four cycles
/// and two start every cycle, so it takes six to eight of them to keep the adders busy.
const COLUMNS: usize = 8;
/// One step of the loop: a vector for every column.
const ROW: usize = COLUMNS * LANES;
/// Rows that are added plainly before the sum moves on to compensated addition. It is the length of
/// the longest chain of roundings, and sixteen is NumPy's too.
const ROWS: usize = 16;

/// Elements whose sum does not depend on what surrounds them: what a member of a team takes at a
/// time.
pub(super) const BLOCK: usize = 16 * ROWS * ROW;

crate::dispatch! {
    /// `sum_i x[i]`, eight lanes at a time.
    ///
    /// Integers wrap. Floats are summed in `f64`, in an order that is the same at every level and
    /// for every team (the bits of a NaN apart), with an error of at most
    /// `23 u sum |x| + O(n² u²) sum |x|`, `u = 2^-53`, however long `x` is.
    ///
    /// ```
    /// use hotloop::kernels::sum;
    ///
    /// let x: Vec<i64> = (0..10_000_000).collect();
    /// assert_eq!(sum::simd(&x), 49_999_995_000_000);
    /// assert_eq!(sum::simd(&[0.5_f32; 100]), 50.0);
    /// assert_eq!(sum::simd::<f64>(&[]), 0.0);
    /// ```
    pub fn simd<T: Summand>(x: &[T]) -> T::Sum = total, at simd_at
}

crate::dispatch! {
    /// The sum of one block, before its last rounding.
    #[cfg(feature = "threads")]
    pub(super) fn block_at<T: Summand>(level, x: &[T]) -> Compensated<T::Wide> = block_sum
}

#[inline(always)]
fn total<S: Simd, T: Summand>(simd: S, x: &[T]) -> T::Sum {
    let mut blocks = x.chunks(BLOCK);
    let Some(first) = blocks.next() else {
        return T::total(Compensated::default(), x);
    };
    let mut sum = block_sum(simd, first);
    for block in blocks {
        sum = sum.merge(block_sum(simd, block));
    }
    T::total(sum, x)
}

#[inline(always)]
fn block_sum<S: Simd, T: Summand>(simd: S, x: &[T]) -> Compensated<T::Wide> {
    let (rows, rest) = x.as_chunks::<ROW>();
    let (vectors, tail) = rest.as_chunks::<LANES>();

    // What does not fill a row starts the sum, so that a short slice has nothing to compensate.
    let mut start = T::zero(simd);
    for vector in vectors {
        start = start + T::load(simd, vector);
    }
    let mut lanes = Compensated {
        sum: start,
        lost: T::zero(simd),
    };
    for rows in rows.chunks(ROWS) {
        lanes = lanes.add(rows_sum(simd, rows));
    }

    // A chain of its own, so that the sum of the rest has one more rounding and not seven.
    let mut last = T::Wide::default();
    for &x in tail {
        last = last + x.widen();
    }
    Compensated {
        sum: horizontal_sum(T::to_array::<S>(lanes.sum)) + last,
        lost: horizontal_sum(T::to_array::<S>(lanes.lost)),
    }
}

/// The sum of up to sixteen rows as one vector: every column from the top row down, then the
/// columns in pairs.
#[inline(always)]
fn rows_sum<S: Simd, T: Summand>(simd: S, rows: &[[T; ROW]]) -> T::Lanes<S> {
    // The top row is loaded, not added to zeros: the adders are as busy as the load ports, and this
    // is a sixteenth of their work.
    let Some((top, rows)) = rows.split_first() else {
        return T::zero(simd);
    };
    let mut columns = [T::zero(simd); COLUMNS];
    for (column, x) in columns.iter_mut().zip(top.as_chunks().0) {
        *column = T::load(simd, x);
    }
    for row in rows {
        for (column, x) in columns.iter_mut().zip(row.as_chunks().0) {
            *column = *column + T::load(simd, x);
        }
    }
    let [a, b, c, d, e, f, g, h] = columns;
    ((a + b) + (c + d)) + ((e + f) + (g + h))
}
