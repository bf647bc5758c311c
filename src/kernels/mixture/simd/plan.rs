//! What the passes need of a model, worked out once an iteration.

use crate::Error;
use crate::kernels::mixture::cholesky;
use crate::kernels::mixture::model::Mixture;
use crate::memory::{copied, gathered, room};
use std::f64::consts::LOG2_E;

/// Rows of a factor that are worked on together where there are many dimensions.
pub(super) const ROWS: usize = 4;

/// Eights of points in a tile: what is known of them stays in the first-level cache from one pass
/// over them to the next.
pub(in crate::kernels::mixture) const TILE: usize = 32;

/// A component, such that `surprise + sum_i (whiten (x - mean))_i^2` is `-log2 (weight N(x))`.
pub(in crate::kernels::mixture) struct Component {
    pub(super) mean: Vec<f64>,
    /// `-log2` of the weighted density at the mean.
    pub(super) surprise: f64,
    /// `sqrt(log2(e) / 2) L^-1`, where `L L^T` is the covariance: the lower triangle, in square
    /// blocks. First the block of the first rows and columns, then those of the next rows, from the
    /// left to the diagonal, and so on; in each block column by column. What is above the diagonal
    /// or beyond the last dimension is zero.
    pub(super) whiten: Vec<[f64; ROWS]>,
}

/// The components of a model.
pub(in crate::kernels::mixture) fn plan(model: &Mixture) -> Result<Vec<Component>, Error> {
    let components = 0..model.components();
    gathered("components", components.map(|k| component(model, k)))
}

fn component(model: &Mixture, k: usize) -> Result<Component, Error> {
    let d = model.dimensions();
    let inverse = cholesky::inverse(model.factor(k), d)?;
    let to_base_2 = (0.5 * LOG2_E).sqrt();
    let element = |row: usize, column: usize| {
        if row < d && column <= row {
            to_base_2 * inverse[row * d + column]
        } else {
            0.0
        }
    };
    // Of a block of rows all columns up to the diagonal: 1, 2, 3, … blocks.
    let blocks = d.div_ceil(ROWS);
    let mut whiten = room("dimensions^2", ROWS * blocks * (blocks + 1) / 2)?;
    for rows in (0..d).step_by(ROWS) {
        for column in 0..rows + ROWS {
            whiten.push(std::array::from_fn(|i| element(rows + i, column)));
        }
    }
    Ok(Component {
        mean: copied("dimensions", model.mean(k))?,
        surprise: -LOG2_E * model.ln_scale(k),
        whiten,
    })
}
