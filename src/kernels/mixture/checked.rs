//! The plain loops, with every access checked.

use super::cholesky;
use super::fit::{self, Fit, iterate};
use super::model::Mixture;
use super::moments::{Component, Moments};
use super::settings::Settings;
use crate::Error;

/// The tutorial's loops: the inverse covariances and log-determinants, then three passes over the
/// points and their `n * m` responsibilities.
pub fn checked(x: &[f64], start: &Mixture, settings: &Settings) -> Result<Fit, Error> {
    let points = fit::check(x, start)?;
    let mut responsibilities = super::matrix(points, start.components())?;
    iterate(start, settings, |model| {
        let log_likelihood = expectation(x, model, &mut responsibilities);
        let (m, d) = (model.components(), model.dimensions());
        let components = (0..m).map(|k| component(x, d, &responsibilities, m, k));
        Ok(Moments::new(
            d,
            points as u64,
            log_likelihood,
            components.collect(),
        ))
    })
}

pub(super) fn moments(x: &[f64], model: &Mixture) -> Result<Moments, Error> {
    let (m, d) = (model.components(), model.dimensions());
    let points = x.len() / d;
    let mut responsibilities = super::matrix(points, m)?;
    let log_likelihood = expectation(x, model, &mut responsibilities);
    let components = (0..m).map(|k| component(x, d, &responsibilities, m, k));
    Ok(Moments::new(
        d,
        points as u64,
        log_likelihood,
        components.collect(),
    ))
}

/// First pass: the responsibility of each component for each point. Returns the log-likelihood.
fn expectation(x: &[f64], model: &Mixture, responsibilities: &mut [f64]) -> f64 {
    let (m, d) = (model.components(), model.dimensions());
    let inverses: Vec<_> = (0..m).map(|k| precision(model, k)).collect();
    let scales: Vec<_> = (0..m).map(|k| model.ln_scale(k)).collect();
    let mut log_likelihood = 0.0;
    for i in 0..x.len() / d {
        let mut most = f64::NEG_INFINITY;
        for k in 0..m {
            let (mean, inverse) = (model.mean(k), &inverses[k]);
            let mut square = 0.0;
            for a in 0..d {
                for b in 0..d {
                    let (da, db) = (x[i * d + a] - mean[a], x[i * d + b] - mean[b]);
                    square += da * db * inverse[a * d + b];
                }
            }
            responsibilities[i * m + k] = scales[k] - 0.5 * square;
            most = most.max(responsibilities[i * m + k]);
        }
        let mut sum = 0.0;
        for k in 0..m {
            responsibilities[i * m + k] = (responsibilities[i * m + k] - most).exp();
            sum += responsibilities[i * m + k];
        }
        for k in 0..m {
            responsibilities[i * m + k] /= sum;
        }
        log_likelihood += most + sum.ln();
    }
    log_likelihood
}

/// The inverse of a covariance.
pub(super) fn precision(model: &Mixture, component: usize) -> Vec<f64> {
    let d = model.dimensions();
    let inverse = cholesky::inverse(model.factor(component), d);
    let mut precision = vec![0.0; d * d];
    for a in 0..d {
        for b in 0..d {
            for i in a.max(b)..d {
                precision[a * d + b] += inverse[i * d + a] * inverse[i * d + b];
            }
        }
    }
    precision
}

/// Second and third pass: the mean of the points, as much as each belongs to the component, and the
/// scatter about it.
fn component(x: &[f64], d: usize, responsibilities: &[f64], m: usize, k: usize) -> Component {
    let (mut weight, mut mean) = (0.0, vec![0.0; d]);
    for i in 0..x.len() / d {
        let r = responsibilities[i * m + k];
        weight += r;
        for a in 0..d {
            mean[a] += r * x[i * d + a];
        }
    }
    for a in 0..d {
        mean[a] /= weight.max(f64::MIN_POSITIVE);
    }
    let mut scatter = vec![0.0; d * (d + 1) / 2];
    for i in 0..x.len() / d {
        let r = responsibilities[i * m + k];
        let mut element = 0;
        for a in 0..d {
            for b in 0..=a {
                scatter[element] += r * (x[i * d + a] - mean[a]) * (x[i * d + b] - mean[b]);
                element += 1;
            }
        }
    }
    Component {
        weight,
        mean,
        scatter,
    }
}
