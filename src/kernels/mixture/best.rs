//! The best of many fits: how many components, and from which start.

use super::criterion::Criterion;
use super::fit::Fit;
use super::model::Mixture;
use super::points::Points;
use super::race::{Race, Runner};
use super::settings::Settings;
use crate::Error;
use crate::memory::room;
use crate::random::Generator;
use crate::simd::Level;
#[cfg(feature = "threads")]
use crate::threads::{Schedule, Team};
use std::ops::RangeInclusive;

/// One of the fits that [`fit_best`] makes.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// How many components it has.
    pub components: usize,
    /// Which of the starts with so many it is, from 0 on: a number, not the mixture that it began with.
    pub start: usize,
    /// What it comes to by the criterion where it has ended, or why it came to nothing. Of one that was
    /// given up it is the score of an unfinished fit, which might have become less.
    pub score: Result<f64, Error>,
    /// Whether it was given up before it had converged, because others were too far ahead.
    pub given_up: bool,
}

/// The best of many fits, and what the others came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Best {
    fit: Fit,
    score: f64,
    trials: Vec<Trial>,
}

impl Best {
    /// The best fit.
    pub fn fit(&self) -> &Fit {
        &self.fit
    }

    /// The best fit, without the rest.
    pub fn into_fit(self) -> Fit {
        self.fit
    }

    /// The fitted mixture.
    pub fn mixture(&self) -> &Mixture {
        self.fit.mixture()
    }

    /// What the best fit comes to by the criterion.
    pub fn score(&self) -> f64 {
        self.score
    }

    /// All fits: those with the fewest components first, and of these start by start.
    pub fn trials(&self) -> &[Trial] {
        &self.trials
    }

    /// The least score of so many components, which is that of a fit that was not given up; none if there
    /// was no fit with so many, or all of them came to nothing.
    pub fn least(&self, components: usize) -> Option<f64> {
        let trials = self.trials.iter();
        let scores = trials
            .filter(|trial| trial.components == components)
            .filter_map(|trial| trial.score.as_ref().ok().copied());
        scores.min_by(f64::total_cmp)
    }
}

/// Fits mixtures of every number of `components`, from so many `starts` each, and keeps the one that
/// is best by the `criterion`. `fit_best_on` shares the fits out among the members of a team.
///
/// Each start is one of [`k_means_plus_plus`](Points::k_means_plus_plus), with a stream of its own,
/// so it is the same whatever else is tried and whoever does it. The generator gives one word, the
/// seed of the streams. The score of a fit is that of its last mixture. Of equal scores the one with
/// fewer components is kept, and of these the first start.
///
/// # A race
///
/// Most starts lead to tops that others have reached before or passed. Biernacki, Celeux and Govaert
/// (2003) begin with short runs of EM and go on with the best of them alone (em-EM), but a run that is
/// short enough to save time often picks a start that another would have overtaken. So the fits race
/// here, as models do in Maron and Moore (1994), two iterations a round:
///
/// * A fit that leads those with as many components goes on, until it converges or has made all
///   iterations. So does one that would lead all fits, whatever their components, if the next twelve
///   iterations gained as much likelihood each as its last one did.
/// * Any other is given up, and its [`Trial`] says so. It goes on after all if those ahead of it come
///   to nothing.
///
/// EM gains less and less as a rule, so few are given up that would have been best. Forty searches with
/// ten starts each in five sets of points, of 3,000 to 10,000 points in one to eight dimensions,
/// found as many components as fits that all go on to their end in 197 of 200, and the same fit in 147:
/// in all 40 where components are well apart. The mean BIC was larger by 0 to 4, less than the
/// tolerance of `1e-3` a point leaves open (`2 n` times that), and the largest by 55, where five
/// components overlap so much that the seed alone moves it by a deviation of 16.
/// The race takes 50 to 80 % of the time of running all fits to the end.
///
/// The best fit is, to the bit, what [`simd`](super::simd()) makes of its start.
///
/// ```
/// use hotloop::kernels::mixture::{self, Criterion, Mixture, Points, Settings};
/// use hotloop::random::Generator;
///
/// let mut generator = Generator::new(10, 0);
/// let truth = Mixture::new(&[0.3, 0.3, 0.4], &[0.0, 6.0, 12.0], &[1.0; 3])?; // on a line
/// let (mut x, mut labels) = (vec![0.0; 1000], vec![0; 1000]);
/// truth.sample(&mut generator, &mut x, &mut labels)?;
///
/// let (points, settings) = (Points::new(&x, 1)?, Settings::default());
/// let best = mixture::fit_best(&points, 1..=5, 4, Criterion::Bic, &settings, &mut generator)?;
/// assert_eq!(best.mixture().components(), 3);
/// for k in 1..=5 {
///     println!("{k} components: {:?}", best.least(k)); // 5943.5, 5712.2, 5358.5, …
/// }
/// assert!((best.score() - best.mixture().bic(&x)?).abs() < 1e-9);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// A component that only the covariance floor holds counts as any other, and a point that is there
/// many times may well be worth one: [`Fit::states`] of the best fit tells. With
/// [`Weights::Fixed`](super::Weights::Fixed) the weights count as parameters all the same.
///
/// # Errors
///
/// * [`Error::Zero`] if there are no starts, or if the components begin with none,
///   [`Error::Invalid`] if their range is empty, [`Error::TooSmall`] if there are fewer
///   points than the most components;
/// * [`Error::OutOfRange`] if a setting is out of range;
/// * [`Error::OutOfMemory`] if there is no memory for a fit, or for all of them: each is kept until
///   the last is done.
///
/// A fit that comes to nothing for another reason is passed over, and its [`Trial`] says why: without
/// a covariance floor a component has collapsed, most likely. If all do, the first one's error is
/// returned.
#[doc(alias = "n_init")]
#[doc(alias = "n_components")]
#[doc(alias = "GridSearchCV")]
pub fn fit_best(
    points: &Points,
    components: RangeInclusive<usize>,
    starts: usize,
    criterion: Criterion,
    settings: &Settings,
    generator: &mut Generator,
) -> Result<Best, Error> {
    let level = Level::current();
    fit_best_at(
        level, points, components, starts, criterion, settings, generator,
    )
}

