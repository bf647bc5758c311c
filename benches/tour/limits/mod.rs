//! What the hardware can do, measured there and then.
//!
//! A limit is only as good as the loop that looks for it. So every limit has several: the best that
//! any of them has reached, at any time, counts.

mod arithmetic;
mod memory;
mod round_trip;

use crate::catalogue::{Limit, wake};
use crate::common::aligned::Aligned;
use hotloop::simd::Level;
use hotloop::threads::Team;
use serde::{Serialize, Serializer, ser::SerializeMap};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Elements of the large arrays, 80 MB each: as many as in the ladders' largest cases.
pub(crate) const LARGE: usize = 10_000_000;
/// Elements in a cache line.
const LINE: usize = 8;
/// Elements of the small one: 32 KB, which fit in every first-level cache of the day.
const SMALL: usize = 4_096;

/// The memory that the limits are looked for in.
pub(crate) struct Arena<'t> {
    /// Whose caches are swept.
    team: &'t Team,
    from: Aligned<f64>,
    to: Aligned<f64>,
    /// Read by nobody but [`sweep`](Arena::sweep).
    broom: Aligned<f64>,
    /// One for each member, because they share the second-level cache at best.
    small: Vec<Aligned<i64>>,
}

impl<'t> Arena<'t> {
    pub(crate) fn new(team: &'t Team) -> Self {
        Self {
            team,
            from: Aligned::touched(64, LARGE),
            to: Aligned::touched(64, LARGE),
            broom: Aligned::touched(64, LARGE),
            small: (0..team.members())
                .map(|_| Aligned::touched(64, SMALL))
                .collect(),
        }
    }

    /// Sweeps the caches before a turn of a single run.
    ///
    /// A third-level cache keeps a good part of a large array until it is read again, so whoever
    /// comes after another with the same array would be faster by a third. What runs many times in
    /// a turn finds in the caches what it left there itself.
    pub(crate) fn sweep(&self, repeats: u64) {
        if repeats == 1 {
            let broom = &*self.broom;
            self.team.parallel(|_| {
                black_box(broom.iter().step_by(LINE).sum::<f64>());
            });
        }
    }
}

type Run<'t> = Box<dyn Fn(&mut Arena<'_>, u64) -> Duration + 't>;

/// One way to come close to a limit.
pub(crate) struct Attempt<'t> {
    pub(crate) limit: Limit,
    pub(crate) name: &'static str,
    /// Bytes, operations or trips in a run.
    work: f64,
    run: Run<'t>,
}

impl<'t> Attempt<'t> {
    fn new(
        limit: Limit,
        team: &'t Team,
        work: f64,
        f: impl Fn(&Team, &mut Arena<'_>) + 't,
    ) -> Self {
        let run = move |arena: &mut Arena<'_>, repeats| {
            wake(team);
            let start = Instant::now();
            for _ in 0..repeats {
                f(team, arena);
            }
            start.elapsed()
        };
        Self {
            limit,
            name: limit.name(team.members()).expect("it binds the team"),
            work,
            run: Box::new(run),
        }
    }

    /// The time of so many runs.
    pub(crate) fn run(&self, arena: &mut Arena<'_>, repeats: u64) -> Duration {
        arena.sweep(repeats);
        (self.run)(arena, repeats)
    }

    /// Units of work a nanosecond, of a run that took so many.
    pub(crate) fn rate(&self, nanoseconds: f64) -> f64 {
        self.work / nanoseconds
    }
}

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
