//! Transports: what is sent comes, in order and once; full, closed and left alone, each does what
//! its docs say.

#![cfg(feature = "races")]

use hotloop::Error;
use hotloop::races::transport::{Disconnected, JoinableQueue, Queue, Tally, Transport, transfer};
use hotloop::threads::{Binding, Team};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{RecvError, SendError, TryRecvError, TrySendError};
use std::sync::{Arc, Mutex};
use std::thread;

/// Integers to send, more than any bounded transport holds.
fn integers(items: u64) -> Vec<u64> {
    (0..items).collect()
}

#[test]
fn everything_comes_in_order() {
    for members in [2, 4] {
        let team = Team::spawn(members, Binding::Close).unwrap();
        for transport in Transport::ALL {
            for items in [0, 1, 2, 1000, 10_007] {
                for batch in [1, 2, 64, 1000, items + 1, usize::MAX] {
                    let transfer = transfer(&team, transport, items, batch).unwrap();
                    let sent = items as u64;
                    let what = format!("{transport}, {items} items by {batch}: {transfer:?}");
                    assert_eq!(transfer.tally.received(), sent, "{what}");
                    assert_eq!(transfer.tally.in_order(), sent, "{what}");
                    assert!(transfer.is_complete(), "{what}");
                    let copies = transport.copies(batch);
                    assert_eq!(transfer.copied, 8 * copies * sent, "{what}");
                }
            }
        }
    }
}

#[test]
fn one_member_cannot_do_it() {
    let alone = Err(Error::TooSmall {
        argument: "team",
        found: 1,
        least: 2,
    });
    let teams = [Team::solo(), Team::spawn(1, Binding::None).unwrap()];
    for transport in Transport::ALL {
        for team in &teams {
            assert_eq!(transfer(team, transport, 10, 1), alone, "{transport}");
        }
    }
    // Inside a region every region has one member.
    let team = Team::spawn(2, Binding::None).unwrap();
    let outcomes = Mutex::new(vec![]);
    team.parallel(|_| {
        let outcome = transfer(&team, Transport::Queue, 10, 1);
        outcomes.lock().unwrap().push(outcome);
    });
    assert_eq!(outcomes.into_inner().unwrap(), [alone.clone(), alone]);
    assert!(
        transfer(&team, Transport::Queue, 10, 1)
            .unwrap()
            .is_complete()
    );
}

#[test]
fn bad_arguments_are_refused() {
    let team = Team::spawn(2, Binding::None).unwrap();
    for transport in Transport::ALL {
        let error = transfer(&team, transport, 10, 0).unwrap_err();
        assert_eq!(error, Error::Zero { argument: "batch" });
        let error = transfer(&team, transport, usize::MAX, 1).unwrap_err();
        let (argument, results) = ("items", usize::MAX);
        assert_eq!(error, Error::OutOfMemory { argument, results });
    }
    let error = Queue::<u64>::new(0).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`capacity`: found 0, expected at least 1"
    );
    assert!(JoinableQueue::<u64>::new(0).is_err());
}

#[test]
fn names_differ() {
    let mut names: Vec<_> = Transport::ALL.iter().map(Transport::to_string).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), Transport::ALL.len());
}

#[test]
fn a_tally_counts_what_is_out_of_place() {
    let mut tally = Tally::default();
    // Two change places, one comes twice, one is missing.
    for batch in [&[0, 2, 1, 3][..], &[], &[4, 4], &[6, 8]] {
        tally.see(batch);
    }
    assert_eq!((tally.received(), tally.in_order()), (8, 4));
}

#[test]
fn what_was_sent_before_the_end_is_received() {
    let items = integers(100);
    for transport in Transport::ALL {
        for batch in [1, 3, 100] {
            let (mut sender, mut receiver) = transport.open(&items, batch).unwrap();
            sender.send_all(&items, batch).unwrap();
            drop(sender);
            let mut tally = Tally::default();
            let outcome = receiver.receive_all(101, &mut tally);
            assert_eq!(outcome, Err(Disconnected), "{transport}");
            assert_eq!(tally.in_order(), 100, "{transport}");
            // And it stays so.
            assert_eq!(
                receiver.receive(&mut tally),
                Err(Disconnected),
                "{transport}"
            );
            assert_eq!(tally.received(), 100, "{transport}");
        }
    }
}

