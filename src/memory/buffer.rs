//! A buffer: memory of its own, aligned to cache lines, on pages of a chosen size.

use crate::Error;
use crate::machine;
use bytemuck::Zeroable;
use std::alloc::{Layout, alloc_zeroed, dealloc};
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
/// The largest huge page that is worth aligning to. (Where ordinary pages have 64 KiB, huge ones have
/// 512 MiB.)
const LARGEST: usize = 32 << 20;

/// The pages that a buffer asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PageSize {
    /// Huge ones, if it is so long that two of them fit in, and the system has them: 2 MiB on x86-64.
    #[default]
    Huge,
    /// Ordinary ones, however long it is: for comparison, and for buffers of which little is used.
    Base,
}

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
    /// What was allocated, where, or nothing.
    block: Option<(NonNull<u8>, Layout)>,
    owns: PhantomData<T>,
}

// SAFETY: a buffer owns its elements, as a `Box<[T]>` does, and nobody else has its pointers.
unsafe impl<T: Send> Send for Buffer<T> {}
// SAFETY: a shared buffer gives out `&[T]` alone.
unsafe impl<T: Sync> Sync for Buffer<T> {}

impl<T: Copy + Zeroable> Buffer<T> {
    /// A buffer of `len` zeros, on huge pages if it is large.
    ///
    /// The pages of a large one are mostly not there yet: each is made, and put where the thread is that
    /// asks for it, when it is first touched. An allocator may give again what has been given back to
    /// it, though (glibc's does up to 32 MiB). Then the pages are where they were, and are cleared here.
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
        buffer.copy_from_slice(x);
        Ok(buffer)
    }

    fn allocate(pages: PageSize, len: usize) -> Option<Self> {
        let bytes = len.checked_mul(size_of::<T>())?;
        if bytes == 0 {
            return Some(Self {
                len,
                ..Self::default()
            });
        }
        let place = Place::choose(machine::pages().huge, bytes, align_of::<T>());
        // No alignment is asked of the allocator: for more than it gives anyway (8 on most 32-bit
        // systems, 16 on others) it would clear the memory by hand, and touch every page before it has
        // been asked to be huge. The slack makes up for it.
        let layout = Layout::from_size_align(bytes.checked_add(place.slack())?, 1).ok()?;
        // SAFETY: the layout has a size, as `bytes` is not zero.
        let block = NonNull::new(unsafe { alloc_zeroed(layout) })?;
        let before = place.before(block);
        // SAFETY: `before` is at most the slack, so `before + bytes` is at most the block's size.
        let start = unsafe { block.add(before) };
        if place.large {
            // From the page that it begins in, to the last that is all its own.
            // SAFETY: `before` has at least `past` bytes.
            let page = unsafe { start.sub(place.past) };
            advise(page, (place.past + bytes) / PAGE * PAGE, pages);
        }
        Some(Self {
            start: start.cast(),
            len,
            block: Some((block, layout)),
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
            block: None,
            owns: PhantomData,
        }
    }
}

