//! Transports: what is sent comes, in order and once; full, closed and left alone, each does what
//! its docs say.

#![cfg(feature = "races")]

use hotloop::Error;
use hotloop::races::transport::{Disconnected, Tally, Transport, Unsent, transfer};
use hotloop::threads::{Binding, Team};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst};
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
                    let copies = transport.copies(batch.min(items.max(1)));
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
    let mut whole = transfer(&team, Transport::Queue, 10, 1).unwrap();
    assert!(whole.is_complete());
    // The same, had one more been sent.
    whole.items += 1;
    assert!(!whole.is_complete());
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
}

/// Batches larger than the transport was opened for: the buffers of its sides do not grow.
#[test]
fn a_batch_may_be_larger_than_it_was_said_to_be() {
    let items = integers(1000);
    for transport in Transport::ALL {
        for said in [1, 2, 3, 999] {
            let (mut sender, mut receiver) = transport.open(&items, said).unwrap();
            for batch in [&items[..0], &items[..1], &items[1..1000]] {
                sender.send(batch).unwrap();
            }
            drop(sender);
            let mut tally = Tally::default();
            while receiver.receive(&mut tally).is_ok() {}
            let what = format!("{transport}, opened for batches of {said}");
            assert_eq!((tally.received(), tally.in_order()), (1000, 1000), "{what}");
        }
    }
}

#[test]
fn a_sender_says_why_it_did_not_send() {
    assert_eq!(Unsent::from(Disconnected), Unsent::Disconnected);
    let said = [Unsent::Disconnected, Unsent::OutOfMemory].map(|unsent| unsent.to_string());
    let expected = [
        "the other side is gone",
        "there is no memory for a message of this size",
    ];
    assert_eq!(said, expected);
}

/// The table in the docs.
#[test]
fn integers_are_copied_as_often_as_is_said() {
    for transport in Transport::ALL {
        let (one, batches) = match transport {
            Transport::Reference => (0, 0),
            Transport::Ring => (1, 3),
            Transport::Pipe => (3, 3),
            _ => (1, 1),
        };
        let copies = [0, 1, 2, usize::MAX].map(|batch| transport.copies(batch));
        assert_eq!(copies, [one, one, batches, batches], "{transport}");
    }
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
            assert_eq!(outcome, Err(Unsent::Disconnected), "{transport}");
        }
    }
}

#[test]
fn a_sender_of_the_joinable_queue_hears_of_what_is_not_dealt_with() {
    let (mut sender, receiver) = Transport::JoinableQueue.open(&[0, 1], 1).unwrap();
    sender.send(&[0, 1]).unwrap();
    drop(receiver);
    assert_eq!(sender.join(), Err(Disconnected));
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
                let outcome = sender.send_all(&items, batch);
                let outcome = outcome.and_then(|()| Ok(sender.join()?));
                assert!(dying.join().is_err());
                outcome
            });
            // These may have sent everything before.
            let boundless = matches!(transport, Transport::Reference | Transport::Channel);
            assert!(
                boundless || outcome == Err(Unsent::Disconnected),
                "{transport}"
            );
        }
    }
}

#[test]
fn a_full_transport_makes_the_sender_wait() {
    let (items, room) = (integers(10_000), Transport::CAPACITY as u64);
    for transport in [
        Transport::Ring,
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
fn by_reference_only_lengths_are_sent() {
    let items = integers(10);
    let (mut sender, mut receiver) = Transport::Reference.open(&items, 1).unwrap();
    sender.send(&[7; 2]).unwrap();
    // More than there is.
    sender.send(&[7; 20]).unwrap();
    drop(sender);
    let mut tally = Tally::default();
    assert_eq!(receiver.receive_all(10, &mut tally), Ok(()));
    assert_eq!((tally.received(), tally.in_order()), (10, 10));
    assert_eq!(receiver.receive(&mut tally), Err(Disconnected));
}
