//! The plain loops, with every access checked.

use super::cholesky;
use super::counted::Counted;
use super::counts;
use super::fit::{self, Fit, iterate};
use super::model::Mixture;
use super::moments::{Component, Moments};
use super::settings::Settings;
use super::spread;
use crate::Error;
use crate::memory::{filled, gathered};
use crate::simd::Float;
use crate::simd::math::plain::{exp, ln};

/// The tutorial's loops: the inverse covariances and log-determinants, then three passes over the
/// points and their `n * m` responsibilities, one number after the other through indices that are
/// checked.
///
/// `x` has `d` coordinates of the first point, `d` of the second, and so on; `start` says how many
/// dimensions and components there are, and where the climb begins. The responsibilities are kept
/// from one pass to the next: `8 n m` bytes, once for all iterations.
///
/// The tutorial divides each density by the sum of the densities. Of a point forty deviations from
/// every mean all of them are zero, and 0/0 is no responsibility. So this rung, like all the
/// others, takes the logarithms, and the largest of them from each before the exponential: the
/// largest density of a point counts as 1, however small it is, and the sum is never zero.
///
/// ```
/// use hotloop::kernels::mixture::{self, Mixture, Settings};
///
/// let x = [0.0, 0.1, 0.2, 5.0, 5.1, 5.2, 1e6]; // on a line, and the last is far off
/// let start = Mixture::new(&[0.5, 0.5], &[1.0, 4.0], &[1.0, 1.0])?;
/// let fit = mixture::checked(&x, &start, &Settings::default())?;
/// assert!(fit.log_likelihoods().iter().all(|likelihood| likelihood.is_finite()));
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// * [`Error::Zero`] if there are no points, [`Error::NotMultiple`] if `x` is no whole number of
///   them, [`Error::Invalid`] if there are fewer than components;
/// * [`Error::OutOfRange`] if a coordinate is NaN, infinite, or beyond `1e100` on either side, if a
///   setting is out of range, or if the log-likelihood is not finite, as in
///   [`Moments::maximise`];
/// * [`Error::NotPositiveDefinite`] if the covariance floor is zero and a component has collapsed,
///   or rounding has left nothing of its covariance;
/// * [`Error::OutOfMemory`] if there is no memory for the responsibilities, the inverse covariances
///   or the next model.
pub fn checked<T: Float>(x: &[T], start: &Mixture, settings: &Settings) -> Result<Fit, Error> {
    let points = fit::check(x, start)?;
    climb(x, (|_| 1.0, points as f64), start, settings)
}

/// [`checked`] of points that count as often as their `weights` say: see [`Points::weighted`].
///
/// ```
/// use hotloop::kernels::mixture::{self, Mixture, Settings};
///
/// let start = Mixture::new(&[0.5, 0.5], &[1.0, 4.0], &[1.0, 1.0])?; // on a line
/// let settings = Settings::default();
/// let fit = mixture::weighted::checked(&[0.0, 1.0, 5.0, 6.0], &[3.0, 1.0, 2.0, 0.0], &start, &settings)?;
/// let same = mixture::checked(&[0.0, 0.0, 0.0, 1.0, 5.0, 5.0], &start, &settings)?;
/// assert!((fit.mixture().mean(0)[0] - same.mixture().mean(0)[0]).abs() < 1e-12);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`], and as [`Points::weighted`]. There must be as many points of a weight above zero
/// as components.
///
/// [`Points::weighted`]: super::Points::weighted
#[doc(alias = "sample_weight")]
pub fn weighted<T: Float>(
    x: &[T],
    weights: &[f64],
    start: &Mixture,
    settings: &Settings,
) -> Result<Fit, Error> {
    let counted = Counted::new(x, start.dimensions(), weights)?;
    let (x, weights) = counted.parts();
    fit::enough_weighted(weights.len(), start.components())?;
    climb(x, (|i| weights[i], counts::total(weights)), start, settings)
}

