//! The ring: order, completeness, backpressure, closing, drops, bad arguments.

#![cfg(feature = "threads")]

#[path = "ring/calls.rs"]
mod calls;
#[path = "ring/drops.rs"]
mod drops;

use hotloop::Error;
use hotloop::threads::ring::{
    Receiver, RecvError, RecvTimeoutError, SendError, Sender, TryRecvError, TrySendError, channel,
};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::thread;
use std::time::{Duration, Instant};

const CAPACITIES: [usize; 6] = [1, 2, 3, 7, 64, 1000];
const ITEMS: u64 = 20_000;

/// Runs both halves, each on a thread of its own.
fn between<R: Send>(
    capacity: usize,
    send: impl FnOnce(Sender<u64>) + Send,
    receive: impl FnOnce(Receiver<u64>) -> R + Send,
) -> R {
    let (sender, receiver) = channel(capacity).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| send(sender));
        scope.spawn(|| receive(receiver)).join().unwrap()
    })
}

fn one_by_one(mut sender: Sender<u64>) {
    (0..ITEMS).for_each(|item| sender.send(item).unwrap());
}

/// Batches of 0, 1, 2, … items, some longer than the ring.
fn in_batches(mut sender: Sender<u64>) {
    let (mut items, mut next) = (Vec::new(), 0);
    for len in (0..150).cycle() {
        let end = ITEMS.min(next + len);
        items.extend(next..end);
        sender.send_batch(&mut items).unwrap();
        assert!(items.is_empty());
        next = end;
        if next == ITEMS {
            return;
        }
    }
}

#[test]
fn items_come_in_order_one_by_one() {
    for capacity in CAPACITIES {
        assert!(between(capacity, one_by_one, |receiver| receiver.eq(0..ITEMS)));
        assert!(between(capacity, in_batches, |receiver| receiver.eq(0..ITEMS)));
    }
}

#[test]
fn items_come_in_order_in_batches() {
    for capacity in CAPACITIES {
        for send in [one_by_one, in_batches] {
            let items = between(capacity, send, |mut receiver| {
                let mut items = Vec::new();
                while let Ok(count) = receiver.recv_batch(&mut items) {
                    assert!((1..=capacity).contains(&count));
                }
                items
            });
            assert!(items.into_iter().eq(0..ITEMS), "{capacity}");
        }
    }
}

#[test]
fn items_come_in_order_without_waiting() {
    for capacity in CAPACITIES {
        let send = |mut sender: Sender<u64>| {
            for item in 0..ITEMS {
                while sender.try_send(item).is_err() {
                    thread::yield_now();
                }
            }
        };
        let receive = |mut receiver: Receiver<u64>| {
            for expected in 0..ITEMS {
                let item = loop {
                    match receiver.try_recv() {
                        Ok(item) => break item,
                        Err(error) => assert_eq!(error, TryRecvError::Empty),
                    }
                    thread::yield_now();
                };
                assert_eq!(item, expected);
            }
        };
        between(capacity, send, receive);
    }
}

#[test]
fn a_half_that_sleeps_is_woken() {
    let (mut sender, mut receiver) = channel(1).unwrap();
    let thread = thread::spawn(move || {
        // Long enough for the receiver to sleep, and for the sender after it.
        for item in 0..5 {
            thread::sleep(std::time::Duration::from_millis(5));
            sender.send(item).unwrap();
        }
        (5..10).for_each(|item| sender.send(item).unwrap());
    });
    assert!(receiver.by_ref().take(5).eq(0..5));
    for item in 5..10 {
        thread::sleep(std::time::Duration::from_millis(5));
        assert_eq!(receiver.recv(), Ok(item));
    }
    thread.join().unwrap();
    assert_eq!(receiver.recv(), Err(RecvError));
}

#[test]
fn halves_move_between_threads() {
    let (mut sender, mut receiver) = channel(2).unwrap();
    for round in 0..10 {
        let sending = thread::spawn(move || {
            (0..10).for_each(|item| sender.send((round, item)).unwrap());
            sender
        });
        let receiving = thread::spawn(move || {
            let items = receiver.by_ref().take(10);
            assert!(items.eq((0..10).map(|item| (round, item))));
            receiver
        });
        sender = sending.join().unwrap();
        receiver = receiving.join().unwrap();
    }
}

#[test]
fn full_at_exactly_the_capacity() {
    for capacity in CAPACITIES {
        let (mut sender, mut receiver) = channel(capacity).unwrap();
        assert_eq!(
            (sender.capacity(), receiver.capacity()),
            (capacity, capacity)
        );
        for item in 0..capacity {
            assert_eq!(sender.try_send(item), Ok(()));
        }
        assert_eq!(sender.try_send(7), Err(TrySendError::Full(7)));
        let mut items = vec![7, 8];
        assert_eq!(
            sender.try_send_batch(&mut items),
            Err(TrySendError::Full(()))
        );
        assert_eq!(items, [7, 8]);
        assert_eq!(receiver.try_recv(), Ok(0));
        assert_eq!(sender.try_send_batch(&mut items), Ok(1));
        assert_eq!(items, [8]);
        assert_eq!(sender.try_send(9), Err(TrySendError::Full(9)));
    }
}

