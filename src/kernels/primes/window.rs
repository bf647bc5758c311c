//! A window of a range, sieved.

use super::sieve::{Cursor, Sieve, Wheel, more_than_primes_up_to};
use crate::Error;
use crate::memory::{filled, room};
use crate::simd::Level;
use std::ops::Range;

/// Primes up to here go over the window line by line: in a line, the larger ones have one multiple or
/// none.
const SMALL: u32 = 1 << 20;
/// Primes up to here are kept, with their next multiples: there are 1,077,871. What is larger is sieved
/// anew for each window, prime by prime, and goes over all of the window at once.
const KEPT: u32 = 1 << 24;
/// Numbers of a window that such primes go over, at most: its bits are 34 MiB.
const LONGEST: u64 = 1 << 30;
/// Primes that are found at a time, at most.
pub(super) const MOST_FOUND: usize = 64 * WORDS;

/// A window that is sieved.
pub(super) struct Sieved<P> {
    sieve: Sieve,
    window: Range<u64>,
    cursor: Cursor,
    /// The primes beyond the lines', and where they are in the next segment.
    kept: Vec<Stride>,
    /// The primes that are not kept, if the root is that large.
    larger: Option<P>,
    /// The segments that have been sieved and are at hand.
    segments: Range<u64>,
    /// How many are sieved together: one, or all of a window that larger primes go over.
    together: u64,
    /// A bit for each of eight classes, and so for eight successive `k`.
    bytes: Vec<[u8; CLASSES]>,
    /// How many of these have been searched.
    searched: usize,
}

/// Residue classes of the wheel of 30.
const CLASSES: usize = 8;
/// The class of a number by its remainder, and 1; or 0 if it is of none.
const CLASS: [(usize, u8); 30] = {
    let residues = [1, 7, 11, 13, 17, 19, 23, 29];
    let mut classes = [(0, 0); 30];
    let mut class = 0;
    while class < CLASSES {
        classes[residues[class]] = (class, 1);
        class += 1;
    }
    classes
};
/// Which number each bit of a word stands for, from the word's first turn of the wheel.
const PLACES: [u64; 64] = {
    let residues = [1, 7, 11, 13, 17, 19, 23, 29];
    let mut places = [0; 64];
    let mut bit = 0;
    while bit < 64 {
        places[bit] = 30 * (bit as u64 / 8) + residues[bit % 8];
        bit += 1;
    }
    places
};
/// Words that are searched at a time: some hundred primes.
const WORDS: usize = 64;

/// An odd prime, and how far its next odd multiple is from the beginning of a segment.
struct Stride {
    prime: u32,
    place: u32,
}

/// The next window of what is left, of `len` numbers unless there is a reason for another length:
/// it is sieved in one way, and in bounded memory.
pub(super) fn cut(left: &Range<u64>, len: u64) -> Range<u64> {
    let (start, kept) = (left.start, u64::from(KEPT).pow(2));
    let window = |len| start..left.end.min(start.saturating_add(len));
    if start < kept {
        return window(len.min(kept - start));
    }
    // The larger primes take about as long to find as so many numbers take to sieve.
    let root = start.isqrt();
    if is_worth_it(&window(len)) {
        window(len.clamp(root, 4 * root).min(LONGEST))
    } else {
        window(len)
    }
}

/// Whether a window is long enough. Testing a number takes about as long as finding ten primes,
/// and one needs all up to the root.
pub(super) fn is_worth_it(window: &Range<u64>) -> bool {
    window.end - window.start >= window.end.isqrt() / 200
}

impl<P: Iterator<Item = u64>> Sieved<P> {
    /// For a window that starts above the root of its end, and is [`cut`]. What it is sieved by
    /// are `primes` of lower ranges.
    pub(super) fn new(
        window: Range<u64>,
        primes: impl Fn(Range<u64>) -> Result<P, Error>,
    ) -> Result<Self, Error> {
        let root = (window.end - 1).isqrt() as u32;
        let sieve = Sieve::new(window.clone(), Wheel::of_30()?, SMALL, &primes)?;
        let kept = strides(&primes, SMALL, root.min(KEPT), 30 * sieve.start(0))?;
        let (larger, together) = if root <= KEPT {
            (None, 1)
        } else {
            let larger = primes(u64::from(KEPT)..u64::from(root) + 1)?;
            (Some(larger), sieve.segments())
        };
        let bytes = sieve.bytes() * together as usize;
        let bytes = filled("range", bytes, [0; CLASSES])?;
        Ok(Self {
            cursor: Cursor::new(&sieve)?,
            sieve,
            window,
            kept,
            larger,
            segments: 0..0,
            together,
            searched: bytes.len(),
            bytes,
        })
    }

    /// Adds the primes of the next words to `found`, which is empty. Returns whether there were
    /// words left.
    pub(super) fn find_more(&mut self, level: Level, found: &mut Vec<u64>) -> bool {
        if self.searched == self.bytes.len() {
            if self.segments.end == self.sieve.segments() {
                return false;
            }
            self.sieve_more(level);
        }
        let k = self.sieve.start(self.segments.start) + 8 * self.searched as u64;
        let words = &self.bytes[self.searched..];
        let words = &words[..words.len().min(WORDS)];
        self.searched += words.len();
        numbers(words, k, found);
        // Words at the ends reach beyond the window.
        found.truncate(found.partition_point(|&p| p < self.window.end));
        found.drain(..found.partition_point(|&p| p < self.window.start));
        true
    }

