//! The sieve of Eratosthenes, without bounds checks.

use super::room;
use crate::Error;

/// The sum of all primes below `n`: the multiples of every prime are struck out, and what is left
/// is added up (Eratosthenes, about 240 BC). Its indices are not checked.
///
/// The even numbers are left out, and a number is one bit: `n / 16` bytes. A byte a number is a
/// store where a bit is a load, an `or` and a store, but takes eight times the memory, and memory
/// is what binds this sieve. It takes `O(n log log n)` time.
///
/// ```
/// use hotloop::kernels::primes;
///
/// assert_eq!(primes::unchecked(100)?, 1060);
/// assert_eq!(primes::unchecked(10_000)?, primes::checked(10_000)?);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::OutOfMemory`] if the allocator refuses the `n / 16` bytes. All of them are written. An
/// operating system that grants more than it has, as Linux does for less than its memory in total,
/// may end the process then.
pub fn unchecked(n: u64) -> Result<u128, Error> {
    if n <= 2 {
        return Ok(0);
    }
    // Bit `i` stands for `2 i + 1`.
    let odd = n / 2;
    let mut composite: Vec<u64> = room(odd.div_ceil(64))?;
    composite.resize(odd.div_ceil(64) as usize, 0);
    strike(&mut composite, n);

    // The only even prime has the place of 1, which is none.
    let mut sum = 2;
    for i in 1..odd {
        // SAFETY: `i < odd`, and there are 64 bits a word for `odd` of them.
        let word = unsafe { *composite.get_unchecked((i / 64) as usize) };
        if word >> (i % 64) & 1 == 0 {
            sum += u128::from(2 * i + 1);
        }
    }
    Ok(sum)
}

/// Sets the bits of the odd composite numbers below `n`.
fn strike(composite: &mut [u64], n: u64) {
    let odd = n / 2;
    assert!(composite.len() as u64 == odd.div_ceil(64));
    for i in 1..=((n - 1).isqrt() - 1) / 2 {
        // SAFETY: `2 i + 1` is at most the root of `n - 1`, so `i < odd`, and the length has just
        // been found to be that of `odd` bits.
        let word = unsafe { *composite.get_unchecked((i / 64) as usize) };
        if word >> (i % 64) & 1 == 1 {
            continue;
        }
        let prime = 2 * i + 1;
        // Smaller multiples have a smaller factor, and have been struck out for that one.
        let mut multiple = prime * prime / 2;
        while multiple < odd {
            // SAFETY: `multiple < odd`, as above.
            let word = unsafe { composite.get_unchecked_mut((multiple / 64) as usize) };
            *word |= 1 << (multiple % 64);
            multiple += prime;
        }
    }
}
