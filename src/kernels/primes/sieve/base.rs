//! The primes to sieve by.

use crate::Error;
use crate::kernels::primes::{between_at, room};
use crate::simd::Level;

/// Up to here primes are listed by a plain sieve.
pub(in crate::kernels::primes) const LISTED: u32 = u16::MAX as u32;

/// The primes up to `root`, ascending.
///
/// Many of them are sieved in segments themselves, by the few.
pub(in crate::kernels::primes) fn primes_up_to(level: Level, root: u32) -> Result<Vec<u32>, Error> {
    if root <= LISTED {
        return Ok(listed(root as usize));
    }
    // There are fewer than `1.26 x / ln x` (Rosser and Schoenfeld 1962).
    let x = f64::from(root);
    let mut primes = room((1.26 * x / x.ln()) as u64)?;
    primes.extend(between_at(level, 0..u64::from(root) + 1)?.map(|prime| prime as u32));
    Ok(primes)
}

/// The sieve of Eratosthenes, a byte for every odd number.
fn listed(root: usize) -> Vec<u32> {
    let odd = root.div_ceil(2);
    // Of `2 i + 1`.
    let mut composite = vec![false; odd];
    let mut primes = if root < 2 { vec![] } else { vec![2] };
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
    primes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn primes_are_listed_up_to_the_root() {
        let primes = listed(100);
        assert_eq!(primes.len(), 25);
        for root in 0..100 {
            let expected: Vec<u32> = primes.iter().copied().filter(|&p| p <= root).collect();
            assert_eq!(listed(root as usize), expected, "{root}");
        }
    }

    #[test]
    fn many_primes_are_as_many_as_there_are() {
        assert_eq!(primes_up_to(Level::current(), LISTED).unwrap().len(), 6_542);
        assert_eq!(
            primes_up_to(Level::current(), 1_000_000).unwrap().len(),
            78_498
        );
    }
}
