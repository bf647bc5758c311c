//! Wrong: a load, an addition, a store.

use crate::races::primitive::AtomicU64;
use crate::races::{Counter, Private};
use std::sync::atomic::Ordering::Relaxed;

/// Loads, adds and stores, and loses what others store in between: the tutorial's first loop.
///
/// The processor loads, adds and stores as it would for C's `volatile x = x + 1`. As a program this
/// one has a meaning, though, which a data race has not: see the [module](crate::races).
///
/// On one core it loses nothing if the compiler makes one instruction of it, as on x86-64: threads
/// are switched between instructions, and not in the midst of one.
#[derive(Debug, Default)]
pub struct Racy(AtomicU64);

impl Counter for Racy {
    fn name(&self) -> &'static str {
        "Racy"
    }

    #[inline]
    fn increment(&self, _: &mut Private) {
        let value = self.0.load(Relaxed);
        self.0.store(value + 1, Relaxed);
    }

    fn value(&self) -> u64 {
        self.0.load(Relaxed)
    }
}
