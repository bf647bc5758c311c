//! Eight columns at a time: one pass over memory, in order.

use super::super::Summary;
use super::super::value::scale;
use super::lanes::{Counts, Group, Kept, NO_GROUP, NONE, ROWS, add_row, add_rows, merge};
use super::shape;
use crate::Error;
use crate::memory::lines;
use crate::numerics::compensated::Compensated;
use crate::simd::{Family, Float, LANES, Level, Simd, compiled};

/// Rows whose summaries merge before they meet those of others, so that no chain of merges is long.
const GROUP: usize = TILES * ROWS;
const TILES: usize = 16;
/// Rows whose summaries do not depend on what surrounds them.
pub(super) const BLOCK: usize = 32 * GROUP;
/// Vectors of columns that are gone through side by side: 2 KiB of a row of `f64`, whose summaries
/// stay in the first-level cache.
const VECTORS: usize = 32;
/// Columns of as many vectors.
pub(super) const STRIP: usize = VECTORS * LANES;
/// The same for few columns, whose summaries are no more than they take.
const FEW: usize = 4;

/// Numbers ahead, at least, that are fetched while others are summarised. The processor by itself has
/// eight places to follow, and loses them where the rows end.
const AHEAD: usize = 128;

/// What merging takes of the rows that a group has before each of its eights.
const COUNTS: [Counts; TILES] = {
    let mut counts = [Counts::new(0, ROWS); TILES];
    let mut tile = 1;
    while tile < TILES {
        counts[tile] = Counts::new(tile * ROWS, ROWS);
        tile += 1;
    }
    counts
};

