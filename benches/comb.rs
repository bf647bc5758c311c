//! `comb`: every rung of both filters, on a signal of the tutorial's size and in memory; and in place.

mod common;

use common::combs::{BACKWARD, FORWARD, Filter, Outcome, Signals, comb};
use common::harness::{group, run};
use criterion::Criterion;
use hotloop::simd::Level;
use hotloop::threads::Team;
use std::hint::black_box;
use std::time::{Duration, Instant};

const CACHED: (&str, usize) = ("100,000", 100_000);
const LARGE: (&str, usize) = ("10,000,000", 10_000_000);

fn main() {
    run(|criterion, team| {
        for filter in [FORWARD, BACKWARD] {
            for delay in [1, 4] {
                ladder(criterion, team, filter, delay, CACHED);
            }
            // One where reading at two places has upset a prefetcher, and a long one.
            for delay in [1, 4, 64, 1_000] {
                ladder(criterion, team, filter, delay, LARGE);
            }
            // One that the loop waits for, and one that it does not.
            for delay in [4, 64] {
                in_place(criterion, team, filter, delay, CACHED);
            }
            in_place(criterion, team, filter, 4, LARGE);
        }
    });
}

type Rung<'a> = &'a dyn Fn(&[f64], &mut [f64]) -> Outcome;
type InPlace<'a> = &'a dyn Fn(&mut [f64]) -> Outcome;

fn ladder(
    criterion: &mut Criterion,
    team: &Team,
    filter: Filter,
    delay: usize,
    (length, len): (&str, usize),
) {
    let comb = comb(delay);
    let Signals { x, mut y } = Signals::new(len);
    // Eight bytes read and eight written.
    let name = format!("{}/{length}, delay {delay}", filter.ladder);
    let mut group = group(criterion, &name, len, 16);
    let mut rung = |name: &str, rung: Rung<'_>| {
        y.fill(f64::NAN);
        rung(&x, &mut y).expect("the lengths are equal");
        filter.assert_agrees(&x, comb, &y);
        group.bench_function(name, |bencher| bencher.iter(|| rung(&x, &mut y)));
    };
    rung("checked", &|x, y| (filter.checked)(x, comb, y));
    rung("unchecked", &|x, y| (filter.unchecked)(x, comb, y));
    // Levels are compared in the cache. In memory the upper two wait for it alike, and all of them
    // at all delays would take twenty seconds.
    for level in Level::supported().into_iter().filter(|_| len < LARGE.1) {
        rung(&format!("simd at {level}"), &|x, y| {
            (filter.simd_at)(level, x, comb, y)
        });
    }
    rung("simd", &|x, y| (filter.simd)(x, comb, y));
    rung("threaded", &|x, y| (filter.threaded)(team, x, comb, y));
    group.finish();
}

fn in_place(
    criterion: &mut Criterion,
    team: &Team,
    filter: Filter,
    delay: usize,
    (length, len): (&str, usize),
) {
    let (comb, rungs) = (comb(delay), filter.in_place);
    let Signals { x, y: mut signal } = Signals::new(len);
    let name = format!("{}::in_place/{length}, delay {delay}", filter.ladder);
    let mut group = group(criterion, &name, len, 16);
    let mut rung = |name: &str, rung: InPlace<'_>| {
        time(team, &x, &mut signal, rung);
        filter.assert_agrees(&x, comb, &signal);
        group.bench_function(name, |bencher| {
            let mut once = || time(team, &x, &mut signal, rung);
            bencher.iter_custom(|count| (0..count).map(|_| once()).sum());
        });
    };
    rung("checked", &|signal| (rungs.checked)(signal, comb));
    rung("unchecked", &|signal| (rungs.unchecked)(signal, comb));
    rung("simd", &|signal| (rungs.simd)(signal, comb));
    rung("threaded", &|signal| (rungs.threaded)(team, signal, comb));
    group.finish();
}

/// The time of one run over a copy of `x`. A signal that is filtered again and again would overflow
/// after a thousand times or two, so each run has a fresh one, and making it is not timed.
fn time(team: &Team, x: &[f64], signal: &mut [f64], rung: InPlace<'_>) -> Duration {
    signal.copy_from_slice(x);
    // The others have slept meanwhile, and waking them is not what is measured.
    team.parallel(|_| ());
    let start = Instant::now();
    let outcome = rung(black_box(signal));
    let taken = start.elapsed();
    outcome.expect("a frame of one channel is whole");
    taken
}
