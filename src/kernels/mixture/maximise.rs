//! The maximisation: from the moments of points the next model.

use super::cholesky::{self, Indefinite};
use super::model::{COVARIANCES, Mixture, not_positive_definite};
use super::moments::{Component, Moments};
use super::settings::{Settings, Weights};
use super::structure::{Covariance, pooled};
use crate::Error;
use crate::memory::{collected, copied, filled, room};

/// What became of a component in the last iteration of a fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It fits its points.
    Regular,
    /// It has collapsed onto fewer dimensions than the points have, or onto a single point: without
    /// the covariance floor, the variance in some direction would be less than the floor is. Where
    /// components share a covariance, they have all collapsed, or none has.
    Floored,
    /// It has next to no points left, or its weight is 0 (its responsibilities sum to less than
    /// `1e-12` points of mean weight), so its mean stayed what it was, and its covariance did but for
    /// its [structure](Covariance).
    Starved,
}

/// Less than this, in points, is no weight to divide by.
const STARVED: f64 = 1e-12;

/// A deviation of less than this, relative to the mean, is what rounding leaves of points that are
/// all the same.
const SAME: f64 = 32.0 * f64::EPSILON;

impl Moments {
    /// The model that makes these points likeliest if they belong to the components as `before`
    /// says (the maximisation step), and what became of each component: `before` is the model that
    /// these are the moments under.
    ///
    /// Its covariances have the [structure](Settings::covariance) that the settings ask for, whatever
    /// those of `before` have.
    ///
    /// # Errors
    ///
    /// * [`Error::Invalid`] if `before` has other components or dimensions,
    ///   [`Error::OutOfRange`] if a setting is out of range, or if the log-likelihood is not
    ///   finite: the square of a point's distance from every component has overflowed;
    /// * [`Error::Zero`] if there are no points;
    /// * [`Error::NotPositiveDefinite`] if the covariance floor is zero and a component has
    ///   collapsed, or rounding has left nothing of its covariance, as it does
    ///   [far from zero](Settings::covariance_floor);
    /// * [`Error::OutOfMemory`] if there is no memory for the next model.
    pub fn maximise(
        &self,
        before: &Mixture,
        settings: &Settings,
    ) -> Result<(Mixture, Vec<State>), Error> {
        settings.check()?;
        let (m, d) = (self.components.len(), self.dimensions);
        self.check_shape("before", before.components(), before.dimensions())?;
        if self.points() == 0 {
            return Err(Error::Zero { argument: "points" });
        }
        self.finite_log_likelihood("before")?;

        let mut states = room("components", m)?;
        let mut means = room("components * dimensions", m * d)?;
        let mut covariances = filled(COVARIANCES, m * d * d, 0.0)?;
        let mut factors = filled(COVARIANCES, m * d * d, 0.0)?;
        for (k, component) in self.components.iter().enumerate() {
            let (state, mean) = if component.weight < self.starved() {
                (State::Starved, before.mean(k))
            } else {
                (State::Regular, &*component.mean)
            };
            states.push(state);
            means.extend_from_slice(mean);
        }
        match settings.covariance {
            Covariance::Shared => {
                self.share(settings, &mut states, &mut covariances, &mut factors)?;
            }
            _ => {
                let rooms = covariances.chunks_exact_mut(d * d);
                let rooms = rooms.zip(factors.chunks_exact_mut(d * d));
                for (k, (state, rooms)) in states.iter_mut().zip(rooms).enumerate() {
                    self.renew(k, before, settings, state, rooms)?;
                }
            }
        }
        let weights = match settings.weights {
            Weights::Learned => self.mean_responsibilities()?,
            Weights::Fixed => copied("components", before.weights())?,
        };
        let structure = settings.covariance;
        let next = Mixture::from_parts(d, weights, means, (covariances, factors), structure);
        Ok((next, states))
    }

    /// Below this, the responsibilities of a component sum to nothing. Of points that count once,
    /// exactly the constant.
    fn starved(&self) -> f64 {
        STARVED * (self.total_weight() / self.points() as f64)
    }

    /// Writes the next covariance of one component, and its factor.
    fn renew(
        &self,
        k: usize,
        before: &Mixture,
        settings: &Settings,
        state: &mut State,
        (covariance, factor): (&mut [f64], &mut [f64]),
    ) -> Result<(), Error> {
        let (d, structure, floor) = (
            self.dimensions,
            settings.covariance,
            settings.covariance_floor,
        );
        if *state == State::Starved {
            covariance.copy_from_slice(before.covariance(k));
            factor.copy_from_slice(before.factor(k));
            if structure == Covariance::Full || structure == before.structure() {
                return Ok(());
            }
            structure.constrain(covariance, d);
            factor.copy_from_slice(covariance);
            return cholesky::factor(factor, d)
                .map_err(|indefinite| not_positive_definite(k, indefinite));
        }
        let component = &self.components[k];
        component.covariance(d, covariance);
        structure.constrain(covariance, d);
        let least = |i: usize| {
            let least = SAME * component.mean[i];
            least * least
        };
        *state = raise(covariance, factor, d, floor, least)
            .map_err(|indefinite| not_positive_definite(k, indefinite))?;
        Ok(())
    }

    /// Writes the next covariance of all components, and its factor.
    fn share(
        &self,
        settings: &Settings,
        states: &mut [State],
        covariances: &mut [f64],
        factors: &mut [f64],
    ) -> Result<(), Error> {
        let d = self.dimensions;
        let (covariance, others) = covariances.split_at_mut(d * d);
        let (factor, other_factors) = factors.split_at_mut(d * d);
        pooled(&self.components, d, covariance);
        // The mean of what rounding leaves of each component.
        let least = |i: usize| {
            let each = self.components.iter().map(|component| {
                let least = SAME * component.mean[i];
                component.weight * (least * least)
            });
            each.sum::<f64>() / self.weights().sum::<f64>()
        };
        let common = raise(covariance, factor, d, settings.covariance_floor, least)
            .map_err(|indefinite| not_positive_definite(0, indefinite))?;
        for state in states.iter_mut().filter(|state| **state == State::Regular) {
            *state = common;
        }
        let others = others.chunks_exact_mut(d * d);
        for (other, other_factor) in others.zip(other_factors.chunks_exact_mut(d * d)) {
            other.copy_from_slice(covariance);
            other_factor.copy_from_slice(factor);
        }
        Ok(())
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
    /// Writes the covariance matrix.
    fn covariance(&self, d: usize, covariance: &mut [f64]) {
        let mut scatter = self.scatter.iter();
        for i in 0..d {
            for (j, scatter) in scatter.by_ref().take(i + 1).enumerate() {
                let element = scatter / self.weight;
                covariance[i * d + j] = element;
                covariance[j * d + i] = element;
            }
        }
    }
}

/// Adds the floor to the diagonal of a covariance, writes the factor of what that gives, and says
/// whether the floor had to hold it. Without a floor, no variance may be as little as rounding leaves
/// of equal points, which `least` says of a coordinate.
fn raise(
    covariance: &mut [f64],
    factor: &mut [f64],
    d: usize,
    floor: f64,
    least: impl Fn(usize) -> f64,
) -> Result<State, Indefinite> {
    for variance in covariance.iter_mut().step_by(d + 1) {
        *variance += floor;
    }
    let same = |i: &usize| covariance[i * d + i] <= least(*i);
    if floor == 0.0
        && let Some(pivot) = (0..d).find(same)
    {
        let found = covariance[pivot * d + pivot];
        return Err(Indefinite { pivot, found });
    }
    hold(covariance, factor, d, floor)
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
