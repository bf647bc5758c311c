//! Who has which part of the data.

use crate::Error;
use std::ops::Range;

/// How data are cut into blocks, of which each rank has a run: what decides about the bits of an answer, and the
/// number of ranks does not.
///
/// All but the last block have `block` elements. Ranks have runs of blocks in the order of the ranks, of lengths that
/// differ by one at most, the longer ones spread among them; of fewer blocks than ranks, some have none.
///
/// ```
/// use hotloop::ranks::Layout;
///
/// let layout = Layout { len: 100, block: 30 };
/// let parts: Vec<_> = (0..3).map(|rank| layout.part(rank, 3)).collect();
/// assert_eq!(parts, [0..60, 60..90, 90..100]);
/// assert_eq!(layout.part(5, 8), 90..90); // nothing
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Layout {
    /// How many elements there are on all ranks together.
    pub len: usize,
    /// How many elements a block has.
    pub block: usize,
}

impl Layout {
    /// How many blocks there are; none if a block has no elements.
    pub fn blocks(&self) -> usize {
        match self.block {
            0 => 0,
            block => self.len.div_ceil(block),
        }
    }

    /// The elements that a `rank` of so many has.
    pub fn part(&self, rank: usize, ranks: usize) -> Range<usize> {
        let Range { start, end } = self.run(rank, ranks);
        let element = |block: usize| block.saturating_mul(self.block).min(self.len);
        element(start)..element(end)
    }

    /// The blocks that a rank has.
    pub(super) fn run(&self, rank: usize, ranks: usize) -> Range<usize> {
        let first = |rank: usize| {
            let before = self.blocks() as u128 * rank.min(ranks) as u128;
            before.div_ceil(ranks.max(1) as u128) as usize
        };
        first(rank)..first(rank.saturating_add(1))
    }

    /// The elements of a block.
    pub(super) fn elements(&self, block: usize) -> Range<usize> {
        let start = block * self.block;
        start..start + self.block.min(self.len - start)
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        match self.block {
            0 => Err(Error::Zero { argument: "block" }),
            _ => Ok(()),
        }
    }
}
