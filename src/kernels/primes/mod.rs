//! The sum of all primes below `n`.
//!
//! # In Python
//!
//! The CPU-bound loop of the notebook *Parallel/efficient coding in Python*. It takes the sum below many `n`,
//! by a map, by pools of two and of four processes, and again with typed variables ([its
//! cells][tutorials]):
//!
//! ```text
//! def is_prime(n):
//!     if n < 2: return False
//!     for i in range(2, ceil(sqrt(n)) + 1):
//!         if n % i == 0 and n != 2: return False
//!     return True
//!
//! def sum_primes(n):
//!     return sum(x for x in range(2, n) if is_prime(x))
//! ```
//!
//! # An example
//!
//! ```
//! use hotloop::kernels::primes;
//!
//! assert_eq!(primes::checked(100)?, 1060); // the tutorial's loop
//! assert_eq!(primes::simd(10_000_000)?, 3_203_324_994_356); // a sieve
//! assert_eq!(primes::counting(10_000_000)?, 3_203_324_994_356); // without finding them
//!
//! assert_eq!(primes::sum_primes_each(0..10)?, [0, 0, 0, 2, 5, 5, 10, 10, 17, 17]);
//! assert_eq!(primes::between(90..110)?.collect::<Vec<_>>(), [97, 101, 103, 107, 109]);
//! assert!(primes::is_prime(18_446_744_073_709_551_557)); // the largest below 2^64
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! # The formula
//!
//! The sum of all `p < n` that are prime. All rungs give the same. It is a `u128`, because from `n` of about
//! `3 * 10^10` it is above 2^64. Even that of all primes below 2^64 is below 2^122.
//!
//! # The rungs
//!
//! The other ladders make a loop faster. On this one each rung does less. (Times are of a 2-core EPYC, Zen 5, unless
//! stated otherwise.)
//!
//! | rung | what it does | steps | what it is bound by |
//! |---|---|---|---|
//! | [`checked`] | divides every number by all that may divide it | `n^1.5 / log n` | the divider |
//! | [`unchecked`] | strikes out the multiples of every prime, without bounds checks | `n log log n` | the caches, then memory |
//! | [`simd`] | the same in lines of bits that stay in the caches | `n log log n` | stores: one cache line a cycle |
//! | `threaded` | lines of bits to each member | | the same, on all cores |
//! | [`counting`] | adds up the numbers that no prime so far divides, prime by prime | below `n^(3/4)` | some forty instructions a step; from about 10^13 the caches |
//!
//! 1. **`checked` divides.** Each prime costs as many divisions as its root, and `div` is the
//!    slowest instruction of integer arithmetic. A million numbers take 0.11 seconds.
//! 2. **`unchecked` adds.** A sieve (Eratosthenes, about 240 BC) never asks what divides a number.
//!    It goes through the multiples of each prime and strikes them out, which takes an addition and
//!    a bit each. A million numbers take 0.0013 seconds, and 10^8 take 0.13; with
//!    [bounds checks](crate::glossary#bounds-check) it is 6 to 8 % more. At 10^9 the bits, `n / 16` bytes,
//!    are no longer in a cache, and it takes not 10 but 18 times as long as at 10^8. (A byte for each odd
//!    number is faster by a fifth or more up to 10^7, and slower by a half at 10^8. From 10^8 on, and for
//!    checks and bytes, this was measured once and not by a bench.)
//! 3. **`simd` sieves in the cache, and has less to sieve.** Five ideas, of which four are about
//!    bytes and not about vectors:
//!
//!    * *A wheel* (Pritchard 1982) leaves out the multiples of 2, 3, 5, 7 and 11. Of 2,310 numbers
//!      in a row 480 are left, and these make 480 residue classes: the numbers `2310 k + r`. (Below
//!      4 * 10^8 the wheel is smaller: of 210 numbers, and below 1.6 * 10^7 of 30.)
//!    * *A line* (of bits, not of a cache) has a bit for each number of one class, in the order of `k`. The numbers of a
//!      class are in arithmetic progression, so the multiples of a prime `p` are `p` bits apart, as
//!      they would be without a wheel. Other sieves put all classes of a turn into a byte or a few,
//!      and need a table of the jumps from each to the next (primesieve); lines of classes are what
//!      `yafu` sieves. The range of `k` is cut into segments, so that a line has at most 128 KiB
//!      and stays in the second-level cache while all primes go over it; and those below 8,192,
//!      which have most of the multiples, go over it in stretches of 32 KiB, which stay in the
//!      first. Nothing else grows with `n` than the primes to sieve by.
//!    * *Rows.* The multiples of an odd `p` come back to the same bit of a byte after eight of
//!      them, `p` bytes further. So a line is cut into rows of `p` bytes, and every row has the
//!      same eight places with the same eight masks:
//!
//!      ```text
//!      p = 3, first multiple at bit 1                           three bytes are a row
//!      bit  0 1 2 3 4 5 6 7 | 0 1 2 3 4 5 6 7 | 0 1 2 3 4 5 6 7 ‖ 0 1 2 3 4 5 6 7 | …
//!           . x . . x . . x | . . x . . x . . | x . . x . . x . ‖ . x . . x . . x | …
//!      ```
//!
//!      The loop over rows is eight instructions `andb` with constant masks, and no bounds check is left
//!      in them, but one for the row. It is written in safe Rust: rows are slices, and the eight
//!      places are compared with their length once, before the loop.
//!    * *Patterns.* Primes below 256 would strike every [vector](crate::glossary#vector) more than once.
//!      Their multiples in `p` successive bytes make a table, and striking is an `and` (`vpandq`) with the
//!      right part of it, 64 bytes at a time: the only vectors of the sieve itself.
//!    * *Sums from bits.* The sum of the numbers in a line is `2310` times the sum of the positions
//!      of its bits, and `r` for each bit. Some 50 operations make both of a vector of 512 bits: they add
//!      neighbours, then pairs of neighbours, and so on, and look at no prime. That is 3 % of the time
//!      (measured by leaving it out).
//!
//! 4. **`threaded` shares out pieces**, the lines of a twenty-fourth of the classes of a segment.
//!    Where the multiples of a prime begin in a line is computed afresh for each piece, and from
//!    one line of it to the next by additions, so [members](crate::glossary#member) need to know nothing of
//!    each other.
//! 5. **`counting` never sees a prime above the root.** Legendre (1798) takes the multiples of each
//!    prime off the number of all numbers; [`counting`] takes them off the sum, for all bounds
//!    `n / i` at once (Lucy_Hedgehog 2011). Primes below 10^12 add up in 0.06 seconds; those below
//!    10^9, in half a thousandth.
//!
//! How `simd` and `threaded` cut the numbers:
//!
#![doc = include_str!("segments.svg")]
//!
//! # What binds
//!
//! * **`checked`: the divider.** Below 10,000 the loop divides 118,754 times, and a `div` of 32 bits can
//!   begin every 6 cycles: predicted 71 cycles a number. Measured 21.7 ns on Zen 5, or 85 cycles at 3.9 GHz.
//! * **`simd`: the first-level cache.** Below 10^9 there are 1.3 * 10^8 multiples of primes from 256 on to be
//!   struck out, most of them in another [cache line](crate::glossary#cache-line) than the one before, and
//!   the processor stores to one line a cycle. Predicted: 0.13 cycles a number, or 0.033 ns at 3.9 GHz.
//!   Measured on Zen 5: 0.048 ns. What is left, a third, are the patterns, the sums, and finding where
//!   multiples begin. (primesieve takes 0.070 to count the primes, and 0.094 until they are added up.)
//! * **`threaded`**: the same on each core. Two take 0.0245 ns, 1.97 times less.
//!
//! (`cargo bench --bench tour -- primes`. The clock rate is the one that its multiply-adds show.)
//!
//! # What it cost
//!
//! | file | lines of code |
//! |---|---|
//! | `checked.rs` | 24 |
//! | `unchecked.rs` | 36 |
//! | `simd.rs`, and the folder `sieve` | 43, 545 |
//! | `threaded.rs` | 36 |
//! | the folder `counting` | 248 |
//!
//! (Without comments, blank lines and tests.) From `checked` to `unchecked`, twelve lines make a million
//! numbers 85 times as fast: a better algorithm comes first. From there to `simd` it is 550 lines, which
//! begin to pay where the bits are more than a cache holds.
//!
//! # Other questions about primes
//!
//! [`is_prime`] decides about one number of any size, and [`between`] goes through the primes of a
//! range, anywhere below 2^64 and in bounded memory. [`sum_primes_each`] is the tutorial's list of
//! sums below every number of a range: the 10,000 of them that take 3.13 seconds there in Cython,
//! and 83 in Python, take 0.00001.
//!
//! # Exercises
//!
//! **1.** How many pairs of primes below a million are two apart (3 and 5, 5 and 7, 11 and 13, …)?
//!
//! <details><summary>An answer</summary>
//!
//! [`between`] gives primes in order, so a pair is two in a row.
//!
//! ```
//! use hotloop::kernels::primes;
//!
//! let (mut before, mut pairs) = (0, 0);
//! for prime in primes::between(0..1_000_000)? {
//!     pairs += u32::from(prime - before == 2 && before > 0);
//!     before = prime;
//! }
//! assert_eq!(pairs, 8_169);
//! # Ok::<(), hotloop::Error>(())
//! ```
//! </details>
//!
//! **2.** `unchecked` takes `n / 16` bytes. Write a sieve whose memory is that of the primes up to the root and a
//! segment of 32 KiB, a byte for each number. Keep for each prime where its next multiple is.
//!
//! <details><summary>An answer</summary>
//!
//! In all segments together each prime still strikes out each of its multiples once, from its square on.
//!
//! ```
//! use hotloop::kernels::primes;
//!
//! fn sum_in_segments(n: usize) -> Result<u128, hotloop::Error> {
//!     const SEGMENT: usize = 32 << 10;
//!     let mut sum = 0;
//!     // Each prime, and how far into the segment its next multiple is.
//!     let root = n.isqrt() as u64;
//!     let mut next: Vec<(usize, usize)> =
//!         primes::between(0..root + 1)?.map(|p| (p as usize, (p * p) as usize)).collect();
//!     let mut composite = [false; SEGMENT];
//!     for start in (0..n).step_by(SEGMENT) {
//!         composite.fill(false);
//!         for (p, multiple) in &mut next {
//!             while *multiple < SEGMENT {
//!                 composite[*multiple] = true;
//!                 *multiple += *p;
//!             }
//!             *multiple -= SEGMENT;
//!         }
//!         for x in start.max(2)..n.min(start + SEGMENT) {
//!             sum += if composite[x - start] { 0 } else { x as u128 };
//!         }
//!     }
//!     Ok(sum)
//! }
//!
//! for n in [0, 2, 3, 100, 32_768, 32_769, 300_000] {
//!     assert_eq!(sum_in_segments(n)?, primes::simd(n as u64)?, "below {n}");
//! }
//! # Ok::<(), hotloop::Error>(())
//! ```
//! </details>
//!
//! **3.** A team of two takes half the time for 10^9 numbers. And for 10,000? Predict, then measure.
//!
//! <details><summary>An answer</summary>
//!
//! ```sh
//! cargo bench --bench tour -- primes
//! ```
//!
//! No less than one member: a member's tables take ten or twenty microseconds to make, and 10,000 numbers
//! take five and a half in all. So up to 2^20 numbers `threaded` leaves all to the caller. A 2-core EPYC
//! (Zen 4) printed 0.551 ns a number for `simd` and 0.552 for `threaded`.
//! </details>
//!
//! # Sources
//!
//! * Eratosthenes, about 240 BC: the sieve.
//! * Legendre, Essai sur la théorie des nombres, 1798: what `counting` does, for the number of primes.
//! * Pritchard, Explaining the wheel sieve, Acta Informatica 17, 1982.
//! * Lucy_Hedgehog, on problem 10 of Project Euler, 2011: all bounds at once.
//! * primesieve (Walisch) and yafu (Buhrow), the programs that this sieve was compared with.
//!
//! # Commands
//!
//! ```sh
//! cargo test --test primes
//! cargo bench --bench ladders -- primes/
//! cargo bench --bench tour -- primes        # beside primesieve, where it is installed
//! ```
#![cfg_attr(
    feature = "threads",
    doc = "\n[tutorials]: crate::tutorials#parallelefficient-coding-in-python"
)]
#![cfg_attr(
    not(feature = "threads"),
    doc = "\n[tutorials]: crate::kernels#the-tutorials"
)]
#![doc(alias("primerange", "prime sieve", "Eratosthenes"))]

mod between;
mod checked;
mod counting;
mod each;
mod is_prime;
mod sieve;
mod simd;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;
mod window;

pub use between::{Between, between, between_at};
pub use checked::checked;
pub use counting::{counting, counting_at};
pub use each::sum_primes_each;
pub use is_prime::is_prime;
pub use simd::{simd, simd_at};
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;

use crate::Error;
use crate::memory;

/// Room for so many items of a table for the argument `n`.
fn room<T>(len: u64) -> Result<Vec<T>, Error> {
    memory::room("n", usize::try_from(len).unwrap_or(usize::MAX))
}
