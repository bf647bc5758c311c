//! Schedules: what every one of them owes to every loop, and what a trace tells of it.

#![cfg(feature = "threads")]

mod common;

use common::{on_every_team, teams};
use hotloop::Error;
use hotloop::threads::{Binding, Chunk, Schedule, Team, Trace};
use proptest::prelude::*;
use std::collections::HashMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::Relaxed};
use std::thread::{self, ThreadId};
use std::time::Duration;

const SCHEDULES: [Schedule; 7] = [
    Schedule::Static,
    Schedule::Cyclic,
    Schedule::Dynamic { chunk: 1 },
    Schedule::Dynamic { chunk: 9 },
    Schedule::Guided { min_chunk: 1 },
    Schedule::Guided { min_chunk: 4 },
    Schedule::Adaptive,
];

/// Fails unless the chunks are `range`, every index of it once, and none is empty.
fn assert_covers(mut chunks: Vec<Range<usize>>, range: Range<usize>, what: &str) {
    chunks.sort_by_key(|chunk| chunk.start);
    let mut next = range.start;
    for chunk in chunks {
        assert!(chunk.start == next && chunk.end > next, "{what}: {chunk:?}");
        next = chunk.end;
    }
    assert_eq!(next, range.end.max(range.start), "{what}");
}

/// What a region was dealt.
fn dealt(team: &Team, range: Range<usize>, schedule: Schedule) -> Vec<Range<usize>> {
    let chunks = Mutex::new(vec![]);
    let note = |chunk| chunks.lock().unwrap().push(chunk);
    team.for_each(range, schedule, note).unwrap();
    chunks.into_inner().unwrap()
}

#[test]
fn every_schedule_deals_out_every_index_once() {
    for team in teams() {
        for schedule in SCHEDULES {
            for len in 0..=70 {
                let what = format!("{len} under {schedule:?}");
                assert_covers(dealt(&team, 3..3 + len, schedule), 3..3 + len, &what);
            }
        }
    }
}

#[test]
fn every_schedule_deals_out_long_loops() {
    const LEN: usize = 100_003;
    for team in teams() {
        let seen: Vec<_> = (0..LEN).map(|_| AtomicU32::new(0)).collect();
        for schedule in SCHEDULES {
            let count = |chunk: Range<usize>| {
                for seen in &seen[chunk] {
                    seen.fetch_add(1, Relaxed);
                }
            };
            team.for_each(0..LEN, schedule, count).unwrap();
        }
        let times = SCHEDULES.len() as u32;
        assert!(seen.iter().all(|seen| seen.load(Relaxed) == times));
    }
}

#[test]
fn results_do_not_depend_on_how_long_items_take() {
    let items: Vec<u64> = (0..300).collect();
    // Cheap ones, then dear ones, then cheap ones.
    let work = |item: &u64| {
        if (100..120).contains(item) {
            thread::sleep(Duration::from_micros(200));
        }
        item * item
    };
    let add = |range: Range<usize>| range.map(|i| work(&items[i]) as f64 * 0.1).sum::<f64>();
    let solo = Team::solo();
    let reduce = |team: &Team, schedule| team.map_reduce(300, 7, schedule, add, |a, b| a + b);
    let expected = reduce(&solo, Schedule::Static).unwrap();
    for team in teams() {
        let squares = team.map(&items, Schedule::Adaptive, work).unwrap();
        assert!(squares.into_iter().eq(items.iter().map(|item| item * item)));
        assert_eq!(reduce(&team, Schedule::Adaptive).unwrap(), expected);
    }
}

#[test]
fn an_adaptive_loop_stops_when_a_member_panics() {
    for team in teams().into_iter().filter(|team| team.members() > 1) {
        let ran = AtomicUsize::new(0);
        let run = |chunk: Range<usize>| {
            assert!(chunk.start > 0, "the first");
            ran.fetch_add(chunk.len(), Relaxed);
            // So long that the whole would take a day.
            thread::sleep(Duration::from_micros(100));
        };
        let outcome = catch_unwind(|| team.for_each(0..1_000_000_000, Schedule::Adaptive, run));
        let message = *outcome.unwrap_err().downcast::<&str>().unwrap();
        assert_eq!(message, "the first");
        assert!(ran.into_inner() < 1_000_000_000);
        assert_covers(dealt(&team, 0..50, Schedule::Adaptive), 0..50, "the next");
    }
}

