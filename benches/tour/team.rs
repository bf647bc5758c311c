//! `threads`: what an empty region costs, and OpenMP's and rayon's beside it. A region has to reach
//! another core and hear from it, so a round trip of one cache line is its limit.

use crate::catalogue::{Case, Ladder, Limit};
use crate::common::libgomp::{Libgomp, SETTLE};
use crate::common::nothing::{for_each, parallel, scope, spawn, std_scope};
use crate::common::unpinned;
use hotloop::threads::Team;
use std::thread::sleep;
use std::time::{Duration, Instant};

pub(crate) fn cases() -> Vec<Box<dyn Ladder>> {
    let alone = Team::solo();
    let mut regions = Case::new("team", "an empty region", 1)
        .work(Limit::RoundTrip, 1.0)
        .on(|| (), |(), ()| ())
        .team("parallel", |team, ()| parallel(team))
        .team("for_each", |team, ()| for_each(team))
        // The caller may have run every part before the others turn up, and then it waits for
        // nobody.
        .unbound(Limit::RoundTrip)
        .solo("solo", move |()| parallel(&alone));
    if let Some(libgomp) = Libgomp::find() {
        regions = regions.timed("libgomp", None, move |team, count| {
            let members = team.members();
            unpinned::run(move || warm_up(libgomp, members));
            let time = time(count, move || libgomp.region(members));
            sleep(SETTLE);
            time
        });
    }
    let creation = Case::new("team", "a team of two, made and ended", 1)
        .on(|| (), |(), ()| ())
        .timed("scope", Some(2), |_, count| time(count, scope))
        .timed("spawn", Some(2), |_, count| time(count, spawn))
        .timed("std scope", Some(2), |_, count| time(count, std_scope));
    vec![Box::new(regions), Box::new(creation)]
}

/// The time of `count` runs of `f` on the unpinned thread.
fn time(count: u64, f: impl Fn() + Send + 'static) -> Duration {
    unpinned::run(move || {
        let start = Instant::now();
        (0..count).for_each(|_| f());
        start.elapsed()
    })
}

/// Has OpenMP's threads up, which have slept since their last turn. A time and not a number of
/// regions, because they take thousands of times as long while the operating system has both
/// threads on one core.
fn warm_up(libgomp: Libgomp, members: usize) {
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(2) {
        libgomp.region(members);
    }
}
