//! `kernels::summary`: one pass over memory, so bound by reading.

use crate::case::{Case, Measure};
use crate::common::aligned::Aligned;
use crate::limits::Limit;
use hotloop::kernels::summary::{self, Summary};
use hotloop::threads::Team;

pub(super) fn cases<'t>(solo: &'t Team, team: &'t Team) -> Vec<Box<dyn Measure + 't>> {
    let len = 10_000_000;
    // Multiples of a sixteenth, whose sum is exact in any order.
    let input = move || Aligned::new(len, |i| ((i * 37) % 1024) as f64 / 16.0);
    let ladder = Case::new("summary", "f64, 10,000,000", len)
        .bound(Limit::Read, 8.0)
        .on(input, |x, summary| check(x, &summary))
        .rung("checked", solo, |x| summary::checked(x))
        .rung("unchecked", solo, |x| summary::unchecked(x))
        .rung("simd", solo, |x| summary::simd(x))
        .rung("threaded", team, |x| summary::threaded(team, x))
        .rung("strided", team, |x| {
            summary::strided(team, x, 4).expect("four parts are not none")
        });
    vec![Box::new(ladder)]
}

/// Everything but the variance is exact; that is summed in an order of each rung's own.
fn check(x: &[f64], found: &Summary) {
    let n = x.len() as f64;
    let sum: f64 = x.iter().sum();
    assert_eq!((found.count(), found.sum()), (x.len() as u64, sum));
    assert_eq!((found.min(), found.max()), (Some(0.0), Some(1023.0 / 16.0)));
    let variance = x.iter().map(|x| (x - sum / n).powi(2)).sum::<f64>() / n;
    let off = found.variance().expect("there are elements") / variance - 1.0;
    assert!(off.abs() < 1e-9, "the variance is off by {off:e}");
}
