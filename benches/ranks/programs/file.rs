//! The summary of a file of NumPy's, which no rank reads all of.
//!
//! ```sh
//! python -c 'import numpy; numpy.save("x.npy", numpy.random.default_rng(10).random(10**8))'
//! mpirun -n 2 ranks file x.npy
//! ```
//!
//! Members read the blocks that they summarise, 128 KiB each: of a file that is larger than all memory together, too. A
//! file that one rank does not find, or finds too short, is an error on all of them.

use super::Answer;
use super::progress::Progress;
use super::summary::{answer, layout};
use hotloop::Error;
use hotloop::kernels::summary::{self, Summary};
use hotloop::ranks::{Npy, Ranks};
use hotloop::threads::{Schedule, Team};
use std::path::Path;

pub(crate) fn over(ranks: &Ranks<'_>, team: &Team, path: &Path) -> Result<Answer, Error> {
    let file = ranks.agree(Npy::<f64>::open(path))?;
    let layout = layout(file.len());
    let steps = ranks.part(layout).len().div_ceil(layout.block);
    let progress = Progress::new(if ranks.rank() == 0 { steps } else { 0 });
    let block = |block| {
        let summary = file.with(block, summary::simd);
        progress.step();
        summary
    };
    let merge = |a: Summary, b| Ok(a.merge(b));
    let summary = ranks.map_reduce(team, layout, Schedule::Static, block, merge)?;
    Ok(answer(&summary.unwrap_or_default()))
}
