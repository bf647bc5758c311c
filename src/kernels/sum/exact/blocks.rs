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
//! None of it rounds but the first line (Dekker's fast two-sum): a number in the first bin is less than
//! `2^41 u`, and one in the second at most that, and so `|x| < S`; `t` and `S` are multiples of `u` and at
//! most `2^53 u`, and so is their difference, which is thus a number; and `x - q` is a multiple of the last bit of `x`, and no larger than `x`.
//!
//! Done twice, the second time to `r` with a smaller `u`, it splits every number of a block into two
//! that are added without any error, and nothing is left: 82 bits below the largest number of the block
//! have room there, of which one number has 53. The second time `r` is left out, as it is enough to see
//! that `q` is all there was. Five additions a vector, none of which waits long for another (Demmel and
//! Nguyen 2015; two bins of theirs, of a width that is made for the block).
//!
//! A block in which something *is* left, because there are very large numbers beside very small ones,
//! or infinities, or NaN, or numbers so large that bins above them would overflow, is added number by
//! number, [by exponent](super::exponents).
//!
//! `S` is in one binade all the time, where representations count multiples of `u`: so the sum of a lane
//! is an integer, and those of all lanes are added as integers.

use super::accumulator::{Exact, LOWEST};
use super::exponents::{add_by_exponent, one_by_one};
use crate::simd::{F64x8, Family, Float, LANES, Level, Simd, U64x8, compiled};

/// Numbers that a lane may take: each moves `S` by `2^41 u` at most, and `S` begins `2^51 u` from either end
/// of its binade.
const DEPTH: usize = 1024;
/// Numbers of a block.
const BLOCK: usize = DEPTH * LANES;
/// Numbers that are as fast one by one.
const FEW: usize = 32;
/// Numbers that are added by exponent before bins are tried again: a block, twice as many each time that
/// bins do not do, and at most so many.
const MOST: usize = 16 * BLOCK;
/// Bits that a number has in a bin, and the bits between two bins: one more, because what is left may be
/// half of a unit.
const WIDTH: i32 = 41;

impl Exact {
    /// Adds every element: some ten times as fast as one by one where numbers are of much the same size,
    /// and two to three times where they are not.
    pub fn add_slice<T: Float>(&mut self, x: &[T]) {
        self.add_slice_at(Level::current(), x);
    }

    /// [`add_slice`](Self::add_slice) at the given level.
    pub fn add_slice_at<T: Float>(&mut self, level: Level, x: &[T]) {
        add_slice(self, level, x);
    }
}

compiled! {
    fn add_slice<T: Float>(sum: &mut Exact, level: Level, x: &[T]) = add_each, for f64 f32
}

fn add_each<T: Float>(sum: &mut Exact, level: Level, x: &[T]) {
    let (mut rest, mut wide) = (x, BLOCK);
    while rest.len() >= FEW {
        let added = add_blocks_at(level, rest, sum);
        if added > 0 {
            wide = BLOCK;
        }
        rest = &rest[added..];
        let (next, after) = rest.split_at(rest.len().min(wide));
        add_by_exponent(next, sum);
        (rest, wide) = (after, MOST.min(2 * wide));
    }
    one_by_one(rest, sum);
}

crate::dispatch! {
    /// Adds all of them, or those before the first block that is not for bins: says how many it was.
    fn add_blocks_at<T: Float>(level, x: &[T], sum: &mut Exact) -> usize = add_blocks
}

#[inline(always)]
fn add_blocks<S: Simd, T: Float>(simd: S, x: &[T], sum: &mut Exact) -> usize {
    let (vectors, tail) = x.as_chunks::<LANES>();
    // Most data is alike from block to block, and most blocks are like their first numbers.
    let mut bins = None;
    for (i, block) in vectors.chunks(DEPTH).enumerate() {
        let ahead = vectors.get((i + 1) * DEPTH..).unwrap_or_default();
        if !add_block(simd, block, ahead, &mut bins, sum) {
            return i * BLOCK;
        }
    }
    one_by_one(tail, sum);
    x.len()
}