    /// Sieves the next segments.
    fn sieve_more(&mut self, level: Level) {
        let start = self.segments.end;
        self.segments = start..start + self.together;
        let line = self.sieve.bytes();
        let segments = self.bytes.chunks_exact_mut(line);
        for (segment, bytes) in self.segments.clone().zip(segments) {
            for class in 0..CLASSES {
                let residue = self.sieve.wheel().residues()[class];
                self.cursor.sieve(level, &self.sieve, segment, residue);
                for (bytes, &byte) in bytes.iter_mut().zip(self.cursor.bytes()) {
                    bytes[class] = byte;
                }
            }
            let numbers = 30 * 8 * line as u64;
            for Stride { prime, place } in &mut self.kept {
                let next = cross_off(bytes, u64::from(*place), numbers, u64::from(*prime));
                *place = (next - numbers) as u32;
            }
        }
        let base = 30 * self.sieve.start(start);
        for prime in self.larger.iter_mut().flatten() {
            let place = first(base, prime);
            cross_off(&mut self.bytes, place, self.window.end - base, prime);
        }
        self.searched = 0;
    }
}

/// The primes above `small` and up to `most`, and where they are from `base` on.
fn strides<P: Iterator<Item = u64>>(
    primes: impl Fn(Range<u64>) -> Result<P, Error>,
    small: u32,
    most: u32,
    base: u64,
) -> Result<Vec<Stride>, Error> {
    if most <= small {
        return Ok(vec![]);
    }
    let mut strides = room("range", more_than_primes_up_to(most))?;
    let primes = primes(u64::from(small) + 1..u64::from(most) + 1)?;
    strides.extend(primes.map(|prime| Stride {
        prime: prime as u32,
        place: first(base, prime) as u32,
    }));
    Ok(strides)
}

/// How far the first odd multiple of an odd `p` is from an even number, which is above `p`.
#[inline(always)]
fn first(base: u64, p: u64) -> u64 {
    let rest = base % p;
    let place = if rest == 0 { 0 } else { p - rest };
    if place.is_multiple_of(2) {
        place + p
    } else {
        place
    }
}

/// Crosses off every other multiple of `p`, from the number with this `place` on and up to `end`.
/// Returns the place of the next.
#[inline(always)]
fn cross_off(bytes: &mut [[u8; CLASSES]], mut place: u64, end: u64, p: u64) -> u64 {
    while place < end {
        let (k, (class, bit)) = (place / 30, CLASS[(place % 30) as usize]);
        bytes[(k / 8) as usize][class] &= !(bit << (k % 8));
        place += 2 * p;
    }
    place
}

/// The numbers that are bits of `words`, of which the first begins with turn `k` of the wheel. Those
/// above the largest `u64` become that one. There is room for as many.
fn numbers(words: &[[u8; CLASSES]], k: u64, numbers: &mut Vec<u64>) {
    for (bytes, k) in words.iter().zip((k..).step_by(8)) {
        let base = k.saturating_mul(30);
        let mut bits = transposed(u64::from_le_bytes(*bytes));
        while bits > 0 {
            numbers.push(base.saturating_add(PLACES[bits.trailing_zeros() as usize]));
            bits &= bits - 1;
        }
    }
}

/// A square of eight times eight bits with rows and columns exchanged (Warren, Hacker's Delight,
/// 2002): in pairs, then in pairs of pairs, and so on.
fn transposed(mut bits: u64) -> u64 {
    let mut swap = |by: u32, mask: u64| {
        let different = (bits ^ (bits >> by)) & mask;
        bits ^= different ^ (different << by);
    };
    swap(7, 0x00aa_00aa_00aa_00aa);
    swap(14, 0x0000_cccc_0000_cccc);
    swap(28, 0x0000_0000_f0f0_f0f0);
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiples_are_crossed_off_up_to_the_largest_number() {
        let end = u64::MAX;
        let base = (end / 30 - 1000) * 30;
        for p in [1_048_583, 16_777_259, 4_294_967_291, 1_000_003, 7, 31] {
            let mut bytes = [[u8::MAX; CLASSES]; 126];
            cross_off(&mut bytes, first(base, p), end - base, p);
            let mut left = vec![];
            numbers(&bytes, base / 30, &mut left);
            let expected =
                (base..end).filter(|n| [2, 3, 5].iter().all(|small| n % small != 0) && n % p != 0);
            assert!(
                left.into_iter().take_while(|&n| n < end).eq(expected),
                "{p}"
            );
        }
    }

    #[test]
    fn bits_are_numbers_in_order_up_to_the_largest() {
        let listed = |words: &[_], k| {
            let mut list = vec![];
            numbers(words, k, &mut list);
            list
        };
        let coprime =
            |n: &u64| !(n.is_multiple_of(2) || n.is_multiple_of(3) || n.is_multiple_of(5));
        let all = [[u8::MAX; CLASSES]; 2];
        for k in [0, 1, 1 << 40] {
            let expected = (30 * k..30 * (k + 16)).filter(coprime);
            assert!(listed(&all, k).into_iter().eq(expected));
        }
        // The last turns, and as many behind them.
        let k = u64::MAX / 30 - 7;
        let mut expected: Vec<u64> = (30 * k..=u64::MAX).filter(coprime).collect();
        expected.resize(128, u64::MAX);
        assert_eq!(listed(&all, k), expected);
        // Bit `k` of each class.
        assert_eq!(listed(&[[0, 0, 4, 0, 0, 0, 0, 1]], 5), [179, 221]);
    }
}
