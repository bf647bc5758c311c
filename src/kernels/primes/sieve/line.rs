//! One line: a bit for each of the numbers `modulus * k + residue` of a segment.

use super::pattern::cross_off_at;
use super::tally::{Tally, tally_at};
use super::turn::turn_at;
use super::{STRETCH, Sieve};
use crate::Error;
use crate::kernels::primes::room;
use crate::simd::Level;

/// The bits of a line, and as many again, to be crossed off in vain.
///
/// How many multiples of a prime there are in a line depends on where the first one is. It takes
/// the processor longer to find that out, by a wrong guess when the loop ends, than to cross off
/// one more. So every line has as many multiples of `p` as any, and the last may lie beyond it.
pub(super) struct Line {
    bytes: Vec<u8>,
    bits: usize,
}

impl Line {
    pub(super) fn new(bits: usize) -> Result<Self, Error> {
        let mut bytes = room(2 * bits as u64 / 8 + 1)?;
        bytes.resize(2 * bits / 8 + 1, 0);
        Ok(Self { bytes, bits })
    }

    /// The bits, eight a byte, the first the lowest.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..self.bits / 8]
    }

    /// Sets all bits but those of multiples, of which `first` has the first for every stride.
    /// `near` is room for as many as are near.
    pub(super) fn sieve(&mut self, level: Level, sieve: &Sieve, first: &[u32], near: &mut [u32]) {
        let (patterns, primes) = sieve.strides.split_at(sieve.patterns.len());
        near.copy_from_slice(&first[..near.len()]);
        let bytes = self.bits / 8;
        for start in (0..bytes).step_by(STRETCH) {
            if start > 0 {
                turn_at(level, near, &sieve.strides, &sieve.stretch, 1);
            }
            let end = bytes.min(start + STRETCH);
            cross_off_at(level, &sieve.patterns, near, &mut self.bytes[start..end]);
            let near = &near[patterns.len()..];
            rows(
                &mut self.bytes[start..],
                end - start,
                &primes[..near.len()],
                near,
            );
        }
        let near = near.len() - patterns.len();
        let (primes, first) = (&primes[near..], &first[patterns.len() + near..]);
        // From here on a line has less than a row of them.
        let long = primes.partition_point(|&p| p as usize <= bytes);
        rows(&mut self.bytes, bytes, &primes[..long], &first[..long]);
        self.steps(&primes[long..], &first[long..]);
    }

    /// Clears the first bit.
    pub(super) fn clear_first(&mut self) {
        self.bytes[0] &= !1;
    }

    /// What is set among the first `within` bits.
    pub(super) fn tally(&mut self, level: Level, within: usize) -> Tally {
        if within < self.bits {
            self.bytes[within / 8] &= !(u8::MAX << (within % 8));
            self.bytes[within / 8 + 1..self.bits / 8].fill(0);
        }
        tally_at(level, self.bytes())
    }

    /// Crosses off the multiples of primes above an eighth of the bits, one by one.
    #[inline(never)]
    fn steps(&mut self, primes: &[u32], first: &[u32]) {
        let some = primes.partition_point(|&p| p as usize <= self.bits);
        for (&p, &first) in primes[..some].iter().zip(first) {
            cross_off_steps(&mut self.bytes, p, first, self.bits);
        }
        // One at most, and perhaps none: then it is beyond the line.
        for &first in &first[some..] {
            let bit = (first as usize).min(self.bits);
            self.bytes[bit / 8] &= !(1 << (bit % 8));
        }
    }
}

/// Crosses off the multiples of primes up to an eighth of the bits of so many bytes, a row of `p`
/// bytes at a time. What is crossed off beyond them is a multiple, too.
///
/// A function of its own, because its loop wants nearly all registers.
#[inline(never)]
fn rows(line: &mut [u8], bytes: usize, primes: &[u32], first: &[u32]) {
    let Some(&least) = primes.first() else {
        return;
    };
    // Whole rows. There are fewer as the primes grow, which spares a division for each.
    let mut whole = bytes / least as usize;
    for (&p, &first) in primes.iter().zip(first) {
        let row = p as usize;
        while whole * row > bytes {
            whole -= 1;
        }
        // Another row is eight more multiples, each as quick as two one by one.
        let left = 8 * (bytes - whole * row);
        let rows = whole + usize::from(left > 4 * row);
        let rest = cross_off_rows(line, p, first, rows);
        if rows == whole {
            cross_off_steps(rest, p, first, left);
        }
    }
}

/// Crosses off the multiples of `p` in rows of `p` bytes, and returns what comes after them.
///
/// A row of `p` bytes has eight multiples of `p`, one for each of the eight bits of a byte, and the
/// next row has them in the same places. So the mask of each is a constant, and all there is to an
/// eighth of a row is one `and` to memory.
#[inline(always)]
fn cross_off_rows(bytes: &mut [u8], p: u32, first: u32, rows: usize) -> &mut [u8] {
    let mut at = [0; 8];
    for (at, bit) in at.iter_mut().zip(0_u32..) {
        // How many multiples after the first: `(bit - first) / p` modulo 8, where an odd `p` is its
        // own inverse.
        let after = bit.wrapping_sub(first).wrapping_mul(p) % 8;
        *at = ((first + after * p) / 8) as usize;
    }
    let [a, b, c, d, e, f, g, h] = at;
    let p = p as usize;
    assert!((a < p) & (b < p) & (c < p) & (d < p) & (e < p) & (f < p) & (g < p) & (h < p));
    let mut rest = bytes;
    for _ in 0..rows {
        let (row, after) = rest.split_at_mut(p);
        // With the line above, the compiler knows that these are in the row.
        row[a] &= !1;
        row[b] &= !2;
        row[c] &= !4;
        row[d] &= !8;
        row[e] &= !16;
        row[f] &= !32;
        row[g] &= !64;
        row[h] &= !128;
        rest = after;
    }
    rest
}

/// Crosses off the multiples of `p` from `first` on: as many as `bits` bits can have.
#[inline(always)]
fn cross_off_steps(bytes: &mut [u8], p: u32, first: u32, bits: usize) {
    let (mut bit, p) = (first as usize, p as usize);
    let mut before = 0;
    while before < bits {
        bytes[bit / 8] &= !(1 << (bit % 8));
        bit += p;
        before += p;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiples_are_crossed_off_however_many_there_are() {
        let bits = 1 << 14;
        let mut line = Line::new(bits).unwrap();
        // In many rows, in one, in less than one; one by one, down to two, to one, to one at most.
        let strides = [
            257, 509, 1_021, 1_025, 2_047, 2_049, 4_095, 4_097, 5_463, 8_191, 8_193, 12_345,
            16_383, 16_385, 30_001,
        ];
        for p in strides {
            let last = (bits - 1) as u32;
            for first in (0..8).chain([p / 2, p - 1, last % p, (last + 1) % p]) {
                line.bytes.fill(u8::MAX);
                if p as usize <= bits / 8 {
                    rows(&mut line.bytes, bits / 8, &[p], &[first]);
                } else {
                    line.steps(&[p], &[first]);
                }
                for bit in 0..bits {
                    let set = line.bytes[bit / 8] >> (bit % 8) & 1 == 1;
                    let multiple = (bit as u32 + p - first).is_multiple_of(p);
                    assert_eq!(set, !multiple, "{p} from {first}: {bit}");
                }
            }
        }
    }
}
