//! Eight lanes at a time: slots by arithmetic, counts in tables of their own.

use super::bins::{Bins, Grid, SHIFT};
use super::counts::Histogram;
use super::tables::Tables;
use crate::simd::{F64x8, LANES, Simd};
use std::mem::swap;

/// Vectors whose slots are worked out before they are counted. Slots that are just being made
/// arrive in the order in which memory delivers them, and a processor that has counted ahead of
/// that order has to take it back.
const ROWS: usize = 16;
/// Values to a block of so many vectors.
const BLOCK: usize = ROWS * LANES;
/// Values that certainly do not overflow a count of 32 bits.
const PIECE: usize = 1 << 31;

crate::dispatch! {
    /// Counts every value of `x`, eight lanes at a time.
    ///
    /// The same counts as [`checked`](super::checked()), at every level.
    ///
    /// ```
    /// use hotloop::kernels::histogram::{self, Bins, Histogram};
    ///
    /// let x: Vec<f64> = (0..1000).map(|i| f64::from(i % 10)).collect();
    /// let mut histogram = Histogram::new(&Bins::uniform(10, 0.0, 10.0)?);
    /// for block in x.chunks(64) {
    ///     histogram::simd(block, &mut histogram);
    /// }
    /// assert_eq!(histogram.counts(), [100; 10]);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    pub fn simd(x: &[f64], histogram: &mut Histogram) = kernel, at simd_at
}

/// The rung itself, for kernels that make the values block by block.
#[inline(always)]
pub(crate) fn kernel<S: Simd>(simd: S, x: &[f64], histogram: &mut Histogram) {
    for x in x.chunks(PIECE) {
        let values = u32::try_from(x.len()).expect("a piece is not that long");
        let (bins, tables, counts) = histogram.in_tables(values);
        match bins.grid() {
            Some(grid) => into_tables(&Uniform::new(simd, bins, grid), x, tables, counts),
            None => into_tables(&Searched { bins }, x, tables, counts),
        }
    }
}

#[inline(always)]
fn into_tables(finder: &impl Finder, x: &[f64], tables: &mut Tables, counts: &mut [u64]) {
    match tables {
        Tables::Small(tables) => fill(finder, x, &mut **tables),
        Tables::Medium(tables) => fill(finder, x, &mut **tables),
        Tables::Large(tables) => fill(finder, x, &mut **tables),
        Tables::Absent | Tables::Shared => fill(finder, x, counts),
    }
}

/// What finds the slots of values.
pub(super) trait Finder {
    /// The slots of eight values, as the low 32 bits of each element.
    fn slots(&self, x: &[f64; LANES], to: &mut [f64; LANES]);
    /// The slot of one.
    fn slot(&self, x: f64) -> usize;
}

/// What counts slots.
pub(super) trait Sink {
    /// Counts eight, in the low 32 bits of each element.
    fn count(&mut self, slots: &[f64; LANES]);
    /// Counts one.
    fn count_one(&mut self, slot: usize);
}

/// The slots of a block, where a vector does not straddle two lines.
#[repr(align(64))]
struct Slots([[f64; LANES]; ROWS]);

#[inline(always)]
fn fill(finder: &impl Finder, x: &[f64], sink: &mut (impl Sink + ?Sized)) {
    let (blocks, rest) = x.as_chunks::<BLOCK>();
    let (mut a, mut b) = (Slots([[0.0; LANES]; ROWS]), Slots([[0.0; LANES]; ROWS]));
    let (mut ahead, mut now) = (&mut a.0, &mut b.0);
    if let Some((first, later)) = blocks.split_first() {
        for (x, slots) in first.as_chunks().0.iter().zip(now.iter_mut()) {
            finder.slots(x, slots);
        }
        for block in later {
            let block = block.as_chunks().0.iter();
            for ((x, ahead), now) in block.zip(ahead.iter_mut()).zip(now.iter()) {
                finder.slots(x, ahead);
                sink.count(now);
            }
            swap(&mut ahead, &mut now);
        }
        for slots in now.iter() {
            sink.count(slots);
        }
    }

    let (vectors, tail) = rest.as_chunks::<LANES>();
    for (x, slots) in vectors.iter().zip(now.iter_mut()) {
        finder.slots(x, slots);
    }
    for slots in &now[..vectors.len()] {
        sink.count(slots);
    }
    for x in tail {
        sink.count_one(finder.slot(*x));
    }
}

/// Slots by arithmetic: the nearest edge, and on which side of it the value is.
struct Uniform<'a, S: Simd> {
    simd: S,
    bins: &'a Bins,
    low: S::F64x8,
    high: S::F64x8,
    above: S::F64x8,
    step: S::F64x8,
    scale: S::F64x8,
    last: S::F64x8,
    zero: S::F64x8,
    one: S::F64x8,
    shift: S::F64x8,
    overflow: S::F64x8,
    nan: S::F64x8,
}

impl<'a, S: Simd> Uniform<'a, S> {
    #[inline(always)]
    fn new(simd: S, bins: &'a Bins, grid: Grid) -> Self {
        Self {
            simd,
            bins,
            low: simd.splat(grid.low),
            high: simd.splat(grid.high),
            above: simd.splat(grid.high.next_up()),
            step: simd.splat(grid.step),
            scale: simd.splat(grid.scale),
            last: simd.splat(grid.last),
            zero: simd.splat(0.0),
            one: simd.splat(1.0),
            shift: simd.splat(SHIFT),
            overflow: simd.splat(SHIFT + (grid.last + 2.0)),
            nan: simd.splat(SHIFT + (grid.last + 3.0)),
        }
    }
}

impl<S: Simd> Finder for Uniform<'_, S> {
    #[inline(always)]
    fn slots(&self, x: &[f64; LANES], to: &mut [f64; LANES]) {
        let x = self.simd.load(x);
        let near = ((x - self.low) * self.scale).max(self.zero).min(self.last);
        let below = near + self.shift;
        // The edge, in the arithmetic that `Bins::uniform` made it with.
        let edge = (below - self.shift) * self.step + self.low;
        let inside = S::F64x8::select(x.lt(edge), below, below + self.one);
        let outside = S::F64x8::select(self.high.lt(x), self.overflow, self.nan);
        S::F64x8::select(x.lt(self.above), inside, outside).store(to);
    }

    #[inline(always)]
    fn slot(&self, x: f64) -> usize {
        self.bins.slot(x)
    }
}

/// Slots by binary search.
struct Searched<'a> {
    bins: &'a Bins,
}

impl Finder for Searched<'_> {
    /// Eight searches in step. Each goes on to half of what is left whatever it compares, so there
    /// is no branch to predict, and none waits for the loads of another.
    #[inline(always)]
    fn slots(&self, x: &[f64; LANES], to: &mut [f64; LANES]) {
        let (edges, count) = (self.bins.edges(), self.bins.count());
        let (mut reached, mut left) = ([0; LANES], count);
        while left > 0 {
            let half = left.div_ceil(2);
            for (reached, x) in reached.iter_mut().zip(x) {
                *reached += if edges[*reached + half - 1] <= *x {
                    half
                } else {
                    0
                };
            }
            left -= half;
        }
        for ((slot, reached), x) in to.iter_mut().zip(reached).zip(x) {
            let inside = reached + usize::from(*x > edges[count]);
            let reached = if x.is_nan() { count + 2 } else { inside };
            *slot = f64::from_bits(reached as u64);
        }
    }

    #[inline(always)]
    fn slot(&self, x: f64) -> usize {
        self.bins.slot(x)
    }
}
