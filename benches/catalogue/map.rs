//! `kernels::map`: bound by copying in memory. In the first-level cache it has no limit among those
//! that are measured.

use super::case::{Case, Rungs};
use super::common::aligned::Aligned;
use super::common::{scattered, thousands};
use super::{Entry, Extent, Limit};
use hotloop::Error;
use hotloop::kernels::map;

/// Half of the elements are below it, in no order that a branch predictor could learn.
const THRESHOLD: f64 = 2.0;

pub(super) fn ladder() -> Entry {
    // Input and output share the caches, so half as many elements fit as of a sum.
    Entry::new("map").on(on, &[2_048, 10_000_000], &[32_768])
}

struct Slices {
    x: Aligned<f64>,
    y: Aligned<f64>,
}

fn on(extent: Extent) -> Rungs<Slices, Result<(), Error>> {
    let input = move || Slices {
        x: extent.input(scattered),
        y: extent.output(extent.len),
    };
    Case::new("map", format!("f64, {}", thousands(extent.len)), extent.len)
        // Eight read and eight written.
        .bytes(16)
        .bound(Limit::Copy)
        .on(input, check)
        .solo("checked", |Slices { x, y }| map::checked(x, THRESHOLD, y))
        .solo("unchecked", |Slices { x, y }| {
            map::unchecked(x, THRESHOLD, y)
        })
        .levels(|level, Slices { x, y }| map::simd_at(level, x, THRESHOLD, y))
        .solo("simd", |Slices { x, y }| map::simd(x, THRESHOLD, y))
        .team("threaded", |team, Slices { x, y }| {
            map::threaded(team, x, THRESHOLD, y)
        })
}

fn check(Slices { x, y }: &mut Slices, outcome: Result<(), Error>) {
    outcome.expect("the lengths are equal");
    for (x, y) in x.iter().zip(y.iter()) {
        assert_eq!(*y, if *x < THRESHOLD { 0.0 } else { *x });
    }
    // The next rung has to write it all again.
    y.fill(f64::NAN);
}
