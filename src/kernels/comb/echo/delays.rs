//! Blocks of several delays: nearly all that is heard in one is heard of the block itself.
//!
//! Only its first delay meets what is kept. The rest is the filter of the block alone, which has ways of
//! its own; and what is kept is written once, from the block's end. (A backward filter of `f32` is
//! another matter, because the block has what is heard again rounded: in place it is nowhere but in the ring.)

use crate::kernels::comb::forward;
use crate::memory::copy;
use crate::numerics::recurrence::{DelayLine, Inputs, Outputs, Recurrence};
use crate::simd::{Float, LANES, Level, beyond_caches};

/// Delays below this one fit into the room on the stack for what a block overwrites; and it is where the
/// recurrence begins to keep a row, which the ring is.
const LONG: usize = 512;
/// Backward, delays from this one on have the bits of the loop in lanes.
const EXACT: usize = 2 * LANES;
/// And from this one to [`LONG`] the ring is faster in place than what the block has for itself.
const STRETCHED: usize = 4 * LANES;

/// Whether a block is so long that turning the ring and what else it takes to begin pays. (A delay of
/// less than two vectors has nothing to gain from stretches of one.)
#[inline]
pub(super) fn is_outlasted_by(ring: &DelayLine<'_>, len: usize) -> bool {
    let delays = if ring.kept.len() < EXACT { 2 } else { 8 };
    len / delays >= ring.kept.len()
}

/// Filters a block of several delays with the backward filter, in place.
pub(super) fn backward_in_place<T: Float>(ring: &mut DelayLine<'_>, level: Level, block: &mut [T]) {
    let delay = ring.kept.len();
    if T::ROUNDS && delay < EXACT {
        return ring.few::<Outputs, T>(block);
    }
    if T::ROUNDS || (STRETCHED..LONG).contains(&delay) {
        return ring.in_place::<Outputs, T>(level, block);
    }
    ring.in_place::<Outputs, T>(level, &mut block[..delay]);
    let recurrence = Recurrence::new(delay, ring.gain);
    if delay < EXACT || recurrence.is_left_to_loop_in_place::<T>(level, block.len()) {
        by_loop(delay, ring.gain, block);
    } else {
        recurrence.run_in_place(level, block, &mut []);
    }
    keep_end(ring, block);
}

/// The same, from `x` to `y`.
pub(super) fn backward<T: Float>(ring: &mut DelayLine<'_>, level: Level, x: &[T], y: &mut [T]) {
    let delay = ring.kept.len();
    let past_caches = beyond_caches(2 * size_of_val(x), 1);
    if T::ROUNDS && delay < EXACT {
        return ring.few_to::<Outputs, T>(x, y);
    }
    let recurrence = Recurrence::new(delay, ring.gain);
    if delay >= LONG || T::ROUNDS && recurrence.is_left_to_loop(x.len()) {
        return ring.apart::<Outputs, T>(level, (x, y), past_caches);
    }
    ring.unwind();
    if T::ROUNDS {
        let mut latest = [0.0; LONG];
        let latest = &mut latest[..delay];
        recurrence.run_to_end(level, ring.kept, (x, y), past_caches, latest);
        return ring.keep(latest);
    }
    if delay < EXACT {
        recurrence.by_loop(ring.kept, x, y);
    } else {
        recurrence.run(level, ring.kept, (x, &mut *y), &mut [], past_caches);
    }
    keep_end(ring, y);
}

/// Filters a block of several delays with the forward filter, in place.
pub(super) fn forward_in_place<T: Float>(ring: &mut DelayLine<'_>, level: Level, block: &mut [T]) {
    let delay = ring.kept.len();
    if delay >= LONG {
        return ring.in_place::<Inputs, T>(level, block);
    }
    let mut end = [T::default(); LONG];
    let end = &mut end[..delay];
    copy(&block[block.len() - delay..], end);
    forward::in_place::descend_at(level, block, delay, ring.gain);
    ring.in_place::<Inputs, T>(level, &mut block[..delay]);
    ring.keep(end);
}

/// The same, from `x` to `y`.
pub(super) fn forward<T: Float>(ring: &mut DelayLine<'_>, level: Level, x: &[T], y: &mut [T]) {
    let delay = ring.kept.len();
    let past_caches = beyond_caches(2 * size_of_val(x), 1);
    let (y_first, y) = y.split_at_mut(delay);
    let (x_first, x_rest) = x.split_at(delay);
    ring.apart::<Inputs, T>(level, (x_first, y_first), past_caches);
    let before = &x[..x_rest.len()];
    forward::add_at(level, x_rest, before, ring.gain, y, past_caches);
    keep_end(ring, x);
}

/// Keeps the end of a signal.
fn keep_end<T: Float>(ring: &mut DelayLine<'_>, signal: &[T]) {
    let start = signal.len() - ring.kept.len();
    ring.keep(&signal[start..]);
}

/// The loop, which keeps the output before at hand where that is what is heard. For outputs that are
/// not rounded.
fn by_loop<T: Float>(delay: usize, gain: f64, block: &mut [T]) {
    if delay == 1 {
        let mut before = None;
        for sample in block {
            if let Some(before) = before {
                *sample = T::nearest((*sample).into() + gain * before);
            }
            before = Some((*sample).into());
        }
        return;
    }
    for n in delay..block.len() {
        block[n] = T::nearest(block[n].into() + gain * block[n - delay].into());
    }
}
