//! The recurrence itself, and the loop.

use crate::simd::{F64x8, LANES, Simd};

/// `y[n] = scale * x[n] + gain * y[n - delay]`, with a delay of at least one. The scale is 1 but in a
/// [`FirstOrder`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recurrence {
    pub(super) delay: usize,
    pub(super) gain: f64,
    pub(super) scale: f64,
}

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
    pub(super) fn has_powers(self) -> bool {
        (1e-19..1e19).contains(&self.gain.abs())
    }

    /// The loop, which the other ways come back to, for `x` and `y` of equal lengths and the `state` before
    /// them, or none.
    pub(crate) fn by_loop(self, state: &[f64], x: &[f64], y: &mut [f64]) {
        let Self { delay, gain, scale } = self;
        let first = delay.min(x.len());
        for n in 0..first {
            y[n] = scale * x[n];
            if let Some(before) = state.get(n) {
                y[n] += gain * before;
            }
        }
        if delay == 1 && !x.is_empty() {
            // The output before is at hand, and need not come from memory.
            let mut before = y[0];
            for (x, y) in x.iter().zip(y).skip(1) {
                before = scale * x + gain * before;
                *y = before;
            }
            return;
        }
        for n in first..x.len() {
            y[n] = scale * x[n] + gain * y[n - delay];
        }
    }
}

/// The outputs that stand for those before a signal: a zero whose product with the gain is -0. Adding
/// that changes no output, not even the sign of a zero.
pub(super) fn nothing(gain: f64) -> f64 {
    0.0_f64.copysign(-gain)
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
