//! The team: regions, schedules, nesting, placement, bad arguments.

#![cfg(feature = "threads")]

mod common;

use common::{TEAMS, on_every_team};
use hotloop::Error;
use hotloop::machine::Machine;
use hotloop::threads::{Binding, Placement, Schedule, Team, available};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Barrier, Mutex};
use std::time::Duration;

#[path = "threads/ends.rs"]
mod ends;

const SCHEDULES: [Schedule; 7] = [
    Schedule::Static,
    Schedule::Cyclic,
    Schedule::Dynamic { chunk: 1 },
    Schedule::Dynamic { chunk: 7 },
    Schedule::Guided { min_chunk: 1 },
    Schedule::Guided { min_chunk: 5 },
    Schedule::Adaptive,
];

#[test]
fn every_member_comes_once_and_at_the_same_time() {
    on_every_team(|team| {
        let members = team.members();
        let barrier = Barrier::new(members);
        for _ in 0..20 {
            let seen = Mutex::new(vec![0; members]);
            team.parallel(|member| {
                assert_eq!(member.members, members);
                // It would never open if one member ran the parts of two.
                barrier.wait();
                seen.lock().unwrap()[member.index] += 1;
            });
            assert_eq!(seen.into_inner().unwrap(), vec![1; members]);
        }
    });
}

#[test]
fn every_index_is_in_one_piece() {
    on_every_team(|team| {
        for schedule in SCHEDULES {
            for (start, end) in [(0, 0), (3, 4), (0, 2), (5, 105), (7, 7)] {
                let seen: Vec<_> = (0..end).map(|_| AtomicUsize::new(0)).collect();
                team.for_each(start..end, schedule, |piece| {
                    assert!(!piece.is_empty());
                    for i in piece {
                        seen[i].fetch_add(1, Relaxed);
                    }
                })
                .unwrap();
                let counts = seen.iter().map(|seen| seen.load(Relaxed));
                assert!(
                    counts
                        .enumerate()
                        .all(|(i, n)| n == usize::from(i >= start)),
                    "{schedule:?}"
                );
            }
        }
    });
}

#[test]
fn a_dynamic_piece_is_no_longer_than_its_chunk() {
    on_every_team(|team| {
        let longest = AtomicUsize::new(0);
        team.for_each(0..100, Schedule::Dynamic { chunk: 7 }, |piece| {
            longest.fetch_max(piece.len(), Relaxed);
        })
        .unwrap();
        assert_eq!(longest.into_inner(), 7);
    });
}

#[test]
fn blocks_are_written_once() {
    on_every_team(|team| {
        for schedule in SCHEDULES {
            for (len, block) in [
                (0, 3),
                (1, 3),
                (10, 3),
                (100, 1),
                (100, 64),
                (5, usize::MAX),
            ] {
                let mut data = vec![0; len];
                team.for_each_block(&mut data, block, schedule, |start, part| {
                    assert_eq!((start % block, part.len()), (0, block.min(len - start)));
                    part.iter_mut().zip(start + 1..).for_each(|(x, i)| *x += i);
                })
                .unwrap();
                assert!(data.into_iter().eq(1..=len), "{schedule:?}, {len}, {block}");
            }
        }
    });
}

#[test]
fn map_keeps_the_order() {
    on_every_team(|team| {
        for schedule in SCHEDULES {
            for len in [0, 1, 2, 50] {
                let items: Vec<usize> = (0..len).collect();
                let results = team.map(&items, schedule, |i| format!("{i}")).unwrap();
                assert!(
                    results.into_iter().eq(items.iter().map(usize::to_string)),
                    "{schedule:?}"
                );
            }
        }
    });
}

#[test]
fn map_reduce_reduces_in_the_order_of_blocks() {
    on_every_team(|team| {
        for schedule in SCHEDULES {
            for (len, block) in [(1, 1), (10, 3), (10, 10), (100, 7), (3, usize::MAX)] {
                let map = |range: std::ops::Range<usize>| {
                    range.map(|i| format!("{i},")).collect::<String>()
                };
                let text = team
                    .map_reduce(len, block, schedule, map, |a, b| a + &b)
                    .unwrap();
                assert_eq!(text, Some(map(0..len)), "{schedule:?}, {len}, {block}");
            }
            let nothing = team
                .map_reduce(0, 5, schedule, |_| 1, |a, b| a + b)
                .unwrap();
            assert_eq!(nothing, None);
        }
    });
}

#[test]
fn invoke_returns_different_results_in_order() {
    on_every_team(|team| {
        let text = String::from("moved");
        let results = team.invoke((
            || 1,
            || "two",
            move || text,
            || 4.0,
            || '5',
            || (),
            || 7u8,
            || 8i64,
        ));
        assert_eq!(results, (1, "two", "moved".into(), 4.0, '5', (), 7, 8));
        assert_eq!(team.invoke((|| 1,)), (1,));
    });
}

