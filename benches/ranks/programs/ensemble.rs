//! Paths of an Ornstein-Uhlenbeck process, and at sixteen times what they are spread over.
//!
//! ```sh
//! mpirun -n 2 ranks ensemble --size 100000
//! ```
//!
//! Every path has a stream of the seed, by its number, so a rank simulates its run of them and knows nothing of the
//! others. Sixteen paths make a block, of which sixteen summaries are kept, 768 bytes, and not the paths.

use super::{Answer, Program, SEED};
use hotloop::Error;
use hotloop::kernels::ou::{Process, seeded};
use hotloop::kernels::summary::{Summary, columns};
use hotloop::random::Streams;
use hotloop::ranks::{Layout, Ranks};
use hotloop::threads::{Schedule, Team};
use std::ops::Range;

pub(crate) struct Paths {
    layout: Layout,
}

impl Program for Paths {
    const UNIT: &'static str = "paths of 1,024 steps";

    fn prepare(_: &Ranks<'_>, _: &Team, size: usize) -> Result<Self, Error> {
        let layout = layout(size);
        Ok(Self { layout })
    }

    fn answer(&self, ranks: &Ranks<'_>, team: &Team) -> Result<Answer, Error> {
        let schedule = Schedule::Static;
        let spread = ranks.map_reduce(team, self.layout, schedule, block, merged)?;
        Ok(answer(&spread.unwrap_or_default()))
    }

    fn alone(team: &Team, size: usize) -> Result<Answer, Error> {
        let Layout { len, block: paths } = layout(size);
        let merge = |a: Result<_, Error>, b: Result<_, Error>| merged(a?, b?);
        let spread = team.map_reduce(len, paths, Schedule::Static, block, merge)?;
        Ok(answer(&spread.unwrap_or(Ok(vec![]))?))
    }
}

const STEPS: usize = 1024;
const TIMES: usize = 16;

fn layout(len: usize) -> Layout {
    let block = 16;
    Layout { len, block }
}

/// The summaries of some paths, at each of the times.
fn block(paths: Range<usize>) -> Result<Vec<Summary>, Error> {
    let process = Process::new(0.01, 1.0, 2.0)?;
    let (starts, row) = (vec![5.0; paths.len()], STEPS + 1);
    let mut values = vec![0.0; paths.len() * row];
    let (seed, first) = (SEED, paths.start as u64);
    seeded::simd(Streams { seed, first }, process, &starts, &mut values)?;
    let at = |path: &[f64], k: usize| path[(k + 1) * STEPS / TIMES];
    let table: Vec<f64> = values
        .chunks(row)
        .flat_map(|path| (0..TIMES).map(move |k| at(path, k)))
        .collect();
    let mut spread = vec![Summary::default(); TIMES];
    columns::simd(&table, &mut spread)?;
    Ok(spread)
}

fn merged(mut a: Vec<Summary>, b: Vec<Summary>) -> Result<Vec<Summary>, Error> {
    for (a, b) in a.iter_mut().zip(b) {
        *a += b;
    }
    Ok(a)
}

fn answer(spread: &[Summary]) -> Answer {
    let last = spread.last().copied().unwrap_or_default();
    Answer {
        bytes: spread.iter().flat_map(Summary::to_bytes).collect(),
        text: format!(
            "in the end mean {:?}, standard deviation {:?}",
            last.mean(),
            last.standard_deviation()
        ),
    }
}
