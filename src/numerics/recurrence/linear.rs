//! The recurrence itself, and the loop.

use crate::Error;
use crate::memory::{Buffer, on_lines};
use crate::simd::{F64x8, Family, Float, LANES, Simd, compiled};

/// `y[n] = scale * x[n] + gain * y[n - delay]`, with a delay of at least one. The scale is 1 but in a
/// [`FirstOrder`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recurrence {
    pub(super) delay: usize,
    pub(super) gain: f64,
    pub(super) scale: f64,
}

/// Delays from this one on have the bits of the loop in lanes.
pub(super) const EXACT: usize = 2 * LANES;
/// Delays from this one on are filtered row by row.
pub(super) const LONG: usize = 512;

/// Delays from this one on are not cut into blocks on a team. From [`LONG`] on those below it are if the
/// gain forgets: halves of a row are so narrow there that they cost as much as they save.
#[cfg(feature = "threads")]
pub(super) const BLOCKED: usize = 640;

/// Signals below this length are left to one member: two save half of the time at best, and a region
/// costs as much as filtering some 20,000 elements.
#[cfg(feature = "threads")]
pub(crate) const SHARED: usize = 1 << 15;

/// `y[n] = scale * x[n] + gain * y[n - 1]`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FirstOrder(pub(super) Recurrence);

impl FirstOrder {
    pub(crate) fn new(gain: f64, scale: f64) -> Self {
        Self(Recurrence {
            delay: 1,
            gain,
            scale,
        })
    }
}

impl Recurrence {
    /// `y[n] = x[n] + gain * y[n - delay]`.
    pub(crate) fn new(delay: usize, gain: f64) -> Self {
        Self {
            delay,
            gain,
            scale: 1.0,
        }
    }

    /// Room for so many outputs of those before a signal: nothing came before it.
    pub(super) fn row(self, len: usize) -> Result<Buffer<f64>, Error> {
        let mut row = on_lines("delay", len)?;
        row.fill(nothing(self.gain));
        Ok(row)
    }

    /// Whether a signal of so many elements is left to the loop: setting up the rest takes as long.
    /// The fewer outputs the loop makes side by side, the longer it takes.
    #[inline]
    pub(crate) fn is_left_to_loop(self, len: usize) -> bool {
        let shortest = match self.delay {
            ..4 => 96,
            4..8 => 160,
            8..LONG => 256,
            LONG.. => 0,
        };
        len < shortest
    }

    /// Whether the gain may be taken to the power of sixteen, as looking ahead does: to a normal number.
    #[inline]
    pub(super) fn has_powers(self) -> bool {
        (1e-19..1e19).contains(&self.gain.abs())
    }

    /// The loop, which the other ways come back to, for `x` and `y` of equal lengths and the `state` before
    /// them, or none. For delays below [`LONG`].
    pub(crate) fn by_loop<T: Float>(self, state: &[f64], x: &[T], y: &mut [T]) {
        by_loop(self, state, x, y);
    }

    fn by_loop_of_any<T: Float>(self, state: &[f64], x: &[T], y: &mut [T]) {
        if self.delay == 1 {
            self.by_loop_of_one(state, x, y);
            return;
        }
        T::either(
            x,
            y,
            |x, y| self.by_loop_through_outputs(state, x, y),
            |x, y| self.by_loop_beside_outputs(state, x, y),
        );
    }

    /// That for a delay of one: the output before is at hand, and need not come from memory. Returns the
    /// last, not rounded.
    pub(super) fn by_loop_of_one<T: Float>(self, state: &[f64], x: &[T], y: &mut [T]) -> f64 {
        let Self { gain, scale, .. } = self;
        let mut before = state.first().copied().unwrap_or(nothing(gain));
        for (x, y) in x.iter().zip(y) {
            before = scale * (*x).into() + gain * before;
            *y = T::nearest(before);
        }
        before
    }

    /// That for outputs that are not rounded: they are there when they are needed again.
    fn by_loop_through_outputs(self, state: &[f64], x: &[f64], y: &mut [f64]) {
        let Self { delay, gain, scale } = self;
        let first = delay.min(x.len());
        for n in 0..first {
            y[n] = scale * x[n];
            if let Some(before) = state.get(n) {
                y[n] += gain * before;
            }
        }
        for n in first..x.len() {
            y[n] = scale * x[n] + gain * y[n - delay];
        }
    }

    /// That for outputs that are: the latest are kept before they are rounded.
    fn by_loop_beside_outputs<T: Float>(self, state: &[f64], x: &[T], y: &mut [T]) {
        let Self { delay, gain, scale } = self;
        let mut kept = [nothing(gain); LONG];
        let kept = &mut kept[..delay];
        for (kept, state) in kept.iter_mut().zip(state) {
            *kept = *state;
        }
        for (x, y) in x.chunks(delay).zip(y.chunks_mut(delay)) {
            for ((x, y), kept) in x.iter().zip(y).zip(&mut *kept) {
                *kept = scale * (*x).into() + gain * *kept;
                *y = T::nearest(*kept);
            }
        }
    }
}

compiled! {
    fn by_loop<T: Float>(recurrence: Recurrence, state: &[f64], x: &[T], y: &mut [T]) = by_loop_of, for f64 f32
}

fn by_loop_of<T: Float>(recurrence: Recurrence, state: &[f64], x: &[T], y: &mut [T]) {
    recurrence.by_loop_of_any(state, x, y);
}

/// The outputs that stand for those before a signal: a zero whose product with the gain is -0. Adding
/// that changes no output, not even the sign of a zero.
pub(crate) fn nothing(gain: f64) -> f64 {
    0.0_f64.copysign(-gain)
}

/// Each number as one of the other type, the nearest.
pub(super) fn convert<X: Float, Y: Float>(from: &[X], to: &mut [Y]) {
    for (from, to) in from.iter().zip(to) {
        *to = Y::nearest((*from).into());
    }
}

/// The eight lanes that begin `rest` lanes before `newer`, where `older` is the vector before it.
/// `rest` is taken modulo eight, and stands for eight if nothing is left.
#[inline(always)]
pub(super) fn back<S: Simd>(rest: usize, older: S::F64x8, newer: S::F64x8) -> S::F64x8 {
    match rest % LANES {
        0 => older,
        1 => older.window::<7>(newer),
        2 => older.window::<6>(newer),
        3 => older.window::<5>(newer),
        4 => older.window::<4>(newer),
        5 => older.window::<3>(newer),
        6 => older.window::<2>(newer),
        _ => older.window::<1>(newer),
    }
}
