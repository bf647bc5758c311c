//! `kernels::ou`: bound by copying in memory, and by writing it where the noise comes from a seed.
//! A path in the first-level cache has no limit among those that are measured.

use super::case::Case;
use super::common::aligned::Aligned;
use super::common::{checksum, scattered, thousands, tolerance};
use super::rungs::Rungs;
use super::{Entry, Extent, Limit};
use bytemuck::Zeroable;
use hotloop::Error;
use hotloop::kernels::normal::{self, Normal};
use hotloop::kernels::ou::{self, Process, ensemble, seeded};
use hotloop::random::Generator;
use hotloop::simd::Float;
use hotloop::threads::Team;

const SEED: u64 = 10;
/// Where a single path starts.
const START: f64 = 1.0;
/// Where the paths of the tutorial's eight simulations do.
const STARTS: [f64; 8] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
/// The steps of each.
const STEPS: &[usize] = &[5_000_000];

type Outcome = Result<(), Error>;

pub(super) fn ladder() -> Entry {
    // The first-level cache has to hold noise and path, as it has to hold a map's input and output.
    Entry::new("ou")
        .on(path::<f64>, &[2_048, 5_000_000], &[100_000])
        .on(path::<f32>, &[5_000_000], &[4_096, 100_000])
}

pub(super) fn ensemble() -> Entry {
    Entry::new("ou::ensemble")
        .on(paths::<f64>, STEPS, &[])
        .on(paths::<f32>, STEPS, &[])
}

pub(super) fn seeded() -> Entry {
    Entry::new("ou::seeded").on(from_seed, STEPS, &[])
}

/// The tutorial's.
fn process() -> Process {
    Process::new(0.1, 1.0, 2.0).expect("the times and the deviation are above zero")
}

/// What is said of numbers that are no `f64`.
fn kind<T: Float>() -> &'static str {
    if size_of::<T>() == 4 { "f32, " } else { "" }
}

fn path<T: Float + Zeroable>(extent: Extent) -> Rungs<Paths<T>, Outcome> {
    let process = process();
    let name = format!("{}{} steps", kind::<T>(), thousands(extent.len));
    on(Case::new("ou", name, extent.len), extent, &[START])
        .solo("checked", move |Paths { noise, paths }| {
            ou::checked(noise, process, START, paths)
        })
        .solo("unchecked", move |Paths { noise, paths }| {
            ou::unchecked(noise, process, START, paths)
        })
        .levels(move |level, Paths { noise, paths }| {
            ou::simd_at(level, noise, process, START, paths)
        })
        .solo("simd", move |Paths { noise, paths }| {
            ou::simd(noise, process, START, paths)
        })
        .team("threaded", move |team, Paths { noise, paths }| {
            ou::threaded(team, noise, process, START, paths)
        })
}

/// A case whose elements are the steps of all simulations.
fn simulations<T: Float>(ladder: &'static str, extent: Extent) -> Case {
    let (count, steps) = (STARTS.len(), extent.len);
    let name = format!(
        "{}{count} simulations, {} steps",
        kind::<T>(),
        thousands(steps)
    );
    Case::new(ladder, name, count * steps)
}

fn paths<T: Float + Zeroable>(extent: Extent) -> Rungs<Paths<T>, Outcome> {
    let process = process();
    on(simulations::<T>("ou::ensemble", extent), extent, &STARTS)
        .solo("checked", move |Paths { noise, paths }| {
            ensemble::checked(noise, process, &STARTS, paths)
        })
        .solo("unchecked", move |Paths { noise, paths }| {
            ensemble::unchecked(noise, process, &STARTS, paths)
        })
        .levels(move |level, Paths { noise, paths }| {
            ensemble::simd_at(level, noise, process, &STARTS, paths)
        })
        .solo("simd", move |Paths { noise, paths }| {
            ensemble::simd(noise, process, &STARTS, paths)
        })
        .team("threaded", move |team, Paths { noise, paths }| {
            ensemble::threaded(team, noise, process, &STARTS, paths)
        })
}

/// With the noise drawn as the path needs it; and first, for the difference.
fn from_seed(extent: Extent) -> Rungs<Paths<f64>, Outcome> {
    let process = process();
    simulations::<f64>("ou::seeded", extent)
        // Nothing has to be read.
        .bytes(8)
        .bound(Limit::Write)
        .on(move || Paths::new(extent, &STARTS, |_| 0.0), check_drawn)
        .solo("checked", move |Paths { paths, .. }| {
            seeded::checked(SEED, process, &STARTS, paths)
        })
        .solo("unchecked", move |Paths { paths, .. }| {
            seeded::unchecked(SEED, process, &STARTS, paths)
        })
        .levels(move |level, Paths { paths, .. }| {
            seeded::simd_at(level, SEED, process, &STARTS, paths)
        })
        .solo("simd", move |Paths { paths, .. }| {
            seeded::simd(SEED, process, &STARTS, paths)
        })
        .team("threaded", move |team, Paths { paths, .. }| {
            seeded::threaded(team, SEED, process, &STARTS, paths)
        })
        .solo("noise first", move |paths| paths.noise_first(process))
        .team("noise first, all", move |team, paths| {
            paths.noise_first_all(team, process)
        })
}

