//! The locks that take part.

use super::Lock;
use crate::races::SpinLock;
use std::sync::{PoisonError, TryLockError, TryLockResult};

impl Lock for std::sync::Mutex<()> {
    const NAME: &'static str = "std Mutex";

    #[inline]
    fn write(&self, critical: impl FnOnce()) -> bool {
        let wait = || self.lock().unwrap_or_else(PoisonError::into_inner);
        hold(unless_taken(self.try_lock()), wait, critical)
    }
}

impl Lock for std::sync::RwLock<()> {
    const NAME: &'static str = "std RwLock";

    #[inline]
    fn write(&self, critical: impl FnOnce()) -> bool {
        let wait = || Self::write(self).unwrap_or_else(PoisonError::into_inner);
        hold(unless_taken(self.try_write()), wait, critical)
    }

    #[inline]
    fn read(&self, critical: impl FnOnce()) -> bool {
        let wait = || Self::read(self).unwrap_or_else(PoisonError::into_inner);
        hold(unless_taken(self.try_read()), wait, critical)
    }
}

impl Lock for parking_lot::Mutex<()> {
    const NAME: &'static str = "parking_lot Mutex";

    #[inline]
    fn write(&self, critical: impl FnOnce()) -> bool {
        hold(self.try_lock(), || self.lock(), critical)
    }
}

impl Lock for parking_lot::RwLock<()> {
    const NAME: &'static str = "parking_lot RwLock";

    #[inline]
    fn write(&self, critical: impl FnOnce()) -> bool {
        hold(self.try_write(), || Self::write(self), critical)
    }

    #[inline]
    fn read(&self, critical: impl FnOnce()) -> bool {
        hold(self.try_read(), || Self::read(self), critical)
    }
}

impl Lock for SpinLock {
    const NAME: &'static str = "SpinLock";

    #[inline]
    fn write(&self, critical: impl FnOnce()) -> bool {
        hold(self.try_lock(), || self.lock(), critical)
    }
}

/// Runs `critical` with a guard that was there at once, or else is waited for. Returns which.
#[inline]
fn hold<G>(free: Option<G>, wait: impl FnOnce() -> G, critical: impl FnOnce()) -> bool {
    let waits = free.is_none();
    let _guard = free.unwrap_or_else(wait);
    critical();
    waits
}

/// The guard, unless somebody else has it. A lock protects nothing here that a panic could have
/// left half done.
#[inline]
fn unless_taken<G>(result: TryLockResult<G>) -> Option<G> {
    match result {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}
