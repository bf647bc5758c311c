//! The primes below a number, by segments: how many, and their sum.
//!
//! ```sh
//! mpirun -n 2 ranks primes --size 1000000000
//! ```
//!
//! A segment has 2^22 numbers, and the rank that has it sieves it by the primes up to its root, which each rank finds
//! for itself: no message but two integers a segment. The later segments take longer, and so does the last rank; members
//! of a team take segments as they come.

use super::{Answer, Program};
use hotloop::Error;
use hotloop::kernels::primes;
use hotloop::ranks::{Layout, Ranks};
use hotloop::threads::{Schedule, Team};
use std::ops::Range;

pub(crate) struct Primes {
    layout: Layout,
}

impl Program for Primes {
    const UNIT: &'static str = "numbers";

    fn prepare(_: &Ranks<'_>, _: &Team, size: usize) -> Result<Self, Error> {
        let (len, block) = (size, 1 << 22);
        Ok(Self {
            layout: Layout { len, block },
        })
    }

    fn answer(&self, ranks: &Ranks<'_>, team: &Team) -> Result<Answer, Error> {
        let segment = |numbers: Range<usize>| {
            let primes = primes::between(numbers.start as u64..numbers.end as u64)?;
            Ok(primes.map(u128::from).sum::<u128>())
        };
        let add = |a: u128, b| Ok(a + b);
        let schedule = Schedule::Dynamic { chunk: 1 };
        let sum = ranks.map_reduce(team, self.layout, schedule, segment, add)?;
        Ok(answer(sum.unwrap_or(0)))
    }

    fn alone(team: &Team, size: usize) -> Result<Answer, Error> {
        Ok(answer(primes::threaded(team, size as u64)?))
    }
}

fn answer(sum: u128) -> Answer {
    Answer {
        bytes: sum.to_le_bytes().to_vec(),
        text: format!("sum {sum}"),
    }
}
