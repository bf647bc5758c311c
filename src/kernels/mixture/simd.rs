//! Eight points at a time.

use super::fit::{self, Fit, iterate};
use super::model::Mixture;
use super::moments::Moments;
use super::points::Points;
use super::settings::Settings;
use crate::Error;
use crate::simd::Level;

/// Eight points at a time.
pub fn simd(x: &[f64], start: &Mixture, settings: &Settings) -> Result<Fit, Error> {
    simd_at(Level::current(), x, start, settings)
}

/// [`simd`] at the given level.
pub fn simd_at(
    level: Level,
    x: &[f64],
    start: &Mixture,
    settings: &Settings,
) -> Result<Fit, Error> {
    fit::check(x, start)?;
    let points = Points::new(x, start.dimensions())?;
    iterate(start, settings, |model| points.moments_at(level, model))
}

impl Points {
    /// The [`Moments`] of all points under a model.
    pub fn moments(&self, model: &Mixture) -> Result<Moments, Error> {
        self.moments_at(Level::current(), model)
    }

    /// [`moments`](Points::moments) at the given level.
    pub fn moments_at(&self, _level: Level, model: &Mixture) -> Result<Moments, Error> {
        // PLACEHOLDER until the kernel is there: the plain loops.
        let d = self.dimensions();
        let x: Vec<f64> = (0..self.len())
            .flat_map(|i| (0..d).map(move |j| (i, j)))
            .map(|(i, j)| self.lines()[i / 8 * d + j].0[i % 8])
            .collect();
        super::checked::moments(&x, model)
    }
}
