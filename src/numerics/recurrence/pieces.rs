//! A signal that comes in pieces, with a delay of one: looking ahead from where the last piece ended.
//!
//! Looking ahead, an output is made of the latest sixteen inputs and the output sixteen before it:
//!
//! ```text
//! x1[n] = x[n] + g x[n - 1]        x2[n] = x1[n] + g^2 x1[n - 2]
//! x3[n] = x2[n] + g^4 x2[n - 4]    x4[n] = x3[n] + g^8 x3[n - 8]    y[n] = x4[n] + g^16 y[n - 16]
//! ```
//!
//! Every lane does just that ([`lookahead`](super::lookahead)), so it does not matter which output is in
//! which lane, nor which piece: to go on, it takes those inputs and outputs, and a line's more because
//! vectors may begin before the piece. A few outputs are made one by one, in the same way.
//!
//! What is not finite stays so, sixteen outputs on if not before. From the first such output on the loop
//! goes on, for good: so it does not matter, either, where the pieces end around it.

use super::linear::{FirstOrder, Recurrence, nothing};
use super::lookahead::Lookahead;
use super::short::Scaled;
use super::step::Step;
use crate::simd::{F64x8, Kernel, LANES, Level, Simd, Source, Writer, before_line, beyond_caches};

/// Outputs that an output reaches back.
const REACH: usize = 2 * LANES;
/// What is kept of inputs and outputs.
const PAST: usize = REACH + LANES;

/// Where a signal has got to.
#[derive(Clone, Copy)]
pub(crate) struct Pieces {
    recurrence: Recurrence,
    /// The last inputs, scaled, and the last outputs, the oldest first.
    inputs: [f64; PAST],
    outputs: [f64; PAST],
    /// The output before the next.
    last: f64,
    way: Way,
}

#[derive(Clone, Copy, PartialEq)]
enum Way {
    /// The first input takes in the output before it.
    Begin,
    Ahead,
    Loop,
}

impl Pieces {
    /// The beginning, where `before` is the output before it.
    pub(crate) fn new(FirstOrder(recurrence): FirstOrder, before: f64) -> Self {
        let nothing = nothing(recurrence.gain);
        Self {
            recurrence,
            inputs: [nothing; PAST],
            outputs: [nothing; PAST],
            last: before,
            way: if recurrence.has_powers() {
                Way::Begin
            } else {
                Way::Loop
            },
        }
    }

    /// The output before the next.
    pub(crate) fn last(&self) -> f64 {
        self.last
    }

    /// Filters `x`, the next piece, into `y`, of equal lengths.
    pub(crate) fn run(&mut self, level: Level, mut x: &[f64], mut y: &mut [f64]) {
        if let (Way::Begin, Some(first)) = (self.way, x.first()) {
            let Recurrence { gain, scale, .. } = self.recurrence;
            self.way = Way::Ahead;
            y[0] = self.one(scale * first + gain * self.last);
            (x, y) = (&x[1..], &mut y[1..]);
        }
        if self.way == Way::Ahead {
            let done = self.ahead(level, x, y);
            (x, y) = (&x[done..], &mut y[done..]);
        }
        self.by_loop(x, y);
    }

    /// Returns how many outputs are made: all, unless there is one that is not finite.
    fn ahead(&mut self, level: Level, x: &[f64], y: &mut [f64]) -> usize {
        if x.len() < REACH {
            for (n, (x, y)) in x.iter().zip(y).enumerate() {
                if self.way == Way::Loop {
                    return n;
                }
                *y = self.one(self.recurrence.scale * x);
            }
            return x.len();
        }
        level.run(Ahead {
            past: self,
            past_caches: beyond_caches(2 * size_of_val(x), 1),
            x,
            y,
        });
        self.keep(x, y);
        if self.outputs[PAST - REACH..].iter().all(|y| y.is_finite()) {
            return x.len();
        }
        let first = y.iter().position(|y| !y.is_finite());
        let done = first.map_or(x.len(), |first| first + 1);
        (self.way, self.last) = (Way::Loop, y[done - 1]);
        done
    }

    /// The output for one input, which is scaled.
    fn one(&mut self, x: f64) -> f64 {
        push(&mut self.inputs, x);
        let mut terms = [0.0; REACH];
        terms.copy_from_slice(&self.inputs[PAST - REACH..]);
        let (mut power, mut len) = (self.recurrence.gain, REACH);
        while len > 1 {
            len /= 2;
            for i in 0..len {
                terms[i] = terms[2 * i + 1] + power * terms[2 * i];
            }
            power *= power;
        }
        let y = terms[0] + power * self.outputs[PAST - REACH];
        push(&mut self.outputs, y);
        self.last = y;
        if !y.is_finite() {
            self.way = Way::Loop;
        }
        y
    }

    fn by_loop(&mut self, x: &[f64], y: &mut [f64]) {
        let Recurrence { gain, scale, .. } = self.recurrence;
        for (x, y) in x.iter().zip(y) {
            self.last = scale * x + gain * self.last;
            *y = self.last;
        }
    }

    /// Keeps the end of a piece, and before it of what was kept.
    fn keep(&mut self, x: &[f64], y: &[f64]) {
        let new = PAST.min(x.len());
        let (x, y) = (&x[x.len() - new..], &y[y.len() - new..]);
        self.inputs.copy_within(new.., 0);
        self.outputs.copy_within(new.., 0);
        for (kept, x) in self.inputs[PAST - new..].iter_mut().zip(x) {
            *kept = self.recurrence.scale * x;
        }
        self.outputs[PAST - new..].copy_from_slice(y);
        self.last = self.outputs[PAST - 1];
    }
}

fn push(queue: &mut [f64; PAST], latest: f64) {
    queue.copy_within(1.., 0);
    queue[PAST - 1] = latest;
}

/// A piece of [`REACH`] inputs or more.
struct Ahead<'a> {
    past: &'a Pieces,
    past_caches: bool,
    x: &'a [f64],
    y: &'a mut [f64],
}

impl Kernel for Ahead<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let (past, scale) = (self.past, self.past.recurrence.scale);
        let writer = Writer::new(simd, self.past_caches).beside(self.x, self.y);
        let head = before_line(self.y);
        let (x_head, x) = self.x.split_at(head);
        let (y_head, y) = self.y.split_at_mut(head);
        // Vectors begin where `y` begins a line, so the first may begin before the piece.
        let pads = (LANES - head) % LANES;
        let end = PAST - pads;
        let mut step: Lookahead<S, 1> = Lookahead::resume(
            simd,
            past.recurrence.gain,
            &past.inputs[end - REACH..end],
            &past.outputs[end - REACH..end],
        );
        if head > 0 {
            let mut first = [0.0; LANES];
            first[..pads].copy_from_slice(&past.inputs[end..]);
            for (lane, x) in first[pads..].iter_mut().zip(x_head) {
                *lane = scale * x;
            }
            let first = step.step(simd.load(&first)).to_array();
            y_head.copy_from_slice(&first[pads..]);
        }

        let (x, x_tail) = x.as_chunks::<LANES>();
        let (y, y_tail) = y.as_chunks_mut::<LANES>();
        let mut scaled = Scaled {
            simd,
            scale: simd.splat(scale),
            step: &mut step,
        };
        writer.write(x, y, &mut scaled);
        // Before anybody looks.
        drop(writer);

        let mut tail = [0.0; LANES];
        tail[..x_tail.len()].copy_from_slice(x_tail);
        let tail = scaled.vector(&tail).to_array();
        y_tail.copy_from_slice(&tail[..y_tail.len()]);
    }
}
