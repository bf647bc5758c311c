//! Pools: what it costs to make one, to use it for nothing, and to use it for a sum.

use super::page::{Contestant, Page, Timed};
use crate::common::jobs::{Job, questions};
use crate::common::unpinned;

/// A table for each question.
pub(super) fn pages<'t>(quick: bool) -> Vec<Page<'t>> {
    let pages = questions(10_000_000).into_iter().map(|question| Page {
        name: "races::processes",
        title: question.title,
        unit: "us",
        baseline: question.baseline,
        rounds: if quick { 2 } else { 5 },
        contestants: question.jobs.into_iter().map(contestant).collect(),
    });
    pages.collect()
}

fn contestant(job: Job) -> Box<dyn Contestant> {
    let mut kept = Some(job.run);
    Timed::boxed(job.name, job.remark, move || {
        let mut run = kept.take().expect("it has been put back");
        let (run, time) = unpinned::run(move || {
            let time = run();
            (run, time)
        });
        kept = Some(run);
        1e6 * time.as_secs_f64()
    })
}
