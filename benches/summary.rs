//! `summary`: every rung, in the first-level cache, in the second, and in memory.

mod common;

use common::aligned::Aligned;
use common::harness::{group, run};
use common::sizes;
use hotloop::kernels::summary::{self, Summary};
use hotloop::simd::Level;

fn main() {
    run(|criterion, team| {
        for (place, len) in sizes() {
            // Multiples of a sixteenth, whose sum is exact in any order.
            let x = Aligned::new(len, |i| ((i * 37) % 1024) as f64 / 16.0);
            let mut group = group(criterion, &format!("summary/f64/{place}"), len, 8);
            let oracle = summary::checked(&x);
            let mut rung = |name: &str, rung: &dyn Fn(&[f64]) -> Summary| {
                assert_agree(&rung(&x), &oracle, name);
                group.bench_function(name, |bencher| bencher.iter(|| rung(&x)));
            };
            rung("checked", &summary::checked);
            rung("unchecked", &summary::unchecked);
            for level in Level::supported() {
                rung(&format!("simd at {level}"), &|x| summary::simd_at(level, x));
            }
            rung("simd", &summary::simd);
            rung("threaded", &|x| summary::threaded(team, x));
            rung("strided", &|x| {
                summary::strided(team, x, 4).expect("four parts are not none")
            });
            group.finish();
        }
    });
}

/// Everything but the variance is exact; that is summed in an order of each rung's own.
fn assert_agree(found: &Summary, oracle: &Summary, name: &str) {
    let exact = |summary: &Summary| (summary.count(), summary.sum(), summary.min(), summary.max());
    assert_eq!(exact(found), exact(oracle), "{name}");
    let variance = |summary: &Summary| summary.variance().expect("there are elements");
    let off = (variance(found) - variance(oracle)).abs() / variance(oracle);
    assert!(off < 1e-9, "{name}: the variance is off by {off:e}");
}
