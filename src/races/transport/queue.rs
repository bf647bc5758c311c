//! A bounded queue, from a lock and two condition variables.

use super::message::Message;
use super::{Disconnected, Receiver, Sender, Tally, Unsent};
use crate::{Error, memory};
use std::collections::VecDeque;
use std::fmt;
use std::sync::mpsc::{RecvError, SendError, TryRecvError, TrySendError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// A bounded queue for any number of threads on both ends, which can be closed.
///
/// [`put`](Queue::put) waits while the queue is full, and [`get`](Queue::get) while it is empty.
/// After [`close`](Queue::close) nothing can be put, and what is inside can still be got. Nobody
/// waits for ever when threads end without closing, if each of them holds a
/// [`close_on_drop`](Queue::close_on_drop): a panic drops it too.
///
/// ```
/// use hotloop::races::transport::Queue;
/// use std::sync::mpsc::{RecvError, SendError};
///
/// let queue = Queue::new(2)?;
/// let sum: u64 = std::thread::scope(|scope| {
///     scope.spawn(|| {
///         let _closing = queue.close_on_drop();
///         (0..100).for_each(|i| queue.put(i).expect("the queue is open"));
///     });
///     std::iter::from_fn(|| queue.get().ok()).sum()
/// });
/// assert_eq!(sum, 4950);
/// assert_eq!(queue.put(7), Err(SendError(7)));
/// assert_eq!(queue.get(), Err(RecvError));
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// Two condition variables and not one, so that a `put` never wakes a thread that is itself waiting
/// to put. A wake-up is a system call even when nobody sleeps, so the queue counts the sleepers and
/// calls each of them once: until the one that was called has its core again, many items may come.
///
/// Room for all items is made at the start, and nothing that a caller wrote runs under the lock:
/// items are moved in and out, and never dropped, compared or shown there. If dropping an item
/// panics when the queue is dropped, the others are dropped nevertheless.
pub struct Queue<T> {
    state: Mutex<State<T>>,
    not_empty: Condvar,
    not_full: Condvar,
    capacity: usize,
}

struct State<T> {
    items: VecDeque<T>,
    /// Items ever put.
    accepted: u64,
    closed: bool,
    /// Threads that sleep in `get`, and in `put`, and that nobody has called yet.
    ///
    /// Whoever sleeps is counted, or a call is on its way that wakes one: sleeping counts one,
    /// calling takes one off and wakes one. A thread that wakes uncalled and sleeps again is
    /// counted twice, which costs a call for nothing and loses none.
    getting: usize,
    putting: usize,
}

/// Without the items: to show them, somebody else's code would run under the lock.
impl<T> fmt::Debug for Queue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue")
            .field("capacity", &self.capacity)
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

impl<T> Queue<T> {
    /// A queue for at most `capacity` items.
    ///
    /// # Errors
    ///
    /// [`Error::Zero`]: nothing could ever be put. [`Error::OutOfMemory`] if there is no memory for
    /// so many.
    pub fn new(capacity: usize) -> Result<Self, Error> {
        if capacity == 0 {
            return Err(Error::Zero {
                argument: "capacity",
            });
        }
        Ok(Self {
            state: Mutex::new(State {
                items: memory::room("capacity", capacity)?.into(),
                accepted: 0,
                closed: false,
                getting: 0,
                putting: 0,
            }),
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
            capacity,
        })
    }

    /// Puts an item at the end, waiting while the queue is full.
    ///
    /// # Errors
    ///
    /// [`SendError`] with the item if the queue is closed, before or while it waits.
    pub fn put(&self, item: T) -> Result<(), SendError<T>> {
        let mut state = self.lock();
        while state.items.len() == self.capacity && !state.closed {
            state.putting += 1;
            state = wait(&self.not_full, state);
        }
        if state.closed {
            return Err(SendError(item));
        }
        self.push(state, item);
        Ok(())
    }

    /// Puts an item at the end, if there is room.
    ///
    /// # Errors
    ///
    /// [`TrySendError`] with the item, and the reason.
    pub fn try_put(&self, item: T) -> Result<(), TrySendError<T>> {
        let state = self.lock();
        if state.closed {
            return Err(TrySendError::Disconnected(item));
        }
        if state.items.len() == self.capacity {
            return Err(TrySendError::Full(item));
        }
        self.push(state, item);
        Ok(())
    }

    /// Takes the item at the front, waiting while the queue is empty.
    ///
    /// # Errors
    ///
    /// [`RecvError`] if the queue is empty and closed, before or while it waits.
    pub fn get(&self) -> Result<T, RecvError> {
        let mut state = self.lock();
        while state.items.is_empty() && !state.closed {
            state.getting += 1;
            state = wait(&self.not_empty, state);
        }
        self.pop(state).ok_or(RecvError)
    }

    /// Takes the item at the front, if there is one.
    ///
    /// # Errors
    ///
    /// [`TryRecvError`] with the reason.
    pub fn try_get(&self) -> Result<T, TryRecvError> {
        let state = self.lock();
        let empty = if state.closed {
            TryRecvError::Disconnected
        } else {
            TryRecvError::Empty
        };
        self.pop(state).ok_or(empty)
    }

    /// Closes the queue: nothing more can be put in, and everyone who waits is woken.
    pub fn close(&self) {
        self.lock().closed = true;
        self.not_empty.notify_all();
        self.not_full.notify_all();
    }

    /// Closes the queue when it is dropped. The last word of a thread, however the thread ends.
    pub fn close_on_drop(&self) -> CloseOnDrop<'_, T> {
        CloseOnDrop(self)
    }

    /// How many items are inside.
    pub fn len(&self) -> usize {
        self.lock().items.len()
    }

    /// Whether nothing is inside.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many items fit.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// How many items were ever put.
    pub(super) fn accepted(&self) -> u64 {
        self.lock().accepted
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // Nothing that a caller wrote runs under the lock, so a panic leaves the state in order.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, mut state: MutexGuard<'_, State<T>>, item: T) {
        state.items.push_back(item);
        state.accepted += 1;
        let sleeper = take_one(&mut state.getting);
        // Whoever is woken wants the lock first.
        drop(state);
        if sleeper {
            self.not_empty.notify_one();
        }
    }

    fn pop(&self, mut state: MutexGuard<'_, State<T>>) -> Option<T> {
        let item = state.items.pop_front()?;
        let sleeper = take_one(&mut state.putting);
        drop(state);
        if sleeper {
            self.not_full.notify_one();
        }
        Some(item)
    }
}