#[test]
fn progress_is_told_to_the_end_and_never_falls() {
    on_every_team(|team| {
        let items: Vec<u32> = (0..60).collect();
        let mut told = vec![];
        let slow = |i: &u32| {
            std::thread::sleep(Duration::from_millis(1));
            i * 2
        };
        let schedule = Schedule::Dynamic { chunk: 1 };
        let results = team.map_with_progress(&items, schedule, slow, |done, total| {
            told.push((done, total));
        });
        assert!(results.unwrap().into_iter().eq(items.iter().map(|i| i * 2)));
        assert!(told.is_sorted_by(|a, b| a.0 < b.0));
        assert!(told.iter().all(|(_, total)| *total == 60));
        assert_eq!(told.last(), Some(&(60, 60)));
    });
    // While nothing gets done, nothing is told.
    let mut told = vec![];
    let millis = [0, 350];
    let sleep = |millis: &u64| std::thread::sleep(Duration::from_millis(*millis));
    let hook = |done, _| told.push(done);
    let slept = Team::solo().map_with_progress(&millis, Schedule::Static, sleep, hook);
    assert_eq!(slept.unwrap().len(), 2);
    assert!([&[1, 2][..], &[2]].contains(&&told[..]), "{told:?}");
}

#[test]
fn a_region_inside_a_region_runs_on_the_member_that_asked() {
    on_every_team(|team| {
        if team.members() == 1 {
            return;
        }
        let other = Team::spawn(2, Binding::None).unwrap();
        team.parallel(|_| {
            let here = std::thread::current().id();
            for inner in [team, &other] {
                inner.parallel(|member| {
                    assert_eq!((member.index, member.members), (0, 1));
                    assert_eq!(std::thread::current().id(), here);
                });
                for schedule in SCHEDULES {
                    let count = AtomicUsize::new(0);
                    let pieces = |piece: std::ops::Range<usize>| {
                        assert_eq!(std::thread::current().id(), here);
                        count.fetch_add(piece.len(), Relaxed);
                    };
                    inner.for_each(0..10, schedule, pieces).unwrap();
                    assert_eq!(count.into_inner(), 10);
                }
            }
        });
        // Once out of the region, the whole team is there again.
        team.parallel(|member| assert_eq!(member.members, team.members()));
    });
}

#[test]
fn regions_asked_for_by_many_threads_run_one_after_the_other() {
    for threads in [2, 3] {
        let team = Team::spawn(threads, Binding::None).unwrap();
        let inside = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        team.parallel(|member| {
                            // Two regions at once would have more members inside than the team has.
                            assert!(inside.fetch_add(1, Relaxed) < member.members);
                            std::thread::sleep(Duration::from_micros(50));
                            inside.fetch_sub(1, Relaxed);
                        });
                        let squares = team
                            .map(&[1, 2, 3, 4], Schedule::Static, |x| x * x)
                            .unwrap();
                        assert_eq!(squares, [1, 4, 9, 16]);
                    }
                });
            }
        });
    }
}

#[test]
fn members_wake_up_after_a_long_rest() {
    for threads in [2, 3] {
        let team = Team::spawn(threads, Binding::Close).unwrap();
        let count = AtomicUsize::new(0);
        for _ in 0..5 {
            std::thread::sleep(Duration::from_millis(5));
            team.parallel(|_| {
                count.fetch_add(1, Relaxed);
            });
            std::thread::sleep(Duration::from_millis(5));
            team.for_each(0..threads, Schedule::Static, |piece| {
                count.fetch_add(piece.len(), Relaxed);
            })
            .unwrap();
        }
        // A member that takes long lets the caller sleep.
        team.parallel(|member| {
            if member.index > 0 {
                std::thread::sleep(Duration::from_millis(10));
            }
            count.fetch_add(1, Relaxed);
        });
        assert_eq!(count.into_inner(), 11 * threads);
    }
}

#[test]
fn placement_tells_where_members_are() {
    let processors = Machine::current().processors.len();
    assert_eq!(Team::solo().placement(), [Placement::Caller]);
    for threads in TEAMS {
        let owned = Team::spawn(threads, Binding::Close).unwrap().placement();
        assert_eq!((owned.len(), owned[0]), (threads, Placement::Caller));
        let unbound = Team::spawn(threads, Binding::None).unwrap().placement();
        assert!(
            unbound[1..]
                .iter()
                .all(|place| *place == Placement::Anywhere)
        );
        let together = Team::scope(threads, Binding::Primary, Team::placement).unwrap();
        assert!(together.iter().all(|place| *place == together[0]));
        for binding in [Binding::Close, Binding::Spread] {
            let places = Team::scope(threads, binding, Team::placement).unwrap();
            assert_eq!(places.len(), threads);
            if cfg!(target_os = "linux") {
                let pinned = |place: &Placement| matches!(place, Placement::Core(_));
                assert!(places.iter().all(pinned), "{places:?}");
                let distinct: std::collections::HashSet<_> =
                    places.iter().take(processors).collect();
                assert_eq!(distinct.len(), threads.min(processors), "{places:?}");
            }
        }
    }
}