#[test]
fn what_was_sent_before_the_sender_went_is_received() {
    let (mut sender, mut receiver) = channel(4).unwrap();
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
    sender.send(1).unwrap();
    sender.send(2).unwrap();
    drop(sender);
    assert_eq!(receiver.try_recv(), Ok(1));
    assert_eq!(receiver.recv(), Ok(2));
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
    assert_eq!(receiver.recv(), Err(RecvError));
    let mut items = vec![5];
    assert_eq!(receiver.recv_batch(&mut items), Err(RecvError));
    let nothing = receiver.try_recv_batch(&mut items);
    assert_eq!(nothing, Err(TryRecvError::Disconnected));
    assert_eq!(items, [5]);
    assert_eq!(receiver.next(), None);
}

#[test]
fn what_is_sent_after_the_receiver_went_is_given_back() {
    let (mut sender, receiver) = channel(4).unwrap();
    sender.send(0).unwrap();
    drop(receiver);
    assert_eq!(sender.send(1), Err(SendError(1)));
    assert_eq!(sender.try_send(2), Err(TrySendError::Disconnected(2)));
    let mut items = vec![3, 4];
    assert_eq!(sender.send_batch(&mut items), Err(SendError(())));
    let refused = sender.try_send_batch(&mut items);
    assert_eq!(refused, Err(TrySendError::Disconnected(())));
    assert_eq!(items, [3, 4]);
    assert_eq!(sender.send_batch(&mut Vec::new()), Ok(()));
    assert_eq!(sender.try_send_batch(&mut Vec::new()), Ok(0));
}

#[test]
fn a_batch_that_is_cut_off_stays_in_the_vector() {
    let (mut sender, mut receiver) = channel(4).unwrap();
    let thread = thread::spawn(move || {
        let mut items: Vec<String> = (0..100).map(|item| item.to_string()).collect();
        assert_eq!(sender.send_batch(&mut items), Err(SendError(())));
        items
    });
    for item in 0..10 {
        assert_eq!(receiver.recv().unwrap(), item.to_string());
    }
    drop(receiver);
    let left = thread.join().unwrap();
    let first = 100 - left.len();
    // 10 were received, 4 were in the ring, and 4 may have found their room when they were dropped.
    assert!((10..=18).contains(&first), "{first}");
    assert!(
        left.into_iter()
            .eq((first..100).map(|item| item.to_string()))
    );
}

#[test]
fn a_panic_closes_the_ring() {
    let (sender, mut receiver) = channel::<u64>(4).unwrap();
    let thread = thread::spawn(move || {
        let mut sender = sender;
        sender.send(1).unwrap();
        // `resume_unwind` prints nothing.
        std::panic::resume_unwind(Box::new(7));
    });
    assert_eq!(receiver.recv(), Ok(1));
    assert_eq!(receiver.recv(), Err(RecvError));
    assert!(thread.join().is_err());

    let (mut sender, receiver) = channel(1).unwrap();
    let thread = thread::spawn(move || {
        let _receiver = receiver;
        std::panic::resume_unwind(Box::new(7));
    });
    let refused = (0..3).map(|item| sender.send(item)).last();
    assert_eq!(refused, Some(Err(SendError(2))));
    assert!(thread.join().is_err());
}

#[test]
fn items_of_any_size() {
    let (mut sender, mut receiver) = channel(3).unwrap();
    let mut items = vec![(); 5];
    assert_eq!(sender.try_send_batch(&mut items), Ok(3));
    assert_eq!(items.len(), 2);
    assert_eq!(sender.try_send(()), Err(TrySendError::Full(())));
    assert_eq!(receiver.recv(), Ok(()));
    assert_eq!(receiver.try_recv_batch(&mut items), Ok(2));
    assert_eq!(items.len(), 4);
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));

    let (mut sender, receiver) = channel(2).unwrap();
    let large = |item: usize| [item; 100];
    thread::scope(|scope| {
        scope.spawn(move || (0..1000).for_each(|item| sender.send(large(item)).unwrap()));
        assert!(receiver.eq((0..1000).map(large)));
    });
}

#[test]
fn a_vector_that_cannot_grow_loses_nothing() {
    let (mut sender, mut receiver) = channel(4).unwrap();
    sender.send_batch(&mut vec![(); 3]).unwrap();
    let mut full = vec![(); usize::MAX - 1];
    assert_eq!(receiver.recv_batch(&mut full), Ok(1));
    assert_eq!(receiver.recv_batch(&mut full), Ok(0));
    assert_eq!(receiver.try_recv_batch(&mut full), Ok(0));
    assert_eq!(receiver.try_recv_batch(&mut Vec::new()), Ok(2));
}

