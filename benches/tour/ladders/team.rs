//! `threads`: what an empty region costs, and OpenMP's and rayon's beside it. A region has to reach
//! another core and hear from it, so a round trip of one cache line is its limit.

use crate::case::{Case, Measure};
use crate::common::libgomp::{Libgomp, SETTLE};
use crate::common::nothing::{for_each, parallel, scope, spawn, std_scope};
use crate::common::primesieve::Primesieve;
use crate::common::unpinned::Unpinned;
use crate::limits::Limit;
use hotloop::threads::Team;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Those who do the same in their own way, and the thread that they are asked on.
pub(crate) struct Peers {
    unpinned: Unpinned,
    libgomp: Option<Libgomp>,
    primesieve: Option<Primesieve>,
}

impl Peers {
    pub(crate) fn find(unpinned: Unpinned) -> Self {
        let libgomp = Libgomp::load().inspect_err(|missing| eprintln!("{missing}"));
        let primesieve = Primesieve::load().inspect_err(|missing| eprintln!("{missing}"));
        Self {
            unpinned,
            libgomp: libgomp.ok(),
            primesieve: primesieve.ok(),
        }
    }

    pub(crate) fn primesieve(&self) -> Option<Primesieve> {
        self.primesieve
    }

    pub(crate) fn unpinned(&self) -> &Unpinned {
        &self.unpinned
    }

    /// The time of `count` runs of `f` on the unpinned thread.
    pub(super) fn time(&self, count: u64, f: impl Fn() + Send + 'static) -> Duration {
        self.unpinned.run(move || {
            let start = Instant::now();
            (0..count).for_each(|_| f());
            start.elapsed()
        })
    }
}

pub(super) fn cases<'t>(
    solo: &'t Team,
    team: &'t Team,
    peers: &'t Peers,
) -> Vec<Box<dyn Measure + 't>> {
    let members = team.members();
    let mut regions = Case::new("team", "an empty region", 1)
        .bound(Limit::RoundTrip, 1.0)
        .on(|| (), |(), ()| ())
        .rung("parallel", team, |()| parallel(team))
        .rung("for_each", team, |()| for_each(team))
        // The caller may have run every part before the others turn up, and then it waits for
        // nobody.
        .unbound()
        .rung("solo", solo, |()| parallel(solo));
    if let Some(libgomp) = peers.libgomp {
        regions = regions.timed("libgomp", members, move |count| {
            peers.unpinned.run(move || warm_up(libgomp, members));
            let time = peers.time(count, move || libgomp.region(members));
            sleep(SETTLE);
            time
        });
    }
    let creation = Case::new("team", "a team of two, made and ended", 1)
        .on(|| (), |(), ()| ())
        .timed("scope", 2, |count| peers.time(count, scope))
        .timed("spawn", 2, |count| peers.time(count, spawn))
        .timed("std scope", 2, |count| peers.time(count, std_scope));
    vec![Box::new(regions), Box::new(creation)]
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
