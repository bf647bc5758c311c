//! `kernels::comb`: bound by copying in memory. A signal of the tutorial's size stays in a cache,
//! where the filters have no limit among those that are measured.

use crate::case::{Case, Measure};
use crate::common::aligned::Aligned;
use crate::common::scattered;
use crate::limits::Limit;
use hotloop::Error;
use hotloop::kernels::comb::{Comb, backward, forward};
use hotloop::threads::Team;

/// The tutorial's.
const GAIN: f64 = 0.5;

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

type Outcome = Result<(), Error>;
type Solo = fn(&[f64], Comb, &mut [f64]) -> Outcome;

/// One of the two ladders.
#[derive(Clone, Copy)]
struct Filter {
    ladder: &'static str,
    checked: Solo,
    unchecked: Solo,
    simd: Solo,
    threaded: fn(&Team, &[f64], Comb, &mut [f64]) -> Outcome,
    /// What is heard again a delay later, of an input and its output.
    echo: fn(f64, f64) -> f64,
    /// How far a rung may be from the loop, as a fraction of what the loop gives.
    tolerance: f64,
}

const FORWARD: Filter = Filter {
    ladder: "comb::forward",
    checked: forward::checked,
    unchecked: forward::unchecked,
    simd: forward::simd,
    threaded: forward::threaded,
    echo: |input, _| input,
    // All rungs give the same bits.
    tolerance: 0.0,
};

const BACKWARD: Filter = Filter {
    ladder: "comb::backward",
    checked: backward::checked,
    unchecked: backward::unchecked,
    simd: backward::simd,
    threaded: backward::threaded,
    echo: |_, output| output,
    // Those that look ahead round elsewhere. Nothing cancels, because no input is negative.
    tolerance: 1e-12,
};

/// The input, and the output: it is made once, because a first touch of its pages costs more than
/// the kernel.
struct Signals {
    x: Aligned<f64>,
    y: Aligned<f64>,
}

fn on<'t>(
    case: Case,
    filter: Filter,
    delay: usize,
    solo: &'t Team,
    team: &'t Team,
) -> Box<dyn Measure + 't> {
    let comb = Comb::new(delay, GAIN).expect("there is a delay, and the gain is finite");
    let len = case.elements;
    let input = move || Signals {
        x: Aligned::new(len, scattered),
        y: Aligned::new(len, |_| f64::NAN),
    };
    let ladder = case
        .on(input, move |signals, outcome: Outcome| {
            outcome.expect("the lengths are equal");
            check(signals, filter, delay);
        })
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

/// Against the loop, which needs to remember a delay's worth of echoes and no more.
fn check(Signals { x, y }: &mut Signals, filter: Filter, delay: usize) {
    let mut echoes = vec![0.0; delay];
    for (inputs, outputs) in x.chunks(delay).zip(y.chunks(delay)) {
        for ((input, output), echo) in inputs.iter().zip(outputs).zip(&mut echoes) {
            let expected = input + GAIN * *echo;
            let off = (output - expected).abs();
            assert!(off <= filter.tolerance * expected, "it is off by {off:e}");
            *echo = (filter.echo)(*input, expected);
        }
    }
    // The next rung has to write it all again.
    y.fill(f64::NAN);
}
