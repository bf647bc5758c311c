//! `kernels::histogram`: a value is a store, and a store takes a cycle, which no limit of the tour
//! measures. Reading memory is what would bind it otherwise.

use super::case::Case;
use super::common::aligned::Aligned;
use super::common::{scattered, thousands, tolerance};
use super::rungs::Rungs;
use super::{Entry, Extent, Limit};
use bytemuck::Zeroable;
use hotloop::kernels::histogram::{self, Bins, Histogram};
use hotloop::simd::Float;

/// As many as in the tutorial's difficult function.
const BINS: usize = 1024;
/// What is counted at a time where values come in blocks: 8 KiB of them.
const BLOCK: usize = 1024;
/// The lengths at which all numbers of bins are swept.
const SWEPT: &[usize] = &[100, 10_000, 1_000_000, 10_000_000];

/// Values that are anywhere, and those that are hard on one way or another of counting them.
pub(super) fn ladder() -> Entry {
    let kind = |name, bins: fn() -> Bins, value: fn(usize) -> f64| {
        move |extent| on::<f64>(name, bins, value, extent)
    };
    let million: &[usize] = &[1_000_000];
    let any = |bins, extent| {
        let kind = format!("{} bins", thousands(bins));
        on::<f64>(&kind, move || uniform(bins, 4.0), scattered, extent)
    };
    Entry::new("histogram")
        .on(
            kind("1,024 bins", anywhere, scattered),
            &[10_000_000],
            million,
        )
        .on(
            |extent| on::<f32>("f32, 1,024 bins", anywhere, scattered, extent),
            &[10_000_000],
            million,
        )
        .on(kind("all equal", anywhere, |_| 1.3), &[], million)
        .on(kind("sorted", anywhere, |i| i as f64 * 4e-6), &[], million)
        .on(
            kind("on edges", whole, |i| (scattered(i) * 256.0).floor()),
            &[],
            million,
        )
        .on(
            kind("half outside", || uniform(BINS, 2.0), scattered),
            &[],
            million,
        )
        .on(
            kind("10 bins", || uniform(10, 4.0), scattered),
            &[],
            million,
        )
        .on(kind("searched", searched, scattered), &[], million)
        .swept(any, (0..=6).map(|digits| 10_usize.pow(digits)), SWEPT)
}

fn uniform(bins: usize, end: f64) -> Bins {
    Bins::uniform(bins, 0.0, end).expect("the range has a width")
}

pub(super) fn anywhere() -> Bins {
    uniform(BINS, 4.0)
}

fn whole() -> Bins {
    uniform(BINS, BINS as f64)
}

/// The same as [`anywhere`], without anybody's knowing that they are as wide as each other.
fn searched() -> Bins {
    Bins::from_edges(anywhere().edges()).expect("the edges increase")
}

struct Counted<T> {
    x: Aligned<T>,
    histogram: Histogram,
    /// The counts, and how many are above the last bin. None are below the first.
    expected: (Vec<u64>, u64),
}

fn on<T: Float + Zeroable>(
    kind: &str,
    bins: impl Fn() -> Bins + 'static,
    value: fn(usize) -> f64,
    extent: Extent,
) -> Rungs<Counted<T>, ()> {
    let input = move || {
        let (x, bins) = (extent.input(|i| T::nearest(value(i))), bins());
        Counted {
            expected: expected(&x, &bins),
            histogram: empty(&bins),
            x,
        }
    };
    let name = format!("{kind}, {}", thousands(extent.len));
    Case::new("histogram", name, extent.len)
        .bytes(size_of::<T>())
        .bound(Limit::Read)
        .on(input, |counted, ()| check(counted))
        .told(tolerance::<f64>(), |Counted { histogram, .. }, ()| {
            let counts = histogram.counts().iter().map(|&count| count as f64);
            let places = counts
                .clone()
                .enumerate()
                .map(|(i, count)| i as f64 * count);
            let figures = vec![counts.sum(), places.sum()];
            histogram.clear();
            figures
        })
        .solo("checked", |Counted { x, histogram, .. }| {
            histogram::checked(x, histogram);
        })
        .solo("unchecked", |Counted { x, histogram, .. }| {
            histogram::unchecked(x, histogram);
        })
        .levels(|level, Counted { x, histogram, .. }| histogram::simd_at(level, x, histogram))
        .solo("simd", |Counted { x, histogram, .. }| {
            histogram::simd(x, histogram);
        })
        .solo(
            "simd, block by block",
            |Counted { x, histogram, .. }| {
                for block in x.chunks(BLOCK) {
                    histogram::simd(block, histogram);
                }
            },
        )
        .aside()
        .team("threaded", |team, Counted { x, histogram, .. }| {
            histogram::threaded(team, x, histogram);
        })
}

fn empty(bins: &Bins) -> Histogram {
    Histogram::new(bins).expect("there is memory")
}

/// Where each value is among the edges, of which the last belongs to the last bin.
fn expected<T: Float>(x: &[T], bins: &Bins) -> (Vec<u64>, u64) {
    let edges = bins.edges();
    let (mut counts, mut above) = (vec![0; bins.count()], 0);
    for &x in x {
        let x: f64 = x.into();
        if x > edges[bins.count()] {
            above += 1;
        } else {
            let bin = edges.partition_point(|edge| *edge <= x) - 1;
            counts[bin.min(bins.count() - 1)] += 1;
        }
    }
    (counts, above)
}

fn check<T: Float>(counted: &mut Counted<T>) {
    let Counted {
        x,
        histogram,
        expected: (counts, above),
    } = counted;
    assert_eq!(histogram.counts(), counts);
    assert_eq!(histogram.overflow(), *above);
    assert_eq!(histogram.total(), x.len() as u64);
    // The next rung has to count it all again.
    *histogram = empty(histogram.bins());
}
