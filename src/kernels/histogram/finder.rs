//! Which slot counts a value, for eight at a time: by arithmetic, or by search.

use super::bins::{Bins, Grid, SHIFT};
use crate::simd::{F64x8, LANES, Simd, U64x8};

/// What finds the slots of values.
pub(super) trait Finder<S: Simd> {
    /// Whether there is a way that is [quicker](Finder::quick).
    const QUICK: bool = false;

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

/// Slots by arithmetic: the nearest edge, and on which side of it the value is.
pub(super) struct Uniform<'a, S: Simd> {
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
    pub(super) fn new(simd: S, bins: &'a Bins, grid: Grid) -> Self {
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
    const QUICK: bool = true;

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
pub(super) struct Searched<'a, S: Simd> {
    simd: S,
    bins: &'a Bins,
    outside: Outside<S::F64x8>,
}

impl<'a, S: Simd> Searched<'a, S> {
    #[inline(always)]
    pub(super) fn new(simd: S, bins: &'a Bins) -> Self {
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
