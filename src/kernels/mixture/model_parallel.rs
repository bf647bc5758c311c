//! The simd rung on a team: a member a component.

use super::fit::{self, Fit, iterate};
use super::model::Mixture;
use super::moments::Moments;
use super::points::{Line, Points};
use super::settings::Settings;
use super::simd::steps::{self, Tile};
use super::simd::{Component, Sums, TILE, plan};
use crate::Error;
use crate::memory::{collected, filled, gathered, room};
use crate::simd::{Float, LANES, Level};
use crate::threads::{Schedule, Team};
use std::ops::Range;
use std::sync::OnceLock;

/// [`simd`](super::simd()) with the components shared out among the members, as the tutorial does
/// it: every member goes over all points, for its own components. The same bits as `simd`.
///
/// A responsibility needs the densities of all components, so the members meet three times in every
/// piece of 65,536 densities or so: when these are known, when the responsibilities are, and when
/// the moments are. The densities wait in memory in between, half a mebibyte of them, or those of 256
/// points if that is more.
/// [The module](super#data-parallel-or-model-parallel) says when that pays.
///
/// ```
/// use hotloop::kernels::mixture::{self, Mixture, Settings};
/// use hotloop::threads::{Binding, Team};
///
/// let x = [0.0, 0.1, 0.2, 5.0, 5.1, 5.2]; // on a line
/// let start = Mixture::new(&[0.5, 0.5], &[0.0, 5.0], &[1.0, 1.0])?;
/// let team = Team::spawn(2, Binding::Close)?;
/// let fit = mixture::model_parallel(&team, &x, &start, &Settings::default())?;
/// assert_eq!(fit, mixture::simd(&x, &start, &Settings::default())?);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`simd`](super::simd()).
pub fn model_parallel<T: Float>(
    team: &Team,
    x: &[T],
    start: &Mixture,
    settings: &Settings,
) -> Result<Fit, Error> {
    model_parallel_at(Level::current(), team, x, start, settings)
}

/// [`model_parallel`] at the given level.
pub fn model_parallel_at<T: Float>(
    level: Level,
    team: &Team,
    x: &[T],
    start: &Mixture,
    settings: &Settings,
) -> Result<Fit, Error> {
    let points = fit::points(x, start)?;
    iterate(start, settings, |model| {
        moments(level, team, &points, model)
    })
}

/// [`weighted::simd`](super::weighted::simd) with the components shared out among the members of a
/// team: the same bits for every number of them.
///
/// ```
/// use hotloop::kernels::mixture::{Mixture, Settings, weighted};
/// use hotloop::threads::{Binding, Team};
///
/// let (x, weights) = ([0.0, 1.0, 5.0, 6.0], [3.0, 1.0, 2.0, 0.5]); // on a line
/// let start = Mixture::new(&[0.5, 0.5], &[1.0, 4.0], &[1.0, 1.0])?;
/// let (settings, team) = (Settings::default(), Team::spawn(2, Binding::Close)?);
/// let fit = weighted::model_parallel(&team, &x, &weights, &start, &settings)?;
/// assert_eq!(fit, weighted::simd(&x, &weights, &start, &settings)?);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`weighted::simd`](super::weighted::simd).
#[doc(alias = "sample_weight")]
pub fn weighted<T: Float>(
    team: &Team,
    x: &[T],
    weights: &[f64],
    start: &Mixture,
    settings: &Settings,
) -> Result<Fit, Error> {
    weighted_at(Level::current(), team, x, weights, start, settings)
}

/// [`weighted::model_parallel`](super::weighted::model_parallel) at the given level.
///
/// # Errors
///
/// As [`weighted::model_parallel`](super::weighted::model_parallel).
pub fn weighted_at<T: Float>(
    level: Level,
    team: &Team,
    x: &[T],
    weights: &[f64],
    start: &Mixture,
    settings: &Settings,
) -> Result<Fit, Error> {
    let points = fit::weighted(x, weights, start)?;
    iterate(start, settings, |model| {
        moments(level, team, &points, model)
    })
}

/// Numbers that wait in memory, of each point its densities and the inverse of their sum: 512 KiB.
const PIECE: usize = 1 << 16;

