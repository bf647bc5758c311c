//! Right: a store that is made only if nobody was faster.

use crate::races::primitive::AtomicU64;
use crate::races::{Counter, Private};
use std::sync::atomic::Ordering::Relaxed;

/// Compare-and-swap (CAS): loads, adds, and exchanges the old number for the new one, again and
/// again until the old one is still there.
///
/// This is [`Racy`](super::Racy) with its store made conditional, and any function can stand in
/// place of the addition. The more members, the more of the exchanges are in vain.
#[derive(Debug, Default)]
pub struct CompareExchange(AtomicU64);

impl Counter for CompareExchange {
    fn name(&self) -> &'static str {
        "CompareExchange"
    }

    #[inline]
    fn increment(&self, _: &mut Private) {
        let mut value = self.0.load(Relaxed);
        while let Err(found) = self
            .0
            .compare_exchange_weak(value, value + 1, Relaxed, Relaxed)
        {
            value = found;
        }
    }

    fn value(&self) -> u64 {
        self.0.load(Relaxed)
    }
}
