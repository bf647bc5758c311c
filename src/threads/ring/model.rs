//! The `loom` models of the ring: every interleaving, up to a bound.
//!
//! `RUSTFLAGS='--cfg loom' cargo test --release --lib ring` explores them. A nap of the model lasts
//! until somebody wakes the sleeper, so that a wake-up that is missed is a deadlock, which `loom`
//! reports.

use super::*;
use crate::threads::primitive::thread;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Every interleaving with at most `preemptions` switches away from a thread that could have gone
/// on: as many as take seconds. Without a number, all of them.
fn explore(preemptions: impl Into<Option<usize>>, f: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = preemptions.into();
    builder.check(f);
}

/// An item that counts where it is dropped.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, Relaxed);
    }
}

#[test]
fn ring_of_one_in_every_interleaving() {
    explore(None, || {
        let (mut sender, mut receiver) = starting_at(1, usize::MAX).unwrap();
        let thread = thread::spawn(move || sender.try_send(7).unwrap());
        let first = receiver.try_recv();
        thread.join().unwrap();
        let last = first.or_else(|_| receiver.try_recv());
        assert_eq!(last, Ok(7));
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
    });
}

#[test]
fn ring_one_by_one() {
    for (capacity, items, preemptions) in [(1, 3, 2), (2, 4, 2)] {
        explore(preemptions, move || {
            let (mut sender, receiver) = starting_at(capacity, usize::MAX - 1).unwrap();
            let thread = thread::spawn(move || {
                (0..items).for_each(|item| sender.send(item).unwrap());
            });
            assert!(receiver.eq(0..items));
            thread.join().unwrap();
        });
    }
}

#[test]
fn ring_without_waiting() {
    for capacity in [1, 2] {
        explore(3, move || {
            let (mut sender, mut receiver) = starting_at(capacity, usize::MAX).unwrap();
            let thread =
                thread::spawn(move || (0..3).filter(|item| sender.try_send(*item).is_ok()).count());
            let mut items: Vec<i32> = (0..3).filter_map(|_| receiver.try_recv().ok()).collect();
            let sent = thread.join().unwrap();
            items.extend(receiver);
            assert_eq!(items.len(), sent);
            assert!(items.is_sorted_by(|a, b| a < b));
        });
    }
}

#[test]
fn ring_of_batches() {
    for (capacity, items) in [(1, 2), (2, 3)] {
        explore(3, move || {
            let (mut sender, mut receiver) = starting_at(capacity, usize::MAX).unwrap();
            let thread = thread::spawn(move || {
                let mut items = (0..items).collect();
                sender.send_batch(&mut items).unwrap();
                assert!(items.is_empty());
            });
            let mut received = Vec::new();
            while receiver.recv_batch(&mut received).is_ok() {}
            assert!(received.into_iter().eq(0..items));
            thread.join().unwrap();
        });
    }
}

/// The half that waits is woken where it waits, and not where it waited last.
#[test]
fn ring_whose_receiver_moves() {
    explore(2, || {
        let (mut sender, mut receiver) = channel(1).unwrap();
        let sending = thread::spawn(move || (1..3).for_each(|item| sender.send(item).unwrap()));
        assert_eq!(receiver.recv(), Ok(1));
        let receiving = thread::spawn(move || receiver.recv());
        assert_eq!(receiving.join().unwrap(), Ok(2));
        sending.join().unwrap();
    });
}

#[test]
fn ring_whose_sender_goes() {
    explore(None, || {
        let (sender, mut receiver) = channel::<i32>(1).unwrap();
        let thread = thread::spawn(move || drop(sender));
        assert_eq!(receiver.recv(), Err(RecvError));
        thread.join().unwrap();
    });
    explore(3, || {
        let (mut sender, mut receiver) = channel(2).unwrap();
        let thread = thread::spawn(move || {
            sender.send(1).unwrap();
            sender.send(2).unwrap();
        });
        assert_eq!(receiver.recv(), Ok(1));
        assert_eq!(receiver.recv(), Ok(2));
        assert_eq!(receiver.recv(), Err(RecvError));
        thread.join().unwrap();
    });
}

#[test]
fn ring_whose_receiver_goes() {
    for taken in [0, 1] {
        explore(3, move || {
            let dropped = Arc::new(AtomicUsize::new(0));
            let (mut sender, mut receiver) = channel(1).unwrap();
            let counted = Arc::clone(&dropped);
            let thread = thread::spawn(move || {
                // More than the receiver takes and the ring holds, and one that may find the room
                // of an item that is dropped.
                let mut refused = 0;
                for _ in 0..taken + 3 {
                    if let Err(SendError(item)) = sender.send(Counted(Arc::clone(&counted))) {
                        refused += 1;
                        std::mem::forget(item);
                    }
                }
                refused
            });
            for _ in 0..taken {
                assert!(receiver.recv().is_ok());
            }
            drop(receiver);
            let refused = thread.join().unwrap();
            assert!(refused >= 1);
            assert_eq!(dropped.load(Relaxed) + refused, taken + 3);
        });
    }
}
