//! `histogram`: every rung, on values that are anywhere, and on those that are hard on one way or
//! another of counting them.

mod common;

use common::aligned::Aligned;
use common::harness::{group, run};
use common::scattered;
use criterion::Criterion;
use hotloop::kernels::histogram::{self, Bins, Histogram};
use hotloop::simd::Level;
use hotloop::threads::Team;

/// As many as in the tutorial's difficult function.
const BINS: usize = 1024;
/// What is counted at a time where values come in blocks: 8 KiB of them.
const BLOCK: usize = 1024;

fn main() {
    run(|criterion, team| {
        let uniform = Bins::uniform(BINS, 0.0, 4.0).expect("the range has a width");
        for len in [1_000_000, 10_000_000] {
            ladder(criterion, team, "uniform", &uniform, len, scattered);
        }

        let len = 1_000_000;
        let integers = Bins::uniform(BINS, 0.0, BINS as f64).expect("the range has a width");
        let searched = Bins::from_edges(uniform.edges()).expect("the edges increase");
        let few = Bins::uniform(10, 0.0, 4.0).expect("the range has a width");
        let half = Bins::uniform(BINS, 0.0, 2.0).expect("the range has a width");
        ladder(criterion, team, "all equal", &uniform, len, |_| 1.3);
        ladder(criterion, team, "sorted", &uniform, len, |i| {
            i as f64 * (4.0 / 1e6)
        });
        ladder(criterion, team, "on edges", &integers, len, |i| {
            (scattered(i) * 256.0).floor()
        });
        ladder(criterion, team, "half outside", &half, len, scattered);
        ladder(criterion, team, "10 bins", &few, len, scattered);
        ladder(criterion, team, "searched", &searched, len, scattered);
    });
}

fn ladder(
    criterion: &mut Criterion,
    team: &Team,
    data: &str,
    bins: &Bins,
    len: usize,
    value: impl Fn(usize) -> f64,
) {
    let x = Aligned::new(len, value);
    let mut group = group(criterion, &format!("histogram/f64/{data}/{len}"), len, 8);
    let mut oracle = Histogram::new(bins).expect("there is memory");
    histogram::checked(&x, &mut oracle);
    let mut rung = |name: &str, rung: &dyn Fn(&[f64], &mut Histogram)| {
        let mut histogram = Histogram::new(bins).expect("there is memory");
        rung(&x, &mut histogram);
        assert_eq!(histogram, oracle, "{name}");
        group.bench_function(name, |bencher| {
            bencher.iter(|| rung(&x, &mut histogram));
        });
    };
    rung("checked", &histogram::checked);
    rung("unchecked", &histogram::unchecked);
    for level in Level::supported() {
        rung(&format!("simd at {level}"), &|x, histogram| {
            histogram::simd_at(level, x, histogram);
        });
    }
    rung("simd", &histogram::simd);
    rung("simd, block by block", &|x, histogram| {
        for block in x.chunks(BLOCK) {
            histogram::simd(block, histogram);
        }
    });
    rung("threaded", &|x, histogram| {
        histogram::threaded(team, x, histogram);
    });
    group.finish();
}
