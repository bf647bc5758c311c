//! A set of odd numbers that knows how many of them are small.

use crate::Error;
use crate::kernels::primes::room;

/// Odd numbers up to a bound, a bit each, and before every 64 bits how many are set up to there
/// (Jacobson 1989): the position of a member in the sorted list takes two loads.
pub(super) struct Members {
    blocks: Vec<Block>,
}

/// Which of 64 successive odd numbers are members, and how many members are smaller.
#[derive(Clone, Copy)]
struct Block {
    bits: u64,
    before: u64,
}

impl Members {
    /// Room for the odd numbers up to `bound`.
    pub(super) fn room(bound: u64) -> Result<Self, Error> {
        // `up_to(bound)` looks at the bit after the last.
        let blocks = room(bound.div_ceil(2) / 64 + 1)?;
        Ok(Self { blocks })
    }

    /// Takes in all odd numbers up to `bound`, which there is room for.
    pub(super) fn fill(&mut self, bound: u64) {
        let full = Block {
            bits: u64::MAX,
            before: 0,
        };
        self.blocks
            .resize((bound.div_ceil(2) / 64 + 1) as usize, full);
        if let Some(last) = self.blocks.last_mut() {
            last.bits = below(bound.div_ceil(2) % 64);
        }
    }

    /// Throws out the multiples of an odd number. Afterwards [`recount`](Self::recount).
    pub(super) fn remove_multiples(&mut self, of: u64) {
        let mut bit = of / 2;
        while let Some(block) = self.blocks.get_mut((bit / 64) as usize) {
            block.bits &= !(1 << (bit % 64));
            bit += of;
        }
    }

    /// Counts the members of every block.
    #[inline(always)]
    pub(super) fn recount(&mut self) {
        let mut before = 0;
        for block in &mut self.blocks {
            block.before = before;
            before += u64::from(block.bits.count_ones());
        }
    }

    /// How many members are `v` or less, for `v` up to the bound.
    #[inline(always)]
    pub(super) fn up_to(&self, v: u64) -> usize {
        let bit = (v + 1) >> 1;
        let block = self.blocks[(bit / 64) as usize];
        (block.before + u64::from((block.bits & below(bit % 64)).count_ones())) as usize
    }

    /// The members in ascending order.
    pub(super) fn iter(&self) -> impl Iterator<Item = u64> {
        self.blocks.iter().zip(0..).flat_map(|(block, i)| {
            let mut bits = block.bits;
            std::iter::from_fn(move || {
                let bit = u64::from(bits.trailing_zeros());
                bits &= bits.wrapping_sub(1);
                (bit < 64).then_some(2 * (64 * i + bit) + 1)
            })
        })
    }
}

/// The lowest bits of a word, fewer than 64.
#[inline(always)]
fn below(bit: u64) -> u64 {
    !(u64::MAX << bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_listed_and_counted() {
        for bound in (1..300).chain([1000, 1279, 1280, 1281]) {
            let mut members = Members::room(bound).unwrap();
            members.fill(bound);
            members.remove_multiples(3);
            members.remove_multiples(7);
            members.recount();
            let expected: Vec<u64> = (1..=bound)
                .filter(|i| i % 2 != 0 && i % 3 != 0 && i % 7 != 0)
                .collect();
            assert_eq!(members.iter().collect::<Vec<_>>(), expected, "{bound}");
            for v in 0..=bound {
                let count = expected.iter().filter(|&&member| member <= v).count();
                assert_eq!(members.up_to(v), count, "{v} of {bound}");
            }
        }
    }
}
