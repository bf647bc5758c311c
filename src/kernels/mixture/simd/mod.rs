//! Eight points at a time: an expectation, and the moments for the next maximisation, in one pass.
//!
//! * `plan`: what is worked out once an iteration;
//! * `block`: the pass over a block of points, tile by tile;
//! * `pass`: what is done with a tile, where it differs between `few` dimensions and `many`, and
//!   `with_pass`: which of them it is;
//! * `shares`: from densities to responsibilities;
//! * `steps`: the same one by one, for `model_parallel` and for points that have weights.

mod block;
mod few;
#[cfg(test)]
mod levels;
mod many;
mod pass;
mod plan;
mod shares;
pub(super) mod steps;
mod with_pass;

use super::fit::{self, Fit, iterate};
use super::model::Mixture;
use super::moments::Moments;
use super::points::{Line, Points};
use super::settings::Settings;
use crate::Error;
use crate::numerics::horizontal::horizontal_sum;
use crate::simd::{Float, LANES, Level};
pub(super) use block::Sums;
use block::block_at;
use pass::FEW;
pub(super) use plan::{Component, TILE, plan};
use std::ops::Range;
use with_pass::with_pass;

/// Fits a mixture eight points at a time, with one pass over the points an iteration.
///
/// `x` has the `d` coordinates of the first point, then those of the second, and so on. Beside `x`
/// it takes the memory of `x` once more ([`Points`]), and less than a mebibyte for as many
/// components and dimensions as make sense: the moments of all blocks take half of one, or 64 times
/// `m (1 + d + d (d + 1) / 2)` numbers if that is more, and those of the block at hand eight times
/// as many.
///
/// ```
/// use hotloop::kernels::mixture::{self, Mixture, Settings};
///
/// let x = [0.0, 0.1, 0.2, 5.0, 5.1, 5.2]; // on a line
/// let start = Mixture::new(&[0.5, 0.5], &[1.0, 4.0], &[1.0, 1.0])?;
/// let fit = mixture::simd(&x, &start, &Settings::default())?;
/// assert!(fit.converged());
/// assert!((fit.mixture().mean(0)[0] - 0.1).abs() < 1e-3);
/// assert!((fit.mixture().mean(1)[0] - 5.1).abs() < 1e-3);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # What binds it
///
/// Multiplications: a core of today starts two vectors of them in a cycle, fused with an addition
/// or not. (Additions have two pipes of their own, in which Zen 4 compares as well, and the loads, lookups and
/// shifts have theirs.) For eight points in `d` dimensions, with `m` components, there are
///
/// | | | `d = 2` |
/// |---|---|---|
/// | a component: `z` | `d (d + 1) / 2` | 3 |
/// | its square | `d` | 2 |
/// | a power of 2 | 7 | 7 |
/// | the responsibility, times `x - u`, times that again | `1 + d + d (d + 1) / 2` | 6 |
/// | once: a division, as long as five, and a product | 6 | 6 |
///
/// so 78 for `d = 2` and `m = 4`, and 2,502 for `d = 16` and `m = 8`. The powers of 2 are furthest from the
/// rate of the pipes: alone and in the cache they take 5.1 cycles on Zen 5 for the 3.5 of their
/// multiplications (measured once), because eleven steps wait for each other.
///
/// # Errors
///
/// As [`Points::new`], [`Moments::maximise`](super::Moments::maximise), and:
///
/// * [`Error::Invalid`] if there are fewer points than components.
pub fn simd<T: Float>(x: &[T], start: &Mixture, settings: &Settings) -> Result<Fit, Error> {
    simd_at(Level::current(), x, start, settings)
}

/// [`simd`] at the given level.
pub fn simd_at<T: Float>(
    level: Level,
    x: &[T],
    start: &Mixture,
    settings: &Settings,
) -> Result<Fit, Error> {
    fit::points(x, start)?.climb(level, start, settings)
}

/// [`simd`](simd()) of points that count as often as their `weights` say: see [`Points::weighted`].
///
/// A density has a logarithm of its own here, because it counts as often as the point, and the
/// densities of a tile wait in the first-level cache, not in registers.
///
/// ```
/// use hotloop::kernels::mixture::{self, Mixture, Settings};
///
/// let start = Mixture::new(&[0.5, 0.5], &[1.0, 4.0], &[1.0, 1.0])?; // on a line
/// let settings = Settings::default();
/// let fit = mixture::weighted::simd(&[0.0, 1.0, 5.0, 6.0], &[3.0, 1.0, 2.0, 0.0], &start, &settings)?;
/// let same = mixture::simd(&[0.0, 0.0, 0.0, 1.0, 5.0, 5.0], &start, &settings)?;
/// assert!((fit.mixture().mean(0)[0] - same.mixture().mean(0)[0]).abs() < 1e-12);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`simd`](simd()), and as [`Points::weighted`]. There must be as many points of a weight above
/// zero as components.
#[doc(alias = "sample_weight")]
pub fn weighted<T: Float>(
    x: &[T],
    weights: &[f64],
    start: &Mixture,
    settings: &Settings,
) -> Result<Fit, Error> {
    weighted_at(Level::current(), x, weights, start, settings)
}

