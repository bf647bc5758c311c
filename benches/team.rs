//! The team: what a region and a team cost, and what OpenMP, rayon and the standard library ask for
//! the same. What `forkunion` and `paralight` ask is measured by `benches/peers/rust`.

mod common;

use common::cores;
use common::harness::run;
use common::libgomp::{Libgomp, SETTLE};
use common::nothing::{for_each, parallel, scope, spawn, std_scope};
use common::unpinned;
use criterion::{BenchmarkGroup, Criterion, measurement::WallTime};
use hotloop::threads::{Schedule, Team};
use std::hint::black_box;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A pause after which every member sleeps.
const IDLE: Duration = Duration::from_millis(20);

fn main() {
    unpinned::start();
    let (members, libgomp) = (cores(), Libgomp::find());
    // Rayon's workers are started here, where they may run on any core.
    rayon::broadcast(|_| ());
    run(
        "team: what a region and a team cost, beside OpenMP and rayon",
        |criterion, team| {
            regions(criterion, team);
            peers(criterion, libgomp, members);
            idle(criterion, team, libgomp, members);
            creation(criterion);
        },
    );
}

/// Regions one after the other, on a team that is awake.
fn regions(criterion: &mut Criterion, team: &Team) {
    let mut group = criterion.benchmark_group("team/region");
    let mut region = |name: &str, region: &dyn Fn()| {
        group.bench_function(name, |bencher| bencher.iter(region));
    };
    region("parallel", &|| parallel(team));
    region("for_each", &|| for_each(team));
    let solo = Team::solo();
    region("solo", &|| parallel(&solo));
    region("map of 8", &|| {
        let results = team.map(&[0; 8], Schedule::Static, |item| black_box(*item));
        assert_eq!(results.expect("there is room for eight"), [0; 8]);
    });
    group.bench_function("nested", |bencher| {
        bencher.iter_custom(|count| nested(team, count));
    });
}

/// The time of `count` regions inside a region.
fn nested(team: &Team, count: u64) -> Duration {
    let time = std::sync::Mutex::new(Duration::ZERO);
    team.parallel(|member| {
        if member.index == 0 {
            let taken = timed(count, || parallel(team));
            *time.lock().expect("one member locks it") = taken;
        }
    });
    time.into_inner().expect("no member panics")
}

/// The same from OpenMP and from rayon, each asked on a thread that suits it.
fn peers(criterion: &mut Criterion, libgomp: Option<Libgomp>, members: usize) {
    let mut group = criterion.benchmark_group("team/region");
    elsewhere(&mut group, "rayon join", |count| {
        // From one of its own workers: from outside, it would cost a wake-up.
        rayon::scope(|_| {
            timed(count, || {
                rayon::join(|| (), || ());
            })
        })
    });
    elsewhere(&mut group, "rayon broadcast", |count| {
        unpinned::run(move || timed(count, || drop(rayon::broadcast(|_| ()))))
    });
    if let Some(libgomp) = libgomp {
        elsewhere(&mut group, "libgomp", |count| {
            unpinned::run(move || timed(count, || libgomp.region(members)))
        });
        sleep(SETTLE);
    }
}

/// Regions with a pause before each.
fn idle(criterion: &mut Criterion, team: &Team, libgomp: Option<Libgomp>, members: usize) {
    let mut group = criterion.benchmark_group("team/region after 20 ms");
    elsewhere(&mut group, "parallel", |count| {
        after_pauses(count, || parallel(team))
    });
    elsewhere(&mut group, "for_each", |count| {
        after_pauses(count, || for_each(team))
    });
    elsewhere(&mut group, "rayon broadcast", |count| {
        unpinned::run(move || after_pauses(count, || drop(rayon::broadcast(|_| ()))))
    });
    if let Some(libgomp) = libgomp {
        elsewhere(&mut group, "libgomp", |count| {
            unpinned::run(move || after_pauses(count, || libgomp.region(members)))
        });
    }
}

/// Teams of two, made and ended, on a thread that is not pinned, as a program's first thread is
/// not.
fn creation(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("team/creation");
    elsewhere(&mut group, "scope", |count| {
        unpinned::run(move || timed(count, scope))
    });
    elsewhere(&mut group, "spawn", |count| {
        unpinned::run(move || timed(count, spawn))
    });
    elsewhere(&mut group, "std scope", |count| {
        unpinned::run(move || timed(count, std_scope))
    });
}

/// What times itself, on whichever thread it likes.
fn elsewhere(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    mut time: impl FnMut(u64) -> Duration,
) {
    group.bench_function(name, |bencher| bencher.iter_custom(&mut time));
}

fn timed(count: u64, mut f: impl FnMut()) -> Duration {
    let start = Instant::now();
    (0..count).for_each(|_| f());
    start.elapsed()
}

fn after_pauses(count: u64, mut f: impl FnMut()) -> Duration {
    (0..count)
        .map(|_| {
            sleep(IDLE);
            timed(1, &mut f)
        })
        .sum()
}
