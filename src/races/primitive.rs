//! What the counters are made of: the atomics and locks of `std` and `parking_lot`, or those of
//! `loom` when its models run.

#[cfg(not(all(test, loom)))]
pub(super) use self::real::*;
#[cfg(all(test, loom))]
pub(super) use super::model::primitive::*;

#[cfg(not(all(test, loom)))]
mod real {
    pub(in super::super) use crossbeam_utils::Backoff;
    pub(in super::super) use parking_lot::Mutex as ParkingLot;
    pub(in super::super) use std::sync::Mutex;
    pub(in super::super) use std::sync::atomic::{AtomicBool, AtomicU64};

    /// How many members a counter has room for.
    pub(in super::super) const MEMBERS: usize = crate::threads::Team::MAX_MEMBERS;
}
