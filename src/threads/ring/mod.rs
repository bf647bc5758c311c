//! A ring: a bounded queue from one thread to one other (single producer, single consumer: SPSC).
//!
//! ```
//! use hotloop::threads::ring;
//!
//! // Python: queue.Queue(maxsize=64), with one producer and one consumer.
//! let (mut sender, receiver) = ring::channel(64)?;
//! let sum = std::thread::scope(|scope| {
//!     scope.spawn(move || (1..=1000_u64).try_for_each(|n| sender.send(n)));
//!     receiver.sum::<u64>()
//! });
//! assert_eq!(sum, 500_500);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! | | now or not at all | waits |
//! |---|---|---|
//! | one item in | [`try_send`](Sender::try_send) | [`send`](Sender::send) |
//! | a vector in | [`try_send_batch`](Sender::try_send_batch) | [`send_batch`](Sender::send_batch) |
//! | one item out | [`try_recv`](Receiver::try_recv) | [`recv`](Receiver::recv), or iterate; [`recv_timeout`](Receiver::recv_timeout) for so long |
//! | everything out | [`try_recv_batch`](Receiver::try_recv_batch) | [`recv_batch`](Receiver::recv_batch) |
//!
//! # Between a team, rayon and tokio
//!
//! A half is a value that blocks the thread which uses it. So each belongs on a thread that may block:
//! of one's own, a member's, or rayon's. On rayon's both halves want a thread each, or they wait for
//! one another for ever: `rayon::join` and `rayon::scope` may run what they are given one after the
//! other. Let one end be a thread of one's own:
//!
//! ```
//! use hotloop::threads::ring;
//! use rayon::prelude::*;
//!
//! let (mut sender, receiver) = ring::channel(4)?;
//! // Blocks of work come from a thread of their own, and are each shared out on rayon's.
//! let total = std::thread::scope(|scope| {
//!     scope.spawn(move || {
//!         let blocks = (0..10).map(|block| (0..1000).map(|i| 1000 * block + i).collect());
//!         blocks.into_iter().try_for_each(|block: Vec<u64>| sender.send(block))
//!     });
//!     receiver.map(|block| block.par_iter().sum::<u64>()).sum::<u64>()
//! });
//! assert_eq!(total, (0..10_000).sum());
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! An async task must not block its thread. Between the two stands a thread that may, with the ring's
//! end on one side and tokio's channel on the other. It moves all that is there at a time, so that the
//! task is woken once for many items; and since both channels are bounded, a task that is too slow
//! makes the sender wait. (Of tokio it takes the features `rt` and `sync`.)
//!
//! ```
//! use hotloop::threads::ring;
//! use tokio::sync::mpsc;
//!
//! let (mut sender, mut receiver) = ring::channel(64)?;
//! // The blocking end: a member of a team, or any thread that computes.
//! let computing = std::thread::spawn(move || (1..=1000_u64).try_for_each(|n| sender.send(n)));
//!
//! let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
//! let total = runtime.block_on(async {
//!     let (to_task, mut batches) = mpsc::channel(4);
//!     let bridge = tokio::task::spawn_blocking(move || {
//!         let mut batch = vec![];
//!         while receiver.recv_batch(&mut batch).is_ok() {
//!             if to_task.blocking_send(std::mem::take(&mut batch)).is_err() {
//!                 return; // The task has gone: so does the receiver, and the sender hears of it.
//!             }
//!         }
//!     });
//!     // The async end.
//!     let mut total = 0;
//!     while let Some(batch) = batches.recv().await {
//!         total += batch.iter().sum::<u64>();
//!     }
//!     bridge.await.expect("the bridge does not panic");
//!     total
//! });
//! assert_eq!(computing.join().expect("it does not panic"), Ok(()));
//! assert_eq!(total, 500_500);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! The other way round it is the same: `blocking_recv` from tokio's channel, [`send`](Sender::send) to
//! the ring.
//!
//! # What is promised
//!
//! * Items come out in the order in which they went in, each once.
//! * The ring holds `capacity` items and not one more, although the number of its slots is rounded
//!   up to a power of two. A sender that is too fast waits: that is the backpressure.
//! * Dropping a half closes the ring, also when a panic does it. What was sent before the sender
//!   went is still received. When the receiver has gone, what is sent is given back.
//! * Every item is dropped once. What has not been received is dropped with the receiver; what was
//!   sent at the very moment at which it went, with the sender. If dropping an item panics, the
//!   others are dropped nevertheless; the first panic is the one that is heard of.
//! * A half that waits sleeps after 100 µs, and then takes no time of any core worth mentioning. A
//!   token that somebody else has given to its thread ([`Thread::unpark`](std::thread::Thread::unpark))
//!   is there afterwards.
//! * The two halves belong to one process. In one that forks from it, the other half's thread is not
//!   there, and waiting for it lasts for ever.
//! * No method panics, and none allocates but those that append to a vector.
//!
//! # Why it is fast
//!
//! 1. **Neither side has to ask the other.** Each has an index that it alone writes, on a cache
//!    line of its own, and remembers the other's. It looks again only when the ring looks full, or
//!    empty, by what it remembers. Most items cost no journey of a line but their own.
//! 2. **Nothing is locked and nothing is exchanged.** An item is a plain write, and a release store
//!    of the index, which on x86 is a plain write too.
//! 3. **A starved side looks less often.** See `pauses` in `wait_state.rs`: after a long run of items it
//!    waits until about as many may be there again, so that lines travel with many items each.
//! 4. **A batch** is copied, and then costs one store of the index and one look at the other side,
//!    however many items it has.
//!
//! `cargo bench --bench ring` measures it beside `rtrb` and crossbeam's queues.
//!
//! # How a side falls asleep
//!
//! Who publishes an item looks at one word afterwards, that of the other half: `AWAKE`, `ASLEEP` or
//! `GONE`. The word is on a line that hardly ever changes, so the look is free. Who falls asleep
//! writes the word, executes a fence, and looks at the ring once more.
//!
//! To be certain that one of the two sees what the other has written, both would need the fence,
//! and the fence would cost more than all the rest of sending an item. So the publisher has none.
//! There is a window: while its write waits in its core's store buffer, a matter of nanoseconds, it
//! may read `AWAKE` while the other, having written `ASLEEP`, still finds nothing. Then nobody
//! wakes the sleeper. The naps bound what that costs:
//!
//! * **The first nap lasts 1 ms.** Its end finds the item, which has long arrived. This is the
//!   price of a miss.
//! * **Each later one lasts as long as the sleep so far**, and at most 1 s. Before it the sleeper
//!   finds nothing, and its word has been there for a millisecond at least, a million times the
//!   window. What is published from then on wakes it.
//!
//! No memory model promises by when a write is seen, only that it is in the end. By the letter, an
//! item may wait for the rest of one nap. Closing the ring has the fence, and is never missed.
//!
//! # Why it is right
//!
//! `slots.rs` has the proof of who owns which slot. The `loom` models check
//! every access to a slot and every wake-up, with a fence where the window is and with naps that
//! last for ever.
//!
//! The files to read, in order: `sender.rs`, `receiver.rs`, `slots.rs`, `producer.rs`,
//! `consumer.rs`, `wait_state.rs`.

