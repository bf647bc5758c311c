//! What the tour measures of a case: some of its rungs, beside the limits that bind them.

use crate::broom::Broom;
use crate::catalogue::{self, Case, Ladder, Limit, Prepared, Rung, beaten};
use crate::common::timing::{Effort, Times, interleave};
use crate::filters::Filters;
use crate::limits::{ATTEMPTS, Arena, Attempt};
use crate::team;
use hotloop::threads::Team;
use std::thread::sleep;
use std::time::Duration;

/// A case, and the rungs of it that were asked for.
pub(crate) struct Selection<'t> {
    ladder: Box<dyn Ladder>,
    /// The index of each, with that of the team that runs it.
    runs: Vec<(usize, usize)>,
    teams: &'t [&'t Team],
    /// Members of the team that the limits are looked for with.
    all: usize,
}

/// As long as the members of a team spin that has nothing to do, and a little longer: the next one may
/// be on the same cores.
pub(crate) const REST: Duration = Duration::from_micros(200);

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
    /// Floating-point operations of the formula to an element, unless it has found a way around them.
    pub(crate) operations: Option<f64>,
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
    /// What the limit alone would have taken.
    pub(crate) nanoseconds: f64,
}

impl Reached {
    /// Whether the rung has beaten every pattern that looked for the limit, which is too low then.
    pub(crate) fn limit_wrong(&self) -> bool {
        beaten(self.fraction)
    }
}

/// Others who take turns with the rungs of a case.
pub(crate) trait Guests {
    /// Makes ready whoever comes for this case, and says how many do. `rung` has the answer that they must
    /// have.
    fn invite(&mut self, case: &Case, prepared: &mut dyn Prepared, rung: usize) -> usize;
    /// The time of so many runs.
    fn time(&mut self, guest: usize, repeats: u64) -> Duration;
    /// Takes down what each took.
    fn note(&mut self, times: &[Times]);
}

/// An attempt, and what it took.
pub(crate) type Tried<'a> = (&'a Attempt<'a>, Times);

impl Measurement {
    /// Nanoseconds an element.
    pub(crate) fn per_element(&self, nanoseconds: f64) -> f64 {
        nanoseconds / self.case.elements as f64
    }
}

/// Every case of every ladder, in the order of the report, and of the team.
pub(crate) fn cases() -> impl Iterator<Item = Box<dyn Ladder>> {
    let ladders = catalogue::all().into_iter();
    let ladders = ladders.flat_map(|entry| entry.tour().collect::<Vec<_>>());
    ladders.chain(team::cases())
}

/// The rungs that a report names, without those that are there for comparison, as `path::rung`.
pub(crate) fn names(ladder: &dyn Ladder) -> impl Iterator<Item = (usize, String)> {
    let path = ladder.case().ladder;
    let rungs = ladder.rungs().into_iter().enumerate();
    let main = rungs.filter(|(_, rung)| !rung.aside);
    main.map(move |(i, rung)| (i, format!("{path}::{}", rung.name)))
}

