//! The primes to sieve by.

use crate::Error;
use crate::kernels::primes::room;
use crate::memory::filled;
use std::ops::Range;

/// Up to here primes are listed by a plain sieve.
pub(in crate::kernels::primes) const LISTED: u32 = u16::MAX as u32;

/// The primes up to `root`, ascending. Where they are many, they are those of `primes`, which has
/// those of any range.
pub(in crate::kernels::primes) fn primes_up_to<P: Iterator<Item = u64>>(
    root: u32,
    primes: impl FnOnce(Range<u64>) -> Result<P, Error>,
) -> Result<Vec<u32>, Error> {
    if root <= LISTED {
        return listed(root);
    }
    let mut found = room_up_to(root)?;
    found.extend(primes(0..u64::from(root) + 1)?.map(|prime| prime as u32));
    Ok(found)
}

/// Room for the primes up to `root`, at least 2.
fn room_up_to(root: u32) -> Result<Vec<u32>, Error> {
    room(more_than_primes_up_to(root) as u64)
}

/// No fewer than there are primes up to `x`, at least 2: there are fewer than `1.26 x / ln x` (Rosser
/// and Schoenfeld 1962).
pub(in crate::kernels::primes) fn more_than_primes_up_to(x: u32) -> usize {
    let x = f64::from(x);
    (1.26 * x / x.ln()) as usize
}

/// The primes up to `root` by the sieve of Eratosthenes, a byte for every odd number.
pub(in crate::kernels::primes) fn listed(root: u32) -> Result<Vec<u32>, Error> {
    if root < 2 {
        return Ok(vec![]);
    }
    let odd = root.div_ceil(2) as usize;
    // Of `2 i + 1`.
    let mut composite = filled("n", odd, false)?;
    let mut primes = room_up_to(root)?;
    primes.push(2);
    for i in 1..odd {
        if composite[i] {
            continue;
        }
        let prime = 2 * i + 1;
        primes.push(prime as u32);
        for multiple in (prime * prime / 2..odd).step_by(prime) {
            composite[multiple] = true;
        }
    }
    Ok(primes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::primes::between;

    #[test]
    fn primes_are_listed_up_to_the_root() {
        let primes = listed(100).unwrap();
        assert_eq!(primes.len(), 25);
        for root in 0..100 {
            let expected: Vec<u32> = primes.iter().copied().filter(|&p| p <= root).collect();
            assert_eq!(listed(root), Ok(expected), "{root}");
        }
    }

    #[test]
    fn many_primes_are_as_many_as_there_are() {
        let count = |root| primes_up_to(root, between).map(|primes| primes.len());
        assert_eq!(count(LISTED), Ok(6_542));
        assert_eq!(count(1_000_000), Ok(78_498));
    }
}
