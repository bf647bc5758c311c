//! `kernels::comb`: bound by copying in memory. A signal of the tutorial's size stays in a cache,
//! where the filters have no limit among those that are measured.

use crate::case::{Case, Measure};
use crate::common::combs::{self, BACKWARD, FORWARD, Filter, Outcome, Signals};
use crate::limits::Limit;
use hotloop::threads::Team;

pub(super) fn cases<'t>(solo: &'t Team, team: &'t Team) -> Vec<Box<dyn Measure + 't>> {
    let cached = |filter: Filter, delay| {
        let name = format!("f64, 100,000, delay {delay}");
        let case = Case::new(filter.ladder, name, 100_000);
        on(case, filter, delay, solo, team)
    };
    let large = |filter: Filter, delay| {
        let name = format!("f64, 10,000,000, delay {delay}");
        // Eight bytes read and eight written: what is heard again is still in a cache.
        let case = Case::new(filter.ladder, name, 10_000_000).bound(Limit::Copy, 16.0);
        on(case, filter, delay, solo, team)
    };
    vec![
        cached(FORWARD, 4),
        large(FORWARD, 1),
        large(FORWARD, 4),
        large(FORWARD, 1_000),
        // Every output needs the one before.
        cached(BACKWARD, 1),
        cached(BACKWARD, 4),
        large(BACKWARD, 1),
        large(BACKWARD, 4),
        large(BACKWARD, 1_000),
    ]
}

fn on<'t>(
    case: Case,
    filter: Filter,
    delay: usize,
    solo: &'t Team,
    team: &'t Team,
) -> Box<dyn Measure + 't> {
    let comb = combs::comb(delay);
    let len = case.elements;
    let ladder = case
        .on(
            move || Signals::new(len),
            move |signals, outcome: Outcome| {
                outcome.expect("the lengths are equal");
                filter.assert_agrees(&signals.x, comb, &signals.y);
                // The next rung has to write it all again.
                signals.y.fill(f64::NAN);
            },
        )
        .rung("checked", solo, move |Signals { x, y }| {
            (filter.checked)(x, comb, y)
        })
        .rung("unchecked", solo, move |Signals { x, y }| {
            (filter.unchecked)(x, comb, y)
        })
        .rung("simd", solo, move |Signals { x, y }| {
            (filter.simd)(x, comb, y)
        })
        .rung("threaded", team, move |Signals { x, y }| {
            (filter.threaded)(team, x, comb, y)
        });
    Box::new(ladder)
}
