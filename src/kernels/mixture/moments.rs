//! The sufficient statistics of a block of points, which merge.

use crate::Error;
use crate::memory::filled;

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
    pub(super) dimensions: usize,
    pub(super) points: u64,
    pub(super) total_weight: f64,
    pub(super) log_likelihood: f64,
    pub(super) components: Vec<Component>,
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

    /// The log-likelihood, unless the square of a point's distance from every component has
    /// overflowed. The argument is what the caller has of the points or of the model.
    pub(super) fn finite_log_likelihood(&self, argument: &'static str) -> Result<f64, Error> {
        let found = self.log_likelihood;
        let expected =
            "a finite log-likelihood, of points less than 1e154 deviations from some component";
        Error::ensure_finite(argument, found, |_| true, expected)?;
        Ok(found)
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
    /// [`Error::Invalid`] if `other` is of another number of components or dimensions;
    /// nothing is added then.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        self.check_shape("other", other.components.len(), other.dimensions)?;
        self.absorb(other);
        Ok(())
    }

    /// Refuses an argument of another number of components or dimensions.
    pub(super) fn check_shape(
        &self,
        argument: &'static str,
        components: usize,
        dimensions: usize,
    ) -> Result<(), Error> {
        let found = if components != self.components.len() {
            "another number of components"
        } else if dimensions != self.dimensions {
            "another number of dimensions"
        } else {
            return Ok(());
        };
        Err(Error::Invalid {
            argument,
            found,
            expected: "as many as the moments have",
        })
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
}
