//! The half that takes items out.

use super::consumer::Consumer;
use super::slots::Ring;
use super::wait_state::pauses;
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::mpsc::{RecvError, RecvTimeoutError, TryRecvError};
use std::time::{Duration, Instant};

/// The half of a ring that takes items out. Dropping it closes the ring, and drops what was not
/// received.
///
/// It may be moved from one thread to another, and used by one at a time, as the
/// [`Sender`](super::Sender). It is an iterator over what [`recv`](Receiver::recv) returns: `for item in
/// &mut receiver` keeps it for afterwards.
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

    /// How many items the ring holds now. The sender goes on meanwhile, so a moment later they may be
    /// more. (This look takes a cache line from it, which is why a loop that only moves items is
    /// better off without.)
    pub fn len(&self) -> usize {
        self.consumer.len()
    }

    /// Whether the ring holds no item now.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
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
                Err(TryRecvError::Empty) => self.wait(None),
                Err(TryRecvError::Disconnected) => return Err(RecvError),
            }
        }
    }

    /// The next item. It waits for one no longer than `timeout`: for a thread that has other things to
    /// see to.
    ///
    /// ```
    /// use hotloop::threads::ring::{self, RecvTimeoutError};
    /// use std::time::Duration;
    ///
    /// let (mut sender, mut receiver) = ring::channel(8)?;
    /// sender.send(7).expect("the receiver is there");
    /// assert_eq!(receiver.recv_timeout(Duration::ZERO), Ok(7));
    /// let nothing = receiver.recv_timeout(Duration::from_millis(1));
    /// assert_eq!(nothing, Err(RecvTimeoutError::Timeout));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// What is there is received whatever the timeout, and one that no clock can show is none.
    ///
    /// # Errors
    ///
    /// [`RecvTimeoutError::Timeout`] if none has come in time, [`RecvTimeoutError::Disconnected`] if
    /// none will follow, as [`recv`](Receiver::recv).
    pub fn recv_timeout(&mut self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        // The clock is looked at only if there is nothing.
        let mut deadline = None;
        loop {
            match self.take(Consumer::pop) {
                Ok(item) => return Ok(item),
                Err(TryRecvError::Disconnected) => return Err(RecvTimeoutError::Disconnected),
                Err(TryRecvError::Empty) => {}
            }
            let now = Instant::now();
            let deadline = *deadline.get_or_insert_with(|| now.checked_add(timeout));
            if deadline.is_some_and(|deadline| deadline <= now) {
                return Err(RecvTimeoutError::Timeout);
            }
            self.wait(deadline);
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
                Err(TryRecvError::Empty) => self.wait(None),
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

    /// Waits until there is an item, the sender is gone, or the deadline is over. It may return early.
    #[inline]
    fn wait(&mut self, deadline: Option<Instant>) {
        let head = self.consumer.index();
        let moved = head.wrapping_sub(self.waited);
        wait(self.consumer.ring(), head, moved, self.capacity(), deadline);
        self.waited = head;
    }
}

/// The cold path of [`Receiver::wait`], a function of its own for the same reason as the sender's.
#[cold]
#[inline(never)]
fn wait<T>(ring: &Ring<T>, head: usize, moved: usize, capacity: usize, deadline: Option<Instant>) {
    let pauses = pauses(moved, capacity);
    let ready = || !ring.is_empty(head) || ring.sender.is_gone();
    ring.receiver.wait(pauses, deadline, ready);
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