/// Fails unless a trace holds together.
fn assert_sound(trace: &Trace, range: Range<usize>, what: &str) {
    let chunks = trace.chunks();
    let ranges = chunks.iter().map(|chunk| chunk.range.clone());
    assert_covers(ranges.collect(), range, what);
    assert!(chunks.is_sorted_by_key(|chunk| chunk.start), "{what}");
    let ordered = |chunk: &Chunk| chunk.start <= chunk.end && chunk.end <= trace.makespan();
    assert!(chunks.iter().all(ordered), "{what}");
    let mut busy = Duration::ZERO;
    for member in 0..trace.members() {
        let own = chunks.iter().filter(|chunk| chunk.member == member);
        let own: Vec<_> = own.collect();
        let apart = |pair: &[&Chunk]| pair[0].end <= pair[1].start;
        assert!(own.windows(2).all(apart), "{what}: one at a time");
        assert!(trace.busy(member) <= trace.makespan(), "{what}");
        busy += trace.busy(member);
    }
    assert_eq!(busy, trace.work(), "{what}: no other members");
    assert_eq!(trace.busy(trace.members()), Duration::ZERO, "{what}");
    let most = trace.members() as f64 - 1.0;
    assert!(
        (-1e-9..=most + 1e-9).contains(&trace.imbalance()),
        "{what}: {}",
        trace.imbalance()
    );
}

#[test]
fn a_trace_has_every_piece_and_who_ran_it() {
    on_every_team(|team| {
        let caller = thread::current().id();
        for schedule in SCHEDULES {
            for len in [0, 1, 2, 5, 60] {
                let what = format!("{len} under {schedule:?} by {}", team.members());
                let ran: Mutex<HashMap<usize, ThreadId>> = Mutex::default();
                let note = |chunk: Range<usize>| {
                    let mut ran = ran.lock().unwrap();
                    ran.insert(chunk.start, thread::current().id());
                };
                let trace = team.trace(10..10 + len, schedule, note).unwrap();
                assert_sound(&trace, 10..10 + len, &what);
                assert_eq!(trace.members(), team.members());
                let ran = ran.into_inner().unwrap();
                let mut threads = HashMap::from([(0, caller)]);
                for chunk in trace.chunks() {
                    let thread = ran[&chunk.range.start];
                    // A member is one thread, and member 0 is the caller, whoever's part it runs.
                    assert_eq!(*threads.entry(chunk.member).or_insert(thread), thread);
                    assert_eq!(chunk.member == 0, thread == caller, "{what}");
                }
            }
        }
    });
}

#[test]
fn members_that_sleep_are_let_off_and_the_trace_says_so() {
    // More members than any machine has cores for, which sleep between regions.
    let team = Team::spawn(64, Binding::Primary).unwrap();
    for schedule in [Schedule::Static, Schedule::Cyclic] {
        let trace = team.trace(0..64, schedule, |_| ()).unwrap();
        assert_sound(&trace, 0..64, "let off");
        assert_eq!(trace.chunks().len(), 64);
        let by_whom = |chunk: &Chunk| [0, chunk.range.start].contains(&chunk.member);
        assert!(trace.chunks().iter().all(by_whom));
    }
}

#[test]
fn a_trace_counts_what_its_schedule_deals() {
    let team = Team::spawn(3, Binding::Close).unwrap();
    let chunks = |schedule| {
        let trace = team.trace(0..100, schedule, |_| ()).unwrap();
        trace.chunks().len()
    };
    assert_eq!(chunks(Schedule::Static), 3);
    assert_eq!(chunks(Schedule::Cyclic), 100);
    assert_eq!(chunks(Schedule::Dynamic { chunk: 30 }), 4);
    // 33, 22, 15, and what is left.
    assert_eq!(chunks(Schedule::Guided { min_chunk: 15 }), 4 + 1);
}

#[test]
fn traces_of_one_member_of_nothing_and_of_one_iteration() {
    let solo = Team::solo();
    let team = Team::spawn(3, Binding::Close).unwrap();
    for schedule in SCHEDULES {
        let nothing = solo.trace(7..7, schedule, |_| unreachable!()).unwrap();
        assert!(nothing.chunks().is_empty());
        assert_eq!(nothing.imbalance(), 0.0);
        let trace = solo.trace(0..50, schedule, |_| ()).unwrap();
        assert_sound(&trace, 0..50, "alone");
        assert_eq!((trace.members(), trace.imbalance()), (1, 0.0));
        let one = team.trace(4..5, schedule, |_| ()).unwrap();
        assert_eq!((one.members(), one.chunks().len()), (3, 1));
        assert_eq!(
            (one.chunks()[0].member, &one.chunks()[0].range),
            (0, &(4..5))
        );
    }
    // Where the only member did everything that there was.
    let nap = |_| thread::sleep(Duration::from_millis(1));
    let uneven = team.trace(0..1, Schedule::Static, nap);
    assert!((uneven.unwrap().imbalance() - 2.0).abs() < 1e-9);
}

