//! Delays from 32 to 511: lanes do not need each other, and the latest outputs stay close by.

use super::linear::{Recurrence, back, nothing};
use super::step::{FIRST, Latest, Step};
use crate::simd::{F64x8, LANES, Simd};

/// The outputs of the last `delay` samples and a few more, in whole vectors. The oldest is the one
/// that is overwritten next.
///
/// The output itself would do as well, if it were not streamed past the caches. And a vector that
/// straddles two that were just stored has to wait until both have left the processor for the
/// cache. Here every load is of a vector that was stored as one, which it gets at once.
pub(super) struct Ring<'a, S: Simd, const REST: usize> {
    simd: S,
    gain: S::F64x8,
    slots: &'a mut [[f64; LANES]],
    /// The slot of the oldest, and what is in it.
    slot: usize,
    oldest: S::F64x8,
}

impl<'a, S: Simd, const REST: usize> Step<'a, S> for Ring<'a, S, REST> {
    type Buffer = Latest;
    const IS_EXACT: bool = true;

    #[inline(always)]
    fn begin(
        simd: S,
        recurrence: Recurrence,
        state: &[f64],
        pads: usize,
        first: &mut [f64; FIRST * LANES],
        buffer: &'a mut Latest,
    ) -> Self {
        let nothing = nothing(recurrence.gain);
        let slots = &mut buffer.0[..recurrence.delay.div_ceil(LANES)];
        slots.fill([nothing; LANES]);
        first[..pads].fill(nothing);
        if !state.is_empty() {
            let (early, late) = state.split_at(state.len() - pads);
            let ring = slots.as_flattened_mut();
            let start = ring.len() - early.len();
            ring[start..].copy_from_slice(early);
            first[..pads].copy_from_slice(late);
        }
        Self {
            simd,
            gain: simd.splat(recurrence.gain),
            oldest: simd.load(&slots[0]),
            slots,
            slot: 0,
        }
    }

    #[inline(always)]
    fn step(&mut self, x: S::F64x8) -> S::F64x8 {
        let slot = self.slot;
        self.slot = if slot + 1 < self.slots.len() {
            slot + 1
        } else {
            0
        };
        let next = self.simd.load(&self.slots[self.slot]);
        let y = x + self.gain * back::<S>(REST, self.oldest, next);
        y.store(&mut self.slots[slot]);
        self.oldest = next;
        y
    }

    #[inline(always)]
    fn is_sound(&self) -> bool {
        true
    }

    #[inline(always)]
    fn keep(&self, latest: &mut [f64]) {
        let (newer, older) = self.slots.split_at(self.slot);
        let slots = newer.iter().rev().chain(older.iter().rev());
        for (lanes, slot) in latest.rchunks_mut(LANES).zip(slots) {
            lanes.copy_from_slice(&slot[LANES - lanes.len()..]);
        }
    }
}
