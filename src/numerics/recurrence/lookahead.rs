//! Delays below 32: the recurrence, substituted into itself where it does not reach back two
//! vectors.
//!
//! ```text
//! y[n] = x[n] + g y[n - k]
//!      = x[n] + g x[n - k] + g^2 y[n - 2 k]          one doubling
//!      = x'[n]             + g^2 y[n - 2 k]          the same recurrence, twice the distance
//! ```
//!
//! Each doubling costs a multiplication and an addition that wait for no output, and halves the
//! number of outputs that the chain goes through (Kogge and Stone 1973). It is repeated until the
//! distance is two vectors or more: then the next vector waits for one multiplication and one
//! addition, and so does the one after it, at the same time. What lies a few lanes back is a window
//! over two vectors that are in registers already.
//!
//! Scanning inside the register needs as many operations and has the vector wait for the last lane
//! of the one before: a window more in the chain. It also has each lane round in a way of its own.
//! Here all lanes are alike, so it does not matter where in memory the vectors begin.

use super::linear::{self, Recurrence, nothing};
use super::step::{FIRST, Step};
use crate::simd::{F64x8, LANES, Simd};

pub(super) struct Lookahead<S: Simd, const DELAY: usize> {
    zero: S::F64x8,
    /// The gain, squared again and again.
    powers: [S::F64x8; STAGES + 1],
    /// What each doubling was given last, the latest first.
    given: [[S::F64x8; 2]; STAGES],
    /// The last outputs, the latest first.
    outputs: [S::F64x8; 4],
}

/// All that is to come depends on, in memory: what was given, and the outputs.
#[cfg(feature = "threads")]
pub(super) type Past = [[f64; LANES]; 2 * STAGES + 4];

/// Doublings that a delay of one needs.
const STAGES: usize = 4;

impl<S: Simd, const DELAY: usize> Lookahead<S, DELAY> {
    /// Doublings that bring the distance to sixteen or more, and to 30 at most.
    const DOUBLINGS: usize = (2 * LANES).div_ceil(DELAY).next_power_of_two().ilog2() as usize;

    /// What there is after so many steps that `inputs`, two vectors, are the latest inputs, scaled, and
    /// `outputs` the latest outputs; for a delay of one, which reaches back no further.
    #[inline(always)]
    pub(super) fn resume(simd: S, gain: f64, inputs: &[f64], outputs: &[f64]) -> Self {
        let zero = simd.splat(0.0);
        let mut resumed = Self {
            zero,
            powers: powers(simd, gain),
            given: [[zero; 2]; STAGES],
            outputs: [zero; 4],
        };
        // The first has nothing before it here, and its first lanes come out as zeros would have them;
        // what is to come does not reach back to those.
        for (inputs, outputs) in inputs.as_chunks().0.iter().zip(outputs.as_chunks().0) {
            resumed.look_ahead(simd.load(inputs));
            push(&mut resumed.outputs, simd.load(outputs));
        }
        resumed
    }

    /// Goes on from the past, which is [`nothing`] at the beginning.
    #[cfg(feature = "threads")]
    #[inline(always)]
    pub(super) fn after(simd: S, gain: f64, past: &Past) -> Self {
        let (given, outputs) = past.split_at(2 * STAGES);
        let mut resumed = Self {
            zero: simd.splat(0.0),
            powers: powers(simd, gain),
            given: [[simd.splat(0.0); 2]; STAGES],
            outputs: [simd.splat(0.0); 4],
        };
        for (vector, lanes) in resumed.given.as_flattened_mut().iter_mut().zip(given) {
            *vector = simd.load(lanes);
        }
        for (vector, lanes) in resumed.outputs.iter_mut().zip(outputs) {
            *vector = simd.load(lanes);
        }
        resumed
    }

    /// Leaves what has become of the past.
    #[cfg(feature = "threads")]
    #[inline(always)]
    pub(super) fn leave(&self, past: &mut Past) {
        let vectors = self.given.as_flattened().iter().chain(&self.outputs);
        for (lanes, vector) in past.iter_mut().zip(vectors) {
            vector.store(lanes);
        }
    }

