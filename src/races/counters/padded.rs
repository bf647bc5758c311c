//! Right: a number for every member, far enough apart.

use crate::races::primitive::{AtomicU64, MEMBERS};
use crate::races::{Counter, Private};
use crossbeam_utils::CachePadded;
use std::fmt;
use std::sync::atomic::Ordering::Relaxed;

/// A number for every member, on cache lines of its own.
///
/// On x86-64 the padding is two lines, since processors fetch lines in pairs.
pub struct Padded(Vec<CachePadded<AtomicU64>>);

impl Default for Padded {
    /// One that has room for every member of any team.
    fn default() -> Self {
        let numbers = (0..MEMBERS).map(|_| CachePadded::default());
        Self(numbers.collect())
    }
}

impl fmt::Debug for Padded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Padded").field(&self.value()).finish()
    }
}

impl Counter for Padded {
    fn name(&self) -> &'static str {
        "Padded"
    }

    #[inline]
    fn increment(&self, private: &mut Private) {
        let own = &self.0[private.member()];
        own.store(own.load(Relaxed) + 1, Relaxed);
    }

    fn value(&self) -> u64 {
        self.0.iter().map(|number| number.load(Relaxed)).sum()
    }
}
