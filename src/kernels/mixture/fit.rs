//! The iteration, and what it comes to.

use super::maximise::State;
use super::model::Mixture;
use super::moments::Moments;
use super::points::Points;
use super::settings::Settings;
use crate::Error;
use crate::memory::{filled, one_more};
use crate::simd::Float;

/// A fitted mixture, and how the fit went.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    mixture: Mixture,
    log_likelihoods: Vec<f64>,
    converged: bool,
    states: Vec<State>,
}

impl Fit {
    /// A fit that has not begun.
    pub(super) fn new(start: Mixture) -> Result<Self, Error> {
        Ok(Self {
            states: filled("components", start.components(), State::Regular)?,
            mixture: start,
            log_likelihoods: Vec::new(),
            converged: false,
        })
    }

    /// Whether it has converged, or made all iterations.
    pub(super) fn has_ended(&self, settings: &Settings) -> bool {
        self.converged || self.iterations() >= settings.iterations
    }

    /// An iteration, of which these are the moments.
    pub(super) fn step(&mut self, moments: &Moments, settings: &Settings) -> Result<(), Error> {
        moments.finite_log_likelihood("start")?;
        one_more("iterations", &mut self.log_likelihoods)?;
        (self.mixture, self.states) = moments.maximise(&self.mixture, settings)?;
        let now = moments.mean_log_likelihood();
        let before = self.log_likelihoods.last().copied();
        self.log_likelihoods.push(now);
        self.converged = before.is_some_and(|before| (now - before).abs() < settings.tolerance);
        Ok(())
    }

    /// The fitted mixture.
    pub fn mixture(&self) -> &Mixture {
        &self.mixture
    }

    /// The fitted mixture, without the rest.
    pub fn into_mixture(self) -> Mixture {
        self.mixture
    }

    /// The mean log-likelihood of a point, by iteration: each under the model with which the
    /// iteration began, the start first. That of the fitted mixture itself would take another pass
    /// over the points: [`Mixture::mean_log_likelihood`].
    #[doc(alias = "lower_bound_")]
    pub fn log_likelihoods(&self) -> &[f64] {
        &self.log_likelihoods
    }

    /// How many iterations were made.
    #[doc(alias = "n_iter_")]
    pub fn iterations(&self) -> usize {
        self.log_likelihoods.len()
    }

    /// Whether the mean log-likelihoods of the last two iterations differ by less than the tolerance.
    #[doc(alias = "converged_")]
    pub fn converged(&self) -> bool {
        self.converged
    }

    /// What became of each component in the last iteration.
    pub fn states(&self) -> &[State] {
        &self.states
    }
}

/// The iteration that every rung makes: from a model the moments of all points under it (the
/// expectation), from the moments the next model ([`Moments::maximise`]), and so on.
///
/// `expectation` is where rungs differ, and may be yours: it may ask several machines and merge
/// their moments, or tell somebody how far the fit has come.
///
/// ```
/// use hotloop::kernels::mixture::{self, Mixture, Points, Settings};
///
/// let x = [0.0, 0.1, 0.2, 5.0, 5.1, 5.2]; // on a line
/// let start = Mixture::new(&[0.5, 0.5], &[0.0, 5.0], &[1.0, 1.0])?;
/// let (here, there) = (Points::new(&x[..4], 1)?, Points::new(&x[4..], 1)?);
/// let fit = mixture::iterate(&start, &Settings::default(), |model| {
///     let mut moments = here.moments(model)?;
///     moments.merge(&there.moments(model)?)?;
///     println!("{}", moments.mean_log_likelihood());
///     Ok(moments)
/// })?;
/// assert!(fit.converged());
/// assert!((fit.mixture().mean(1)[0] - 5.1).abs() < 1e-9);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::OutOfRange`] for settings out of range, what `expectation` says, and as
/// [`Moments::maximise`]; [`Error::OutOfMemory`] also if there is no memory for another model, or
/// for a number an iteration.
pub fn iterate(
    start: &Mixture,
    settings: &Settings,
    mut expectation: impl FnMut(&Mixture) -> Result<Moments, Error>,
) -> Result<Fit, Error> {
    settings.check()?;
    let mut fit = Fit::new(start.copy()?)?;
    while !fit.has_ended(settings) {
        let moments = expectation(&fit.mixture)?;
        fit.step(&moments, settings)?;
    }
    Ok(fit)
}

/// Refuses points that cannot be fitted, and says how many there are.
pub(super) fn check<T: Float>(x: &[T], start: &Mixture) -> Result<usize, Error> {
    let points = super::points::check(x, start.dimensions())?;
    enough("x", points, start.components())?;
    Ok(points)
}

/// Refuses fewer points than components.
pub(crate) fn enough(
    argument: &'static str,
    points: usize,
    components: usize,
) -> Result<(), Error> {
    if points < components {
        return Err(Error::Invalid {
            argument,
            found: "fewer points than components",
            expected: "at least one for each component",
        });
    }
    Ok(())
}

/// Refuses weights of which fewer are above zero than there are components.
pub(super) fn enough_weighted(points: usize, components: usize) -> Result<(), Error> {
    if points < components {
        return Err(Error::Invalid {
            argument: "weights",
            found: "fewer points of weight above 0 than components",
            expected: "at least one for each component",
        });
    }
    Ok(())
}

/// The points in their blocks, unless they cannot be fitted.
pub(super) fn points<T: Float>(x: &[T], start: &Mixture) -> Result<Points, Error> {
    let points = Points::new(x, start.dimensions())?;
    enough("x", points.len(), start.components())?;
    Ok(points)
}

/// [`points`] with weights, of which those above zero count.
pub(super) fn weighted<T: Float>(
    x: &[T],
    weights: &[f64],
    start: &Mixture,
) -> Result<Points, Error> {
    let points = Points::new(x, start.dimensions())?.counting("x", weights)?;
    enough_weighted(points.len(), start.components())?;
    Ok(points)
}