impl<T> Drop for Buffer<T> {
    fn drop(&mut self) {
        // Elements are `Copy`, so they need no dropping.
        if let Some((block, layout)) = self.block {
            // SAFETY: it was allocated by this allocator with this layout, and is given back once.
            unsafe { dealloc(block.as_ptr(), layout) };
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

/// Where in its block a buffer begins: so many bytes past a multiple of an alignment.
#[derive(Clone, Copy)]
struct Place {
    alignment: usize,
    past: usize,
    /// Whether huge pages are a question.
    large: bool,
}

impl Place {
    /// For a buffer of so many bytes, of elements of such an alignment, where huge pages have `huge`
    /// bytes. That comes from a file, and elements are aligned whatever is in it.
    fn choose(huge: Option<usize>, bytes: usize, alignment: usize) -> Self {
        match huge.filter(|huge| (PAGE..=LARGEST).contains(huge)) {
            Some(huge) if bytes >= 2 * huge && alignment <= PAGE / PLACES => Self {
                alignment: huge,
                past: next_stagger(),
                large: true,
            },
            _ => Self {
                alignment: alignment.max(LINE),
                past: 0,
                large: false,
            },
        }
    }

    /// The most bytes of a block that are in front of its buffer.
    fn slack(self) -> usize {
        self.alignment - 1 + self.past
    }

    /// The bytes of this block that are in front of its buffer.
    fn before(self, block: NonNull<u8>) -> usize {
        let address = block.addr().get();
        let up = address.wrapping_neg() % self.alignment;
        up + self.past
    }
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

/// Asks for pages of that size for the whole pages of `bytes` bytes from `start` on. What the system
/// makes of it changes no answer.
#[cfg(all(target_os = "linux", not(miri)))]
fn advise(start: NonNull<u8>, bytes: usize, pages: PageSize) {
    use std::ffi::{c_int, c_void};

    unsafe extern "C" {
        fn madvise(start: *mut c_void, bytes: usize, advice: c_int) -> c_int;
    }

    // The same numbers on every architecture.
    const HUGE: c_int = 14;
    const NO_HUGE: c_int = 15;
    let advice = match pages {
        PageSize::Huge => HUGE,
        PageSize::Base => NO_HUGE,
    };
    // SAFETY: the range is part of a block that the caller owns, and begins at a page. Neither advice
    // changes what is in it, or whether it may be read and written. A system that knows no huge pages
    // refuses, which is no harm.
    unsafe { madvise(start.as_ptr().cast(), bytes, advice) };
}

#[cfg(not(all(target_os = "linux", not(miri))))]
fn advise(_: NonNull<u8>, _: usize, _: PageSize) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffers_hold_what_is_written() {
        for len in [0, 1, 7, 100, 4_097] {
            let mut x = Buffer::<u16>::zeroed(len).unwrap();
            assert!(x.iter().all(|&x| x == 0) && x.len() == len);
            x.iter_mut().zip(1..).for_each(|(x, i)| *x = i);
            assert!(x.iter().zip(1..).all(|(&x, i)| x == i));
        }
        let squares = Buffer::from_fn(4, |i| i * i).unwrap();
        assert_eq!(*squares, [0, 1, 4, 9]);
        assert_eq!(format!("{squares:?}"), "[0, 1, 4, 9]");
        let copy = Buffer::from_slice(&squares[1..]).unwrap();
        assert_eq!(*copy, [1, 4, 9]);
        assert!(Buffer::<[f64; 0]>::zeroed(5).unwrap().len() == 5);
    }

    #[test]
    fn they_begin_at_a_line_or_at_what_their_elements_ask_for() {
        #[derive(Clone, Copy)]
        #[repr(align(256))]
        struct Wide;
        // SAFETY: it has no bits.
        unsafe impl Zeroable for Wide {}
        #[derive(Clone, Copy)]
        #[repr(align(4096))]
        struct Page([u8; 4096]);
        // SAFETY: all bits zero are 4096 zeros.
        unsafe impl Zeroable for Page {}

        for len in 1..20 {
            let x = Buffer::<u8>::zeroed(len).unwrap();
            assert!(x.as_ptr().addr().is_multiple_of(LINE));
            let x = Buffer::<Wide>::zeroed(len).unwrap();
            assert!(x.as_ptr().addr().is_multiple_of(256));
            let x = Buffer::<Page>::zeroed(len).unwrap();
            assert!(x.as_ptr().addr().is_multiple_of(4096) && x[len - 1].0[4095] == 0);
        }
    }

    #[test]
    fn no_size_of_huge_pages_misaligns_elements() {
        for huge in [0, 1, 16, 2048, 4096, 2 << 20, 32 << 20, 512 << 20] {
            for alignment in [1, 8, 64, 128, 4096] {
                let place = Place::choose(Some(huge), 80 << 20, alignment);
                assert!(place.alignment.is_multiple_of(alignment.max(LINE)));
                assert!(place.past.is_multiple_of(alignment));
                assert!(!place.large || place.alignment.is_multiple_of(PAGE));
                let known = [4096, 2 << 20, 32 << 20].contains(&huge);
                assert_eq!(
                    place.large,
                    known && alignment <= 512,
                    "{huge}, {alignment}"
                );
            }
        }
    }

    #[test]
    fn large_ones_begin_at_a_huge_page_and_not_alike() {
        let Some(huge) = machine::pages().huge.filter(|&huge| huge <= LARGEST) else {
            return eprintln!("skipped: this machine has no huge pages");
        };
        for pages in [PageSize::Huge, PageSize::Base] {
            let mut x = Buffer::<u8>::zeroed_on(pages, 2 * huge).unwrap();
            let past = x.as_ptr().addr() % huge;
            assert!(past < PAGE && past.is_multiple_of(PAGE / PLACES), "{past}");
            *x.last_mut().unwrap() = 1;
            assert_eq!(x[2 * huge - 2..], [0, 1]);
        }
    }

    #[test]
    fn neighbours_are_a_quarter_of_a_page_apart() {
        let places: std::collections::BTreeSet<_> = (0..PLACES).map(stagger).collect();
        assert_eq!(places.len(), PLACES);
        for turn in 0..2 * PLACES {
            let apart = stagger(turn).abs_diff(stagger(turn + 1));
            assert!(apart.min(PAGE - apart) >= PAGE / 4, "{turn}");
        }
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        for len in [usize::MAX, usize::MAX / 8, isize::MAX as usize / 8] {
            let error = Error::OutOfMemory {
                argument: "len",
                results: len,
            };
            assert_eq!(Buffer::<f64>::zeroed(len).unwrap_err(), error);
        }
    }
}
