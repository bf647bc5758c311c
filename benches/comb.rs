//! `comb`: every rung of both filters, on a signal of the tutorial's size and in memory.

mod common;

use common::aligned::Aligned;
use common::harness::{group, run};
use common::scattered;
use criterion::Criterion;
use hotloop::Error;
use hotloop::kernels::comb::{Comb, backward, forward};
use hotloop::simd::Level;
use hotloop::threads::Team;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The tutorial's.
const GAIN: f64 = 0.5;

fn main() {
    run(|criterion, team| {
        for filter in [FORWARD, BACKWARD] {
            for delay in [1, 4] {
                ladder(criterion, team, filter, delay, ("100,000", 100_000));
            }
            let large = ("10,000,000", 10_000_000);
            for delay in [1, 4, 1_000] {
                ladder(criterion, team, filter, delay, large);
            }
            in_place(criterion, team, filter, 4, large);
        }
    });
}

type Outcome = Result<(), Error>;
type Solo = fn(&[f64], Comb, &mut [f64]) -> Outcome;
type Rung<'a> = &'a dyn Fn(&[f64], Comb, &mut [f64]) -> Outcome;
type InPlace<'a> = &'a dyn Fn(&mut [f64]) -> Outcome;

/// One of the two ladders.
#[derive(Clone, Copy)]
struct Filter {
    name: &'static str,
    checked: Solo,
    unchecked: Solo,
    simd: Solo,
    simd_at: fn(Level, &[f64], Comb, &mut [f64]) -> Outcome,
    threaded: fn(&Team, &[f64], Comb, &mut [f64]) -> Outcome,
    simd_in_place: fn(&mut [f64], Comb) -> Outcome,
    threaded_in_place: fn(&Team, &mut [f64], Comb) -> Outcome,
    /// What is heard again a delay later, of an input and its output.
    echo: fn(f64, f64) -> f64,
    /// How far a rung may be from the loop, as a fraction of what the loop gives.
    tolerance: f64,
}

const FORWARD: Filter = Filter {
    name: "forward",
    checked: forward::checked,
    unchecked: forward::unchecked,
    simd: forward::simd,
    simd_at: forward::simd_at,
    threaded: forward::threaded,
    simd_in_place: forward::in_place::simd,
    threaded_in_place: forward::in_place::threaded,
    echo: |input, _| input,
    // All rungs give the same bits.
    tolerance: 0.0,
};

const BACKWARD: Filter = Filter {
    name: "backward",
    checked: backward::checked,
    unchecked: backward::unchecked,
    simd: backward::simd,
    simd_at: backward::simd_at,
    threaded: backward::threaded,
    simd_in_place: backward::in_place::simd,
    threaded_in_place: backward::in_place::threaded,
    echo: |_, output| output,
    // Those that look ahead round elsewhere. Nothing cancels, because no input is negative.
    tolerance: 1e-12,
};

impl Filter {
    /// What the loop gives.
    fn expected(self, x: &[f64], delay: usize) -> Aligned<f64> {
        let mut echoes = vec![0.0; delay];
        Aligned::new(x.len(), |n| {
            let echo = &mut echoes[n % delay];
            let output = x[n] + GAIN * *echo;
            *echo = (self.echo)(x[n], output);
            output
        })
    }

    fn assert_agree(self, found: &[f64], expected: &[f64], name: &str) {
        for (found, expected) in found.iter().zip(expected) {
            let off = (found - expected).abs();
            assert!(off <= self.tolerance * expected, "{name} is off by {off:e}");
        }
    }
}

fn comb(delay: usize) -> Comb {
    Comb::new(delay, GAIN).expect("there is a delay, and the gain is finite")
}

fn ladder(
    criterion: &mut Criterion,
    team: &Team,
    filter: Filter,
    delay: usize,
    (length, len): (&str, usize),
) {
    let (comb, x) = (comb(delay), Aligned::new(len, scattered));
    let expected = filter.expected(&x, delay);
    // A first touch of its pages costs more than the kernel, so the output is made once.
    let mut y = Aligned::new(len, |_| f64::NAN);
    // Eight bytes read and eight written.
    let name = format!("comb/{}/{length}, delay {delay}", filter.name);
    let mut group = group(criterion, &name, len, 16);
    let mut rung = |name: &str, rung: Rung<'_>| {
        y.fill(f64::NAN);
        rung(&x, comb, &mut y).expect("the lengths are equal");
        filter.assert_agree(&y, &expected, name);
        group.bench_function(name, |bencher| bencher.iter(|| rung(&x, comb, &mut y)));
    };
    rung("checked", &filter.checked);
    rung("unchecked", &filter.unchecked);
    for level in Level::supported() {
        rung(&format!("simd at {level}"), &|x, comb, y| {
            (filter.simd_at)(level, x, comb, y)
        });
    }
    rung("simd", &filter.simd);
    rung("threaded", &|x, comb, y| {
        (filter.threaded)(team, x, comb, y)
    });
    group.finish();
}

fn in_place(
    criterion: &mut Criterion,
    team: &Team,
    filter: Filter,
    delay: usize,
    (length, len): (&str, usize),
) {
    let (comb, x) = (comb(delay), Aligned::new(len, scattered));
    let expected = filter.expected(&x, delay);
    let mut signal = Aligned::touched(len);
    let name = format!("comb/{}/in_place/{length}, delay {delay}", filter.name);
    let mut group = group(criterion, &name, len, 16);
    let mut rung = |name: &str, rung: InPlace<'_>| {
        time(team, &x, &mut signal, rung);
        filter.assert_agree(&signal, &expected, name);
        group.bench_function(name, |bencher| {
            let mut once = || time(team, &x, &mut signal, rung);
            bencher.iter_custom(|count| (0..count).map(|_| once()).sum());
        });
    };
    rung("simd", &|signal| (filter.simd_in_place)(signal, comb));
    rung("threaded", &|signal| {
        (filter.threaded_in_place)(team, signal, comb)
    });
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
