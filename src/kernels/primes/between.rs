//! The primes of a range, one by one.

use super::is_prime;
use super::sieve::{Cursor, LISTED, Sieve, Wheel, primes_up_to};
use crate::Error;
use crate::simd::{Level, Simd};
use std::ops::Range;

/// The primes of a range, in order.
///
/// They are found as they are asked for, in windows that double: an open end costs nothing, as in
/// `between(0..u64::MAX)?.take(10)`. A window that is long enough to be worth it is sieved, and the
/// memory for that grows with the root of where it ends; a short window among large numbers is
/// tested, number by number, by [`is_prime`].
///
/// ```
/// use hotloop::kernels::primes;
///
/// let primes: Vec<u64> = primes::between(10..30)?.collect();
/// assert_eq!(primes, [11, 13, 17, 19, 23, 29]);
/// assert_eq!(primes::between(0..1_000_000)?.count(), 78_498);
/// assert_eq!(primes::between(u64::MAX - 100..u64::MAX)?.last(), Some(u64::MAX - 58));
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Reversed`] if the range starts above its end.
pub fn between(range: Range<u64>) -> Result<Between, Error> {
    between_at(Level::current(), range)
}

/// [`between`] at the given level.
pub fn between_at(level: Level, range: Range<u64>) -> Result<Between, Error> {
    let Range { start, end } = range;
    if start > end {
        return Err(Error::Reversed {
            argument: "range",
            start,
            end,
        });
    }
    Ok(Between {
        level,
        window: Window::Listed(vec![].into_iter()),
        left: range,
        len: FIRST,
    })
}

/// Numbers of the first window; every other is twice as long as the one before.
const FIRST: u64 = 1 << 16;

/// The iterator that [`between`] returns.
pub struct Between {
    level: Level,
    window: Window,
    /// What comes after the window.
    left: Range<u64>,
    /// How long the next window is.
    len: u64,
}

/// How the primes of a window are found.
enum Window {
    /// In a list of the smallest.
    Listed(std::vec::IntoIter<u32>),
    /// By testing each number.
    Tested(Range<u64>),
    /// By sieving.
    Sieved(Box<Sieved>),
}

impl Iterator for Between {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        loop {
            let prime = match &mut self.window {
                Window::Listed(primes) => primes.next().map(u64::from),
                Window::Tested(numbers) => numbers.find(|&n| is_prime(n)),
                Window::Sieved(sieved) => sieved.next(self.level),
            };
            if prime.is_some() {
                return prime;
            }
            self.window = self.next_window()?;
        }
    }
}

impl std::iter::FusedIterator for Between {}

impl std::fmt::Debug for Between {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Between")
            .field("level", &self.level)
            .field("left", &self.left)
            .finish_non_exhaustive()
    }
}

impl Between {
    /// The window after this one, if anything is left.
    fn next_window(&mut self) -> Option<Window> {
        let Range { start, end } = self.left.clone();
        if start >= end {
            return None;
        }
        let listed = u64::from(LISTED);
        if start < listed {
            self.left.start = end.min(listed);
            let primes = primes_up_to(self.left.start as u32 - 1).ok()?;
            let from = primes.partition_point(|&p| u64::from(p) < start);
            let mut primes = primes.into_iter();
            primes.by_ref().take(from).for_each(drop);
            return Some(Window::Listed(primes));
        }
        let window = start..end.min(start.saturating_add(self.len));
        (self.left.start, self.len) = (window.end, self.len.saturating_mul(2));
        // Testing a number takes about as long as sieving by twenty more primes, of the root of
        // which one needs all.
        if (window.end - start) < window.end.isqrt() / 20 {
            return Some(Window::Tested(window));
        }
        // Where there is no memory to sieve, one can still test.
        let sieved = Sieved::new(window.clone());
        Some(sieved.map_or(Window::Tested(window), |sieved| {
            Window::Sieved(Box::new(sieved))
        }))
    }
}

/// A window that is sieved, a segment at a time.
struct Sieved {
    sieve: Sieve,
    window: Range<u64>,
    cursor: Cursor,
    /// The next segment.
    segment: u64,
    /// The segment, a byte a bit of its eight lines each: bit `k` of the eight classes is bit `k %
    /// 8` of eight bytes.
    bytes: Vec<[u8; CLASSES]>,
    /// The next of the bytes.
    place: usize,
    /// What is left of the last ones, as bits in the order of the numbers.
    bits: u64,
    /// The number that the lowest would stand for, if the wheel were a whole turn back.
    base: u64,
}

/// Residue classes of the wheel of 30.
const CLASSES: usize = 8;

impl Sieved {
    /// For a window that starts above the root of its end.
    fn new(window: Range<u64>) -> Result<Self, Error> {
        let sieve = Sieve::new(window.clone(), Wheel::of_30())?;
        let cursor = Cursor::new(&sieve)?;
        Ok(Self {
            cursor,
            sieve,
            window,
            segment: 0,
            bytes: vec![],
            place: 0,
            bits: 0,
            base: 0,
        })
    }

    fn next(&mut self, level: Level) -> Option<u64> {
        loop {
            while self.bits > 0 {
                let bit = u64::from(self.bits.trailing_zeros());
                self.bits &= self.bits - 1;
                let residue = self.sieve.wheel().residues()[bit as usize % CLASSES];
                let number = self.base + 30 * (bit / CLASSES as u64) + u64::from(residue);
                if number >= self.window.end {
                    return None;
                }
                if number >= self.window.start {
                    return Some(number);
                }
            }
            self.refill(level)?;
        }
    }

    /// Takes the next eight bytes.
    fn refill(&mut self, level: Level) -> Option<()> {
        if self.place == self.bytes.len() {
            if self.segment == self.sieve.segments() {
                return None;
            }
            segment_at(level, self);
            self.segment += 1;
            self.place = 0;
        }
        self.bits = transposed(u64::from_le_bytes(self.bytes[self.place]));
        let k = self.sieve.start(self.segment - 1) + 8 * self.place as u64;
        self.base = 30 * k;
        self.place += 1;
        Some(())
    }
}

crate::dispatch! {
    /// Sieves the next segment.
    fn segment_at(level, sieved: &mut Sieved) = segment
}

#[inline(always)]
fn segment<S: Simd>(simd: S, sieved: &mut Sieved) {
    for class in 0..CLASSES {
        let residue = sieved.sieve.wheel().residues()[class];
        sieved
            .cursor
            .sieve(simd, &sieved.sieve, sieved.segment, residue);
        let bytes = sieved.cursor.bytes();
        sieved.bytes.resize(bytes.len(), [0; CLASSES]);
        for (bytes, &byte) in sieved.bytes.iter_mut().zip(bytes) {
            bytes[class] = byte;
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
