//! The loop as the tutorial wrote it.

use crate::Error;

/// The sum of all primes below `n`, every number tested by dividing it by all that may divide it.
///
/// A composite number is found out by its smallest factor; a prime `p` takes `sqrt(p)` divisions.
/// That makes `O(n^1.5 / log n)` in all, and no memory.
///
/// ```
/// use hotloop::kernels::primes;
///
/// assert_eq!(primes::checked(100)?, 1060);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// It never fails. It returns a `Result` to match the other rungs.
pub fn checked(n: u64) -> Result<u128, Error> {
    let mut sum = 0;
    for x in 2..n {
        if no_smaller_divides(x) {
            sum += u128::from(x);
        }
    }
    Ok(sum)
}

/// The tutorial's `isprime`, for numbers from 2.
fn no_smaller_divides(n: u64) -> bool {
    if n == 2 {
        return true;
    }
    // Rounded to the nearest twice, the root of a square is still exact: the ceiling is never below
    // the true root.
    let max = (n as f64).sqrt().ceil() as u64;
    let mut i = 2;
    while i <= max {
        if n.is_multiple_of(i) {
            return false;
        }
        i += 1;
    }
    true
}
