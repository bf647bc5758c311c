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
//!
//! Columns do not need each other, so a team can share them out, with nothing to correct. In place that
//! is done here, for delays of 8,192 and more: what a member reads ahead, and beyond its own columns,
//! another may be writing. Where inputs and outputs are apart, [`columns`](super::columns) does it for
//! shorter delays.

use super::linear::{PIECE, nothing};
use crate::Error;
use crate::memory::{copy, filled};
#[cfg(feature = "threads")]
use crate::memory::{gathered, room};
use crate::simd::{F64x8, Kernel, LANES, Level, Simd, Source, Writer, before_line};
#[cfg(feature = "threads")]
use crate::threads::{Schedule, Team};

/// What a row leaves for the one below, and by how much that is multiplied there.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rows {
    /// Its inputs.
    FeedForward(f64),
    /// Its outputs.
    FeedBack(f64),
}

/// One row, or a strip's part of it: the outputs, and the inputs unless they are in the same place.
struct Part<'a> {
    x: Option<&'a [f64]>,
    y: &'a mut [f64],
}

/// Columns of a strip, at least.
#[cfg(feature = "threads")]
const NARROWEST: usize = 512;

impl Rows {
    /// What is above `width` columns of a signal that nothing came before, and, if it is filtered in
    /// place, room for the inputs that are copied out of the way.
    pub(crate) fn kept(self, width: usize, in_place: bool) -> Result<Vec<f64>, Error> {
        let inputs = if in_place { PIECE.min(width) } else { 0 };
        filled("delay", width + inputs, nothing(self.gain()))
    }

    /// Filters `x` into `y`, of equal lengths, or `y` in place. `state` is the row above, or empty.
    /// `kept` is what is [kept](Self::kept) of a delay, or of as many columns as there are.
    pub(crate) fn filter(
        self,
        level: Level,
        delay: usize,
        state: &[f64],
        (x, y): (Option<&[f64]>, &mut [f64]),
        kept: &mut [f64],
        past_caches: bool,
    ) {
        let (above, inputs) = kept.split_at_mut(delay.min(y.len()));
        if !state.is_empty() {
            copy(&state[..above.len()], above);
        }
        let parts = y.chunks_mut(delay).enumerate().map(|(row, y)| Part {
            x: x.map(|x| &x[row * delay..][..y.len()]),
            y,
        });
        level.run(Filter {
            rows: self,
            above,
            inputs,
            parts,
            past_caches,
        });
    }

    /// [`filter`](Self::filter) in place and with no state, on a team: a strip of columns to each member.
    #[cfg(feature = "threads")]
    pub(crate) fn filter_on(
        self,
        team: &Team,
        level: Level,
        delay: usize,
        signal: &mut [f64],
    ) -> Result<(), Error> {
        // Whole lines, if rows are.
        let width = delay
            .div_ceil(team.members())
            .max(NARROWEST)
            .next_multiple_of(LANES);
        let rows = signal.len().div_ceil(delay);
        let strip = |_| {
            let kept = self.kept(width, true)?;
            Ok((room("delay", rows)?, kept))
        };
        let strips = (0..delay.div_ceil(width)).map(strip);
        let mut strips: Vec<(Vec<Part<'_>>, Vec<f64>)> = gathered("delay", strips)?;
        for row in signal.chunks_mut(delay) {
            for (strip, y) in strips.iter_mut().zip(row.chunks_mut(width)) {
                strip.0.push(Part { x: None, y });
            }
        }
        team.for_each_block(&mut strips, 1, Schedule::Static, |_, strip| {
            let [(parts, kept)] = strip else {
                unreachable!("a block has one")
            };
            let (above, inputs) = kept.split_at_mut(width);
            level.run(Filter {
                rows: self,
                above,
                inputs,
                parts: std::mem::take(parts).into_iter(),
                past_caches: false,
            });
        })
    }

    fn gain(self) -> f64 {
        match self {
            Self::FeedForward(gain) | Self::FeedBack(gain) => gain,
        }
    }

    /// The outputs for a few inputs and what is above them, and what is above the next row.
    #[inline(always)]
    fn one_by_one(self, x: &[f64], above: &mut [f64], y: &mut [f64]) {
        for ((x, above), y) in x.iter().zip(above).zip(y) {
            *y = x + self.gain() * *above;
            *above = match self {
                Self::FeedForward(_) => *x,
                Self::FeedBack(_) => *y,
            };
        }
    }
}

/// Parts of rows, from the first to the last, and what is above the first.
struct Filter<'a, I> {
    rows: Rows,
    above: &'a mut [f64],
    /// For the parts that are filtered in place.
    inputs: &'a mut [f64],
    parts: I,
    past_caches: bool,
}

impl<'p, I: Iterator<Item = Part<'p>>> Kernel for Filter<'_, I> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let writer = Writer::new(simd, self.past_caches);
        let source = Below {
            simd,
            rows: self.rows,
            gain: simd.splat(self.rows.gain()),
        };
        for Part { x, y } in self.parts {
            if let Some(x) = x {
                part(&writer, &source, x, self.above, y);
                continue;
            }
            for (y, above) in y.chunks_mut(PIECE).zip(self.above.chunks_mut(PIECE)) {
                let inputs = &mut self.inputs[..y.len()];
                copy(y, inputs);
                part(&writer, &source, inputs, above, y);
            }
        }
    }
}

#[inline(always)]
fn part<S: Simd>(
    writer: &Writer<S>,
    source: &Below<S>,
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

    source.rows.one_by_one(x_head, above_head, y_head);
    writer.write(x.iter().zip(above.as_chunks_mut().0), y, source);
    source.rows.one_by_one(x_tail, above_tail, y_tail);
}

/// The vectors of the output.
struct Below<S: Simd> {
    simd: S,
    rows: Rows,
    gain: S::F64x8,
}

impl<S: Simd> Source<S, (&[f64; LANES], &mut [f64; LANES])> for &Below<S> {
    #[inline(always)]
    fn vector(&mut self, (x, above): (&[f64; LANES], &mut [f64; LANES])) -> S::F64x8 {
        let x = self.simd.load(x);
        let y = x + self.gain * self.simd.load(above);
        match self.rows {
            Rows::FeedForward(_) => x.store(above),
            Rows::FeedBack(_) => y.store(above),
        }
        y
    }
}
