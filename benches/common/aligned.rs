//! Buffers at an address that is known modulo the size of a page.

use bytemuck::Zeroable;
use hotloop::memory::{Buffer, PageSize};
use std::hint::black_box;
use std::ops::{Deref, DerefMut, Range};
use std::sync::OnceLock;

const PAGE: usize = 4096;
/// A cache line past a page: about where an allocator puts what is large.
pub(crate) const USUAL: usize = 64;

/// The pages of all of them that do not ask for others: huge ones, unless this is set before the first
/// is made.
pub(crate) static PAGES: OnceLock<PageSize> = OnceLock::new();

/// The pages of those that do not ask for others.
pub(crate) fn pages() -> PageSize {
    *PAGES.get_or_init(PageSize::default)
}

/// Numbers that start so many bytes past a page.
///
/// Loads of 64 bytes that straddle two cache lines cost a fifth, and a load that has the lowest twelve
/// bits of its address in common with a store under way may wait for it. Without this, a run would
/// depend on how many buffers had been made before.
pub(crate) struct Aligned<T> {
    storage: Buffer<T>,
    place: Range<usize>,
}

impl<T: Copy + Zeroable> Aligned<T> {
    /// `f(0), f(1), …`: every page has been touched when this returns.
    pub(crate) fn new(past: usize, len: usize, f: impl FnMut(usize) -> T) -> Self {
        Self::on(pages(), past, len, f)
    }

    /// The same on pages of that size.
    pub(crate) fn on(
        pages: PageSize,
        past: usize,
        len: usize,
        mut f: impl FnMut(usize) -> T,
    ) -> Self {
        let most = (PAGE + past).div_ceil(size_of::<T>());
        let mut storage = Buffer::<T>::zeroed_on(pages, most + len).expect("there is room for it");
        let start = storage.as_ptr().align_offset(PAGE) + past / size_of::<T>();
        let place = start..start + len;
        for (i, x) in storage[place.clone()].iter_mut().enumerate() {
            *x = f(i);
        }
        Self { storage, place }
    }

    /// `len` zeros that have been written, because reading a fresh page of zeros would not touch
    /// memory.
    pub(crate) fn touched(past: usize, len: usize) -> Self {
        Self::touched_on(pages(), past, len)
    }

    /// The same on pages of that size.
    pub(crate) fn touched_on(pages: PageSize, past: usize, len: usize) -> Self {
        Self::on(pages, past, len, |_| black_box(T::zeroed()))
    }
}

impl<T> Deref for Aligned<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.storage[self.place.clone()]
    }
}

impl<T> DerefMut for Aligned<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.storage[self.place.clone()]
    }
}
