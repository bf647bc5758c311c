//! Long delays: a row of the signal is one delay long, and the columns do not need each other.
//!
//! ```text
//! row 0   x[0]  x[1]  x[2]  …  x[k - 1]
//! row 1   x[k]  …                          each output needs the one above it
//! row 2   …
//! ```
//!
//! So columns are shared out to the members, a few hundred at least to each, and nothing has to be
//! corrected afterwards. Whoever has a tile of columns keeps its latest row in the cache, because
//! the outputs themselves may have been streamed past it, or may be long gone from it.

use super::{PIECE, nothing};
#[cfg(feature = "threads")]
use crate::Error;
use crate::simd::{F64x8, Kernel, LANES, Level, Simd, Source, Writer, before_line, past_caches};
#[cfg(feature = "threads")]
use crate::threads::{Schedule, Team};

/// What a column keeps for the row below, and by how much it is multiplied there.
#[derive(Clone, Copy, Debug)]
pub(in crate::kernels) enum Columns {
    /// The input.
    FeedForward(f64),
    /// The output.
    FeedBack(f64),
}

/// Columns of the widest tile: 128 KiB, which a second-level cache holds.
const WIDEST: usize = 1 << 12;
/// And of one that is worth a member's while.
#[cfg(feature = "threads")]
const NARROWEST: usize = 256;

/// The parts of a tile's rows, from the first row to the last.
type Tile<'a> = Vec<Part<'a>>;

/// What a tile has of one row: the outputs, and the inputs unless they are in the same place.
struct Part<'a> {
    x: Option<&'a [f64]>,
    y: &'a mut [f64],
}

impl Columns {
    /// Filters `x` into `y`, of equal lengths, or `y` in place.
    pub(in crate::kernels) fn filter(
        self,
        level: Level,
        delay: usize,
        x: Option<&[f64]>,
        y: &mut [f64],
    ) {
        let past_caches = x.is_some() && past_caches(y.len());
        for tile in tiles(delay, WIDEST, x, y) {
            level.run(Filter {
                columns: self,
                tile,
                past_caches,
            });
        }
    }

    /// [`filter`](Self::filter), on a team.
    #[cfg(feature = "threads")]
    pub(in crate::kernels) fn filter_on(
        self,
        team: &Team,
        level: Level,
        delay: usize,
        x: Option<&[f64]>,
        y: &mut [f64],
    ) -> Result<(), Error> {
        let past_caches = x.is_some() && past_caches(y.len());
        let tasks = delay.div_ceil(WIDEST).next_multiple_of(team.members());
        let width = delay.div_ceil(tasks).max(NARROWEST);
        let mut tiles = tiles(delay, width, x, y);
        team.for_each_block(&mut tiles, 1, Schedule::Static, |_, tile| {
            level.run(Filter {
                columns: self,
                tile: std::mem::take(&mut tile[0]),
                past_caches,
            });
        })
    }
}

/// Cuts the rows of a signal into tiles of about `width` columns.
fn tiles<'a>(delay: usize, width: usize, x: Option<&'a [f64]>, y: &'a mut [f64]) -> Vec<Tile<'a>> {
    // Whole lines, if rows are.
    let width = width.next_multiple_of(LANES);
    let mut tiles = Vec::new();
    tiles.resize_with(delay.min(y.len()).div_ceil(width), Tile::new);
    for (row, y) in y.chunks_mut(delay).enumerate() {
        for (column, y) in y.chunks_mut(width).enumerate() {
            let start = row * delay + column * width;
            let x = x.map(|x| &x[start..start + y.len()]);
            tiles[column].push(Part { x, y });
        }
    }
    tiles
}

struct Filter<'a> {
    columns: Columns,
    tile: Tile<'a>,
    past_caches: bool,
}

impl Kernel for Filter<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let gain = match self.columns {
            Columns::FeedForward(gain) | Columns::FeedBack(gain) => gain,
        };
        let widest = self.tile.first().map_or(0, |part| part.y.len());
        let mut kept = vec![nothing(gain); widest];
        let mut inputs = [0.0; PIECE];
        let writer = Writer::new(simd, self.past_caches);
        let source = Below {
            simd,
            gain: simd.splat(gain),
            columns: self.columns,
        };
        for Part { x, y } in self.tile {
            if let Some(x) = x {
                row(&writer, &source, x, &mut kept, y);
                continue;
            }
            for (y, kept) in y.chunks_mut(PIECE).zip(kept.chunks_mut(PIECE)) {
                let inputs = &mut inputs[..y.len()];
                inputs.copy_from_slice(y);
                row(&writer, &source, inputs, kept, y);
            }
        }
    }
}

#[inline(always)]
fn row<S: Simd>(writer: &Writer<S>, source: &Below<S>, x: &[f64], kept: &mut [f64], y: &mut [f64]) {
    let head = before_line(y);
    let (x_head, x) = x.split_at(head);
    let (kept_head, kept) = kept.split_at_mut(head);
    let (y_head, y) = y.split_at_mut(head);
    let (x, x_tail) = x.as_chunks::<LANES>();
    let (kept, kept_tail) = kept.split_at_mut(x.len() * LANES);
    let (y, y_tail) = y.as_chunks_mut::<LANES>();

    source.columns.one_by_one(x_head, kept_head, y_head);
    writer.write(x.iter().zip(kept.as_chunks_mut().0), y, source);
    source.columns.one_by_one(x_tail, kept_tail, y_tail);
}

/// The outputs for eight inputs and what was kept above them.
#[derive(Clone, Copy)]
struct Below<S: Simd> {
    simd: S,
    gain: S::F64x8,
    columns: Columns,
}

impl<S: Simd> Source<S, (&[f64; LANES], &mut [f64; LANES])> for &Below<S> {
    #[inline(always)]
    fn vector(&mut self, (x, kept): (&[f64; LANES], &mut [f64; LANES])) -> S::F64x8 {
        let x = self.simd.load(x);
        let y = x + self.gain * self.simd.load(kept);
        match self.columns {
            Columns::FeedForward(_) => x.store(kept),
            Columns::FeedBack(_) => y.store(kept),
        }
        y
    }
}

impl Columns {
    /// The few before and after the whole vectors.
    #[inline(always)]
    fn one_by_one(self, x: &[f64], kept: &mut [f64], y: &mut [f64]) {
        for ((x, kept), y) in x.iter().zip(kept).zip(y) {
            match self {
                Self::FeedForward(gain) => {
                    *y = x + gain * *kept;
                    *kept = *x;
                }
                Self::FeedBack(gain) => {
                    *y = x + gain * *kept;
                    *kept = *y;
                }
            }
        }
    }
}
