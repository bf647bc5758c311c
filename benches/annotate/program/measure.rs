//! What the rungs of a case take, and beside them the bytes alone, in turns.

use super::cases::{Selected, indices};
use super::catalogue::{Limit, MEASURED};
use super::common::aligned::{Aligned, USUAL};
use super::common::timing::{Effort, interleave};
use super::manner::Manner;
use super::traffic::{Traffic, Way};
use hotloop::simd::LANES;
use hotloop::threads::Team;
use std::hint::black_box;
use std::time::Duration;

const EFFORT: Effort = Effort {
    budget: Duration::from_millis(100),
    turn: Duration::from_micros(300),
    least_turns: 7,
};

/// Ways through memory, and the least time of each.
type Ways = Vec<(Way, f64)>;

/// Least times of a call, in nanoseconds.
pub(crate) struct Measured {
    /// Of each rung.
    pub(crate) rungs: Vec<f64>,
    /// Of each way through the bytes alone, where they come from an array that the first cache does not hold.
    bytes: Option<(Limit, Ways)>,
}

impl Measured {
    /// The time of the bytes alone for a rung that goes through them like that.
    pub(crate) fn bytes(&self, manner: Manner) -> Option<f64> {
        let (limit, ways) = self.bytes.as_ref()?;
        let same = ways.iter().find(|(way, _)| way.is(*limit, manner));
        same.map(|(_, least)| *least)
    }
}

/// Measures them on a team of one.
pub(crate) fn measure(selected: &Selected) -> Option<Measured> {
    let ladder = selected.place.ladder()?;
    let rungs = indices(selected.place, &selected.rungs)?;
    let team = Team::solo();
    let mut prepared = ladder.prepare(&team);
    for &rung in &rungs {
        prepared.check(rung);
    }
    let case = ladder.case();
    let bytes = case.bytes * case.elements;
    let limit = case.memory.filter(|_| !Limit::Load.binds(bytes));
    let mut traffic = limit.map(|limit| Traffic::new(limit, bytes));
    let ways = traffic
        .as_ref()
        .map_or(vec![], |traffic| traffic.ways.clone());
    let broom = Aligned::<f64>::touched(USUAL, MEASURED / size_of::<f64>());
    let run = |i: usize, repeats| {
        if repeats == 1 {
            // What a cache has kept would be faster than memory, for whoever comes next.
            black_box(broom.iter().step_by(LANES).sum::<f64>());
        }
        match (rungs.get(i), &mut traffic) {
            (Some(&rung), _) => prepared.time(rung, repeats),
            (None, Some(traffic)) => traffic.time(i - rungs.len(), repeats),
            (None, None) => Duration::ZERO,
        }
    };
    let times = interleave(rungs.len() + ways.len(), EFFORT, run, |_| ());
    let mut least: Vec<f64> = times.iter().map(|times| times.least).collect();
    let of_ways = least.split_off(rungs.len());
    Some(Measured {
        rungs: least,
        bytes: limit.map(|limit| (limit, ways.into_iter().zip(of_ways).collect())),
    })
}
