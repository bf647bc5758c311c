//! The time of an element at many lengths, of a few rungs.

use crate::catalogue::{self, Entry, Extent};
use crate::common::timing::{Effort, interleave};
use crate::html::Curve;
use hotloop::threads::Team;
use std::time::Duration;

/// What is read, read and written, fed back, drawn, and scattered.
const LADDERS: [&str; 6] = ["sum", "map", "comb::backward", "ou", "normal", "histogram"];
const RUNGS: [&str; 3] = ["checked", "simd", "threaded"];
/// Two lengths an octave.
const SHORTEST: f64 = 64.0;
const LONGEST: f64 = 1e7;
const STEP: f64 = std::f64::consts::SQRT_2;
/// From here on the indexed loop stays as it is, and would take most of the time.
const ENOUGH: usize = 1 << 20;
const EFFORT: Effort = Effort {
    budget: Duration::from_millis(1),
    turn: Duration::from_micros(100),
    least_turns: 3,
};

/// Curves of those ladders that are wanted.
pub(super) fn curves(team: &Team, wanted: impl Fn(&str) -> bool) -> Vec<Curve> {
    let entries = catalogue::all().into_iter();
    let entries = entries.filter(|entry| LADDERS.contains(&entry.path) && wanted(entry.path));
    entries.flat_map(|entry| of_ladder(&entry, team)).collect()
}

fn of_ladder(entry: &Entry, team: &Team) -> Vec<Curve> {
    let mut curves = RUNGS.map(|rung| Curve {
        ladder: entry.path,
        rung: rung.into(),
        bytes: 0,
        points: vec![],
    });
    let mut length = SHORTEST;
    while length <= LONGEST {
        let len = length as usize;
        let ladder = entry.kinds()[0].at(Extent::of(len));
        let mut prepared = ladder.prepare(team);
        let rungs = ladder.rungs();
        let index = |name: &str| rungs.iter().position(|rung| rung.name == name);
        let runs: Vec<_> = (RUNGS.iter().enumerate())
            .filter(|(_, name)| len < ENOUGH || **name != "checked")
            .filter_map(|(curve, name)| Some((curve, index(name)?)))
            .collect();
        let run = |i: usize, repeats| prepared.time(runs[i].1, repeats);
        let times = interleave(runs.len(), EFFORT, run, |_| ());
        let case = ladder.case();
        for ((curve, _), times) in runs.iter().zip(times) {
            curves[*curve].bytes = case.bytes;
            let time = times.least / case.elements as f64;
            curves[*curve].points.push((case.elements, time));
        }
        length *= STEP;
    }
    curves.into()
}
