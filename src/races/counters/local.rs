//! Right, and what one should write.

use crate::races::primitive::AtomicU64;
use crate::races::{Counter, Private};
use std::hint::black_box;
use std::mem::take;
use std::sync::atomic::Ordering::Relaxed;

/// Counts in a register, and adds what it has counted when the member is done: OpenMP's
/// `reduction(+)`.
///
/// One shared addition a member, whatever there is to count. The ladders' reductions are made like
/// this, by [`Team::map_reduce`](crate::threads::Team::map_reduce).
#[derive(Debug, Default)]
pub struct Local(AtomicU64);

impl Counter for Local {
    fn name(&self) -> &'static str {
        "Local"
    }

    #[inline]
    fn increment(&self, private: &mut Private) {
        // The compiler is kept from seeing that it is one, or it would make a single addition of
        // the whole loop. (So the one comes from the stack.)
        private.register += black_box(1);
    }

    fn increment_times(&self, private: &mut Private, times: usize) {
        // By value, or every sum would be stored where `private` is.
        let mut own = *private;
        for _ in 0..times {
            self.increment(&mut own);
        }
        *private = own;
    }

    fn value(&self) -> u64 {
        self.0.load(Relaxed)
    }

    fn merge(&self, private: &mut Private) {
        self.0.fetch_add(take(&mut private.register), Relaxed);
    }
}
