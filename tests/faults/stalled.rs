//! A member that stalls amid a region: who has to wait for it does, and who need not does not.

use super::watchdog::Watchdog;
use hotloop::threads::{Binding, Schedule, Team, ring};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Condvar, Mutex};
use std::thread::{scope, yield_now};
use std::time::Duration;

/// Where one waits until somebody lets it go on.
#[derive(Default)]
struct Gate(Mutex<bool>, Condvar);

impl Gate {
    fn wait(&self) {
        let open = self.0.lock().unwrap();
        drop(self.1.wait_while(open, |open| !*open).unwrap());
    }

    fn open(&self) {
        *self.0.lock().unwrap() = true;
        self.1.notify_all();
    }
}

/// Teams that sleep at once, and teams that spin for long.
fn on_teams(test: impl Fn(&Team)) {
    for members in [2, 3, 4] {
        for spin_limit in [Duration::ZERO, Duration::from_secs(1)] {
            let order = Team::builder().members(members).binding(Binding::None);
            test(&order.spin_limit(spin_limit).spawn().unwrap());
        }
    }
}

#[test]
fn a_region_returns_when_the_last_member_has_ended() {
    let _watchdog = Watchdog::over("a stalled member");
    on_teams(|team| {
        let members = team.members();
        for stalled in 0..members {
            let (gate, others) = (Gate::default(), AtomicUsize::new(0));
            let (late, returned) = (AtomicBool::new(false), AtomicBool::new(false));
            let early = scope(|scope| {
                scope.spawn(|| {
                    team.parallel(|member| {
                        if member.index == stalled {
                            gate.wait();
                            late.store(true, Relaxed);
                        } else {
                            others.fetch_add(1, Relaxed);
                        }
                    });
                    returned.store(true, Relaxed);
                });
                while others.load(Relaxed) < members - 1 {
                    yield_now();
                }
                let early = returned.load(Relaxed);
                gate.open();
                early
            });
            assert!(!early, "member {stalled} was not waited for");
            assert!(late.into_inner());
        }
    });
}

/// A member that has an iteration to wait with waits until all others are done that need not wait for it,
/// which would be for ever if they did.
#[test]
fn others_run_what_does_not_belong_to_the_stalled_member() {
    let _watchdog = Watchdog::over("schedules around a stalled member");
    const LEN: usize = 64;
    on_teams(|team| {
        let members = team.members();
        for schedule in [
            Schedule::Static,
            Schedule::Cyclic,
            Schedule::Dynamic { chunk: 1 },
            Schedule::Dynamic { chunk: 5 },
            Schedule::Guided { min_chunk: 1 },
            Schedule::Adaptive,
        ] {
            let last_first = LEN - LEN / members;
            for stall in [0, 1, last_first, LEN - 1] {
                if schedule == Schedule::Cyclic && stall >= members {
                    // What the same member ran before is not counted below.
                    continue;
                }
                let done = AtomicUsize::new(0);
                let body = |chunk: std::ops::Range<usize>| {
                    if chunk.contains(&stall) {
                        let own = match schedule {
                            Schedule::Cyclic => (stall..LEN).step_by(members).len(),
                            _ => chunk.len(),
                        };
                        while done.load(Relaxed) < LEN - own {
                            yield_now();
                        }
                    }
                    done.fetch_add(chunk.len(), Relaxed);
                };
                assert_eq!(team.for_each(0..LEN, schedule, body), Ok(()));
                assert_eq!(done.into_inner(), LEN, "{schedule:?}, {stall}");
            }
        }
    });
}

#[test]
fn the_results_of_a_stalled_member_are_there() {
    let _watchdog = Watchdog::over("results of a stalled member");
    let items: Vec<usize> = (0..100).collect();
    on_teams(|team| {
        for stall in [0, 50, 99] {
            let done = AtomicUsize::new(0);
            let double = |item: &usize| {
                while *item == stall && done.load(Relaxed) < items.len() - 1 {
                    yield_now();
                }
                done.fetch_add(1, Relaxed);
                Box::new(2 * item)
            };
            let results = team
                .map(&items, Schedule::Dynamic { chunk: 1 }, double)
                .unwrap();
            assert!(
                results
                    .iter()
                    .map(|it| **it)
                    .eq(items.iter().map(|it| 2 * it))
            );
        }
    });
}

#[test]
fn a_ring_whose_receiver_stalls_fills_and_loses_nothing() {
    let _watchdog = Watchdog::over("a stalled receiver");
    for capacity in [1, 2, 7] {
        let (mut sender, mut receiver) = ring::channel(capacity).unwrap();
        let sent = AtomicUsize::new(0);
        scope(|scope| {
            scope.spawn(|| {
                for item in 0..100 {
                    sender.send(item).unwrap();
                    sent.fetch_add(1, Relaxed);
                }
                drop(sender);
            });
            for expected in 0..100 {
                // Until it is full, and whoever sends can do nothing but wait.
                while receiver.len() < capacity.min(100 - expected) {
                    yield_now();
                }
                assert!(sent.load(Relaxed) <= expected + capacity);
                assert_eq!(receiver.recv(), Ok(expected));
            }
            assert!(receiver.recv().is_err());
        });
    }
}
