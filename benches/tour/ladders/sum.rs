//! `kernels::sum`: bound by loads in the first-level cache, and by reading in memory.

use crate::case::{Case, Measure};
use crate::common::aligned::Aligned;
use crate::limits::Limit;
use hotloop::kernels::sum::{self, Summand};
use hotloop::threads::Team;

pub(super) fn cases<'t>(solo: &'t Team, team: &'t Team) -> Vec<Box<dyn Measure + 't>> {
    let (cached, large) = (4_096, 10_000_000);
    // Small multiples of a sixteenth: their sums are exact in any order, so the rungs must agree to
    // the last bit.
    let float = |i| ((i * 37) % 1024) as f64 / 16.0;
    vec![
        on("f64, 4,096", cached, Limit::Load, float, solo, team),
        on("f64, 10,000,000", large, Limit::Read, float, solo, team),
        on(
            "f32, 10,000,000",
            large,
            Limit::Read,
            move |i| float(i) as f32,
            solo,
            team,
        ),
        on(
            "i64, 10,000,000",
            large,
            Limit::Read,
            |i| i as i64,
            solo,
            team,
        ),
    ]
}

fn on<'t, T: Summand + Default>(
    name: &str,
    len: usize,
    limit: Limit,
    element: impl Fn(usize) -> T + 't,
    solo: &'t Team,
    team: &'t Team,
) -> Box<dyn Measure + 't> {
    let input = move || {
        let x = Aligned::new(len, &element);
        let expected = sum::checked(&x);
        (x, expected)
    };
    let ladder = Case::new("sum", name, len)
        .bound(limit, size_of::<T>() as f64)
        .on(input, |(_, expected), sum| assert_eq!(sum, *expected))
        .rung("checked", solo, |(x, _)| sum::checked(x))
        .rung("unchecked", solo, |(x, _)| sum::unchecked(x))
        .rung("simd", solo, |(x, _)| sum::simd(x))
        .rung("threaded", team, |(x, _)| sum::threaded(team, x));
    // A slice of one block is summed by the caller, so the loads of the others are no limit.
    let ladder = if limit == Limit::Load {
        ladder.unbound()
    } else {
        ladder
    };
    Box::new(ladder.rung("neumaier", solo, |(x, _)| sum::neumaier(x)))
}
