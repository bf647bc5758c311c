//! Paths of the tutorial's Ornstein-Uhlenbeck process, and what many of them come to.

use crate::common::thousands;
use crate::html::{Paths, Spread};
use hotloop::kernels::ou::{Process, seeded};
use hotloop::kernels::summary;
use hotloop::threads::Team;

const SEED: u64 = 10;
const SIMULATIONS: usize = 10_000;
const STEPS: usize = 60;
/// What is drawn of them.
const DRAWN: usize = 5;
const START: f64 = 8.0;
const DT: f64 = 0.1;
const TAU: f64 = 1.0;
const SIGMA: f64 = 2.0;

pub(super) fn paths(team: &Team) -> Paths {
    let process = Process::new(DT, TAU, SIGMA).expect("the times and the deviation are above zero");
    let row = STEPS + 1;
    let mut paths = vec![0.0; SIMULATIONS * row];
    seeded::threaded(team, SEED, process, &[START; SIMULATIONS], &mut paths)
        .expect("the paths are of one length");
    let measured = (0..row).map(|step| {
        let column: Vec<f64> = paths.iter().skip(step).step_by(row).copied().collect();
        let summary = summary::simd(&column);
        Spread {
            mean: summary.mean().expect("there are simulations"),
            deviation: summary.standard_deviation().expect("there are simulations"),
        }
    });
    let theory = (0..row).map(|step| {
        let left = process.relax().powi(step as i32);
        Spread {
            mean: START * left,
            deviation: SIGMA * (1.0 - left * left).sqrt(),
        }
    });
    Paths {
        heading: format!(
            "{DRAWN} of {} simulations of {STEPS} steps of {DT}, with time constant {TAU} and standard \
             deviation {SIGMA}, from {START} on. Coloured: mean, and one and two standard deviations, \
             as measured; dashed and shaded: in theory",
            thousands(SIMULATIONS)
        ),
        dt: DT,
        drawn: paths.chunks(row).take(DRAWN).map(<[f64]>::to_vec).collect(),
        measured: measured.collect(),
        theory: theory.collect(),
    }
}
