//! Eleven ways to count together, from two that are broken to the one to use.
//!
//! | counter | an increment is | right | what it costs |
//! |---|---|---|---|
//! | [`Racy`] | a load, an addition, a store | no | the line travels between the cores |
//! | [`LockedStore`] | a load; a lock, a store, the lock given back | no | all that a lock costs, for nothing |
//! | [`StdMutex`] | a lock, an addition, the lock given back | yes | the lock's line travels; who waits may sleep |
//! | [`ParkingLotMutex`] | the same | yes | the same |
//! | [`SpinLock`] | the same | yes | the same; who waits keeps its core busy |
//! | [`Atomic`], [`AtomicSeqCst`] | one instruction that nothing comes between | yes | the line travels |
//! | [`CompareExchange`] | a load, an addition, a store if nobody was faster, else again | yes | the line travels, and some of it for nothing |
//! | [`SharedLine`] | an addition to the member's own number | yes | the line travels, though no number is shared |
//! | [`Padded`] | the same, on a line of its own | yes | nothing travels; memory is written |
//! | [`Local`] | an addition in a register | yes | nothing |
//!
//! [`race`](super::race) has the members of a team increment one of them, and says what came of it.

mod atomic;
mod compare_exchange;
mod local;
mod locked_store;
mod padded;
mod parking_lot_mutex;
mod racy;
mod shared_line;
mod spin_lock;
mod std_mutex;

pub use atomic::{Atomic, AtomicSeqCst};
pub use compare_exchange::CompareExchange;
pub use local::Local;
pub use locked_store::LockedStore;
pub use padded::Padded;
pub use parking_lot_mutex::ParkingLotMutex;
pub use racy::Racy;
pub use shared_line::SharedLine;
pub use spin_lock::SpinLock;
pub use std_mutex::StdMutex;

use super::Counter;

/// One of each, all at zero, in the order of the table.
///
/// ```
/// use hotloop::races::counters;
///
/// let names: Vec<_> = counters::all().iter().map(|counter| counter.name()).collect();
/// assert_eq!(names[0], "Racy");
/// assert_eq!(names.len(), 11);
/// ```
pub fn all() -> Vec<Box<dyn Counter>> {
    vec![
        Box::new(Racy::default()),
        Box::new(LockedStore::default()),
        Box::new(StdMutex::default()),
        Box::new(ParkingLotMutex::default()),
        Box::new(SpinLock::default()),
        Box::new(Atomic::default()),
        Box::new(AtomicSeqCst::default()),
        Box::new(CompareExchange::default()),
        Box::new(SharedLine::default()),
        Box::new(Padded::default()),
        Box::new(Local::default()),
    ]
}
