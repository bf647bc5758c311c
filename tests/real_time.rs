//! A filter that is made once asks for no memory afterwards, however little, and not at its first block
//! either: a thread that makes sound may not wait for the allocator.
//!
//! This is the only test of its executable, so that nothing has been called before.

use hotloop::kernels::comb::{Comb, Echo};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

struct Counting;

thread_local! {
    /// Requests of this thread.
    static REQUESTS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every piece is the system's, which is asked with what the caller gave. The counter is made without
// an allocation, and has no destructor.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        REQUESTS.set(REQUESTS.get() + 1);
        // SAFETY: as the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, piece: *mut u8, layout: Layout) {
        // SAFETY: as the caller's.
        unsafe { System.dealloc(piece, layout) };
    }
}

/// How many requests `f` makes.
fn requests(f: impl FnOnce()) -> usize {
    let before = REQUESTS.get();
    f();
    REQUESTS.get() - before
}

#[test]
fn an_echo_asks_for_no_memory() {
    assert_ne!(
        requests(|| drop(black_box(Box::new(1)))),
        0,
        "requests are counted"
    );
    let comb = Comb::new(1_000, 0.5).unwrap().interleaved(2).unwrap();
    let mut echoes = [Echo::backward(comb).unwrap(), Echo::forward(comb).unwrap()];
    let x = vec![1.0; 20_000];
    let mut y = x.clone();
    for echo in &mut echoes {
        for length in [2, 256, 510, 1_998, 2_000, 2_002, 20_000] {
            let found = requests(|| {
                echo.process(&mut y[..length]).unwrap();
                echo.process_to(&x[..length], &mut y[..length]).unwrap();
                echo.process(&mut y[..1]).unwrap_err();
                echo.reset();
            });
            assert_eq!(found, 0, "blocks of {length}");
        }
    }
}
