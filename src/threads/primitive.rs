//! The primitives of the handshake: those of `std`, or those of `loom` when its model runs.
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
    pub(in super::super) use std::sync::Arc;
    pub(in super::super) use std::sync::atomic::AtomicU32;
    pub(in super::super) use std::thread::{self, Thread};

    /// `std`'s cell with the interface of `loom`'s, which checks every access.
    #[derive(Debug, Default)]
    pub(in super::super) struct UnsafeCell<T>(std::cell::UnsafeCell<T>);

    impl<T> UnsafeCell<T> {
        pub(in super::super) fn new(value: T) -> Self {
            Self(std::cell::UnsafeCell::new(value))
        }

        pub(in super::super) fn with<R>(&self, f: impl FnOnce(*const T) -> R) -> R {
            f(self.0.get())
        }

        pub(in super::super) fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
            f(self.0.get())
        }
    }
}

#[cfg(all(test, loom))]
mod model {
    pub(in super::super) use loom::cell::UnsafeCell;
    pub(in super::super) use loom::sync::Arc;
    pub(in super::super) use loom::sync::atomic::AtomicU32;
    pub(in super::super) use loom::thread::{self, Thread, yield_now as spin_loop};
}
