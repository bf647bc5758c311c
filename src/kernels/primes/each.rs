//! The sums below every number of a range.

use super::{between, counting};
use crate::Error;
use crate::memory::room;
use std::ops::Range;

/// The name of the argument, for errors.
const RANGE: &str = "range";

/// Element `k` is the sum of all primes below `range.start + k`: the tutorial's
/// `[sum_primes(n) for n in range(10_000)]`, in one pass.
///
/// The tutorial begins again for every `n`, and so its pool of processes has something to share
/// out. But one sum is the one before it, and perhaps one prime more. The first of them is that of
/// [`counting`]; so a range may start high, and the memory is that of the results, 16 bytes each,
/// and of `counting`.
///
/// ```
/// use hotloop::kernels::primes;
///
/// assert_eq!(primes::sum_primes_each(0..10)?, [0, 0, 0, 2, 5, 5, 10, 10, 17, 17]);
/// assert_eq!(primes::sum_primes_each(1_000_000..1_000_001)?, [37_550_402_023]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Reversed`] if the range starts above its end, [`Error::OutOfMemory`] if there is no
/// memory for so many results, or for the first.
pub fn sum_primes_each(range: Range<u64>) -> Result<Vec<u128>, Error> {
    let Range { start, end } = range;
    let Some(len) = end.checked_sub(start) else {
        return Err(Error::Reversed {
            argument: RANGE,
            start,
            end,
        });
    };
    let len = usize::try_from(len).unwrap_or(usize::MAX);
    let mut sums = room(RANGE, len)?;
    if len == 0 {
        return Ok(sums);
    }

    let mut sum = counting(start).map_err(|error| error.naming(RANGE))?;
    for prime in between(range)? {
        // Up to the prime itself, nothing has been added.
        sums.resize((prime - start) as usize + 1, sum);
        sum += u128::from(prime);
    }
    sums.resize(len, sum);
    Ok(sums)
}