/// The [`Summary`] of every column of `x`, eight columns at a time.
///
/// `x` has as many columns as there are `summaries`, row after row. Whatever those were before is gone.
///
/// The bits of a column depend on its numbers alone: they are the same beside any others, at every
/// level and for every team (the bits of a NaN apart). With `u = 2^-53` the sum of a column is off by
/// at most `27 u sum |x| + O(n² u²) sum |x|`. The variance of a column of `n` numbers with standard
/// deviation `s` and mean magnitude `a = sum |x| / n` is off by a factor of at most
/// `1 + (140 + n / 2048 + 160 a / s) u + (100 u a / s)²`, unless squares underflow.
///
/// ```
/// use hotloop::kernels::summary::{Summary, columns};
///
/// // A thousand walks of five steps.
/// let walk = |i: i32| (0..5).map(move |step| f64::from(i % 10 * step));
/// let x: Vec<f64> = (0..1000).flat_map(walk).collect();
/// let mut steps = [Summary::default(); 5];
/// columns::simd(&x, &mut steps)?;
/// assert_eq!(steps.map(|step| step.mean().unwrap()), [0.0, 4.5, 9.0, 13.5, 18.0]);
/// assert_eq!(steps[4].max(), Some(36.0));
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`](super::checked).
#[doc(alias = "axis")]
pub fn simd<T: Float>(x: &[T], summaries: &mut [Summary]) -> Result<(), Error> {
    simd_at(Level::current(), x, summaries)
}

compiled! {
    /// [`simd`] at the given level.
    ///
    /// # Errors
    ///
    /// As [`simd`].
    pub fn simd_at<T: Float>(level: Level, x: &[T], summaries: &mut [Summary]) -> Result<(), Error>
        = at, for f64 f32
}

fn at<T: Float>(level: Level, x: &[T], summaries: &mut [Summary]) -> Result<(), Error> {
    shape::rows(x, summaries)?;
    let columns = summaries.len();
    summaries.fill(Summary::default());
    for x in x.chunks(BLOCK.saturating_mul(columns)) {
        for (i, summaries) in summaries.chunks_mut(STRIP).enumerate() {
            block_at(level, x, columns, i * STRIP, summaries);
        }
    }
    Ok(())
}

compiled! {
    /// Merges the summaries of a block of up to [`BLOCK`] rows of so many columns into those of up to
    /// [`STRIP`] columns from this one on.
    pub(super) fn block_at<T: Float>(level: Level, x: &[T], columns: usize, from: usize, summaries: &mut [Summary])
        = dispatched, for f64 f32
}

crate::dispatch! {
    fn dispatched<T: Float>(level, x: &[T], columns: usize, from: usize, summaries: &mut [Summary]) = block
}

#[inline(always)]
fn block<S: Simd, T: Float>(
    simd: S,
    x: &[T],
    columns: usize,
    from: usize,
    summaries: &mut [Summary],
) {
    let table = Table { x, columns, from };
    if summaries.len() <= FEW * LANES {
        table.summarise::<S, FEW>(simd, summaries);
    } else {
        table.summarise::<S, VECTORS>(simd, summaries);
    }
}

/// A block of rows, of which columns from one on are wanted.
#[derive(Clone, Copy)]
struct Table<'a, T> {
    x: &'a [T],
    columns: usize,
    from: usize,
}

impl<T: Float> Table<'_, T> {
    #[inline(always)]
    fn summarise<S: Simd, const WIDTH: usize>(self, simd: S, summaries: &mut [Summary]) {
        let width = summaries.len();
        let vectors = width.div_ceil(LANES);
        let (mut all, mut group) = ([NONE; WIDTH], [NO_GROUP; WIDTH]);
        let (all, group) = (&mut all[..vectors], &mut group[..vectors]);
        let rows = self.x.len() / self.columns;
        let mut start = 0;
        while start < rows {
            let count = GROUP.min(rows - start);
            self.group(simd, start, count, width, group);
            let counts = Counts::new(start, count);
            for (all, group) in all.iter_mut().zip(group.iter_mut()) {
                merge(simd, all, group, counts);
                *group = NO_GROUP;
            }
            start += count;
        }
        self.hand_over(rows, all, summaries);
    }

    /// Adds a group of rows to the summaries of none.
    #[inline(always)]
    fn group<S: Simd>(
        self,
        simd: S,
        start: usize,
        count: usize,
        width: usize,
        group: &mut [Group],
    ) {
        let mut spare = [[T::default(); LANES]; ROWS];
        let (tiles, rest) = (count / ROWS, count % ROWS);
        for (tile, counts) in COUNTS[..tiles].iter().enumerate() {
            let from = start + tile * ROWS;
            let mut rows: [&[T]; ROWS] = [&[]; ROWS];
            for ((k, row), spare) in rows.iter_mut().enumerate().zip(&mut spare) {
                *row = self.row(from + k, width, spare);
            }
            add_tile(simd, group, &rows, self.later(from, width), *counts);
        }
        for row in 0..rest {
            let done = tiles * ROWS + row;
            let row = self.row(start + done, width, &mut spare[0]);
            let counts = Counts::new(done, 1);
            for (vector, group) in group.iter_mut().enumerate() {
                add_row(simd, group, part(row, vector), counts);
            }
        }
    }

    /// What comes some rows after these eight, to be fetched meanwhile: of each row, or of all eight as one.
    #[inline(always)]
    fn later(&self, row: usize, width: usize) -> [&[[f64; LANES]]; ROWS] {
        let mut later: [&[[f64; LANES]]; ROWS] = [&[]; ROWS];
        let first = (row + ROWS * (AHEAD / self.columns).max(1)) * self.columns;
        if width == self.columns {
            let all = lines(self.x.get(first..first + ROWS * width).unwrap_or_default());
            let each = all.len().div_ceil(ROWS).max(1);
            for (later, lines) in later.iter_mut().zip(all.chunks(each)) {
                *later = lines;
            }
        } else {
            for (k, later) in later.iter_mut().enumerate() {
                let start = first + k * self.columns + self.from;
                *later = lines(self.x.get(start..start + width).unwrap_or_default());
            }
        }
        later
    }

    /// The columns of a row that are wanted, and what comes after them if those are less than a vector.
    #[inline(always)]
    fn row<'a>(&'a self, row: usize, width: usize, spare: &'a mut [T; LANES]) -> &'a [T] {
        let start = row * self.columns + self.from;
        match self.x.get(start..start + width.max(LANES)) {
            Some(row) => row,
            // At the end there is nothing after them.
            None => {
                spare[..width].copy_from_slice(&self.x[start..start + width]);
                spare
            }
        }
    }

    /// Merges the summaries of so many rows into what there is of their columns.
    #[inline(always)]
    fn hand_over(self, rows: usize, all: &[Kept], summaries: &mut [Summary]) {
        let width = summaries.len();
        for (i, summary) in summaries.iter_mut().enumerate() {
            let vector = i / LANES;
            let [sum, lost, squares, min, max] =
                all[vector].map(|line| line.0[i - first(width, vector)]);
            let block = if scale(min, max) == 1.0 {
                Summary {
                    count: rows as u64,
                    sum: Compensated { sum, lost },
                    squares,
                    min,
                    max,
                }
            } else {
                far(self.x, self.columns, self.from + i)
            };
            *summary = summary.merge(block);
        }
    }
}

/// Adds eight rows of the same length.
#[inline(always)]
fn add_tile<S: Simd, T: Float>(
    simd: S,
    group: &mut [Group],
    rows: &[&[T]; ROWS],
    later: [&[[f64; LANES]]; ROWS],
    counts: Counts,
) {
    let whole = rows[0].len() / LANES;
    let [a, b, c, d, e, f, g, h] = rows;
    let (group, last) = group.split_at_mut(whole);
    // Not by `map`: a closure that is not inlined has no vectors, and costs a call for each tile.
    let (a, b) = (vectors(a, whole), vectors(b, whole));
    let (c, d) = (vectors(c, whole), vectors(d, whole));
    let (e, f) = (vectors(e, whole), vectors(f, whole));
    let (g, h) = (vectors(g, whole), vectors(h, whole));
    #[allow(clippy::needless_range_loop, reason = "an index for nine slices")]
    for i in 0..whole {
        fetch(simd, later, i);
        let rows = [&a[i], &b[i], &c[i], &d[i], &e[i], &f[i], &g[i], &h[i]];
        add_rows(simd, &mut group[i], rows, counts);
    }
    if let Some(group) = last.first_mut() {
        fetch(simd, later, whole);
        let [a, b, c, d, e, f, g, h] = rows;
        let (a, b, c, d) = (
            part(a, whole),
            part(b, whole),
            part(c, whole),
            part(d, whole),
        );
        let (e, f, g, h) = (
            part(e, whole),
            part(f, whole),
            part(g, whole),
            part(h, whole),
        );
        add_rows(simd, group, [a, b, c, d, e, f, g, h], counts);
    }
}

/// A line of each.
#[inline(always)]
fn fetch<S: Simd>(simd: S, later: [&[[f64; LANES]]; ROWS], line: usize) {
    for later in later {
        if let Some(line) = later.get(line) {
            simd.prefetch_l2(line);
        }
    }
}

/// The first so many whole vectors of a row.
#[inline(always)]
fn vectors<T>(row: &[T], whole: usize) -> &[[T; LANES]] {
    &row.as_chunks().0[..whole]
}

/// The first column of a vector: the last one ends where the columns end, and begins among those of the
/// one before, which have the same summaries from both.
#[inline(always)]
fn first(width: usize, vector: usize) -> usize {
    (vector * LANES).min(width.max(LANES) - LANES)
}

#[inline(always)]
fn part<T>(row: &[T], vector: usize) -> &[T; LANES] {
    let start = first(row.len(), vector);
    row[start..]
        .first_chunk()
        .expect("a row has a vector at least")
}

/// A column with numbers so large that something may overflow.
#[cold]
#[inline(never)]
fn far<T: Float>(x: &[T], columns: usize, column: usize) -> Summary {
    x.iter().skip(column).step_by(columns).copied().collect()
}
