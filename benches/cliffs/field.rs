//! Several inputs of a ladder, measured in turns, and what of them looks like a cliff.

use crate::catalogue::{Case, Limit, Prepared, last_level_cache};
use crate::common::timing::{Effort, interleave};
use crate::reference::Reference;
use crate::stations::Station;
use crate::verdict::{Cliff, FEW, Taken};
use hotloop::memory::PageSize;
use hotloop::threads::Team;
use std::collections::BTreeSet;
use std::time::Duration;

/// What differs from one station of a field to the next.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sweep {
    Lengths,
    Places,
    /// A length, on some parameter.
    Parameters,
}

pub(crate) struct Field {
    sweep: Sweep,
    stations: Vec<Station>,
}

/// The rungs that every ladder has, from the first to the last.
const RUNGS: [&str; 4] = ["checked", "unchecked", "simd", "threaded"];

/// A rung at a station, or the limit there.
#[derive(Clone)]
struct Runner {
    station: usize,
    rung: Option<usize>,
    /// The rung's name; "limit" of a limit.
    name: String,
    /// Whether the rung is held to a level.
    is_level: bool,
}

/// What a runner took.
#[derive(Clone)]
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

/// Two runners, the first of which should not be slower.
type Pair = (Cliff, usize, usize);

/// How much longer the second and the third look are than the first.
const CLOSER: [u32; 2] = [8, 20];
/// What a run may take that is measured: many more elements would not say more.
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
        let (mut prepared, runners) = self.prepare(team);
        let mut measure = |of: &[usize], effort| {
            let run = |i: usize, repeats| {
                let runner = &runners[of[i]];
                self.run(runner, &mut prepared[runner.station], reference, repeats)
            };
            let times = interleave(of.len(), effort, run, |_| ());
            let mut found = vec![f64::INFINITY; runners.len()];
            for (&i, times) in of.iter().zip(times) {
                found[i] = times.least;
            }
            found
        };
        let all: Vec<_> = (0..runners.len()).collect();
        let first = measure(&all, effort);
        let pairs = self.pairs(&runners, &first);
        let comparisons = pairs.len();
        let height = |times: &[f64], (cliff, slow, other): Pair| {
            cliff.height(
                self.taken(&runners, times, slow),
                self.taken(&runners, times, other),
            )
        };
        let mut suspects = pairs;
        let mut times = first.clone();
        suspects.retain(|pair| height(&times, *pair) > 1.0);
        for closer in CLOSER {
            if suspects.is_empty() {
                break;
            }
            let of = self.involved(&runners, &suspects);
            let effort = Effort {
                budget: effort.budget * closer,
                least_turns: effort.least_turns * 3,
                ..effort
            };
            times = measure(&of, effort);
            suspects.retain(|pair| height(&times, *pair) > 1.0);
        }
        let figure = |times: &[f64], i: usize| self.figure(&runners[i], times[i]);
        let finding = |&(cliff, slow, other): &Pair| Finding {
            cliff,
            slow: figure(&times, slow),
            other: figure(&times, other),
            ratio: Cliff::ratio(
                self.taken(&runners, &times, slow),
                self.taken(&runners, &times, other),
            ),
        };
        Searched {
            findings: suspects.iter().map(finding).collect(),
            figures: all.iter().map(|&i| figure(&first, i)).collect(),
            comparisons,
        }
    }

    /// Makes all inputs, and finds out who is quick enough to be measured. The lengths increase, so
    /// whoever is not is left out from there on.
    fn prepare<'a>(&'a self, team: &'a Team) -> (Vec<Box<dyn Prepared + 'a>>, Vec<Runner>) {
        let (mut prepared, mut runners) = (vec![], vec![]);
        let mut slow = BTreeSet::<String>::new();
        for (station, at) in self.stations.iter().enumerate() {
            let mut input = at.ladder.prepare(team);
            let rungs = at.ladder.rungs();
            let levels = self.sweep == Sweep::Parameters || at.extent.len.ilog2() % 6 == 1;
            let wanted = |name: &str, level: bool| {
                (RUNGS.contains(&name) || levels && level) && !slow.contains(name)
            };
            let wanted: Vec<_> = (0..rungs.len())
                .filter(|&i| wanted(&rungs[i].name, rungs[i].level.is_some()))
                .collect();
            // All before any is timed.
            wanted.iter().for_each(|&i| input.check(i));
            for i in wanted {
                let (name, is_level) = (rungs[i].name.clone(), rungs[i].level.is_some());
                if input.time(i, 1) > PATIENCE {
                    slow.insert(name.clone());
                }
                runners.push(Runner {
                    station,
                    rung: Some(i),
                    name,
                    is_level,
                });
            }
            if self.sweep == Sweep::Lengths && at.ladder.case().memory.is_some() {
                runners.push(Runner {
                    station,
                    rung: None,
                    name: "limit".into(),
                    is_level: false,
                });
            }
            prepared.push(input);
        }
        (prepared, runners)
    }

    fn run(
        &self,
        runner: &Runner,
        prepared: &mut Box<dyn Prepared + '_>,
        reference: &mut Reference,
        repeats: u64,
    ) -> Duration {
        let station = &self.stations[runner.station];
        let bytes = station.bytes();
        let mut run = |repeats| match (runner.rung, station.ladder.case().memory) {
            (Some(rung), _) => prepared.time(rung, repeats),
            (None, limit) => reference.time(limit.unwrap_or(Limit::Copy), bytes, repeats),
        };
        // Others have used the caches meanwhile.
        if repeats < 8 && bytes < 2 * last_level_cache() {
            run(1);
        }
        run(repeats)
    }

    /// All that is compared.
    fn pairs(&self, runners: &[Runner], times: &[f64]) -> Vec<Pair> {
        let order = |station: usize| {
            let here = || (0..runners.len()).filter(move |&i| runners[i].station == station);
            let rungs = RUNGS
                .iter()
                .filter_map(|name| here().find(|&i| runners[i].name == *name));
            let levels = here().filter(|&i| runners[i].is_level);
            let pairs = |climb: Vec<usize>| {
                let pairs = climb
                    .windows(2)
                    .map(|pair| (Cliff::Order, pair[1], pair[0]));
                pairs.collect::<Vec<_>>()
            };
            [pairs(rungs.collect()), pairs(levels.collect())].concat()
        };
        let mut pairs: Vec<Pair> = match self.sweep {
            // Not again at each.
            Sweep::Places => vec![],
            _ => (0..self.stations.len()).flat_map(order).collect(),
        };
        // The first two are what the compiler makes of the loop.
        for name in &RUNGS[2..] {
            let same: Vec<_> = (0..runners.len())
                .filter(|&i| runners[i].name == *name)
                .collect();
            match self.sweep {
                Sweep::Lengths => pairs.extend(self.jumps(runners, &same)),
                Sweep::Places => pairs.extend(places(times, &same)),
                Sweep::Parameters => {}
            }
        }
        pairs
    }

    fn jumps(&self, runners: &[Runner], same: &[usize]) -> Vec<Pair> {
        let long = |i: usize| self.stations[runners[i].station].extent.len >= FEW;
        let pairs = same.windows(2).filter(|pair| long(pair[0]));
        pairs.map(|pair| (Cliff::Jump, pair[1], pair[0])).collect()
    }

    /// The runners of these pairs, and the limits at their stations.
    fn involved(&self, runners: &[Runner], pairs: &[Pair]) -> Vec<usize> {
        let ends = || pairs.iter().flat_map(|&(_, slow, other)| [slow, other]);
        let stations: BTreeSet<_> = ends().map(|i| runners[i].station).collect();
        let limits = (0..runners.len())
            .filter(|&i| runners[i].rung.is_none() && stations.contains(&runners[i].station));
        let all: BTreeSet<_> = ends().chain(limits).collect();
        all.into_iter().collect()
    }

    fn taken(&self, runners: &[Runner], times: &[f64], i: usize) -> Taken {
        let station = runners[i].station;
        let limit = (0..runners.len())
            .find(|&i| runners[i].station == station && runners[i].rung.is_none());
        Taken {
            time: times[i],
            elements: self.stations[station].ladder.case().elements,
            limit: limit.map_or(0.0, |i| times[i]),
        }
    }

    fn figure(&self, runner: &Runner, time: f64) -> Figure {
        let station = &self.stations[runner.station];
        let extent = station.extent;
        let mut place = String::new();
        if self.sweep == Sweep::Places {
            let [input, output] = [extent.input, extent.output].map(|at| at / size_of::<f64>());
            place = format!("input at {input}, output at {output}");
        } else if extent.pages == PageSize::Base {
            place = "small pages".into();
        }
        Figure {
            case: station.ladder.case().clone(),
            place,
            rung: runner.name.clone(),
            time,
        }
    }
}

/// Every place beside the best one.
fn places(times: &[f64], same: &[usize]) -> Vec<Pair> {
    let best = same
        .iter()
        .copied()
        .min_by(|&a, &b| times[a].total_cmp(&times[b]));
    let beside = |best| {
        let others = same.iter().filter(move |&&i| i != best);
        others.map(move |&i| (Cliff::Place, i, best))
    };
    best.into_iter().flat_map(beside).collect()
}
