//! The half that puts items in.

use super::producer::{Batch, Producer};
use super::slots::Ring;
use super::wait_state::pauses;
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::mpsc::{SendError, TrySendError};

/// The half of a ring that puts items in. Dropping it closes the ring.
///
/// It may be moved from one thread to another, and used by one at a time: it cannot be cloned, and
/// everything that sends takes `&mut self`.
///
/// ```compile_fail,E0599
/// let (sender, receiver) = hotloop::threads::ring::channel::<u64>(3)?;
/// let another = sender.clone();
/// # Ok::<(), hotloop::Error>(())
/// ```
pub struct Sender<T> {
    producer: Producer<T>,
    /// The index at which it last waited.
    waited: usize,
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
    pub(super) fn new(producer: Producer<T>) -> Self {
        let waited = producer.index();
        Self { producer, waited }
    }

    /// How many items the ring holds at most.
    pub fn capacity(&self) -> usize {
        self.producer.capacity()
    }

    /// How many items the ring holds now. The receiver goes on meanwhile, so a moment later they may be
    /// fewer. (This look takes a cache line from it, which is why a loop that only moves items is
    /// better off without.)
    pub fn len(&self) -> usize {
        self.producer.len()
    }

    /// Whether the ring holds no item now.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Sends an item if there is room now.
    ///
    /// # Errors
    ///
    /// [`TrySendError::Full`] if the ring holds `capacity` items, [`TrySendError::Disconnected`] if
    /// the receiver is gone. Both give the item back.
    #[inline]
    pub fn try_send(&mut self, item: T) -> Result<(), TrySendError<T>> {
        if let Some(vacancy) = self.producer.vacancy() {
            vacancy.fill(item);
            let back = self.producer.tell();
            return back.map_or(Ok(()), |item| Err(TrySendError::Disconnected(item)));
        }
        Err(if self.is_deaf() {
            TrySendError::Disconnected(item)
        } else {
            TrySendError::Full(item)
        })
    }

    /// Sends an item, and waits for room if there is none.
    ///
    /// ```
    /// use hotloop::threads::ring::{self, SendError};
    ///
    /// let (mut sender, receiver) = ring::channel(2)?;
    /// assert_eq!(sender.send(7), Ok(()));
    /// drop(receiver);
    /// assert_eq!(sender.send(8), Err(SendError(8)));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`SendError`] with the item if the receiver is gone. As with every channel, an item that was
    /// accepted may still be dropped unseen, if the receiver goes before it takes it.
    #[inline]
    pub fn send(&mut self, item: T) -> Result<(), SendError<T>> {
        loop {
            if let Some(vacancy) = self.producer.vacancy() {
                vacancy.fill(item);
                let back = self.producer.tell();
                return back.map_or(Ok(()), |item| Err(SendError(item)));
            }
            if self.is_deaf() {
                return Err(SendError(item));
            }
            self.wait();
        }
    }

    /// Moves as many items as there is room for now from the front of `items`, publishes them at
    /// once, and says how many they were. The others stay in `items`, in their order.
    ///
    /// ```
    /// use hotloop::threads::ring;
    ///
    /// let (mut sender, mut receiver) = ring::channel(3)?;
    /// let mut items = vec![1, 2, 3, 4, 5];
    /// assert_eq!(sender.try_send_batch(&mut items), Ok(3));
    /// assert_eq!(items, [4, 5]);
    /// assert_eq!(receiver.recv(), Ok(1));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// Moving the others to the front takes time for each, so use
    /// [`send_batch`](Sender::send_batch) for a vector that is much longer than the ring.
    ///
    /// # Errors
    ///
    /// [`TrySendError::Full`] if there is no room for any, [`TrySendError::Disconnected`] if the
    /// receiver is gone. `items` is as it was then. An empty vector is sent without error.
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

    /// Moves all `items`, and waits for room as often as there is none. The vector keeps its
    /// allocation, and may be filled again.
    ///
    /// # Errors
    ///
    /// [`SendError`] if the receiver is gone. What was not sent stays in `items`, in its order.
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
    #[inline]
    fn wait(&mut self) {
        let tail = self.producer.index();
        wait(self.producer.ring(), tail, self.waited, self.capacity());
        self.waited = tail;
    }
}

/// The cold path of [`Sender::wait`]. It takes the ring and not the sender, so that the compiler
/// keeps a sender that is used in a loop in registers.
#[cold]
#[inline(never)]
fn wait<T>(ring: &Ring<T>, tail: usize, waited: usize, capacity: usize) {
    let pauses = pauses(tail.wrapping_sub(waited), capacity);
    let ready = || !ring.is_full(tail, capacity) || ring.receiver.is_gone();
    ring.sender.wait(pauses, None, ready);
}

impl<T> Drop for Sender<T> {
    #[inline]
    fn drop(&mut self) {
        let ring = self.producer.ring();
        ring.sender.leave(&ring.receiver);
    }
}
