//! The sum of all primes below `n`: the [tutorial](crate::kernels#the-tutorials)'s CPU-bound loop.
//!
//! # The loop
//!
//! ```text
//! def is_prime(n):                          def sum_primes(n):
//!     return n >= 2 and (n == 2 or              return sum(x for x in range(2, n)
//!         all(n % i for i in range(2,                      if is_prime(x))
//!             ceil(sqrt(n)) + 1)))
//! ```
//!
//! The other ladders make a loop faster. On this one each rung does less.
//!
//! # The rungs
//!
//! | rung | what it does | steps | what it is bound by |
//! |---|---|---|---|
//! | [`checked`] | divides every number by all that may divide it | `n^1.5 / log n` | the divider |
//! | [`unchecked`] | strikes out the multiples of every prime, without bounds checks | `n log log n` | the caches, then memory |
//! | [`simd`] | the same in lines of bits that stay in the caches | `n log log n` | stores: one line of the cache a cycle |
//! | `threaded` | lines to each member | | the same, on all cores |
//! | [`counting`] | adds up the numbers that no prime so far divides, prime by prime | below `n^(3/4)` | some forty instructions a step; from about 10^13 the caches |
//!
//! 1. **`checked` divides.** Each prime costs as many divisions as its root, and a division is the
//!    slowest instruction of integer arithmetic. A million numbers take 0.11 seconds.
//! 2. **`unchecked` adds.** A sieve (Eratosthenes, about 240 BC) never asks what divides a number.
//!    It goes through the multiples of each prime and strikes them out, which takes an addition and
//!    a bit each. A million numbers take 0.0013 seconds, and 10^8 take 0.13; with bounds checks it
//!    is 6 to 8 % more. At 10^9 the bits, `n / 16` bytes, are no longer in a cache, and it takes
//!    not 10 but 18 times as long as at 10^8. (A byte for each odd number is faster by a fifth or
//!    more up to 10^7, and slower by a half at 10^8. From 10^8 on, and for checks and bytes,
//!    this was measured once and not by a bench.)
//! 3. **`simd` sieves what is in the cache, and little of it.** Five ideas, of which four are about
//!    bytes and not about vectors:
//!
//!    * *A wheel* (Pritchard 1982) leaves out the multiples of 2, 3, 5, 7 and 11. Of 2,310 numbers
//!      in a row 480 are left, and these make 480 residue classes: the numbers `2310 k + r`.
//!    * *A line* has a bit for each number of one class, in the order of `k`. The numbers of a
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
//!      The loop over rows is eight instructions with constant masks, and no bounds check is left
//!      in them, but one for the row. It is written in safe Rust: rows are slices, and the places
//!      are looked at once.
//!    * *Patterns.* Primes below 256 would strike every vector more than once. Their multiples in
//!      `p` successive bytes make a table, and striking is an `and` with the right part of it, 64
//!      bytes at a time: the only vectors of the sieve itself.
//!    * *Sums from bits.* The sum of the numbers in a line is `2310` times the sum of the positions
//!      of its bits, and `r` for each. Both are had from a vector of 512 bits in some 50
//!      operations, by the halving that counts bits, without looking at any prime: 3 % of the time,
//!      by leaving it out.
//!
//!    What binds is the first-level cache. Below 10^9 there are 1.3 * 10^8 multiples of primes from
//!    256 on to be struck out, most of them in another cache line than the one before, and the
//!    processor that was measured (Zen 5) stores to one line a cycle. That is 0.032 of the 0.048 ns
//!    a number. (primesieve takes 0.070 to count them, and 0.094 until they are added up.)
//! 4. **`threaded` shares out pieces**, the lines of a twenty-fourth of the classes of a segment.
//!    Where the multiples of a prime begin in a line is computed afresh for each piece, and from
//!    one line of it to the next by additions, so members need to know nothing of each other.
//! 5. **`counting` never sees a prime above the root.** Legendre (1798) takes the multiples of each
//!    prime off the number of all numbers; [`counting`] takes them off the sum, for all bounds
//!    `n / i` at once (Lucy_Hedgehog 2011). Primes below 10^12 add up in 0.06 seconds; those below
//!    10^9, in half a thousandth.
//!
//! All rungs give the same sum. It is an `u128`, because from `n` of about `3 * 10^10` it is above
//! 2^64. Even that of all primes below 2^64 is below 2^122.
//!
//! [`is_prime`] decides about one number of any size, and [`between`] goes through the primes of a
//! range, anywhere below 2^64 and in bounded memory. [`sum_primes_each`] is the tutorial's list of
//! sums below every number of a range: the 10,000 of them that take 3.13 seconds there in Cython,
//! and 83 in Python, take 0.00001.
//!
//! Measured by `cargo bench --bench ladders -- primes/`, and beside primesieve, where it is
//! installed, by `cargo bench --bench tour -- primes`.

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
