//! An allocator that counts large requests, and refuses some.

use std::alloc::{GlobalAlloc, Layout, System};
use std::ops::RangeInclusive;
use std::ptr::null_mut;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

/// A request of so many bytes is large. The inputs of the cases are so long that all that grows with
/// them is.
pub(crate) const LARGE: usize = 1024;

#[global_allocator]
static ALLOCATOR: Counting = Counting {
    requests: AtomicUsize::new(usize::MAX / 2),
    all: AtomicUsize::new(0),
    one: AtomicUsize::new(usize::MAX),
    first: AtomicUsize::new(usize::MAX),
    last: AtomicUsize::new(usize::MAX),
    live: AtomicUsize::new(0),
    most: AtomicUsize::new(0),
};

/// The system's allocator, but for what it refuses. Members of a team ask too, so all of it is
/// atomic; a region orders what they did before what the caller reads.
struct Counting {
    /// Large requests so far.
    requests: AtomicUsize,
    /// Requests of any size so far, and the one of them that is refused.
    all: AtomicUsize,
    one: AtomicUsize,
    /// The first and the last that is refused.
    first: AtomicUsize,
    last: AtomicUsize,
    /// Bytes in large pieces, and the most there have been.
    live: AtomicUsize,
    most: AtomicUsize,
}

impl Counting {
    /// Whether a request is refused.
    fn refuses(&self, size: usize) -> bool {
        // The message of a failure is not refused its memory.
        if std::thread::panicking() {
            return false;
        }
        if self.all.fetch_add(1, Relaxed) == self.one.load(Relaxed) {
            return true;
        }
        if size < LARGE {
            return false;
        }
        let request = self.requests.fetch_add(1, Relaxed);
        (self.first.load(Relaxed)..=self.last.load(Relaxed)).contains(&request)
    }

    /// Notes a piece that was handed out, unless it was not.
    fn note(&self, piece: *mut u8, size: usize) -> *mut u8 {
        if !piece.is_null() && size >= LARGE {
            let live = self.live.fetch_add(size, Relaxed) + size;
            self.most.fetch_max(live, Relaxed);
        }
        piece
    }

    /// Notes that a piece is gone.
    fn forget(&self, size: usize) {
        if size >= LARGE {
            self.live.fetch_sub(size, Relaxed);
        }
    }
}

// SAFETY: every piece is the system's, which is asked with what the caller gave; a null pointer is
// what an allocator returns where it has nothing. The counters allocate nothing and do not panic.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if self.refuses(layout.size()) {
            return null_mut();
        }
        // SAFETY: as the caller's.
        self.note(unsafe { System.alloc(layout) }, layout.size())
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if self.refuses(layout.size()) {
            return null_mut();
        }
        // SAFETY: as the caller's.
        self.note(unsafe { System.alloc_zeroed(layout) }, layout.size())
    }

    unsafe fn realloc(&self, piece: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if self.refuses(size) {
            return null_mut();
        }
        // SAFETY: as the caller's.
        let moved = unsafe { System.realloc(piece, layout, size) };
        if !moved.is_null() {
            self.forget(layout.size());
        }
        self.note(moved, size)
    }

    unsafe fn dealloc(&self, piece: *mut u8, layout: Layout) {
        self.forget(layout.size());
        // SAFETY: as the caller's.
        unsafe { System.dealloc(piece, layout) };
    }
}

/// Calls `f`, and says how many large requests it made.
pub(crate) fn counted<T>(f: impl FnOnce() -> T) -> (T, usize) {
    ALLOCATOR.requests.store(0, Relaxed);
    let result = f();
    (result, ALLOCATOR.requests.load(Relaxed))
}

/// Calls `f`, whose large requests with these numbers are refused.
pub(crate) fn refusing<T>(requests: RangeInclusive<usize>, f: impl FnOnce() -> T) -> T {
    /// Grants everything again, also if `f` panics.
    struct Grant;
    impl Drop for Grant {
        fn drop(&mut self) {
            ALLOCATOR.first.store(usize::MAX, Relaxed);
        }
    }
    let _grant = Grant;
    ALLOCATOR.requests.store(0, Relaxed);
    ALLOCATOR.last.store(*requests.end(), Relaxed);
    ALLOCATOR.first.store(*requests.start(), Relaxed);
    f()
}

/// Calls `f`, and says how many requests it made, whatever their sizes.
#[cfg(all(target_os = "linux", feature = "races"))]
pub(crate) fn counted_all<T>(f: impl FnOnce() -> T) -> (T, usize) {
    ALLOCATOR.all.store(0, Relaxed);
    let result = f();
    (result, ALLOCATOR.all.load(Relaxed))
}

/// Calls `f`, whose request with this number is refused, whatever its size. For a process that
/// ends afterwards.
#[cfg(all(target_os = "linux", feature = "races"))]
pub(crate) fn refusing_any<T>(request: usize, f: impl FnOnce() -> T) -> T {
    ALLOCATOR.all.store(0, Relaxed);
    ALLOCATOR.one.store(request, Relaxed);
    f()
}

/// Bytes in large pieces.
pub(crate) fn live() -> usize {
    ALLOCATOR.live.load(Relaxed)
}

/// Calls `f`, and says how many bytes in large pieces there were at most, beyond those before.
pub(crate) fn most<T>(f: impl FnOnce() -> T) -> (T, usize) {
    let before = live();
    ALLOCATOR.most.store(before, Relaxed);
    let result = f();
    (result, ALLOCATOR.most.load(Relaxed) - before)
}
