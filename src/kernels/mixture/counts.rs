//! How often each point counts.

use crate::Error;

/// The largest weight of a point: as many of the largest squares can still be summed.
const MOST: f64 = 1e50;
/// The least sum of all weights: a share of it is still a number to divide by.
const LEAST: f64 = 1e-50;

/// Refuses weights that do not go with so many points of that name, or are none.
pub(super) fn check(weights: &[f64], (name, points): (&'static str, usize)) -> Result<(), Error> {
    Error::ensure_len("weights", weights.len(), name, points)?;
    let expected = "a number from 0 to 1e50";
    for &weight in weights {
        let accepts = |weight: f64| (0.0..=MOST).contains(&weight);
        Error::ensure_finite("weights", weight, accepts, expected)?;
    }
    let enough = |sum: f64| sum >= LEAST;
    let expected = "a sum not below 1e-50";
    Error::ensure_finite("weights", total(weights), enough, expected)
}

/// How often all points count.
pub(super) fn total(weights: &[f64]) -> f64 {
    weights.iter().sum()
}
