//! Teams, what they share out, rings, queues, buffers and counters.

mod passages;
mod shared;

use super::input::Input;
use hotloop::memory::{Buffer, PageSize};
use hotloop::races::{counters, race};
use hotloop::threads::{Binding, Schedule, Team};
use passages::{joined, queues, rings, wires};
use shared::{blocks, loops, maps, reductions, tasks};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
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
    let pages = if input.flag() {
        PageSize::Huge
    } else {
        PageSize::Base
    };
    let made = match input.byte() % 3 {
        0 => Buffer::<T>::zeroed_on(pages, len),
        1 => Buffer::<T>::touched_by(team, len),
        _ => Buffer::<T>::zeroed(len),
    };
    let Ok(mut buffer) = made else {
        assert!(len > usize::MAX >> 14);
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
    let made =
        caught(|| Buffer::from_fn(len.min(3000), |i| if i == bad { throw(bad) } else { zero }));
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
