//! Lines that are asked for before a loop comes to them.

use crate::memory::lines;
use crate::simd::LANES;

/// Vectors whose slots are worked out before they are counted. Slots that are just being made
/// arrive in the order in which memory delivers them, and a processor that has counted ahead of
/// that order has to take it back.
pub(super) const ROWS: usize = 16;
/// Values to a block of so many vectors.
pub(super) const BLOCK: usize = ROWS * LANES;

/// Cache lines between the block whose slots are worked out and what is asked for, 4 KiB: the stores
/// between its loads are so many that the processor does not see far enough by itself.
const AHEAD: usize = 64;
/// What is asked for at the end, where nothing is left.
static NOWHERE: [[f64; LANES]; ROWS] = [[0.0; LANES]; ROWS];

/// A slice on the way, block by block.
pub(super) struct Ahead<'a> {
    lines: &'a [[f64; LANES]],
    /// Cache lines of a block. A row asks for one: of small values some are asked for again, which takes
    /// less than to find out.
    block: usize,
}

impl<'a> Ahead<'a> {
    #[inline(always)]
    pub(super) fn of<T: 'static>(x: &'a [T]) -> Self {
        Self {
            lines: lines(x).get(AHEAD..).unwrap_or_default(),
            block: size_of::<[T; BLOCK]>() / size_of::<[f64; LANES]>(),
        }
    }

    /// What the rows of the next block ask for.
    #[inline(always)]
    pub(super) fn next(&mut self) -> &'a [[f64; LANES]; ROWS] {
        let asked = self.lines.first_chunk().unwrap_or(&NOWHERE);
        self.lines = self.lines.get(self.block..).unwrap_or_default();
        asked
    }
}
