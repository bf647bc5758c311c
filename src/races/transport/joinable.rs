//! A queue that knows when everything that was put into it has been dealt with.

use super::message::Message;
use super::{CloseOnDrop, Disconnected, Queue, Receiver, Sender, Tally, Unsent};
use crate::Error;
use std::fmt;
use std::sync::mpsc::{RecvError, SendError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// A [`Queue`] whose producer can wait for the work to be done, and not only to be taken: Python's
/// `JoinableQueue`.
///
/// A [`Worker`] gets an item, deals with it, and says [`task_done`](Worker::task_done).
/// [`join`](JoinableQueue::join) returns when that has been said of every item put.
///
/// ```
/// use hotloop::races::transport::JoinableQueue;
/// use std::sync::Arc;
///
/// let queue = Arc::new(JoinableQueue::new(8)?);
/// let mut worker = queue.worker();
/// let thread = std::thread::spawn(move || {
///     let mut sum = 0;
///     while let Ok(item) = worker.get() {
///         sum += item;
///         worker.task_done().expect("an item was got");
///     }
///     sum
/// });
/// (0..100).for_each(|i| queue.put(i).expect("the worker is there"));
/// assert_eq!(queue.join(), Ok(()));
/// queue.close();
/// assert_eq!(thread.join().unwrap(), 4950);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # When workers die
///
/// In Python `join` waits for ever for a worker that died. Here a worker is a value, and dropping
/// it, as a panic does, is noticed: `join` returns [`Abandoned`] as soon as an item will not be
/// dealt with, because the worker that got it is gone, or because all are. The last worker to go
/// closes the queue, so that `put` does not wait for it either. Before the first worker is made,
/// both wait for it.
#[derive(Debug)]
pub struct JoinableQueue<T> {
    queue: Queue<T>,
    ledger: Mutex<Ledger>,
    settled: Condvar,
}

#[derive(Debug, Default)]
struct Ledger {
    /// Items that a worker has said to be done.
    done: u64,
    /// Items whose worker was dropped before it said so.
    lost: u64,
    /// Workers that are there.
    workers: usize,
    /// Whether there ever was one.
    manned: bool,
    /// Threads that sleep in `join`. While there are none, a task that is done concerns nobody.
    joining: usize,
}

impl<T> JoinableQueue<T> {
    /// A queue for at most `capacity` items that no worker has got yet.
    ///
    /// # Errors
    ///
    /// As [`Queue::new`].
    pub fn new(capacity: usize) -> Result<Self, Error> {
        Ok(Self {
            queue: Queue::new(capacity)?,
            ledger: Mutex::default(),
            settled: Condvar::new(),
        })
    }

    /// Puts an item at the end, waiting while the queue is full.
    ///
    /// # Errors
    ///
    /// [`SendError`] with the item if the queue is closed, or if it has had workers and all are
    /// gone.
    pub fn put(&self, item: T) -> Result<(), SendError<T>> {
        self.queue.put(item)
    }

    /// Lets nothing be put any more. Workers get what is inside, and [`join`](JoinableQueue::join)
    /// waits for it.
    pub fn close(&self) {
        self.queue.close();
    }

    /// Closes the queue when it is dropped. The last word of a producer, however its thread ends:
    /// workers would wait for ever for one that died.
    pub fn close_on_drop(&self) -> CloseOnDrop<'_, T> {
        self.queue.close_on_drop()
    }

    /// Waits until every item put has been dealt with.
    ///
    /// # Errors
    ///
    /// [`Abandoned`] if there is one that will not be.
    pub fn join(&self) -> Result<(), Abandoned> {
        let mut ledger = self.ledger();
        loop {
            let unfinished = self.queue.accepted() - ledger.done;
            if unfinished == 0 {
                return Ok(());
            }
            if ledger.lost > 0 || (ledger.manned && ledger.workers == 0) {
                return Err(Abandoned { unfinished });
            }
            ledger.joining += 1;
            ledger = self
                .settled
                .wait(ledger)
                .unwrap_or_else(PoisonError::into_inner);
            ledger.joining -= 1;
        }
    }

    /// A new worker.
    pub fn worker(self: &Arc<Self>) -> Worker<T> {
        let mut ledger = self.ledger();
        ledger.workers += 1;
        ledger.manned = true;
        Worker {
            shared: Arc::clone(self),
            held: 0,
        }
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever gets items from a [`JoinableQueue`]. Made by [`JoinableQueue::worker`].
#[derive(Debug)]
pub struct Worker<T> {
    shared: Arc<JoinableQueue<T>>,
    /// Items that it has got and not said to be done.
    held: u64,
}

impl<T> Worker<T> {
    /// Takes the item at the front, waiting while the queue is empty.
    ///
    /// # Errors
    ///
    /// [`RecvError`] if the queue is empty and closed.
    pub fn get(&mut self) -> Result<T, RecvError> {
        let item = self.shared.queue.get()?;
        self.held += 1;
        Ok(item)
    }

    /// Says that an item which this worker has got is dealt with.
    ///
    /// # Errors
    ///
    /// [`NothingHeld`] if it has said so of all already, and nothing has changed then. Python
    /// raises a `ValueError`, and only once it has been said more often than items were put.
    pub fn task_done(&mut self) -> Result<(), NothingHeld> {
        self.held = self.held.checked_sub(1).ok_or(NothingHeld)?;
        let mut ledger = self.shared.ledger();
        ledger.done += 1;
        if ledger.joining > 0 && ledger.done == self.shared.queue.accepted() {
            self.shared.settled.notify_all();
        }
        Ok(())
    }
}

impl<T> Drop for Worker<T> {
    fn drop(&mut self) {
        let mut ledger = self.shared.ledger();
        ledger.workers -= 1;
        ledger.lost += self.held;
        if ledger.workers == 0 {
            self.shared.queue.close();
        }
        self.shared.settled.notify_all();
    }
}

/// Items that were put into a [`JoinableQueue`] will not be dealt with: the workers are gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Abandoned {
    /// How many items were put and not said to be done.
    pub unfinished: u64,
}

impl fmt::Display for Abandoned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} items are unfinished, and their worker is gone",
            self.unfinished
        )
    }
}

impl std::error::Error for Abandoned {}

/// [`Worker::task_done`] was called more often than [`Worker::get`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NothingHeld;

impl fmt::Display for NothingHeld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`task_done` was called more often than `get`")
    }
}

impl std::error::Error for NothingHeld {}

/// The side that puts, and that closes the queue when it ends.
pub(super) struct Producer<M>(Arc<JoinableQueue<M>>);

impl<M> Drop for Producer<M> {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Both sides of a new queue.
pub(super) fn sides<M: Message>(capacity: usize) -> Result<(Producer<M>, Worker<M>), Error> {
    let queue = Arc::new(JoinableQueue::new(capacity)?);
    let worker = queue.worker();
    Ok((Producer(queue), worker))
}

impl<M: Message> Sender for Producer<M> {
    fn send(&mut self, batch: &[u64]) -> Result<(), Unsent> {
        M::pack(batch, |message| self.0.put(message))
    }

    fn join(&mut self) -> Result<(), Disconnected> {
        self.0.join().map_err(|_| Disconnected)
    }
}

impl<M: Message> Receiver for Worker<M> {
    fn receive(&mut self, tally: &mut Tally) -> Result<(), Disconnected> {
        tally.see(self.get()?.items());
        self.task_done().map_err(|_| Disconnected)
    }
}
