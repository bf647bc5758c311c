//! The primes of a range, one by one.

use super::is_prime;
use super::sieve::{Cursor, LISTED, Sieve, Wheel, primes_up_to};
use crate::Error;
use crate::simd::Level;
use std::ops::Range;

/// The primes of a range, in order.
///
/// They are found as they are asked for, in windows that double: an open end costs nothing, as in
/// `between(0..u64::MAX)?.take(10)`. A window that is long enough to be worth it is sieved, and the
/// memory for that grows with the root of where it ends; a short window among large numbers is
/// tested, number by number, by [`is_prime`]. Sieved, a prime takes about 3 ns
/// (`cargo bench --bench primes`).
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
        found: vec![].into_iter(),
        window: Window::Tested(0..0),
        left: range,
        len: FIRST,
    })
}

/// Numbers of the first window; every other is twice as long as the one before.
const FIRST: u64 = 1 << 16;

/// The iterator that [`between`] returns.
pub struct Between {
    level: Level,
    /// Primes that wait to be asked for.
    found: std::vec::IntoIter<u64>,
    /// What is being searched for more.
    window: Window,
    /// What comes after the window.
    left: Range<u64>,
    /// How long the next window is.
    len: u64,
}

/// How the primes of a window are found.
enum Window {
    /// By testing every number.
    Tested(Range<u64>),
    /// By sieving.
    Sieved(Box<Sieved>),
}

impl Iterator for Between {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        loop {
            let prime = self.found.next();
            if prime.is_some() {
                return prime;
            }
            self.find_more()?;
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
    /// Finds the next primes, unless everything has been searched. It may find none yet.
    #[cold]
    fn find_more(&mut self) -> Option<()> {
        let more = match &mut self.window {
            Window::Tested(numbers) => numbers.find(|&n| is_prime(n)).map(|prime| vec![prime]),
            Window::Sieved(sieved) => sieved.find_more(self.level),
        };
        match more {
            Some(more) => self.found = more.into_iter(),
            None => self.next_window()?,
        }
        Some(())
    }

    /// Goes on to the next window, if anything is left.
    fn next_window(&mut self) -> Option<()> {
        let Range { start, end } = self.left.clone();
        if start >= end {
            return None;
        }
        let listed = u64::from(LISTED);
        if start < listed {
            self.left.start = end.min(listed);
            let primes = primes_up_to(self.level, self.left.start as u32 - 1).ok()?;
            let primes = primes.into_iter().map(u64::from);
            self.found = primes
                .skip_while(|&p| p < start)
                .collect::<Vec<_>>()
                .into_iter();
            return Some(());
        }
        let window = start..end.min(start.saturating_add(self.len));
        (self.left.start, self.len) = (window.end, self.len.saturating_mul(2));
        // Testing a number takes about as long as sieving by twenty more primes would, and one
        // needs all up to the root.
        let short = (window.end - start) < window.end.isqrt() / 20;
        // Two sieves at once would take twice the memory.
        self.window = Window::Tested(0..0);
        let sieved = (!short).then(|| Sieved::new(self.level, window.clone()));
        self.window = match sieved {
            Some(Ok(sieved)) => Window::Sieved(Box::new(sieved)),
            // Where there is no memory to sieve, one can still test.
            Some(Err(_)) | None => Window::Tested(window),
        };
        Some(())
    }
}

/// A window that is sieved, a segment at a time.
struct Sieved {
    sieve: Sieve,
    window: Range<u64>,
    cursor: Cursor,
    /// How many segments have been sieved.
    segments: u64,
    /// The last of them: a bit for each of eight classes, and so for eight successive `k`.
    bytes: Vec<[u8; CLASSES]>,
    /// How many of these have been searched.
    searched: usize,
}

/// Residue classes of the wheel of 30.
const CLASSES: usize = 8;
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

impl Sieved {
    /// For a window that starts above the root of its end.
    fn new(level: Level, window: Range<u64>) -> Result<Self, Error> {
        let sieve = Sieve::new(level, window.clone(), Wheel::of_30())?;
        let cursor = Cursor::new(&sieve)?;
        Ok(Self {
            cursor,
            sieve,
            window,
            segments: 0,
            bytes: vec![],
            searched: 0,
        })
    }

    /// The primes of the next words, if there are words left.
    fn find_more(&mut self, level: Level) -> Option<Vec<u64>> {
        if self.searched == self.bytes.len() {
            if self.segments == self.sieve.segments() {
                return None;
            }
            self.sieve_segment(level);
        }
        let k = self.sieve.start(self.segments - 1) + 8 * self.searched as u64;
        let words = &self.bytes[self.searched..];
        let words = &words[..words.len().min(WORDS)];
        self.searched += words.len();
        let mut primes = numbers(words, k);
        // Words at the ends reach beyond the window.
        primes.truncate(primes.partition_point(|&p| p < self.window.end));
        primes.drain(..primes.partition_point(|&p| p < self.window.start));
        Some(primes)
    }

    /// Sieves the next segment.
    fn sieve_segment(&mut self, level: Level) {
        for class in 0..CLASSES {
            let residue = self.sieve.wheel().residues()[class];
            self.cursor
                .sieve(level, &self.sieve, self.segments, residue);
            let line = self.cursor.bytes();
            self.bytes.resize(line.len(), [0; CLASSES]);
            for (bytes, &byte) in self.bytes.iter_mut().zip(line) {
                bytes[class] = byte;
            }
        }
        self.segments += 1;
        self.searched = 0;
    }
}

/// The numbers that are bits of `words`, of which the first begins with turn `k` of the wheel. Those
/// above the largest `u64` become that one.
fn numbers(words: &[[u8; CLASSES]], k: u64) -> Vec<u64> {
    let mut numbers = Vec::with_capacity(64 * words.len());
    for (bytes, k) in words.iter().zip((k..).step_by(8)) {
        let base = k.saturating_mul(30);
        let mut bits = transposed(u64::from_le_bytes(*bytes));
        while bits > 0 {
            numbers.push(base.saturating_add(PLACES[bits.trailing_zeros() as usize]));
            bits &= bits - 1;
        }
    }
    numbers
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
    fn bits_are_numbers_in_order_up_to_the_largest() {
        let coprime =
            |n: &u64| !(n.is_multiple_of(2) || n.is_multiple_of(3) || n.is_multiple_of(5));
        let all = [[u8::MAX; CLASSES]; 2];
        for k in [0, 1, 1 << 40] {
            let expected = (30 * k..30 * (k + 16)).filter(coprime);
            assert!(numbers(&all, k).into_iter().eq(expected));
        }
        // The last turns, and as many behind them.
        let k = u64::MAX / 30 - 7;
        let mut expected: Vec<u64> = (30 * k..=u64::MAX).filter(coprime).collect();
        expected.resize(128, u64::MAX);
        assert_eq!(numbers(&all, k), expected);
        // Bit `k` of each class.
        assert_eq!(numbers(&[[0, 0, 4, 0, 0, 0, 0, 1]], 5), [179, 221]);
    }
}
