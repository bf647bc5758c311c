//! `kernels::histogram::weighted`: a value is two loads, two additions and two stores, of which no limit
//! of the tour is the one that binds. Reading memory is what would bind it otherwise.

use super::case::Case;
use super::common::aligned::Aligned;
use super::common::{checksum, scattered, thousands, tolerance};
use super::histogram::anywhere;
use super::rungs::Rungs;
use super::{Entry, Extent, Limit};
use bytemuck::Zeroable;
use hotloop::Error;
use hotloop::kernels::histogram::weighted::{self, WeightedHistogram, WeightedSum};
use hotloop::simd::Float;
use std::any::type_name;

pub(super) fn ladder() -> Entry {
    Entry::new("histogram::weighted")
        .on(
            |extent| on::<f64>("1,024 bins", scattered, extent),
            &[10_000_000],
            &[1_000_000],
        )
        .on(
            |extent| on::<f32>("1,024 bins", scattered, extent),
            &[],
            &[1_000_000, 10_000_000],
        )
        .on(
            |extent| on::<f64>("all equal", |_| 1.3, extent),
            &[],
            &[1_000_000],
        )
}

/// Values, their weights, and where these are added up.
struct Weighed<T> {
    x: Aligned<T>,
    weights: Aligned<T>,
    histogram: WeightedHistogram,
    /// The sums of each bin. All values are in one.
    expected: Vec<WeightedSum>,
}

fn on<T: Float + Zeroable>(
    kind: &str,
    value: fn(usize) -> f64,
    extent: Extent,
) -> Rungs<Weighed<T>, Result<(), Error>> {
    let input = move || {
        let x = extent.input(|i| T::nearest(value(i)));
        // Small multiples of a sixteenth, whose sums are exact in any order, and those of their squares.
        let weights = extent.input(|i| T::nearest((i * 37 % 256) as f64 / 16.0));
        let histogram = WeightedHistogram::new(&anywhere()).expect("there is memory");
        Weighed {
            expected: expected(&x, &weights, &histogram),
            histogram,
            x,
            weights,
        }
    };
    let (element, len) = (type_name::<T>(), thousands(extent.len));
    let name = format!("{element}, {kind}, {len}");
    Case::new("histogram::weighted", name, extent.len)
        .bytes(2 * size_of::<T>())
        .bound(Limit::Read)
        .on(input, check)
        .told(tolerance::<f64>(), |of, _| {
            let sums = of.histogram.sums().iter();
            let (sums, squares): (Vec<_>, Vec<_>) = sums.map(|bin| (bin.sum, bin.squares)).unzip();
            of.histogram.clear();
            vec![checksum(&sums), checksum(&squares)]
        })
        .solo("checked", |of| {
            weighted::checked(&of.x, &of.weights, &mut of.histogram)
        })
        .solo("unchecked", |of| {
            weighted::unchecked(&of.x, &of.weights, &mut of.histogram)
        })
        .levels(|level, of| weighted::simd_at(level, &of.x, &of.weights, &mut of.histogram))
        .solo("simd", |of| {
            weighted::simd(&of.x, &of.weights, &mut of.histogram)
        })
        .team("threaded", |team, of| {
            weighted::threaded(team, &of.x, &of.weights, &mut of.histogram)
        })
}

fn expected<T: Float>(x: &[T], weights: &[T], histogram: &WeightedHistogram) -> Vec<WeightedSum> {
    let bins = histogram.bins();
    let mut sums = vec![WeightedSum::default(); bins.count()];
    for (&x, &weight) in x.iter().zip(weights) {
        let (x, weight): (f64, f64) = (x.into(), weight.into());
        let bin = bins.edges().partition_point(|edge| *edge <= x) - 1;
        sums[bin].sum += weight;
        sums[bin].squares += weight * weight;
    }
    sums
}

fn check<T>(of: &mut Weighed<T>, outcome: Result<(), Error>) {
    outcome.expect("there are as many weights as values");
    assert_eq!(of.histogram.sums(), of.expected);
    // The next rung has to add it all again.
    of.histogram.clear();
}
