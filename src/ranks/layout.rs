//! Who has which part of the data.

use crate::Error;
use std::ops::Range;

/// How data are cut into blocks, of which each rank has a run: what decides about the bits of an answer, and the
/// number of ranks does not.
///
/// All but the last block have `block` elements. Ranks have runs of blocks in the order of the ranks, of lengths that
/// differ by one at most, the longer ones anywhere; of fewer blocks than ranks, some have none.
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

#[cfg(test)]
mod tests {
    use super::Layout;

    #[test]
    fn parts_are_all_of_it_in_order_and_as_long_as_each_other_but_for_a_block() {
        for len in [0, 1, 2, 15, 16, 17, 1000, usize::MAX] {
            for block in [1 + len / 1000, 16, 1 << 60] {
                let layout = Layout { len, block };
                for ranks in [1, 2, 3, 4, 7, 1000] {
                    let mut end = 0;
                    for rank in 0..ranks {
                        let (run, part) = (layout.run(rank, ranks), layout.part(rank, ranks));
                        assert!(run.len() >= layout.blocks() / ranks);
                        assert!(run.len() <= layout.blocks().div_ceil(ranks));
                        if let (Some(first), Some(last)) = (run.clone().next(), run.last()) {
                            let ends = (layout.elements(first).start, layout.elements(last).end);
                            assert_eq!(ends, (part.start, part.end));
                        }
                        assert_eq!(part.start, end, "{layout:?}, {rank} of {ranks}");
                        end = part.end;
                    }
                    assert_eq!(end, len);
                    // The first has some if anybody has.
                    assert!(len == 0 || !layout.part(0, ranks).is_empty());
                }
            }
        }
        let nothing = Layout { len: 10, block: 0 };
        assert_eq!((nothing.blocks(), nothing.part(0, 2)), (0, 0..0));
    }
}
