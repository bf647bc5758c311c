//! A buffer: memory of its own, aligned to cache lines, on pages of a chosen size.

use super::block::{Allocation, Block, Mapping};
use super::copy::copy;
use super::page_size::PageSize;
use crate::Error;
use crate::machine;
use bytemuck::Zeroable;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

/// Bytes of a cache line, which every buffer begins at.
const LINE: usize = 64;
/// Distances are kept to within so many bytes: the low twelve bits of an address.
const PAGE: usize = 4096;
/// Large buffers begin at one of so many places within a page.
const PLACES: usize = 8;
/// The smallest huge page there is, as ordinary pages have up to 64 KiB.
const LEAST: usize = 128 << 10;
/// The largest huge page that is worth aligning to. (Where ordinary pages have 64 KiB, huge ones have
/// 512 MiB.)
const LARGEST: usize = 32 << 20;

/// A slice of zeros, or of what has been written since, with memory of its own.
///
/// The length is fixed. A buffer [derefs](Deref) to a slice, so it goes wherever `&x` and `&mut x` of a
/// vector go. It begins at a multiple of 64 bytes, or of what its elements ask for if that is more. An
/// element may be any number, an array of numbers, or whatever is `Copy` and [`bytemuck::Zeroable`]: of
/// which all bits zero are a value.
pub struct Buffer<T> {
    /// The first element.
    start: NonNull<T>,
    len: usize,
    /// The memory that they are in, if they take any. (They are `Copy`, so they need no dropping.)
    _block: Option<Block>,
    owns: PhantomData<T>,
}

// SAFETY: a buffer owns its elements, as a `Box<[T]>` does, and nobody else has its pointers.
unsafe impl<T: Send> Send for Buffer<T> {}
// SAFETY: a shared buffer gives out `&[T]` alone.
unsafe impl<T: Sync> Sync for Buffer<T> {}

impl<T: Copy + Zeroable> Buffer<T> {
    /// A buffer of `len` zeros, on huge pages if it is large.
    ///
    /// The pages of a large one are not there yet: each is made, and put where the thread is that asks for
    /// it, when it is first touched. On Linux a large buffer comes from the system and not from the
    /// allocator, which might give again what it has been given back, on pages that lie where they are.
    ///
    /// ```
    /// use hotloop::memory::Buffer;
    ///
    /// let x = Buffer::<f64>::zeroed(3)?;
    /// assert_eq!(*x, [0.0; 3]);
    /// assert!(x.as_ptr().addr().is_multiple_of(64));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub fn zeroed(len: usize) -> Result<Self, Error> {
        Self::zeroed_on(PageSize::Huge, len)
    }

    /// A buffer of `len` zeros on pages of that size.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub fn zeroed_on(pages: PageSize, len: usize) -> Result<Self, Error> {
        let error = Error::OutOfMemory {
            argument: "len",
            results: len,
        };
        Self::allocate(pages, len).ok_or(error)
    }

    /// A buffer of `f(0), f(1), …, f(len - 1)`.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub fn from_fn(len: usize, mut f: impl FnMut(usize) -> T) -> Result<Self, Error> {
        let mut buffer = Self::zeroed(len)?;
        for (i, x) in buffer.iter_mut().enumerate() {
            *x = f(i);
        }
        Ok(buffer)
    }

    /// A copy of a slice.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub fn from_slice(x: &[T]) -> Result<Self, Error> {
        let mut buffer = Self::zeroed(x.len())?;
        copy(x, &mut buffer);
        Ok(buffer)
    }

    fn allocate(pages: PageSize, len: usize) -> Option<Self> {
        let bytes = len.checked_mul(size_of::<T>())?;
        // No slice has more.
        if bytes > isize::MAX as usize - PAGE {
            return None;
        }
        if bytes == 0 {
            return Some(Self {
                len,
                ..Self::default()
            });
        }
        let huge = suited(machine::pages().huge, bytes, align_of::<T>());
        let past = if huge.is_some() { next_stagger() } else { 0 };
        let mapped = huge.and_then(|huge| Mapping::new(past + bytes, huge, pages));
        let block = match mapped {
            Some(mapping) => Block::Mapped(mapping),
            None => Block::Allocated(Allocation::new(past + bytes, align_of::<T>().max(LINE))?),
        };
        // SAFETY: as many bytes follow.
        let start = unsafe { block.start().add(past) };
        Some(Self {
            start: start.cast(),
            len,
            _block: Some(block),
            owns: PhantomData,
        })
    }
}

impl<T> Default for Buffer<T> {
    /// An empty one.
    fn default() -> Self {
        // The address that an empty slice has, which need not be a line's.
        Self {
            start: NonNull::dangling(),
            len: 0,
            _block: None,
            owns: PhantomData,
        }
    }
}

impl<T> Deref for Buffer<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        // SAFETY: `start` is aligned for `T` and at the first of `len` elements of a block that lives
        // as long as `self`. They were all bits zero, which `T: Zeroable` has as a value (a buffer
        // without that bound is empty), and have been written through `&mut [T]` alone. Together they
        // are no longer than `isize::MAX` bytes, which no layout is.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.len) }
    }
}

impl<T> DerefMut for Buffer<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as for `deref`, and `self` is borrowed exclusively for as long.
        unsafe { std::slice::from_raw_parts_mut(self.start.as_ptr(), self.len) }
    }
}

impl<T: fmt::Debug> fmt::Debug for Buffer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<'a, T> IntoIterator for &'a Buffer<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T> IntoIterator for &'a mut Buffer<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

/// The size of huge pages that suit a buffer of so many bytes, of elements of such an alignment, where
/// huge pages have `huge` bytes. That comes from a file, and elements are aligned whatever is in it.
fn suited(huge: Option<usize>, bytes: usize, alignment: usize) -> Option<usize> {
    let huge = huge.filter(|huge| huge.is_power_of_two() && (LEAST..=LARGEST).contains(huge))?;
    (bytes >= 2 * huge && alignment <= PAGE / PLACES).then_some(huge)
}

/// How far past a page the next large buffer begins.
///
/// A load that has its low twelve bits in common with a store under way may have to wait for it, and
/// equal indices of buffers that begin alike have. So they take turns among eight places, and two that
/// are made one after the other are at least a quarter of a page apart.
fn next_stagger() -> usize {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    stagger(MADE.fetch_add(1, Relaxed))
}

/// How far past a page that one begins.
fn stagger(turn: usize) -> usize {
    const TURNS: [usize; PLACES] = [0, 4, 2, 6, 3, 7, 1, 5];
    TURNS[turn % PLACES] * (PAGE / PLACES)
}

#[cfg(test)]
mod tests;
