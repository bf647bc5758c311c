//! Panics in a team: they reach the caller, nothing is left behind, and the team works on.

#![cfg(feature = "threads")]

mod common;

use common::on_every_team;
use hotloop::threads::{Binding, Schedule, Team};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

/// The message of a panic.
fn caught(f: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(f)).expect_err("it panics");
    match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => payload.downcast::<&str>().expect("a message").to_string(),
    }
}

#[test]
fn a_panic_arrives_after_all_have_stopped_and_the_team_works_on() {
    on_every_team(|team| {
        let last = team.members() - 1;
        for round in 0..3 {
            let running = AtomicUsize::new(0);
            let message = caught(|| {
                team.parallel(|member| {
                    running.fetch_add(1, Relaxed);
                    if member.index == last {
                        running.fetch_sub(1, Relaxed);
                        panic!("member {last}, round {round}");
                    }
                    std::thread::sleep(Duration::from_millis(1));
                    running.fetch_sub(1, Relaxed);
                });
            });
            assert_eq!(message, format!("member {last}, round {round}"));
            assert_eq!(running.load(Relaxed), 0, "a member was still running");
        }
        let sum = team.map_reduce(100, 9, Schedule::Static, |r| r.sum::<usize>(), |a, b| a + b);
        assert_eq!(sum, Ok(Some(4950)));
    });
}

#[test]
fn a_panic_stops_what_has_not_been_dealt_out() {
    on_every_team(|team| {
        let ran = AtomicUsize::new(0);
        let message = caught(|| {
            let chunk = Schedule::Dynamic { chunk: 1 };
            let _ = team.for_each(0..1_000_000, chunk, |_| match ran.fetch_add(1, Relaxed) {
                10 => panic!("the eleventh"),
                // A panic is printed, with a trace at times, before it stops the others: leave it
                // the time.
                11.. => std::thread::sleep(Duration::from_millis(1)),
                _ => {}
            });
        });
        assert_eq!(message, "the eleventh");
        assert!(ran.load(Relaxed) < 1_000_000);
        let message = caught(|| {
            team.invoke((|| 1, || -> i32 { panic!("the second") }, || 3));
        });
        assert_eq!(message, "the second");
        let message = caught(|| {
            let _ = team.map(&[1, 2, 3], Schedule::Static, |i| {
                assert_ne!(*i, 2, "no two");
            });
        });
        assert!(message.contains("no two"));
    });
}

#[test]
fn a_panic_whose_payload_panics_leaves_no_member_behind() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("the payload");
        }
    }
    let team = Team::spawn(3, Binding::None).unwrap();
    let finished = AtomicUsize::new(0);
    let message = caught(|| {
        let borrowed = vec![1; 1000];
        team.parallel(|member| match member.index {
            0 => panic!("the first"),
            1 => std::panic::panic_any(Bomb),
            _ => {
                std::thread::sleep(Duration::from_millis(20));
                finished.fetch_add(borrowed.iter().sum::<usize>(), Relaxed);
            }
        });
    });
    assert_eq!(message, "the payload");
    assert_eq!(
        finished.load(Relaxed),
        1000,
        "the last member was not waited for"
    );
    team.parallel(|_| {
        finished.fetch_add(1, Relaxed);
    });
    assert_eq!(finished.into_inner(), 1003);
}

#[test]
fn a_team_may_be_used_where_panics_are_caught() {
    let team = Team::spawn(2, Binding::None).unwrap();
    assert!(catch_unwind(|| team.parallel(|_| panic!("caught"))).is_err());
}

#[test]
fn what_has_been_computed_is_dropped_once_when_a_map_panics() {
    struct Counted<'a>(&'a AtomicUsize);
    impl Drop for Counted<'_> {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Relaxed);
        }
    }
    on_every_team(|team| {
        let alive = AtomicUsize::new(0);
        let items: Vec<u32> = (0..100).collect();
        caught(|| {
            let _ = team.map(&items, Schedule::Dynamic { chunk: 1 }, |i| {
                assert_ne!(*i, 50, "fifty");
                alive.fetch_add(1, Relaxed);
                Counted(&alive)
            });
        });
        assert_eq!(alive.into_inner(), 0);
    });
}

#[test]
fn a_scope_returns_what_its_closure_does_and_passes_on_its_panic() {
    let mut local = 1;
    let result = Team::scope(3, Binding::None, |team| {
        local += team.members();
        local * 2
    });
    assert_eq!(result, Ok(8));
    let message = caught(|| {
        let _ = Team::scope(2, Binding::None, |_| panic!("inside the scope"));
    });
    assert_eq!(message, "inside the scope");
}
