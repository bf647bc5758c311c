//! Paths of the Ornstein-Uhlenbeck process from a seed, and what they have to be.

use super::aligned::Aligned;
use hotloop::Error;
use hotloop::kernels::normal::{self, Normal};
use hotloop::kernels::ou::{Process, ensemble};
use hotloop::random::Generator;
use hotloop::threads::Team;

pub(crate) const SEED: u64 = 10;
pub(crate) const STARTS: [f64; 8] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
/// Steps that are compared at a time.
const BLOCK: usize = 1024;

/// The paths of eight simulations, and their noise for those who want all of it first. Both are
/// made once, because a first touch of their pages costs more than the kernel.
pub(crate) struct Paths {
    process: Process,
    noise: Aligned<f64>,
    pub(crate) paths: Aligned<f64>,
}

impl Paths {
    pub(crate) fn new(process: Process, steps: usize) -> Self {
        Self {
            process,
            noise: Aligned::touched(STARTS.len() * steps),
            paths: Aligned::touched(STARTS.len() * (steps + 1)),
        }
    }

    /// Draws all of the noise, and filters it then: what `seeded::simd` is there to avoid.
    pub(crate) fn noise_first(&mut self) -> Result<(), Error> {
        let steps = self.noise.len() / STARTS.len();
        for (noise, stream) in self.noise.chunks_mut(steps).zip(0..) {
            normal::simd(&mut Generator::new(SEED, stream), Normal::STANDARD, noise);
        }
        ensemble::simd(&self.noise, self.process, &STARTS, &mut self.paths)
    }

    /// The same, both by all members.
    pub(crate) fn noise_first_all(&mut self, team: &Team) -> Result<(), Error> {
        let steps = self.noise.len() / STARTS.len();
        for (noise, stream) in self.noise.chunks_mut(steps).zip(0..) {
            let mut generator = Generator::new(SEED, stream);
            normal::threaded(team, &mut generator, Normal::STANDARD, noise);
        }
        ensemble::threaded(team, &self.noise, self.process, &STARTS, &mut self.paths)
    }

    /// Fails unless the paths are those of the loop. The rungs that look ahead round elsewhere; the
    /// bound on the page of `ou` stays below 1e-12 even if all of the noise were as far out as 6.
    pub(crate) fn assert_agrees(&self) {
        let (process, row) = (self.process, self.paths.len() / STARTS.len());
        let mut noise = [0.0; BLOCK];
        for ((path, &start), stream) in self.paths.chunks(row).zip(&STARTS).zip(0..) {
            assert_eq!(path[0], start);
            let (mut generator, mut expected) = (Generator::new(SEED, stream), start);
            for path in path[1..].chunks(BLOCK) {
                let noise = &mut noise[..path.len()];
                normal::simd(&mut generator, Normal::STANDARD, noise);
                for (noise, found) in noise.iter().zip(path) {
                    expected = process.relax() * expected + process.diffuse() * *noise;
                    let off = (found - expected).abs();
                    assert!(off <= 1e-12, "it is off by {off:e}");
                }
            }
        }
    }

    /// The next rung has to make it all again.
    pub(crate) fn reset(&mut self) {
        self.noise.fill(f64::NAN);
        self.paths.fill(f64::NAN);
    }
}
