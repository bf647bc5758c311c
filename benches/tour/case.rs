//! A ladder on one input: how it is described, and how it is measured.
//!
//! ```text
//! Case::new("sum", "f64, 4,096", 4_096)
//!     .bound(Limit::Load, 8.0)                         // it loads eight bytes an element
//!     .on(|| numbers(4_096), |x, sum| assert_eq!(…))   // its input, and what the answer must be
//!     .rung("checked", solo, |x| sum::checked(x))
//!     .rung("threaded", team, |x| sum::threaded(team, x))
//! ```
//!
//! The input is made when the case's turn comes, and dropped after it.

use crate::limits::{ATTEMPTS, Arena, Attempt, Limit, wake};
use crate::timing::{Effort, Times, interleave};
use hotloop::threads::Team;
use std::hint::black_box;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// What a case is called, and what binds it.
#[derive(Clone)]
pub(crate) struct Case {
    /// The module's path under `kernels`.
    pub(crate) ladder: &'static str,
    pub(crate) name: String,
    pub(crate) elements: usize,
    limit: Option<Limit>,
    /// Bytes or operations of the limit to an element: those that no rung can do without.
    work: f64,
}

impl Case {
    pub(crate) fn new(ladder: &'static str, name: impl Into<String>, elements: usize) -> Self {
        Self {
            ladder,
            name: name.into(),
            elements,
            limit: None,
            work: 0.0,
        }
    }

    /// What binds it in the end, and how much of that an element takes. A case that does not say is
    /// measured all the same.
    pub(crate) fn bound(mut self, limit: Limit, work: f64) -> Self {
        (self.limit, self.work) = (Some(limit), work);
        self
    }

    /// The input, and a check of what a rung answers. Outputs that a rung writes are part of the
    /// input: the check may spoil them, so that the next rung cannot live on what this one has
    /// written.
    pub(crate) fn on<'t, D, A>(
        self,
        input: impl Fn() -> D + 't,
        check: impl Fn(&mut D, A) + 't,
    ) -> Ladder<'t, D, A> {
        Ladder {
            case: self,
            input: Box::new(input),
            check: Rc::new(check),
            rungs: vec![],
        }
    }
}

type Check<'t, D, A> = Rc<dyn Fn(&mut D, A) + 't>;
type Time<'t, D> = Box<dyn Fn(&mut D, &Arena<'_>, u64) -> Duration + 't>;

/// A case with its input of type `D` and rungs that answer with an `A`.
pub(crate) struct Ladder<'t, D, A> {
    case: Case,
    input: Box<dyn Fn() -> D + 't>,
    check: Check<'t, D, A>,
    rungs: Vec<Rung<'t, D>>,
}

struct Rung<'t, D> {
    name: &'static str,
    members: usize,
    limit: Option<Limit>,
    check: Box<dyn Fn(&mut D) + 't>,
    /// The time of so many runs.
    time: Time<'t, D>,
}

impl<D> Rung<'_, D> {
    fn limit(&self) -> Option<&'static str> {
        self.limit?.name(self.members)
    }
}

impl<'t, D: 't, A: 't> Ladder<'t, D, A> {
    /// A rung that runs on `team`, which is the solo team for those of one thread.
    pub(crate) fn rung(
        self,
        name: &'static str,
        team: &'t Team,
        rung: impl Fn(&mut D) -> A + Copy + 't,
    ) -> Self {
        let check = Rc::clone(&self.check);
        let check = move |data: &mut D| {
            let answer = rung(data);
            check(data, answer);
        };
        let time = move |data: &mut D, arena: &Arena<'_>, repeats| {
            arena.sweep(repeats);
            wake(team);
            let start = Instant::now();
            for _ in 0..repeats {
                black_box(rung(black_box(data)));
            }
            start.elapsed()
        };
        self.with(name, team.members(), check, time)
    }

    /// A rung that times itself and has no answer to check, nor data to find in a cache: what has
    /// to run on a thread of its own.
    pub(crate) fn timed(
        self,
        name: &'static str,
        members: usize,
        time: impl Fn(u64) -> Duration + 't,
    ) -> Self {
        self.with(name, members, |_| (), move |_, _, repeats| time(repeats))
    }

    /// The last rung is not bound by the limit of the case: it has found a way around it.
    pub(crate) fn unbound(mut self) -> Self {
        if let Some(rung) = self.rungs.last_mut() {
            rung.limit = None;
        }
        self
    }

    fn with(
        mut self,
        name: &'static str,
        members: usize,
        check: impl Fn(&mut D) + 't,
        time: impl Fn(&mut D, &Arena<'_>, u64) -> Duration + 't,
    ) -> Self {
        self.rungs.push(Rung {
            name,
            members,
            limit: self.case.limit,
            check: Box::new(check),
            time: Box::new(time),
        });
        self
    }
}

