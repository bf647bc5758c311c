//! The ring: what an item costs between two cores, one by one, in batches, and there and back; and
//! what `rtrb` and crossbeam's queues ask for the same.
//!
//! The peers that do not wait by themselves wait with crossbeam's `Backoff`. Where cores change
//! places, as in a virtual machine, what is measured later may see another machine: repeat it before
//! you compare.

mod common;

use common::harness::{group, run};
use criterion::{BenchmarkGroup, Criterion, measurement::WallTime};
use crossbeam_queue::ArrayQueue;
use crossbeam_utils::Backoff;
use hotloop::threads::{Team, ring};
use std::sync::{Barrier, Mutex};
use std::time::{Duration, Instant};

/// Items in a pass.
const ITEMS: u64 = 1_000_000;
const CAPACITIES: [usize; 3] = [64, 1024, 16_384];
/// Items in a batch.
const BATCH: u64 = 64;
/// Conversations in a pass.
const ROUND_TRIPS: u64 = 10_000;

fn main() {
    run(
        "ring: an item between two cores, beside other queues",
        |criterion, team| {
            if team.members() < 2 {
                eprintln!("a ring is measured between two cores, and there is one");
                return;
            }
            one_by_one(criterion, team);
            in_batches(criterion, team);
            there_and_back(criterion, team);
        },
    );
}

/// Benches that time their own passes, in a group.
fn passes<'a>(
    group: &'a mut BenchmarkGroup<'_, WallTime>,
) -> impl FnMut(&str, &dyn Fn() -> Duration) + 'a {
    |name, pass| {
        group.bench_function(name, |bencher| {
            bencher.iter_custom(|count| (0..count).map(|_| pass()).sum());
        });
    }
}

fn one_by_one(criterion: &mut Criterion, team: &Team) {
    let items = ITEMS;
    for capacity in CAPACITIES {
        let name = format!("ring/{items} one by one through {capacity}");
        let mut group = group(criterion, &name, items as usize, 8);
        let mut bench = passes(&mut group);
        bench("hotloop", &|| {
            let (mut sender, mut receiver) = ring::channel(capacity).expect("it fits in memory");
            both(
                team,
                move || (0..items).for_each(|item| sender.send(item).expect("it is received")),
                move || (0..items).for_each(|item| assert_eq!(receiver.recv(), Ok(item))),
            )
        });
        bench("rtrb", &|| {
            let (mut producer, mut consumer) = rtrb::RingBuffer::new(capacity);
            both(
                team,
                move || (0..items).for_each(|item| until(|| producer.push(item).ok())),
                move || (0..items).for_each(|item| assert_eq!(until(|| consumer.pop().ok()), item)),
            )
        });
        bench("crossbeam ArrayQueue", &|| {
            let queue = ArrayQueue::new(capacity);
            both(
                team,
                || (0..items).for_each(|item| until(|| queue.push(item).ok())),
                || (0..items).for_each(|item| assert_eq!(until(|| queue.pop()), item)),
            )
        });
        bench("crossbeam channel", &|| {
            let (sender, receiver) = crossbeam_channel::bounded(capacity);
            both(
                team,
                move || (0..items).for_each(|item| sender.send(item).expect("it is received")),
                move || (0..items).for_each(|item| assert_eq!(receiver.recv(), Ok(item))),
            )
        });
    }
}

