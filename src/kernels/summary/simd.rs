//! Eight lanes at a time: one pass over memory, two over the first-level cache.

use super::passes::{PART, first_pass, second_pass};
use super::value::{scale, within};
use super::{Summary, far};
use crate::simd::{Family, Float, Level, Simd, compiled};

/// Elements whose summary does not depend on what surrounds them: what a member of a team takes at
/// a time. Summaries of blocks of so many (the last may have fewer), merged in their order, have the bits of
/// [`simd`] of all of them.
///
/// ```
/// use hotloop::kernels::summary::{self, Summary};
///
/// let x: Vec<f64> = (0..100_000).map(|i| f64::from(i).sqrt()).collect();
/// let merged: Summary = x.chunks(summary::BLOCK).map(summary::simd).sum();
/// assert_eq!(merged.to_bytes(), summary::simd(&x).to_bytes());
/// ```
pub const BLOCK: usize = 16 * PART;

/// The [`Summary`] of `x`, eight lanes at a time.
///
/// With `u = 2^-53`, the sum is off by at most `40 u sum |x| + O(n² u²) sum |x|`, and the
/// variance of data with standard deviation `s` and mean magnitude `a = sum |x| / n` by a
/// factor of at most `1 + (80 + n / 8192 + 160 a / s) u + (100 u a / s)²`, unless squares
/// underflow. Of equal numbers it is 0. Nothing overflows that need not:
/// [see there](super#large-and-small-numbers-infinities-and-nan). The same bits at every level
/// and for every team, but for the bits of a NaN.
///
/// ```
/// use hotloop::kernels::summary;
///
/// let x: Vec<f64> = (0..1000).map(|i| 1e9 + f64::from(i % 2)).collect();
/// let summary = summary::simd(&x);
/// assert_eq!(summary.mean(), Some(1e9 + 0.5));
/// assert_eq!(summary.variance(), Some(0.25));
///
/// assert_eq!(summary::simd(&[0.1_f32, 0.3]).max(), Some(f64::from(0.3_f32)));
/// ```
#[doc(alias = "describe")]
#[doc(alias = "mean")]
#[doc(alias = "var")]
#[doc(alias = "std")]
pub fn simd<T: Float>(x: &[T]) -> Summary {
    simd_at(Level::current(), x)
}

compiled! {
    /// [`simd`] at the given level.
    pub fn simd_at<T: Float>(level: Level, x: &[T]) -> Summary = whole_at, for f64 f32
}

crate::dispatch! {
    fn whole_at<T: Float>(level, x: &[T]) -> Summary = whole
}

#[inline(always)]
fn whole<S: Simd, T: Float>(simd: S, x: &[T]) -> Summary {
    let mut summary = Summary::default();
    for x in x.chunks(BLOCK) {
        summary = summary.merge(block(simd, x));
    }
    summary
}

#[inline(always)]
fn block<S: Simd, T: Float>(simd: S, x: &[T]) -> Summary {
    let mut summary = Summary::default();
    let mut x = x;
    while !x.is_empty() {
        let (now, later) = x.split_at(x.len().min(PART));
        summary = summary.merge(part(simd, now, later));
        x = later;
    }
    summary
}

/// The summary of at most 1,024 elements, which stay in the first-level cache between the two
/// passes. The elements after them are `later`.
#[inline(always)]
fn part<S: Simd, T: Float>(simd: S, x: &[T], later: &[T]) -> Summary {
    let (sum, min, max) = first_pass(simd, x);
    if scale(min, max) != 1.0 {
        return far::part(x, min, max);
    }
    let mean = within(sum / x.len() as f64, min, max);
    let squares = second_pass(simd, x, later, mean);
    Summary::new(x.len() as u64, sum, squares, min, max)
}
