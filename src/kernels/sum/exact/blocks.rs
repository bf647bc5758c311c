//! Eight lanes at a time: blocks in which all numbers are of much the same size.
//!
//! Adding `x` to a number `S` that is so large that its last bit is worth `u` rounds `x` to a multiple
//! of `u`; and what that rounds away is `x` less the multiple, exactly:
//!
//! ```text
//! t = S + x        S stays between 2^52 u and 2^53 u, whatever is added
//! q = t - S        a multiple of u, exact
//! r = x - q        what is left, exact: at most u / 2
//! S = t
//! ```
//!
//! Done twice, the second time to `r` with a smaller `u`, it splits every number of a block into two
//! that are added without any error, and nothing is left: 82 bits below the largest number of the block
//! have room there, of which one number has 53. Six additions a vector, none of which waits long for
//! another (Demmel and Nguyen 2015; two bins of theirs, of a width that is made for the block).
//!
//! A block in which something *is* left, because there are very large numbers beside very small ones,
//! or infinities, or NaN, is added number by number.
//!
//! `S` is in one binade all the time, where representations count multiples of `u`: so the sum of a lane
//! is an integer, and those of all lanes are added as integers.

use super::accumulator::{Exact, LOWEST};
use super::float::Float;
use crate::simd::{F64x8, LANES, Level, Simd, U64x8};

/// Numbers that a lane may take: as many as the bits between those of the largest and the binade.
const DEPTH: usize = 1024;
/// Numbers of a block.
const BLOCK: usize = DEPTH * LANES;
/// Numbers that are as fast one by one.
const FEW: usize = 32;
/// Bits that a number has in a bin, and the bits between two bins: one more, because what is left may be
/// half of a unit.
const WIDTH: i32 = 41;

impl Exact {
    /// Adds every element: tens of times as fast as one by one.
    pub fn add_slice<T: Float>(&mut self, x: &[T]) {
        self.add_slice_at(Level::current(), x);
    }

    /// [`add_slice`](Self::add_slice) at the given level.
    pub fn add_slice_at<T: Float>(&mut self, level: Level, x: &[T]) {
        add_at(level, x, self);
    }
}

crate::dispatch! {
    /// Adds all of them.
    fn add_at<T: Float>(level, x: &[T], sum: &mut Exact) = add
}

#[inline(always)]
fn add<S: Simd, T: Float>(simd: S, x: &[T], sum: &mut Exact) {
    let (vectors, tail) = x.as_chunks::<LANES>();
    if x.len() < FEW {
        return one_by_one(x, sum);
    }
    one_by_one(tail, sum);
    // Most data is alike from block to block, and most blocks are like their first numbers.
    let mut bins = Bins::above(largest(vectors[0]));
    for block in vectors.chunks(BLOCK / LANES) {
        if !bins.exist() {
            // The block before was too large for any.
            bins = Bins::above(largest(block[0]));
        }
        if !add_block(simd, block, &mut bins, sum) {
            one_by_one(block.as_flattened(), sum);
        }
    }
}

#[inline(never)]
fn one_by_one<T: Float>(x: &[T], sum: &mut Exact) {
    for &x in x {
        sum.add(x.into());
    }
}

/// The exponent above the largest of them.
#[inline(always)]
fn largest<T: Float>(x: [T; LANES]) -> i32 {
    let mut largest = 0;
    for x in x {
        let x: f64 = x.into();
        largest = largest.max(x.abs().to_bits());
    }
    above(largest)
}

/// The least exponent of two that is above the number with this representation, or nearly.
#[inline(always)]
fn above(bits: u64) -> i32 {
    (bits >> 52) as i32 - 1022
}

/// Two bins for numbers below a power of two: the exponents of their units.
#[derive(Clone, Copy)]
struct Bins {
    top: i32,
    units: [i32; 2],
}

impl Bins {
    /// With room above for what is a little larger than what has been seen.
    #[inline(always)]
    fn above(top: i32) -> Self {
        Self::below(top + 2)
    }

    /// For numbers below this power of two.
    #[inline(always)]
    fn below(top: i32) -> Self {
        let first = (top - WIDTH).max(LOWEST);
        let second = (first - WIDTH - 1).max(LOWEST);
        Self {
            top,
            units: [first, second],
        }
    }

    /// Whether there are such numbers: none of the bins may overflow.
    #[inline(always)]
    fn exist(self) -> bool {
        self.units[0] + 53 < 1024
    }

