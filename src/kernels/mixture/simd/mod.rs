//! Eight points at a time.

mod block;
mod few;
mod many;
mod pass;
mod plan;
mod shares;

use super::fit::{self, Fit, iterate};
use super::model::Mixture;
use super::moments::Moments;
use super::points::Points;
use super::settings::Settings;
use crate::Error;
use crate::simd::{LANES, Level};
use block::{Sums, block_at};
use few::Few;
use many::Many;
use plan::Component;
pub(super) use plan::plan;
use std::ops::Range;

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
    let points = fit::points(x, start)?;
    iterate(start, settings, |model| points.moments_at(level, model))
}

impl Points {
    /// The [`Moments`] of all points under a model: an expectation, and what the maximisation needs
    /// of it, in one pass.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] if `model` has other dimensions than the points.
    pub fn moments(&self, model: &Mixture) -> Result<Moments, Error> {
        self.moments_at(Level::current(), model)
    }

    /// [`moments`](Points::moments) at the given level.
    pub fn moments_at(&self, level: Level, model: &Mixture) -> Result<Moments, Error> {
        self.check_model(model)?;
        let plan = plan(model);
        let block = self.block(model);
        let mut moments = self.moments_of(level, &plan, 0..block.min(self.len()));
        for start in (block..self.len()).step_by(block) {
            let end = self.len().min(start + block);
            moments.absorb(&self.moments_of(level, &plan, start..end));
        }
        Ok(moments)
    }

    /// Points whose moments do not depend on what surrounds them: what a member of a team takes at
    /// a time. It begins and ends with a whole tile.
    ///
    /// There are at least 64 blocks where there are points enough, and so many that the moments of
    /// all, which wait to be merged, take half a mebibyte.
    pub(super) fn block(&self, model: &Mixture) -> usize {
        let (m, d) = (model.components(), model.dimensions());
        let bytes = size_of::<f64>() * m * (1 + d + d * (d + 1) / 2);
        let blocks = (MOMENTS / bytes).clamp(64, 1024);
        let tile = block::TILE * LANES;
        self.len()
            .div_ceil(blocks)
            .max(LEAST_BLOCK)
            .next_multiple_of(tile)
    }

    /// The moments of the points of a block.
    pub(super) fn moments_of(
        &self,
        level: Level,
        plan: &[Component],
        points: Range<usize>,
    ) -> Moments {
        let (d, len) = (self.dimensions(), points.len());
        let lines = &self.lines()[points.start / LANES * d..points.end.div_ceil(LANES) * d];
        let sums: Sums = match d {
            1 => block_at(level, Few::<1>::new(plan), plan, lines, len),
            2 => block_at(level, Few::<2>::new(plan), plan, lines, len),
            3 => block_at(level, Few::<3>::new(plan), plan, lines, len),
            4 => block_at(level, Few::<4>::new(plan), plan, lines, len),
            _ => block_at(level, Many::new(d), plan, lines, len),
        };
        sums.moments(plan, d, len)
    }
}

/// Bytes that the moments of all blocks may take together.
const MOMENTS: usize = 1 << 19;
/// Fewer points are not worth a block of their own: they take ten microseconds.
const LEAST_BLOCK: usize = 8192;
