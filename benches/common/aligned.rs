//! Buffers at an address that is known modulo the size of a page.

use std::ops::{Deref, DerefMut};

const PAGE: usize = 4096;
/// A cache line past a page: about where an allocator puts what is large.
pub(crate) const USUAL: usize = 64;

/// Numbers that start so many bytes past a page.
///
/// An allocation of ordinary size starts anywhere. Loads of 64 bytes that straddle two cache lines
/// cost a fifth, and a load that has the lowest twelve bits of its address in common with a store
/// under way may wait for it. Without this, a run would depend on where the allocator happened to
/// put its data.
pub(crate) struct Aligned<T> {
    storage: Vec<T>,
    start: usize,
}

impl<T: Copy + Default> Aligned<T> {
    /// `f(0), f(1), …`: every page has been touched when this returns.
    pub(crate) fn new(past: usize, len: usize, f: impl FnMut(usize) -> T) -> Self {
        let most = (PAGE + past).div_ceil(size_of::<T>());
        let mut storage = Vec::<T>::with_capacity(most + len);
        // The vector does not grow beyond its capacity, so it stays where it is.
        let start = storage.as_ptr().align_offset(PAGE) + past / size_of::<T>();
        storage.resize(start, T::default());
        storage.extend((0..len).map(f));
        Self { storage, start }
    }

    /// `len` zeros that have been written, because reading a fresh page of zeros would not touch
    /// memory.
    pub(crate) fn touched(past: usize, len: usize) -> Self {
        Self::new(past, len, |_| std::hint::black_box(T::default()))
    }
}

impl<T> Deref for Aligned<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.storage[self.start..]
    }
}

impl<T> DerefMut for Aligned<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.storage[self.start..]
    }
}
