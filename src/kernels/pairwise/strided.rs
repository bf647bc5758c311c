//! The tutorial's other way to share the rows: every `parts`-th of them.

use super::pair::Product;
use super::rounded::total;
use super::simd::BLOCK;
use super::threaded::block_at;
use crate::Error;
use crate::numerics::compensated::Compensated;
use crate::simd::Level;
use crate::threads::{Schedule, Team};

/// `sum_i sum_j x[i] * x[j]` from the sums of the rows `x[k::parts]` against all of `x`, `k` from 0
/// to `parts - 1`, made on a team and added in that order: the tutorial's
/// `delayed(scalar_wrapper)(X, X[k::num_threads])`.
///
/// With as many parts as members each has one. The same bits for every team, the same as
/// [`simd`](super::simd) for one part, and within the same bound for any number of them.
///
/// Cutting by stride is cutting badly where the cut is all that is read ([`summary::strided`]).
/// Here a part is gathered once, `n / parts` numbers for `n² / parts` products, and it costs
/// nothing while a part has many rows: fewer than twelve go through the kernel as twelve. What is
/// left of the difference is that parts are settled in advance: a member that is held up is waited
/// for.
///
/// ```
/// use hotloop::kernels::pairwise;
/// use hotloop::threads::{Binding, Team};
///
/// let x: Vec<f64> = (1..=1000).map(f64::from).collect();
/// let team = Team::spawn(2, Binding::Close)?;
/// assert_eq!(pairwise::strided(&team, &x, team.members())?, 500_500.0 * 500_500.0);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Zero`] if `parts` is, [`Error::OutOfMemory`] if there is no memory for the sum of every
/// part.
///
/// [`summary::strided`]: crate::kernels::summary::strided
pub fn strided(team: &Team, x: &[f64], parts: usize) -> Result<f64, Error> {
    strided_at(Level::current(), team, x, parts)
}

/// [`strided`] at the given level.
///
/// # Errors
///
/// As [`strided`].
pub fn strided_at(level: Level, team: &Team, x: &[f64], parts: usize) -> Result<f64, Error> {
    let sum = of_two_at(level, team, x, x, parts)?;
    Ok(total(sum, x, x))
}

pub(super) fn of_two_at(
    level: Level,
    team: &Team,
    x: &[f64],
    y: &[f64],
    parts: usize,
) -> Result<Compensated<f64>, Error> {
    if parts == 0 {
        return Err(Error::Zero { argument: "parts" });
    }
    // Parts beyond the last row are empty.
    let parts = parts.min(x.len());
    let part = |range: std::ops::Range<usize>| rows_of_part(level, x, range.start, parts, y);
    let sum = team.map_reduce(parts, 1, Schedule::Static, part, Compensated::merge);
    Ok(sum
        .map_err(|error| error.naming("parts"))?
        .unwrap_or_default())
}

/// The rows `x[start::step]` against all of `y`, gathered block by block.
fn rows_of_part(level: Level, x: &[f64], start: usize, step: usize, y: &[f64]) -> Compensated<f64> {
    let mut sum = Compensated::default();
    let mut rows = [0.0; BLOCK];
    let mut strided = x.iter().skip(start).step_by(step);
    loop {
        let mut count = 0;
        for (row, x) in rows.iter_mut().zip(strided.by_ref()) {
            *row = *x;
            count += 1;
        }
        if count == 0 {
            return sum;
        }
        sum = sum.merge(block_at(level, &Product, &rows[..count], y));
    }
}