/// From where to where the bits of some numbers reach: the exponent above the largest number, or nearly,
/// and that of the lowest bit.
#[inline(always)]
fn reach<T: Float>(x: [T; LANES]) -> (i32, i32) {
    let (mut largest, mut lowest) = (0, i32::MAX);
    for x in x {
        let x: f64 = x.into();
        let bits = x.abs().to_bits();
        largest = largest.max(bits);
        if bits != 0 {
            // What has a lower exponent than normal numbers has that of the least of them.
            let unit = (bits >> 52).saturating_sub(1) as i32 + LOWEST;
            // The 53rd bit of a normal number is there, although it is not written.
            let zeros = (bits | 1 << 52).trailing_zeros() as i32;
            lowest = lowest.min(unit + zeros);
        }
    }
    (above(largest), lowest)
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
    /// For numbers like these, if there are such bins: or else there are none for any block with these
    /// among its numbers.
    #[inline(always)]
    fn like<T: Float>(x: [T; LANES]) -> Option<Self> {
        let (top, lowest) = reach(x);
        let wide = Self::above(top);
        if wide.hold(lowest) {
            return Some(wide);
        }
        let tight = Self::below(top);
        tight.hold(lowest).then_some(tight)
    }

    /// Whether nothing is left of numbers whose lowest bit is this.
    #[inline(always)]
    fn hold(self, lowest: i32) -> bool {
        self.exist() && lowest >= self.units[1]
    }

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

/// Adds a block, unless it is not one for bins.
#[inline(always)]
fn add_block<S: Simd, T: Float>(
    simd: S,
    block: &[[T; LANES]],
    ahead: &[[T; LANES]],
    last: &mut Option<Bins>,
    sum: &mut Exact,
) -> bool {
    // Those of the block before, or those that its first numbers ask for.
    let Some(first) = block.first() else {
        return true;
    };
    let (_, lowest) = reach(*first);
    let fitting = last.filter(|bins| bins.hold(lowest));
    let Some(mut bins) = fitting.or_else(|| Bins::like(*first)) else {
        return false;
    };
    // And if they do not do, those that are made for this one, with room above or without.
    for _ in 0..3 {
        if !bins.exist() {
            return false;
        }
        let split = split(simd, block, ahead, bins);
        let top = above(split.largest);
        if top <= bins.top && !split.is_left {
            for (total, unit) in split.totals.into_iter().zip(bins.units) {
                sum.add_at(total, (unit - LOWEST) as usize);
            }
            *last = Some(bins);
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
        bins = tight;
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
fn split<S: Simd, T: Float>(
    simd: S,
    block: &[[T; LANES]],
    ahead: &[[T; LANES]],
    bins: Bins,
) -> Split {
    let middles = [Bins::middle(bins.units[0]), Bins::middle(bins.units[1])];
    let mut lanes = Lanes {
        simd,
        first: simd.splat(middles[0]),
        second: simd.splat(middles[1]),
        largest: simd.splat(0.0),
        left: simd.splat_u64(0),
    };
    // In any order, so from four places in turn: memory is read faster so. They are short, and what
    // fetches lines by itself has to be woken at each: so the next block is asked for meanwhile.
    let (places, rest) = block.split_at(block.len() / 4 * 4);
    let (ab, cd) = places.split_at(places.len() / 2);
    let ((a, b), (c, d)) = (ab.split_at(ab.len() / 2), cd.split_at(cd.len() / 2));
    // No shorter than the block, or the loop would stop with it.
    let ahead = if ahead.len() < block.len() {
        block
    } else {
        ahead
    };
    let ahead = ahead.as_chunks::<4>().0;
    for (((a, b), (c, d)), [e, f, g, h]) in a.iter().zip(b).zip(c.iter().zip(d)).zip(ahead) {
        for (x, ahead) in [(a, e), (b, f), (c, g), (d, h)] {
            T::prefetch(simd, ahead);
            lanes.take(x);
        }
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
    /// The bits in which what was taken differs from what there was to take.
    left: S::U64x8,
}

impl<S: Simd> Lanes<S> {
    #[inline(always)]
    fn take<T: Float>(&mut self, x: &[T; LANES]) {
        let x = T::load(self.simd, x);
        let rest = x - into_bin(&mut self.first, x);
        let taken = into_bin(&mut self.second, rest);
        let magnitude = self.simd.splat_u64(u64::MAX >> 1);
        self.largest = S::F64x8::from_bits(x.to_bits() & magnitude).max(self.largest);
        self.left = self.left | (taken.to_bits() ^ rest.to_bits());
    }

    #[inline(always)]
    fn split(self, middles: [f64; 2]) -> Split {
        let (mut totals, mut is_left) = ([0_i64; 2], false);
        let bins = [self.first.to_array(), self.second.to_array()];
        for ((total, bin), middle) in totals.iter_mut().zip(bins).zip(middles) {
            for sum in bin {
                // Once it is no number it stays none, and nobody will ask for the total.
                is_left |= !sum.is_finite();
                let units = sum.to_bits().wrapping_sub(middle.to_bits()) as i64;
                *total = total.wrapping_add(units);
            }
        }
        let mut largest = 0;
        for x in self.largest.to_array() {
            largest = largest.max(x.to_bits());
        }
        for bits in self.left.to_array() {
            // The sign of a zero is nothing.
            is_left |= bits << 1 != 0;
        }
        Split {
            totals,
            largest,
            is_left,
        }
    }
}

/// Adds to the bin what it takes of `x`, and returns that.
#[inline(always)]
fn into_bin<V: F64x8>(bin: &mut V, x: V) -> V {
    let sum = *bin + x;
    let taken = sum - *bin;
    *bin = sum;
    taken
}