#[test]
fn a_trace_inside_a_region_has_one_member() {
    let team = Team::spawn(3, Binding::Close).unwrap();
    team.parallel(|_| {
        let trace = team.trace(0..9, Schedule::Static, |_| ()).unwrap();
        assert_sound(&trace, 0..9, "nested");
        assert_eq!((trace.members(), trace.chunks().len()), (1, 1));
        assert_eq!(trace.chunks()[0].member, 0);
    });
}

#[test]
fn a_trace_refuses_and_panics_as_for_each_does() {
    let team = Team::spawn(2, Binding::Close).unwrap();
    let zero = |argument| Err(Error::Zero { argument });
    let never = |_: Range<usize>| unreachable!();
    for len in [0, 1, 10] {
        let dynamic = Schedule::Dynamic { chunk: 0 };
        assert_eq!(team.trace(0..len, dynamic, never), zero("chunk"));
        let guided = Schedule::Guided { min_chunk: 0 };
        assert_eq!(team.trace(0..len, guided, never), zero("min_chunk"));
    }
    for schedule in SCHEDULES {
        let trace = || {
            team.trace(0..20, schedule, |chunk| {
                assert!(!chunk.contains(&11), "eleven");
            })
        };
        let message = catch_unwind(AssertUnwindSafe(trace)).unwrap_err();
        assert_eq!(*message.downcast::<&str>().unwrap(), "eleven");
        let trace = team.trace(0..20, schedule, |_| ()).unwrap();
        assert_sound(&trace, 0..20, "after a panic");
    }
}

#[test]
fn a_trace_prints_a_row_a_member() {
    let team = Team::spawn(3, Binding::Close).unwrap();
    let trace = team
        .trace(0..30, Schedule::Dynamic { chunk: 1 }, |_| {
            thread::sleep(Duration::from_micros(100));
        })
        .unwrap();
    let text = format!("{trace:40}");
    let rows: Vec<_> = text.lines().collect();
    assert_eq!(rows.len(), 4, "{text}");
    for (member, row) in rows[..3].iter().enumerate() {
        let row = row.strip_prefix(&format!("{member} ")).unwrap();
        assert!(
            row[..40].chars().all(|sign| "|#=.".contains(sign)),
            "{text}"
        );
        assert!(row.ends_with(" %"));
    }
    assert!(rows[3].starts_with("30 chunks in "), "{text}");

    // The last of ten has one digit.
    let ten = Team::spawn(10, Binding::Primary).unwrap();
    let text = ten
        .trace(0..1, Schedule::Static, |_| ())
        .unwrap()
        .to_string();
    for (member, row) in text.lines().take(10).enumerate() {
        assert!(row.starts_with(&format!("{member} ")), "{text}");
    }
}

fn any_schedule() -> impl Strategy<Value = Schedule> {
    prop_oneof![
        Just(Schedule::Static),
        Just(Schedule::Cyclic),
        Just(Schedule::Adaptive),
        (1_usize..).prop_map(|chunk| Schedule::Dynamic { chunk }),
        (1_usize..100).prop_map(|chunk| Schedule::Dynamic { chunk }),
        (1_usize..).prop_map(|min_chunk| Schedule::Guided { min_chunk }),
        (1_usize..100).prop_map(|min_chunk| Schedule::Guided { min_chunk }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_schedule_deals_out_any_range(
        schedule in any_schedule(),
        start in any::<usize>(),
        len in 0_usize..3_000,
        members in 1_usize..6,
    ) {
        let team = Team::spawn(members, Binding::None).unwrap();
        let range = start..start.saturating_add(len);
        let what = format!("{range:?} under {schedule:?} by {members}");
        assert_covers(dealt(&team, range.clone(), schedule), range.clone(), &what);
        let trace = team.trace(range.clone(), schedule, |_| ()).unwrap();
        assert_sound(&trace, range, &what);
    }
}
