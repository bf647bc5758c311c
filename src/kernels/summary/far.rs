//! Numbers so large that their squares overflow, in another scale: what every rung comes to when it
//! has seen the extremes.

use super::Summary;
use super::passes::{PART, first_pass, second_pass};
use super::value::within;
use crate::numerics::scaled::SCALE;
use crate::simd::{Float, Portable};

/// The summary of a part with these extremes.
///
/// It has the same bits as every other level.
#[cold]
#[inline(never)]
pub(super) fn part<T: Float>(x: &[T], min: f64, max: f64) -> Summary {
    let mut scaled = [0.0; PART];
    let scaled = &mut scaled[..x.len()];
    for (scaled, x) in scaled.iter_mut().zip(x) {
        *scaled = SCALE * (*x).into();
    }
    let (sum, least, greatest) = first_pass(Portable::new(), scaled);
    let mean = within(sum / x.len() as f64, least, greatest);
    let squares = second_pass(Portable::new(), scaled, &[], mean);
    Summary::new(x.len() as u64, sum, squares, min, max)
}

/// The summary of numbers with these extremes, one after the other.
#[cold]
#[inline(never)]
pub(super) fn one_by_one<'a, T: Float>(
    x: impl Iterator<Item = &'a T>,
    min: f64,
    max: f64,
) -> Summary {
    let (mut count, mut sum, mut mean, mut squares) = (0, 0.0, 0.0, 0.0);
    for x in x {
        let x = SCALE * (*x).into();
        let before = x - mean;
        count += 1;
        mean += before / count as f64;
        squares += before * (x - mean);
        sum += x;
    }
    Summary::new(count, sum, squares, min, max)
}