    /// What is added to an output that lies [`DOUBLINGS`](Self::DOUBLINGS) doublings back.
    #[inline(always)]
    fn look_ahead(&mut self, x: S::F64x8) -> S::F64x8 {
        // Not a loop, so that every distance is a constant to the compiler.
        let x = self.double(0, x);
        let x = self.double(1, x);
        let x = self.double(2, x);
        self.double(3, x)
    }

    #[inline(always)]
    fn double(&mut self, stage: usize, x: S::F64x8) -> S::F64x8 {
        if stage >= Self::DOUBLINGS {
            return x;
        }
        let before = back::<S>(DELAY << stage, x, &self.given[stage]);
        push(&mut self.given[stage], x);
        x + self.powers[stage] * before
    }
}

impl<'a, S: Simd, const DELAY: usize> Step<'a, S> for Lookahead<S, DELAY> {
    type Buffer = ();
    const IS_EXACT: bool = Self::DOUBLINGS == 0;

    #[inline(always)]
    fn begin(
        simd: S,
        recurrence: Recurrence,
        state: &[f64],
        pads: usize,
        first: &mut [f64; FIRST * LANES],
        (): &'a mut (),
    ) -> Self {
        // The state is as good as a part of the input, with nothing before it.
        for (lane, before) in first[pads..].iter_mut().zip(state) {
            *lane += recurrence.gain * before;
        }
        let none = nothing(recurrence.gain);
        first[..pads].fill(none);
        let nothing = simd.splat(none);
        Self {
            zero: simd.splat(0.0),
            powers: powers(simd, recurrence.gain),
            given: [[nothing; 2]; STAGES],
            outputs: [nothing; 4],
        }
    }

    #[inline(always)]
    fn step(&mut self, x: S::F64x8) -> S::F64x8 {
        let x = self.look_ahead(x);
        let distance = DELAY << Self::DOUBLINGS;
        let before = back::<S>(distance - LANES, self.outputs[0], &self.outputs[1..]);
        let y = x + self.powers[Self::DOUBLINGS] * before;
        push(&mut self.outputs, y);
        y
    }

    #[inline(always)]
    fn is_sound(&self) -> bool {
        // What is infinite or NaN stays so, at the distance or a multiple of it. Times zero, a
        // finite number is zero, and anything else is NaN. Times the gain before that, because the
        // loop multiplies by it.
        let mut zeros = self.zero;
        for outputs in &self.outputs {
            zeros += *outputs * self.powers[0] * self.zero;
        }
        zeros.to_array() == [0.0; LANES]
    }

    #[inline(always)]
    fn keep(&self, latest: &mut [f64]) {
        let outputs = self.outputs[..DELAY.div_ceil(LANES)].iter();
        for (lanes, outputs) in latest.rchunks_mut(LANES).zip(outputs) {
            lanes.copy_from_slice(&outputs.to_array()[LANES - lanes.len()..]);
        }
    }
}

/// The gain, squared again and again.
#[inline(always)]
fn powers<S: Simd>(simd: S, gain: f64) -> [S::F64x8; STAGES + 1] {
    let mut powers = [simd.splat(gain); STAGES + 1];
    for i in 0..STAGES {
        powers[i + 1] = powers[i] * powers[i];
    }
    powers
}

/// The lanes that lie `by` before those of `latest`, where `before` are the vectors before it, the
/// latest first.
#[inline(always)]
fn back<S: Simd>(by: usize, latest: S::F64x8, before: &[S::F64x8]) -> S::F64x8 {
    let vector = |i: usize| if i == 0 { latest } else { before[i - 1] };
    let (older, newer) = (vector(by.div_ceil(LANES)), vector(by / LANES));
    linear::back::<S>(by % LANES, older, newer)
}

/// Forgets the oldest. An assignment an element, so that all stay in registers.
#[inline(always)]
fn push<V: Copy, const N: usize>(queue: &mut [V; N], latest: V) {
    for i in (1..N).rev() {
        queue[i] = queue[i - 1];
    }
    queue[0] = latest;
}