fn moments(level: Level, team: &Team, points: &Points, model: &Mixture) -> Result<Moments, Error> {
    let plan = plan(model)?;
    let (m, d) = (model.components(), model.dimensions());
    let tile = TILE * LANES;
    let piece = (PIECE / (m + 1) / tile).max(1) * tile;
    let zero = Line([0.0; LANES]);
    let lines = (m + 1) * piece.min(points.len().next_multiple_of(LANES)) / LANES;
    let mut room = filled("components", lines, zero)?;
    let mut merged: Option<Moments> = None;
    // The blocks of the other rungs, for the sake of the same bits.
    for block in points.blocks(model) {
        let mut sums = Sums::new(m, d)?;
        for start in block.clone().step_by(piece) {
            let here = start..block.end.min(start + piece);
            three_steps(level, team, points, &plan, here, &mut room, &mut sums)?;
        }
        let moments = sums.moments(&plan, d, points.counted(block))?;
        match &mut merged {
            Some(merged) => merged.absorb(&moments),
            None => merged = Some(moments),
        }
    }
    merged.ok_or(Error::Zero { argument: "points" })
}

/// Adds to the sums those of the points `here`: three regions.
fn three_steps(
    level: Level,
    team: &Team,
    points: &Points,
    plan: &[Component],
    here: Range<usize>,
    room: &mut [Line],
    sums: &mut Sums,
) -> Result<(), Error> {
    let (d, len) = (points.dimensions(), here.len());
    let weights = points.weights(here.clone());
    let points = points.lines(here);
    let n = points.len() / d;
    let (strips, inverses) = room[..(plan.len() + 1) * n].split_at_mut(plan.len() * n);
    // A member has the same components in the first region and the last: what it wrote is in its
    // cache.
    let schedule = Schedule::Static;
    let refusal = Refusal::default();
    team.for_each_block(strips, n, schedule, |start, strip| {
        refusal.note(steps::surprises(level, &plan[start / n], d, points, strip));
    })?;
    refusal.into_result()?;
    let mut tiles = tiles(strips, (inverses, weights), n, len)?;
    team.for_each_block(&mut tiles, 1, schedule, |_, tiles| {
        tiles.iter_mut().for_each(|tile| steps::shares(level, tile));
    })?;
    for tile in tiles {
        sums.add_log_likelihood(&tile.log_likelihood);
    }
    let (strips, inverses) = (&*strips, &*inverses);
    let refusal = Refusal::default();
    team.for_each_block(&mut sums.components, 1, schedule, |k, sums| {
        let strip = (&strips[k * n..][..n], inverses);
        refusal.note(steps::moments(level, &plan[k], d, points, strip, sums));
    })?;
    refusal.into_result()
}

/// What one of the members was refused in a region.
#[derive(Default)]
struct Refusal(OnceLock<Error>);

impl Refusal {
    fn note(&self, result: Result<(), Error>) {
        if let Err(error) = result {
            self.0.get_or_init(|| error);
        }
    }

    fn into_result(self) -> Result<(), Error> {
        self.0.into_inner().map_or(Ok(()), Err)
    }
}

/// The strips of all components, cut into tiles.
fn tiles<'a>(
    strips: &'a mut [Line],
    (inverses, weights): (&'a mut [Line], Option<&'a [Line]>),
    n: usize,
    len: usize,
) -> Result<Vec<Tile<'a>>, Error> {
    let strips = strips.chunks_mut(n).map(|strip| strip.chunks_mut(TILE));
    let mut strips = collected("components", strips)?;
    let tiles = inverses
        .chunks_mut(TILE)
        .zip((0..len).step_by(TILE * LANES));
    let tile = |(inverses, start): (&'a mut [Line], usize)| {
        let mut parts = room("components", strips.len())?;
        parts.extend(strips.iter_mut().filter_map(Iterator::next));
        Ok(Tile {
            strips: parts,
            len: (len - start).min(inverses.len() * LANES),
            weights: weights.map(|weights| &weights[start / LANES..][..inverses.len()]),
            inverses,
            log_likelihood: Line([0.0; LANES]),
        })
    };
    gathered("components", tiles.map(tile))
}