/// [`weighted::simd`](super::weighted::simd) at the given level.
///
/// # Errors
///
/// As [`weighted::simd`](super::weighted::simd).
pub fn weighted_at<T: Float>(
    level: Level,
    x: &[T],
    weights: &[f64],
    start: &Mixture,
    settings: &Settings,
) -> Result<Fit, Error> {
    fit::weighted(x, weights, start)?.climb(level, start, settings)
}

impl Points {
    /// The fit that begins with `start`.
    pub(super) fn climb(
        &self,
        level: Level,
        start: &Mixture,
        settings: &Settings,
    ) -> Result<Fit, Error> {
        iterate(start, settings, |model| self.moments_at(level, model))
    }

    /// The [`Moments`] of all points under a model: an expectation, and what the maximisation needs
    /// of it, in one pass.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if `model` has other dimensions than the points,
    /// [`Error::OutOfMemory`] if there is no memory for what is worked out of the model, or for the
    /// moments.
    pub fn moments(&self, model: &Mixture) -> Result<Moments, Error> {
        self.moments_at(Level::current(), model)
    }

    /// [`moments`](Points::moments) at the given level.
    pub fn moments_at(&self, level: Level, model: &Mixture) -> Result<Moments, Error> {
        self.check_model(model)?;
        let plan = plan(model)?;
        let mut blocks = self.blocks(model);
        let first = blocks.next().unwrap_or_default();
        let mut moments = self.moments_of(level, &plan, first)?;
        for block in blocks {
            moments.absorb(&self.moments_of(level, &plan, block)?);
        }
        Ok(moments)
    }

    /// How many points there are in a block, whose moments do not depend on what surrounds them: it
    /// is what a member of a team takes at a time. A block begins and ends with a whole tile.
    ///
    /// There are at least 64 blocks where there are points enough, and so many that the moments of
    /// all, which wait to be merged, take half a mebibyte. Fewer points are not worth moments of
    /// their own, which take the time of a few hundred points.
    pub(super) fn block(&self, model: &Mixture) -> usize {
        block_of(self.len(), model)
    }

    /// The blocks, in order.
    pub(super) fn blocks(&self, model: &Mixture) -> impl Iterator<Item = Range<usize>> {
        let (len, block) = (self.len(), self.block(model));
        let starts = (0..len).step_by(block);
        starts.map(move |start| start..len.min(start + block))
    }

    /// An expectation that is asked for block by block, for those who merge them elsewhere.
    #[cfg(feature = "mpi")]
    pub(crate) fn expectation(
        &self,
        model: &Mixture,
    ) -> Result<impl Fn(Range<usize>) -> Result<Moments, Error> + Sync, Error> {
        self.check_model(model)?;
        let plan = plan(model)?;
        Ok(move |block| self.moments_of(Level::current(), &plan, block))
    }

    /// The moments of the points of a block.
    pub(super) fn moments_of(
        &self,
        level: Level,
        plan: &[Component],
        block: Range<usize>,
    ) -> Result<Moments, Error> {
        let (d, len) = (self.dimensions(), block.len());
        let points = self.lines(block.clone());
        let (mut shares, mut sums) = (block::shares(plan.len())?, Sums::new(plan.len(), d)?);
        if let Some(weights) = self.weights(block.clone()) {
            block::weighted(level, plan, (points, weights), len, &mut shares, &mut sums)?;
        } else {
            with_pass!(d, plan, pass => {
                block_at(level, pass, plan, points, len, &mut shares, &mut sums);
            });
        }
        sums.moments(plan, d, self.counted(block))
    }

    /// How many points a block has, and how often they count.
    pub(super) fn counted(&self, block: Range<usize>) -> (usize, f64) {
        let len = block.len();
        let Some(weights) = self.weights(block) else {
            return (len, len as f64);
        };
        let mut sums = Line([0.0; LANES]);
        for weights in weights {
            for (sum, weight) in sums.0.iter_mut().zip(weights.0) {
                *sum += weight;
            }
        }
        (len, horizontal_sum(sums.0))
    }
}

/// Bytes that the moments of all blocks may take together.
const MOMENTS: usize = 1 << 19;
/// Points to a tile. A block is a whole number of them.
pub(crate) const POINTS: usize = TILE * LANES;

/// [`Points::block`] of so many points.
pub(crate) fn block_of(points: usize, model: &Mixture) -> usize {
    let (m, d) = (model.components(), model.dimensions());
    let bytes = size_of::<f64>() * m * (1 + d + d * (d + 1) / 2);
    let blocks = (MOMENTS / bytes).clamp(64, 128);
    let least = if d <= FEW { 8192 } else { 2048 };
    points.div_ceil(blocks).max(least).next_multiple_of(POINTS)
}
