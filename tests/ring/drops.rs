//! What a ring drops, and when.

use hotloop::threads::ring::{SendError, channel};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// An item that counts where it is dropped, and panics there if it is told to.
#[derive(Debug)]
struct Counted {
    dropped: Arc<AtomicUsize>,
    panics: bool,
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.dropped.fetch_add(1, Relaxed);
        if self.panics {
            std::panic::resume_unwind(Box::new(7));
        }
    }
}

/// `count` items, the one at `panics` with a panic, and what counts them.
fn counted(count: usize, panics: Option<usize>) -> (Vec<Counted>, Arc<AtomicUsize>) {
    let dropped = Arc::new(AtomicUsize::new(0));
    let items = (0..count).map(|i| Counted {
        dropped: Arc::clone(&dropped),
        panics: panics == Some(i),
    });
    (items.collect(), dropped)
}

#[test]
fn items_are_dropped_once() {
    for (capacity, taken) in [(1, 0), (3, 1), (7, 5), (64, 0)] {
        let (mut items, dropped) = counted(capacity, None);
        let (mut sender, mut receiver) = channel(capacity).unwrap();
        sender.send_batch(&mut items).unwrap();
        for count in 1..=taken {
            drop(receiver.recv().unwrap());
            assert_eq!(dropped.load(Relaxed), count);
        }
        // With the receiver, although the sender is still there.
        drop(receiver);
        assert_eq!(dropped.load(Relaxed), capacity);
        drop(sender);
        assert_eq!(dropped.load(Relaxed), capacity);

        let (mut items, dropped) = counted(capacity, None);
        let (mut sender, receiver) = channel(capacity).unwrap();
        sender.send_batch(&mut items).unwrap();
        drop(sender);
        assert_eq!(dropped.load(Relaxed), 0);
        drop(receiver);
        assert_eq!(dropped.load(Relaxed), capacity);
    }
}

#[test]
fn items_that_are_given_back_are_in_the_ring_no_more() {
    let (items, dropped) = counted(10, None);
    let (mut sender, receiver) = channel(3).unwrap();
    drop(receiver);
    for (item, count) in items.into_iter().zip(1..) {
        match sender.send(item) {
            Err(SendError(item)) => drop(item),
            Ok(()) => panic!("there is nobody to send it to"),
        }
        assert_eq!(dropped.load(Relaxed), count);
    }
    drop(sender);
    assert_eq!(dropped.load(Relaxed), 10);
}

#[test]
fn a_panic_in_a_drop_spares_nobody() {
    for panics in 0..5 {
        for sender_first in [false, true] {
            let (mut items, dropped) = counted(5, Some(panics));
            let (mut sender, receiver) = channel(5).unwrap();
            sender.send_batch(&mut items).unwrap();
            let mut sender = Some(sender);
            if sender_first {
                sender = None;
            }
            let panicked = catch_unwind(AssertUnwindSafe(|| drop(receiver)));
            assert!(panicked.is_err());
            drop(sender);
            assert_eq!(dropped.load(Relaxed), 5, "{panics}, {sender_first}");
        }
    }
}

#[test]
fn nor_do_two_panics_spare_anybody() {
    let (mut items, dropped) = counted(5, Some(0));
    items[2].panics = true;
    let (mut sender, receiver) = channel(5).unwrap();
    sender.send_batch(&mut items).unwrap();
    // The first ends the receiver, which leaves the rest to the ring, and the second the ring.
    assert!(catch_unwind(AssertUnwindSafe(|| drop(receiver))).is_err());
    assert_eq!(dropped.load(Relaxed), 1);
    assert!(catch_unwind(AssertUnwindSafe(|| drop(sender))).is_err());
    assert_eq!(dropped.load(Relaxed), 5);
}

#[test]
fn items_without_a_size_are_dropped_too() {
    static DROPPED: AtomicUsize = AtomicUsize::new(0);
    struct Nothing;
    impl Drop for Nothing {
        fn drop(&mut self) {
            DROPPED.fetch_add(1, Relaxed);
        }
    }
    let (mut sender, receiver) = channel(4).unwrap();
    let mut items: Vec<_> = (0..6).map(|_| Nothing).collect();
    assert_eq!(sender.try_send_batch(&mut items), Ok(4));
    assert_eq!(DROPPED.load(Relaxed), 0);
    drop((sender, receiver));
    assert_eq!(DROPPED.load(Relaxed), 4);
    drop(items);
    assert_eq!(DROPPED.load(Relaxed), 6);
}
