//! `kernels::pairwise`: bound by the multiply-add pipes.

use crate::case::{Case, Measure};
use crate::common::aligned::Aligned;
use crate::limits::Limit;
use hotloop::kernels::pairwise;
use hotloop::threads::Team;

pub(super) fn cases<'t>(solo: &'t Team, team: &'t Team) -> Vec<Box<dyn Measure + 't>> {
    let ladder = on("f64, 5,000 with 5,000", 5_000)
        .rung("checked", solo, |(x, _)| pairwise::checked(x))
        .rung("unchecked", solo, |(x, _)| pairwise::unchecked(x));
    let short = vectorised(ladder, solo, team).rung("strided", team, |(x, _)| {
        pairwise::strided(team, x, team.members()).expect("there is a member")
    });
    // The tutorial's largest. A loop that waits for each addition would take seconds.
    let long = vectorised(on("f64, 100,000 with 100,000", 100_000), solo, team);
    [short, long]
        .map(|ladder| {
            let ladder = ladder.rung("closed_form", solo, |(x, _)| pairwise::closed_form(x));
            Box::new(ladder.unbound()) as Box<dyn Measure>
        })
        .into()
}

type Ladder<'t> = crate::case::Ladder<'t, (Aligned<f64>, f64), f64>;

/// The elements are pairs, and each takes a multiplication and an addition.
fn on<'t>(name: &str, len: usize) -> Ladder<'t> {
    // Small integers, whose products and sums are exact in any order, so the rungs must agree to
    // the last bit.
    let input = move || {
        let x = Aligned::new(len, |i| ((i * 37) % 16) as f64);
        let expected = x.iter().sum::<f64>().powi(2);
        (x, expected)
    };
    Case::new("pairwise", name, len * len)
        .bound(Limit::Fma, 2.0)
        .on(input, |(_, expected), sum| assert_eq!(sum, *expected))
}

fn vectorised<'t>(ladder: Ladder<'t>, solo: &'t Team, team: &'t Team) -> Ladder<'t> {
    ladder
        .rung("simd", solo, |(x, _)| pairwise::simd(x))
        .rung("threaded", team, |(x, _)| pairwise::threaded(team, x))
}
