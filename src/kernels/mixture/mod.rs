//! Mixtures of normal distributions, fitted by expectation-maximisation.

mod checked;
mod cholesky;
mod fit;
mod model;
#[cfg(feature = "threads")]
mod model_parallel;
mod moments;
mod points;
mod sample;
mod scores;
mod settings;
mod simd;
mod start;
mod terms;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;

pub use checked::checked;
pub use fit::{Fit, iterate};
pub use model::Mixture;
#[cfg(feature = "threads")]
pub use model_parallel::{model_parallel, model_parallel_at};
pub use moments::{Moments, State};
pub use points::Points;
pub use settings::{Settings, Weights};
pub use simd::{simd, simd_at};
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;

use crate::Error;

/// Room for a number for each point and component.
fn matrix(points: usize, components: usize) -> Result<Vec<f64>, Error> {
    let results = points.saturating_mul(components);
    let mut matrix = Vec::new();
    if matrix.try_reserve_exact(results).is_err() {
        let argument = "points * components";
        return Err(Error::OutOfMemory { argument, results });
    }
    matrix.resize(results, 0.0);
    Ok(matrix)
}
