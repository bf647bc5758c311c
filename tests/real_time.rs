//! A filter that is made once asks for no memory afterwards, however little, and not at its first block
//! either: a thread that makes sound may not wait for the allocator. Nor does a path.
//!
//! Each of the two has a process to itself, in which nothing has been called before.

#[path = "common/again.rs"]
mod again;

use hotloop::kernels::comb::{Comb, Echo};
use hotloop::kernels::ou::{Path, Process};
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
fn each_asks_for_no_memory_in_a_process_of_its_own() {
    assert_ne!(
        requests(|| drop(black_box(Box::new(1)))),
        0,
        "requests are counted"
    );
    for alone in ["an_echo_asks_for_no_memory", "a_path_asks_for_no_memory"] {
        let mut command = again::command();
        let output = command.args(["--exact", alone, "--ignored"]).output();
        let output = output.expect("this program can be started");
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{told}");
        assert!(told.contains("1 passed"), "{told}");
    }
}

#[test]
#[ignore = "started by the first test, in a process of its own"]
fn an_echo_asks_for_no_memory() {
    let comb = Comb::new(1_000, 0.5).unwrap().interleaved(2).unwrap();
    let mut echoes = [Echo::backward(comb).unwrap(), Echo::forward(comb).unwrap()];
    let (x, single) = (vec![1.0; 140_000], vec![1.0_f32; 140_000]);
    let (mut y, mut single_y) = (x.clone(), single.clone());
    for echo in &mut echoes {
        for length in [2, 256, 510, 1_998, 2_000, 2_002, 140_000] {
            let found = requests(|| {
                echo.process(&mut y[..length]).unwrap();
                echo.process_to(&x[..length], &mut y[..length]).unwrap();
                echo.process(&mut single_y[..length]).unwrap();
                echo.process_to(&single[..length], &mut single_y[..length])
                    .unwrap();
                echo.process(&mut y[..1]).unwrap_err();
                echo.reset();
            });
            assert_eq!(found, 0, "blocks of {length}");
        }
    }
}

#[test]
#[ignore = "started by the first test, in a process of its own"]
fn a_path_asks_for_no_memory() {
    let mut path = Path::new(Process::new(0.1, 1.0, 0.5).unwrap(), 2.0).unwrap();
    let (noise, single) = (vec![0.5; 140_000], vec![0.5_f32; 140_000]);
    let (mut values, mut single_values) = (noise.clone(), single.clone());
    for length in [1, 23, 24, 300, 140_000] {
        let found = requests(|| {
            path.advance(&noise[..length], &mut values[..length])
                .unwrap();
            path.advance(&single[..length], &mut single_values[..length])
                .unwrap();
        });
        assert_eq!(found, 0, "pieces of {length}");
    }
}
