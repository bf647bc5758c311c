//! Teams, what they share out, rings, queues, buffers and counters.

use super::input::Input;
use hotloop::Error;
use hotloop::memory::{Buffer, PageSize};
use hotloop::races::transport::{JoinableQueue, Queue, child};
use hotloop::races::{counters, processes, race};
use hotloop::threads::ring::{self, TryRecvError, TrySendError};
use hotloop::threads::{Binding, Schedule, Team};
use std::collections::VecDeque;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

pub(super) fn run(bytes: &[u8]) {
    let mut input = Input::new(bytes);
    match input.byte() % 13 {
        0 => loops(&mut input),
        1 => blocks(&mut input),
        2 => maps(&mut input),
        3 => reductions(&mut input),
        4 => tasks(&mut input),
        5 => rings(&mut input),
        6 => queues(&mut input),
        7 => joined(&mut input),
        8 => buffers::<f64>(&mut input),
        9 => buffers::<[u8; 3]>(&mut input),
        10 => counted(&mut input),
        11 => wires(&mut input),
        _ => built(&mut input),
    }
}

fn schedule(input: &mut Input<'_>) -> Schedule {
    match input.byte() % 8 {
        0 => Schedule::Adaptive,
        _ => input.schedule(),
    }
}

fn is_empty(schedule: Schedule) -> bool {
    use Schedule::{Dynamic, Guided};
    matches!(schedule, Dynamic { chunk: 0 } | Guided { min_chunk: 0 })
}

/// What a closure panics with. A panic that is no failure goes past the hook that ends the fuzzer.
struct Thrown(usize);

fn throw(what: usize) -> ! {
    resume_unwind(Box::new(Thrown(what)))
}

/// What was thrown, if anything was.
#[track_caller]
fn caught<R>(f: impl FnOnce() -> R) -> Result<R, usize> {
    catch_unwind(AssertUnwindSafe(f)).map_err(|payload| match payload.downcast::<Thrown>() {
        Ok(thrown) => thrown.0,
        Err(payload) => resume_unwind(payload),
    })
}

/// Where to panic, as a rule nowhere.
fn fault(input: &mut Input<'_>, len: usize) -> usize {
    match input.byte() % 4 {
        0 if len > 0 => input.below(len),
        _ => usize::MAX,
    }
}

fn loops(input: &mut Input<'_>) {
    let (team, schedule) = (input.team(), schedule(input));
    let len = input.len(3000);
    let start = if input.flag() { usize::MAX - len } else { input.below(100) };
    let range = start..start + len;
    let bad = fault(input, len);
    let nested = input.byte() % 8 == 0;
    let ran: Vec<AtomicU32> = (0..len).map(|_| AtomicU32::new(0)).collect();
    let body = |chunk: Range<usize>| {
        assert!(!chunk.is_empty() && range.start <= chunk.start && chunk.end <= range.end);
        for i in chunk {
            if nested {
                team.parallel(|member| assert_eq!(member.index, 0));
            }
            if i - start == bad {
                throw(bad);
            }
            ran[i - start].fetch_add(1, Relaxed);
        }
    };
    let result = match input.flag() {
        true => caught(|| team.for_each(range.clone(), schedule, body)),
        false => caught(|| {
            let trace = team.trace(range.clone(), schedule, body)?;
            let all: usize = trace.chunks().iter().map(|chunk| chunk.range.len()).sum();
            assert_eq!((all, trace.members()), (len, team.members()));
            assert!(!trace.to_string().is_empty() && trace.imbalance() >= 0.0);
            Ok(())
        }),
    };
    let times = ran.iter().map(|ran| ran.load(Relaxed));
    match result {
        Ok(Ok(())) => assert!(times.into_iter().all(|times| times == 1)),
        Ok(Err(error)) => {
            assert!(is_empty(schedule), "{error}");
            assert!(times.into_iter().all(|times| times == 0));
        }
        Err(thrown) => {
            assert_eq!(thrown, bad);
            assert!(times.into_iter().all(|times| times <= 1));
            assert_eq!(ran[bad].load(Relaxed), 0);
        }
    }
    if is_empty(schedule) {
        return;
    }
    // It works on.
    let members = AtomicUsize::new(0);
    team.parallel(|member| {
        members.fetch_add(1 << member.index, Relaxed);
    });
    assert_eq!(members.into_inner(), (1 << team.members()) - 1);
}

fn blocks(input: &mut Input<'_>) {
    let (team, schedule) = (input.team(), schedule(input));
    let (len, block) = (input.len(5000), input.count());
    let bad = fault(input, len);
    let mut data = vec![0_u32; len + 2];
    let fill = |start: usize, part: &mut [u32]| {
        assert!(part.len() == block || start + part.len() == len);
        assert!(start.is_multiple_of(block));
        for (i, x) in part.iter_mut().enumerate() {
            if start + i == bad {
                throw(bad);
            }
            *x += (start + i) as u32 + 1;
        }
    };
    let result = caught(|| team.for_each_block(&mut data[1..=len], block, schedule, fill));
    let refused = block == 0 || is_empty(schedule);
    match result {
        Ok(result) => {
            assert_eq!(result.is_err(), refused);
            let truth = |i: usize| if refused { 0 } else { i as u32 };
            assert!((1..=len).all(|i| data[i] == truth(i)));
        }
        Err(thrown) => assert_eq!(thrown, bad),
    }
    assert_eq!((data[0], data[len + 1]), (0, 0));
    tuples(input, (team, schedule), (len, block));
}

