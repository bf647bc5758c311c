//! A sum that is made when somebody looks, in room that was made before.

use crate::Error;
use crate::memory::room;
use std::sync::{Mutex, OnceLock, PoisonError};

/// The counts that are settled and those in the tables, once somebody has asked.
///
/// Whoever looks cannot be told that there is no memory, so the room is made before there is
/// anything to add.
#[derive(Default)]
pub(super) struct Sum {
    made: OnceLock<Vec<u64>>,
    /// Where it is made.
    room: Mutex<Vec<u64>>,
}

impl Sum {
    /// Makes the room for so many slots.
    pub(super) fn make_room(&mut self, slots: usize) -> Result<(), Error> {
        self.room = Mutex::new(room("bins", slots)?);
        Ok(())
    }

    /// The sum, by `add` if nobody has asked before: it gets the room, empty.
    pub(super) fn of(&self, add: impl FnOnce(&mut Vec<u64>)) -> &[u64] {
        self.made.get_or_init(|| {
            let mut room = self.room.lock().unwrap_or_else(PoisonError::into_inner);
            let mut sum = std::mem::take(&mut *room);
            add(&mut sum);
            sum
        })
    }

    /// Forgets the sum, and keeps its room for the next.
    #[inline(always)]
    pub(super) fn forget(&mut self) {
        if let Some(mut sum) = self.made.take() {
            sum.clear();
            *self.room.get_mut().unwrap_or_else(PoisonError::into_inner) = sum;
        }
    }
}

impl Clone for Sum {
    /// Nobody has asked the clone, but it has as much room.
    fn clone(&self) -> Self {
        let room = self.room.lock().unwrap_or_else(PoisonError::into_inner);
        let slots = self.made.get().map_or(room.capacity(), Vec::capacity);
        Self {
            made: OnceLock::new(),
            room: Mutex::new(Vec::with_capacity(slots)),
        }
    }
}
