//! What the tour measures of a case: some of its rungs, beside the limits that bind them.

use crate::catalogue::{Case, Ladder, Limit, Rung, beaten};
use crate::common::timing::{Effort, Times, interleave};
use crate::limits::{ATTEMPTS, Arena, Attempt};
use hotloop::threads::Team;

/// A case, and the rungs of it that were asked for.
pub(crate) struct Selection<'t> {
    ladder: Box<dyn Ladder>,
    /// Their indices.
    rungs: Vec<usize>,
    team: &'t Team,
}

/// The rungs' figures, and those of the attempts at their limits meanwhile.
pub(crate) struct Measured<'a> {
    pub(crate) rows: Vec<Measurement>,
    pub(crate) limits: Vec<Tried<'a>>,
}

/// What one rung took on one case.
pub(crate) struct Measurement {
    pub(crate) case: Case,
    pub(crate) rung: String,
    pub(crate) members: usize,
    /// The limit that binds it, if there is one.
    pub(crate) limit: Option<Reached>,
    pub(crate) times: Times,
}

/// How much of a limit a rung has reached.
pub(crate) struct Reached {
    pub(crate) name: &'static str,
    pub(crate) fraction: f64,
    /// What the limit was in the same rounds, and the pattern that reached it.
    pub(crate) stood_at: f64,
    pub(crate) unit: &'static str,
    pub(crate) pattern: String,
}

impl Reached {
    /// Whether the rung has beaten every pattern that looked for the limit, which is too low then.
    pub(crate) fn limit_wrong(&self) -> bool {
        beaten(self.fraction)
    }
}

/// An attempt, and what it took.
pub(crate) type Tried<'a> = (&'a Attempt<'a>, Times);

impl Measurement {
    /// Nanoseconds an element.
    pub(crate) fn per_element(&self, nanoseconds: f64) -> f64 {
        nanoseconds / self.case.elements as f64
    }
}

/// The rungs that a report names, without those that are there for comparison, as `path::rung`.
pub(crate) fn names(ladder: &dyn Ladder) -> impl Iterator<Item = (usize, String)> {
    let path = ladder.case().ladder;
    let rungs = ladder.rungs().into_iter().enumerate();
    let main = rungs.filter(|(_, rung)| !rung.aside);
    main.map(move |(i, rung)| (i, format!("{path}::{}", rung.name)))
}

impl<'t> Selection<'t> {
    /// The rungs whose name contains `filter`, if there are any.
    pub(crate) fn new(ladder: Box<dyn Ladder>, filter: &str, team: &'t Team) -> Option<Self> {
        let asked_for = names(&*ladder).filter(|(_, name)| name.contains(filter));
        let rungs: Vec<_> = asked_for.map(|(i, _)| i).collect();
        (!rungs.is_empty()).then_some(Self {
            ladder,
            rungs,
            team,
        })
    }

    /// What is measured, for the progress bar.
    pub(crate) fn title(&self) -> String {
        let case = self.ladder.case();
        format!("{}: {}", case.ladder, case.name)
    }

    /// How many will take turns: the rungs, and [`ATTEMPTS`] at each limit that binds one.
    pub(crate) fn contestants(&self) -> usize {
        self.rungs.len() + ATTEMPTS * self.limits().len()
    }

    /// Measures the rungs, with the attempts at their limits in between.
    pub(crate) fn measure<'a>(
        &self,
        attempts: &'a [Attempt<'a>],
        arena: &mut Arena<'_>,
        effort: Effort,
        progress: &dyn Fn(f64),
    ) -> Measured<'a> {
        let mut prepared = self.ladder.prepare(self.team);
        for &rung in &self.rungs {
            prepared.check(rung);
        }
        let limits = self.limits();
        let attempts: Vec<_> = attempts
            .iter()
            .filter(|attempt| limits.contains(&attempt.name))
            .collect();

        let rungs = self.rungs.len();
        let run = |i: usize, repeats| match self.rungs.get(i) {
            Some(&rung) => {
                arena.sweep(repeats);
                prepared.time(rung, repeats)
            }
            None => attempts[i - rungs].run(arena, repeats),
        };
        let times = interleave(rungs + attempts.len(), effort, run, progress);
        let (of_rungs, of_attempts) = times.split_at(rungs);
        let limits: Vec<_> = attempts
            .into_iter()
            .zip(of_attempts.iter().copied())
            .collect();
        let rungs = self.rungs().into_iter().zip(of_rungs);
        let rows = rungs.map(|(rung, &times)| self.row(rung, times, &limits));
        Measured {
            rows: rows.collect(),
            limits,
        }
    }

    fn rungs(&self) -> Vec<&Rung> {
        let all = self.ladder.rungs();
        self.rungs.iter().map(|&i| all[i]).collect()
    }

    /// Limits that are reached on this case.
    fn limits(&self) -> Vec<&'static str> {
        let rungs = self.rungs().into_iter();
        let mut limits: Vec<_> = rungs.filter_map(|rung| self.limit(rung)?.1).collect();
        limits.sort_unstable();
        limits.dedup();
        limits
    }

    /// What binds a rung, and what that is called for as many members as it has.
    fn limit(&self, rung: &Rung) -> Option<(Limit, Option<&'static str>)> {
        let limit = rung.limit?;
        Some((limit, limit.name(rung.members(self.team))))
    }

    fn row(&self, rung: &Rung, times: Times, limits: &[Tried<'_>]) -> Measurement {
        let case = self.ladder.case().clone();
        let limit = self.limit(rung).and_then(|(limit, name)| {
            let work = case.work * case.elements as f64;
            reached(limit, name?, work, times, limits)
        });
        Measurement {
            case,
            rung: rung.name.clone(),
            members: rung.members(self.team),
            limit,
            times,
        }
    }
}

/// How much of a limit has been reached by so much work in these times.
///
/// Against the limit as it stood in the same rounds: on a shared machine it is another one a few
/// seconds later. By medians, because the least of two members' times is luck; or by the least times,
/// if that is less: where others take the processor away half of the time, a median is luck, too.
fn reached(
    limit: Limit,
    name: &'static str,
    work: f64,
    times: Times,
    limits: &[Tried<'_>],
) -> Option<Reached> {
    let by = |time: fn(Times) -> f64| {
        let same = limits.iter().filter(|(attempt, _)| attempt.name == name);
        let rates = same.map(|(attempt, times)| (attempt, attempt.rate(time(*times))));
        let (attempt, best) = rates.max_by(|a, b| a.1.total_cmp(&b.1))?;
        Some(Reached {
            name,
            fraction: work / time(times) / best,
            stood_at: limit.value(best),
            unit: limit.unit(),
            pattern: attempt.pattern.clone(),
        })
    };
    let ways = [by(|times| times.median), by(|times| times.least)];
    let ways = ways.into_iter().flatten();
    ways.min_by(|a, b| a.fraction.total_cmp(&b.fraction))
}
