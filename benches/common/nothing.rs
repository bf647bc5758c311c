//! Regions and teams that do nothing: what is left is what they cost.

use hotloop::threads::{Binding, Schedule, Team};
use std::hint::black_box;

pub(crate) fn parallel(team: &Team) {
    team.parallel(|member| {
        black_box(member);
    });
}

pub(crate) fn for_each(team: &Team) {
    let body = |piece| {
        black_box(piece);
    };
    team.for_each(0..2, Schedule::Static, body)
        .expect("the schedule has no chunk");
}

pub(crate) fn scope() {
    Team::scope(2, Binding::Close, |team| {
        black_box(team);
    })
    .expect("two threads can be started");
}

pub(crate) fn spawn() {
    black_box(Team::spawn(2, Binding::Close).expect("one thread can be started"));
}

/// What the standard library has for the same as [`scope`].
pub(crate) fn std_scope() {
    std::thread::scope(|scope| {
        scope.spawn(|| ());
        scope.spawn(|| ());
    });
}