/// Several slices, which may be of different lengths.
fn tuples(input: &mut Input<'_>, (team, schedule): (&Team, Schedule), (len, block): (usize, usize)) {
    let other = if input.byte() % 8 == 0 { input.len(100) } else { len };
    let (mut a, mut b) = (vec![0_u64; len], vec![0_u8; other]);
    let parts = (&mut a[..], &mut b[..]);
    let result = team.map_reduce_block(
        parts,
        block,
        schedule,
        |start, (a, b)| {
            for (i, (a, b)) in a.iter_mut().zip(&mut *b).enumerate() {
                (*a, *b) = ((start + i) as u64, 1);
            }
            vec![start]
        },
        |a, b| [a, b].concat(),
    );
    let refused = block == 0 || is_empty(schedule) || other != len;
    assert_eq!(result.is_err(), refused, "{result:?}");
    if let Ok(starts) = result {
        assert!(a.iter().zip(0..).all(|(a, i)| *a == i));
        assert!(b.iter().all(|b| *b == 1));
        let truth: Vec<usize> = (0..len).step_by(block).collect();
        assert_eq!(starts.unwrap_or_default(), truth);
    } else {
        assert!(a.iter().all(|a| *a == 0) && b.iter().all(|b| *b == 0));
    }
}

/// Counts how many there are.
struct Counted<'a>(usize, &'a AtomicUsize);

impl<'a> Counted<'a> {
    fn new(value: usize, alive: &'a AtomicUsize) -> Self {
        alive.fetch_add(1, Relaxed);
        Self(value, alive)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.1.fetch_sub(1, Relaxed);
    }
}

fn maps(input: &mut Input<'_>) {
    let (team, schedule) = (input.team(), schedule(input));
    let items: Vec<usize> = (0..input.len(2000)).collect();
    let bad = fault(input, items.len());
    let alive = AtomicUsize::new(0);
    let f = |item: &usize| {
        if *item == bad {
            throw(bad);
        }
        Counted::new(2 * item, &alive)
    };
    let mut last = (0, 0);
    let result = match input.byte() % 16 {
        0 => caught(|| {
            team.map_with_progress(&items, schedule, f, |done, total| last = (done, total))
        }),
        _ => caught(|| team.map(&items, schedule, f)),
    };
    match result {
        Ok(Ok(results)) => {
            assert!(results.iter().map(|it| it.0 / 2).eq(items.iter().copied()));
            assert_eq!(alive.load(Relaxed), items.len());
        }
        Ok(Err(error)) => assert!(is_empty(schedule), "{error}"),
        Err(thrown) => assert_eq!(thrown, bad),
    }
    assert_eq!(alive.load(Relaxed), 0, "something leaked");
}

fn reductions(input: &mut Input<'_>) {
    let (team, schedule) = (input.team(), schedule(input));
    let (len, block) = (input.len(3000), input.count());
    // So many blocks that no memory holds them.
    let len = if input.byte() % 32 == 0 { usize::MAX - len } else { len };
    let blocks = len.checked_div(block).unwrap_or(0);
    if (1 << 20..1 << 55).contains(&blocks) {
        return;
    }
    let (bad, worse) = (fault(input, len.min(3000)), fault(input, len.min(3000)));
    let alive = AtomicUsize::new(0);
    let result = caught(|| {
        let map = |range: Range<usize>| {
            if range.contains(&bad) {
                throw(bad);
            }
            Counted::new(range.len(), &alive)
        };
        team.map_reduce(len, block, schedule, map, |a, b| {
            if a.0 > worse {
                throw(worse);
            }
            Counted::new(a.0 + b.0, &alive)
        })
    });
    match result {
        Ok(Ok(sum)) => assert_eq!(sum.map_or(0, |sum| sum.0), len),
        Ok(Err(error)) => {
            let full = matches!(error, Error::OutOfMemory { .. });
            assert!(full == (blocks >= 1 << 55) || block == 0 || is_empty(schedule), "{error}");
        }
        Err(thrown) => assert!(thrown == bad || thrown == worse),
    }
    assert_eq!(alive.load(Relaxed), 0, "something leaked");
}

fn tasks(input: &mut Input<'_>) {
    let team = input.team();
    let bad = fault(input, 5);
    let alive = AtomicUsize::new(0);
    let task = |i: usize| {
        if i == bad {
            throw(bad);
        }
        Counted::new(i, &alive)
    };
    let found = caught(|| {
        let (a, b, c) = team.invoke((|| task(0), || task(1), || task(2)));
        let (d, (e,)) = team.invoke((|| task(3), || team.invoke((|| task(4),))));
        [a.0, b.0, c.0, d.0, e.0]
    });
    match found {
        Ok(found) => assert_eq!(found, [0, 1, 2, 3, 4]),
        Err(thrown) => assert_eq!(thrown, bad),
    }
    assert_eq!(alive.load(Relaxed), 0, "something leaked");
}