/// The paths, and the noise, of as many simulations as there are starts.
struct Paths<T> {
    noise: Aligned<T>,
    paths: Aligned<T>,
}

impl<T: Float + Zeroable> Paths<T> {
    fn new(extent: Extent, starts: &[f64], noise: fn(usize) -> f64) -> Self {
        let len = starts.len() * extent.len;
        Self {
            noise: Extent { len, ..extent }.input(|i| T::nearest(noise(i))),
            paths: extent.output(len + starts.len()),
        }
    }
}

impl Paths<f64> {
    /// Draws all of the noise, and filters it then: what `seeded::simd` is there to avoid.
    fn noise_first(&mut self, process: Process) -> Outcome {
        let steps = self.noise.len() / STARTS.len();
        for (noise, stream) in self.noise.chunks_mut(steps).zip(0..) {
            normal::simd(&mut Generator::new(SEED, stream), Normal::STANDARD, noise);
        }
        ensemble::simd(&self.noise, process, &STARTS, &mut self.paths)
    }

    /// The same, both by all members.
    fn noise_first_all(&mut self, team: &Team, process: Process) -> Outcome {
        let steps = self.noise.len() / STARTS.len();
        for (noise, stream) in self.noise.chunks_mut(steps).zip(0..) {
            let mut generator = Generator::new(SEED, stream);
            normal::threaded(team, &mut generator, Normal::STANDARD, noise);
        }
        ensemble::threaded(team, &self.noise, process, &STARTS, &mut self.paths)
    }
}

/// A case with a path for each start, and given noise.
fn on<T: Float + Zeroable>(
    case: Case,
    extent: Extent,
    starts: &'static [f64],
) -> Rungs<Paths<T>, Outcome> {
    // As many read as written; two multiplications and an addition.
    let case = case.bytes(2 * size_of::<T>()).operations(3.0);
    let rungs = case.bound(Limit::Copy).on(
        move || Paths::new(extent, starts, scattered),
        move |Paths { noise, paths }: &mut Paths<T>, outcome: Outcome| {
            outcome.expect("a path has one value more than its noise");
            let steps = noise.len() / starts.len();
            let rows = noise.chunks(steps).zip(paths.chunks(steps + 1));
            for ((noise, path), &start) in rows.zip(starts) {
                // The rungs that look ahead round elsewhere; but no noise is negative, so nothing
                // cancels.
                let rounding = if size_of::<T>() == 4 { 6e-8 } else { 0.0 };
                check(start, path, noise.iter().copied(), |expected| {
                    (1e-12 + rounding) * expected
                });
            }
            // The next rung has to write it all again.
            paths.fill(T::nearest(f64::NAN));
        },
    );
    rungs.told(tolerance::<T>(), |Paths { paths, .. }, _| {
        vec![checksum(paths)]
    })
}

/// Where the rungs round elsewhere, the bound on the page of `ou` stays below 1e-12 even if all of
/// the noise were as far out as 6.
fn check_drawn(Paths { noise, paths }: &mut Paths<f64>, outcome: Outcome) {
    outcome.expect("a path is as long as the others");
    let row = paths.len() / STARTS.len();
    for ((path, &start), stream) in paths.chunks(row).zip(&STARTS).zip(0..) {
        // Some at a time, so that what is expected takes no memory.
        let (mut generator, mut start) = (Generator::new(SEED, stream), start);
        for steps in (0..row - 1).step_by(1024) {
            let path = &path[steps..row.min(steps + 1025)];
            let mut drawn = [0.0; 1024];
            let drawn = &mut drawn[..path.len() - 1];
            normal::simd(&mut generator, Normal::STANDARD, drawn);
            start = check(start, path, drawn.iter().copied(), |_| 1e-12);
        }
    }
    noise.fill(f64::NAN);
    paths.fill(f64::NAN);
}

/// Fails unless a path is what the loop makes of its start and noise, within a tolerance. Returns
/// where the loop ends.
fn check<T: Float>(
    start: f64,
    path: &[T],
    noise: impl Iterator<Item = T>,
    tolerance: impl Fn(f64) -> f64,
) -> f64 {
    let process = process();
    let mut expected = start;
    let off = (path[0].into() - expected).abs();
    assert!(off <= tolerance(expected), "its start is off by {off:e}");
    for (noise, found) in noise.zip(&path[1..]) {
        expected = process.relax() * expected + process.diffuse() * noise.into();
        let off = ((*found).into() - expected).abs();
        assert!(off <= tolerance(expected), "it is off by {off:e}");
    }
    expected
}