#[test]
fn a_sender_that_panics_ends_the_transfer() {
    let items = integers(10);
    for transport in Transport::ALL {
        for batch in [1, 3] {
            let (mut sender, mut receiver) = transport.open(&items, batch).unwrap();
            let first = &items[..6];
            let tally = thread::scope(|scope| {
                let dying = scope.spawn(move || {
                    sender.send_all(first, batch).unwrap();
                    std::panic::resume_unwind(Box::new("the sender dies"));
                });
                let mut tally = Tally::default();
                assert_eq!(receiver.receive_all(10, &mut tally), Err(Disconnected));
                assert!(dying.join().is_err());
                tally
            });
            assert_eq!((tally.received(), tally.in_order()), (6, 6), "{transport}");
        }
    }
}

#[test]
fn a_receiver_that_is_gone_refuses_what_is_sent() {
    let items = integers(100);
    for transport in Transport::ALL {
        for batch in [1, 3, 100] {
            let (mut sender, receiver) = transport.open(&items, batch).unwrap();
            drop(receiver);
            let outcome = sender.send(&items[..batch]);
            assert_eq!(outcome, Err(Disconnected), "{transport}");
        }
    }
}

#[test]
fn a_receiver_that_panics_frees_a_sender_that_waits() {
    let items = integers(200_000);
    for transport in Transport::ALL {
        for batch in [1, 1000] {
            let (mut sender, mut receiver) = transport.open(&items, batch).unwrap();
            let outcome = thread::scope(|scope| {
                let dying = scope.spawn(move || {
                    receiver.receive_all(1, &mut Tally::default()).unwrap();
                    std::panic::resume_unwind(Box::new("the receiver dies"));
                });
                let outcome = sender.send_all(&items, batch).and_then(|()| sender.join());
                assert!(dying.join().is_err());
                outcome
            });
            // These may have sent everything before.
            let boundless = matches!(transport, Transport::Reference | Transport::Channel);
            assert!(boundless || outcome == Err(Disconnected), "{transport}");
        }
    }
}

#[test]
fn a_full_transport_makes_the_sender_wait() {
    let (items, room) = (integers(10_000), Transport::CAPACITY as u64);
    for transport in [
        Transport::SyncChannel,
        Transport::Queue,
        Transport::JoinableQueue,
    ] {
        let (mut sender, mut receiver) = transport.open(&items, 1).unwrap();
        let sent = AtomicU64::new(0);
        thread::scope(|scope| {
            scope.spawn(|| {
                for item in items.chunks(1) {
                    sender.send(item).unwrap();
                    sent.fetch_add(1, SeqCst);
                }
            });
            while sent.load(SeqCst) < room {
                thread::yield_now();
            }
            let mut tally = Tally::default();
            while tally.received() < 10_000 {
                // It counts after it has sent, so it may be behind what was received.
                let ahead = sent.load(SeqCst).saturating_sub(tally.received());
                assert!(ahead <= room, "{transport}: {ahead} integers ahead");
                receiver.receive(&mut tally).unwrap();
            }
            assert_eq!(tally.in_order(), 10_000);
        });
    }
}

#[test]
fn a_full_pipe_makes_the_sender_wait() {
    // No pipe holds 16 MB that is not told to.
    let items = integers(2_000_000);
    let (mut sender, mut receiver) = Transport::Pipe.open(&items, 1000).unwrap();
    let batches = AtomicUsize::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            for batch in items.chunks(1000) {
                sender.send(batch).unwrap();
                batches.fetch_add(1, SeqCst);
            }
        });
        let mut tally = Tally::default();
        while batches.load(SeqCst) == 0 {
            // Where a pipe holds less than a batch, the first is sent when it is received.
            receiver.receive(&mut tally).unwrap();
        }
        assert!(batches.load(SeqCst) < 2000);
        receiver.receive_all(2_000_000, &mut tally).unwrap();
        assert_eq!(tally.in_order(), 2_000_000);
    });
}

