//! Zeroed memory that belongs to whoever has it: from the allocator, or straight from the system.

use super::page_size::PageSize;
use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::ptr::NonNull;

/// Zeroed memory of a buffer's own, which is given back when it is dropped.
#[derive(Debug)]
pub(super) enum Block {
    Allocated(Allocation),
    Mapped(Mapping),
}

impl Block {
    /// The first byte. As many follow as the block was made for, and all of them are zeros at first.
    pub(super) fn start(&self) -> NonNull<u8> {
        match self {
            Self::Allocated(allocation) => allocation.start,
            Self::Mapped(mapping) => mapping.start,
        }
    }
}

/// From the allocator.
#[derive(Debug)]
pub(super) struct Allocation {
    block: NonNull<u8>,
    layout: Layout,
    /// The first byte that is aligned.
    start: NonNull<u8>,
}

impl Allocation {
    /// So many bytes, at least one, that begin at a multiple of `alignment`.
    pub(super) fn new(bytes: usize, alignment: usize) -> Option<Self> {
        // No alignment is asked of the allocator: for more than it gives anyway (8 on most 32-bit
        // systems, 16 on others) it would clear by hand what the system has just cleared. The slack
        // makes up for it.
        let layout = Layout::from_size_align(bytes.checked_add(alignment - 1)?, 1).ok()?;
        assert!(layout.size() > 0, "there is at least one byte");
        // SAFETY: the layout has a size.
        let block = NonNull::new(unsafe { alloc_zeroed(layout) })?;
        let before = block.addr().get().wrapping_neg() % alignment;
        // SAFETY: `before` is less than the alignment, so `before + bytes` is at most the block's size.
        let start = unsafe { block.add(before) };
        Some(Self {
            block,
            layout,
            start,
        })
    }
}

impl Drop for Allocation {
    fn drop(&mut self) {
        // SAFETY: it was allocated by this allocator with this layout, and is given back once.
        unsafe { dealloc(self.block.as_ptr(), self.layout) };
    }
}

/// Straight from the system, which is told how large its pages are to be. There are always new pages in
/// it, which an allocator does not promise.
#[derive(Debug)]
pub(super) struct Mapping {
    start: NonNull<u8>,
    bytes: usize,
}

/// Where mappings are made. Elsewhere their numbers differ, or the type of an offset does.
#[cfg(all(
    target_os = "linux",
    any(
        target_arch = "x86_64",
        target_arch = "aarch64",
        target_arch = "riscv64"
    ),
    target_pointer_width = "64",
    not(miri)
))]
mod system {
    use super::{Mapping, PageSize};
    use std::ffi::{c_int, c_void};
    use std::ptr::{NonNull, null_mut};

    // SAFETY: these are the functions of Linux as its C libraries have them, which `std` links: where
    // pointers have 64 bits, so has the type of an offset.
    unsafe extern "C" {
        fn mmap(
            at: *mut c_void,
            bytes: usize,
            protection: c_int,
            flags: c_int,
            file: c_int,
            offset: i64,
        ) -> *mut c_void;
        fn munmap(start: *mut c_void, bytes: usize) -> c_int;
        fn madvise(start: *mut c_void, bytes: usize, advice: c_int) -> c_int;
    }

    const READ_AND_WRITE: c_int = 1 | 2;
    const PRIVATE_AND_ANONYMOUS: c_int = 0x02 | 0x20;
    const HUGE_PAGES: c_int = 14;
    const NO_HUGE_PAGES: c_int = 15;
    /// A multiple of every size that ordinary pages have.
    const PAGES: usize = 64 << 10;

    impl Mapping {
        /// So many bytes, at least one, that begin at a multiple of `alignment`, a power of two and a
        /// multiple of an ordinary page's size. `None` where the system refuses.
        pub(in super::super) fn new(
            bytes: usize,
            alignment: usize,
            pages: PageSize,
        ) -> Option<Self> {
            let bytes = bytes.checked_next_multiple_of(PAGES)?;
            let whole = bytes.checked_add(alignment)?;
            // SAFETY: a new mapping at an address of the system's choice touches no other memory.
            let map = unsafe {
                mmap(
                    null_mut(),
                    whole,
                    READ_AND_WRITE,
                    PRIVATE_AND_ANONYMOUS,
                    -1,
                    0,
                )
            };
            // What failed is at the last of all addresses.
            if map.addr() == usize::MAX {
                return None;
            }
            let map = NonNull::new(map)?.cast::<u8>();
            let before = map.addr().get().wrapping_neg() % alignment;
            // SAFETY: `before` is less than the alignment, so `before + bytes` is within the mapping; and
            // so are the parts in front of it and behind it, which nobody has seen.
            let start = unsafe {
                let start = map.add(before);
                unmap(map, before);
                unmap(start.add(bytes), whole - before - bytes);
                start
            };
            let advice = match pages {
                PageSize::Huge => HUGE_PAGES,
                PageSize::Base => NO_HUGE_PAGES,
            };
            // SAFETY: the range is the mapping, and neither advice changes what is in it, or who may read
            // and write it. A system that has no huge pages refuses, which is no harm.
            unsafe { madvise(start.as_ptr().cast(), bytes, advice) };
            Some(Self { start, bytes })
        }
    }

    impl Drop for Mapping {
        fn drop(&mut self) {
            // SAFETY: it is all of what `new` has kept, and is given back once.
            unsafe { unmap(self.start, self.bytes) };
        }
    }

    /// Gives back so many bytes, whole pages, or none.
    ///
    /// # Safety
    ///
    /// They are part of a mapping of this module, and nobody uses them any more.
    unsafe fn unmap(start: NonNull<u8>, bytes: usize) {
        if bytes > 0 {
            // SAFETY: as the caller promises. (It may be refused, for want of memory to note that a
            // mapping now has two parts. Then the part stays, and is unused.)
            unsafe { munmap(start.as_ptr().cast(), bytes) };
        }
    }
}

#[cfg(not(all(
    target_os = "linux",
    any(
        target_arch = "x86_64",
        target_arch = "aarch64",
        target_arch = "riscv64"
    ),
    target_pointer_width = "64",
    not(miri)
)))]
impl Mapping {
    /// There is none.
    pub(super) fn new(_: usize, _: usize, _: PageSize) -> Option<Self> {
        None
    }
}