/// A ring on one thread, step by step beside what it should be.
fn rings(input: &mut Input<'_>) {
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
                assert!(batch.iter().map(|it| it.0).eq(queued[moved..].iter().copied()));
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

fn queues(input: &mut Input<'_>) {
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
            7 if input.byte() % 8 == 0 => {
                drop(queue.close_on_drop());
                closed = true;
            }
            _ => {}
        }
        assert_eq!((queue.len(), queue.is_empty()), (inside.len(), inside.is_empty()));
        assert_eq!(queue.capacity(), capacity);
    }
}

fn joined(input: &mut Input<'_>) {
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
            5 if !workers.is_empty() && input.byte() % 4 == 0 => {
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

fn buffers<T>(input: &mut Input<'_>)
where
    T: Copy + hotloop::memory::Zeroable + PartialEq + std::fmt::Debug + Send,
{
    let len = match input.byte() {
        ..220 => input.len(3000),
        220..224 => 900_000 + input.below(1000),
        _ => usize::MAX >> input.below(3),
    };
    let team = input.team();
    let pages = if input.flag() { PageSize::Huge } else { PageSize::Base };
    let made = match input.byte() % 3 {
        0 => Buffer::<T>::zeroed_on(pages, len),
        1 => Buffer::<T>::touched_by(team, len),
        _ => Buffer::<T>::zeroed(len),
    };
    let Ok(mut buffer) = made else {
        assert!(len > 1 << 50);
        return;
    };
    assert_eq!(buffer.len(), len);
    assert!(len == 0 || buffer.as_ptr().addr().is_multiple_of(64));
    let zero = T::zeroed();
    assert!(buffer.iter().all(|x| *x == zero));
    let copy = Buffer::from_slice(&buffer).expect("as much again");
    assert_eq!(copy[..], buffer[..]);
    if let (Some(last), Some(first)) = (len.checked_sub(1), copy.first()) {
        buffer[last] = *first;
    }
    let bad = fault(input, len.min(3000));
    let made = caught(|| {
        Buffer::from_fn(len.min(3000), |i| if i == bad { throw(bad) } else { zero })
    });
    assert_eq!(made.is_err(), bad != usize::MAX);
    assert!(!format!("{:?}", &buffer[..len.min(3)]).is_empty());
}

fn counted(input: &mut Input<'_>) {
    let (team, schedule) = (input.team(), schedule(input));
    let all = counters::all();
    let counter = &all[input.below(all.len())];
    let increments = input.len(500);
    for round in 0..2 {
        match race(team, &**counter, increments, schedule) {
            Err(error) => assert!(is_empty(schedule), "{error}, round {round}"),
            Ok(outcome) => {
                let (made, lost) = (outcome.observed, outcome.lost());
                assert_eq!(outcome.expected, increments as u64);
                assert_eq!(made + lost, outcome.expected);
                let alone = team.members() == 1;
                assert!(lost == 0 || !alone, "{outcome}");
                let shares: u64 = outcome.shares.iter().map(|it| it.increments).sum();
                assert_eq!(shares, outcome.expected);
                assert!(outcome.nanoseconds_per_increment() >= 0.0 || increments == 0);
            }
        }
    }
}

/// What children do with what is sent to them.
fn wires(input: &mut Input<'_>) {
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

fn built(input: &mut Input<'_>) {
    let members = match input.byte() % 8 {
        0 => input.count(),
        _ => 1 + input.below(3),
    };
    // A thousand threads are too many to try.
    if (5..=Team::MAX_MEMBERS).contains(&members) {
        return;
    }
    let binding = match input.byte() % 6 {
        0 => Binding::Cores(input.words(3).iter().map(|word| *word as usize).collect()),
        1 => Binding::Cores(vec![]),
        2 => Binding::Primary,
        3 => Binding::Spread,
        _ => Binding::None,
    };
    let name = input.text(20);
    let builder = Team::builder()
        .members(members)
        .binding(binding.clone())
        .spin_limit(Duration::from_micros(u64::from(input.byte())))
        .name(name.clone());
    let wrong = members == 0 || members > Team::MAX_MEMBERS || name.contains('\0');
    let wrong = wrong || binding == Binding::Cores(vec![]);
    let count = |team: &Team| {
        let members = AtomicUsize::new(0);
        team.parallel(|_| {
            members.fetch_add(1, Relaxed);
        });
        assert_eq!(team.placement().len(), team.members());
        members.into_inner()
    };
    let made = match input.flag() {
        true => builder.spawn().map(|team| count(&team)),
        false => builder.scope(count),
    };
    match made {
        Ok(found) => assert!(!wrong && found == members),
        Err(error) => {
            let is_list = matches!(binding, Binding::Cores(_));
            assert!(wrong || is_list, "{error}");
        }
    }
}
