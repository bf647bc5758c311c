//! Rings and queues on one thread, beside what they should be; and what is read from a wire.

use super::super::input::Input;
use super::Counted;
use hotloop::races::processes;
use hotloop::races::transport::{JoinableQueue, Queue, child};
use hotloop::threads::ring::{self, TryRecvError, TrySendError};
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

/// A ring on one thread, step by step beside what it should be.
pub(super) fn rings(input: &mut Input<'_>) {
    let capacity = input.below(20);
    let alive = AtomicUsize::new(0);
    let Ok((mut sender, mut receiver)) = ring::channel::<Counted<'_>>(capacity) else {
        assert_eq!(capacity, 0);
        let most = ring::channel::<u64>(usize::MAX - input.below(100));
        assert!(most.is_err());
        return;
    };
    let (mut inside, mut next) = (VecDeque::new(), 0);
    let mut batch = vec![];
    for _ in 0..input.below(60) {
        let room = capacity - inside.len();
        match input.byte() % 7 {
            0 | 1 => {
                let item = Counted::new(next, &alive);
                match sender.try_send(item) {
                    Ok(()) => inside.push_back(next),
                    Err(TrySendError::Full(item)) => assert_eq!((room, item.0), (0, next)),
                    Err(TrySendError::Disconnected(_)) => panic!("the receiver is here"),
                }
                next += 1;
            }
            2 => {
                let count = input.below(30);
                batch.extend((next..next + count).map(|i| Counted::new(i, &alive)));
                let queued: Vec<usize> = batch.iter().map(|it| it.0).collect();
                next += count;
                let sent = sender.try_send_batch(&mut batch);
                let moved = queued.len().min(room);
                match sent {
                    Ok(sent) => assert_eq!(sent, moved),
                    Err(error) => assert!(matches!(error, TrySendError::Full(())) && room == 0),
                }
                inside.extend(&queued[..moved]);
                assert!(
                    batch
                        .iter()
                        .map(|it| it.0)
                        .eq(queued[moved..].iter().copied())
                );
            }
            3 | 4 => match receiver.try_recv() {
                Ok(item) => assert_eq!(Some(item.0), inside.pop_front()),
                Err(error) => assert!(error == TryRecvError::Empty && inside.is_empty()),
            },
            5 => {
                let mut found = vec![];
                let count = receiver.try_recv_batch(&mut found).unwrap_or(0);
                assert!(found.iter().map(|it| it.0).eq(inside.drain(..)));
                assert_eq!(found.len(), count);
            }
            _ => {
                let found = receiver.recv_timeout(Duration::ZERO).ok().map(|it| it.0);
                assert_eq!(found, inside.pop_front());
            }
        }
        assert_eq!((sender.len(), receiver.len()), (inside.len(), inside.len()));
        assert_eq!(sender.is_empty(), inside.is_empty());
        assert_eq!(alive.load(Relaxed), inside.len() + batch.len());
    }
    if input.flag() {
        drop(receiver);
        assert!(matches!(
            sender.try_send(Counted::new(next, &alive)),
            Err(TrySendError::Disconnected(_))
        ));
        assert_eq!(sender.send_batch(&mut batch).is_err(), !batch.is_empty());
    } else {
        drop(sender);
        assert!(receiver.map(|it| it.0).eq(inside));
    }
    drop(batch);
    assert_eq!(alive.load(Relaxed), 0, "something leaked");
}

pub(super) fn queues(input: &mut Input<'_>) {
    let capacity = input.below(9);
    let Ok(queue) = Queue::new(capacity) else {
        assert_eq!(capacity, 0);
        return;
    };
    let (mut inside, mut closed) = (VecDeque::new(), false);
    for item in 0..input.below(60) {
        match input.byte() % 8 {
            0..3 => match queue.try_put(item) {
                Ok(()) => inside.push_back(item),
                Err(TrySendError::Full(it)) => {
                    assert!(it == item && !closed && inside.len() == capacity);
                }
                Err(TrySendError::Disconnected(it)) => assert!(it == item && closed),
            },
            3..5 => match queue.try_get() {
                Ok(item) => assert_eq!(Some(item), inside.pop_front()),
                Err(error) => {
                    assert!(inside.is_empty());
                    assert_eq!(error == TryRecvError::Disconnected, closed);
                }
            },
            5 if !inside.is_empty() || closed => {
                assert_eq!(queue.get().ok(), inside.pop_front());
            }
            6 if closed || inside.len() < capacity => match queue.put(item) {
                Ok(()) => inside.push_back(item),
                Err(_) => assert!(closed),
            },
            7 if input.one_in(8) => {
                drop(queue.close_on_drop());
                closed = true;
            }
            _ => {}
        }
        assert_eq!(
            (queue.len(), queue.is_empty()),
            (inside.len(), inside.is_empty())
        );
        assert_eq!(queue.capacity(), capacity);
    }
}

pub(super) fn joined(input: &mut Input<'_>) {
    let queue = Arc::new(JoinableQueue::new(64).expect("room"));
    let mut workers = vec![queue.worker()];
    let mut held = vec![0_u64];
    let (mut inside, mut unfinished) = (0_u64, 0_u64);
    let (mut closed, mut lost) = (false, false);
    for item in 0..input.below(60) {
        let who = input.below(workers.len().max(1));
        match input.byte() % 6 {
            0 | 1 => match queue.put(item) {
                Ok(()) => (inside, unfinished) = (inside + 1, unfinished + 1),
                Err(_) => assert!(closed),
            },
            2 if inside > 0 && !workers.is_empty() => {
                assert!(workers[who].get().is_ok());
                (inside, held[who]) = (inside - 1, held[who] + 1);
            }
            3 if !workers.is_empty() => {
                let done = workers[who].task_done();
                assert_eq!(done.is_ok(), held[who] > 0);
                if done.is_ok() {
                    (unfinished, held[who]) = (unfinished - 1, held[who] - 1);
                }
            }
            4 if input.flag() => {
                workers.push(queue.worker());
                held.push(0);
            }
            5 if !workers.is_empty() && input.one_in(4) => {
                drop(workers.swap_remove(who));
                lost |= held.swap_remove(who) > 0;
                closed |= workers.is_empty();
            }
            _ => {}
        }
        if unfinished == 0 {
            assert_eq!(queue.join(), Ok(()));
        } else if lost || workers.is_empty() {
            assert_eq!(queue.join().map_err(|it| it.unfinished), Err(unfinished));
        }
    }
}

/// What children do with what is sent to them.
pub(super) fn wires(input: &mut Input<'_>) {
    let (role, answer) = (input.flag(), &mut vec![]);
    let mut bytes = vec![];
    // Lengths that are near to the truth, or anything.
    for _ in 0..input.below(6) {
        let word = match input.byte() % 4 {
            0 => input.number().to_bits(),
            1 => u64::MAX >> input.below(10),
            _ => u64::from(input.byte() % 4),
        };
        bytes.extend(word.to_le_bytes());
    }
    bytes.extend(input.rest());
    let ended = match role {
        true => processes::worker(&bytes[..], &mut *answer),
        false => child::receive(&bytes[..], &mut *answer),
    };
    assert!(ended.is_ok() || !answer.is_empty());
}
