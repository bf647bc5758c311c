//! Eight lanes at a time: slots by arithmetic, counts in tables of their own.

use super::bins::{Bins, Grid, SHIFT};
use super::counts::Histogram;
use super::tables::{Sink, Tables};
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
    /// let mut histogram = Histogram::new(&Bins::uniform(10, 0.0, 10.0)?)?;
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
            None => into_tables(&Searched::new(simd, bins), x, tables, counts),
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

/// What is above all bins, or NaN.
struct Outside<V> {
    high: V,
    above: V,
    overflow: V,
    nan: V,
}

impl<V: F64x8> Outside<V> {
    #[inline(always)]
    fn new<S: Simd<F64x8 = V>>(simd: S, bins: &Bins) -> Self {
        let count = bins.count() as f64;
        Self {
            high: simd.splat(bins.high()),
            above: simd.splat(bins.high().next_up()),
            overflow: simd.splat(SHIFT + (count + 1.0)),
            nan: simd.splat(SHIFT + (count + 2.0)),
        }
    }

    /// The slots of `x`, where `inside` is right for what is not outside.
    #[inline(always)]
    fn or(&self, x: V, inside: V) -> V {
        let outside = V::select(self.high.lt(x), self.overflow, self.nan);
        V::select(x.lt(self.above), inside, outside)
    }
}

/// Slots by arithmetic: the nearest edge, and on which side of it the value is.
struct Uniform<'a, S: Simd> {
    simd: S,
    bins: &'a Bins,
    low: S::F64x8,
    step: S::F64x8,
    scale: S::F64x8,
    last: S::F64x8,
    outside: Outside<S::F64x8>,
}

impl<'a, S: Simd> Uniform<'a, S> {
    #[inline(always)]
    fn new(simd: S, bins: &'a Bins, grid: Grid) -> Self {
        Self {
            simd,
            bins,
            low: simd.splat(grid.low),
            step: simd.splat(grid.step),
            scale: simd.splat(grid.scale),
            last: simd.splat(grid.last),
            outside: Outside::new(simd, bins),
        }
    }
}

impl<S: Simd> Finder for Uniform<'_, S> {
    #[inline(always)]
    fn slots(&self, x: &[f64; LANES], to: &mut [f64; LANES]) {
        let (zero, one) = (self.simd.splat(0.0), self.simd.splat(1.0));
        let shift = self.simd.splat(SHIFT);
        let x = self.simd.load(x);
        let near = ((x - self.low) * self.scale).max(zero).min(self.last) + shift;
        // The edge, in the arithmetic that `Bins::uniform` made it with.
        let edge = (near - shift) * self.step + self.low;
        let inside = S::F64x8::select(x.lt(edge), near, near + one);
        self.outside.or(x, inside).store(to);
    }

    #[inline(always)]
    fn slot(&self, x: f64) -> usize {
        self.bins.slot(x)
    }
}

/// Slots by binary search.
struct Searched<'a, S: Simd> {
    simd: S,
    bins: &'a Bins,
    outside: Outside<S::F64x8>,
}

impl<'a, S: Simd> Searched<'a, S> {
    #[inline(always)]
    fn new(simd: S, bins: &'a Bins) -> Self {
        let outside = Outside::new(simd, bins);
        Self {
            simd,
            bins,
            outside,
        }
    }
}

impl<S: Simd> Finder for Searched<'_, S> {
    /// Eight searches in step: none waits for the loads of another. Each goes on to half of what is
    /// left whatever it compares, and which half is a blend. A comparison of numbers would become a
    /// branch that nobody can predict.
    #[inline(always)]
    fn slots(&self, x: &[f64; LANES], to: &mut [f64; LANES]) {
        let (edges, count) = (self.bins.edges(), self.bins.count());
        let x = self.simd.load(x);
        let mut reached = self.simd.splat(SHIFT);
        let mut left = count;
        while left > 0 {
            let half = left.div_ceil(2);
            let mut middle = [0.0; LANES];
            for (middle, reached) in middle.iter_mut().zip(reached.to_array()) {
                *middle = edges[reached.to_bits() as u32 as usize + half - 1];
            }
            let further = reached + self.simd.splat(half as f64);
            reached = S::F64x8::select(x.lt(self.simd.load(&middle)), reached, further);
            left -= half;
        }
        self.outside.or(x, reached).store(to);
    }

    #[inline(always)]
    fn slot(&self, x: f64) -> usize {
        self.bins.slot(x)
    }
}
