//! A histogram of normal numbers in 1,024 bins.
//!
//! ```sh
//! mpirun -n 2 ranks histogram --size 100000000
//! ```
//!
//! Counts are integers, and who has counted what does not matter: each rank counts its numbers with its team, and MPI
//! adds up 1,027 counts (as two halves each, so that no sum overflows), 16 KiB a rank.

use super::{Answer, DRAWN, Program, numbers};
use hotloop::Error;
use hotloop::kernels::histogram::{self, Bins, Histogram};
use hotloop::kernels::normal::{self, Normal};
use hotloop::memory::Buffer;
use hotloop::ranks::{Layout, Ranks};
use hotloop::threads::Team;
use std::ops::Range;

pub(crate) struct Values {
    x: Buffer<f64>,
}

impl Program for Values {
    const UNIT: &'static str = "numbers";

    fn prepare(ranks: &Ranks<'_>, team: &Team, size: usize) -> Result<Self, Error> {
        let mine = ranks.part(Layout {
            len: size,
            block: DRAWN,
        });
        let x = ranks.agree(normal_numbers(team, mine))?;
        Ok(Self { x })
    }

    fn answer(&self, ranks: &Ranks<'_>, team: &Team) -> Result<Answer, Error> {
        let counted = ranks.agree(counted(team, &self.x))?;
        Ok(answer(&ranks.histogram(&counted)?))
    }

    fn alone(team: &Team, size: usize) -> Result<Answer, Error> {
        Ok(answer(&counted(team, &normal_numbers(team, 0..size)?)?))
    }
}

fn normal_numbers(team: &Team, part: Range<usize>) -> Result<Buffer<f64>, Error> {
    numbers(team, part, |generator, x| {
        normal::simd(generator, Normal::STANDARD, x);
    })
}

fn counted(team: &Team, x: &[f64]) -> Result<Histogram, Error> {
    let mut histogram = Histogram::new(&Bins::uniform(1024, -4.0, 4.0)?)?;
    histogram::threaded(team, x, &mut histogram);
    Ok(histogram)
}

fn answer(histogram: &Histogram) -> Answer {
    let (counts, outside) = (histogram.counts(), histogram.outside());
    let words = counts.iter().chain(&outside);
    Answer {
        bytes: words.flat_map(|count| count.to_le_bytes()).collect(),
        text: format!(
            "{} in the bins, {} below, {} above",
            counts.iter().sum::<u64>(),
            histogram.underflow(),
            histogram.overflow()
        ),
    }
}
