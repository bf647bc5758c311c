//! Several inputs of a ladder, measured in turns, and what of them is a cliff.

use crate::catalogue::{Case, Limit, Prepared, last_level_cache};
use crate::common::timing::{Effort, interleave};
use crate::pairs::{self, Pair, RUNGS, Runner};
use crate::reference::Reference;
use crate::stations::{Station, Sweep};
use crate::verdict::{Cliff, Taken};
use hotloop::threads::Team;
use std::collections::BTreeSet;
use std::time::Duration;

/// Inputs, and what differs from one to the next.
pub(crate) struct Field {
    sweep: Sweep,
    stations: Vec<Station>,
}

/// What a rung took.
pub(crate) struct Figure {
    pub(crate) case: Case,
    pub(crate) place: String,
    pub(crate) rung: String,
    pub(crate) time: f64,
}

/// What stood three times.
pub(crate) struct Finding {
    pub(crate) cliff: Cliff,
    pub(crate) slow: Figure,
    pub(crate) other: Figure,
    /// How many times as long it takes, an element.
    pub(crate) ratio: f64,
}

/// What has been measured, and what came of it.
pub(crate) struct Searched {
    pub(crate) figures: Vec<Figure>,
    pub(crate) comparisons: usize,
    pub(crate) findings: Vec<Finding>,
}

/// How much longer the second and the third look are than the first.
const CLOSER: [u32; 2] = [8, 20];
/// What a run may take: many more elements would not say more.
const PATIENCE: Duration = Duration::from_millis(60);

impl Field {
    pub(crate) fn new(sweep: Sweep, stations: Vec<Station>) -> Self {
        Self { sweep, stations }
    }

    pub(crate) fn search(
        &self,
        team: &Team,
        reference: &mut Reference,
        effort: Effort,
    ) -> Searched {
        let (prepared, runners) = self.prepare(team);
        let mut course = Course {
            stations: &self.stations,
            prepared,
            runners,
            reference,
        };
        let all: Vec<_> = (0..course.runners.len()).collect();
        let first = course.measure(&all, effort);
        let mut suspects = pairs::all(self.sweep, &course.runners, &first);
        let comparisons = suspects.len();
        suspects.retain(|pair| course.height(&first, *pair) > 1.0);
        let mut times = first.clone();
        for closer in CLOSER {
            times = course.measure(&course.involved(&suspects), effort.closer(closer));
            suspects.retain(|pair| course.height(&times, *pair) > 1.0);
        }
        Searched {
            findings: suspects
                .iter()
                .map(|pair| course.finding(&times, *pair))
                .collect(),
            figures: all.iter().map(|&i| course.figure(&first, i)).collect(),
            comparisons,
        }
    }

    /// Makes all inputs, and finds out who is quick enough to be measured. The lengths increase, so
    /// whoever is not is left out from there on.
    fn prepare<'a>(&'a self, team: &'a Team) -> (Vec<Box<dyn Prepared + 'a>>, Vec<Runner>) {
        let (mut prepared, mut runners) = (vec![], vec![]);
        let mut slow = BTreeSet::new();
        for (i, station) in self.stations.iter().enumerate() {
            let mut input = station.ladder.prepare(team);
            let mut here = self.runners(i);
            here.retain(|runner| !slow.contains(&runner.name));
            let rungs = || {
                here.iter()
                    .filter_map(|runner| Some((runner.rung?, &runner.name)))
            };
            // All before any is timed.
            rungs().for_each(|(rung, _)| {
                input.check(rung);
            });
            for (rung, name) in rungs() {
                if input.time(rung, 1) > PATIENCE {
                    slow.insert(name.clone());
                }
            }
            runners.extend(here);
            prepared.push(input);
        }
        (prepared, runners)
    }

    /// Who is to be measured at a station.
    fn runners(&self, at: usize) -> Vec<Runner> {
        let Station { ladder, extent } = &self.stations[at];
        let runner = |rung, name: &str, level| Runner {
            station: at,
            rung,
            name: name.into(),
            level,
            len: extent.len,
            elements: ladder.case().elements,
        };
        let levels = match self.sweep {
            Sweep::Lengths => extent.len.is_power_of_two() && extent.len.ilog2() % 6 == 1,
            Sweep::Parameters => true,
            Sweep::Places => false,
        };
        let rungs = ladder.rungs().into_iter().enumerate();
        let wanted = rungs.filter(|(_, rung)| {
            RUNGS.contains(&rung.name.as_str()) || levels && rung.level.is_some()
        });
        let mut runners: Vec<_> = wanted
            .map(|(i, rung)| runner(Some(i), &rung.name, rung.level))
            .collect();
        if self.sweep == Sweep::Lengths && ladder.case().memory.is_some() {
            runners.push(runner(None, "limit", None));
        }
        runners
    }
}

