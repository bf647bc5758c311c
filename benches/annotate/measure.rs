//! What the rungs of a case take, and beside them the bytes alone, in turns.

use crate::cases::{Selected, indices};
use crate::common::timing::{Effort, interleave};
use crate::traffic::Traffic;
use hotloop::threads::Team;
use std::time::Duration;

const EFFORT: Effort = Effort {
    budget: Duration::from_millis(50),
    turn: Duration::from_micros(300),
    least_turns: 5,
};

/// Least times of a call, in nanoseconds.
pub(crate) struct Measured {
    /// Of each rung.
    pub(crate) rungs: Vec<f64>,
    /// Of the bytes alone, where they come from an array.
    pub(crate) bytes: Option<f64>,
}

/// Measures them on a team of one.
pub(crate) fn measure(selected: &Selected) -> Option<Measured> {
    let ladder = selected.place.ladder()?;
    let rungs = indices(selected.place, &selected.rungs)?;
    let team = Team::solo();
    let mut prepared = ladder.prepare(&team);
    rungs.iter().for_each(|&rung| prepared.check(rung));
    let case = ladder.case();
    let mut traffic = case
        .memory
        .map(|limit| Traffic::new(limit, case.bytes * case.elements));
    let ways = traffic.as_ref().map_or(0, Traffic::ways);
    let run = |i: usize, repeats| match (rungs.get(i), &mut traffic) {
        (Some(&rung), _) => prepared.time(rung, repeats),
        (None, Some(traffic)) => traffic.time(i - rungs.len(), repeats),
        (None, None) => Duration::ZERO,
    };
    let times = interleave(rungs.len() + ways, EFFORT, run, |_| ());
    let least = |times: &[crate::common::timing::Times]| -> Vec<f64> {
        times.iter().map(|times| times.least).collect()
    };
    let (of_rungs, of_ways) = times.split_at(rungs.len());
    Some(Measured {
        rungs: least(of_rungs),
        bytes: least(of_ways).into_iter().min_by(f64::total_cmp),
    })
}