#[test]
fn what_is_there_is_counted_from_both_sides() {
    let (mut sender, mut receiver) = channel(5).unwrap();
    assert!(sender.is_empty() && receiver.is_empty());
    for round in 0..20 {
        let len = round % 5 + 1;
        (0..len).for_each(|item| sender.send(item).unwrap());
        assert_eq!((sender.len(), receiver.len()), (len, len));
        assert!(!sender.is_empty() && !receiver.is_empty());
        for left in (0..len).rev() {
            receiver.recv().unwrap();
            assert_eq!((sender.len(), receiver.len()), (left, left));
        }
    }
    sender.send(1).unwrap();
    drop(sender);
    assert_eq!(receiver.len(), 1);
    let (mut sender, receiver) = channel(5).unwrap();
    sender.send(1).unwrap();
    drop(receiver);
    assert!(sender.is_empty());
}

#[test]
fn a_count_is_never_more_than_the_capacity() {
    let send = |mut sender: Sender<u64>| {
        for item in 0..ITEMS {
            sender.send(item).unwrap();
            assert!(sender.len() <= 3);
        }
    };
    let receive = |mut receiver: Receiver<u64>| {
        while receiver.recv().is_ok() {
            assert!(receiver.len() <= 3);
        }
    };
    between(3, send, receive);
}

#[test]
fn a_timeout_ends_the_wait_and_nothing_else() {
    let (mut sender, mut receiver) = channel(2).unwrap();
    let long = Duration::from_secs(1000);
    for timeout in [
        Duration::ZERO,
        Duration::from_micros(10),
        Duration::from_millis(5),
    ] {
        let start = Instant::now();
        assert_eq!(
            receiver.recv_timeout(timeout),
            Err(RecvTimeoutError::Timeout)
        );
        assert!(start.elapsed() >= timeout);
        sender.send(1).unwrap();
        assert_eq!(receiver.recv_timeout(timeout), Ok(1));
    }
    // What comes before it is received, however far it is: the largest is none at all.
    for timeout in [long, Duration::MAX] {
        let thread = thread::spawn(move || {
            // Long enough for the receiver to sleep.
            thread::sleep(Duration::from_millis(5));
            sender.send(2).unwrap();
            sender
        });
        assert_eq!(receiver.recv_timeout(timeout), Ok(2));
        sender = thread.join().unwrap();
    }
    let thread = thread::spawn(move || {
        thread::sleep(Duration::from_millis(5));
        drop(sender);
    });
    assert_eq!(
        receiver.recv_timeout(long),
        Err(RecvTimeoutError::Disconnected)
    );
    thread.join().unwrap();
    let gone = receiver.recv_timeout(Duration::ZERO);
    assert_eq!(gone, Err(RecvTimeoutError::Disconnected));
}

#[test]
fn a_sleeper_with_a_timeout_keeps_the_token_of_somebody_else() {
    let (_sender, mut receiver) = channel::<u64>(1).unwrap();
    thread::current().unpark();
    let nothing = receiver.recv_timeout(Duration::from_millis(5));
    assert_eq!(nothing, Err(RecvTimeoutError::Timeout));
    // It would sleep for ever.
    thread::park();
}

#[test]
fn a_receiver_that_is_iterated_by_reference_goes_on() {
    let (mut sender, mut receiver) = channel(4).unwrap();
    sender.send_batch(&mut vec![1, 2, 3]).unwrap();
    let mut seen = vec![];
    for item in &mut receiver {
        seen.push(item);
        if item == 2 {
            break;
        }
    }
    drop(sender);
    seen.extend(&mut receiver);
    assert_eq!(seen, [1, 2, 3]);
    assert_eq!(receiver.recv(), Err(RecvError));
}

#[test]
fn bad_capacities() {
    let argument = "capacity";
    assert_eq!(channel::<u64>(0).unwrap_err(), Error::Zero { argument });
    for (found, most) in [
        (usize::MAX, 1 << (usize::BITS - 5)),
        ((1 << (usize::BITS - 5)) + 1, 1 << (usize::BITS - 5)),
    ] {
        // 8 bytes each, and no allocation is larger than half of all addresses.
        let error = channel::<u64>(found).unwrap_err();
        let too_large = Error::TooLarge {
            argument,
            found,
            most,
        };
        assert_eq!(error, too_large);
    }
    let results = 1 << (usize::BITS - 5);
    let out_of_memory = Error::OutOfMemory { argument, results };
    assert_eq!(channel::<u64>(results).unwrap_err(), out_of_memory);
    let found = usize::MAX;
    let error = channel::<()>(found).unwrap_err();
    assert!(matches!(error, Error::TooLarge { .. }));
    let many = 1 << (usize::BITS - 2);
    assert_eq!(channel::<()>(many).unwrap().0.capacity(), many);
}

#[test]
fn halves_say_what_they_are() {
    let (sender, receiver) = channel::<u64>(3).unwrap();
    assert_eq!(format!("{sender:?}"), "Sender { capacity: 3, .. }");
    assert_eq!(format!("{receiver:?}"), "Receiver { capacity: 3, .. }");
}

/// Compiles, and that is the test. A `Cell` may be sent and not shared.
#[test]
fn halves_may_be_sent_and_shared() {
    fn holds<T: Send + Sync + UnwindSafe + RefUnwindSafe>() {}
    holds::<Sender<std::cell::Cell<u64>>>();
    holds::<Receiver<std::cell::Cell<u64>>>();
}
