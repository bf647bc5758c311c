//! Delays from sixteen to 511: lanes do not need each other, and the latest outputs stay close by.

use super::run::{FIRST, Step};
use super::{LONG, Recurrence, back, nothing};
use crate::simd::{F64x8, LANES, Simd};

/// The outputs of the last `delay` samples and a few more, in whole vectors. The oldest is the one
/// that is overwritten next.
///
/// The output itself would do as well, if it were not streamed past the caches. And a vector that
/// straddles two that were just stored has to wait until both have left the processor for the cache.
/// Here every load is of a vector that was stored as one, which it gets at once.
pub(super) struct Ring<S: Simd, const REST: usize> {
    simd: S,
    gain: S::F64x8,
    slots: [[f64; LANES]; LONG / LANES],
    used: usize,
    /// The slot of the oldest.
    oldest: usize,
}

impl<S: Simd, const REST: usize> Step<S> for Ring<S, REST> {
    #[inline(always)]
    fn begin(
        simd: S,
        recurrence: Recurrence,
        state: &[f64],
        pads: usize,
        first: &mut [f64; FIRST * LANES],
    ) -> Self {
        let nothing = nothing(recurrence.gain);
        let mut slots = [[nothing; LANES]; LONG / LANES];
        let used = recurrence.delay.div_ceil(LANES);
        first[..pads].fill(nothing);
        if !state.is_empty() {
            let (early, late) = state.split_at(state.len() - pads);
            let ring = slots[..used].as_flattened_mut();
            let start = ring.len() - early.len();
            ring[start..].copy_from_slice(early);
            first[..pads].copy_from_slice(late);
        }
        Self {
            simd,
            gain: simd.splat(recurrence.gain),
            slots,
            used,
            oldest: 0,
        }
    }

    #[inline(always)]
    fn step(&mut self, x: S::F64x8) -> S::F64x8 {
        let slot = self.oldest;
        self.oldest = if slot + 1 < self.used { slot + 1 } else { 0 };
        let older = self.simd.load(&self.slots[slot]);
        let newer = self.simd.load(&self.slots[self.oldest]);
        let y = x + self.gain * back::<S>(REST, older, newer);
        y.store(&mut self.slots[slot]);
        y
    }

    #[inline(always)]
    fn is_sound(&self) -> bool {
        // Every output is made just as the loop makes it.
        true
    }
}
