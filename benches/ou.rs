//! `ou`: every rung on one path, in the first-level cache, in an outer one and in memory; and
//! the ensemble's on as many steps as the longest path has; and paths from a seed, beside those
//! that have all of their noise drawn first.

mod common;

use common::aligned::Aligned;
use common::harness::{group, run};
use common::scattered;
use common::seeded::{Paths, SEED, STARTS};
use criterion::{BenchmarkGroup, Criterion, measurement::WallTime};
use hotloop::Error;
use hotloop::kernels::ou::{self, Process, ensemble, seeded};
use hotloop::simd::Level;
use hotloop::threads::Team;

/// Where a single path starts.
const START: f64 = 1.0;

fn main() {
    // The tutorial's.
    let process = Process::new(0.1, 1.0, 2.0).expect("the times and the deviation are above zero");
    run(|criterion, team| {
        path(criterion, team, process, ("2,048", 2_048));
        path(criterion, team, process, ("100,000", 100_000));
        path(criterion, team, process, ("5,000,000", 5_000_000));
        paths(criterion, team, process, ("625,000", 625_000));
        from_seed(criterion, team, process, ("1,000,000", 1_000_000));
    });
}

fn path(criterion: &mut Criterion, team: &Team, process: Process, (length, steps): (&str, usize)) {
    let mut slices = Slices::new(process, &[START], steps);
    // Eight bytes read and eight written.
    let mut group = group(criterion, &format!("ou/path/{length} steps"), steps, 16);
    let mut rung = |name: &str, rung: Rung<'_>| slices.measure(&mut group, name, rung);
    rung("checked", &|noise, path| {
        ou::checked(noise, process, START, path)
    });
    rung("unchecked", &|noise, path| {
        ou::unchecked(noise, process, START, path)
    });
    for level in Level::supported() {
        rung(&format!("simd at {level}"), &|noise, path| {
            ou::simd_at(level, noise, process, START, path)
        });
    }
    rung("simd", &|noise, path| ou::simd(noise, process, START, path));
    rung("threaded", &|noise, path| {
        ou::threaded(team, noise, process, START, path)
    });
    group.finish();
}

fn paths(criterion: &mut Criterion, team: &Team, process: Process, (length, steps): (&str, usize)) {
    let mut slices = Slices::new(process, &STARTS, steps);
    let name = format!("ou/ensemble/8 simulations, {length} steps");
    let mut group = group(criterion, &name, STARTS.len() * steps, 16);
    let mut rung = |name: &str, rung: Rung<'_>| slices.measure(&mut group, name, rung);
    rung("simd", &|noise, paths| {
        ensemble::simd(noise, process, &STARTS, paths)
    });
    rung("threaded", &|noise, paths| {
        ensemble::threaded(team, noise, process, &STARTS, paths)
    });
    group.finish();
}

fn from_seed(
    criterion: &mut Criterion,
    team: &Team,
    process: Process,
    (length, steps): (&str, usize),
) {
    let mut data = Paths::new(process, steps);
    let name = format!("ou/seeded/8 simulations, {length} steps");
    // Eight bytes written.
    let mut group = group(criterion, &name, STARTS.len() * steps, 8);
    let mut rung = |name: &str, rung: &dyn Fn(&mut Paths) -> Result<(), Error>| {
        data.reset();
        rung(&mut data).expect("a path is as long as the others");
        data.assert_agrees();
        group.bench_function(name, |bencher| bencher.iter(|| rung(&mut data)));
    };
    rung("checked", &|Paths { paths, .. }| {
        seeded::checked(SEED, process, &STARTS, paths)
    });
    rung("unchecked", &|Paths { paths, .. }| {
        seeded::unchecked(SEED, process, &STARTS, paths)
    });
    for level in Level::supported() {
        rung(&format!("simd at {level}"), &|Paths { paths, .. }| {
            seeded::simd_at(level, SEED, process, &STARTS, paths)
        });
    }
    rung("simd", &|Paths { paths, .. }| {
        seeded::simd(SEED, process, &STARTS, paths)
    });
    rung("threaded", &|Paths { paths, .. }| {
        seeded::threaded(team, SEED, process, &STARTS, paths)
    });
    rung("noise first", &|data| data.noise_first());
    rung("noise first, all", &|data| data.noise_first_all(team));
    group.finish();
}

type Rung<'a> = &'a dyn Fn(&[f64], &mut [f64]) -> Result<(), Error>;

/// Noise, the paths that a rung makes of it, and those that the loop makes.
struct Slices {
    noise: Aligned<f64>,
    paths: Aligned<f64>,
    expected: Vec<f64>,
}

impl Slices {
    fn new(process: Process, starts: &[f64], steps: usize) -> Self {
        let noise = Aligned::new(starts.len() * steps, scattered);
        let rows = starts.iter().zip(noise.chunks(steps));
        let expected = rows.flat_map(|(&start, noise)| expected(process, start, noise));
        Self {
            expected: expected.collect(),
            // A first touch of its pages costs more than the kernel, so the output is made once.
            paths: Aligned::new(noise.len() + starts.len(), |_| f64::NAN),
            noise,
        }
    }

    fn measure(&mut self, group: &mut BenchmarkGroup<'_, WallTime>, name: &str, rung: Rung<'_>) {
        let Self {
            noise,
            paths,
            expected,
        } = self;
        paths.fill(f64::NAN);
        rung(noise, paths).expect("a path has one value more than its noise");
        for (found, expected) in paths.iter().zip(expected) {
            let off = (found - *expected).abs();
            // Those that look ahead round elsewhere; but no noise is negative, so nothing cancels.
            assert!(off <= 1e-12 * *expected, "{name} is off by {off:e}");
        }
        group.bench_function(name, |bencher| bencher.iter(|| rung(noise, paths)));
    }
}

/// The loop.
fn expected(process: Process, start: f64, noise: &[f64]) -> Vec<f64> {
    let mut path = vec![start];
    for (i, noise) in noise.iter().enumerate() {
        path.push(path[i] * process.relax() + process.diffuse() * noise);
    }
    path
}
