//! What the hardware can do, measured there and then.
//!
//! A limit is only as good as the loop that looks for it: one that goes through memory as the kernel
//! under test does hides what that loses. So every limit is looked for with many patterns, and the best
//! that any of them has reached, at any time, counts.
//!
//! | file | what is in it |
//! |---|---|
//! | `arena.rs` | the arrays, on pages of both kinds |
//! | `pattern.rs` | prefetches, and what patterns are called |
//! | `reading.rs`, `writing.rs` | the patterns of memory; `memory.rs`: on all members of a team |
//! | `arithmetic.rs`, `round_trip.rs` | the other limits |
//! | `attempt.rs` | one pattern on one team, as it is measured |

mod arena;
mod arithmetic;
mod attempt;
mod memory;
mod pattern;
mod reading;
mod round_trip;
mod writing;

pub(crate) use arena::Arena;
pub(crate) use attempt::Attempt;

use crate::catalogue::Limit;
use hotloop::threads::Team;
use serde::{Serialize, Serializer, ser::SerializeMap};

/// All that is tried, on one member and on all of the team.
///
/// The limits are the machine's, so they are looked for at every level that it has and on pages of both
/// kinds, whatever level and pages the ladders run on.
pub(crate) fn attempts<'t>(solo: &'t Team, team: &'t Team) -> Vec<Attempt<'t>> {
    let mut attempts = vec![];
    for team in if team.members() > 1 {
        vec![solo, team]
    } else {
        vec![solo]
    } {
        attempts.extend(memory::attempts(team));
        attempts.extend(arithmetic::attempts(team));
    }
    attempts.extend(round_trip::attempt(team));
    attempts
}

/// Attempts at a limit that get past a first look.
pub(crate) const QUALIFIED: usize = 5;

/// Attempts at a limit that are repeated beside the ladders: the best patterns are often within a few
/// hundredths of each other. More of them would be luckier than a rung, which is one.
pub(crate) const ATTEMPTS: usize = 3;

/// Of those that were measured together, so many of the best at each limit.
pub(crate) fn best<'t>(most: usize, mut measured: Vec<(Attempt<'t>, f64)>) -> Vec<Attempt<'t>> {
    measured.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut best: Vec<Attempt<'t>> = vec![];
    for (attempt, _) in measured {
        let better = best.iter().filter(|other| other.name == attempt.name);
        if better.count() < most {
            best.push(attempt);
        }
    }
    best
}

/// The best rate that has been seen of every limit, in the order in which they are reported.
#[derive(Clone, Default)]
pub(crate) struct Found(Vec<Best>);

/// The best rate of a limit, and who reached it.
#[derive(Clone)]
struct Best {
    limit: Limit,
    name: &'static str,
    rate: f64,
    pattern: String,
}

impl Found {
    pub(crate) fn note(&mut self, attempt: &Attempt<'_>, rate: f64) {
        let best = Best {
            limit: attempt.limit,
            name: attempt.name,
            rate,
            pattern: attempt.pattern.clone(),
        };
        match self.0.iter_mut().find(|found| found.name == best.name) {
            Some(found) if found.rate >= rate => {}
            Some(found) => *found = best,
            None => self.0.push(best),
        }
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = Value<'_>> {
        self.0.iter().map(|best| Value {
            name: best.name,
            value: best.limit.value(best.rate),
            unit: best.limit.unit(),
            pattern: &best.pattern,
        })
    }
}

/// A limit, as it is reported.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct Value<'a> {
    #[serde(skip)]
    pub(crate) name: &'static str,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    /// The pattern that reached it.
    pub(crate) pattern: &'a str,
}

impl Serialize for Found {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for value in self.values() {
            map.serialize_entry(value.name, &value)?;
        }
        map.end()
    }
}
