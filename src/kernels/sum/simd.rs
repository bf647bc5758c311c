//! Eight lanes at a time.

use super::Summand;
use super::summand::sealed::Family;
use crate::numerics::compensated::Compensated;
use crate::numerics::horizontal::horizontal_sum;
use crate::simd::{LANES, Level, Simd, beyond_caches, compiled};

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
/// Blocks that are read side by side where they come from memory.
const STREAMS: usize = 4;
/// Elements of so many blocks.
pub(super) const RUN: usize = STREAMS * BLOCK;

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
/// assert_eq!(sum::simd(&[200_u8; 100]), 20_000);
/// assert_eq!(sum::simd::<f64>(&[]), 0.0);
/// ```
#[inline]
pub fn simd<T: Summand>(x: &[T]) -> T::Sum {
    simd_at(Level::current(), x)
}

compiled! {
    /// [`simd`] at the given level.
    #[inline]
    pub fn simd_at<T: Summand>(level: Level, x: &[T]) -> <T as Summand>::Sum
        = at, for f64 f32 i64, others generic
}

fn at<T: Summand>(level: Level, x: &[T]) -> T::Sum {
    let sum = if !T::PACKED && beyond_caches(size_of_val(x), 1) {
        let runs = x.chunks(RUN).map(|x| run_at(level, x, true));
        runs.reduce(Run::merge).map(Run::total).unwrap_or_default()
    } else {
        total_at(level, x)
    };
    T::total(sum, x)
}

/// The sum, before its last rounding.
#[inline]
fn total_at<T: Summand>(level: Level, x: &[T]) -> Compensated<T::Wide> {
    if T::PACKED {
        return Compensated {
            sum: T::packed(level, x),
            ..Compensated::default()
        };
    }
    lanes_at(level, x)
}

crate::dispatch! {
    fn lanes_at<T: Summand>(level, x: &[T]) -> Compensated<T::Wide> = total
}

crate::dispatch! {
    /// The sums of so many blocks, which come from memory.
    fn streams_at<T: Summand>(level, x: &[T; RUN]) -> [Compensated<T::Wide>; STREAMS] = side_by_side
}

compiled! {
    /// The sums of the blocks of a run, which has [`RUN`] elements or fewer.
    pub(super) fn run_at<T: Summand>(level: Level, x: &[T], from_memory: bool) -> Run<T>
        = run, for f64 f32 i64, others generic
}

fn run<T: Summand>(level: Level, x: &[T], from_memory: bool) -> Run<T> {
    if from_memory
        && !T::PACKED
        && let Ok(x) = x.try_into()
    {
        let sums = streams_at::<T>(level, x);
        return Run {
            sums,
            count: STREAMS,
        };
    }
    let mut run = Run {
        sums: [Compensated::default(); STREAMS],
        count: 0,
    };
    for (sum, block) in run.sums.iter_mut().zip(x.chunks(BLOCK)) {
        *sum = total_at(level, block);
        run.count += 1;
    }
    run
}

/// The sums of at most [`STREAMS`] blocks side by side in the input, before their last rounding.
pub(super) struct Run<T: Summand> {
    sums: [Compensated<T::Wide>; STREAMS],
    count: usize,
}

impl<T: Summand> Run<T> {
    /// The sum of this run and the one after it, block by block: in the order in which one member
    /// adds them up.
    #[allow(clippy::needless_pass_by_value, reason = "a reduction takes both")]
    pub(super) fn merge(self, next: Self) -> Self {
        let mut sums = [Compensated::default(); STREAMS];
        let next = next.sums.into_iter().take(next.count);
        sums[0] = next.fold(self.total(), Compensated::merge);
        Self { sums, count: 1 }
    }

    pub(super) fn total(self) -> Compensated<T::Wide> {
        let sums = self.sums.into_iter().take(self.count);
        sums.reduce(Compensated::merge).unwrap_or_default()
    }
}

/// The sum, block by block.
#[inline(always)]
fn total<S: Simd, T: Summand>(simd: S, x: &[T]) -> Compensated<T::Wide> {
    let mut total = None;
    for block in x.chunks(BLOCK) {
        let sum = block_sum(simd, block);
        total = Some(match total {
            Some(total) => Compensated::merge(total, sum),
            None => sum,
        });
    }
    total.unwrap_or_default()
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
    across_lanes::<S, T>(lanes, last)
}

