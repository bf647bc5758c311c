//! The segmented sieve under `simd`, `threaded` and the iterator.
//!
//! | file | what is in it |
//! |---|---|
//! | `wheel.rs` | the residue classes that can hold primes |
//! | `base.rs` | the primes to sieve by |
//! | `pattern.rs` | the small ones, crossed off a vector at a time |
//! | `line.rs` | the bits of one class, and how the other primes are crossed off |
//! | `cursor.rs` | where a member is, and where its primes' next multiples are |
//! | `tally.rs` | the sum of numbers that are bits |

mod base;
mod cursor;
mod line;
mod pattern;
mod tally;
mod turn;
mod wheel;

pub(super) use base::{LISTED, listed, more_than_primes_up_to};
pub(super) use cursor::Cursor;
pub(super) use wheel::Wheel;

use super::room;
use crate::Error;
use base::primes_up_to;
use pattern::Pattern;
use std::ops::Range;

/// The bytes of a line, at most: it stays in a second-level cache, and has several multiples of all
/// but very large primes.
const LINE: usize = 128 << 10;
/// The bytes of a line that stay in a first-level cache while the smaller primes go over them.
const STRETCH: usize = 32 << 10;
/// The primes that go over a line stretch by stretch are at most this: a stretch has four rows of
/// them.
const NEAR: usize = STRETCH / 4;

/// What all members share: which numbers are sieved, by which primes, and in which lines.
///
/// The numbers are cut twice. The wheel leaves residue classes: the numbers `modulus * k + residue`
/// for all `k`. A range of `k` is a *segment*, and one class in one segment is a *line*: a bit for
/// every number, in the order of `k`. In a line the multiples of a prime `p` are `p` bits apart,
/// as they would be without a wheel.
pub(super) struct Sieve {
    range: Range<u64>,
    wheel: Wheel,
    /// The sum of the primes that are not in any line: the wheel's, and those sieved by.
    outside: u128,
    patterns: Vec<Pattern>,
    /// What to cross off the multiples of: the patterns' products, then primes.
    strides: Vec<u32>,
    /// The inverse of the wheel's modulus, modulo every stride.
    inverses: Vec<u32>,
    /// The bits of a stretch, modulo every stride that goes over a line stretch by stretch.
    stretch: Vec<u32>,
    /// Bits of a line: whole blocks of bytes.
    bits: usize,
    segments: u64,
}

impl Sieve {
    /// For the primes of `range`, which ends above the largest prime of the wheel and is not empty.
    /// Primes up to the root of the largest number are not in any line. Only those up to `most` are
    /// sieved by: if the root is larger, then multiples of larger primes alone are left. The many
    /// are asked for as those of a range of `primes`.
    pub(super) fn new<P: Iterator<Item = u64>>(
        range: Range<u64>,
        wheel: Wheel,
        most: u32,
        primes: impl FnOnce(Range<u64>) -> Result<P, Error>,
    ) -> Result<Self, Error> {
        let root = ((range.end - 1).isqrt() as u32)
            .min(most)
            .max(wheel.largest_prime());
        let base = primes_up_to(root, primes)?;
        let outside = base.iter().map(|&p| u128::from(p)).sum();

        let modulus = u64::from(wheel.modulus());
        let candidates = range.end.div_ceil(modulus) - range.start / modulus;
        let segments = candidates.div_ceil(8 * LINE as u64);
        let bits = (candidates.div_ceil(segments) as usize).next_multiple_of(8 * pattern::BLOCK);

        let by = base.iter().position(|&p| p > wheel.largest_prime());
        let base = &base[by.unwrap_or(base.len())..];
        let (small, large) = base.split_at(base.partition_point(|&p| p < pattern::PRIMES));
        let patterns = pattern::all(small)?;
        let mut strides = room((patterns.len() + large.len()) as u64)?;
        strides.extend(patterns.iter().map(Pattern::period));
        strides.extend(large);
        let mut inverses = room(strides.len() as u64)?;
        inverses.extend(strides.iter().map(|&stride| wheel.inverse_modulo(stride)));
        let near = large.partition_point(|&p| p as usize <= NEAR.min(bits / 8));
        let mut stretch = room((patterns.len() + near) as u64)?;
        let near = &strides[..patterns.len() + near];
        stretch.extend(near.iter().map(|&stride| 8 * STRETCH as u32 % stride));
        Ok(Self {
            range,
            wheel,
            outside,
            patterns,
            strides,
            inverses,
            stretch,
            bits,
            segments,
        })
    }

    pub(super) fn wheel(&self) -> &Wheel {
        &self.wheel
    }

    /// The sum of the primes up to the root, which are not in any line.
    pub(super) fn outside(&self) -> u128 {
        self.outside
    }

    /// Bytes of a line.
    pub(super) fn bytes(&self) -> usize {
        self.bits / 8
    }

    pub(super) fn segments(&self) -> u64 {
        self.segments
    }

    /// The `k` of the first bit of a segment.
    pub(super) fn start(&self, segment: u64) -> u64 {
        self.range.start / u64::from(self.wheel.modulus()) + segment * self.bits as u64
    }

    /// How many bits of a line stand for numbers below the end of the range.
    fn within(&self, start: u64, residue: u32) -> usize {
        let numbers = self.range.end.saturating_sub(u64::from(residue));
        let candidates = numbers.div_ceil(u64::from(self.wheel.modulus()));
        candidates.saturating_sub(start).min(self.bits as u64) as usize
    }
}
