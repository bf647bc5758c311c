//! Eight points at a time.

mod few;
mod plan;
mod shares;

use super::fit::{self, Fit, iterate};
use super::model::Mixture;
use super::moments::{self, Moments};
use super::points::{Line, Points};
use super::settings::Settings;
use crate::Error;
use crate::simd::{F64x8, LANES, Level, Simd};
use plan::{Component, plan};

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
    pub fn moments_at(&self, level: Level, model: &Mixture) -> Result<Moments, Error> {
        let d = self.dimensions();
        let plan = plan(model);
        let sums = match d {
            1 => block_1_at(level, &plan, self.lines(), self.len()),
            2 => block_2_at(level, &plan, self.lines(), self.len()),
            3 => block_3_at(level, &plan, self.lines(), self.len()),
            4 => block_4_at(level, &plan, self.lines(), self.len()),
            _ => todo!(),
        };
        Ok(sums.moments(&plan, d, self.len()))
    }
}

/// Eights of points in a tile: what is known of them stays in the first-level cache from one pass
/// over them to the next.
const TILE: usize = 32;

crate::dispatch! { fn block_1_at(level, plan: &[Component], lines: &[Line], len: usize) -> Sums = block::<_, 1> }
crate::dispatch! { fn block_2_at(level, plan: &[Component], lines: &[Line], len: usize) -> Sums = block::<_, 2> }
crate::dispatch! { fn block_3_at(level, plan: &[Component], lines: &[Line], len: usize) -> Sums = block::<_, 3> }
crate::dispatch! { fn block_4_at(level, plan: &[Component], lines: &[Line], len: usize) -> Sums = block::<_, 4> }

struct Sums {
    log_likelihood: f64,
    components: Vec<Vec<Line>>,
}

#[inline(always)]
fn block<S: Simd, const D: usize>(simd: S, plan: &[Component], lines: &[Line], len: usize) -> Sums {
    let (points, _) = lines.as_chunks::<D>();
    let zero = Line([0.0; LANES]);
    let mut surprises = vec![zero; plan.len() * TILE];
    let (mut least, mut totals) = ([zero; TILE], [zero; TILE]);
    let mut sums = vec![vec![zero; 1 + D + D * (D + 1) / 2]; plan.len()];
    let mut log_likelihood = simd.splat(0.0);
    let mut left = len;
    for points in points.chunks(TILE) {
        let n = points.len();
        let surprises = &mut surprises[..n * plan.len()];
        let (least, totals) = (&mut least[..n], &mut totals[..n]);
        for (component, surprises) in plan.iter().zip(surprises.chunks_exact_mut(n)) {
            few::surprises(simd, component, points, surprises);
        }
        shares::least(simd, surprises, least);
        totals.fill(zero);
        for surprises in surprises.chunks_exact_mut(n) {
            shares::shares(simd, least, surprises, totals);
        }
        let here = left.min(n * LANES);
        left -= here;
        let padding = n * LANES - here;
        for lane in LANES - padding..LANES {
            least[n - 1].0[lane] = 0.0;
            totals[n - 1].0[lane] = 1.0;
        }
        log_likelihood = log_likelihood + shares::invert(simd, least, totals);
        for lane in LANES - padding..LANES {
            totals[n - 1].0[lane] = 0.0;
        }
        accumulate::<S, D>(simd, plan, points, surprises, totals, &mut sums);
    }
    Sums {
        log_likelihood: across(log_likelihood.to_array()),
        components: sums,
    }
}

#[inline(always)]
fn accumulate<S: Simd, const D: usize>(
    simd: S,
    plan: &[Component],
    points: &[[Line; D]],
    shares: &[Line],
    inverses: &[Line],
    sums: &mut [Vec<Line>],
) {
    let n = points.len();
    let (mut plan, mut shares, mut sums) = (plan, shares, sums);
    if S::REGISTERS >= 32 && D <= 2 {
        let (pairs, last) = plan.as_chunks::<2>();
        plan = last;
        for pair in pairs {
            let (now, later) = shares.split_at(2 * n);
            let (a, b) = now.split_at(n);
            shares = later;
            let (now, later) = sums.split_at_mut(2);
            sums = later;
            let [x, y] = now else { unreachable!() };
            few::moments(simd, pair, points, [a, b], inverses, &mut [x, y]);
        }
    }
    for ((component, shares), sums) in plan.iter().zip(shares.chunks_exact(n)).zip(sums) {
        few::moments(simd, std::array::from_ref(component), points, [shares], inverses, &mut [sums]);
    }
}

fn across([a, b, c, d, e, f, g, h]: [f64; LANES]) -> f64 {
    ((a + b) + (c + d)) + ((e + f) + (g + h))
}

impl Sums {
    fn moments(self, plan: &[Component], d: usize, len: usize) -> Moments {
        let components = plan.iter().zip(&self.components).map(|(plan, sums)| {
            let weight = across(sums[0].0);
            let by_weight = if weight > 0.0 { 1.0 / weight } else { 0.0 };
            let first: Vec<f64> = sums[1..1 + d].iter().map(|line| across(line.0)).collect();
            let mut second = sums[1 + d..].iter();
            let mut scatter = Vec::new();
            for i in 0..d {
                for (j, line) in second.by_ref().take(i + 1).enumerate() {
                    scatter.push(across(line.0) - first[i] * (first[j] * by_weight));
                }
            }
            let mean = plan.mean.iter().zip(&first).map(|(mean, first)| mean + first * by_weight);
            moments::Component {
                weight,
                mean: mean.collect(),
                scatter,
            }
        });
        Moments::new(d, len as u64, self.log_likelihood, components.collect())
    }
}