#![doc(alias("queue", "SPSC", "pipe"))]

mod consumer;
mod producer;
mod receiver;
mod sender;
mod slots;
mod wait_state;

pub use receiver::Receiver;
pub use sender::Sender;
pub use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};

use crate::Error;
use consumer::Consumer;
use producer::Producer;

/// A ring that holds at most `capacity` items, and its two halves.
///
/// ```
/// use hotloop::threads::ring::{self, TryRecvError, TrySendError};
///
/// let (mut sender, mut receiver) = ring::channel(3)?;
/// for item in ["a", "b", "c"] {
///     assert_eq!(sender.try_send(item), Ok(()));
/// }
/// assert_eq!(sender.try_send("d"), Err(TrySendError::Full("d")));
/// drop(sender);
/// assert_eq!(receiver.by_ref().collect::<String>(), "abc");
/// assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// Items go to another thread, so they have to be [`Send`]:
///
/// ```compile_fail,E0277
/// hotloop::threads::ring::channel::<std::rc::Rc<u64>>(3);
/// ```
///
/// # Errors
///
/// [`Error::Zero`] for a capacity of 0, [`Error::TooLarge`] if the slots would be larger than any
/// allocation, [`Error::OutOfMemory`] if there is no memory for them.
pub fn channel<T: Send>(capacity: usize) -> Result<(Sender<T>, Receiver<T>), Error> {
    starting_at(capacity, 0)
}

/// A ring whose first item has the index `start`.
fn starting_at<T: Send>(capacity: usize, start: usize) -> Result<(Sender<T>, Receiver<T>), Error> {
    let (filling, emptying) = slots::ring(capacity, start)?;
    let producer = Producer::new(filling, start);
    let consumer = Consumer::new(emptying, start);
    Ok((Sender::new(producer), Receiver::new(consumer)))
}

#[cfg(all(test, loom))]
mod model;

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn indices_wrap_around() {
        for capacity in [1, 2, 3, 7, 64] {
            for before in 0..5 {
                let start = usize::MAX - before;
                let (mut sender, mut receiver) = starting_at(capacity, start).unwrap();
                let mut items = Vec::new();
                for round in 0..10 {
                    (0..capacity).for_each(|i| sender.try_send((round, i)).unwrap());
                    let refused = sender.try_send((round, capacity));
                    assert_eq!(refused, Err(TrySendError::Full((round, capacity))));
                    assert_eq!(receiver.try_recv(), Ok((round, 0)));
                    items.push((round, capacity));
                    assert_eq!(sender.try_send_batch(&mut items), Ok(1));
                    assert_eq!(receiver.try_recv_batch(&mut items), Ok(capacity));
                    assert!(items.drain(..).eq((1..=capacity).map(|i| (round, i))));
                    assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
                }
                // What is left is dropped across the end too.
                sender.try_send((0, 0)).unwrap();
            }
        }
    }

    #[test]
    fn threads_across_the_end_of_the_indices() {
        let (mut sender, receiver) = starting_at(3, usize::MAX - 500).unwrap();
        std::thread::scope(|scope| {
            scope.spawn(move || (0..1000).for_each(|i| sender.send(i).unwrap()));
            assert!(receiver.eq(0..1000));
        });
    }
}
