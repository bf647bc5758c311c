//! What the hardware can do, measured there and then.
//!
//! A limit is only as good as the loop that looks for it. So every limit has several: the best that
//! any of them has reached, at any time, counts.

mod arena;
mod arithmetic;
mod attempt;
mod memory;
mod round_trip;

pub(crate) use arena::{Arena, LARGE};
pub(crate) use attempt::Attempt;

use crate::catalogue::Limit;
use hotloop::simd::Level;
use hotloop::threads::Team;
use serde::{Serialize, Serializer, ser::SerializeMap};

/// All that is tried, on one member and on all of the team.
///
/// The limits are the machine's, so they are looked for at the best level that it has, whatever
/// level the ladders run at.
pub(crate) fn attempts<'t>(solo: &'t Team, team: &'t Team) -> Vec<Attempt<'t>> {
    let levels = Level::supported();
    let level = *levels.last().expect("there is a level");
    let mut attempts = vec![];
    for team in if team.members() > 1 {
        vec![solo, team]
    } else {
        vec![solo]
    } {
        attempts.extend(memory::attempts(team, level));
        attempts.extend(arithmetic::attempts(team, level));
    }
    attempts.extend(round_trip::attempt(team));
    attempts
}

/// Attempts at a limit that are repeated beside the ladders. More of them would be luckier than a
/// rung, which is one.
pub(crate) const ATTEMPTS: usize = 2;

/// Of those that were measured together, the best at each limit.
pub(crate) fn best<'t>(mut measured: Vec<(Attempt<'t>, f64)>) -> Vec<Attempt<'t>> {
    measured.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut best: Vec<Attempt<'t>> = vec![];
    for (attempt, _) in measured {
        let better = best.iter().filter(|other| other.name == attempt.name);
        if better.count() < ATTEMPTS {
            best.push(attempt);
        }
    }
    best
}

/// The best rate that has been seen of every limit, in the order in which they are reported.
#[derive(Default)]
pub(crate) struct Found(Vec<(&'static str, Limit, f64)>);

impl Found {
    pub(crate) fn note(&mut self, attempt: &Attempt<'_>, rate: f64) {
        let name = attempt.name;
        match self.0.iter_mut().find(|found| found.0 == name) {
            Some(found) => found.2 = found.2.max(rate),
            None => self.0.push((name, attempt.limit, rate)),
        }
    }

    /// Name, value and unit of each.
    pub(crate) fn values(&self) -> impl Iterator<Item = (&'static str, f64, &'static str)> {
        self.0
            .iter()
            .map(|&(name, limit, rate)| (name, limit.value(rate), limit.unit()))
    }
}

impl Serialize for Found {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Value {
            value: f64,
            unit: &'static str,
        }
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value, unit) in self.values() {
            map.serialize_entry(name, &Value { value, unit })?;
        }
        map.end()
    }
}
