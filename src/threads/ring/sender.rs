//! The half that puts items in.

use super::slots::{Batch, Producer};
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::mpsc::{SendError, TrySendError};

/// The half of a ring that puts items in. Dropping it closes the ring.
pub struct Sender<T> {
    pub(super) producer: Producer<T>,
}

// Nothing that can panic runs while an index and its slots disagree.
impl<T> UnwindSafe for Sender<T> {}
impl<T> RefUnwindSafe for Sender<T> {}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender")
            .field("capacity", &self.capacity())
            .finish_non_exhaustive()
    }
}

impl<T> Sender<T> {
    /// How many items the ring holds at most.
    pub fn capacity(&self) -> usize {
        self.producer.capacity()
    }

    /// Sends an item if there is room now.
    #[inline]
    pub fn try_send(&mut self, item: T) -> Result<(), TrySendError<T>> {
        if self.is_deaf() {
            return Err(TrySendError::Disconnected(item));
        }
        let Some(vacancy) = self.producer.vacancy() else {
            return Err(TrySendError::Full(item));
        };
        vacancy.fill(item);
        self.producer.ring().receiver.wake();
        Ok(())
    }

    /// Sends an item, and waits for room if there is none.
    #[inline]
    pub fn send(&mut self, item: T) -> Result<(), SendError<T>> {
        loop {
            if self.is_deaf() {
                return Err(SendError(item));
            }
            if let Some(vacancy) = self.producer.vacancy() {
                vacancy.fill(item);
                self.producer.ring().receiver.wake();
                return Ok(());
            }
            self.wait();
        }
    }

    /// Moves as many items as there is room for now from the front of `items`, and publishes them
    /// at once.
    pub fn try_send_batch(&mut self, items: &mut Vec<T>) -> Result<usize, TrySendError<()>> {
        if items.is_empty() {
            return Ok(0);
        }
        if self.is_deaf() {
            return Err(TrySendError::Disconnected(()));
        }
        match self.producer.push_batch(&mut Batch::new(items)) {
            0 => Err(TrySendError::Full(())),
            sent => {
                self.producer.ring().receiver.wake();
                Ok(sent)
            }
        }
    }

    /// Moves all `items`, and waits for room as often as there is none.
    pub fn send_batch(&mut self, items: &mut Vec<T>) -> Result<(), SendError<()>> {
        let mut batch = Batch::new(items);
        while batch.left() > 0 {
            if self.is_deaf() {
                return Err(SendError(()));
            }
            match self.producer.push_batch(&mut batch) {
                0 => self.wait(),
                _ => self.producer.ring().receiver.wake(),
            }
        }
        Ok(())
    }

    /// Whether the receiver is gone.
    #[inline]
    fn is_deaf(&self) -> bool {
        self.producer.ring().receiver.is_gone()
    }

    /// Waits until there is room, or the receiver is gone. It may return early.
    #[cold]
    #[inline(never)]
    fn wait(&mut self) {
        let ready = || self.producer.room_is_in_sight() || self.is_deaf();
        self.producer.ring().sender.wait(ready);
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let ring = self.producer.ring();
        ring.sender.leave(&ring.receiver);
    }
}
