//! The best of many fits: how many components, and from which start.

use super::fit::{self, Fit, iterate};
use super::model::Mixture;
use super::points::Points;
use super::settings::Settings;
use crate::Error;
use crate::memory::{collected, room};
use crate::random::Generator;
use crate::simd::Level;
use crate::simd::math::plain::ln;
#[cfg(feature = "threads")]
use crate::threads::{Schedule, Team};
use std::ops::RangeInclusive;

/// What makes one mixture better than another with more components: the less, the better.
///
/// `L` is the likelihood of all points, `p` how many [`parameters`](Mixture::parameters) are free.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Criterion {
    /// The Bayesian information criterion (Schwarz 1978), `p ln n - 2 ln L`, with `n` points, or as
    /// many as they count. It finds the number of components that the points were drawn from, if
    /// they are many.
    ///
    /// Weights that sum to 1 or less take the penalty away, and then more components are always better:
    /// scale them to the number of independent points first.
    Bic,
    /// Akaike's information criterion (1974), `2 p - 2 ln L`. It finds what says most of other
    /// points, and asks for more components than [`Bic`](Criterion::Bic) does.
    Aic,
}

impl Criterion {
    /// The criterion of a mixture under which points that count so often, together, have such a
    /// log-likelihood.
    ///
    /// ```
    /// use hotloop::kernels::mixture::{Criterion, Mixture, Points};
    ///
    /// let x = [-1.0, 0.0, 1.0];
    /// let (normal, points) = (Mixture::new(&[1.0], &[0.0], &[1.0])?, Points::new(&x, 1)?);
    /// let moments = points.moments(&normal)?;
    /// let bic = Criterion::Bic.of(&normal, moments.log_likelihood(), points.total_weight());
    /// assert!((bic - normal.bic(&x)?).abs() < 1e-12);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    pub fn of(self, mixture: &Mixture, log_likelihood: f64, total_weight: f64) -> f64 {
        let a_parameter = match self {
            Self::Bic => ln(total_weight),
            Self::Aic => 2.0,
        };
        mixture.parameters() as f64 * a_parameter - 2.0 * log_likelihood
    }
}

/// One of the fits that [`fit_best`] makes.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// How many components it has.
    pub components: usize,
    /// Which of the starts with so many it is, from 0 on.
    pub start: usize,
    /// What it comes to by the criterion, or why it came to nothing.
    pub score: Result<f64, Error>,
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

    /// The least score of so many components; none if there was no fit with so many, or all of
    /// them came to nothing.
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
///   [`Error::Reversed`] if they end below where they begin, [`Error::TooSmall`] if there are fewer
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
    let search = Search::new(points, (components, starts), criterion, settings)?;
    let tasks = search.tasks()?;
    let seed = generator.next_u64();
    let level = Level::current();
    let fits = tasks.iter().map(|task| search.fit(level, seed, *task));
    search.best(&tasks, collected("starts", fits)?)
}

/// [`fit_best`] with the fits shared out among the members of a team: the same bits for every number
/// of them. Each fit is one member's.
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
    let search = Search::new(points, (components, starts), criterion, settings)?;
    let tasks = search.tasks()?;
    let seed = generator.next_u64();
    let level = Level::current();
    let schedule = Schedule::Dynamic { chunk: 1 };
    let fits = team.map(&tasks, schedule, |task| search.fit(level, seed, *task));
    search.best(&tasks, fits.map_err(|error| error.naming("starts"))?)
}

/// What is fitted, and how the best fit is found.
struct Search<'a> {
    points: &'a Points,
    components: RangeInclusive<usize>,
    starts: usize,
    criterion: Criterion,
    settings: &'a Settings,
}

/// A number of components, and which of their starts.
#[derive(Clone, Copy)]
struct Task {
    components: usize,
    start: usize,
}

type Scored = Result<(Fit, f64), Error>;

impl<'a> Search<'a> {
    fn new(
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
            return Err(Error::Reversed {
                argument: "components",
                start: start as u64,
                end: end as u64,
            });
        }
        if starts == 0 {
            return Err(Error::Zero { argument: "starts" });
        }
        fit::enough("points", points.len(), end)?;
        settings.check()?;
        Ok(Self {
            points,
            components,
            starts,
            criterion,
            settings,
        })
    }

    /// The fits, those that take longest first: nobody waits long for the last of them.
    fn tasks(&self) -> Result<Vec<Task>, Error> {
        let counts = self.components.end() - self.components.start() + 1;
        let mut tasks = room("starts", counts.saturating_mul(self.starts))?;
        for components in self.components.clone().rev() {
            tasks.extend((0..self.starts).map(|start| Task { components, start }));
        }
        Ok(tasks)
    }

    fn fit(&self, level: Level, seed: u64, task: Task) -> Scored {
        let stream = (task.components as u64) << 32 ^ task.start as u64;
        let mut generator = Generator::new(seed, stream);
        let points = self.points;
        let start = points.k_means_plus_plus(task.components, self.settings, &mut generator)?;
        let fit = iterate(&start, self.settings, |model| {
            points.moments_at(level, model)
        })?;
        let log_likelihood = points.moments_at(level, fit.mixture())?.log_likelihood();
        let expected = "a finite number";
        Error::ensure_finite("log-likelihood", log_likelihood, |_| true, expected)?;
        let total = points.total_weight();
        let score = self.criterion.of(fit.mixture(), log_likelihood, total);
        Ok((fit, score))
    }

    /// The best of the fits, which are those of the tasks.
    fn best(&self, tasks: &[Task], fits: Vec<Scored>) -> Result<Best, Error> {
        let mut trials = room("starts", tasks.len())?;
        let mut best: Option<(Fit, f64)> = None;
        // The fewest components first, so that the first of equals is kept.
        let mut scored = room("starts", tasks.len())?;
        scored.extend(tasks.iter().zip(fits));
        scored.sort_unstable_by_key(|(task, _)| (task.components, task.start));
        for (task, result) in scored {
            let score = match result {
                Ok((fit, score)) => {
                    if best.as_ref().is_none_or(|(_, least)| score < *least) {
                        best = Some((fit, score));
                    }
                    Ok(score)
                }
                Err(error @ Error::OutOfMemory { .. }) => return Err(error),
                Err(error) => Err(error),
            };
            trials.push(Trial {
                components: task.components,
                start: task.start,
                score,
            });
        }
        match best {
            Some((fit, score)) => Ok(Best { fit, score, trials }),
            None => Err(trials
                .into_iter()
                .find_map(|trial| trial.score.err())
                .unwrap_or(Error::Zero { argument: "starts" })),
        }
    }
}
