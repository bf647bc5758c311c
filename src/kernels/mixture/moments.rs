//! The sufficient statistics of a block of points, which merge.

use super::cholesky::{self, Indefinite};
use super::model::{COVARIANCES, Mixture, not_positive_definite};
use super::settings::{Settings, Weights};
use crate::Error;
use crate::memory::{collected, copied, filled, room};

/// The sufficient statistics of some points under a model, which is what an iteration needs to know
/// of them: of each component the sum of its responsibilities, and the mean and the scatter of the
/// points, weighted by them; and the log-likelihood of the points. Where points have weights, a
/// responsibility counts as often as its point.
///
/// Moments of two parts [`merge`](Moments::merge) into the moments of the whole, so the points may
/// be cut in any way, and be on any thread or machine. They are the sufficient statistics of the
/// mixture: [`maximise`](Moments::maximise) makes the next model of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Moments {
    dimensions: usize,
    points: u64,
    total_weight: f64,
    log_likelihood: f64,
    components: Vec<Component>,
}

/// The weighted moments of the points about one component.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Component {
    /// `N = sum_i r_i`.
    pub(super) weight: f64,
    /// `sum_i r_i x_i / N`; anything if `N` is zero.
    pub(super) mean: Vec<f64>,
    /// `sum_i r_i (x_i - mean) (x_i - mean)^T`: the lower triangle, a row after the other.
    pub(super) scatter: Vec<f64>,
}

/// What became of a component in the last iteration of a fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It fits its points.
    Regular,
    /// It has collapsed onto fewer dimensions than the points have, or onto a single point: without
    /// the covariance floor, the variance in some direction would be less than the floor is.
    Floored,
    /// It has next to no points left, or its weight is 0 (its responsibilities sum to less than
    /// `1e-12` points of mean weight), so its mean and covariance stayed what they were.
    Starved,
}

/// Less than this, in points, is no weight to divide by.
const STARVED: f64 = 1e-12;

/// A deviation of less than this, relative to the mean, is what rounding leaves of points that are
/// all the same.
const SAME: f64 = 32.0 * f64::EPSILON;

impl Moments {
    pub(super) fn new(
        dimensions: usize,
        (points, total_weight): (usize, f64),
        log_likelihood: f64,
        components: Vec<Component>,
    ) -> Self {
        Self {
            dimensions,
            points: points as u64,
            total_weight,
            log_likelihood,
            components,
        }
    }

    /// How many points there were.
    pub fn points(&self) -> u64 {
        self.points
    }

    /// How often all points count together: the sum of their weights, or how many there were if they
    /// had none.
    pub fn total_weight(&self) -> f64 {
        self.total_weight
    }

    /// The sum of the logarithms of the points' densities under the model, each as often as its
    /// point counts.
    pub fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }

    /// [`log_likelihood`](Moments::log_likelihood) by how often all points count.
    pub fn mean_log_likelihood(&self) -> f64 {
        self.log_likelihood / self.total_weight
    }

    /// The sum of the responsibilities of each component.
    pub fn weights(&self) -> impl Iterator<Item = f64> {
        self.components.iter().map(|component| component.weight)
    }

    /// Adds the moments of further points under the same model.
    ///
    /// Scatters merge by Chan, Golub and LeVeque's formula (1983),
    /// `S = S_a + S_b + (u_b - u_a) (u_b - u_a)^T N_a N_b / (N_a + N_b)`, whose terms are all
    /// covariances of something: nothing cancels.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] if `other` is of another number of components or dimensions;
    /// nothing is added then.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        let (m, d) = (self.components.len(), self.dimensions);
        Error::ensure_len("other.components", other.components.len(), "components", m)?;
        Error::ensure_len("other.dimensions", other.dimensions, "dimensions", d)?;
        self.absorb(other);
        Ok(())
    }

    /// [`merge`](Moments::merge) for moments of the same components and dimensions.
    pub(super) fn absorb(&mut self, other: &Self) {
        self.points = self.points.saturating_add(other.points);
        self.total_weight += other.total_weight;
        self.log_likelihood += other.log_likelihood;
        for (component, other) in self.components.iter_mut().zip(&other.components) {
            component.merge(other);
        }
    }

    /// The model that makes these points likeliest if they belong to the components as `before`
    /// says (the maximisation step), and what became of each component: `before` is the model that
    /// these are the moments under.
    ///
    /// # Errors
    ///
    /// * [`Error::LengthMismatch`] if `before` has other components or dimensions,
    ///   [`Error::OutOfRange`] if a setting is out of range, or if the log-likelihood is not
    ///   finite: the square of a point's distance from every component has overflowed;
    /// * [`Error::Zero`] if there are no points;
    /// * [`Error::NotPositiveDefinite`] if the covariance floor is zero and a component has
    ///   collapsed, or rounding has left nothing of its covariance;
    /// * [`Error::OutOfMemory`] if there is no memory for the next model.
    pub fn maximise(
        &self,
        before: &Mixture,
        settings: &Settings,
    ) -> Result<(Mixture, Vec<State>), Error> {
        settings.check()?;
        let (m, d) = (self.components.len(), self.dimensions);
        Error::ensure_len("before.components", before.components(), "components", m)?;
        Error::ensure_len("before.dimensions", before.dimensions(), "dimensions", d)?;
        if self.points == 0 {
            return Err(Error::Zero { argument: "points" });
        }
        let log_likelihood = self.log_likelihood;
        let expected = "points less than 1e154 deviations from some component";
        Error::ensure_finite("log-likelihood", log_likelihood, |_| true, expected)?;

        let mut states = room("components", m)?;
        let mut means = room("components * dimensions", m * d)?;
        let mut covariances = filled(COVARIANCES, m * d * d, 0.0)?;
        let mut factors = filled(COVARIANCES, m * d * d, 0.0)?;
        // Of points that count once, exactly the constant.
        let starved = STARVED * (self.total_weight / self.points as f64);
        let rooms = covariances.chunks_exact_mut(d * d);
        let rooms = rooms.zip(factors.chunks_exact_mut(d * d));
        for ((k, component), (covariance, factor)) in self.components.iter().enumerate().zip(rooms)
        {
            if component.weight < starved {
                states.push(State::Starved);
                means.extend_from_slice(before.mean(k));
                covariance.copy_from_slice(before.covariance(k));
                factor.copy_from_slice(before.factor(k));
                continue;
            }
            component.covariance(d, settings.covariance_floor, covariance);
            let same = |i: &usize| {
                let least = SAME * component.mean[*i];
                covariance[i * d + i] <= least * least
            };
            if settings.covariance_floor == 0.0
                && let Some(pivot) = (0..d).find(same)
            {
                let found = covariance[pivot * d + pivot];
                return Err(not_positive_definite(k, Indefinite { pivot, found }));
            }
            let state = hold(covariance, factor, d, settings.covariance_floor)
                .map_err(|indefinite| not_positive_definite(k, indefinite))?;
            states.push(state);
            means.extend_from_slice(&component.mean);
        }
        let weights = match settings.weights {
            Weights::Learned => self.mean_responsibilities()?,
            Weights::Fixed => copied("components", before.weights())?,
        };
        let next = Mixture::from_parts(d, weights, means, covariances, factors);
        Ok((next, states))
    }

    /// The mean responsibility of each component.
    fn mean_responsibilities(&self) -> Result<Vec<f64>, Error> {
        let total: f64 = self.weights().sum();
        let components = self.components.iter();
        collected(
            "components",
            components.map(|component| component.weight / total),
        )
    }
}

