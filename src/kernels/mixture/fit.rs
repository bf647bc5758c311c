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
///
/// # How exact a fit is
///
/// A fit is as exact as its sums. Each rung adds in an order of its own, so they differ by
/// rounding, which the iteration may enlarge as long as it is on its way: tests hold one iteration
/// of every rung to a plain oracle within `1e-11` of the scale of the points, fits of ten
/// iterations to each other within `1e-10`, and converged ones to scikit-learn's within `1e-8`
/// (data, script and values are in `tests`). All levels give the same bits, however small the
/// responsibilities and however large the coordinates are. The
/// plain loops take powers and logarithms that have the same bits on every system, too, in place of the C
/// library's.
///
/// What rounds is the logarithm of a density, by some `2^-53` of itself: so the responsibilities of
/// a point that is `s` standard deviations from all components are off by `s^2 2^-53` or so.
/// Beyond `10^8` deviations, rounding decides whose a point is that is about as far from two
/// components, and the rungs may decide in different ways.
///
/// In `simd` and what is built on it, the covariance of an iteration in which a mean moves by `s`
/// standard deviations is off by up to `40 s^2 2^-52` of itself. A start that is a million
/// deviations off makes a first step that is good to two digits, and the next ones mend it. Beyond
/// ten million nothing is left of the first covariance: with a floor the fit goes on from what the
/// floor makes of it, and may end on another top than `checked`'s; without one it is refused. Start
/// with covariances as wide as the points, as k-means++ does.
///
/// Points that are equal have themselves for a mean, exactly, and no covariance but the floor: at
/// once in the plain loops, and in the others after the iterations in which the mean gets there.
///
/// In `simd` and its kin, a density of less than `2^-978` of the largest of its point has fewer digits
/// than others, and takes longer, because numbers on the way are subnormal. Below `2^-1022` it
/// counts as anything from zero to that, and from `2^-1023` down as zero, at every level: a point
/// far enough from a component (38 deviations do) does not move its mean at all. A component whose
/// responsibilities sum to less than `2^-800` has none, and gets the weight zero.
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
