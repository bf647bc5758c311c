//! A mixture fitted to points of which each rank has a part: ten iterations of EM, four components in the plane.
//!
//! ```sh
//! mpirun -n 2 ranks mixture --size 4000000
//! ```
//!
//! The expectation is what is shared out. Each rank has the moments of its blocks of points, 232 bytes a block and at
//! most 128 blocks in all, rank 0 merges them from left to right, and every rank makes the next model of the result: the
//! same on each, to the bit, so no model is ever sent. `mixture::simd` cuts and merges in the same way, and so the fit
//! has its bits.

use super::{Answer, DRAWN, Program, SEED};
use hotloop::Error;
use hotloop::kernels::mixture::{self, Fit, Mixture, Settings};
use hotloop::random::Generator;
use hotloop::ranks::{Layout, Points, Ranks};
use hotloop::threads::{Schedule, Team};
use std::ops::Range;

/// This rank's coordinates, and the model that all begin with.
pub(crate) struct Clusters {
    layout: Layout,
    x: Vec<f64>,
    start: Mixture,
}

impl Program for Clusters {
    const UNIT: &'static str = "points";

    fn prepare(ranks: &Ranks<'_>, team: &Team, size: usize) -> Result<Self, Error> {
        // Every rank computes it, of the same first points.
        let start = ranks.agree(start(team, size))?;
        let layout = Points::layout(size, &start);
        let x = ranks.agree(drawn(team, ranks.part(layout)))?;
        Ok(Self { layout, x, start })
    }

    fn answer(&self, ranks: &Ranks<'_>, team: &Team) -> Result<Answer, Error> {
        let points = Points::new(ranks, self.layout, &self.x, DIMENSIONS)?;
        Ok(answer(&points.fit(team, &self.start, &settings())?))
    }

    fn alone(team: &Team, size: usize) -> Result<Answer, Error> {
        let x = drawn(team, 0..size)?;
        let fit = mixture::threaded(team, &x, &start(team, size)?, &settings())?;
        Ok(answer(&fit))
    }
}

const DIMENSIONS: usize = 2;
/// Points that the start is chosen from.
const FIRST: usize = 10_000;

/// As the tutorial: a number of iterations, whatever they come to.
pub(crate) fn settings() -> Settings {
    Settings {
        iterations: 10,
        tolerance: 0.0,
        ..Settings::default()
    }
}

/// Points about the tutorial's four means.
fn drawn(team: &Team, part: Range<usize>) -> Result<Vec<f64>, Error> {
    let truth = Mixture::new(
        &[0.25; 4],
        &[0.0, 0.0, 4.0, 4.0, 8.0, 8.0, 12.0, 12.0],
        &[1.0, 0.0, 0.0, 1.0].repeat(4),
    )?;
    let mut x = vec![0.0; DIMENSIONS * part.len()];
    team.for_each_block(&mut x, DIMENSIONS * DRAWN, Schedule::Static, |at, x| {
        let stream = (part.start + at / DIMENSIONS) / DRAWN;
        let mut labels = [0; DRAWN];
        let mut generator = Generator::new(SEED, stream as u64);
        truth
            .sample(&mut generator, x, &mut labels[..x.len() / DIMENSIONS])
            .expect("there is a label for each point");
    })?;
    Ok(x)
}

fn start(team: &Team, size: usize) -> Result<Mixture, Error> {
    let first = drawn(team, 0..size.min(FIRST))?;
    let mut generator = Generator::new(SEED, u64::MAX);
    Mixture::k_means_plus_plus(&first, DIMENSIONS, 4, &settings(), &mut generator)
}

fn answer(fit: &Fit) -> Answer {
    let mixture = fit.mixture();
    let numbers = [mixture.weights(), mixture.means(), mixture.covariances()].concat();
    let all = numbers.iter().chain(fit.log_likelihoods());
    Answer {
        bytes: all.flat_map(|x| x.to_bits().to_le_bytes()).collect(),
        text: format!(
            "mean log-likelihood {:?}, first mean {:?}",
            fit.log_likelihoods().last(),
            mixture.mean(0)
        ),
    }
}