#[test]
fn a_boundless_transport_takes_everything_at_once() {
    let items = integers(100_000);
    for transport in [Transport::Reference, Transport::Channel] {
        for batch in [1, 1000] {
            let (mut sender, mut receiver) = transport.open(&items, batch).unwrap();
            // On one thread: it would never return if it waited.
            sender.send_all(&items, batch).unwrap();
            let mut tally = Tally::default();
            receiver.receive_all(100_000, &mut tally).unwrap();
            assert_eq!(tally.in_order(), 100_000);
        }
    }
}

#[test]
#[should_panic = "the next part of the slice"]
fn only_what_is_shared_can_be_sent_by_reference() {
    let items = integers(10);
    let (mut sender, _receiver) = Transport::Reference.open(&items, 1).unwrap();
    sender.send(&items[..2]).unwrap();
    let _ = sender.send(&items[3..4]);
}

#[test]
fn a_queue_holds_as_many_as_it_says() {
    let queue = Queue::new(2).unwrap();
    assert_eq!(
        (queue.capacity(), queue.len(), queue.is_empty()),
        (2, 0, true)
    );
    assert_eq!(queue.try_get(), Err(TryRecvError::Empty));
    queue.put('a').unwrap();
    queue.try_put('b').unwrap();
    assert_eq!(queue.try_put('c'), Err(TrySendError::Full('c')));
    assert_eq!(queue.len(), 2);
    assert_eq!((queue.get(), queue.try_get()), (Ok('a'), Ok('b')));
    assert!(queue.is_empty());
}

#[test]
fn a_closed_queue_gives_what_it_has_and_takes_nothing() {
    let queue = Queue::new(2).unwrap();
    queue.put('a').unwrap();
    queue.close();
    queue.close();
    assert_eq!(queue.put('b'), Err(SendError('b')));
    assert_eq!(queue.try_put('b'), Err(TrySendError::Disconnected('b')));
    assert_eq!(queue.get(), Ok('a'));
    assert_eq!(queue.get(), Err(RecvError));
    assert_eq!(queue.try_get(), Err(TryRecvError::Disconnected));
}

#[test]
fn closing_a_queue_wakes_everyone_who_waits() {
    let (full, empty) = (Queue::new(1).unwrap(), Queue::<u64>::new(1).unwrap());
    full.put(0).unwrap();
    thread::scope(|scope| {
        let full = &full;
        let putting = [1, 2, 3].map(|item| scope.spawn(move || full.put(item)));
        let getting = [(); 3].map(|()| scope.spawn(|| empty.get()));
        // It is the same for them whether they wait already.
        full.close();
        empty.close();
        let refused = putting.map(|thread| thread.join().unwrap());
        assert_eq!(refused, [1, 2, 3].map(|item| Err(SendError(item))));
        assert_eq!(
            getting.map(|thread| thread.join().unwrap()),
            [Err(RecvError); 3]
        );
    });
    assert_eq!(full.get(), Ok(0));
}

#[test]
fn a_queue_serves_many_threads() {
    for capacity in [1, 2, 100] {
        let queue = Queue::new(capacity).unwrap();
        let (sum, count) = (AtomicU64::new(0), AtomicU64::new(0));
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    while let Ok(item) = queue.get() {
                        sum.fetch_add(item, SeqCst);
                        count.fetch_add(1, SeqCst);
                    }
                });
            }
            let putting = [0, 1, 2].map(|first| {
                let queue = &queue;
                scope.spawn(move || (first..3000).step_by(3).try_for_each(|i| queue.put(i)))
            });
            for thread in putting {
                thread.join().unwrap().unwrap();
            }
            queue.close();
        });
        assert_eq!((count.into_inner(), sum.into_inner()), (3000, 2999 * 1500));
    }
}