/// The sums of so many blocks, which are read in turns: two lines of each.
///
/// The bits are those of [`block_sum`], and in a cache this is slower, because the columns of all
/// blocks do not fit the registers. But memory is read faster at several places: what fetches lines
/// ahead of a loop does not go beyond the end of a page of 4 KiB, and stops there until it is sure of
/// the next. All four come to such an end together, so there is one pause in place of four.
#[inline(always)]
fn side_by_side<S: Simd, T: Summand>(simd: S, x: &[T; RUN]) -> [Compensated<T::Wide>; STREAMS] {
    let mut blocks: [&[[T; ROW]]; STREAMS] = [&[]; STREAMS];
    for (rows, block) in blocks.iter_mut().zip(x.chunks_exact(BLOCK)) {
        *rows = block.as_chunks().0;
    }
    let zero = T::zero(simd);
    let nothing = Compensated {
        sum: zero,
        lost: zero,
    };
    let mut lanes = [nothing; STREAMS];
    for part in 0..BLOCK / (ROWS * ROW) {
        let rows = blocks.map(|rows| &rows[part * ROWS..][..ROWS]);
        let mut columns = [[zero; COLUMNS]; STREAMS];
        for (columns, rows) in columns.iter_mut().zip(rows) {
            for (column, x) in columns.iter_mut().zip(rows[0].as_chunks().0) {
                *column = T::load(simd, x);
            }
        }
        for row in 1..ROWS {
            for pair in 0..COLUMNS / 2 {
                for (columns, rows) in columns.iter_mut().zip(rows) {
                    let vectors = rows[row].as_chunks::<LANES>().0;
                    for column in [2 * pair, 2 * pair + 1] {
                        columns[column] = columns[column] + T::load(simd, &vectors[column]);
                    }
                }
            }
        }
        for (lanes, columns) in lanes.iter_mut().zip(columns) {
            *lanes = lanes.add(across::<S, T>(columns));
        }
    }
    let mut sums = [Compensated::default(); STREAMS];
    for (sum, lanes) in sums.iter_mut().zip(lanes) {
        *sum = across_lanes::<S, T>(lanes, T::Wide::default());
    }
    sums
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
    across::<S, T>(columns)
}

/// The columns, in pairs.
#[inline(always)]
fn across<S: Simd, T: Summand>([a, b, c, d, e, f, g, h]: [T::Lanes<S>; COLUMNS]) -> T::Lanes<S> {
    ((a + b) + (c + d)) + ((e + f) + (g + h))
}

/// The sum across the lanes, and of what is left.
#[inline(always)]
fn across_lanes<S: Simd, T: Summand>(
    lanes: Compensated<T::Lanes<S>>,
    last: T::Wide,
) -> Compensated<T::Wide> {
    Compensated {
        sum: horizontal_sum(T::to_array::<S>(lanes.sum)) + last,
        lost: horizontal_sum(T::to_array::<S>(lanes.lost)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers whose sums round, at any order another way.
    fn numbers(len: usize) -> Vec<f64> {
        (0..len).map(|i| 1.0 / (1.0 + i as f64)).collect()
    }

    #[test]
    fn runs_add_up_as_blocks_one_after_the_other() {
        let lengths = [0, BLOCK, RUN - 1, RUN, RUN + 1, 3 * RUN + 2 * BLOCK + 77];
        for x in lengths.map(numbers) {
            let integers: Vec<_> = x.iter().map(|x| x.to_bits() as i64).collect();
            for level in Level::supported() {
                for far in [false, true] {
                    assert_eq!(in_runs(level, &x, far), total_at(level, &x));
                    assert_eq!(in_runs(level, &integers, far), total_at(level, &integers));
                }
            }
        }
    }

    fn in_runs<T: Summand>(level: Level, x: &[T], far: bool) -> Compensated<T::Wide> {
        let runs = x.chunks(RUN).map(|x| run_at(level, x, far));
        runs.reduce(Run::merge).map(Run::total).unwrap_or_default()
    }
}
