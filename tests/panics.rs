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

/// Panics when it is dropped. Counts how many there are.
struct Bomb<'a>(&'a AtomicUsize);

impl<'a> Bomb<'a> {
    fn new(alive: &'a AtomicUsize) -> Self {
        alive.fetch_add(1, Relaxed);
        Self(alive)
    }
}

impl Drop for Bomb<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
        panic!("a bomb");
    }
}

#[test]
fn of_several_panics_the_first_members_is_heard_and_none_leaks() {
    static ALIVE: AtomicUsize = AtomicUsize::new(0);
    /// A payload that can be told from others, and counted.
    struct First(&'static AtomicUsize);
    impl Drop for First {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Relaxed);
        }
    }
    for bombs in 1..4 {
        let team = Team::spawn(5, Binding::None).unwrap();
        let finished = AtomicUsize::new(0);
        let borrowed = vec![1; 1000];
        let region = AssertUnwindSafe(|| {
            team.parallel(|member| match member.index {
                0 => {
                    ALIVE.fetch_add(1, Relaxed);
                    std::panic::panic_any(First(&ALIVE));
                }
                index if index <= bombs => std::panic::panic_any(Bomb::new(&ALIVE)),
                _ => {
                    std::thread::sleep(Duration::from_millis(20));
                    finished.fetch_add(borrowed.iter().sum::<usize>(), Relaxed);
                }
            });
        });
        let payload = catch_unwind(region).unwrap_err();
        assert!(payload.is::<First>(), "{bombs} bombs");
        assert_eq!(
            ALIVE.load(Relaxed),
            1,
            "the bombs are gone, the first is here"
        );
        drop(payload);
        assert_eq!(ALIVE.load(Relaxed), 0);
        let rest = 4 - bombs;
        assert_eq!(
            finished.load(Relaxed),
            1000 * rest,
            "somebody was not waited for"
        );
        team.parallel(|_| {
            finished.fetch_add(1, Relaxed);
        });
        assert_eq!(finished.into_inner(), 1000 * rest + 5);
    }
}

#[test]
fn results_whose_drop_panics_do_not_end_the_process() {
    on_every_team(|team| {
        let alive = AtomicUsize::new(0);
        let items: Vec<u32> = (0..20).collect();
        for schedule in [
            Schedule::Static,
            Schedule::Cyclic,
            Schedule::Dynamic { chunk: 3 },
        ] {
            let bomb = |i: &u32| {
                assert_ne!(*i, 17, "seventeen");
                Bomb::new(&alive)
            };
            let message = caught(|| drop(team.map(&items, schedule, bomb)));
            assert!(message.contains("seventeen"), "{message}");
            assert_eq!(alive.load(Relaxed), 0);
            let block = |range: std::ops::Range<usize>| bomb(&(range.start as u32));
            let reduced = || team.map_reduce(20, 1, schedule, block, |a, _| a);
            let message = caught(|| drop(reduced()));
            assert!(message.contains("seventeen"), "{message}");
            assert_eq!(alive.load(Relaxed), 0);
        }
        let fine = || {
            let block = |_| Bomb::new(&alive);
            // What it is given it keeps, so that the reduction itself panics, and nothing else.
            let reduce = |a, b| {
                std::mem::forget((a, b));
                panic!("in reducing")
            };
            let _ = team.map_reduce(5, 1, Schedule::Static, block, reduce);
        };
        assert_eq!(caught(fine), "in reducing");
        assert_eq!(alive.swap(0, Relaxed), 2, "the two that were kept");
        let tasks = || {
            let task = || Bomb::new(&alive);
            let _ = team.invoke((task, task, || panic!("the third"), task));
        };
        assert_eq!(caught(tasks), "the third");
        assert_eq!(alive.load(Relaxed), 0);
    });
}

#[test]
fn of_a_map_and_its_hook_the_maps_panic_is_heard() {
    static ALIVE: AtomicUsize = AtomicUsize::new(0);
    let team = Team::spawn(2, Binding::None).unwrap();
    let schedule = Schedule::Dynamic { chunk: 1 };
    let told = AtomicUsize::new(0);
    let heavy = |i: &u32| {
        while *i == 3 && told.load(Relaxed) == 0 {
            std::thread::yield_now();
        }
        assert_ne!(*i, 3, "three");
    };
    let hook = |_, _| {
        told.fetch_add(1, Relaxed);
        std::panic::panic_any(Bomb::new(&ALIVE));
    };
    let message = caught(|| drop(team.map_with_progress(&[1, 2, 3], schedule, heavy, hook)));
    assert!(message.contains("three"), "{message}");
    assert_eq!(ALIVE.load(Relaxed), 0);
    let hook = |_, _| panic!("the hook");
    let results = || team.map_with_progress(&[1, 2], schedule, |_| Bomb::new(&ALIVE), hook);
    assert_eq!(caught(|| drop(results())), "the hook");
    assert_eq!(ALIVE.load(Relaxed), 0);
}

#[test]
fn a_ring_of_items_whose_drop_panics_does_not_end_the_process() {
    let alive = AtomicUsize::new(0);
    for sender_first in [true, false] {
        for items in 1..5 {
            let (mut sender, mut receiver) = hotloop::threads::ring::channel(8).unwrap();
            (0..items).for_each(|_| assert!(sender.send(Bomb::new(&alive)).is_ok()));
            std::mem::forget(receiver.recv());
            alive.fetch_sub(1, Relaxed);
            let drops = || {
                if sender_first {
                    drop(sender);
                    drop(receiver);
                } else {
                    drop(receiver);
                    drop(sender);
                }
            };
            match items {
                1 => drops(),
                _ => assert_eq!(caught(drops), "a bomb"),
            }
            assert_eq!(alive.load(Relaxed), 0, "{items} items, {sender_first}");
        }
    }
}

#[test]
fn a_ring_that_goes_in_unwinding_does_not_end_the_process() {
    let alive = AtomicUsize::new(0);
    for sender_first in [true, false] {
        let (mut sender, receiver) = hotloop::threads::ring::channel(8).unwrap();
        (0..3).for_each(|_| assert!(sender.send(Bomb::new(&alive)).is_ok()));
        let message = caught(|| {
            // A tuple goes from its first field to its last.
            if sender_first {
                let _halves = (sender, receiver);
                panic!("the reason");
            }
            let _halves = (receiver, sender);
            panic!("the reason");
        });
        assert_eq!(message, "the reason");
        assert_eq!(alive.load(Relaxed), 0, "{sender_first}");
    }
}

#[test]
fn a_map_in_unwinding_is_complete() {
    struct Last<'a>(&'a Team, &'a AtomicUsize);
    impl Drop for Last<'_> {
        fn drop(&mut self) {
            let items: Vec<usize> = (0..1000).collect();
            let adaptive = self.0.map(&items, Schedule::Adaptive, |i| Box::new(i + 1));
            let sum = adaptive.unwrap().into_iter().map(|i| *i).sum();
            self.1.store(sum, Relaxed);
        }
    }
    on_every_team(|team| {
        let sum = AtomicUsize::new(0);
        let message = caught(|| {
            let _last = Last(team, &sum);
            panic!("the reason");
        });
        assert_eq!(message, "the reason");
        assert_eq!(sum.into_inner(), 500_500);
    });
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
