//! Counters that lose, lock, share and pad; and what moving data costs.

mod barrier;
pub mod contention;
mod counter;
pub mod counters;
#[cfg(all(test, loom))]
mod model;
mod primitive;
mod race;
mod spin_lock;

pub use counter::{Counter, Private};
pub use race::{Outcome, Share, race};
pub use spin_lock::{SpinGuard, SpinLock};
