//! Tokens that somebody gives to a thread while a team or a ring has it asleep.

#![cfg(feature = "threads")]

use hotloop::threads::{Binding, Team, ring};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

/// Whether there is a token: it takes it, and does not wait for one for ever.
fn has_token() -> bool {
    // With a token it returns at once, and without one after so long that no machine is slower.
    let start = std::time::Instant::now();
    thread::park_timeout(Duration::from_secs(20));
    start.elapsed() < Duration::from_secs(20)
}

#[test]
fn a_token_given_in_a_region_is_there_afterwards() {
    // It sleeps at once where it waits, so that the token finds it asleep.
    let order = Team::builder()
        .members(2)
        .binding(Binding::None)
        .spin_limit(Duration::ZERO);
    let team = order.spawn().unwrap();
    let caller = thread::current();
    team.parallel(|member| {
        if member.index == 1 {
            // The caller has nothing to do in its part. Give it the time to fall asleep.
            thread::sleep(Duration::from_millis(50));
            caller.unpark();
            thread::sleep(Duration::from_millis(50));
        }
    });
    assert!(has_token());
}

#[test]
fn a_token_given_in_receiving_and_in_sending_is_there_afterwards() {
    let (mut sender, mut receiver) = ring::channel(1).unwrap();
    let main = thread::current();
    thread::scope(|scope| {
        scope.spawn(move || {
            thread::sleep(Duration::from_millis(50));
            main.unpark();
            thread::sleep(Duration::from_millis(50));
            sender.send(7).unwrap();
        });
        assert_eq!(receiver.recv(), Ok(7));
        assert!(has_token());
    });

    let (mut sender, mut receiver) = ring::channel(1).unwrap();
    let main = thread::current();
    thread::scope(|scope| {
        sender.send(1).unwrap();
        scope.spawn(move || {
            thread::sleep(Duration::from_millis(50));
            main.unpark();
            thread::sleep(Duration::from_millis(50));
            assert_eq!(receiver.recv(), Ok(1));
            assert_eq!(receiver.recv(), Ok(2));
        });
        assert_eq!(sender.send(2), Ok(()));
        assert!(has_token());
    });
}

#[test]
fn a_waiter_that_parks_beside_regions_is_woken() {
    // An executor: it parks until it is woken, and runs regions meanwhile.
    let order = Team::builder()
        .members(2)
        .binding(Binding::None)
        .spin_limit(Duration::ZERO);
    let team = order.spawn().unwrap();
    let woken = AtomicBool::new(false);
    let executor = thread::current();
    thread::scope(|scope| {
        scope.spawn(|| {
            thread::sleep(Duration::from_millis(20));
            woken.store(true, SeqCst);
            executor.unpark();
        });
        while !woken.load(SeqCst) {
            team.parallel(|member| {
                if member.index == 1 {
                    thread::sleep(Duration::from_millis(60));
                }
            });
        }
        assert!(has_token());
    });
}