/// What the tour needs of a ladder, whatever its input.
pub(crate) trait Measure {
    /// What is measured, for the progress bar.
    fn title(&self) -> String;
    /// Leaves out the rungs whose name does not contain `filter`. Returns whether there are any
    /// left.
    fn retain(&mut self, filter: &str) -> bool;
    /// How many will take turns: the rungs, and [`ATTEMPTS`] at each limit that binds one.
    fn contestants(&self) -> usize;
    /// Measures the rungs, with the attempts at their limits in between.
    fn measure<'a>(
        &self,
        attempts: &'a [Attempt<'a>],
        arena: &mut Arena<'_>,
        effort: Effort,
        progress: &dyn Fn(f64),
    ) -> Measured<'a>;
}

/// The rungs' figures, and those of the attempts at their limits meanwhile.
pub(crate) struct Measured<'a> {
    pub(crate) rows: Vec<Measurement>,
    pub(crate) limits: Vec<Tried<'a>>,
}

/// What one rung took on one case.
pub(crate) struct Measurement {
    pub(crate) case: Case,
    pub(crate) rung: &'static str,
    pub(crate) members: usize,
    /// The limit that binds it, if there is one.
    pub(crate) limit: Option<Reached>,
    pub(crate) times: Times,
}

impl Measurement {
    /// Nanoseconds an element.
    pub(crate) fn per_element(&self, nanoseconds: f64) -> f64 {
        nanoseconds / self.case.elements as f64
    }
}

impl<D, A> Measure for Ladder<'_, D, A> {
    fn title(&self) -> String {
        format!("{}: {}", self.case.ladder, self.case.name)
    }

    fn retain(&mut self, filter: &str) -> bool {
        let ladder = self.case.ladder;
        self.rungs
            .retain(|rung| format!("{ladder}::{}", rung.name).contains(filter));
        !self.rungs.is_empty()
    }

    fn contestants(&self) -> usize {
        self.rungs.len() + ATTEMPTS * self.limits().len()
    }

    fn measure<'a>(
        &self,
        attempts: &'a [Attempt<'a>],
        arena: &mut Arena<'_>,
        effort: Effort,
        progress: &dyn Fn(f64),
    ) -> Measured<'a> {
        let mut data = (self.input)();
        for rung in &self.rungs {
            (rung.check)(&mut data);
        }
        let limits = self.limits();
        let attempts: Vec<_> = attempts
            .iter()
            .filter(|attempt| limits.contains(&attempt.name))
            .collect();

        let rungs = self.rungs.len();
        let run = |i: usize, repeats| match self.rungs.get(i) {
            Some(rung) => (rung.time)(&mut data, arena, repeats),
            None => attempts[i - rungs].run(arena, repeats),
        };
        let times = interleave(rungs + attempts.len(), effort, run, progress);
        let (of_rungs, of_attempts) = times.split_at(rungs);
        let limits: Vec<_> = attempts
            .into_iter()
            .zip(of_attempts.iter().copied())
            .collect();
        let rungs = self.rungs.iter().zip(of_rungs);
        let rows = rungs.map(|(rung, &times)| self.row(rung, times, &limits));
        Measured {
            rows: rows.collect(),
            limits,
        }
    }
}

impl<D, A> Ladder<'_, D, A> {
    /// Limits that are reached on this case.
    fn limits(&self) -> Vec<&'static str> {
        let mut limits: Vec<_> = self.rungs.iter().filter_map(Rung::limit).collect();
        limits.sort_unstable();
        limits.dedup();
        limits
    }

    fn row(&self, rung: &Rung<'_, D>, times: Times, limits: &[Tried<'_>]) -> Measurement {
        let case = self.case.clone();
        // Against the limit as it stood in the same rounds: on a shared machine it is another one a
        // few seconds later. Medians, because the least of two members' times is luck.
        let limit = rung.limit().and_then(|name| {
            let same = limits.iter().filter(|(attempt, _)| attempt.name == name);
            let best = same
                .map(|(attempt, times)| attempt.rate(times.median))
                .reduce(f64::max)?;
            let rate = case.work * case.elements as f64 / times.median;
            Some(Reached {
                name,
                fraction: rate / best,
                stood_at: rung.limit?.value(best),
                unit: rung.limit?.unit(),
            })
        });
        Measurement {
            case,
            rung: rung.name,
            members: rung.members,
            limit,
            times,
        }
    }
}

/// How much of a limit a rung has reached.
pub(crate) struct Reached {
    pub(crate) name: &'static str,
    pub(crate) fraction: f64,
    /// What the limit was in the same rounds.
    pub(crate) stood_at: f64,
    pub(crate) unit: &'static str,
}

/// An attempt, and what it took.
pub(crate) type Tried<'a> = (&'a Attempt<'a>, Times);
