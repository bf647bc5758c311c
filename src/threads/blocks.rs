//! A slice cut into blocks that different members may write at the same time.

use std::marker::PhantomData;
use std::ops::Range;

/// The blocks of a mutable slice: all of one length but the last, which may be shorter.
///
/// It is what `chunks_mut` would be if runs of its items could be fetched in any order from any
/// thread.
#[derive(Debug)]
pub struct Blocks<'a, T> {
    data: *mut T,
    len: usize,
    block: usize,
    lifetime: PhantomData<&'a mut [T]>,
}

// SAFETY: sharing it lets another thread take a `&mut [T]`, which is sending `T`s, and no more than
// that.
unsafe impl<T: Send> Sync for Blocks<'_, T> {}

impl<'a, T> Blocks<'a, T> {
    /// Blocks of `block` elements, at least one.
    pub(super) fn new(data: &'a mut [T], block: usize) -> Self {
        assert!(block > 0, "a block has elements");
        Self {
            data: data.as_mut_ptr(),
            len: data.len(),
            block,
            lifetime: PhantomData,
        }
    }

    /// How many blocks there are.
    pub(super) fn count(&self) -> usize {
        self.len.div_ceil(self.block)
    }

    /// The elements of the blocks `run`, side by side, and the index of the first.
    ///
    /// # Safety
    ///
    /// Each block is taken at most once in the life of `self`.
    #[allow(clippy::mut_from_ref, reason = "the contract makes the runs disjoint")]
    pub(super) unsafe fn take(&self, run: Range<usize>) -> (usize, &'a mut [T]) {
        assert!(
            run.start < run.end && run.end <= self.count(),
            "the blocks exist"
        );
        // The first block exists, so its start fits; the end may be past the last element, and past
        // the largest number.
        let start = run.start * self.block;
        let len = (run.len().saturating_mul(self.block)).min(self.len - start);
        // SAFETY: `start + len <= self.len`, so it stays inside the slice.
        let data = unsafe { self.data.add(start) };
        // SAFETY: the elements were borrowed mutably for `'a`, different blocks share none, and by
        // the contract nobody else has or will have one of these.
        (start, unsafe { std::slice::from_raw_parts_mut(data, len) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_blocks_cover_the_slice_once() {
        for len in 0..20 {
            for block in (1..8).chain([usize::MAX]) {
                for run in 1..4 {
                    let mut data = vec![0; len];
                    let blocks = Blocks::new(&mut data, block);
                    for index in (0..blocks.count()).step_by(run).rev() {
                        let end = blocks.count().min(index + run);
                        // SAFETY: each block once.
                        let (start, part) = unsafe { blocks.take(index..end) };
                        for (i, x) in part.iter_mut().enumerate() {
                            *x += start + i + 1;
                        }
                    }
                    assert!(data.into_iter().eq(1..=len));
                }
            }
        }
    }

    #[test]
    fn blocks_that_do_not_exist_are_refused() {
        for run in [0..4, 3..4, 0..0, usize::MAX - 1..usize::MAX] {
            let mut data = [0; 7];
            let blocks = Blocks::new(&mut data, 3);
            // SAFETY: nothing is taken twice.
            let take = || unsafe { blocks.take(run.clone()) }.0;
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(take));
            assert!(outcome.is_err(), "{run:?}");
        }
    }
}
