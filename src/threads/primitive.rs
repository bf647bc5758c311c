//! The primitives of the handshake and of the ring: those of `std`, or those of `loom` when their
//! models run.
//!
//! Only in this crate's own tests: a dependent that is tested with `--cfg loom` gets those of
//! `std`.

#[cfg(all(test, loom))]
pub(super) use self::model::*;
#[cfg(not(all(test, loom)))]
pub(super) use self::real::*;

#[cfg(not(all(test, loom)))]
mod real {
    pub(in super::super) use std::hint::spin_loop;
    pub(in super::super) use std::sync::atomic::{AtomicU32, AtomicUsize, fence};
    pub(in super::super) use std::sync::{Arc, Mutex};
    pub(in super::super) use std::thread::{self, Thread, park_timeout};

    /// Wakes a thread.
    #[inline]
    pub(in super::super) fn unpark(thread: &Thread) {
        thread.unpark();
    }

    /// Leaves a token for this thread. The model does not: its next sleep would end at once, and hide
    /// a wake-up that is missed.
    pub(in super::super) fn leave_token() {
        thread::current().unpark();
    }

    /// Nothing. The model has a fence here, where a wake-up may be missed for the length of a nap.
    #[inline(always)]
    pub(in super::super) fn fence_of_the_model() {}

    /// `std`'s cell with the interface of `loom`'s, which checks every access.
    #[derive(Debug, Default)]
    pub(in super::super) struct UnsafeCell<T>(std::cell::UnsafeCell<T>);

    impl<T> UnsafeCell<T> {
        #[inline]
        pub(in super::super) fn new(value: T) -> Self {
            Self(std::cell::UnsafeCell::new(value))
        }

        #[inline]
        pub(in super::super) fn with<R>(&self, f: impl FnOnce(*const T) -> R) -> R {
            f(self.0.get())
        }

        #[inline]
        pub(in super::super) fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
            f(self.0.get())
        }
    }
}

#[cfg(all(test, loom))]
mod model {
    pub(in super::super) use loom::cell::UnsafeCell;
    pub(in super::super) use loom::sync::atomic::{AtomicU32, AtomicUsize, fence};
    pub(in super::super) use loom::sync::{Arc, Mutex};
    pub(in super::super) use loom::thread::{self, Thread, yield_now as spin_loop};
    use std::cell::Cell;
    use std::sync::atomic::Ordering::SeqCst;
    use std::time::Duration;

    thread_local! {
        /// Whether a thread lets others run before it wakes one.
        pub(in super::super) static PAUSES: Cell<bool> = const { Cell::new(false) };
    }

    /// Wakes a thread. To `loom` this is one step with what was written before, and orders that before
    /// all that the other does next. So without a pause the model never meets a thread that finds what
    /// was written and does not sleep.
    pub(in super::super) fn unpark(thread: &Thread) {
        if PAUSES.get() {
            thread::yield_now();
        }
        thread.unpark();
    }

    /// Sleeps until it is woken: no nap ends by itself, so that the model finds every wake-up that
    /// is missed.
    pub(in super::super) fn park_timeout(_: Duration) {
        thread::park();
    }

    /// Leaves none.
    pub(in super::super) fn leave_token() {}

    /// Closes the window in which the real ring may miss a wake-up for the length of a nap.
    pub(in super::super) fn fence_of_the_model() {
        fence(SeqCst);
    }
}
