//! `kernels::comb`: both filters, and both in place.

use super::inputs::{kinds, narrowed, usual, written};
use super::{Answer, Rows};
use hotloop::Error;
use hotloop::kernels::comb::{Comb, backward, forward};
use hotloop::simd::{Float, Level};
use hotloop::threads::Team;

/// More than is left to one member, in whatever filter.
const LONG: usize = 140_002;
/// On both sides of where the ways to filter change.
const DELAYS: [usize; 6] = [1, 2, 7, 64, 1_000, 8_200];

type Outcome = Result<(), Error>;
type Apart<T> = fn(&[T], Comb, &mut [T]) -> Outcome;
type InPlace<T> = fn(&mut [T], Comb) -> Outcome;

/// The rungs of a filter.
struct Filter<T> {
    ladder: &'static str,
    checked: Apart<T>,
    unchecked: Apart<T>,
    simd: fn(Level, &[T], Comb, &mut [T]) -> Outcome,
    threaded: fn(Level, &Team, &[T], Comb, &mut [T]) -> Outcome,
}

/// The rungs of one that overwrites its signal.
struct Overwriting<T> {
    ladder: &'static str,
    checked: InPlace<T>,
    unchecked: InPlace<T>,
    simd: fn(Level, &mut [T], Comb) -> Outcome,
    threaded: fn(Level, &Team, &mut [T], Comb) -> Outcome,
}

fn apart<T: Float>() -> [Filter<T>; 2] {
    [
        Filter {
            ladder: "comb::forward",
            checked: forward::checked,
            unchecked: forward::unchecked,
            simd: forward::simd_at,
            threaded: forward::threaded_at,
        },
        Filter {
            ladder: "comb::backward",
            checked: backward::checked,
            unchecked: backward::unchecked,
            simd: backward::simd_at,
            threaded: backward::threaded_at,
        },
    ]
}

fn in_place<T: Float>() -> [Overwriting<T>; 2] {
    [
        Overwriting {
            ladder: "comb::forward::in_place",
            checked: forward::in_place::checked,
            unchecked: forward::in_place::unchecked,
            simd: forward::in_place::simd_at,
            threaded: forward::in_place::threaded_at,
        },
        Overwriting {
            ladder: "comb::backward::in_place",
            checked: backward::in_place::checked,
            unchecked: backward::in_place::unchecked,
            simd: backward::in_place::simd_at,
            threaded: backward::in_place::threaded_at,
        },
    ]
}

pub(super) fn rows(rows: &mut Rows<'_>) {
    for len in [0, 1, 5] {
        every(rows, "usual", &usual(len), (2, 0.5, 1));
    }
    let (short, long) = (usual(1000), usual(LONG));
    for delay in DELAYS {
        every(rows, "usual", &short, (delay, 0.5, 1));
        every(rows, "usual", &long, (delay, 0.5, 1));
    }
    for (delay, gain) in [(1, 0.0), (1, 1.0), (1, -0.99), (64, 1.0), (1_000, -0.99)] {
        every(rows, "usual", &long, (delay, gain, 1));
    }
    for delay in [1, 1_000] {
        every(rows, "usual", &long, (delay, 0.5, 2));
    }
    // Frames that are not whole.
    every(rows, "usual", &usual(1001), (1, 0.5, 2));
    for (kind, x) in kinds(1000) {
        every(rows, kind, &x, (1, -1.5, 1));
        if matches!(kind, "any" | "nan") {
            every(rows, kind, &x, (100, -1.5, 1));
        }
    }
    singles(rows, &short, &long);
}

/// Of `f32`.
fn singles(rows: &mut Rows<'_>, short: &[f64], long: &[f64]) {
    let named = |x: &[f64]| narrowed(&[("f32/usual".to_owned(), x.to_vec())]).remove(0);
    for (kind, x) in [named(short), named(long)] {
        for delay in DELAYS {
            every(rows, &kind, &x, (delay, 0.5, 1));
        }
        every(rows, &kind, &x, (1, 1.0, 1));
        every(rows, &kind, &x, (100, -0.99, 2));
    }
    let kinds = kinds(1000).into_iter();
    let wide: Vec<_> = kinds.map(|(kind, x)| (kind.to_owned(), x)).collect();
    for (kind, x) in narrowed(&wide) {
        every(rows, &format!("f32/{kind}"), &x, (1, -1.5, 1));
    }
}

fn every<T: Float + Answer>(rows: &mut Rows<'_>, kind: &str, x: &[T], comb: (usize, f64, usize)) {
    let (delay, gain, channels) = comb;
    let comb = Comb::new(delay, gain).and_then(|comb| comb.interleaved(channels));
    let comb = comb.expect("a delay, a finite gain and channels");
    let len = x.len();
    let stereo = if channels == 2 { "/stereo" } else { "" };
    let input = format!("{len}/{kind}/delay={delay}/gain={gain}{stereo}");
    for filter in apart::<T>() {
        rows.on(filter.ladder, &*input)
            .solo("checked", || written(len, |y| (filter.checked)(x, comb, y)))
            .solo("unchecked", || {
                written(len, |y| (filter.unchecked)(x, comb, y))
            })
            .levels("simd", |level| {
                written(len, |y| (filter.simd)(level, x, comb, y))
            })
            .team("threaded", |level, team| {
                written(len, |y| (filter.threaded)(level, team, x, comb, y))
            });
    }
    for filter in in_place::<T>() {
        let over = |write: &dyn Fn(&mut [T]) -> Outcome| {
            let mut signal = x.to_vec();
            (write(&mut signal), signal)
        };
        rows.on(filter.ladder, &*input)
            .solo("checked", || over(&|y| (filter.checked)(y, comb)))
            .solo("unchecked", || over(&|y| (filter.unchecked)(y, comb)))
            .levels("simd", |level| over(&|y| (filter.simd)(level, y, comb)))
            .team("threaded", |level, team| {
                over(&|y| (filter.threaded)(level, team, y, comb))
            });
    }
}
