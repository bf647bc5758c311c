//! The simd rung on a team: data-parallel.

use super::fit::{self, Fit, iterate};
use super::model::Mixture;
use super::moments::Moments;
use super::points::Points;
use super::settings::Settings;
use super::simd::plan;
use crate::Error;
use crate::simd::{Float, Level};
use crate::threads::{Schedule, Team};

/// [`simd`](super::simd()) with the points shared out among the members of a team: the same bits
/// for every number of them.
///
/// ```
/// use hotloop::kernels::mixture::{self, Mixture, Settings};
/// use hotloop::threads::{Binding, Team};
///
/// let x: Vec<f64> = (0..100_000).map(|i| f64::from(i % 100) / 50.0 + f64::from(i % 2) * 9.0).collect();
/// let start = Mixture::new(&[0.5, 0.5], &[0.0, 10.0], &[1.0, 1.0])?;
/// let team = Team::spawn(2, Binding::Close)?;
/// let fit = mixture::threaded(&team, &x, &start, &Settings::default())?;
/// assert_eq!(fit, mixture::simd(&x, &start, &Settings::default())?);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`simd`](super::simd()).
pub fn threaded<T: Float>(
    team: &Team,
    x: &[T],
    start: &Mixture,
    settings: &Settings,
) -> Result<Fit, Error> {
    threaded_at(Level::current(), team, x, start, settings)
}

/// [`threaded`] at the given level.
pub fn threaded_at<T: Float>(
    level: Level,
    team: &Team,
    x: &[T],
    start: &Mixture,
    settings: &Settings,
) -> Result<Fit, Error> {
    let points = fit::points(x, start)?;
    iterate(start, settings, |model| {
        points.moments_on_at(level, team, model)
    })
}

/// [`weighted::simd`](super::weighted::simd) with the points shared out among the members of a
/// team: the same bits for every number of them.
///
/// ```
/// use hotloop::kernels::mixture::{Mixture, Settings, weighted};
/// use hotloop::threads::{Binding, Team};
///
/// let (x, weights) = ([0.0, 1.0, 5.0, 6.0], [3.0, 1.0, 2.0, 0.5]); // on a line
/// let start = Mixture::new(&[0.5, 0.5], &[1.0, 4.0], &[1.0, 1.0])?;
/// let (settings, team) = (Settings::default(), Team::spawn(2, Binding::Close)?);
/// let fit = weighted::threaded(&team, &x, &weights, &start, &settings)?;
/// assert_eq!(fit, weighted::simd(&x, &weights, &start, &settings)?);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`weighted::simd`](super::weighted::simd).
#[doc(alias = "sample_weight")]
pub fn weighted<T: Float>(
    team: &Team,
    x: &[T],
    weights: &[f64],
    start: &Mixture,
    settings: &Settings,
) -> Result<Fit, Error> {
    weighted_at(Level::current(), team, x, weights, start, settings)
}

/// [`weighted::threaded`](super::weighted::threaded) at the given level.
///
/// # Errors
///
/// As [`weighted::threaded`](super::weighted::threaded).
pub fn weighted_at<T: Float>(
    level: Level,
    team: &Team,
    x: &[T],
    weights: &[f64],
    start: &Mixture,
    settings: &Settings,
) -> Result<Fit, Error> {
    let points = fit::weighted(x, weights, start)?;
    iterate(start, settings, |model| {
        points.moments_on_at(level, team, model)
    })
}

impl Points {
    /// [`moments`](Points::moments) on a team: the same bits for every number of members.
    ///
    /// # Errors
    ///
    /// As [`moments`](Points::moments).
    pub fn moments_on(&self, team: &Team, model: &Mixture) -> Result<Moments, Error> {
        self.moments_on_at(Level::current(), team, model)
    }

    /// [`moments_on`](Points::moments_on) at the given level.
    pub fn moments_on_at(
        &self,
        level: Level,
        team: &Team,
        model: &Mixture,
    ) -> Result<Moments, Error> {
        self.check_model(model)?;
        let plan = plan(model)?;
        let block = self.block(model);
        let moments = |points| self.moments_of(level, &plan, points);
        let merge = |before: Result<Moments, Error>, next| {
            let mut before = before?;
            before.absorb(&next?);
            Ok(before)
        };
        let schedule = Schedule::Dynamic { chunk: 1 };
        let moments = team.map_reduce(self.len(), block, schedule, moments, merge)?;
        moments.unwrap_or(Err(Error::Zero { argument: "points" }))
    }
}
