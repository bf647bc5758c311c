//! The primes of a range, one by one.

use super::is_prime;
use super::sieve::{LISTED, listed};
use super::window::{MOST_FOUND, Sieved, cut, is_worth_it};
use crate::Error;
use crate::memory::room;
use crate::simd::Level;
use std::ops::Range;

/// The primes of a range, in order.
///
/// They are found as they are asked for, in windows that double: an open end costs nothing, as in
/// `between(0..u64::MAX)?.take(10)`. A window that is long enough to be worth it is sieved; a short
/// one among large numbers is tested, number by number, by [`is_prime`].
///
/// # Time
///
/// How long a prime takes depends on where it is. Up to 2^40 all of a window is sieved in lines that
/// stay in the caches, and a prime takes about 3 ns on the Zen 5 of the other figures. Beyond, there
/// are more and more primes to sieve by, each with few multiples in a window. In processor time on a
/// Zen 3 that others were using too, for 10^9 numbers and more (measured once):
///
/// | from | ns a prime | ns a number |
/// |---|---|---|
/// | 0 | 5 | 0.3 |
/// | 10^12 | 15 | 0.6 |
/// | 10^14 | 31 | 1.0 |
/// | 10^15 | 80 | 2.2 |
/// | 10^16 | 160 | 4.3 |
/// | 10^17 | 260 | 6.7 |
/// | 10^18 | 410 | 9.8 |
/// | 2^64 - 2.2 * 10^9 | 1,000 | 22 |
///
/// Windows shorter than a two-hundredth of the root are tested. Just below 2^64 those are
/// 20,000,000 numbers of 0.2 µs, so that a prime takes 9 µs, and a long range begins with
/// 33,000,000 of them. The first prime of a window that is sieved up there waits for all of it,
/// some 15 seconds. (`cargo bench --bench ladders -- "primes/one by one"` has short ranges.)
///
/// # Memory
///
/// At most 50 megabytes, for any range: 8 for the next multiples of 1,077,871 primes, from 2^40 on;
/// and 36 for a bit for each of 2^30 numbers that may be prime, from 2^48 on. Larger primes are not
/// kept, but found anew for every window. Where there is no memory to sieve, numbers are tested: the
/// same primes, only later.
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
/// [`Error::Reversed`] if the range starts above its end, [`Error::OutOfMemory`] if there is no
/// memory for the first primes to wait in, 32 KiB.
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
        found: room("range", MOST_FOUND)?,
        next: 0,
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
    /// Primes that wait to be asked for, in room that is made once.
    found: Vec<u64>,
    /// Which of them is the next.
    next: usize,
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
    /// From the list of small primes.
    Listed(std::vec::IntoIter<u32>),
    /// By sieving.
    Sieved(Box<Sieved<Between>>),
}

impl Iterator for Between {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        loop {
            if let Some(&prime) = self.found.get(self.next) {
                self.next += 1;
                return Some(prime);
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
        self.found.clear();
        self.next = 0;
        let found = &mut self.found;
        let is_left = match &mut self.window {
            Window::Tested(numbers) => {
                found.extend(numbers.find(|&n| is_prime(n)));
                !found.is_empty()
            }
            Window::Listed(primes) => {
                found.extend(primes.by_ref().take(MOST_FOUND).map(u64::from));
                !found.is_empty()
            }
            Window::Sieved(sieved) => sieved.find_more(self.level, found),
        };
        if is_left {
            return Some(());
        }
        self.next_window()
    }

    /// Goes on to the next window, if anything is left.
    fn next_window(&mut self) -> Option<()> {
        let Range { start, end } = self.left.clone();
        if start >= end {
            return None;
        }
        // Two sieves at once would take twice the memory.
        self.window = Window::Tested(0..0);
        let listed = u64::from(LISTED);
        let window = if start < listed {
            start..end.min(listed)
        } else {
            let window = cut(&self.left, self.len);
            self.len = self.len.saturating_mul(2);
            window
        };
        self.left.start = window.end;
        self.window = self.search(window);
        Some(())
    }

    /// How the primes of a window are found. Where there is no memory for more, one can still test.
    fn search(&self, window: Range<u64>) -> Window {
        let Range { start, end } = window;
        if start < u64::from(LISTED) {
            return match listed(end as u32 - 1) {
                Ok(mut primes) => {
                    primes.drain(..primes.partition_point(|&p| u64::from(p) < start));
                    Window::Listed(primes.into_iter())
                }
                Err(_) => Window::Tested(window),
            };
        }
        let primes = |range| between_at(self.level, range);
        if is_worth_it(&window)
            && let Ok(sieved) = Sieved::new(window.clone(), primes)
        {
            return Window::Sieved(Box::new(sieved));
        }
        Window::Tested(window)
    }
}
