//! Panics in every kind of region: before, amid and after the other pieces of a member, in each member
//! in turn, in two and in all of them.
//!
//! Under `Schedule::Cyclic` a member's pieces are known: all of the others' run, and its own up to the one
//! that panics.

use super::pieces::{Owned, Pieces, Place};
use super::watchdog::Watchdog;
use hotloop::threads::{Binding, Schedule, Team};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// A kind of region, whose pieces are dealt out cyclically.
struct Way {
    name: &'static str,
    /// How many pieces a member has.
    each: usize,
    run: fn(&Team, &Pieces),
}

/// Runs the pieces of a chunk.
fn chunk(pieces: &Pieces, chunk: Range<usize>) {
    chunk.for_each(|piece| drop(pieces.run(piece)));
}

fn way(name: &'static str, each: usize, run: fn(&Team, &Pieces)) -> Way {
    Way { name, each, run }
}

/// Every public way to a region that deals pieces out in advance.
fn ways() -> Vec<Way> {
    vec![
        way("parallel", 1, |team, pieces| {
            team.parallel(|member| drop(pieces.run(member.index)));
        }),
        way("a region inside a region", 3, |team, pieces| {
            team.parallel(|member| {
                let own = |i| pieces.run(i * member.members + member.index);
                let inner = team.for_each(0..3, Schedule::Cyclic, |chunk| {
                    chunk.for_each(|i| drop(own(i)));
                });
                assert_eq!(inner, Ok(()));
            });
        }),
        way("for_each", 3, |team, pieces| {
            let all = 0..pieces.count();
            let _ = team.for_each(all, Schedule::Cyclic, |it| chunk(pieces, it));
        }),
        way("trace", 3, |team, pieces| {
            let all = 0..pieces.count();
            let _ = team.trace(all, Schedule::Cyclic, |it| chunk(pieces, it));
        }),
        way("for_each_block", 3, |team, pieces| {
            // Blocks of two, of which the last has one.
            let mut data: Vec<_> = (1..2 * pieces.count()).map(|_| None).collect();
            let _ = team.for_each_block(&mut data, 2, Schedule::Cyclic, |start, block| {
                block[0] = Some(pieces.run(start / 2));
            });
        }),
        way("for_each_blocks", 3, |team, pieces| {
            let mut data: Vec<_> = (0..pieces.count()).map(|_| None).collect();
            let mut more = vec![0; pieces.count()];
            let slices = (&mut data[..], &mut more[..]);
            let _ = team.for_each_blocks(slices, 1, Schedule::Cyclic, |start, (data, _)| {
                data[0] = Some(pieces.run(start));
            });
        }),
        way("map", 3, |team, pieces| {
            let items: Vec<usize> = (0..pieces.count()).collect();
            let _ = team.map(&items, Schedule::Cyclic, |piece| pieces.run(*piece));
        }),
        way("map_with_progress", 3, |team, pieces| {
            let items: Vec<usize> = (0..pieces.count()).collect();
            let f = |piece: &usize| pieces.run(*piece);
            let _ = team.map_with_progress(&items, Schedule::Cyclic, f, |_, _| ());
        }),
        way("map_reduce", 3, |team, pieces| {
            let map = |range: Range<usize>| pieces.run(range.start);
            let _ = team.map_reduce(pieces.count(), 1, Schedule::Cyclic, map, |a, _| a);
        }),
        way("map_reduce_block", 3, |team, pieces| {
            let mut data: Vec<_> = (0..pieces.count()).map(|_| None).collect();
            let map = |start: usize, block: &mut [Option<Owned>]| {
                block[0] = Some(pieces.run(start));
                pieces.owned()
            };
            let _ = team.map_reduce_block(&mut data[..], 1, Schedule::Cyclic, map, |_, b| b);
        }),
        #[cfg(feature = "races")]
        way("races::race", 3, |team, pieces| {
            let counter = counter::Pieced(pieces, team.members());
            let _ = hotloop::races::race(team, &counter, pieces.count(), Schedule::Cyclic);
        }),
    ]
}

#[cfg(feature = "races")]
mod counter {
    use super::Pieces;
    use hotloop::races::{Counter, Private};

    /// A counter whose increments are pieces.
    pub(super) struct Pieced<'a>(pub(super) &'a Pieces, pub(super) usize);

    impl Counter for Pieced<'_> {
        fn name(&self) -> &'static str {
            "pieced"
        }

        fn increment(&self, private: &mut Private) {
            let before = private.register as usize;
            private.register += 1;
            drop(self.0.run(before * self.1 + private.member()));
        }

        fn value(&self) -> u64 {
            0
        }
    }
}

/// Teams of every kind.
pub(super) fn on_teams(test: impl Fn(&Team) + Sync) {
    test(&Team::solo());
    for members in [2, 3, 4] {
        test(&Team::spawn(members, Binding::None).unwrap());
    }
    Team::scope(3, Binding::Close, |team| test(team)).unwrap();
}

/// Which pieces panic, of so many: each alone, all pairs, and all.
fn choices(count: usize) -> Vec<Vec<usize>> {
    let pairs = (0..count).flat_map(|i| (i..count).map(move |j| vec![i, j]));
    pairs.chain([(0..count).collect()]).collect()
}

