//! Right: under a lock whose waiters burn.

use crate::races::primitive::AtomicU64;
use crate::races::{Counter, Private};
use std::sync::atomic::Ordering::Relaxed;

/// Adds under a [`SpinLock`](crate::races::SpinLock), whose page says why one does not ship it.
///
/// The number is an atomic so that no `unsafe` is needed. Relaxed loads and stores are ordinary
/// ones; it is the lock that keeps them together, and in order.
#[derive(Debug, Default)]
pub struct SpinLock {
    lock: crate::races::SpinLock,
    value: AtomicU64,
}

impl Counter for SpinLock {
    fn name(&self) -> &'static str {
        "SpinLock"
    }

    #[inline]
    fn increment(&self, _: &mut Private) {
        let _guard = self.lock.lock();
        self.value.store(self.value.load(Relaxed) + 1, Relaxed);
    }

    fn value(&self) -> u64 {
        let _guard = self.lock.lock();
        self.value.load(Relaxed)
    }
}
