//! `kernels::comb`: bound by copying in memory. A signal of the tutorial's size stays in a cache,
//! where the filters have no limit among those that are measured.

use super::case::Case;
use super::common::aligned::Aligned;
use super::common::{checksum, scattered, thousands, tolerance};
use super::rungs::Rungs;
use super::{Entry, Extent, Limit};
use bytemuck::Zeroable;
use hotloop::Error;
use hotloop::kernels::comb::{Comb, backward, forward};
use hotloop::simd::{Float, Level};
use hotloop::threads::Team;
use std::any::type_name;

/// The tutorial's.
const GAIN: f64 = 0.5;
const CACHED: usize = 100_000;
const LARGE: usize = 10_000_000;

/// Delays on both sides of where the ways to filter change, those of echoes, and a second of sound.
const DELAYS: [usize; 24] = [
    1, 2, 3, 5, 8, 9, 13, 16, 24, 31, 32, 33, 64, 100, 441, 511, 512, 1_000, 2_047, 4_410, 8_191,
    8_192, 20_000, 48_000,
];
/// The lengths that they are swept at.
const SWEPT: &[usize] = &[100, 1_000, 10_000, CACHED, 1_000_000, LARGE];

type Outcome = Result<(), Error>;
type Solo<T> = fn(&[T], Comb, &mut [T]) -> Outcome;
type SoloInPlace<T> = fn(&mut [T], Comb) -> Outcome;

/// One of the two ladders, and the same in place.
#[derive(Clone, Copy)]
struct Filter<T> {
    ladder: &'static str,
    checked: Solo<T>,
    unchecked: Solo<T>,
    simd: Solo<T>,
    simd_at: fn(Level, &[T], Comb, &mut [T]) -> Outcome,
    threaded: fn(&Team, &[T], Comb, &mut [T]) -> Outcome,
    in_place: InPlace<T>,
    /// Lengths for a delay of one.
    at_one: &'static [usize],
    check: Check,
}

/// The same rungs, in place.
#[derive(Clone, Copy)]
struct InPlace<T> {
    ladder: &'static str,
    checked: SoloInPlace<T>,
    unchecked: SoloInPlace<T>,
    simd: SoloInPlace<T>,
    simd_at: fn(Level, &mut [T], Comb) -> Outcome,
    threaded: fn(&Team, &mut [T], Comb) -> Outcome,
}

fn forth<T: Float>() -> Filter<T> {
    Filter {
        ladder: "comb::forward",
        checked: forward::checked,
        unchecked: forward::unchecked,
        simd: forward::simd,
        simd_at: forward::simd_at,
        threaded: forward::threaded,
        in_place: InPlace {
            ladder: "comb::forward::in_place",
            checked: forward::in_place::checked,
            unchecked: forward::in_place::unchecked,
            simd: forward::in_place::simd,
            simd_at: forward::in_place::simd_at,
            threaded: forward::in_place::threaded,
        },
        at_one: &[LARGE],
        check: Check {
            echo: |input, _| input,
            // All rungs give the same bits.
            tolerance: 0.0,
        },
    }
}

fn back<T: Float>() -> Filter<T> {
    Filter {
        ladder: "comb::backward",
        checked: backward::checked,
        unchecked: backward::unchecked,
        simd: backward::simd,
        simd_at: backward::simd_at,
        threaded: backward::threaded,
        in_place: InPlace {
            ladder: "comb::backward::in_place",
            checked: backward::in_place::checked,
            unchecked: backward::in_place::unchecked,
            simd: backward::in_place::simd,
            simd_at: backward::in_place::simd_at,
            threaded: backward::in_place::threaded,
        },
        // In a cache, too: every output needs the one before.
        at_one: &[CACHED, LARGE],
        check: Check {
            echo: |_, output| output,
            // Those that look ahead round elsewhere. Nothing cancels, because no input is negative.
            tolerance: 1e-12,
        },
    }
}

pub(super) fn forward() -> Entry {
    ladder(forth(), forth())
}

pub(super) fn forward_in_place() -> Entry {
    ladder_in_place(forth(), forth())
}

pub(super) fn backward() -> Entry {
    ladder(back(), back())
}

pub(super) fn backward_in_place() -> Entry {
    ladder_in_place(back(), back())
}

fn ladder(filter: Filter<f64>, singles: Filter<f32>) -> Entry {
    let delayed = |delay| move |extent| on(filter, (delay, GAIN), extent);
    let single = |delay| move |extent| on(singles, (delay, GAIN), extent);
    let any = move |tuned, extent| on(filter, tuned, extent);
    Entry::new(filter.ladder)
        .on(delayed(1), filter.at_one, &[])
        .on(delayed(4), &[CACHED, LARGE], &[])
        // Where reading at two places has upset a prefetcher, and a long one.
        .on(delayed(64), &[], &[LARGE])
        .on(delayed(1_000), &[LARGE], &[])
        .on(single(1), &[LARGE], &[CACHED])
        .on(single(64), &[], &[CACHED, LARGE])
        .on(single(1_000), &[LARGE], &[])
        .swept(any, DELAYS.map(|delay| (delay, GAIN)), SWEPT)
        // Running sums, which remember all.
        .swept(any, [1, 2, 64, 1_000].map(|delay| (delay, 1.0)), SWEPT)
}

