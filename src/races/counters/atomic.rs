//! Right: one instruction that nothing comes between.

use crate::races::primitive::AtomicU64;
use crate::races::{Counter, Private};
use std::sync::atomic::Ordering::{Relaxed, SeqCst};

/// Adds by a relaxed `fetch_add`, which orders nothing but the increments themselves: all that a
/// counter needs.
///
/// The core that adds keeps the line from its load to its store, and no other gets it meanwhile: on
/// x86-64, the prefix `lock`.
#[derive(Debug, Default)]
pub struct Atomic(AtomicU64);

impl Counter for Atomic {
    fn name(&self) -> &'static str {
        "Atomic"
    }

    #[inline]
    fn increment(&self, _: &mut Private) {
        self.0.fetch_add(1, Relaxed);
    }

    fn value(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// Adds by a sequentially consistent `fetch_add`: all threads see it in one order with all others
/// of that kind.
///
/// On x86-64 it is the same instruction as the relaxed one. The difference is in what the compiler
/// may move past it.
#[derive(Debug, Default)]
pub struct AtomicSeqCst(AtomicU64);

impl Counter for AtomicSeqCst {
    fn name(&self) -> &'static str {
        "AtomicSeqCst"
    }

    #[inline]
    fn increment(&self, _: &mut Private) {
        self.0.fetch_add(1, SeqCst);
    }

    fn value(&self) -> u64 {
        self.0.load(SeqCst)
    }
}
