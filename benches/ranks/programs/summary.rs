//! The tutorial's `summarize`, of more numbers than one likes to keep on one machine.
//!
//! ```sh
//! mpirun -n 2 ranks summary --size 1000000000
//! ```
//!
//! Each rank has a run of blocks of 16,384 numbers, summarises each, and rank 0 merges all summaries from left to
//! right: 48 bytes a block. That is what one machine does with a team, so the bits are those of `summary::threaded`.
//! The exact sum comes with it, which is asked of no order: MPI adds 71 integers of each rank as it likes.

use super::{Answer, Program, numbers};
use hotloop::Error;
use hotloop::kernels::sum::Exact;
use hotloop::kernels::summary::{self, Summary};
use hotloop::kernels::uniform::{self, Uniform};
use hotloop::memory::Buffer;
use hotloop::ranks::{Layout, Ranks};
use hotloop::threads::{Schedule, Team};
use std::ops::Range;

pub(crate) struct Numbers {
    layout: Layout,
    mine: Range<usize>,
    x: Buffer<f64>,
}

impl Program for Numbers {
    const UNIT: &'static str = "numbers";

    fn prepare(ranks: &Ranks<'_>, team: &Team, size: usize) -> Result<Self, Error> {
        let layout = layout(size);
        let mine = ranks.part(layout);
        let x = ranks.agree(uniform_numbers(team, mine.clone()))?;
        Ok(Self { layout, mine, x })
    }

    fn answer(&self, ranks: &Ranks<'_>, team: &Team) -> Result<Answer, Error> {
        let block = |block: Range<usize>| {
            let x = &self.x[block.start - self.mine.start..block.end - self.mine.start];
            Ok(summary::simd(x))
        };
        let merge = |a: Summary, b| Ok(a.merge(b));
        let summary = ranks.map_reduce(team, self.layout, Schedule::Static, block, merge)?;
        Ok(answer(&summary.unwrap_or_default()))
    }

    fn alone(team: &Team, size: usize) -> Result<Answer, Error> {
        let x = uniform_numbers(team, 0..size)?;
        Ok(answer(&summary::threaded(team, &x)))
    }
}

/// Numbers from 0 to 1.
fn uniform_numbers(team: &Team, part: Range<usize>) -> Result<Buffer<f64>, Error> {
    numbers(team, part, |generator, x| {
        uniform::simd(generator, Uniform::unit(), x);
    })
}

pub(crate) fn layout(len: usize) -> Layout {
    let block = summary::BLOCK;
    Layout { len, block }
}

pub(crate) fn answer(summary: &Summary) -> Answer {
    let (mean, deviation) = (summary.mean(), summary.standard_deviation());
    Answer {
        bytes: summary.to_bytes().to_vec(),
        text: format!("mean {mean:?}, standard deviation {deviation:?}"),
    }
}

/// The same numbers, added up exactly.
pub(crate) struct Sum(Numbers);

impl Program for Sum {
    const UNIT: &'static str = Numbers::UNIT;

    fn prepare(ranks: &Ranks<'_>, team: &Team, size: usize) -> Result<Self, Error> {
        Numbers::prepare(ranks, team, size).map(Self)
    }

    fn answer(&self, ranks: &Ranks<'_>, team: &Team) -> Result<Answer, Error> {
        let sum = team.map_reduce(
            self.0.x.len(),
            1 << 16,
            Schedule::Static,
            |part| {
                let mut sum = Exact::new();
                sum.add_slice(&self.0.x[part]);
                sum
            },
            |mut a, b| {
                a.merge(&b);
                a
            },
        );
        // No memory for the parts: every rank has to know before the others wait for it.
        let sum = ranks.agree(sum)?.unwrap_or_default();
        Ok(exactly(&ranks.exact(&sum)))
    }

    fn alone(team: &Team, size: usize) -> Result<Answer, Error> {
        let mut sum = Exact::new();
        sum.add_slice(&uniform_numbers(team, 0..size)?);
        Ok(exactly(&sum))
    }
}

fn exactly(sum: &Exact) -> Answer {
    Answer {
        bytes: sum.to_bytes().to_vec(),
        text: format!("sum {:?}", sum.total()),
    }
}
