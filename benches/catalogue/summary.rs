//! `kernels::summary`: one pass over memory, so bound by reading.

use super::case::Case;
use super::common::aligned::Aligned;
use super::common::{thousands, tolerance};
use super::rungs::Rungs;
use super::{Entry, Extent, Limit};
use bytemuck::Zeroable;
use hotloop::kernels::summary::{self, Summary};
use hotloop::simd::Float;
use std::any::type_name;

pub(super) fn ladder() -> Entry {
    Entry::new("summary")
        .on(on::<f64>, &[10_000_000], &[4_096, 65_536])
        .on(on::<f32>, &[10_000_000], &[4_096, 65_536])
}

fn on<T: Float + Zeroable>(extent: Extent) -> Rungs<Aligned<T>, Summary> {
    // Multiples of a sixteenth, whose sum is exact in any order.
    let input = move || extent.input(|i| T::nearest(((i * 37) % 1024) as f64 / 16.0));
    Case::new(
        "summary",
        format!("{}, {}", type_name::<T>(), thousands(extent.len)),
        extent.len,
    )
    .bytes(size_of::<T>())
    .bound(Limit::Read)
    .on(input, |x, summary| check(x, &summary))
    .told(tolerance::<f64>(), |_, summary| {
        let rest = [summary.variance(), summary.min(), summary.max()];
        let rest = rest.map(|value| value.expect("there are elements"));
        [&[summary.sum()], &rest[..]].concat()
    })
    .solo("checked", |x| summary::checked(x))
    .solo("unchecked", |x| summary::unchecked(x))
    .levels(|level, x| summary::simd_at(level, x))
    .solo("simd", |x| summary::simd(x))
    .team("threaded", |team, x| summary::threaded(team, x))
    .team("strided", |team, x| {
        summary::strided(team, x, 4).expect("four parts are not none")
    })
}

/// Everything but the variance is exact; that is summed in an order of each rung's own.
pub(super) fn check<T: Float>(x: &[T], found: &Summary) {
    let x: Vec<f64> = x.iter().map(|&x| x.into()).collect();
    let n = x.len() as f64;
    let sum: f64 = x.iter().sum();
    assert_eq!((found.count(), found.sum()), (x.len() as u64, sum));
    let min = x.iter().copied().reduce(f64::min);
    let max = x.iter().copied().reduce(f64::max);
    assert_eq!((found.min(), found.max()), (min, max));
    let variance = x.iter().map(|x| (x - sum / n).powi(2)).sum::<f64>() / n;
    let off = found.variance().expect("there are elements") - variance;
    assert!(
        off.abs() <= 1e-9 * variance,
        "the variance is off by {off:e}"
    );
}
