//! `sum_i sum_j f(x[i], y[j])` for a function of one's own.
//!
//! Most such sums have no closed form, and all have the loops of the product: a [`Pair`] says what
//! `f` is for eight pairs at once, and runs in the same kernel, on the same blocks, at every level
//! and on any team. The product is itself such a function, and pays nothing for that.
//!
//! ```
//! use hotloop::kernels::pairwise::general::{self, Pair};
//! use hotloop::simd::{F64x8, Simd};
//!
//! /// The square of the distance, cut off.
//! struct Clipped {
//!     most: f64,
//! }
//!
//! impl Pair for Clipped {
//!     #[inline(always)]
//!     fn apply<S: Simd>(&self, simd: S, x: S::F64x8, y: S::F64x8) -> S::F64x8 {
//!         let apart = x - y;
//!         (apart * apart).min(simd.splat(self.most))
//!     }
//! }
//!
//! let x = [0.0, 1.0, 4.0];
//! let f = Clipped { most: 10.0 };
//! // 1 between the first two, 9 between the last two, 16 cut to 10; each pair both ways round.
//! assert_eq!(general::simd(&f, &x, &x), 2.0 * (1.0 + 9.0 + 10.0));
//! ```
//!
//! Sources and exercises are on the page of [`pairwise`](super).

pub use super::pair::Pair;

use super::simd::blocks_at;
#[cfg(feature = "threads")]
use super::threaded::of_two_at;
use crate::simd::Level;
#[cfg(feature = "threads")]
use crate::threads::Team;

/// `sum_i sum_j f(x[i], y[j])`, eight lanes at a time.
///
/// Adding up has an error of at most `264 u sum_i sum_j |f(x[i], y[j])|` to first order, with `u =
/// 2^-53`, however many pairs there are. Levels give the same bits if `f` gives them. What overflows
/// on the way does so in the order of the blocks: nothing is known of `f` that would tell what the
/// sum should have been.
///
/// The [module](self) has an example.
pub fn simd<P: Pair>(pair: &P, x: &[f64], y: &[f64]) -> f64 {
    simd_at(Level::current(), pair, x, y)
}

/// [`simd`] at the given level.
pub fn simd_at<P: Pair>(level: Level, pair: &P, x: &[f64], y: &[f64]) -> f64 {
    blocks_at(level, pair, x, y).total()
}

/// [`simd`] on a team: the same bits for every number of members. Blocks of 120 elements of `x`,
/// each with all of `y`, are shared out, so let the longer array be `x`.
///
/// ```
/// use hotloop::kernels::pairwise::general::{self, Pair};
/// use hotloop::simd::{F64x8, Simd};
/// use hotloop::threads::{Binding, Team};
///
/// /// The square of the distance.
/// struct Distance;
///
/// impl Pair for Distance {
///     #[inline(always)]
///     fn apply<S: Simd>(&self, _: S, x: S::F64x8, y: S::F64x8) -> S::F64x8 {
///         (x - y) * (x - y)
///     }
///
///     // It ends in a multiplication.
///     #[inline(always)]
///     fn accumulate<S: Simd>(&self, _: S, x: S::F64x8, y: S::F64x8, sum: S::F64x8) -> S::F64x8 {
///         (x - y).mul_add(x - y, sum)
///     }
/// }
///
/// let x: Vec<f64> = (0..1000).map(f64::from).collect();
/// let team = Team::spawn(2, Binding::Close)?;
/// let sum = general::threaded(&team, &Distance, &x, &x);
/// assert_eq!(sum, 166_666_500_000.0);
/// assert_eq!(sum, general::simd(&Distance, &x, &x));
/// # Ok::<(), hotloop::Error>(())
/// ```
#[cfg(feature = "threads")]
pub fn threaded<P: Pair>(team: &Team, pair: &P, x: &[f64], y: &[f64]) -> f64 {
    threaded_at(Level::current(), team, pair, x, y)
}

/// [`threaded`] at the given level.
#[cfg(feature = "threads")]
pub fn threaded_at<P: Pair>(level: Level, team: &Team, pair: &P, x: &[f64], y: &[f64]) -> f64 {
    of_two_at(level, team, pair, x, y).total()
}
