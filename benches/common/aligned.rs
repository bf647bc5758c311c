//! Buffers at a fixed address modulo 64.

use std::ops::{Deref, DerefMut};

/// Numbers that start where a cache line does.
///
/// An allocation of ordinary size starts anywhere, and loads of 64 bytes that straddle two lines
/// cost a fifth. Without this, a run would depend on where the allocator happened to put its data.
pub(crate) struct Aligned<T> {
    storage: Vec<T>,
    start: usize,
}

impl<T: Copy + Default> Aligned<T> {
    /// `f(0), f(1), …`: every page has been touched when this returns.
    pub(crate) fn new(len: usize, f: impl FnMut(usize) -> T) -> Self {
        let mut storage = Vec::<T>::with_capacity(len + 64);
        // The vector does not grow beyond its capacity, so it stays where it is.
        let start = storage.as_ptr().align_offset(64);
        storage.resize(start, T::default());
        storage.extend((0..len).map(f));
        Self { storage, start }
    }

    /// `len` zeros that have been written, because reading a fresh page of zeros would not touch
    /// memory.
    pub(crate) fn touched(len: usize) -> Self {
        Self::new(len, |_| std::hint::black_box(T::default()))
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
