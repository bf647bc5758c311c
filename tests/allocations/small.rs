//! Requests of any size that are refused. What is small whatever the caller asks for may end the process, as
//! everywhere in Rust, which is all that it may do: it neither panics nor waits, and breaks nothing.
//!
//! Each is refused in a process of its own, a fork of this one, that has no other threads.

use crate::{Case, allocator};
use hotloop::Error;
use std::ffi::{c_int, c_uint, c_ulong};
use std::panic::{AssertUnwindSafe, catch_unwind};

// SAFETY: these are functions of the C library, as it has them on Linux.
unsafe extern "C" {
    fn fork() -> c_int;
    fn waitpid(process: c_int, status: *mut c_int, options: c_int) -> c_int;
    fn alarm(seconds: c_uint) -> c_uint;
    fn close(file: c_int) -> c_int;
    fn prctl(option: c_int, argument: c_ulong) -> c_int;
    fn _exit(status: c_int) -> !;
}

/// Leaves no image of a process that ends.
const SET_DUMPABLE: c_int = 4;
/// The status of a process that has aborted, without an image.
const ABORTED: c_int = 6;
/// Where a process says why it ends, which here it need not.
const STANDARD_ERROR: c_int = 2;

/// Runs `f` in a fork of this process, and returns how that ended.
fn in_fork(f: impl FnOnce() -> Result<(), Error>) -> c_int {
    // SAFETY: POSIX's function. The child runs no code of other threads, and needs no lock that one of
    // them may hold: it allocates, which the C library allows for, and prints nothing.
    let process = unsafe { fork() };
    assert!(process >= 0, "the fork is refused");
    if process == 0 {
        // SAFETY: they take any numbers. Nothing else of this process uses the file, or its image; one
        // that hangs is ended.
        unsafe {
            alarm(60);
            close(STANDARD_ERROR);
            prctl(SET_DUMPABLE, 0);
        }
        let status = match catch_unwind(AssertUnwindSafe(f)) {
            Ok(Ok(()) | Err(Error::OutOfMemory { .. })) => 0,
            Ok(Err(_)) => 1,
            Err(_) => 2,
        };
        // SAFETY: it takes any number. Nothing of the original's is flushed or ended twice.
        unsafe { _exit(status) };
    }
    let mut status = -1;
    // SAFETY: the status is written to a number that lives until it returns.
    let waited = unsafe { waitpid(process, &raw mut status, 0) };
    assert_eq!(waited, process);
    status
}

/// Refuses the requests of a case, whatever their sizes, one by one: so many of them, the first among them.
/// Returns how many of these ended the process.
pub(crate) fn try_some(case: &Case<'_>, most: usize) -> usize {
    let (result, requests) = allocator::counted_all(|| (case.run)());
    assert_eq!(result, Ok(()));
    let step = requests.div_ceil(most).max(1);
    let mut aborted = 0;
    for k in (0..requests).step_by(step) {
        let status = in_fork(|| allocator::refusing_any(k, || (case.run)()));
        let (name, way) = (case.name, &case.way);
        let what = format!("{name}, {way}: request {k} of {requests} ended with {status}");
        assert!([0, ABORTED].contains(&status), "{what}");
        aborted += usize::from(status == ABORTED);
    }
    aborted
}