/// The numbers that members are pinned to.
fn cores(places: &[Placement]) -> Vec<usize> {
    let core = |place: &Placement| match place {
        Placement::Core(core) => *core,
        other => panic!("{other:?}"),
    };
    places.iter().map(core).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn members_are_where_the_list_says() {
    let all = Binding::Close.places(&Machine::current()).unwrap();
    let backwards: Vec<_> = all.iter().rev().copied().collect();
    let binding = Binding::Cores(backwards.clone());
    let team = Team::builder().binding(binding.clone());
    let members = backwards.len().min(Team::MAX_MEMBERS);
    assert_eq!(team.scope(Team::members), Ok(members));
    for list in [vec![all[0]], vec![all[0]; 3]] {
        let team = Team::builder().binding(Binding::Cores(list.clone()));
        assert_eq!(team.scope(Team::members), Ok(list.len()));
    }
    // Further members begin again at the first, and a list may name a processor twice.
    let places = Team::scope(all.len() + 1, binding, Team::placement).unwrap();
    let around = [&backwards[..], &backwards[..1]].concat();
    assert_eq!(cores(&places), around);
    let twice = vec![all[0], all[0]];
    let places = Team::scope(3, Binding::Cores(twice), Team::placement).unwrap();
    assert_eq!(cores(&places), [all[0]; 3]);
}

#[test]
fn a_list_that_cannot_be_had_is_refused() {
    let all = Binding::Close.places(&Machine::current()).unwrap();
    let argument = "binding";
    for found in [all.iter().max().unwrap() + 1, 100_000, usize::MAX] {
        let binding = Binding::Cores(vec![all[0], found]);
        let mut ran = false;
        let error = Team::scope(2, binding.clone(), |_| ran = true).unwrap_err();
        assert!(!ran);
        assert_eq!(Team::spawn(1, binding).unwrap_err(), error);
        let text = error.to_string();
        assert!(
            matches!(error, Error::NoSuchProcessor { argument: a, found: f, .. } if a == argument && f == found)
        );
        let expected =
            format!("`binding`: found processor {found}, expected one of those that may be used, ");
        assert!(text.starts_with(&expected), "{text}");
    }
    let none = Team::spawn(2, Binding::Cores(vec![])).unwrap_err();
    assert_eq!(none, Error::Zero { argument });
}

#[cfg(target_os = "linux")]
#[test]
fn a_team_keeps_to_the_mask_of_the_thread_that_makes_it() {
    let before = available();
    let only = core_affinity::get_core_ids().unwrap().pop().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            assert!(core_affinity::set_for_current(only));
            assert_eq!(
                (available(), Team::builder().scope(Team::members)),
                (1, Ok(1))
            );
            for binding in [Binding::Close, Binding::Spread, Binding::Primary] {
                let places = Team::scope(3, binding, Team::placement).unwrap();
                assert_eq!(cores(&places), [only.id; 3]);
            }
            let elsewhere = Binding::Cores(vec![only.id + 1]);
            let error = Error::NoSuchProcessor {
                argument: "binding",
                found: only.id + 1,
                allowed: only.id.to_string(),
            };
            assert_eq!(Team::spawn(2, elsewhere).unwrap_err(), error);
        });
    });
    // The mask is a thread's own.
    assert_eq!(available(), before);
}

#[test]
fn a_member_makes_teams_on_what_the_maker_of_its_own_may_use() {
    let places = |members| Team::scope(members, Binding::Close, Team::placement).unwrap();
    let (members, outside) = (Machine::current().processors.len() + 1, available());
    let expected = places(members);
    let inside = Team::scope(2, Binding::Close, |team| {
        let of_members = team.map(&[0; 2], Schedule::Static, |_| {
            (available(), places(members))
        });
        (available(), places(members), of_members.unwrap())
    });
    let each = (outside, expected.clone());
    assert_eq!(inside, Ok((outside, expected, vec![each; 2])));
}

