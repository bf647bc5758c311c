//! What each program has to say, with ranks and without.

pub(crate) mod ensemble;
pub(crate) mod file;
pub(crate) mod histogram;
pub(crate) mod mixture;
pub(crate) mod primes;
mod progress;
pub(crate) mod summary;

use hotloop::Error;
use hotloop::memory::Buffer;
use hotloop::random::Generator;
use hotloop::ranks::Ranks;
use hotloop::threads::{Schedule, Team};
use std::ops::Range;

/// A program over ranks: each has a part of the input, and all have the answer.
pub(crate) trait Program: Sized {
    /// What it works through: `numbers`.
    const UNIT: &'static str;

    /// This rank's part of so many.
    fn prepare(ranks: &Ranks<'_>, team: &Team, size: usize) -> Result<Self, Error>;

    /// The answer of all ranks.
    fn answer(&self, ranks: &Ranks<'_>, team: &Team) -> Result<Answer, Error>;

    /// The answer of one machine, by those functions of the library that know nothing of ranks.
    fn alone(team: &Team, size: usize) -> Result<Answer, Error>;
}

/// What a program has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// All of it, to the bit.
    pub(crate) bytes: Vec<u8>,
    /// What is printed of it.
    pub(crate) text: String,
}

const SEED: u64 = 10;

/// Elements that have a stream of random numbers of their own, so that a rank draws its part and no more.
const DRAWN: usize = 256;

/// Numbers as `draw` draws them, of which the one with index `i` is the same whoever draws it.
///
/// The part begins with a multiple of 256.
fn numbers(
    team: &Team,
    part: Range<usize>,
    draw: impl Fn(&mut Generator, &mut [f64]) + Sync,
) -> Result<Buffer<f64>, Error> {
    let mut x = Buffer::zeroed(part.len())?;
    team.for_each_block(&mut x, 64 * DRAWN, Schedule::Static, |start, x| {
        for (x, i) in x.chunks_mut(DRAWN).zip(0..) {
            let stream = (part.start + start) / DRAWN + i;
            draw(&mut Generator::new(SEED, stream as u64), x);
        }
    })?;
    Ok(x)
}
