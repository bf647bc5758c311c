//! `kernels::map`: bound by copying in memory. In the first-level cache it has no limit among those
//! that are measured.

use crate::case::{Case, Measure};
use crate::common::aligned::Aligned;
use crate::common::scattered;
use crate::limits::Limit;
use hotloop::Error;
use hotloop::kernels::map;
use hotloop::threads::Team;

/// Half of the elements are below it.
const THRESHOLD: f64 = 2.0;

pub(super) fn cases<'t>(solo: &'t Team, team: &'t Team) -> Vec<Box<dyn Measure + 't>> {
    // The first-level cache has to hold input and output, so half as many elements fit as of a sum.
    let (cached, large) = (2_048, 10_000_000);
    vec![
        on(Case::new("map", "f64, 2,048", cached), solo, team),
        // Eight bytes read and eight written.
        on(
            Case::new("map", "f64, 10,000,000", large).bound(Limit::Copy, 16.0),
            solo,
            team,
        ),
    ]
}

/// The input, and the output: it is made once, because a first touch of its pages costs more than
/// the kernel.
struct Slices {
    x: Aligned<f64>,
    y: Aligned<f64>,
}

fn on<'t>(case: Case, solo: &'t Team, team: &'t Team) -> Box<dyn Measure + 't> {
    let len = case.elements;
    let input = move || Slices {
        x: Aligned::new(len, scattered),
        y: Aligned::new(len, |_| f64::NAN),
    };
    let ladder = case
        .on(input, |slices, outcome: Result<(), Error>| {
            outcome.expect("the lengths are equal");
            check(slices);
        })
        .rung("checked", solo, |Slices { x, y }| {
            map::checked(x, THRESHOLD, y)
        })
        .rung("unchecked", solo, |Slices { x, y }| {
            map::unchecked(x, THRESHOLD, y)
        })
        .rung("simd", solo, |Slices { x, y }| map::simd(x, THRESHOLD, y))
        .rung("threaded", team, |Slices { x, y }| {
            map::threaded(team, x, THRESHOLD, y)
        });
    Box::new(ladder)
}

fn check(Slices { x, y }: &mut Slices) {
    for (x, y) in x.iter().zip(y.iter()) {
        assert_eq!(*y, if *x < THRESHOLD { 0.0 } else { *x });
    }
    // The next rung has to write it all again.
    y.fill(f64::NAN);
}