fn ladder_in_place(filter: Filter<f64>, singles: Filter<f32>) -> Entry {
    let single = |delay| move |extent| in_place(singles, delay, extent);
    let delayed = |delay| move |extent| in_place(filter, delay, extent);
    let any = move |delay, extent| in_place(filter, delay, extent);
    Entry::new(filter.in_place.ladder)
        // One that the loop waits for, and one that it does not.
        .on(delayed(4), &[], &[CACHED, LARGE])
        .on(delayed(64), &[], &[CACHED])
        .on(single(4), &[], &[CACHED, LARGE])
        .on(single(64), &[], &[CACHED])
        .swept(any, DELAYS, SWEPT)
}

fn case<T>(ladder: &'static str, comb: Comb, extent: Extent) -> Case {
    let gain = match comb.gain() {
        GAIN => String::new(),
        gain => format!(", gain {gain}"),
    };
    let (len, delay) = (thousands(extent.len), comb.delay());
    let name = format!("{}, {len}, delay {delay}{gain}", type_name::<T>());
    // As many read as written: what is heard again is still in a cache.
    Case::new(ladder, name, extent.len)
        .bytes(2 * size_of::<T>())
        .operations(2.0)
        .bound(Limit::Copy)
}

fn comb(delay: usize, gain: f64) -> Comb {
    Comb::new(delay, gain).expect("there is a delay, and the gain is finite")
}

struct Signals<T> {
    x: Aligned<T>,
    y: Aligned<T>,
}

impl<T: Float + Zeroable> Signals<T> {
    fn new(extent: Extent) -> Self {
        Self {
            x: extent.input(|i| T::nearest(scattered(i))),
            y: extent.output(extent.len),
        }
    }
}

fn on<T: Float + Zeroable>(
    filter: Filter<T>,
    (delay, gain): (usize, f64),
    extent: Extent,
) -> Rungs<Signals<T>, Outcome> {
    let comb = comb(delay, gain);
    let check = move |Signals { x, y }: &mut Signals<T>, outcome: Outcome| {
        outcome.expect("the lengths are equal");
        filter.check.assert_agrees(x, comb, y);
        // The next rung has to write it all again.
        y.fill(T::nearest(f64::NAN));
    };
    case::<T>(filter.ladder, comb, extent)
        .on(move || Signals::new(extent), check)
        .told(tolerance::<T>(), |Signals { y, .. }, _| vec![checksum(y)])
        .solo("checked", move |Signals { x, y }| {
            (filter.checked)(x, comb, y)
        })
        .solo("unchecked", move |Signals { x, y }| {
            (filter.unchecked)(x, comb, y)
        })
        // In memory the upper two wait for it alike.
        .levels(move |level, Signals { x, y }| (filter.simd_at)(level, x, comb, y))
        .up_to(CACHED)
        .solo("simd", move |Signals { x, y }| (filter.simd)(x, comb, y))
        .team("threaded", move |team, Signals { x, y }| {
            (filter.threaded)(team, x, comb, y)
        })
}

/// Over a copy of `x`: a signal that is filtered again and again would overflow after a thousand
/// times or two.
fn in_place<T: Float + Zeroable>(
    filter: Filter<T>,
    delay: usize,
    extent: Extent,
) -> Rungs<Signals<T>, Outcome> {
    let (comb, rungs) = (comb(delay, GAIN), filter.in_place);
    let check = move |Signals { x, y }: &mut Signals<T>, outcome: Outcome| {
        outcome.expect("a frame of one channel is whole");
        filter.check.assert_agrees(x, comb, y);
    };
    case::<T>(rungs.ladder, comb, extent)
        .on(move || Signals::new(extent), check)
        .refreshed(|Signals { x, y }| y.copy_from_slice(x))
        .solo("checked", move |signals| {
            (rungs.checked)(&mut signals.y, comb)
        })
        .solo("unchecked", move |signals| {
            (rungs.unchecked)(&mut signals.y, comb)
        })
        .levels(move |level, signals| (rungs.simd_at)(level, &mut signals.y, comb))
        .up_to(CACHED)
        .solo("simd", move |signals| (rungs.simd)(&mut signals.y, comb))
        .team("threaded", move |team, signals| {
            (rungs.threaded)(team, &mut signals.y, comb)
        })
}

#[derive(Clone, Copy)]
struct Check {
    /// What is heard again a delay later, of an input and its output.
    echo: fn(f64, f64) -> f64,
    /// How far a rung may be from the loop, as a fraction of what the loop gives.
    tolerance: f64,
}

impl Check {
    /// Fails unless `y` is what the loop makes of `x`. The loop needs to remember a delay's worth of
    /// echoes and no more.
    fn assert_agrees<T: Float>(self, x: &[T], comb: Comb, y: &[T]) {
        let delay = comb.delay();
        let mut echoes = vec![0.0; delay];
        // What fades takes its roundings along.
        let fades = comb.gain().abs() < 1.0;
        let mut tolerance = self.tolerance * if fades { 1.0 } else { 1e4 };
        if size_of::<T>() == 4 {
            tolerance += f64::from(f32::EPSILON) / 2.0;
        }
        for (inputs, outputs) in x.chunks(delay).zip(y.chunks(delay)) {
            for ((input, output), echo) in inputs.iter().zip(outputs).zip(&mut echoes) {
                let (input, output): (f64, f64) = ((*input).into(), (*output).into());
                let expected = input + comb.gain() * *echo;
                let off = (output - expected).abs();
                assert!(off <= tolerance * expected, "it is off by {off:e}");
                *echo = (self.echo)(input, expected);
            }
        }
    }
}
