//! The two comb filters, with the same rungs, and what each has to give.

use super::aligned::Aligned;
use hotloop::Error;
use hotloop::kernels::comb::{Comb, backward, forward};
use hotloop::simd::Level;
use hotloop::threads::Team;

/// The tutorial's.
const GAIN: f64 = 0.5;

pub(crate) type Outcome = Result<(), Error>;
type Solo = fn(&[f64], Comb, &mut [f64]) -> Outcome;
type SoloInPlace = fn(&mut [f64], Comb) -> Outcome;

/// One of the two ladders.
#[derive(Clone, Copy)]
pub(crate) struct Filter {
    /// The module's path under `kernels`.
    pub(crate) ladder: &'static str,
    pub(crate) checked: Solo,
    pub(crate) unchecked: Solo,
    pub(crate) simd: Solo,
    pub(crate) simd_at: fn(Level, &[f64], Comb, &mut [f64]) -> Outcome,
    pub(crate) threaded: fn(&Team, &[f64], Comb, &mut [f64]) -> Outcome,
    pub(crate) in_place: InPlace,
    /// What is heard again a delay later, of an input and its output.
    echo: fn(f64, f64) -> f64,
    /// How far a rung may be from the loop, as a fraction of what the loop gives.
    tolerance: f64,
}

/// The same rungs, in place.
#[derive(Clone, Copy)]
pub(crate) struct InPlace {
    pub(crate) checked: SoloInPlace,
    pub(crate) unchecked: SoloInPlace,
    pub(crate) simd: SoloInPlace,
    pub(crate) threaded: fn(&Team, &mut [f64], Comb) -> Outcome,
}

pub(crate) const FORWARD: Filter = Filter {
    ladder: "comb::forward",
    checked: forward::checked,
    unchecked: forward::unchecked,
    simd: forward::simd,
    simd_at: forward::simd_at,
    threaded: forward::threaded,
    in_place: InPlace {
        checked: forward::in_place::checked,
        unchecked: forward::in_place::unchecked,
        simd: forward::in_place::simd,
        threaded: forward::in_place::threaded,
    },
    echo: |input, _| input,
    // All rungs give the same bits.
    tolerance: 0.0,
};

pub(crate) const BACKWARD: Filter = Filter {
    ladder: "comb::backward",
    checked: backward::checked,
    unchecked: backward::unchecked,
    simd: backward::simd,
    simd_at: backward::simd_at,
    threaded: backward::threaded,
    in_place: InPlace {
        checked: backward::in_place::checked,
        unchecked: backward::in_place::unchecked,
        simd: backward::in_place::simd,
        threaded: backward::in_place::threaded,
    },
    echo: |_, output| output,
    // Those that look ahead round elsewhere. Nothing cancels, because no input is negative.
    tolerance: 1e-12,
};

impl Filter {
    /// Fails unless `y` is what the loop makes of `x`. The loop needs to remember a delay's worth of
    /// echoes and no more.
    pub(crate) fn assert_agrees(self, x: &[f64], comb: Comb, y: &[f64]) {
        let delay = comb.delay();
        let mut echoes = vec![0.0; delay];
        for (inputs, outputs) in x.chunks(delay).zip(y.chunks(delay)) {
            for ((input, output), echo) in inputs.iter().zip(outputs).zip(&mut echoes) {
                let expected = input + comb.gain() * *echo;
                let off = (output - expected).abs();
                assert!(off <= self.tolerance * expected, "it is off by {off:e}");
                *echo = (self.echo)(*input, expected);
            }
        }
    }
}

pub(crate) fn comb(delay: usize) -> Comb {
    Comb::new(delay, GAIN).expect("there is a delay, and the gain is finite")
}

/// An input, and the output: it is made once, because a first touch of its pages costs more than the
/// kernel.
pub(crate) struct Signals {
    pub(crate) x: Aligned<f64>,
    pub(crate) y: Aligned<f64>,
}

impl Signals {
    pub(crate) fn new(len: usize) -> Self {
        Self {
            x: Aligned::new(len, super::scattered),
            y: Aligned::new(len, |_| f64::NAN),
        }
    }
}
