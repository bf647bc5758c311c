//! Delays of 512 and more: a row of the signal is one delay long, and an output needs the one above
//! it.
//!
//! ```text
//! row 0   x[0]  x[1]  x[2]  …  x[k - 1]
//! row 1   x[k]  …
//! row 2   …
//! ```
//!
//! The latest row is kept apart, because the outputs themselves may have been streamed past the
//! caches.

use super::linear::Recurrence;
use crate::memory::copy;
use crate::simd::{F64x8, Kernel, LANES, Level, Simd, Source, Writer, before_line};

impl Recurrence {
    /// Filters `x` into `y`, of equal lengths. `state` is the row above, or empty. `kept` is what is
    /// [kept](Self::kept).
    pub(super) fn in_rows(
        self,
        level: Level,
        state: &[f64],
        (x, y): (&[f64], &mut [f64]),
        kept: &mut [f64],
        past_caches: bool,
    ) {
        let above = &mut kept[..self.delay.min(y.len())];
        if !state.is_empty() {
            copy(&state[..above.len()], above);
        }
        level.run(Rows {
            recurrence: self,
            x,
            above,
            y,
            past_caches,
        });
    }
}

/// The rows, from the first to the last, and what is above the first.
struct Rows<'a> {
    recurrence: Recurrence,
    x: &'a [f64],
    above: &'a mut [f64],
    y: &'a mut [f64],
    past_caches: bool,
}

impl Kernel for Rows<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Recurrence { delay, gain, .. } = self.recurrence;
        let writer = Writer::new(simd, self.past_caches).beside(self.x, self.y);
        let below = Below {
            simd,
            gain: simd.splat(gain),
        };
        for (x, y) in self.x.chunks(delay).zip(self.y.chunks_mut(delay)) {
            row(&writer, &below, gain, x, self.above, y);
        }
    }
}

#[inline(always)]
fn row<S: Simd>(
    writer: &Writer<S>,
    below: &Below<S>,
    gain: f64,
    x: &[f64],
    above: &mut [f64],
    y: &mut [f64],
) {
    let head = before_line(y);
    let (x_head, x) = x.split_at(head);
    let (above_head, above) = above.split_at_mut(head);
    let (y_head, y) = y.split_at_mut(head);
    let (x, x_tail) = x.as_chunks::<LANES>();
    let (above, above_tail) = above.split_at_mut(x.len() * LANES);
    let (y, y_tail) = y.as_chunks_mut::<LANES>();

    one_by_one(gain, x_head, above_head, y_head);
    writer.write(x.iter().zip(above.as_chunks_mut().0), y, below);
    one_by_one(gain, x_tail, above_tail, y_tail);
}

/// The outputs for a few inputs and what is above them, which are what is above the next row.
#[inline(always)]
fn one_by_one(gain: f64, x: &[f64], above: &mut [f64], y: &mut [f64]) {
    for ((x, above), y) in x.iter().zip(above).zip(y) {
        *y = x + gain * *above;
        *above = *y;
    }
}

/// The vectors of the output.
struct Below<S: Simd> {
    simd: S,
    gain: S::F64x8,
}

impl<S: Simd> Source<S, (&[f64; LANES], &mut [f64; LANES])> for &Below<S> {
    #[inline(always)]
    fn vector(&mut self, (x, above): (&[f64; LANES], &mut [f64; LANES])) -> S::F64x8 {
        let y = self.simd.load(x) + self.gain * self.simd.load(above);
        y.store(above);
        y
    }
}
