//! Where a member is in a sieve.

use super::Sieve;
use super::line::Line;
use super::tally::Tally;
use super::turn::turn_at;
use crate::Error;
use crate::kernels::primes::room;
use crate::simd::Level;
use std::ops::Range;

/// A place in a sieve: a segment and a residue class, and in that line the first multiple of every
/// stride. It is all the memory that a member needs of its own.
///
/// Number `start + bit` of the class of `r` is `m (start + bit) + r`, `m` being the modulus. It is
/// a multiple of `p` where `bit = -start - r / m` modulo `p`. So the first multiple moves by `gap /
/// m` from one class to the next, which are `gap` apart: additions alone, and no division.
pub(in crate::kernels::primes) struct Cursor {
    start: u64,
    residue: u32,
    first: Vec<u32>,
    /// The same in a stretch of the line, for the strides that go over it stretch by stretch.
    near: Vec<u32>,
    line: Line,
}

impl Cursor {
    pub(in crate::kernels::primes) fn new(sieve: &Sieve) -> Result<Self, Error> {
        let mut first = room(sieve.strides.len() as u64)?;
        first.resize(sieve.strides.len(), 0);
        let mut near = room(sieve.stretch.len() as u64)?;
        near.resize(sieve.stretch.len(), 0);
        Ok(Self {
            start: 0,
            residue: 0,
            first,
            near,
            line: Line::new(sieve.bits)?,
        })
    }

    /// The bits of the line that was sieved last, eight a byte.
    pub(in crate::kernels::primes) fn bytes(&self) -> &[u8] {
        self.line.bytes()
    }

    /// Sieves a line: bits are set where neither a prime up to the root divides the number, nor is
    /// it 1. It is quickest if the line before was that of another class close to this one.
    pub(in crate::kernels::primes) fn sieve(
        &mut self,
        level: Level,
        sieve: &Sieve,
        segment: u64,
        residue: u32,
    ) {
        let start = sieve.start(segment);
        if start == self.start && 0 < self.residue && self.residue <= residue {
            self.turn(level, sieve, residue);
        } else {
            self.go(sieve, start, residue);
        }
        self.line.sieve(level, sieve, &self.first, &mut self.near);
        if start == 0 && residue == 1 {
            self.line.clear_first();
        }
    }

    /// The sum of the primes in the lines of these classes, which come one after the other.
    pub(in crate::kernels::primes) fn sum(
        &mut self,
        level: Level,
        sieve: &Sieve,
        segment: u64,
        classes: Range<usize>,
    ) -> u128 {
        let mut sum = 0;
        for &residue in &sieve.wheel.residues()[classes] {
            self.sieve(level, sieve, segment, residue);
            let within = sieve.within(self.start, residue);
            let Tally { count, positions } = self.line.tally(level, within);
            let k = u128::from(count) * u128::from(self.start) + u128::from(positions);
            sum += k * u128::from(sieve.wheel.modulus()) + u128::from(count) * u128::from(residue);
        }
        sum
    }

    /// To a line of another segment.
    fn go(&mut self, sieve: &Sieve, start: u64, residue: u32) {
        (self.start, self.residue) = (start, residue);
        let strides = sieve.strides.iter().zip(&sieve.inverses);
        for (first, (&p, &inverse)) in self.first.iter_mut().zip(strides) {
            let back = (start + u64::from(residue) * u64::from(inverse)) % u64::from(p);
            *first = if back == 0 { 0 } else { p - back as u32 };
        }
    }

    /// To a later class of the same segment.
    fn turn(&mut self, level: Level, sieve: &Sieve, residue: u32) {
        let gap = residue - self.residue;
        turn_at(level, &mut self.first, &sieve.strides, &sieve.inverses, gap);
        self.residue = residue;
    }
}
