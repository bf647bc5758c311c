//! Right: the load and the store under one lock.

use crate::races::primitive::Mutex;
use crate::races::{Counter, Private};
use std::sync::PoisonError;

/// Adds under a [`std::sync::Mutex`]: the tutorial's second loop, right and no faster than one
/// member.
///
/// On Linux the lock is four bytes that say free, taken, or taken and awaited. Who finds it taken
/// looks again a hundred times, unless others wait already, then sleeps in the kernel until it is
/// woken (a futex).
#[derive(Debug, Default)]
pub struct StdMutex(Mutex<u64>);

impl Counter for StdMutex {
    fn name(&self) -> &'static str {
        "StdMutex"
    }

    #[inline]
    fn increment(&self, _: &mut Private) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += 1;
    }

    fn value(&self) -> u64 {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
