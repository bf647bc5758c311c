//! Blocks of several delays: nearly all that is heard in one is heard of the block itself.
//!
//! Only its first delay meets what is kept. The rest is the filter of the block alone, which has ways of
//! its own; and what is kept is written once, from the block's end.

use super::blocks::{Inputs, Outputs, Ring};
use crate::kernels::comb::forward;
use crate::memory::copy;
use crate::numerics::axpy::axpy_at;
use crate::numerics::recurrence::Recurrence;
use crate::simd::{LANES, Level, beyond_caches};

/// Delays below this one fit into the room on the stack for what a block overwrites; and it is where the
/// recurrence begins to keep a row, which the ring is.
const LONG: usize = 512;
/// Backward, delays from this one on have the bits of the loop in lanes.
const EXACT: usize = 2 * LANES;
/// And from this one to [`LONG`] the ring is faster in place than what the block has for itself.
const STRETCHED: usize = 4 * LANES;

impl Ring {
    /// Whether a block is so long that turning the ring and what else it takes to begin pays. (A delay of
    /// less than two vectors has nothing to gain from stretches of one.)
    #[inline]
    pub(super) fn is_outlasted_by(&self, len: usize) -> bool {
        let delays = if self.kept.len() < EXACT { 2 } else { 8 };
        len / delays >= self.kept.len()
    }

    /// Filters a block of several delays with the backward filter, in place.
    pub(super) fn backward_in_place(&mut self, level: Level, gain: f64, block: &mut [f64]) {
        let delay = self.kept.len();
        if (STRETCHED..LONG).contains(&delay) {
            return self.in_place::<Outputs>(level, gain, block);
        }
        self.unwind();
        axpy_at(level, gain, &self.kept, &mut block[..delay]);
        let recurrence = Recurrence::new(delay, gain);
        if delay < EXACT || recurrence.is_left_to_loop_in_place(level, block.len()) {
            by_loop(delay, gain, block);
        } else {
            recurrence.run_in_place(level, block);
        }
        self.keep_end(block);
    }

    /// The same, from `x` to `y`.
    pub(super) fn backward(&mut self, level: Level, gain: f64, x: &[f64], y: &mut [f64]) {
        let delay = self.kept.len();
        if delay >= LONG {
            return self.apart::<Outputs>(level, gain, x, y);
        }
        self.unwind();
        let recurrence = Recurrence::new(delay, gain);
        if delay < EXACT {
            recurrence.by_loop(&self.kept, x, y);
        } else {
            let past_caches = beyond_caches(2 * size_of_val(x), 1);
            recurrence.run(level, &self.kept, (x, &mut *y), &mut [], past_caches);
        }
        self.keep_end(y);
    }

    /// Filters a block of several delays with the forward filter, in place.
    pub(super) fn forward_in_place(&mut self, level: Level, gain: f64, block: &mut [f64]) {
        let delay = self.kept.len();
        if delay >= LONG {
            return self.in_place::<Inputs>(level, gain, block);
        }
        self.unwind();
        let mut end = [0.0; LONG];
        let end = &mut end[..delay];
        copy(&block[block.len() - delay..], end);
        forward::in_place::descend_at(level, block, delay, gain);
        axpy_at(level, gain, &self.kept, &mut block[..delay]);
        self.keep(end);
    }

    /// The same, from `x` to `y`.
    pub(super) fn forward(&mut self, level: Level, gain: f64, x: &[f64], y: &mut [f64]) {
        self.unwind();
        let delay = self.kept.len();
        let past_caches = beyond_caches(2 * size_of_val(x), 1);
        let (y_first, y) = y.split_at_mut(delay);
        let (x_first, x_rest) = x.split_at(delay);
        forward::add_at(level, x_first, &self.kept, gain, y_first, past_caches);
        let before = &x[..x_rest.len()];
        forward::add_at(level, x_rest, before, gain, y, past_caches);
        self.keep_end(x);
    }

    /// Turns the ring so that it begins with the oldest.
    fn unwind(&mut self) {
        self.kept.rotate_left(self.place);
        self.place = 0;
    }

    /// Keeps the end of a signal.
    fn keep_end(&mut self, signal: &[f64]) {
        let start = signal.len() - self.kept.len();
        self.keep(&signal[start..]);
    }
}

/// The loop, which keeps the output before at hand where that is what is heard.
fn by_loop(delay: usize, gain: f64, block: &mut [f64]) {
    if delay == 1 {
        let mut before = None;
        for sample in block {
            if let Some(before) = before {
                *sample += gain * before;
            }
            before = Some(*sample);
        }
        return;
    }
    for n in delay..block.len() {
        block[n] += gain * block[n - delay];
    }
}
