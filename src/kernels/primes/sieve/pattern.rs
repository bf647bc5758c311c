//! Small primes, crossed off a vector at a time.
//!
//! The multiples of an odd `p` in a row of bits repeat after `p` bits, and so they do after `p`
//! bytes: in `p` bytes, each bit of the eight has its turn. A table of `p` bytes is all there is to
//! know, and crossing off is an `and` with the bytes from the right place on. Two small primes
//! share one table, of as many bytes as their product.

use super::wheel::inverse;
use crate::Error;
use crate::memory::{filled, room};
use crate::simd::{Simd, U64x8};

/// Primes below this have patterns. A larger one crosses off so little in a vector that its
/// multiples are quicker done one by one.
pub(super) const PRIMES: u32 = 256;
/// Primes share a pattern if it is no longer than this: all patterns together have to stay in the
/// first-level cache, while a line goes by.
const PERIOD: u32 = 1 << 12;
/// No fewer than there are patterns: there are 54 primes below 256, and 2 has none.
const COUNT: usize = 54;
/// Bytes that stay in registers while all patterns go over them: four vectors.
pub(super) const BLOCK: usize = 256;

/// The multiples of one prime or two.
pub(super) struct Pattern {
    period: u32,
    inverse_of_8: u32,
    /// The bytes of a block, modulo the period.
    block: usize,
    /// A period, and as much again as a block that begins in it reaches beyond.
    bytes: Vec<u8>,
}

/// The patterns of successive primes, two to a pattern while the product is small enough.
pub(super) fn all(mut primes: &[u32]) -> Result<Vec<Pattern>, Error> {
    let mut patterns = room("n", primes.len())?;
    while let [p, rest @ ..] = primes {
        let shared = rest.first().is_some_and(|q| p * q <= PERIOD);
        let (these, others) = primes.split_at(1 + usize::from(shared));
        patterns.push(Pattern::new(these)?);
        primes = others;
    }
    Ok(patterns)
}

impl Pattern {
    fn new(primes: &[u32]) -> Result<Self, Error> {
        let period = primes.iter().product();
        let mut bytes = filled("n", period as usize + BLOCK, u8::MAX)?;
        for &p in primes {
            for multiple in (0..8 * bytes.len()).step_by(p as usize) {
                bytes[multiple / 8] &= !(1 << (multiple % 8));
            }
        }
        Ok(Self {
            period,
            inverse_of_8: inverse(8, period),
            block: BLOCK % period as usize,
            bytes,
        })
    }

    /// The product of the primes.
    pub(super) fn period(&self) -> u32 {
        self.period
    }

    /// The byte that has to lie on the first of a line whose bit `first` stands for a multiple of
    /// the period: `-first / 8`, modulo the period.
    fn offset(&self, first: u32) -> usize {
        let bits = u64::from(self.period - first);
        (bits * u64::from(self.inverse_of_8) % u64::from(self.period)) as usize
    }

    /// The offset of the block after that with this one.
    #[inline(always)]
    fn next(&self, offset: usize) -> usize {
        let (next, period) = (offset + self.block, self.period as usize);
        if next < period { next } else { next - period }
    }
}

crate::dispatch! {
    /// Fills `line` with ones, and crosses off the patterns, whose first multiples are at `first`.
    pub(super) fn cross_off_at(level, patterns: &[Pattern], first: &[u32], line: &mut [u8]) = cross_off
}

#[inline(always)]
fn cross_off<S: Simd>(simd: S, patterns: &[Pattern], first: &[u32], line: &mut [u8]) {
    let mut offsets = [0; COUNT];
    for ((offset, pattern), &first) in offsets.iter_mut().zip(patterns).zip(first) {
        *offset = pattern.offset(first);
    }
    for block in line.as_chunks_mut::<BLOCK>().0 {
        let mut vectors = [simd.splat_u64(u64::MAX); BLOCK / 64];
        for (offset, pattern) in offsets.iter_mut().zip(patterns) {
            let bytes = &pattern.bytes[*offset..*offset + BLOCK];
            for (vector, bytes) in vectors.iter_mut().zip(bytes.as_chunks::<64>().0) {
                *vector = *vector & simd.load_bytes(bytes);
            }
            *offset = pattern.next(*offset);
        }
        for (vector, bytes) in vectors.into_iter().zip(block.as_chunks_mut::<64>().0) {
            vector.store_bytes(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Level;

    #[test]
    fn patterns_cross_off_multiples_wherever_they_begin() {
        let primes = super::super::listed(PRIMES).unwrap();
        let patterns = all(&primes[1..]).unwrap();
        assert!(patterns.len() <= COUNT);
        assert_eq!(
            patterns.iter().map(|p| p.bytes.len()).max(),
            Some(4087 + BLOCK)
        );
        for level in Level::supported() {
            for seed in 0..20 {
                let first: Vec<u32> = (patterns.iter().map(Pattern::period))
                    .map(|period| (seed * 1_000_003 + 17) % period)
                    .collect();
                let mut line = vec![0; 5 * BLOCK];
                cross_off_at(level, &patterns, &first, &mut line);
                for bit in 0..8 * line.len() {
                    // Multiples of the product are as far from `first` as from each other.
                    let away =
                        |(pattern, &first): (&Pattern, &u32)| bit as u32 + pattern.period - first;
                    let crossed = patterns.iter().zip(&first).any(|both| {
                        let away = away(both);
                        primes[1..]
                            .iter()
                            .any(|&p| both.0.period % p == 0 && away % p == 0)
                    });
                    assert_eq!(line[bit / 8] >> (bit % 8) & 1 == 0, crossed, "{bit}");
                }
            }
        }
    }
}