impl Component {
    /// Zeros, to add to.
    pub(super) fn new(dimensions: usize) -> Result<Self, Error> {
        let triangle = dimensions * (dimensions + 1) / 2;
        Ok(Self {
            weight: 0.0,
            mean: filled("dimensions", dimensions, 0.0)?,
            scatter: filled("dimensions^2", triangle, 0.0)?,
        })
    }

    /// Adds the moments of further points.
    fn merge(&mut self, other: &Self) {
        if other.weight == 0.0 {
            return;
        }
        if self.weight == 0.0 {
            self.weight = other.weight;
            self.mean.copy_from_slice(&other.mean);
            self.scatter.copy_from_slice(&other.scatter);
            return;
        }
        let weight = self.weight + other.weight;
        let share = other.weight / weight;
        let common = self.weight * share;
        let mut scatter = self.scatter.iter_mut().zip(&other.scatter);
        for (i, (ours, theirs)) in self.mean.iter().zip(&other.mean).enumerate() {
            let a = theirs - ours;
            let others = self.mean.iter().zip(&other.mean).take(i + 1);
            // The row first: where it ends, nothing of the scatter must have been taken.
            for ((ours, theirs), (sum, more)) in others.zip(scatter.by_ref()) {
                *sum += more + a * (theirs - ours) * common;
            }
        }
        for (ours, theirs) in self.mean.iter_mut().zip(&other.mean) {
            *ours += (theirs - *ours) * share;
        }
        self.weight = weight;
    }

    /// Writes the covariance matrix, with the floor added to its diagonal.
    fn covariance(&self, d: usize, floor: f64, covariance: &mut [f64]) {
        let mut scatter = self.scatter.iter();
        for i in 0..d {
            for (j, scatter) in scatter.by_ref().take(i + 1).enumerate() {
                let element = scatter / self.weight;
                covariance[i * d + j] = element;
                covariance[j * d + i] = element;
            }
            covariance[i * d + i] += floor;
        }
    }
}

/// Makes of a covariance one that can be worked with, writes its factor, and says whether the floor
/// had to hold it.
///
/// Rounding may take more from a pivot than the floor has given it. Then every variance gets more,
/// which keeps the error as small as the rounding was: a pivot that is raised alone would make the
/// later ones worse.
pub(super) fn hold(
    covariance: &mut [f64],
    factor: &mut [f64],
    d: usize,
    floor: f64,
) -> Result<State, Indefinite> {
    let mut state = State::Regular;
    if floor > 0.0 && collapsed(covariance, factor, d, floor) {
        state = State::Floored;
    }
    let mut times = 1.0;
    loop {
        factor.copy_from_slice(covariance);
        match cholesky::factor(factor, d) {
            Ok(()) => return Ok(state),
            Err(indefinite) if floor == 0.0 || !indefinite.found.is_finite() => {
                return Err(indefinite);
            }
            Err(_) => {
                for variance in covariance.iter_mut().step_by(d + 1) {
                    *variance += times * cholesky::noise(*variance, d).max(floor);
                }
                times *= 2.0;
                state = State::Floored;
            }
        }
    }
}

/// Whether the variance in some direction, less the floor that was added to it, is less than the
/// floor: what is left when the floor is taken off twice is then not positive definite. The pivots
/// of the covariance itself do not tell, because the least variance of all directions may be far
/// less than any of them. `rest` is room for another matrix.
fn collapsed(covariance: &[f64], rest: &mut [f64], d: usize, floor: f64) -> bool {
    rest.copy_from_slice(covariance);
    for variance in rest.iter_mut().step_by(d + 1) {
        *variance -= 2.0 * floor;
    }
    cholesky::factor(rest, d).is_err()
}
