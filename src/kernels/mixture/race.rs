//! Fits that race each other: those too far behind are given up.

use super::criterion::Criterion;
use super::fit::Fit;
use super::moments::Moments;
use super::points::Points;
use super::settings::Settings;
use crate::Error;
use crate::memory::room;
use crate::random::Generator;
use crate::simd::Level;
use std::ops::RangeInclusive;

/// Iterations of a round.
const ROUND: usize = 2;

/// Iterations in which a fit that gains as much as in its last one must be able to come first. With
/// five, a fit that has reached a plateau is given up too often where components overlap much; with
/// twenty, little time is saved.
const HORIZON: f64 = 12.0;

/// What is fitted, and what wins.
pub(super) struct Race<'a> {
    points: &'a Points,
    components: RangeInclusive<usize>,
    starts: usize,
    criterion: Criterion,
    settings: &'a Settings,
}

/// One of the fits.
pub(super) struct Runner {
    components: usize,
    start: usize,
    climb: Result<Option<Climb>, Error>,
    runs: bool,
    given_up: bool,
}

/// How far a fit has come.
struct Climb {
    fit: Fit,
    /// Those under the mixture of the fit.
    moments: Moments,
    /// What the last iteration has added to the log-likelihood.
    gain: f64,
    /// By the criterion.
    score: f64,
    /// The score after as many iterations more as the horizon has.
    within_reach: f64,
}

/// What a runner does in a round.
pub(super) type Step<'a> = &'a (dyn Fn(&mut Runner) + Sync);

impl<'a> Race<'a> {
    pub(super) fn new(
        points: &'a Points,
        (components, starts): (RangeInclusive<usize>, usize),
        criterion: Criterion,
        settings: &'a Settings,
    ) -> Result<Self, Error> {
        let (start, end) = (*components.start(), *components.end());
        if start == 0 {
            let argument = "components";
            return Err(Error::Zero { argument });
        }
        if components.is_empty() {
            return Err(Error::Invalid {
                argument: "components",
                found: "an empty range",
                expected: "at least one number of components",
            });
        }
        if starts == 0 {
            return Err(Error::Zero { argument: "starts" });
        }
        if points.len() < end {
            return Err(Error::TooSmall {
                argument: "points",
                found: points.len(),
                least: end,
            });
        }
        settings.check()?;
        Ok(Self {
            points,
            components,
            starts,
            criterion,
            settings,
        })
    }

    /// Runs the race, of which `each` makes every runner take a step.
    pub(super) fn run(
        &self,
        level: Level,
        generator: &mut Generator,
        each: impl Fn(&mut [Runner], Step<'_>) -> Result<(), Error>,
    ) -> Result<Vec<Runner>, Error> {
        let mut runners = self.line_up()?;
        let seed = generator.next_u64();
        let step = |runner: &mut Runner| {
            if runner.runs {
                runner.climb = self.advance(level, seed, runner);
            }
        };
        while runners.iter().any(|runner| runner.runs) {
            each(&mut runners, &step)?;
            for runner in &runners {
                if let Err(error @ Error::OutOfMemory { .. }) = &runner.climb {
                    return Err(error.clone());
                }
            }
            self.choose(&mut runners);
        }
        Ok(runners)
    }

    /// The fits, those that take longest first: nobody waits long for the last of them.
    fn line_up(&self) -> Result<Vec<Runner>, Error> {
        let counts = self.components.end() - self.components.start() + 1;
        let mut runners = room("starts", counts.saturating_mul(self.starts))?;
        for components in self.components.clone().rev() {
            runners.extend((0..self.starts).map(|start| Runner {
                components,
                start,
                climb: Ok(None),
                runs: true,
                given_up: false,
            }));
        }
        Ok(runners)
    }

    /// A round of one fit.
    fn advance(
        &self,
        level: Level,
        seed: u64,
        runner: &mut Runner,
    ) -> Result<Option<Climb>, Error> {
        let mut climb = match std::mem::replace(&mut runner.climb, Ok(None))? {
            Some(climb) => climb,
            None => self.begin(level, seed, runner)?,
        };
        for _ in 0..ROUND {
            if climb.fit.has_ended(self.settings) {
                break;
            }
            climb.fit.step(&climb.moments, self.settings)?;
            let before = climb.moments.log_likelihood();
            climb.moments = self.points.moments_at(level, climb.fit.mixture())?;
            climb.gain = climb.moments.finite_log_likelihood("points")? - before;
        }
        let of = |log_likelihood| {
            let (mixture, total) = (climb.fit.mixture(), self.points.total_weight());
            self.criterion.of(mixture, log_likelihood, total)
        };
        let log_likelihood = climb.moments.log_likelihood();
        climb.score = of(log_likelihood);
        climb.within_reach = of(log_likelihood + HORIZON * climb.gain);
        Ok(Some(climb))
    }

    /// The start of a fit.
    fn begin(&self, level: Level, seed: u64, runner: &Runner) -> Result<Climb, Error> {
        let stream = (runner.components as u64) << 32 ^ runner.start as u64;
        let mut generator = Generator::new(seed, stream);
        let (points, components) = (self.points, runner.components);
        let settings = self.settings;
        let start = points.k_means_plus_plus_at(level, components, settings, &mut generator)?;
        let moments = points.moments_at(level, &start)?;
        moments.finite_log_likelihood("points")?;
        Ok(Climb {
            fit: Fit::new(start)?,
            moments,
            gain: 0.0,
            score: 0.0,
            within_reach: 0.0,
        })
    }

    /// Says of every runner whether it goes on.
    fn choose(&self, runners: &mut [Runner]) {
        let scores = runners.iter().filter_map(Runner::score);
        let Some(least) = scores.min_by(f64::total_cmp) else {
            runners.iter_mut().for_each(|runner| runner.runs = false);
            return;
        };
        for rivals in runners.chunks_mut(self.starts) {
            let scores = rivals.iter().enumerate();
            let scores = scores.filter_map(|(i, rival)| Some((i, rival.score()?)));
            let leader = scores.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(i, _)| i);
            for (i, rival) in rivals.iter_mut().enumerate() {
                (rival.runs, rival.given_up) = match &rival.climb {
                    Ok(Some(climb)) if !climb.fit.has_ended(self.settings) => {
                        let goes_on = leader == Some(i) || climb.within_reach < least;
                        (goes_on, !goes_on)
                    }
                    _ => (false, false),
                };
            }
        }
    }
}

impl Runner {
    /// How many components it has, and which of their starts it is.
    pub(super) fn name(&self) -> (usize, usize) {
        (self.components, self.start)
    }

    /// The score of the mixture that it has come to, if it has.
    fn score(&self) -> Option<f64> {
        let climb = self.climb.as_ref().ok()?;
        climb.as_ref().map(|climb| climb.score)
    }

    /// Whether it has not ended by itself.
    pub(super) fn given_up(&self) -> bool {
        self.given_up
    }

    /// The fit and its score.
    pub(super) fn into_result(self) -> Result<(Fit, f64), Error> {
        let climb = self.climb?.ok_or(Error::Zero { argument: "starts" })?;
        Ok((climb.fit, climb.score))
    }
}
