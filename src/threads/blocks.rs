//! A slice cut into blocks that different members may write at the same time.

use std::marker::PhantomData;

/// The blocks of a mutable slice: all of one length but the last, which may be shorter.
///
/// It is what `chunks_mut` would be if its items could be fetched in any order from any thread.
pub(super) struct Blocks<'a, T> {
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

    /// Block `index`, and the index of its first element.
    ///
    /// # Safety
    ///
    /// Each index is taken at most once in the life of `self`.
    #[allow(
        clippy::mut_from_ref,
        reason = "the contract makes the blocks disjoint"
    )]
    pub(super) unsafe fn take(&self, index: usize) -> (usize, &'a mut [T]) {
        assert!(index < self.count(), "the block exists");
        let start = index * self.block;
        let len = self.block.min(self.len - start);
        // SAFETY: `start + len <= self.len`, so it stays inside the slice.
        let data = unsafe { self.data.add(start) };
        // SAFETY: the elements were borrowed mutably for `'a`, blocks of different indices share
        // none, and by the contract nobody else has or will have this one.
        (start, unsafe { std::slice::from_raw_parts_mut(data, len) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_cover_the_slice_once() {
        for len in 0..20 {
            for block in 1..8 {
                let mut data = vec![0; len];
                let blocks = Blocks::new(&mut data, block);
                for index in (0..blocks.count()).rev() {
                    // SAFETY: each index once.
                    let (start, part) = unsafe { blocks.take(index) };
                    for (i, x) in part.iter_mut().enumerate() {
                        *x += start + i + 1;
                    }
                }
                assert!(data.into_iter().eq(1..=len));
            }
        }
    }
}
