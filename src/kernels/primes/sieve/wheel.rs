//! The numbers that no very small prime divides.

use crate::Error;
use crate::memory::{filled, room};

/// The numbers coprime to a modulus: `modulus * k + r`, where `r` is one of the residues (Pritchard
/// 1982).
pub(in crate::kernels::primes) struct Wheel {
    modulus: u32,
    largest_prime: u32,
    /// Ascending, from 1.
    residues: Vec<u32>,
    /// `-1 / r` modulo the modulus, for each residue `r`.
    minus_inverses: Vec<u32>,
}

impl Wheel {
    /// 2 alone.
    pub(in crate::kernels::primes) fn of_2() -> Result<Self, Error> {
        Self::new(&[2])
    }

    /// 2, 3 and 5: a byte of eight classes for thirty numbers.
    pub(in crate::kernels::primes) fn of_30() -> Result<Self, Error> {
        Self::new(&[2, 3, 5])
    }

    /// The wheel for sieving from 0 by primes up to `root`.
    ///
    /// A larger one leaves fewer numbers, but cuts them into more lines, and each prime has to find
    /// its place in each. Where these change is measured.
    pub(in crate::kernels::primes) fn suiting(root: u64) -> Result<Self, Error> {
        match root {
            0..5 => Self::of_2(),
            5..4_000 => Self::of_30(),
            4_000..20_000 => Self::new(&[2, 3, 5, 7]),
            _ => Self::new(&[2, 3, 5, 7, 11]),
        }
    }

    fn new(primes: &[u32]) -> Result<Self, Error> {
        let modulus = primes.iter().product();
        let coprime = |r: &u32| !primes.iter().any(|&p| r.is_multiple_of(p));
        let mut residues = room("n", primes.iter().map(|&p| p as usize - 1).product())?;
        residues.extend((1..modulus).filter(coprime));
        let mut minus_inverses = filled("n", modulus as usize, 0)?;
        for &r in &residues {
            minus_inverses[r as usize] = modulus - inverse(r, modulus);
        }
        Ok(Self {
            modulus,
            largest_prime: primes[primes.len() - 1],
            residues,
            minus_inverses,
        })
    }

    pub(in crate::kernels::primes) fn modulus(&self) -> u32 {
        self.modulus
    }

    pub(in crate::kernels::primes) fn residues(&self) -> &[u32] {
        &self.residues
    }

    pub(super) fn largest_prime(&self) -> u32 {
        self.largest_prime
    }

    /// `1 / modulus`, modulo `m`, which is coprime to it: `(1 + m t) / modulus` with the `t` that
    /// makes it whole.
    pub(super) fn inverse_modulo(&self, m: u32) -> u32 {
        let t = self.minus_inverses[(m % self.modulus) as usize];
        ((1 + u64::from(m) * u64::from(t)) / u64::from(self.modulus)) as u32
    }
}

/// `1 / a` modulo `m`, which are coprime: Euclid's algorithm.
pub(super) fn inverse(a: u32, m: u32) -> u32 {
    let (mut remainder, mut next) = (i64::from(m), i64::from(a % m));
    let (mut factor, mut next_factor) = (0, 1);
    while next > 0 {
        let quotient = remainder / next;
        (remainder, next) = (next, remainder - quotient * next);
        (factor, next_factor) = (next_factor, factor - quotient * next_factor);
    }
    factor.rem_euclid(i64::from(m)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn residues_are_those_of_the_wheel() {
        assert_eq!(Wheel::of_2().unwrap().residues(), [1]);
        assert_eq!(
            Wheel::of_30().unwrap().residues(),
            [1, 7, 11, 13, 17, 19, 23, 29]
        );
        assert_eq!(Wheel::suiting(5_000).unwrap().residues().len(), 48);
        assert_eq!(Wheel::suiting(50_000).unwrap().residues().len(), 480);
    }

    #[test]
    fn inverses_are_inverse() {
        for root in [0, 10, 5_000, 50_000] {
            let wheel = Wheel::suiting(root).unwrap();
            for m in [13, 17, 4087, 65_537, 4_294_967_291] {
                let inverse = wheel.inverse_modulo(m);
                assert!(inverse < m);
                let one = u64::from(inverse) * u64::from(wheel.modulus()) % u64::from(m);
                assert_eq!(one, 1, "{m}");
            }
        }
    }
}