    /// What is added to: in the middle of a binade in which units are of this exponent.
    #[inline(always)]
    fn middle(unit: i32) -> f64 {
        let exponent = (unit + 52 + 1023) as u64;
        f64::from_bits(exponent << 52 | 1 << 51)
    }
}

/// Adds a block, unless it is one that has to be added number by number.
#[inline(always)]
fn add_block<S: Simd, T: Float>(
    simd: S,
    block: &[[T; LANES]],
    bins: &mut Bins,
    sum: &mut Exact,
) -> bool {
    // The bins of the block before; and if they do not do, those that are made for this one.
    for _ in 0..2 {
        if !bins.exist() {
            return false;
        }
        let split = split(simd, block, *bins);
        let top = above(split.largest);
        if top <= bins.top && !split.is_left {
            for (total, unit) in split.totals.into_iter().zip(bins.units) {
                sum.add_at(total, (unit - LOWEST) as usize);
            }
            return true;
        }
        let tight = if top > bins.top {
            Bins::above(top)
        } else {
            Bins::below(top)
        };
        if tight.top == bins.top {
            return false;
        }
        *bins = tight;
    }
    false
}

/// A block, split.
struct Split {
    /// Sums in units of the two bins.
    totals: [i64; 2],
    /// The representation of the largest magnitude, infinities among them and NaN not.
    largest: u64,
    /// Whether anything is left, or is no number.
    is_left: bool,
}

#[inline(always)]
fn split<S: Simd, T: Float>(simd: S, block: &[[T; LANES]], bins: Bins) -> Split {
    let middles = [Bins::middle(bins.units[0]), Bins::middle(bins.units[1])];
    let mut lanes = Lanes {
        simd,
        first: simd.splat(middles[0]),
        second: simd.splat(middles[1]),
        largest: simd.splat(0.0),
        left: simd.splat_u64(0),
    };
    // In any order, so from four places in turn: memory is read faster so.
    let (places, rest) = block.split_at(block.len() / 4 * 4);
    let (ab, cd) = places.split_at(places.len() / 2);
    let ((a, b), (c, d)) = (ab.split_at(ab.len() / 2), cd.split_at(cd.len() / 2));
    for ((a, b), (c, d)) in a.iter().zip(b).zip(c.iter().zip(d)) {
        lanes.take(a);
        lanes.take(b);
        lanes.take(c);
        lanes.take(d);
    }
    for x in rest {
        lanes.take(x);
    }
    lanes.split(middles)
}

/// A block on its way.
struct Lanes<S: Simd> {
    simd: S,
    /// The bins of every lane.
    first: S::F64x8,
    second: S::F64x8,
    largest: S::F64x8,
    /// The bits of all that was left.
    left: S::U64x8,
}

impl<S: Simd> Lanes<S> {
    #[inline(always)]
    fn take<T: Float>(&mut self, x: &[T; LANES]) {
        let x = T::lanes(self.simd, x);
        let rest = into_bin(&mut self.first, x);
        let rest = into_bin(&mut self.second, rest);
        let magnitude = self.simd.splat_u64(u64::MAX >> 1);
        self.largest = S::F64x8::from_bits(x.to_bits() & magnitude).max(self.largest);
        self.left = self.left | rest.to_bits();
    }

    #[inline(always)]
    fn split(self, middles: [f64; 2]) -> Split {
        let mut totals = [0_i64; 2];
        let bins = [self.first.to_array(), self.second.to_array()];
        for ((total, bin), middle) in totals.iter_mut().zip(bins).zip(middles) {
            for sum in bin {
                // A sum that is no number is wrong, and nobody will ask for it.
                let units = sum.to_bits().wrapping_sub(middle.to_bits()) as i64;
                *total = total.wrapping_add(units);
            }
        }
        let mut largest = 0;
        for x in self.largest.to_array() {
            largest = largest.max(x.to_bits());
        }
        let mut left = 0;
        for bits in self.left.to_array() {
            // The sign of a zero is nothing.
            left |= bits << 1;
        }
        Split {
            totals,
            largest,
            is_left: left != 0,
        }
    }
}

/// Adds to the bin what it takes of `x`, and returns the rest.
#[inline(always)]
fn into_bin<V: F64x8>(bin: &mut V, x: V) -> V {
    let sum = *bin + x;
    let taken = sum - *bin;
    *bin = sum;
    x - taken
}