#[test]
fn a_thread_that_panics_closes_its_queue() {
    let queue = Queue::new(4).unwrap();
    thread::scope(|scope| {
        let dying = scope.spawn(|| {
            let _closing = queue.close_on_drop();
            queue.put(1).unwrap();
            std::panic::resume_unwind(Box::new("the producer dies"));
        });
        assert_eq!((queue.get(), queue.get()), (Ok(1), Err(RecvError)));
        assert!(dying.join().is_err());
    });
}

#[test]
fn join_returns_when_every_item_is_done() {
    for workers in [1, 2, 3] {
        let queue = Arc::new(JoinableQueue::new(4).unwrap());
        assert_eq!(queue.join(), Ok(()), "nothing was put");
        let done = AtomicU64::new(0);
        thread::scope(|scope| {
            for mut worker in [(); 3].map(|()| queue.worker()).into_iter().take(workers) {
                let done = &done;
                scope.spawn(move || {
                    while worker.get().is_ok() {
                        done.fetch_add(1, SeqCst);
                        worker.task_done().unwrap();
                    }
                });
            }
            for round in 1..=5 {
                (0..100).for_each(|item| queue.put(item).unwrap());
                assert_eq!(queue.join(), Ok(()));
                assert_eq!(done.load(SeqCst), 100 * round);
            }
            (0..4).for_each(|item| queue.put(item).unwrap());
            // What is inside is dealt with all the same.
            queue.close();
            assert_eq!(queue.put(0), Err(SendError(0)));
            assert_eq!(queue.join(), Ok(()));
            assert_eq!(done.load(SeqCst), 504);
        });
    }
}

#[test]
fn nothing_is_done_more_often_than_it_was_got() {
    let queue = Arc::new(JoinableQueue::new(4).unwrap());
    let mut worker = queue.worker();
    assert!(worker.task_done().is_err());
    queue.put('a').unwrap();
    queue.put('b').unwrap();
    assert!(worker.task_done().is_err(), "put, but not got");
    worker.get().unwrap();
    worker.task_done().unwrap();
    assert!(worker.task_done().is_err());
    worker.get().unwrap();
    worker.task_done().unwrap();
    assert_eq!(queue.join(), Ok(()));
    let error = worker.task_done().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`task_done` was called more often than `get`"
    );
}

#[test]
fn join_does_not_wait_for_the_dead() {
    // It dies with an item that it has got, and another worker lives.
    let queue = Arc::new(JoinableQueue::new(4).unwrap());
    let (mut dying, mut living) = (queue.worker(), queue.worker());
    queue.put('a').unwrap();
    queue.put('b').unwrap();
    dying.get().unwrap();
    drop(dying);
    assert_eq!(queue.join().unwrap_err().unfinished, 2);
    living.get().unwrap();
    living.task_done().unwrap();
    assert_eq!(queue.join().unwrap_err().unfinished, 1);

    // It dies before it has got what was put, as the last one.
    let queue = Arc::new(JoinableQueue::new(4).unwrap());
    let worker = queue.worker();
    queue.put('a').unwrap();
    drop(worker);
    let abandoned = queue.join().unwrap_err();
    assert_eq!(abandoned.unfinished, 1);
    assert_eq!(queue.put('b'), Err(SendError('b')));

    // It dies with nothing left to do.
    let queue = Arc::new(JoinableQueue::<char>::new(4).unwrap());
    drop(queue.worker());
    assert_eq!(queue.join(), Ok(()));
}

#[test]
fn a_worker_that_panics_frees_those_who_wait() {
    let queue = Arc::new(JoinableQueue::new(1).unwrap());
    let mut worker = queue.worker();
    thread::scope(|scope| {
        let dying = scope.spawn(move || {
            worker.get().unwrap();
            std::panic::resume_unwind(Box::new("the worker dies"));
        });
        let putting = scope.spawn(|| (0..10).try_for_each(|item| queue.put(item)));
        assert!(putting.join().unwrap().is_err());
        assert!(queue.join().is_err());
        assert!(dying.join().is_err());
    });
}