/// Takes one off, if there is one.
fn take_one(count: &mut usize) -> bool {
    let some = *count > 0;
    *count -= usize::from(some);
    some
}

/// Sleeps until `condition` is notified, or without a reason: callers look again.
fn wait<'a, T>(condition: &Condvar, state: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
    condition
        .wait(state)
        .unwrap_or_else(PoisonError::into_inner)
}

/// Closes a [`Queue`] when it is dropped. Made by [`Queue::close_on_drop`].
#[derive(Debug)]
#[must_use = "it closes the queue when it is dropped, which would be at once"]
pub struct CloseOnDrop<'a, T>(&'a Queue<T>);

impl<T> Drop for CloseOnDrop<'_, T> {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// One side of a queue, which closes it when it ends.
pub(super) struct Side<M>(Arc<Queue<M>>);

impl<M> Drop for Side<M> {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Both sides of a new queue.
pub(super) fn sides<M: Message>(capacity: usize) -> Result<(Side<M>, Side<M>), Error> {
    let queue = Arc::new(Queue::new(capacity)?);
    Ok((Side(Arc::clone(&queue)), Side(queue)))
}

impl<M: Message> Sender for Side<M> {
    fn send(&mut self, batch: &[u64]) -> Result<(), Unsent> {
        M::pack(batch, |message| self.0.put(message))
    }
}

impl<M: Message> Receiver for Side<M> {
    fn receive(&mut self, tally: &mut Tally) -> Result<(), Disconnected> {
        tally.see(self.0.get()?.items());
        Ok(())
    }
}
