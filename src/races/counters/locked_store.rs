//! Wrong: a lock that protects nothing.

use crate::races::primitive::{AtomicU64, Mutex};
use crate::races::{Counter, Private};
use std::sync::PoisonError;
use std::sync::atomic::Ordering::Relaxed;

/// Loads before it has the lock and stores once it has: the tutorial's third loop.
///
/// The number was old before the lock was asked for. It pays for a lock and loses like [`Racy`], or
/// worse, since whoever waits for the lock waits with an old number in its hand.
///
/// It loses on one core, too, where [`Racy`] may not: whoever is suspended while it has the lock,
/// or waits for it, comes back with a number that is a time slice old, and stores that.
///
/// [`Racy`]: super::Racy
#[derive(Debug, Default)]
pub struct LockedStore {
    lock: Mutex<()>,
    value: AtomicU64,
}

impl Counter for LockedStore {
    fn name(&self) -> &'static str {
        "LockedStore"
    }

    #[inline]
    fn increment(&self, _: &mut Private) {
        let value = self.value.load(Relaxed);
        let _guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        self.value.store(value + 1, Relaxed);
    }

    fn value(&self) -> u64 {
        self.value.load(Relaxed)
    }
}
