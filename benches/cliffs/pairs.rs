//! What is compared with what.

use crate::stations::Sweep;
use crate::verdict::{Cliff, FEW};
use hotloop::simd::Level;

/// The rungs that every ladder has, from the first to the last.
pub(crate) const RUNGS: [&str; 4] = ["checked", "unchecked", "simd", "threaded"];
/// Those of them that are made for speed. The others are what the compiler makes of the loop.
const FAST: [&str; 2] = ["simd", "threaded"];

/// A rung at a station, or the limit there.
#[derive(Clone)]
pub(crate) struct Runner {
    pub(crate) station: usize,
    /// The rung's index; none of the limit.
    pub(crate) rung: Option<usize>,
    pub(crate) name: String,
    pub(crate) level: Option<Level>,
    /// The station's length, and how many elements that is.
    pub(crate) len: usize,
    pub(crate) elements: usize,
}

/// Two runners, the first of which should not be slower, in the sense of the cliff.
#[derive(Clone, Copy)]
pub(crate) struct Pair {
    pub(crate) cliff: Cliff,
    pub(crate) slow: usize,
    pub(crate) other: usize,
}

impl Pair {
    pub(crate) fn ends(self) -> [usize; 2] {
        [self.slow, self.other]
    }
}

/// All pairs of a field, given what each runner took at first sight.
pub(crate) fn all(sweep: Sweep, runners: &[Runner], times: &[f64]) -> Vec<Pair> {
    let fast = |of: &dyn Fn(Vec<usize>) -> Vec<Pair>| {
        let same = |name| indices(runners, |runner| runner.name == name);
        FAST.into_iter().flat_map(|name| of(same(name))).collect()
    };
    let pairs: Vec<Pair> = match sweep {
        Sweep::Places => return fast(&|same| places(&same, times)),
        Sweep::Lengths => fast(&|same| jumps(&same, runners)),
        Sweep::Parameters => vec![],
    };
    let stations = runners.last().map_or(0, |runner| runner.station + 1);
    let order = (0..stations).flat_map(|station| order(runners, station));
    pairs.into_iter().chain(order).collect()
}

/// Every rung beside the one below it, and every level.
fn order(runners: &[Runner], station: usize) -> Vec<Pair> {
    let here = |runner: &Runner| runner.station == station;
    let rungs = RUNGS
        .into_iter()
        .flat_map(|name| indices(runners, |runner| here(runner) && runner.name == name));
    let levels = indices(runners, |runner| here(runner) && runner.level.is_some());
    let [rungs, levels] = [rungs.collect(), levels].map(|climb: Vec<usize>| {
        let above = |pair: &[usize]| Pair {
            cliff: Cliff::Order,
            slow: pair[1],
            other: pair[0],
        };
        climb.windows(2).map(above).collect::<Vec<_>>()
    });
    [rungs, levels].concat()
}

/// Every length beside the one before it.
fn jumps(same: &[usize], runners: &[Runner]) -> Vec<Pair> {
    let long = |pair: &&[usize]| runners[pair[0]].len >= FEW;
    let jump = |pair: &[usize]| Pair {
        cliff: Cliff::Jump,
        slow: pair[1],
        other: pair[0],
    };
    same.windows(2).filter(long).map(jump).collect()
}

/// Every place beside the best one.
fn places(same: &[usize], times: &[f64]) -> Vec<Pair> {
    let best = same
        .iter()
        .copied()
        .min_by(|&a, &b| times[a].total_cmp(&times[b]));
    let beside = |other| {
        let others = same.iter().copied().filter(move |&i| i != other);
        others.map(move |slow| Pair {
            cliff: Cliff::Place,
            slow,
            other,
        })
    };
    best.into_iter().flat_map(beside).collect()
}

fn indices(runners: &[Runner], wanted: impl Fn(&Runner) -> bool) -> Vec<usize> {
    (0..runners.len())
        .filter(|&i| wanted(&runners[i]))
        .collect()
}