#[cfg(target_os = "linux")]
#[test]
fn a_member_that_was_pinned_elsewhere_makes_teams_there() {
    let all = core_affinity::get_core_ids().unwrap();
    let (first, last) = (all[0], all[all.len() - 1]);
    let inside = Team::scope(2, Binding::Cores(vec![first.id]), |_| {
        assert!(core_affinity::set_for_current(last));
        cores(&Team::scope(2, Binding::Close, Team::placement).unwrap())
    });
    let expected = if first == last {
        Team::scope(2, Binding::Close, Team::placement).map(|places| cores(&places))
    } else {
        Ok(vec![last.id; 2])
    };
    assert_eq!(inside, expected);
}

#[test]
fn the_calling_thread_keeps_its_cores() {
    let before = core_ids();
    Team::scope(2, Binding::Close, |team| team.parallel(|_| ())).unwrap();
    let team = Team::spawn(2, Binding::Close).unwrap();
    team.parallel(|_| ());
    assert_eq!(core_ids(), before);
}

/// The cores that the calling thread may use.
fn core_ids() -> String {
    let status = std::fs::read_to_string("/proc/thread-self/status").unwrap_or_default();
    status
        .lines()
        .find(|line| line.starts_with("Cpus_allowed_list"))
        .unwrap_or("")
        .to_owned()
}

#[test]
fn bad_numbers_of_members_are_refused() {
    let zero = Error::Zero {
        argument: "members",
    };
    assert_eq!(Team::scope(0, Binding::Close, |_| ()), Err(zero.clone()));
    assert_eq!(Team::spawn(0, Binding::None).unwrap_err(), zero);
    for found in [Team::MAX_MEMBERS + 1, usize::MAX] {
        let error = Error::TooLarge {
            argument: "members",
            found,
            most: Team::MAX_MEMBERS,
        };
        assert_eq!(
            Team::scope(found, Binding::Close, |_| ()),
            Err(error.clone())
        );
        assert_eq!(Team::spawn(found, Binding::None).unwrap_err(), error);
    }
    assert_eq!(zero.to_string(), "`members`: found 0, expected at least 1");
}

#[test]
fn bad_chunks_and_blocks_are_refused_before_anything_runs() {
    let team = Team::spawn(2, Binding::None).unwrap();
    let never = |_: std::ops::Range<usize>| unreachable!();
    let zero = |argument| Err(Error::Zero { argument });
    let (dynamic, guided) = (
        Schedule::Dynamic { chunk: 0 },
        Schedule::Guided { min_chunk: 0 },
    );
    for len in [0, 1, 10] {
        assert_eq!(team.for_each(0..len, dynamic, never), zero("chunk"));
        assert_eq!(team.for_each(0..len, guided, never), zero("min_chunk"));
        let mut data = vec![1; len];
        let untouched = |_: usize, _: &mut [i32]| unreachable!();
        assert_eq!(
            team.for_each_block(&mut data, 0, Schedule::Static, untouched),
            zero("block")
        );
        assert_eq!(
            team.for_each_block(&mut data, 1, dynamic, untouched),
            zero("chunk")
        );
        let number = |_: std::ops::Range<usize>| -> u32 { unreachable!() };
        let none = team.map_reduce(len, 0, Schedule::Static, number, |a, _| a);
        assert_eq!(none, Err(Error::Zero { argument: "block" }));
        let none = team.map_reduce(len, 1, guided, number, |a, _| a);
        assert_eq!(
            none,
            Err(Error::Zero {
                argument: "min_chunk"
            })
        );
        let none = team.map(&data, dynamic, |_| -> u32 { unreachable!() });
        assert_eq!(none, Err(Error::Zero { argument: "chunk" }));
    }
    let number = |_: std::ops::Range<usize>| -> u64 { unreachable!() };
    let error = team
        .map_reduce(usize::MAX, 1, Schedule::Static, number, |a, _| a)
        .unwrap_err();
    let refused = Error::OutOfMemory {
        argument: "len",
        results: usize::MAX,
    };
    assert_eq!(error, refused);
}

#[test]
fn what_a_body_starts_and_waits_for_is_inside_the_region() {
    let (team, other) = (
        Team::spawn(2, Binding::None).unwrap(),
        Team::spawn(3, Binding::None).unwrap(),
    );
    team.parallel(|_| {
        let alone = |team: &Team| team.parallel(|member| assert_eq!(member.members, 1));
        Team::scope(2, Binding::None, |scope| {
            alone(scope);
            // The team would be waited for for ever, if it were waited for.
            alone(&other);
            alone(&team);
        })
        .unwrap();
        let hook = |_, _| {
            alone(&other);
            alone(&team);
        };
        let told = team.map_with_progress(&[1, 2], Schedule::Static, |i| *i, hook);
        assert_eq!(told, Ok(vec![1, 2]));
    });
    let members = Team::scope(2, Binding::None, |scope| {
        let seen = AtomicUsize::new(0);
        scope.parallel(|member| seen.store(member.members, Relaxed));
        seen.into_inner()
    });
    assert_eq!(members, Ok(2));
}
