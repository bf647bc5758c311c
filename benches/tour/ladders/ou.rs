//! `kernels::ou`: bound by copying in memory, and by writing it where the noise comes from a seed.
//! A path in the first-level cache has no limit among those that are measured.

use crate::case::{Case, Ladder, Measure};
use crate::common::aligned::Aligned;
use crate::common::scattered;
use crate::common::seeded::{Paths, SEED, STARTS};
use crate::limits::Limit;
use hotloop::Error;
use hotloop::kernels::ou::{self, Process, ensemble, seeded};
use hotloop::threads::Team;

/// Where a single path starts.
const START: f64 = 1.0;

pub(super) fn cases<'t>(solo: &'t Team, team: &'t Team) -> Vec<Box<dyn Measure + 't>> {
    // The first-level cache has to hold noise and path, as it has to hold a map's input and output.
    let (cached, large) = (2_048, 5_000_000);
    let small = Case::new("ou", "2,048 steps", cached);
    let single = Case::new("ou", "5,000,000 steps", large);
    let name = "8 simulations, 5,000,000 steps";
    let many = Case::new("ou::ensemble", name, STARTS.len() * large);
    let drawn = Case::new("ou::seeded", name, STARTS.len() * large);
    vec![
        path(small, solo, team),
        // Eight bytes read and eight written.
        path(single.bound(Limit::Copy, 16.0), solo, team),
        paths(many.bound(Limit::Copy, 16.0), solo, team),
        // Nothing has to be read.
        from_seed(drawn.bound(Limit::Write, 8.0), solo, team),
    ]
}

/// The tutorial's.
fn process() -> Process {
    Process::new(0.1, 1.0, 2.0).expect("the times and the deviation are above zero")
}

/// The input, and the output: it is made once, because a first touch of its pages costs more than
/// the kernel.
struct Slices {
    noise: Aligned<f64>,
    paths: Aligned<f64>,
}

fn path<'t>(case: Case, solo: &'t Team, team: &'t Team) -> Box<dyn Measure + 't> {
    let process = process();
    let ladder = on(case, &[START])
        .rung("checked", solo, move |Slices { noise, paths }| {
            ou::checked(noise, process, START, paths)
        })
        .rung("unchecked", solo, move |Slices { noise, paths }| {
            ou::unchecked(noise, process, START, paths)
        })
        .rung("simd", solo, move |Slices { noise, paths }| {
            ou::simd(noise, process, START, paths)
        })
        .rung("threaded", team, move |Slices { noise, paths }| {
            ou::threaded(team, noise, process, START, paths)
        });
    Box::new(ladder)
}

fn paths<'t>(case: Case, solo: &'t Team, team: &'t Team) -> Box<dyn Measure + 't> {
    let process = process();
    let ladder = on(case, &STARTS)
        .rung("checked", solo, move |Slices { noise, paths }| {
            ensemble::checked(noise, process, &STARTS, paths)
        })
        .rung("unchecked", solo, move |Slices { noise, paths }| {
            ensemble::unchecked(noise, process, &STARTS, paths)
        })
        .rung("simd", solo, move |Slices { noise, paths }| {
            ensemble::simd(noise, process, &STARTS, paths)
        })
        .rung("threaded", team, move |Slices { noise, paths }| {
            ensemble::threaded(team, noise, process, &STARTS, paths)
        });
    Box::new(ladder)
}

/// With the noise drawn as the path needs it; and first, for the difference.
fn from_seed<'t>(case: Case, solo: &'t Team, team: &'t Team) -> Box<dyn Measure + 't> {
    let process = process();
    let steps = case.elements / STARTS.len();
    let ladder = case
        .on(
            move || Paths::new(process, steps),
            |paths, outcome: Result<(), Error>| {
                outcome.expect("a path is as long as the others");
                paths.assert_agrees();
                paths.reset();
            },
        )
        .rung("checked", solo, move |Paths { paths, .. }| {
            seeded::checked(SEED, process, &STARTS, paths)
        })
        .rung("unchecked", solo, move |Paths { paths, .. }| {
            seeded::unchecked(SEED, process, &STARTS, paths)
        })
        .rung("simd", solo, move |Paths { paths, .. }| {
            seeded::simd(SEED, process, &STARTS, paths)
        })
        .rung("threaded", team, move |Paths { paths, .. }| {
            seeded::threaded(team, SEED, process, &STARTS, paths)
        })
        .rung("noise first", solo, |paths| paths.noise_first())
        .rung("noise first, all", team, |paths| {
            paths.noise_first_all(team)
        });
    Box::new(ladder)
}

/// A case with a path for each start. Its elements are the steps of all of them.
fn on<'t>(case: Case, starts: &'static [f64]) -> Ladder<'t, Slices, Result<(), Error>> {
    let len = case.elements;
    let input = move || Slices {
        noise: Aligned::new(len, scattered),
        paths: Aligned::new(len + starts.len(), |_| f64::NAN),
    };
    case.on(input, |slices, outcome: Result<(), Error>| {
        outcome.expect("a path has one value more than its noise");
        check(slices, starts);
    })
}

/// Against the loop. The rungs that look ahead round elsewhere; but no noise is negative, so
/// nothing cancels.
fn check(Slices { noise, paths }: &mut Slices, starts: &[f64]) {
    let (process, steps) = (process(), noise.len() / starts.len());
    let simulations = noise.chunks(steps).zip(paths.chunks(steps + 1));
    for ((noise, path), &start) in simulations.zip(starts) {
        assert_eq!(path[0], start);
        let mut expected = start;
        for (noise, found) in noise.iter().zip(&path[1..]) {
            expected = expected * process.relax() + process.diffuse() * noise;
            let off = (found - expected).abs();
            assert!(off <= 1e-12 * expected, "it is off by {off:e}");
        }
    }
    // The next rung has to write it all again.
    paths.fill(f64::NAN);
}
