//! Two teams and six callers: regions of one team run one after the other, and nobody waits in a circle.

use super::watchdog::Watchdog;
use hotloop::threads::{Binding, Schedule, Team};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

const CALLERS: usize = 6;
const ROUNDS: usize = 60;

/// The numbers below 100, added up in blocks.
fn sum(team: &Team) -> usize {
    let part = |range: std::ops::Range<usize>| range.sum::<usize>();
    let sum = team.map_reduce(100, 7, Schedule::Dynamic { chunk: 1 }, part, |a, b| a + b);
    sum.unwrap().unwrap()
}

/// All members come, and at the same time.
fn together(team: &Team) {
    let came = AtomicUsize::new(0);
    let barrier = Barrier::new(team.members());
    team.parallel(|_| {
        barrier.wait();
        came.fetch_add(1, Relaxed);
    });
    assert_eq!(came.into_inner(), team.members());
}

/// A region whose body asks the other team, which another caller keeps, perhaps, in a body that asks this
/// one.
fn nested(team: &Team, other: &Team) {
    let members = AtomicUsize::new(0);
    team.parallel(|member| {
        members.fetch_add(member.members, Relaxed);
        other.parallel(|inner| assert_eq!((inner.index, inner.members), (0, 1)));
        assert_eq!((sum(other), sum(team)), (4950, 4950));
    });
    assert_eq!(members.into_inner(), team.members().pow(2));
}

/// A panic is heard by the caller whose body it was in, and by nobody else.
fn panics(team: &Team, caller: usize) {
    let region = || team.parallel(|_| resume_unwind(Box::new(caller)));
    let payload = catch_unwind(AssertUnwindSafe(region)).unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&caller));
}

#[test]
fn two_teams_and_six_callers_at_once() {
    let _watchdog = Watchdog::over("two teams and six callers");
    for members in [[2, 3], [2, 2], [1, 3]] {
        let teams = members.map(|members| Team::spawn(members, Binding::None).unwrap());
        std::thread::scope(|scope| {
            for caller in 0..CALLERS {
                let teams = &teams;
                scope.spawn(move || {
                    for round in 0..ROUNDS {
                        let turn = (caller + round) % 2;
                        let (team, other) = (&teams[turn], &teams[1 - turn]);
                        match (caller + round) % 5 {
                            0 => together(team),
                            1 if team.members() > 1 => nested(team, other),
                            2 => panics(team, caller),
                            3 => assert_eq!(team.invoke((|| caller, || round)), (caller, round)),
                            _ => assert_eq!(sum(team), 4950),
                        }
                    }
                });
            }
        });
        teams.iter().for_each(together);
    }
}

/// Each makes its own team, in a scope or owned, while others use and end theirs.
#[test]
fn callers_that_make_and_end_teams_at_once() {
    let _watchdog = Watchdog::over("teams that are made and ended");
    std::thread::scope(|scope| {
        for caller in 0..CALLERS {
            scope.spawn(move || {
                for round in 0..10 {
                    let members = 1 + (caller + round) % 4;
                    if round % 2 == 0 {
                        together(&Team::spawn(members, Binding::Close).unwrap());
                    } else {
                        let scoped = Team::scope(members, Binding::Spread, sum);
                        assert_eq!(scoped, Ok(4950));
                    }
                }
            });
        }
    });
}