/// Inputs that have been made, and who goes over them.
struct Course<'a> {
    stations: &'a [Station],
    prepared: Vec<Box<dyn Prepared + 'a>>,
    runners: Vec<Runner>,
    reference: &'a mut Reference,
}

impl Course<'_> {
    /// What these runners take, at their indices. The others take for ever.
    fn measure(&mut self, of: &[usize], effort: Effort) -> Vec<f64> {
        let run = |i: usize, repeats| self.run(of[i], repeats);
        let times = interleave(of.len(), effort, run, |_| ());
        let mut all = vec![f64::INFINITY; self.runners.len()];
        for (&i, times) in of.iter().zip(times) {
            all[i] = times.least;
        }
        all
    }

    fn run(&mut self, i: usize, repeats: u64) -> Duration {
        let Runner { station, rung, .. } = self.runners[i];
        let (prepared, station) = (&mut self.prepared[station], &self.stations[station]);
        let (bytes, limit) = (station.bytes(), station.ladder.case().memory);
        let mut run = |repeats| match rung {
            Some(rung) => prepared.time(rung, repeats),
            None => self
                .reference
                .time(limit.unwrap_or(Limit::Copy), bytes, repeats),
        };
        // Others have used the caches meanwhile.
        if repeats < 8 && bytes < 2 * last_level_cache() {
            run(1);
        }
        run(repeats)
    }

    /// The runners of these pairs, and the limits at their stations.
    fn involved(&self, pairs: &[Pair]) -> Vec<usize> {
        let ends: BTreeSet<_> = pairs.iter().flat_map(|pair| pair.ends()).collect();
        let stations: BTreeSet<_> = ends.iter().map(|&i| self.runners[i].station).collect();
        let wanted = |&i: &usize| {
            let runner = &self.runners[i];
            ends.contains(&i) || runner.rung.is_none() && stations.contains(&runner.station)
        };
        (0..self.runners.len()).filter(wanted).collect()
    }

    fn height(&self, times: &[f64], pair: Pair) -> f64 {
        let [slow, other] = pair.ends().map(|i| self.taken(times, i));
        pair.cliff.height(slow, other)
    }

    fn taken(&self, times: &[f64], i: usize) -> Taken {
        let Runner {
            station, elements, ..
        } = self.runners[i];
        let is_limit = |runner: &Runner| runner.station == station && runner.rung.is_none();
        let limit = self.runners.iter().position(is_limit);
        Taken {
            time: times[i],
            elements,
            limit: limit.map_or(0.0, |limit| times[limit]),
        }
    }

    fn finding(&self, times: &[f64], pair: Pair) -> Finding {
        let [slow, other] = pair.ends().map(|i| self.taken(times, i));
        Finding {
            cliff: pair.cliff,
            slow: self.figure(times, pair.slow),
            other: self.figure(times, pair.other),
            ratio: Cliff::ratio(slow, other),
        }
    }

    fn figure(&self, times: &[f64], i: usize) -> Figure {
        let runner = &self.runners[i];
        let station = &self.stations[runner.station];
        Figure {
            case: station.ladder.case().clone(),
            place: station.place(),
            rung: runner.name.clone(),
            time: times[i],
        }
    }
}
