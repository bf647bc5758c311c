//! Schedules on the tutorial's whole loop, what a trace costs, and `map` beside a plain loop.
//!
//! The tour has a shorter loop, draws who ran what, and says what handing out costs by itself.

mod common;

use common::harness::run;
use common::uneven::{SCHEDULES, alone, shares, trace};
use criterion::{Criterion, Throughput};
use hotloop::threads::{Schedule, Team};
use std::hint::black_box;

/// Of the tutorial.
const NUMBERS: usize = 10_000;
/// Of the whole loop under each schedule. It takes four seconds.
const ROUNDS: usize = 3;

fn main() {
    run(
        "schedules: the uneven loop of the tutorial, traces, and map",
        |criterion, team| {
            if asked_for("schedules/uneven") {
                uneven(team);
            }
            tracing(criterion, team);
            map(criterion, team);
        },
    );
}

/// Whether the command line asks for figures of this name. Criterion reads it for its own.
fn asked_for(name: &str) -> bool {
    let mut arguments = std::env::args().skip(1).peekable();
    let asked = |argument: String| match argument.starts_with('-') {
        true => argument != "--list",
        false => name.contains(&argument),
    };
    arguments.peek().is_some() && arguments.all(asked)
}

/// A table, because what is compared has to take turns, and criterion would take ten of each.
fn uneven(team: &Team) {
    let members = team.members();
    println!("the sums of the primes below n, by trial division, n from 0 to {NUMBERS}, excluded");
    let rounds: Vec<_> = (0..ROUNDS)
        .map(|_| {
            let ideal = alone(NUMBERS) / members as u32;
            (
                ideal,
                SCHEDULES.map(|(_, schedule)| trace(team, NUMBERS, schedule)),
            )
        })
        .collect();
    let ideal = rounds.iter().map(|(ideal, _)| *ideal).min();
    let ideal = ideal.expect("there are rounds");
    let line = |name, time: std::time::Duration, remark: &str| {
        let times = time.as_secs_f64() / ideal.as_secs_f64();
        let milliseconds = 1e3 * time.as_secs_f64();
        println!("  {name:<14}{milliseconds:>8.1} ms{times:>8.3} x   {remark}");
    };
    line(
        "the ideal",
        ideal,
        &format!("one member's time, over {members}"),
    );
    for (i, (name, _)) in SCHEDULES.iter().enumerate() {
        let traces = rounds.iter().map(|(_, traces)| &traces[i]);
        let best = traces.min_by_key(|trace| trace.makespan());
        let best = best.expect("there are rounds");
        line(name, best.makespan(), &shares(best));
    }
    println!();
}

/// Pieces that do nothing: what is left is what noting them costs.
fn tracing(criterion: &mut Criterion, team: &Team) {
    const PIECES: usize = 10_000;
    let mut group = criterion.benchmark_group("schedules/empty pieces");
    group.throughput(Throughput::Elements(PIECES as u64));
    let nothing = |piece| {
        black_box(piece);
    };
    let schedules = [
        ("Cyclic", Schedule::Cyclic),
        ("Dynamic", Schedule::Dynamic { chunk: 1 }),
    ];
    for (name, schedule) in schedules {
        group.bench_function(name, |bencher| {
            bencher.iter(|| team.for_each(0..PIECES, schedule, nothing));
        });
        group.bench_function(format!("{name}, traced"), |bencher| {
            bencher.iter(|| team.trace(0..PIECES, schedule, nothing));
        });
    }
}

/// Steps of a generator (Marsaglia 2003), about 1.5 ns each, and how many items take so many.
const ITEMS: [(u32, usize); 3] = [(3, 1_000_000), (70, 100_000), (35_000, 1_000)];

fn map(criterion: &mut Criterion, team: &Team) {
    let solo = Team::solo();
    for (steps, count) in ITEMS {
        let items: Vec<u64> = (1..=count as u64).collect();
        let f = |item: &u64| (0..steps).fold(*item, |x, _| step(x));
        let mut group =
            criterion.benchmark_group(format!("schedules/map of {count}, steps {steps}"));
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function("plain loop", |bencher| {
            bencher.iter(|| items.iter().map(f).collect::<Vec<_>>());
        });
        let cases = [
            ("alone", &solo, Schedule::Static),
            ("Static", team, Schedule::Static),
            ("Adaptive", team, Schedule::Adaptive),
        ];
        for (name, team, schedule) in cases {
            group.bench_function(name, |bencher| {
                bencher.iter(|| team.map(&items, schedule, f));
            });
        }
    }
}

fn step(mut x: u64) -> u64 {
    x ^= x << 13;
    x ^= x >> 7;
    x ^ x << 17
}
