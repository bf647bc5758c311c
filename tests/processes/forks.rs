//! Copies of a process that `fork` makes, as Python's `multiprocessing` does: what was started before
//! belongs to the process that started it.

use crate::{myself, numbers, oracle};
use hotloop::races::processes::Pool;
use hotloop::races::transport::child::Child;
use std::io::{ErrorKind, Read};
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

// SAFETY: these are the functions of POSIX, as the C library has them; the handler of a signal is an
// address or a small number.
unsafe extern "C" {
    fn fork() -> i32;
    fn waitpid(process: i32, status: *mut i32, options: i32) -> i32;
    fn _exit(status: i32) -> !;
    #[cfg(target_os = "linux")]
    fn signal(number: i32, handler: usize) -> usize;
}

/// A copy of this process.
struct Fork(i32);

impl Fork {
    /// Has a copy of this process do what `f` does.
    fn of(f: impl FnOnce()) -> Self {
        // SAFETY: this process has one thread, so the copy lacks none, and no lock is held by one
        // that is not there.
        match unsafe { fork() } {
            0 => {
                let outcome = catch_unwind(AssertUnwindSafe(f));
                // SAFETY: it takes any number. Nothing of the original's is flushed or ended twice.
                unsafe { _exit(i32::from(outcome.is_err())) }
            }
            process => {
                assert!(process > 0, "there may be one more process");
                Self(process)
            }
        }
    }

    /// Whether all was as `f` expected.
    fn ended_well(self) -> bool {
        let mut status = -1;
        // SAFETY: the status is written to a number that lives until it returns.
        let waited = unsafe { waitpid(self.0, &raw mut status, 0) };
        waited == self.0 && status == 0
    }
}

pub(crate) fn a_fork_may_drop_a_pool_and_no_more() {
    let x = numbers(1000);
    let spawn = || Pool::spawn(2, || myself("work")).unwrap();
    let start = || Child::start(&mut myself("receive")).unwrap();
    let (mut used, closed, dropped) = (spawn(), spawn(), spawn());
    let (mut child, closed_child, dropped_child) = (start(), start(), start());
    // A fork that closes or drops takes its copy: so all of them are lent by an option.
    let mut others = Some((closed, dropped, closed_child, dropped_child));
    let fork = Fork::of(|| {
        let refused = |error: std::io::Error, name: &str| {
            assert_eq!(error.kind(), ErrorKind::NotConnected);
            let said = error.to_string();
            let expected = format!("{name} belongs to the process ");
            assert!(said.starts_with(&expected), "{said}");
        };
        let (closed, dropped, closed_child, dropped_child) = others.take().unwrap();
        refused(used.summarize(&x).unwrap_err(), "worker 0");
        assert_eq!(used.workers(), 0);
        refused(closed.close().unwrap_err(), "worker 0");
        drop(dropped);
        refused(child.transfer(10, 1).unwrap_err(), "the child");
        refused(closed_child.close().unwrap_err(), "the child");
        drop(dropped_child);
    });
    assert!(fork.ended_well());
    // They live, and know nothing of it.
    let (closed, dropped, closed_child, dropped_child) = others.unwrap();
    for mut pool in [used, closed, dropped] {
        let sum = pool.summarize(&x).unwrap().sum;
        assert_eq!(sum.to_bits(), oracle(&x, 2).to_bits());
        pool.close().unwrap();
    }
    for mut child in [child, closed_child, dropped_child] {
        assert!(child.transfer(1000, 10).unwrap().is_complete());
        child.close().unwrap();
    }
}

/// A fork holds the pipes to the workers as well, so their input does not end when the parent closes
/// it.
pub(crate) fn closing_waits_for_no_fork() {
    let pool = Pool::spawn(2, || myself("work")).unwrap();
    let child = Child::start(&mut myself("receive")).unwrap();
    let (near, mut far) = UnixStream::pair().unwrap();
    let mut near = Some(near);
    let fork = Fork::of(|| {
        drop(near.take());
        // Until the parent lets it end. It gives up on its own, so that a parent which waits for it
        // fails and does not hang.
        far.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        assert_eq!(far.read(&mut [0]).unwrap(), 0);
    });
    pool.close().unwrap();
    child.close().unwrap();
    drop(near);
    assert!(fork.ended_well());
}

pub(crate) fn a_fork_has_pools_of_its_own() {
    let _of_the_parent = Pool::spawn(1, || myself("work")).unwrap();
    let fork = Fork::of(|| {
        let mut pool = Pool::spawn(1, || myself("work")).unwrap();
        assert_eq!(pool.summarize(&[1.5, 2.0]).unwrap().sum, 3.5);
        pool.close().unwrap();
    });
    assert!(fork.ended_well());
}

/// Programs that ignore `SIGCHLD` have children whose end leaves no trace.
#[cfg(target_os = "linux")]
pub(crate) fn a_worker_that_leaves_no_trace_is_lost() {
    const SIGCHLD: i32 = 17;
    const IGNORE: usize = 1;
    // A copy of this process, because it is never told to heed the signal again.
    let fork = Fork::of(|| {
        // SAFETY: to ignore a signal runs no code.
        assert_eq!(unsafe { signal(SIGCHLD, IGNORE) }, 0);
        let mut pool = Pool::spawn(2, || myself("work")).unwrap();
        assert_eq!(pool.summarize(&[1.5, 2.0]).unwrap().sum, 3.5);
        let lost = pool.close().unwrap_err().to_string();
        assert!(lost.starts_with("worker 0 is lost ("), "{lost}");

        let mut pool = Pool::spawn(1, || myself("die of a task")).unwrap();
        let lost = pool.summarize(&numbers(1_000_000)).unwrap_err().to_string();
        assert!(lost.starts_with("worker 0 is lost ("), "{lost}");
    });
    assert!(fork.ended_well());
}