/// The fit of points of which each, by its index, counts so often, and all together so often.
fn climb<T: Float>(
    x: &[T],
    (count, total): (impl Fn(usize) -> f64, f64),
    start: &Mixture,
    settings: &Settings,
) -> Result<Fit, Error> {
    let points = x.len() / start.dimensions();
    let mut responsibilities = responsibilities(points, start)?;
    iterate(start, settings, |model| {
        let log_likelihood = expectation(x, &count, model, &mut responsibilities)?;
        let (m, d) = (model.components(), model.dimensions());
        let components = (0..m).map(|k| component(x, d, &responsibilities, m, k));
        let components = gathered("components", components)?;
        Ok(Moments::new(d, (points, total), log_likelihood, components))
    })
}

/// Room for the responsibility of each component for each point.
pub(super) fn responsibilities(points: usize, model: &Mixture) -> Result<Vec<f64>, Error> {
    let results = points.saturating_mul(model.components());
    filled("points * components", results, 0.0)
}

/// First pass: the responsibility of each component for each point, as often as the point counts.
/// Returns the log-likelihood.
fn expectation<T: Float>(
    x: &[T],
    count: impl Fn(usize) -> f64,
    model: &Mixture,
    responsibilities: &mut [f64],
) -> Result<f64, Error> {
    let (m, d) = (model.components(), model.dimensions());
    let (inverses, scales) = (precisions(model)?, model.ln_scales()?);
    let mut log_likelihood = 0.0;
    for i in 0..x.len() / d {
        let mut most = f64::NEG_INFINITY;
        for k in 0..m {
            let (mean, inverse) = (model.mean(k), &inverses[k]);
            let mut square = 0.0;
            for a in 0..d {
                for b in 0..d {
                    let da = x[i * d + a].into() - mean[a];
                    let db = x[i * d + b].into() - mean[b];
                    square += da * db * inverse[a * d + b];
                }
            }
            responsibilities[i * m + k] = scales[k] - 0.5 * square;
            most = most.max(responsibilities[i * m + k]);
        }
        let count = count(i);
        let mut sum = 0.0;
        for k in 0..m {
            responsibilities[i * m + k] = exp(responsibilities[i * m + k] - most);
            sum += responsibilities[i * m + k];
        }
        for k in 0..m {
            responsibilities[i * m + k] /= sum;
            responsibilities[i * m + k] *= count;
        }
        log_likelihood += (most + ln(sum)) * count;
    }
    Ok(log_likelihood)
}

/// The inverses of all covariances.
pub(super) fn precisions(model: &Mixture) -> Result<Vec<Vec<f64>>, Error> {
    let components = 0..model.components();
    gathered("components", components.map(|k| precision(model, k)))
}

/// The inverse of a covariance.
fn precision(model: &Mixture, component: usize) -> Result<Vec<f64>, Error> {
    let d = model.dimensions();
    let inverse = cholesky::inverse(model.factor(component), d)?;
    let mut precision = filled("dimensions^2", d * d, 0.0)?;
    for a in 0..d {
        for b in 0..d {
            for i in a.max(b)..d {
                precision[a * d + b] += inverse[i * d + a] * inverse[i * d + b];
            }
        }
    }
    Ok(precision)
}

/// Second and third pass: the mean of the points, as much as each belongs to the component, and the
/// scatter about it.
#[allow(
    clippy::needless_range_loop,
    reason = "the indexed loop is what this rung is"
)]
fn component<T: Float>(
    x: &[T],
    d: usize,
    responsibilities: &[f64],
    m: usize,
    k: usize,
) -> Result<Component, Error> {
    let Component {
        mut weight,
        mut mean,
        mut scatter,
    } = Component::new(d)?;
    for i in 0..x.len() / d {
        let r = responsibilities[i * m + k];
        weight += r;
        for a in 0..d {
            mean[a] += r * x[i * d + a].into();
        }
    }
    for mean in &mut mean {
        *mean /= weight.max(f64::MIN_POSITIVE);
    }
    for i in 0..x.len() / d {
        let r = responsibilities[i * m + k];
        let mut element = 0;
        for a in 0..d {
            for b in 0..=a {
                let da = x[i * d + a].into() - mean[a];
                let db = x[i * d + b].into() - mean[b];
                scatter[element] += r * da * db;
                element += 1;
            }
        }
    }
    let component = Component {
        weight,
        mean,
        scatter,
    };
    Ok(spread::or_rounding(component, x, responsibilities, k))
}
