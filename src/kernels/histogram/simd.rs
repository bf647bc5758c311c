//! Eight lanes at a time: slots by arithmetic, counts in tables of their own.

use super::Value;
use super::bins::{Bins, Grid, SHIFT};
use super::counts::Histogram;
use super::tables::{Sink, Slots, Tables};
use super::unchecked::unchecked;
use crate::memory::lines;
use crate::simd::{F64x8, LANES, Mask8, Simd, U64x8};
use std::mem::swap;

/// Vectors whose slots are worked out before they are counted. Slots that are just being made
/// arrive in the order in which memory delivers them, and a processor that has counted ahead of
/// that order has to take it back.
const ROWS: usize = 16;
/// Values to a block of so many vectors.
const BLOCK: usize = ROWS * LANES;
/// Cache lines between the block whose slots are worked out and what is asked for, 4 KiB: the stores
/// between its loads are so many that the processor does not see far enough by itself.
const AHEAD: usize = 64;
/// What is asked for at the end, where nothing is left.
static NOWHERE: [[f64; LANES]; ROWS] = [[0.0; LANES]; ROWS];
/// Blocks after one that had to be looked at twice, for which that is not risked again.
const CAREFUL: usize = 16;
/// Fewer values than this are counted before the tables are at hand.
const SHORT: usize = 2 * LANES;
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
    ///
    /// // Integers are counted as they are.
    /// let mut histogram = Histogram::new(&Bins::uniform(3, 0.0, 3.0)?)?;
    /// histogram::simd(&[0_u8, 2, 1, 2, 200], &mut histogram);
    /// assert_eq!((histogram.counts(), histogram.overflow()), (&[1, 1, 2][..], 1));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    #[doc(alias = "bincount")]
    #[doc(alias = "digitize")]
    pub fn simd<T: Value>(x: &[T], histogram: &mut Histogram) = kernel, at simd_at
}

/// The rung itself, for kernels that make the values block by block.
#[inline(always)]
pub(crate) fn kernel<S: Simd, T: Value>(simd: S, x: &[T], histogram: &mut Histogram) {
    if x.len() < SHORT {
        return unchecked(x, histogram);
    }
    for x in x.chunks(PIECE) {
        let values = u32::try_from(x.len()).expect("a piece is not that long");
        let (bins, tables, counts) = histogram.in_tables(values);
        match bins.grid() {
            Some(grid) => into_tables(simd, &Uniform::new(simd, bins, grid), x, tables, counts),
            None => into_tables(simd, &Searched::new(simd, bins), x, tables, counts),
        }
    }
}

#[inline(always)]
fn into_tables<S: Simd, T: Value>(
    simd: S,
    finder: &impl Finder<S>,
    x: &[T],
    tables: &mut Tables,
    counts: &mut [u64],
) {
    match tables {
        Tables::Small(tables) => fill(simd, finder, x, &mut **tables),
        Tables::Medium(tables) => fill(simd, finder, x, &mut **tables),
        Tables::Large(tables) => fill(simd, finder, x, &mut **tables),
        Tables::Absent | Tables::Shared => fill(simd, finder, x, counts),
    }
}

/// What finds the slots of values.
pub(super) trait Finder<S: Simd> {
    /// The slots of eight values, in the low 32 bits of each element.
    fn slots(&self, x: S::F64x8) -> S::U64x8;

    /// The same in fewer steps, unless a value is above the bins, at their end, or NaN: sets its lane
    /// of `doubt` then, to what is above zero, and the slots are any.
    #[inline(always)]
    fn quick(&self, x: S::F64x8, doubt: &mut S::F64x8) -> S::U64x8 {
        let _ = doubt;
        self.slots(x)
    }

    /// The slot of one.
    fn slot(&self, x: f64) -> usize;
}

/// The slots of a block, where a vector does not straddle two lines.
#[repr(align(64))]
struct Found([Slots; ROWS]);

/// Cache lines of a block. A row asks for one: of small values some are asked for again, which takes
/// less than to find out.
const fn lines_of<T>() -> usize {
    size_of::<[T; BLOCK]>() / size_of::<[f64; LANES]>()
}

