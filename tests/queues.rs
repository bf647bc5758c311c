//! The queues: bounded, closed, joined, and left by threads that die.

#![cfg(feature = "races")]

use hotloop::Error;
use hotloop::races::transport::{JoinableQueue, Queue};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::mpsc::{RecvError, SendError, TryRecvError, TrySendError};
use std::thread;
use std::time::Duration;

#[test]
fn a_queue_has_room() {
    let zero = Error::Zero {
        argument: "capacity",
    };
    assert_eq!(Queue::<u64>::new(0).unwrap_err(), zero);
    assert_eq!(JoinableQueue::<u64>::new(0).unwrap_err(), zero);
    assert_eq!(zero.to_string(), "`capacity`: found 0, expected at least 1");
}

#[test]
fn a_queue_that_does_not_fit_in_memory_is_refused() {
    let (argument, results) = ("capacity", usize::MAX);
    let refused = Error::OutOfMemory { argument, results };
    assert_eq!(Queue::<u64>::new(results).unwrap_err(), refused);
    assert_eq!(JoinableQueue::<u64>::new(results).unwrap_err(), refused);
    // These take none.
    let queue = Queue::new(results).unwrap();
    queue.put(()).unwrap();
    assert_eq!((queue.capacity(), queue.get()), (results, Ok(())));
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
    let abandoned = queue.join().unwrap_err();
    assert_eq!(abandoned.unfinished, 2);
    assert_eq!(
        abandoned.to_string(),
        "2 items are unfinished, and their worker is gone"
    );
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

/// However late they are: whoever comes to `join` after the last task finds it done.
#[test]
fn everyone_who_joins_is_told() {
    let queue = Arc::new(JoinableQueue::new(1).unwrap());
    let mut worker = queue.worker();
    queue.put(7).unwrap();
    worker.get().unwrap();
    thread::scope(|scope| {
        let joining = [(); 3].map(|()| scope.spawn(|| queue.join()));
        // Time for them to fall asleep, most likely.
        thread::sleep(Duration::from_millis(20));
        worker.task_done().unwrap();
        for thread in joining {
            assert_eq!(thread.join().unwrap(), Ok(()));
        }
    });
}

#[test]
fn whoever_joins_is_told_of_a_worker_that_dies() {
    let queue = Arc::new(JoinableQueue::new(1).unwrap());
    let mut worker = queue.worker();
    queue.put(7).unwrap();
    worker.get().unwrap();
    thread::scope(|scope| {
        let joining = [(); 2].map(|()| scope.spawn(|| queue.join()));
        thread::sleep(Duration::from_millis(20));
        drop(worker);
        for thread in joining {
            assert_eq!(thread.join().unwrap().unwrap_err().unfinished, 1);
        }
    });
}

#[test]
fn a_producer_that_dies_leaves_no_worker_waiting() {
    let queue = Arc::new(JoinableQueue::new(1).unwrap());
    let mut worker = queue.worker();
    let producer = thread::spawn(move || {
        let _closing = queue.close_on_drop();
        queue.put(7).unwrap();
        std::panic::resume_unwind(Box::new("the producer dies"));
    });
    assert_eq!(worker.get(), Ok(7));
    assert_eq!(worker.get(), Err(RecvError));
    assert!(producer.join().is_err());
}

/// Items that look at the queue that they are in, when they are shown.
#[test]
fn a_queue_is_shown_without_its_lock() {
    struct Curious(Arc<JoinableQueue<Curious>>);

    impl fmt::Debug for Curious {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.close();
            f.write_str("seen")
        }
    }

    let queue = Arc::new(JoinableQueue::new(3).unwrap());
    let mut worker = queue.worker();
    queue.put(Curious(Arc::clone(&queue))).unwrap();
    let shown = format!("{queue:?}");
    assert!(
        shown.contains("Queue { capacity: 3, len: 1, .. }"),
        "{shown}"
    );
    assert_eq!(format!("{:?}", worker.get().unwrap()), "seen");
}

/// Adds to a count when it is dropped, and then panics.
struct Bomb(Arc<AtomicU64>);

impl Drop for Bomb {
    fn drop(&mut self) {
        if self.0.fetch_add(1, SeqCst) == 0 {
            std::panic::resume_unwind(Box::new("the first drop panics"));
        }
    }
}

#[test]
fn every_item_is_dropped_once_when_a_drop_panics() {
    let dropped = Arc::new(AtomicU64::new(0));
    let bombs = || [(); 4].map(|()| Bomb(Arc::clone(&dropped)));

    let queue = Queue::new(4).unwrap();
    bombs()
        .into_iter()
        .for_each(|bomb| assert!(queue.put(bomb).is_ok()));
    assert!(catch_unwind(AssertUnwindSafe(|| drop(queue))).is_err());
    assert_eq!(dropped.swap(0, SeqCst), 4);

    // The last worker is the last to hold the queue. It has closed it by then, and is gone.
    let queue = Arc::new(JoinableQueue::new(4).unwrap());
    let worker = queue.worker();
    bombs()
        .into_iter()
        .for_each(|bomb| assert!(queue.put(bomb).is_ok()));
    drop(queue);
    assert!(catch_unwind(AssertUnwindSafe(|| drop(worker))).is_err());
    assert_eq!(dropped.swap(0, SeqCst), 4);
}

/// An item that is refused is the caller's to drop, without the lock.
#[test]
fn a_drop_that_panics_leaves_the_queue_in_order() {
    let dropped = Arc::new(AtomicU64::new(0));
    let queue = Arc::new(JoinableQueue::new(4).unwrap());
    let mut worker = queue.worker();
    queue
        .put(Bomb(Arc::clone(&dropped)))
        .unwrap_or_else(|_| unreachable!());
    queue
        .put(Bomb(Arc::clone(&dropped)))
        .unwrap_or_else(|_| unreachable!());
    // The worker dies of the first item, and nobody is left to get the second.
    let dying = thread::spawn(move || drop(worker.get()));
    assert!(dying.join().is_err());
    assert_eq!(queue.join().unwrap_err().unfinished, 2);
    assert!(queue.put(Bomb(Arc::clone(&dropped))).is_err());
    assert_eq!(dropped.load(SeqCst), 2);
    drop(queue);
    assert_eq!(dropped.load(SeqCst), 3);
}
