//! `sum_i sum_j x[i] * y[j]`: the same rungs over two arrays, of any two lengths.
//!
//! It is what the tutorial's last version comes to, where each thread calls the two-array form on
//! all of `X` and a part of it. The rungs are those of [`pairwise`](super), which hand their one
//! array to these twice, and what is said of them there holds here with `sum |x| sum |y|` in place
//! of `(sum |x|)²`. Rows are the elements of `x`, and are what is shared out: on a team, let the
//! longer array be `x`, unless the other is shorter than a few vectors.
//!
//! Sources and exercises are on the page of [`pairwise`](super).

use super::pair::Product;
use super::rounded::{or_scaled, total};
use super::simd::blocks_at;
#[cfg(feature = "threads")]
use super::threaded::{of_two_at, share};
use crate::kernels::sum;
use crate::simd::Level;
#[cfg(feature = "threads")]
use crate::{
    Error,
    threads::{Schedule, Team},
};

/// [`pairwise::checked`](super::checked) between two arrays, with an error of at most
/// `(n + m - 1) u sum |x| sum |y|` to first order, for lengths `n` and `m`.
///
/// ```
/// use hotloop::kernels::pairwise::between;
///
/// assert_eq!(between::checked(&[1.0, 2.0], &[3.0, 4.0, 5.0]), 36.0);
/// ```
pub fn checked(x: &[f64], y: &[f64]) -> f64 {
    or_scaled(super::checked::of_two(x, y), x, y)
}

/// [`pairwise::unchecked`](super::unchecked) between two arrays: the same bits as [`checked`].
pub fn unchecked(x: &[f64], y: &[f64]) -> f64 {
    or_scaled(super::unchecked::of_two(x, y), x, y)
}

/// [`pairwise::simd`](super::simd) between two arrays, with an error of at most
/// `264 u sum |x| sum |y|` to first order.
///
/// ```
/// use hotloop::kernels::pairwise::between;
///
/// assert_eq!(between::simd(&[1.0, 2.0], &[3.0, 4.0, 5.0]), 36.0);
/// ```
pub fn simd(x: &[f64], y: &[f64]) -> f64 {
    simd_at(Level::current(), x, y)
}

/// [`simd`] at the given level.
pub fn simd_at(level: Level, x: &[f64], y: &[f64]) -> f64 {
    total(blocks_at(level, &Product, x, y), x, y)
}

/// [`pairwise::threaded`](super::threaded()) between two arrays: the same bits as [`simd`] for
/// every number of members.
///
/// ```
/// use hotloop::kernels::pairwise::between;
/// use hotloop::threads::{Binding, Team};
///
/// let x: Vec<f64> = (1..=1000).map(f64::from).collect();
/// let team = Team::spawn(2, Binding::Close)?;
/// assert_eq!(between::threaded(&team, &x, &[1.0, 2.0]), 3.0 * 500_500.0);
/// # Ok::<(), hotloop::Error>(())
/// ```
#[cfg(feature = "threads")]
pub fn threaded(team: &Team, x: &[f64], y: &[f64]) -> f64 {
    threaded_at(Level::current(), team, x, y)
}

/// [`threaded`] at the given level.
#[cfg(feature = "threads")]
pub fn threaded_at(level: Level, team: &Team, x: &[f64], y: &[f64]) -> f64 {
    total(of_two_at(level, team, &Product, x, y), x, y)
}

/// [`pairwise::scheduled`](super::scheduled) between two arrays: the same bits as [`simd`] for
/// every schedule.
///
/// # Errors
///
/// As [`pairwise::scheduled`](super::scheduled).
#[cfg(feature = "threads")]
pub fn scheduled(team: &Team, schedule: Schedule, x: &[f64], y: &[f64]) -> Result<f64, Error> {
    scheduled_at(Level::current(), team, schedule, x, y)
}

/// [`scheduled`] at the given level.
///
/// # Errors
///
/// As [`scheduled`].
#[cfg(feature = "threads")]
pub fn scheduled_at(
    level: Level,
    team: &Team,
    schedule: Schedule,
    x: &[f64],
    y: &[f64],
) -> Result<f64, Error> {
    let sum = share(level, team, schedule, &Product, x, y)?;
    Ok(total(sum, x, y))
}

/// [`pairwise::strided`](super::strided()) between two arrays: the rows `x[k::parts]` against all
/// of `y`.
///
/// # Errors
///
/// As [`pairwise::strided`](super::strided()).
#[cfg(feature = "threads")]
pub fn strided(team: &Team, x: &[f64], y: &[f64], parts: usize) -> Result<f64, Error> {
    strided_at(Level::current(), team, x, y, parts)
}

/// [`strided`] at the given level.
///
/// # Errors
///
/// As [`strided`].
#[cfg(feature = "threads")]
pub fn strided_at(
    level: Level,
    team: &Team,
    x: &[f64],
    y: &[f64],
    parts: usize,
) -> Result<f64, Error> {
    let sum = super::strided::of_two_at(level, team, x, y, parts)?;
    Ok(total(sum, x, y))
}

/// `sum_i x[i] * sum_j y[j]`: [`pairwise::closed_form`](super::closed_form) between two arrays,
/// with an error of at most `47 u sum |x| sum |y|` to first order.
///
/// ```
/// use hotloop::kernels::pairwise::between;
///
/// assert_eq!(between::closed_form(&[1.0, 2.0], &[3.0, 4.0, 5.0]), 36.0);
/// ```
pub fn closed_form(x: &[f64], y: &[f64]) -> f64 {
    or_scaled(sum::simd(x) * sum::simd(y), x, y)
}