#[inline(always)]
fn fill<S: Simd, T: Value>(
    simd: S,
    finder: &impl Finder<S>,
    x: &[T],
    sink: &mut (impl Sink + ?Sized),
) {
    let (blocks, rest) = x.as_chunks::<BLOCK>();
    let mut found = [const { Found([[0; LANES / 2]; ROWS]) }; 2];
    let [mut ahead, mut now] = found.each_mut();
    if let Some((first, later)) = blocks.split_first() {
        find(simd, finder, first.as_chunks().0, now);
        let mut beyond = lines(later.as_flattened());
        beyond = beyond.get(AHEAD..).unwrap_or_default();
        let mut careful = 0;
        for block in later {
            let rows = block.as_chunks().0;
            let asked = beyond.first_chunk().unwrap_or(&NOWHERE);
            beyond = beyond.get(lines_of::<T>()..).unwrap_or_default();
            let turns = rows.iter().zip(asked).zip(&mut ahead.0).zip(&now.0);
            if careful > 0 {
                careful -= 1;
                for (((x, asked), ahead), now) in turns {
                    simd.prefetch(asked);
                    finder.slots(T::load(simd, x)).store_lower(ahead);
                    sink.count(now);
                }
            } else {
                let mut doubt = simd.splat(0.0);
                for (((x, asked), ahead), now) in turns {
                    simd.prefetch(asked);
                    finder
                        .quick(T::load(simd, x), &mut doubt)
                        .store_lower(ahead);
                    sink.count(now);
                }
                if simd.splat(0.0).lt(doubt).to_bits() != 0 {
                    find(simd, finder, rows, ahead);
                    careful = CAREFUL;
                }
            }
            swap(&mut ahead, &mut now);
        }
        for slots in &now.0 {
            sink.count(slots);
        }
    }

    let (rows, tail) = rest.as_chunks::<LANES>();
    find(simd, finder, rows, now);
    for slots in &now.0[..rows.len()] {
        sink.count(slots);
    }
    for x in tail {
        sink.count_one(finder.slot((*x).into()));
    }
}

/// The slots of rows, whatever is in them.
#[inline(always)]
fn find<S: Simd, T: Value>(simd: S, finder: &impl Finder<S>, rows: &[[T; LANES]], to: &mut Found) {
    for (x, to) in rows.iter().zip(&mut to.0) {
        finder.slots(T::load(simd, x)).store_lower(to);
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
    limit: S::F64x8,
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
            limit: simd.splat(grid.limit),
            outside: Outside::new(simd, bins),
        }
    }

    /// How many bins above the lowest edge.
    #[inline(always)]
    fn scaled(&self, x: S::F64x8) -> S::F64x8 {
        (x - self.low) * self.scale
    }

    /// `MORE` and the number of the edge that is nearest, less one where `x` is below that edge.
    #[inline(always)]
    fn beside<const MORE: u32>(&self, x: S::F64x8, scaled: S::F64x8) -> S::U64x8 {
        let shift = self.simd.splat(SHIFT + f64::from(MORE));
        let near = scaled + shift;
        // The edge, in the arithmetic that `Bins::uniform` made it with.
        let edge = (near - shift) * self.step + self.low;
        near.to_bits().less_one(x.lt(edge))
    }
}

impl<S: Simd> Finder<S> for Uniform<'_, S> {
    #[inline(always)]
    fn slots(&self, x: S::F64x8) -> S::U64x8 {
        // A NaN is held to the last bin as well, because it is below nothing.
        let scaled = self.scaled(x).min(self.last).max(self.simd.splat(0.0));
        self.outside.take(x, self.beside::<3>(x, scaled))
    }

    #[inline(always)]
    fn quick(&self, x: S::F64x8, doubt: &mut S::F64x8) -> S::U64x8 {
        *doubt = S::F64x8::select(x.lt(self.limit), *doubt, self.scale);
        self.beside::<1>(x, self.scaled(x).max(self.simd.splat(0.0)))
    }

    #[inline(always)]
    fn slot(&self, x: f64) -> usize {
        self.bins.slot(x)
    }
}

/// What is above all bins, or NaN.
struct Outside<V> {
    high: V,
    above: V,
}

impl<V: F64x8<Bits: U64x8<Mask = V::Mask>>> Outside<V> {
    #[inline(always)]
    fn new<S: Simd<F64x8 = V>>(simd: S, bins: &Bins) -> Self {
        Self {
            high: simd.splat(bins.high()),
            above: simd.splat(bins.high().next_up()),
        }
    }

    /// Two less than `slots` where `x` is not outside, one less where it is above, and `slots` where
    /// it is NaN: as if both were at the end of the last bin, whose slot comes two before that of
    /// NaN.
    #[inline(always)]
    fn take(&self, x: V, slots: V::Bits) -> V::Bits {
        let below = x.lt(self.above);
        slots
            .less_one(below)
            .less_one(below)
            .less_one(self.high.lt(x))
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

impl<S: Simd> Finder<S> for Searched<'_, S> {
    /// Eight searches in step: none waits for the loads of another. Each goes on to half of what is
    /// left whatever it compares, and which half is a blend. A comparison of numbers would become a
    /// branch that nobody can predict.
    #[inline(always)]
    fn slots(&self, x: S::F64x8) -> S::U64x8 {
        let (edges, count) = (self.bins.edges(), self.bins.count());
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
        let slots = reached.to_bits() + self.simd.splat_u64(2);
        self.outside.take(x, slots)
    }

    #[inline(always)]
    fn slot(&self, x: f64) -> usize {
        self.bins.slot(x)
    }
}
