//! Right: the same under another lock.

use crate::races::primitive::ParkingLot;
use crate::races::{Counter, Private};

/// Adds under a `parking_lot::Mutex`.
///
/// The lock is one byte; the queues of those who sleep are in a table that all locks share, as in
/// WebKit. Every half millisecond or so it is handed to whoever has waited longest, so that nobody
/// starves.
#[derive(Debug, Default)]
pub struct ParkingLotMutex(ParkingLot<u64>);

impl Counter for ParkingLotMutex {
    fn name(&self) -> &'static str {
        "ParkingLotMutex"
    }

    #[inline]
    fn increment(&self, _: &mut Private) {
        *self.0.lock() += 1;
    }

    fn value(&self) -> u64 {
        *self.0.lock()
    }
}