/// Holds a region whose pieces `bad` panic to what is promised.
fn check(team: &Team, way: &Way, bad: &[usize], place: Place) {
    let members = team.members();
    let what = format!("{}, {members} members, {bad:?}, {place:?}", way.name);
    let pieces = Pieces::new(way.each * members, bad, place);
    let region = AssertUnwindSafe(|| (way.run)(team, &pieces));
    let payload = catch_unwind(region).expect_err(&what);
    // A member's pieces up to the first that panics.
    let runs = |piece: usize| {
        let before = |bad: &&usize| **bad % members == piece % members && **bad < piece;
        !bad.iter().any(|bad| before(&bad))
    };
    for piece in 0..pieces.count() {
        let expected = usize::from(runs(piece));
        assert_eq!(pieces.begun(piece), expected, "{what}: piece {piece}");
    }
    // Of several, the first member's.
    let threw = bad.iter().copied().filter(|piece| runs(*piece));
    let first = threw.min_by_key(|piece| piece % members);
    assert_eq!(Some(pieces.piece_of(payload, &what)), first, "{what}");
}

/// Holds a team to working.
fn works(team: &Team, way: &Way) {
    let pieces = Pieces::new(way.each * team.members(), &[], Place::Body);
    (way.run)(team, &pieces);
    pieces.all_ran(way.name);
    let came = AtomicUsize::new(0);
    team.parallel(|_| {
        came.fetch_add(1, Relaxed);
    });
    assert_eq!(came.into_inner(), team.members(), "{}", way.name);
}

#[test]
fn the_first_members_panic_arrives_and_all_others_have_ended() {
    let _watchdog = Watchdog::over("panics in regions dealt out in advance");
    on_teams(|team| {
        for way in ways() {
            for bad in choices(way.each * team.members()) {
                for place in [Place::Body, Place::Drop] {
                    check(team, &way, &bad, place);
                }
            }
            works(team, &way);
        }
    });
}

#[test]
fn under_schedules_that_are_settled_as_they_run_it_arrives_too() {
    let _watchdog = Watchdog::over("panics in regions dealt out as they run");
    let schedules = [
        Schedule::Static,
        Schedule::Dynamic { chunk: 1 },
        Schedule::Dynamic { chunk: 4 },
        Schedule::Guided { min_chunk: 1 },
        Schedule::Adaptive,
    ];
    on_teams(|team| {
        for schedule in schedules {
            for bad in [0, 1, 7, 19] {
                let pieces = Pieces::new(20, &[bad], Place::Body);
                let what = format!("{schedule:?}, {} members, {bad}", team.members());
                let region =
                    AssertUnwindSafe(|| team.for_each(0..20, schedule, |it| chunk(&pieces, it)));
                let payload = catch_unwind(region).expect_err(&what);
                assert_eq!(pieces.piece_of(payload, &what), bad);
            }
            let pieces = Pieces::new(20, &[], Place::Body);
            let all = team.for_each(0..20, schedule, |it| chunk(&pieces, it));
            assert_eq!(all, Ok(()));
            pieces.all_ran("the team works on");
        }
    });
}

#[test]
fn one_of_several_closures_may_panic() {
    let _watchdog = Watchdog::over("panics in closures");
    on_teams(|team| {
        for bad in 0..8 {
            for place in [Place::Body, Place::Drop] {
                let pieces = Pieces::new(8, &[bad], place);
                let all = &pieces;
                // Each owns something, whether it is run or not.
                let task = |piece| {
                    let owned = all.owned();
                    move || {
                        let _owned = owned;
                        all.run(piece)
                    }
                };
                let tasks = (
                    task(0),
                    task(1),
                    task(2),
                    task(3),
                    task(4),
                    task(5),
                    task(6),
                    task(7),
                );
                let region = AssertUnwindSafe(|| drop(team.invoke(tasks)));
                let what = format!("invoke, {} members, {bad}, {place:?}", team.members());
                let payload = catch_unwind(region).expect_err(&what);
                assert_eq!(pieces.piece_of(payload, &what), bad, "{what}");
            }
        }
        assert_eq!(team.invoke((|| 1, || "two", || 3.0)), (1, "two", 3.0));
    });
}

/// On the caller, when the members' parts are over.
#[test]
fn what_reduces_may_panic() {
    let _watchdog = Watchdog::over("panics in reducing");
    on_teams(|team| {
        for bad in 0..6 {
            let pieces = Pieces::new(6, &[bad], Place::Body);
            let reduced = AtomicUsize::new(0);
            let region = AssertUnwindSafe(|| {
                let map = |_| pieces.owned();
                let reduce = |_, _| pieces.run(reduced.fetch_add(1, Relaxed));
                drop(team.map_reduce(7, 1, Schedule::Cyclic, map, reduce));
            });
            let payload = catch_unwind(region).expect_err("it panics");
            assert_eq!(pieces.piece_of(payload, "reduce"), bad);
            assert_eq!(reduced.into_inner(), bad + 1);
        }
        let sum = team.map_reduce(7, 1, Schedule::Cyclic, |it| it.start, |a, b| a + b);
        assert_eq!(sum, Ok(Some(21)));
    });
}

/// The hook of a map runs on a thread of its own.
#[test]
fn a_hook_may_panic() {
    let _watchdog = Watchdog::over("panics in hooks");
    on_teams(|team| {
        let pieces = Pieces::new(1, &[0], Place::Body);
        let region = AssertUnwindSafe(|| {
            let hook = |_, _| drop(pieces.run(0));
            let f = |_: &i32| pieces.owned();
            drop(team.map_with_progress(&[1, 2, 3], Schedule::Cyclic, f, hook));
        });
        let payload = catch_unwind(region).expect_err("it panics");
        assert_eq!(pieces.piece_of(payload, "hook"), 0);
        let told = team.map_with_progress(&[1, 2], Schedule::Cyclic, |i| *i, |_, _| ());
        assert_eq!(told, Ok(vec![1, 2]));
    });
}
