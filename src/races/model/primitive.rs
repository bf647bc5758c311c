//! `loom`'s primitives under the names of the real ones, each writing down what it does.

use loom::sync as checked;
use loom::thread::yield_now;
use std::cell::RefCell;
use std::ops::{Deref, DerefMut};
use std::sync::LockResult;
use std::sync::atomic::Ordering;

pub(in crate::races) use checked::atomic::AtomicBool;

/// Room for as many members as a model has.
pub(in crate::races) const MEMBERS: usize = 3;

/// Something that a thread of the model did: which thread, and what.
pub(super) type Step = (String, String);

thread_local! {
    /// All threads of a model are one thread of the system, which runs them in turns.
    static STEPS: RefCell<Vec<Step>> = const { RefCell::new(vec![]) };
}

/// What has been done since this was last asked, in the order in which it was done.
pub(super) fn take_steps() -> Vec<Step> {
    STEPS.take()
}

fn step(what: String) {
    let who = format!("{:?}", loom::thread::current().id());
    STEPS.with_borrow_mut(|steps| steps.push((who, what)));
}

#[derive(Debug, Default)]
pub(in crate::races) struct AtomicU64(checked::atomic::AtomicU64);

impl AtomicU64 {
    pub(in crate::races) fn load(&self, ordering: Ordering) -> u64 {
        let value = self.0.load(ordering);
        step(format!("loads {value}"));
        value
    }

    pub(in crate::races) fn store(&self, value: u64, ordering: Ordering) {
        self.0.store(value, ordering);
        step(format!("stores {value}"));
    }

    pub(in crate::races) fn fetch_add(&self, value: u64, ordering: Ordering) -> u64 {
        let found = self.0.fetch_add(value, ordering);
        step(format!("adds {value} to {found}"));
        found
    }

    pub(in crate::races) fn compare_exchange_weak(
        &self,
        current: u64,
        new: u64,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u64, u64> {
        let exchanged = self.0.compare_exchange_weak(current, new, success, failure);
        step(match exchanged {
            Ok(old) => format!("exchanges {old} for {new}"),
            Err(found) => format!("finds {found} in place of {current}"),
        });
        exchanged
    }
}

#[derive(Debug)]
pub(in crate::races) struct Mutex<T>(checked::Mutex<T>);

impl<T: Default> Default for Mutex<T> {
    fn default() -> Self {
        Self(checked::Mutex::new(T::default()))
    }
}

impl<T> Mutex<T> {
    pub(in crate::races) fn lock(&self) -> LockResult<Guard<'_, T>> {
        let guard = self.0.lock().map(Guard);
        step("takes the lock".into());
        Ok(guard.unwrap_or_else(|_| unreachable!("`loom` poisons no lock")))
    }
}

/// The model of `parking_lot`'s mutex is that of `std`'s: what is explored is how the counter uses
/// it, not the lock itself.
#[derive(Debug, Default)]
pub(in crate::races) struct ParkingLot<T: Default>(Mutex<T>);

impl<T: Default> ParkingLot<T> {
    pub(in crate::races) fn lock(&self) -> Guard<'_, T> {
        self.0
            .lock()
            .unwrap_or_else(|_| unreachable!("`loom` poisons no lock"))
    }
}

pub(in crate::races) struct Guard<'a, T>(checked::MutexGuard<'a, T>);

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        step("gives the lock back".into());
    }
}

/// Yields at once: a model has no time to lose.
pub(in crate::races) struct Backoff;

impl Backoff {
    pub(in crate::races) fn new() -> Self {
        Self
    }

    pub(in crate::races) fn snooze(&self) {
        yield_now();
    }
}