/// [`fit_best`] at the given level.
///
/// # Errors
///
/// As [`fit_best`].
pub fn fit_best_at(
    level: Level,
    points: &Points,
    components: RangeInclusive<usize>,
    starts: usize,
    criterion: Criterion,
    settings: &Settings,
    generator: &mut Generator,
) -> Result<Best, Error> {
    let race = Race::new(points, (components, starts), criterion, settings)?;
    let run = race.run(level, generator, |runners, step| {
        runners.iter_mut().for_each(step);
        Ok(())
    });
    Best::of(run?)
}

/// [`fit_best`] with the fits shared out among the members of a team: the same bits for every number
/// of them. Each fit is one member's in a round of the race.
///
/// ```
/// use hotloop::kernels::mixture::{self, Criterion, Points, Settings};
/// use hotloop::random::Generator;
/// use hotloop::threads::{Binding, Team};
///
/// let x: Vec<f64> = (0..300).map(|i| f64::from(i % 50) / 25.0 + f64::from(i % 3) * 9.0).collect();
/// let (points, settings) = (Points::new(&x, 1)?, Settings::default()); // on a line
/// let (bic, team) = (Criterion::Bic, Team::spawn(2, Binding::Close)?);
/// let mut generator = Generator::new(10, 0);
/// let best = mixture::fit_best_on(&team, &points, 1..=4, 5, bic, &settings, &mut generator)?;
/// assert_eq!(best.mixture().components(), 3);
///
/// let mut generator = Generator::new(10, 0);
/// assert_eq!(best, mixture::fit_best(&points, 1..=4, 5, bic, &settings, &mut generator)?);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`fit_best`].
#[cfg(feature = "threads")]
pub fn fit_best_on(
    team: &Team,
    points: &Points,
    components: RangeInclusive<usize>,
    starts: usize,
    criterion: Criterion,
    settings: &Settings,
    generator: &mut Generator,
) -> Result<Best, Error> {
    let level = Level::current();
    fit_best_on_at(
        level, team, points, components, starts, criterion, settings, generator,
    )
}

/// [`fit_best_on`] at the given level.
///
/// # Errors
///
/// As [`fit_best`].
#[cfg(feature = "threads")]
#[allow(
    clippy::too_many_arguments,
    reason = "a level before those of fit_best_on"
)]
pub fn fit_best_on_at(
    level: Level,
    team: &Team,
    points: &Points,
    components: RangeInclusive<usize>,
    starts: usize,
    criterion: Criterion,
    settings: &Settings,
    generator: &mut Generator,
) -> Result<Best, Error> {
    let race = Race::new(points, (components, starts), criterion, settings)?;
    let schedule = Schedule::Dynamic { chunk: 1 };
    let run = race.run(level, generator, |runners, step| {
        team.for_each_block(runners, 1, schedule, |_, runner| {
            runner.iter_mut().for_each(step);
        })
    });
    Best::of(run?)
}

impl Best {
    /// The best of the fits, which are those with the most components first.
    fn of(mut runners: Vec<Runner>) -> Result<Self, Error> {
        let mut trials = room("starts", runners.len())?;
        let mut best: Option<(Fit, f64)> = None;
        // The fewest components first, so that the first of equals is kept.
        runners.sort_unstable_by_key(Runner::name);
        for runner in runners {
            let (components, start) = runner.name();
            let given_up = runner.given_up();
            let score = match runner.into_result() {
                Ok((fit, score)) => {
                    if best.as_ref().is_none_or(|(_, least)| score < *least) {
                        best = Some((fit, score));
                    }
                    Ok(score)
                }
                Err(error) => Err(error),
            };
            trials.push(Trial {
                components,
                start,
                score,
                given_up,
            });
        }
        match best {
            Some((fit, score)) => Ok(Self { fit, score, trials }),
            None => Err(trials
                .into_iter()
                .find_map(|trial| trial.score.err())
                .unwrap_or(Error::Zero { argument: "starts" })),
        }
    }
}
