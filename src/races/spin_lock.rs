//! A lock in ten lines, and why one does not ship it.

use super::primitive::{AtomicBool, Backoff};
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

/// A lock whose waiters look again until it is free: test-and-test-and-set (Rudolph and Segall
/// 1984), with a pause that doubles (Anderson 1990).
///
/// It looks splendid in a benchmark of two threads on two cores. Do not ship it:
///
/// * **A waiter does not tell the system that it waits.** If whoever has the lock is suspended, the
///   others burn what is left of their time slices, and the system may well give the core to them
///   and not to it. With priorities it may be forever.
/// * **It is not fair.** The core that gives the lock back still has its line, and mostly takes it
///   again before the others have seen it free.
/// * **It says nothing when it is stuck.** A thread that sleeps in a lock shows in every tool; one
///   that spins looks busy.
///
/// [`std::sync::Mutex`] costs some nanoseconds more when nobody waits (12 against 7 on the page of
/// [`contention`](super::contention)), and sleeps when somebody has to. (Past a
/// number of turns this one at least offers its core to others, which hides the first point on an
/// idle machine and not on a busy one.)
///
/// ```
/// use hotloop::races::SpinLock;
///
/// let lock = SpinLock::default();
/// let guard = lock.lock();
/// assert!(lock.try_lock().is_none());
/// drop(guard);
/// assert!(lock.try_lock().is_some());
/// ```
#[derive(Debug, Default)]
pub struct SpinLock {
    held: AtomicBool,
}

impl SpinLock {
    /// Waits until the lock is free, and takes it until the guard is dropped.
    #[inline]
    pub fn lock(&self) -> SpinGuard<'_> {
        let backoff = Backoff::new();
        loop {
            if let Some(guard) = self.try_lock() {
                return guard;
            }
            // Only look, until it seems to be free: an exchange would take the line away from whoever
            // has the lock, and needs it to give it back.
            while self.held.load(Relaxed) {
                backoff.snooze();
            }
        }
    }

    /// Takes the lock if it is free.
    #[inline]
    pub fn try_lock(&self) -> Option<SpinGuard<'_>> {
        // Acquire what was written before it was last given back.
        let taken = self
            .held
            .compare_exchange(false, true, Acquire, Relaxed)
            .is_ok();
        taken.then(|| SpinGuard(self))
    }
}

/// Gives the lock back when it is dropped.
#[derive(Debug)]
#[must_use = "the lock is given back at once if the guard is not kept"]
pub struct SpinGuard<'a>(&'a SpinLock);

impl Drop for SpinGuard<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.held.store(false, Release);
    }
}
