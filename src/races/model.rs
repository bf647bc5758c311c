//! The `loom` models of the counters: every interleaving, and every number that a relaxed load may
//! see. They find out how the broken counters lose, and that the others do not.
//!
//! `RUSTFLAGS='--cfg loom' cargo test --release --lib races -- --show-output` explores them, and
//! prints the interleavings that lose.

pub(super) mod primitive;

use super::counters::*;
use super::{Counter, Private};
use loom::model::Builder;
use loom::thread;
use primitive::{Step, take_steps};
use std::fmt::Write;
use std::sync::{Arc, Mutex};

/// What an exploration found.
#[derive(Default)]
struct Found {
    interleavings: usize,
    losing: usize,
    /// One that loses, and what the counter said after it: one with as few stores before a load as
    /// there is, because the others also want a load to see an old number, which is harder to see.
    example: Option<(Vec<Step>, u64)>,
}

/// Has `members` threads make `times` increments each, in every interleaving with at most
/// `preemptions` switches away from a thread that could have gone on.
fn explore<C: Counter + Default + Send + 'static>(
    members: usize,
    times: usize,
    preemptions: Option<usize>,
) -> Found {
    let found = Arc::new(Mutex::new(Found::default()));
    let shared = Arc::clone(&found);
    let mut builder = Builder::new();
    builder.preemption_bound = preemptions;
    builder.check(move || {
        take_steps();
        let counter = loom::sync::Arc::new(C::default());
        let run = |member| {
            let counter = loom::sync::Arc::clone(&counter);
            thread::spawn(move || {
                let mut private = Private::new(member);
                counter.increment_times(&mut private, times);
                counter.merge(&mut private);
            })
        };
        let threads: Vec<_> = (0..members).map(run).collect();
        for thread in threads {
            thread.join().unwrap();
        }
        let steps = take_steps();
        let observed = counter.value();
        let mut found = shared.lock().unwrap();
        found.interleavings += 1;
        if observed != (members * times) as u64 {
            found.losing += 1;
            let known = found.example.as_ref();
            if known
                .is_none_or(|(known, _)| stores_before_a_load(&steps) < stores_before_a_load(known))
            {
                found.example = Some((steps, observed));
            }
        }
    });
    std::mem::take(&mut *found.lock().unwrap())
}

/// How many stores come before the last load.
fn stores_before_a_load(steps: &[Step]) -> usize {
    let last = steps
        .iter()
        .rposition(|(_, what)| what.starts_with("loads"));
    let before = &steps[..last.unwrap_or(0)];
    before
        .iter()
        .filter(|(_, what)| what.starts_with("stores"))
        .count()
}

/// Two threads, an increment each, a column each.
fn draw(found: &Found) -> String {
    let Found {
        interleavings,
        losing,
        ..
    } = found;
    let (steps, observed) = found.example.as_ref().expect("an interleaving that loses");
    let first = &steps[0].0;
    let mut drawn = format!(
        "an update is lost in {losing} of {interleavings} interleavings, one of them\n\n\
         {:<24}the other\n",
        "one thread"
    );
    for (who, what) in steps {
        let column = if who == first { 0 } else { 24 };
        writeln!(drawn, "{:column$}{what}", "").expect("a string takes everything");
    }
    writeln!(drawn, "\n2 increments, and the counter says {observed}").expect("as above");
    drawn
}

/// Holds a broken counter to losing, and prints how.
fn loses<C: Counter + Default + Send + 'static>() -> String {
    let found = explore::<C>(2, 1, None);
    assert!(found.losing > 0 && found.losing < found.interleavings);
    let drawn = draw(&found);
    println!("{drawn}");
    drawn
}

/// Holds a counter to losing nothing.
fn is_exact<C: Counter + Default + Send + 'static>() {
    two_are_exact::<C>();
    is_exact_for::<C>(3, 1, Some(2));
}

fn two_are_exact<C: Counter + Default + Send + 'static>() {
    is_exact_for::<C>(2, 1, None);
    is_exact_for::<C>(2, 2, None);
}

fn is_exact_for<C>(members: usize, times: usize, preemptions: Option<usize>)
where
    C: Counter + Default + Send + 'static,
{
    let found = explore::<C>(members, times, preemptions);
    let what = format!("{members} threads, {times} increments each");
    println!("{what}: none lost in {} interleavings", found.interleavings);
    if let Some((steps, observed)) = found.example {
        panic!("{what}, {observed} counted: {steps:#?}");
    }
}

#[test]
fn racy_loses() {
    let drawn = loses::<Racy>();
    assert_eq!(drawn.matches("loads 0").count(), 2, "{drawn}");
    assert_eq!(drawn.matches("stores 1").count(), 2, "{drawn}");
}

#[test]
fn locked_store_loses() {
    let drawn = loses::<LockedStore>();
    assert_eq!(drawn.matches("loads 0").count(), 2, "{drawn}");
    assert_eq!(drawn.matches("takes the lock").count(), 2, "{drawn}");
}

#[test]
fn std_mutex_is_exact() {
    is_exact::<StdMutex>();
}

#[test]
fn parking_lot_mutex_is_exact() {
    is_exact::<ParkingLotMutex>();
}

#[test]
fn spin_lock_is_exact() {
    // Of three, two may spin, and yield to each other for ever.
    two_are_exact::<SpinLock>();
}

#[test]
fn atomic_is_exact() {
    is_exact::<Atomic>();
    is_exact::<AtomicSeqCst>();
}

#[test]
fn compare_exchange_is_exact() {
    is_exact::<CompareExchange>();
}

#[test]
fn numbers_of_ones_own_are_exact() {
    is_exact::<SharedLine>();
    is_exact::<Padded>();
    is_exact::<Local>();
}
