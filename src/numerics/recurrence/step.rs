//! A step of a recurrence: from one vector of inputs to one of outputs.

use super::linear::{LONG, Recurrence};
use crate::simd::{LANES, Simd};

/// Vectors that are made before the others, one lane at a time on the way in and out: enough to
/// take in a state of 31 wherever the first line of the output begins.
pub(super) const FIRST: usize = 5;

/// Room for the latest outputs. It begins where a line does, because loads and stores that straddle
/// two take a tenth longer.
#[repr(align(64))]
pub(super) struct Latest(pub(super) [[f64; LANES]; LONG / LANES]);

impl Latest {
    #[inline(always)]
    pub(super) fn new() -> Self {
        Self([[0.0; LANES]; LONG / LANES])
    }
}

/// Makes a vector of outputs from one of inputs, again and again.
pub(super) trait Step<'a, S: Simd> {
    /// What the step keeps in memory.
    type Buffer;
    /// Whether every output is made just as the loop makes it.
    const IS_EXACT: bool;
    /// What there is before the first step. `first` are the inputs of the first few, already
    /// scaled. They begin with `pads` lanes, fewer than eight, that lie before the signal, and
    /// whose inputs are the step's to choose.
    fn begin(
        simd: S,
        recurrence: Recurrence,
        state: &[f64],
        pads: usize,
        first: &mut [f64; FIRST * LANES],
        buffer: &'a mut Self::Buffer,
    ) -> Self;
    /// The outputs for the next inputs, which are already scaled.
    fn step(&mut self, x: S::F64x8) -> S::F64x8;
    /// Whether the outputs so far are those of the loop, as far as rounding goes.
    fn is_sound(&self) -> bool;
    /// Writes the latest outputs, no more than the delay, and the last of them last.
    fn keep(&self, latest: &mut [f64]);
}
