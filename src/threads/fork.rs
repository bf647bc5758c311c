//! Detecting a fork: whether this is the process that a team was made in.
//!
//! A process that forks has a child with a copy of all its memory and of one of its threads. A team
//! is in that memory, and its members are not there: a region would wait for them for ever. To ask
//! the operating system who one is would take longer than the region (250 ns against 100, on one
//! machine). So the C library is asked to count forks, and a region looks at one number that never
//! changes otherwise. (What goes around the C library's `fork`, a bare system call, is not counted.)

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

/// Grows with every fork between the process that first asked and this one.
static FORKS: AtomicU32 = AtomicU32::new(0);

/// A process, among those that fork from each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Process(u32);

impl Process {
    /// This process, whose forks are noticed from now on.
    pub(super) fn watched() -> Self {
        watch();
        Self(FORKS.load(Relaxed))
    }

    /// Whether this is still that process, and not one that has forked from it.
    #[inline]
    pub(super) fn is_here(self) -> bool {
        self.0 == FORKS.load(Relaxed)
    }
}

/// Counts forks from now on. Where the system refuses, for want of memory, they go unnoticed until
/// the next team is made. (Miri knows of no forks.)
///
/// No lock guards it: a process that forks while another thread has the lock would have a child in
/// which nobody gives it back. If two threads do it at once, each fork counts twice, which is as good.
#[cfg(all(unix, not(miri)))]
fn watch() {
    use std::ffi::c_int;
    use std::sync::atomic::AtomicBool;

    type Handler = extern "C" fn();
    // SAFETY: this is the function of POSIX, as every Unix has it in its C library, which `std`
    // links: three function pointers that may be null, and an error number.
    unsafe extern "C" {
        fn pthread_atfork(
            prepare: Option<Handler>,
            parent: Option<Handler>,
            child: Option<Handler>,
        ) -> c_int;
    }

    /// Runs in the child of every fork, on its only thread, before the fork returns there.
    extern "C" fn count() {
        FORKS.fetch_add(1, Relaxed);
    }

    static WATCHED: AtomicBool = AtomicBool::new(false);
    if WATCHED.load(Relaxed) {
        return;
    }
    // SAFETY: the handler is a function of the type asked for, and does what may be done in a child
    // whose other threads have been stopped anywhere: it adds to an atomic.
    if unsafe { pthread_atfork(None, None, Some(count)) } == 0 {
        WATCHED.store(true, Relaxed);
    }
}

/// Nothing forks here.
#[cfg(not(all(unix, not(miri))))]
fn watch() {}
