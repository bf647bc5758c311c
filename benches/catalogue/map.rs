//! `kernels::map`: bound by copying in memory. In the first-level cache it has no limit among those
//! that are measured.

use super::case::Case;
use super::common::aligned::Aligned;
use super::common::{checksum, scattered, thousands, tolerance};
use super::rungs::Rungs;
use super::{Entry, Extent, Limit};
use bytemuck::Zeroable;
use hotloop::Error;
use hotloop::kernels::map;
use hotloop::simd::Float;
use std::any::type_name;

/// Half of the elements are below it, in no order that a branch predictor could learn.
const THRESHOLD: f64 = 2.0;

pub(super) fn ladder() -> Entry {
    // Input and output share the caches, so half as many elements fit as of a sum.
    Entry::new("map")
        .on(on::<f64>, &[2_048, 10_000_000], &[32_768])
        .on(on::<f32>, &[10_000_000], &[4_096, 32_768])
}

struct Slices<T> {
    x: Aligned<T>,
    y: Aligned<T>,
}

fn on<T: Float + Zeroable>(extent: Extent) -> Rungs<Slices<T>, Result<(), Error>> {
    let threshold = T::nearest(THRESHOLD);
    let input = move || Slices {
        x: extent.input(|i| T::nearest(scattered(i))),
        y: extent.output(extent.len),
    };
    let name = format!("{}, {}", type_name::<T>(), thousands(extent.len));
    Case::new("map", name, extent.len)
        // As many read as written.
        .bytes(2 * size_of::<T>())
        .bound(Limit::Copy)
        .on(input, check)
        .told(tolerance::<T>(), |Slices { y, .. }, _| vec![checksum(y)])
        .solo("checked", move |Slices { x, y }| {
            map::checked(x, threshold, y)
        })
        .solo("unchecked", move |Slices { x, y }| {
            map::unchecked(x, threshold, y)
        })
        .levels(move |level, Slices { x, y }| map::simd_at(level, x, threshold, y))
        .solo("simd", move |Slices { x, y }| map::simd(x, threshold, y))
        .team("threaded", move |team, Slices { x, y }| {
            map::threaded(team, x, threshold, y)
        })
}

fn check<T: Float>(Slices { x, y }: &mut Slices<T>, outcome: Result<(), Error>) {
    outcome.expect("the lengths are equal");
    for (x, y) in x.iter().zip(y.iter()) {
        let below = *x < T::nearest(THRESHOLD);
        assert_eq!(*y, if below { T::default() } else { *x });
    }
    // The next rung has to write it all again.
    y.fill(T::nearest(f64::NAN));
}