impl<'t> Selection<'t> {
    /// The rungs that were asked for, if there are any: on the first of the teams, and those that run
    /// on as many members as there are, on each.
    pub(crate) fn new(
        ladder: Box<dyn Ladder>,
        filters: &Filters,
        teams: &'t [&'t Team],
        all: usize,
    ) -> Option<Self> {
        let rungs = ladder.rungs();
        let mut runs = vec![];
        for (i, _) in names(&*ladder).filter(|(_, name)| filters.take(name)) {
            let members = |team: usize| rungs[i].members(teams[team]);
            let other = |&team: &usize| team == 0 || members(team) != members(0);
            runs.extend((0..teams.len()).filter(other).map(|team| (i, team)));
        }
        (!runs.is_empty()).then_some(Self {
            ladder,
            runs,
            teams,
            all,
        })
    }

    /// What is measured, for the progress bar.
    pub(crate) fn title(&self) -> String {
        let case = self.ladder.case();
        format!("{}: {}", case.ladder, case.name)
    }

    /// How many will take turns: the rungs, and [`ATTEMPTS`] at each limit that binds one.
    pub(crate) fn contestants(&self) -> usize {
        self.runs.len() + ATTEMPTS * self.limits().len()
    }

    /// Measures the rungs, with the attempts at their limits in between.
    pub(crate) fn measure<'a>(
        &self,
        attempts: &'a [Attempt<'a>],
        arena: &mut Arena<'_>,
        effort: Effort,
        guests: &mut dyn Guests,
        progress: &dyn Fn(f64),
    ) -> Measured<'a> {
        let mut inputs = self.inputs();
        let simd = self.ladder.rungs().iter().position(|r| r.name == "simd");
        let others = guests.invite(self.case(), &mut *inputs.of_teams[0], simd.unwrap_or(0));
        let limits = self.limits();
        let attempts: Vec<_> = attempts
            .iter()
            .filter(|attempt| limits.contains(&attempt.name))
            .collect();

        let rungs = self.runs.len();
        let ours = rungs + attempts.len();
        let run = |i: usize, repeats| {
            if self.teams.len() > 1 || i >= ours {
                sleep(REST);
            }
            if i >= ours {
                arena.broom.sweep(repeats);
                return guests.time(i - ours, repeats);
            }
            match i < rungs {
                true => inputs.time(i, repeats, &arena.broom),
                false => attempts[i - rungs].run(arena, repeats),
            }
        };
        let times = interleave(ours + others, effort, run, progress);
        let (times, of_guests) = times.split_at(ours);
        guests.note(of_guests);
        let (of_rungs, of_attempts) = times.split_at(rungs);
        let limits: Vec<_> = attempts
            .into_iter()
            .zip(of_attempts.iter().copied())
            .collect();
        let rungs = self.rungs().into_iter().zip(of_rungs);
        let rows = rungs.map(|((rung, members), &times)| self.row(rung, members, times, &limits));
        Measured {
            rows: rows.collect(),
            limits,
        }
    }

    /// Makes what is worked on, an input for each team, and has every rung show that its answer is right.
    pub(crate) fn inputs(&self) -> Inputs<'_> {
        let used = self.runs.iter().map(|&(_, team)| team + 1).max();
        let teams = self.teams[..used.unwrap_or(0)].iter();
        let mut inputs = Inputs {
            runs: &self.runs,
            of_teams: teams.map(|team| self.ladder.prepare(team)).collect(),
            warm_up: vec![],
        };
        // All before any is timed, who may leave the input as it is not at first.
        for &(rung, team) in inputs.runs {
            let time = inputs.of_teams[team].check(rung);
            inputs.warm_up.push(Some(time));
        }
        inputs
    }

    /// What the rungs climb.
    pub(crate) fn case(&self) -> &Case {
        self.ladder.case()
    }

    /// The rungs, with the members that run them.
    pub(crate) fn rungs(&self) -> Vec<(&Rung, usize)> {
        let all = self.ladder.rungs();
        let runs = self.runs.iter();
        runs.map(|&(i, team)| (all[i], all[i].members(self.teams[team])))
            .collect()
    }

    /// Limits that are reached on this case.
    fn limits(&self) -> Vec<&'static str> {
        let rungs = self.rungs().into_iter();
        let limit = |(rung, members)| self.limit(rung, members)?.1;
        let mut limits: Vec<_> = rungs.filter_map(limit).collect();
        limits.sort_unstable();
        limits.dedup();
        limits
    }

    /// What binds a rung, and what that is called for as many members as it has. Nobody has looked for
    /// the limits of more than one member and less, or more, than all.
    fn limit(&self, rung: &Rung, members: usize) -> Option<(Limit, Option<&'static str>)> {
        let limit = rung.limit?;
        let known = members == 1 || members == self.all;
        Some((limit, limit.name(members).filter(|_| known)))
    }

    fn row(&self, rung: &Rung, members: usize, times: Times, limits: &[Tried<'_>]) -> Measurement {
        let case = self.ladder.case().clone();
        let limit = self.limit(rung, members).and_then(|(limit, name)| {
            let work = case.work * case.elements as f64;
            reached(limit, name?, work, times, limits)
        });
        let around = case.limit == Some(Limit::Fma) && rung.limit.is_none();
        Measurement {
            operations: case.operations.filter(|_| !around),
            case,
            rung: rung.name.clone(),
            members,
            limit,
            times,
        }
    }
}

/// A selection whose inputs have been made. Rungs go by their place in it.
pub(crate) struct Inputs<'a> {
    runs: &'a [(usize, usize)],
    of_teams: Vec<Box<dyn Prepared + 'a>>,
    /// What the run took whose answer was looked at.
    warm_up: Vec<Option<Duration>>,
}

impl Inputs<'_> {
    /// The time of so many runs. The first time it is that of the one that has warmed up.
    pub(crate) fn time(&mut self, run: usize, repeats: u64, broom: &Broom<'_>) -> Duration {
        if let Some(time) = self.warm_up[run].take() {
            return time;
        }
        let (rung, team) = self.runs[run];
        broom.sweep(repeats);
        self.of_teams[team].time(rung, repeats)
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
            nanoseconds: work / best,
        })
    };
    let ways = [by(|times| times.median), by(|times| times.least)];
    let ways = ways.into_iter().flatten();
    ways.min_by(|a, b| a.fraction.total_cmp(&b.fraction))
}
