//! The half that takes items out.

use super::consumer::Consumer;
use super::slots::Ring;
use super::wait_state::pauses;
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::mpsc::{RecvError, TryRecvError};

/// The half of a ring that takes items out. Dropping it closes the ring, and drops what was not
/// received.
///
/// It may be moved from one thread to another, and used by one at a time, as the
/// [`Sender`](super::Sender). It is an iterator over what [`recv`](Receiver::recv) returns.
pub struct Receiver<T> {
    consumer: Consumer<T>,
    /// The index at which it last waited.
    waited: usize,
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
    pub(super) fn new(consumer: Consumer<T>) -> Self {
        let waited = consumer.index();
        Self { consumer, waited }
    }

    /// How many items the ring holds at most.
    pub fn capacity(&self) -> usize {
        self.consumer.capacity()
    }

    /// The next item, if there is one now.
    ///
    /// # Errors
    ///
    /// [`TryRecvError::Empty`] if there is none, [`TryRecvError::Disconnected`] if none will follow:
    /// the sender is gone, and everything it has sent has been received.
    #[inline]
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        self.take(Consumer::pop)
    }

    /// The next item. It waits for one if there is none.
    ///
    /// # Errors
    ///
    /// [`RecvError`] if the sender is gone, and everything it has sent has been received.
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

    /// Appends everything that is there now to `into`, and says how many items it was.
    ///
    /// Nothing is lost if `into` cannot grow for want of memory: what it has no room for stays in
    /// the ring. Only then, the number may be 0.
    ///
    /// # Errors
    ///
    /// As [`try_recv`](Receiver::try_recv).
    pub fn try_recv_batch(&mut self, into: &mut Vec<T>) -> Result<usize, TryRecvError> {
        self.take(|consumer| consumer.pop_batch(into))
    }

    /// Appends everything that is there to `into`, and says how many items it was. It waits if
    /// there is none.
    ///
    /// ```
    /// use hotloop::threads::ring::{self, RecvError};
    ///
    /// let (mut sender, mut receiver) = ring::channel(8)?;
    /// sender.send_batch(&mut vec![1, 2, 3]).expect("the receiver is there");
    /// drop(sender);
    /// let mut items = vec![0];
    /// assert_eq!(receiver.recv_batch(&mut items), Ok(3));
    /// assert_eq!(items, [0, 1, 2, 3]);
    /// assert_eq!(receiver.recv_batch(&mut items), Err(RecvError));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// If `into` cannot grow, it does as [`try_recv_batch`](Receiver::try_recv_batch) does.
    ///
    /// # Errors
    ///
    /// As [`recv`](Receiver::recv).
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
    #[inline]
    fn wait(&mut self) {
        let head = self.consumer.index();
        wait(self.consumer.ring(), head, self.waited, self.capacity());
        self.waited = head;
    }
}

/// The cold path of [`Receiver::wait`], a function of its own for the same reason as the sender's.
#[cold]
#[inline(never)]
fn wait<T>(ring: &Ring<T>, head: usize, waited: usize, capacity: usize) {
    let pauses = pauses(head.wrapping_sub(waited), capacity);
    let ready = || !ring.is_empty(head) || ring.sender.is_gone();
    ring.receiver.wait(pauses, ready);
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
    #[inline]
    fn drop(&mut self) {
        self.consumer.leave();
    }
}
