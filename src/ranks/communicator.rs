//! The ranks of a communicator.

use super::Layout;
use mpi::topology::Communicator;
use std::fmt;
use std::ops::Range;

/// The ranks of a communicator, which the caller lends: processes that have a part of the data each.
///
/// What it does is collective: every rank has to call the same functions in the same order, from one thread at a
/// time, and the others wait. See [the page](super).
pub struct Ranks<'c> {
    pub(super) communicator: &'c dyn Communicator,
}

impl fmt::Debug for Ranks<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ranks")
            .field("rank", &self.rank())
            .field("size", &self.size())
            .finish_non_exhaustive()
    }
}

impl<'c> Ranks<'c> {
    /// Those of the communicator: `MPI_COMM_WORLD`, or some of its ranks. (Not an inter-communicator, whose ranks
    /// are two groups.)
    pub fn new(communicator: &'c impl Communicator) -> Self {
        Self { communicator }
    }

    /// Which of the ranks this process is, from 0 on.
    pub fn rank(&self) -> usize {
        self.communicator.rank() as usize
    }

    /// How many ranks there are.
    pub fn size(&self) -> usize {
        self.communicator.size() as usize
    }

    /// The elements of a layout that this rank has.
    pub fn part(&self, layout: Layout) -> Range<usize> {
        layout.part(self.rank(), self.size())
    }
}
