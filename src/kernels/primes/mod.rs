//! The sum of all primes below `n`: the tutorial's CPU-bound loop.
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
//! | [`counting`] | adds up the numbers that no prime so far divides, prime by prime | `n^(3/4)` | loads from the second-level cache |
//!
//! 1. **`checked` divides.** Each prime costs as many divisions as its root, and a division is the
//!    slowest instruction of integer arithmetic.
//! 2. **`unchecked` adds.** A sieve (Eratosthenes, about 240 BC) never asks what divides a number.
//!    It goes through the multiples of each prime and strikes them out, which takes an addition and
//!    a bit each. The bits of even numbers are not there: `n / 16` bytes in all.
//! 5. **`counting` never sees a prime above the root.** Legendre (1798) counts the numbers that no
//!    prime so far divides; [`counting`] adds them up, for all bounds `n / i` at once (after
//!    Lucy_Hedgehog, 2011), and needs no more than `sqrt n` of them.
//!
//! All rungs give the same sum. It is an `u128`, because from `n` of about `3 * 10^10` it is above
//! 2^64. Even that of all primes below 2^64 is below 2^122.
//!
//! [`is_prime`] decides about one number of any size, and [`sum_primes_each`] is the tutorial's
//! sums below every number of a range.

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

/// Room for so many items of a table for the argument `n`.
fn room<T>(len: u64) -> Result<Vec<T>, Error> {
    let len = usize::try_from(len).unwrap_or(usize::MAX);
    let mut room = vec![];
    room.try_reserve_exact(len)
        .map_err(|_| Error::OutOfMemory {
            argument: "n",
            results: len,
        })?;
    Ok(room)
}
