//! Buffers whose pages are put where the members are that use them.

use super::{Schedule, Team};
use crate::Error;
use crate::memory::Buffer;
use bytemuck::Zeroable;
use std::hint::black_box;

/// Bytes of a block: a huge page, which one member should touch alone.
const BLOCK: usize = 2 << 20;
/// Bytes of the smallest page that there is.
const PAGE: usize = 4096;

// Here and not beside the buffer, so that memory knows no teams.
impl<T: Copy + Zeroable + Send> Buffer<T> {
    /// A buffer of `len` zeros, of which every page has been touched: by the member whose part it is
    /// under [`Schedule::Static`].
    ///
    /// On a machine with several NUMA nodes a page is put on the node of whoever touches it first. A
    /// buffer that one thread has filled lies on that thread's node, and all others read it from afar.
    /// On any machine, all members make pages at the same time, and a kernel that is measured
    /// afterwards makes none.
    ///
    /// ```
    /// use hotloop::kernels::map;
    /// use hotloop::memory::Buffer;
    /// use hotloop::threads::{Binding, Team};
    ///
    /// let team = Team::spawn(2, Binding::Close)?;
    /// let x = Buffer::touched_by(&team, 100_000)?;
    /// let mut y = Buffer::touched_by(&team, 100_000)?;
    /// map::threaded(&team, &x, 2.0, &mut y)?;
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub fn touched_by(team: &Team, len: usize) -> Result<Self, Error> {
        let mut buffer = Self::zeroed(len)?;
        team.touch(&mut buffer)?;
        Ok(buffer)
    }
}

impl Team {
    /// Touches every page of what is all zeros.
    fn touch<T: Copy + Zeroable + Send>(&self, zeros: &mut [T]) -> Result<(), Error> {
        let elements = |bytes: usize| (bytes / size_of::<T>().max(1)).max(1);
        let (block, page) = (elements(BLOCK), elements(PAGE));
        self.for_each_block(zeros, block, Schedule::Static, |_, block| {
            for zero in block.iter_mut().step_by(page) {
                // A write that the compiler cannot leave out. (A read would be given a page that all
                // untouched memory shares.)
                *zero = black_box(T::zeroed());
            }
        })
    }
}
