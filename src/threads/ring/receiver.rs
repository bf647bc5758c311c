//! The half that takes items out.

use super::slots::Consumer;
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::mpsc::{RecvError, TryRecvError};

/// The half of a ring that takes items out. Dropping it closes the ring.
pub struct Receiver<T> {
    pub(super) consumer: Consumer<T>,
}

// Nothing that can panic runs while an index and its slots disagree.
impl<T> UnwindSafe for Receiver<T> {}
impl<T> RefUnwindSafe for Receiver<T> {}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("capacity", &self.capacity())
            .finish_non_exhaustive()
    }
}

impl<T> Receiver<T> {
    /// How many items the ring holds at most.
    pub fn capacity(&self) -> usize {
        self.consumer.capacity()
    }

    /// The next item, if there is one now.
    #[inline]
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        self.take(Consumer::pop)
    }

    /// The next item, which it waits for.
    #[inline]
    pub fn recv(&mut self) -> Result<T, RecvError> {
        loop {
            match self.take(Consumer::pop) {
                Ok(item) => return Ok(item),
                Err(TryRecvError::Empty) => self.wait(),
                Err(TryRecvError::Disconnected) => return Err(RecvError),
            }
        }
    }

    /// Appends everything that is there now.
    pub fn try_recv_batch(&mut self, into: &mut Vec<T>) -> Result<usize, TryRecvError> {
        self.take(|consumer| consumer.pop_batch(into))
    }

    /// Appends everything that is there, and waits for at least one item.
    pub fn recv_batch(&mut self, into: &mut Vec<T>) -> Result<usize, RecvError> {
        loop {
            match self.try_recv_batch(into) {
                Ok(count) => return Ok(count),
                Err(TryRecvError::Empty) => self.wait(),
                Err(TryRecvError::Disconnected) => return Err(RecvError),
            }
        }
    }

    /// What `pop` finds; and why it finds nothing.
    #[inline]
    fn take<R>(
        &mut self,
        mut pop: impl FnMut(&mut Consumer<T>) -> Option<R>,
    ) -> Result<R, TryRecvError> {
        let mut found = pop(&mut self.consumer);
        if found.is_none() {
            if !self.consumer.ring().sender.is_gone() {
                return Err(TryRecvError::Empty);
            }
            // What was sent between the look and the end.
            found = pop(&mut self.consumer);
        }
        let Some(found) = found else {
            return Err(TryRecvError::Disconnected);
        };
        self.consumer.ring().sender.wake();
        Ok(found)
    }

    /// Waits until there is an item, or the sender is gone. It may return early.
    #[cold]
    #[inline(never)]
    fn wait(&mut self) {
        let ring = self.consumer.ring();
        let ready = || self.consumer.item_is_in_sight() || ring.sender.is_gone();
        ring.receiver.wait(ready);
    }
}

/// What [`recv`](Receiver::recv) returns, until the ring is closed and empty.
impl<T> Iterator for Receiver<T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.recv().ok()
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let ring = self.consumer.ring();
        ring.receiver.leave(&ring.sender);
        // What nobody will receive.
        while let Some(item) = self.consumer.pop() {
            drop(item);
        }
    }
}