fn in_batches(criterion: &mut Criterion, team: &Team) {
    let (items, capacity) = (ITEMS, CAPACITIES[1]);
    let name = format!("ring/{items} in batches of {BATCH} through {capacity}");
    let mut group = group(criterion, &name, items as usize, 8);
    let mut bench = passes(&mut group);
    bench("hotloop", &|| {
        let (mut sender, mut receiver) = ring::channel(capacity).expect("it fits in memory");
        let send = move || {
            let mut batch = Vec::new();
            for start in (0..items).step_by(BATCH as usize) {
                batch.extend(start..start + BATCH);
                sender.send_batch(&mut batch).expect("it is received");
            }
        };
        let receive = move || {
            let (mut received, mut expected) = (Vec::with_capacity(capacity), 0..items);
            while receiver.recv_batch(&mut received).is_ok() {
                for item in received.drain(..) {
                    assert_eq!(Some(item), expected.next());
                }
            }
            assert!(expected.is_empty());
        };
        both(team, send, receive)
    });
    bench("rtrb", &|| {
        let (mut producer, mut consumer) = rtrb::RingBuffer::new(capacity);
        let send = move || {
            let mut left = 0..items;
            while !left.is_empty() {
                let room = until(|| Some(producer.slots()).filter(|room| *room > 0));
                let count = room.min(BATCH as usize);
                let chunk = producer.write_chunk_uninit(count);
                chunk.expect("there is room").fill_from_iter(&mut left);
            }
        };
        let receive = move || {
            let mut expected = 0..items;
            while !expected.is_empty() {
                let there = until(|| Some(consumer.slots()).filter(|there| *there > 0));
                for item in consumer.read_chunk(there).expect("they are there") {
                    assert_eq!(Some(item), expected.next());
                }
            }
        };
        both(team, send, receive)
    });
}

/// One item to the other thread and back, through two rings.
fn there_and_back(criterion: &mut Criterion, team: &Team) {
    let mut group = group(criterion, "ring/there and back", ROUND_TRIPS as usize, 16);
    let mut bench = passes(&mut group);
    bench("hotloop", &|| {
        let (mut ask, mut asked) = ring::channel(CAPACITIES[1]).expect("it fits in memory");
        let (mut answer, mut answered) = ring::channel(CAPACITIES[1]).expect("it fits in memory");
        let other = move || {
            (&mut asked).for_each(|item: u64| answer.send(item).expect("it is received"));
        };
        let one = move || {
            for item in 0..ROUND_TRIPS {
                ask.send(item).expect("it is received");
                assert_eq!(answered.recv(), Ok(item));
            }
        };
        both(team, other, one)
    });
    bench("rtrb", &|| {
        let (mut ask, mut asked) = rtrb::RingBuffer::<u64>::new(CAPACITIES[1]);
        let (mut answer, mut answered) = rtrb::RingBuffer::new(CAPACITIES[1]);
        let other = move || {
            for _ in 0..ROUND_TRIPS {
                let item = until(|| asked.pop().ok());
                until(|| answer.push(item).ok());
            }
        };
        let one = move || {
            for item in 0..ROUND_TRIPS {
                until(|| ask.push(item).ok());
                assert_eq!(until(|| answered.pop().ok()), item);
            }
        };
        both(team, other, one)
    });
}

/// Asks again until there is something.
#[inline]
fn until<R>(mut ask: impl FnMut() -> Option<R>) -> R {
    let backoff = Backoff::new();
    loop {
        if let Some(result) = ask() {
            return result;
        }
        backoff.snooze();
    }
}

/// Runs `one` on member 0 and `other` on member 1, and tells the time that `one` takes, once both
/// are there.
fn both(team: &Team, other: impl FnOnce() + Send, one: impl FnOnce() + Send) -> Duration {
    let start = Barrier::new(2);
    let parts = (Mutex::new(Some(one)), Mutex::new(Some(other)));
    let time = Mutex::new(Duration::ZERO);
    team.parallel(|member| match member.index {
        0 => {
            let one = parts.0.lock().expect("no part panics").take();
            start.wait();
            let started = Instant::now();
            one.into_iter().for_each(|one| one());
            *time.lock().expect("no part panics") = started.elapsed();
        }
        1 => {
            let other = parts.1.lock().expect("no part panics").take();
            start.wait();
            other.into_iter().for_each(|other| other());
        }
        _ => {}
    });
    time.into_inner().expect("no part panics")
}
