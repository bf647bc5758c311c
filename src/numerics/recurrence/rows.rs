//! Delays of 512 and more, of a whole signal: the latest row of outputs is kept, in whole vectors.
//!
//! An output needs the one that is a delay before it, so no output of a vector needs another one of it. What it
//! needs is kept apart from the outputs, because those may have been streamed past the caches, or rounded to `f32`.
//!
//! A delay is rarely a multiple of eight. Were there room for just so many outputs, the vectors of all rows but the
//! first would lie across two lines of the cache, and storing to two takes much longer than loading from two. So there
//! is room for one to eight more: all vectors are stored to whole lines, round after round, and what they need lies
//! that many places ahead of where they go to. What the last of a round needs is at the front, or some of it is.
//!
//! ```text
//! delay 21     stored   [ 0 …  7 ][ 8 … 15 ][16 … 23 ]
//! 3 ahead      loaded      [ 3 … 10 ][11 … 18 ][19 …  2 ]
//! ```
//!
//! (Eight more for a multiple of eight, not none: to load a line and then store to it takes longer on a Zen 4, for
//! some delays and not for others, if other stores go past the caches: 0.23 ns a sample of `f32` in place of 0.16 with
//! a delay of 1,000, measured once beside the same without these eight.)

use super::linear::{Recurrence, back, nothing};
use crate::memory::copy;
use crate::simd::{
    F64x8, Family, Float, Kernel, LANES, Level, Simd, Source, Writer, before_line, compiled,
};

/// Numbers that have to be kept, for outputs of which each needs the one so many before it.
pub(super) const fn room(delay: usize) -> usize {
    // And what lies before a line.
    len(delay) + LANES
}

/// Those that are used: more than the delay, by one to eight.
const fn len(delay: usize) -> usize {
    (delay / LANES + 1) * LANES
}

compiled! {
    /// Filters `x` into `y`, of equal lengths. `state` are the outputs before `y`, as many as the delay, or none;
    /// `kept` is room for those of the shorter of the delay and `y`, and nothing yet. The delay is 15 at least, so
    /// that no output before the first line needs another one there.
    pub(super) fn run<T: Float>(
        recurrence: Recurrence,
        level: Level,
        state: &[f64],
        x: &[T],
        y: &mut [T],
        kept: &mut [f64],
        past_caches: bool,
    ) = run_of, for f64 f32
}

fn run_of<T: Float>(
    recurrence: Recurrence,
    level: Level,
    state: &[f64],
    x: &[T],
    y: &mut [T],
    kept: &mut [f64],
    past_caches: bool,
) {
    let Recurrence { delay, gain, .. } = recurrence;
    let delay = delay.min(y.len());
    let len = len(delay);
    let ahead = len - delay;
    let before = before_line(kept);
    let kept = &mut kept[before..][..len];
    // Vectors begin where the output begins lines.
    let head = before_line(y);
    debug_assert!(head <= delay);
    let (x_head, x) = x.split_at(head);
    let (y_head, y) = y.split_at_mut(head);
    let (x, x_tail) = x.as_chunks();
    let (y, y_tail) = y.as_chunks_mut();

    if !state.is_empty() {
        copy(&state[head..delay], &mut kept[ahead..len - head]);
    }
    let first = &mut kept[len - head..];
    for (n, ((x, y), kept)) in x_head.iter().zip(y_head).zip(first).enumerate() {
        *kept = (*x).into() + gain * state.get(n).unwrap_or(&nothing(gain));
        *y = T::nearest(*kept);
    }
    let place = level.run(Vectors {
        gain,
        x,
        y,
        kept: &mut *kept,
        ahead,
        past_caches,
    });
    let above = kept.iter().cycle().skip(place + ahead);
    for ((x, y), above) in x_tail.iter().zip(y_tail).zip(above) {
        *y = T::nearest((*x).into() + gain * above);
    }
}

/// All outputs but a few at both ends.
struct Vectors<'a, T> {
    gain: f64,
    x: &'a [[T; LANES]],
    y: &'a mut [[T; LANES]],
    kept: &'a mut [f64],
    ahead: usize,
    past_caches: bool,
}

impl<T: Float> Kernel for Vectors<'_, T> {
    /// Where the next vector would be kept.
    type Output = usize;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> usize {
        let Self { x, y, .. } = self;
        let writer = Writer::new(simd, self.past_caches);
        let writer = writer.beside(x.as_flattened(), y.as_flattened());
        let mut row = Row {
            simd,
            gain: simd.splat(self.gain),
            kept: self.kept,
            place: 0,
            ahead: self.ahead,
        };
        writer.write(x, y, &mut row);
        row.place
    }
}

/// The vectors of the output.
struct Row<'a, S: Simd> {
    simd: S,
    gain: S::F64x8,
    kept: &'a mut [f64],
    /// Where the next vector is kept.
    place: usize,
    /// How many places what it needs lies ahead of that: one to eight.
    ahead: usize,
}

impl<S: Simd, T: Float> Source<S, &[T; LANES]> for Row<'_, S> {
    #[inline(always)]
    fn vector(&mut self, x: &[T; LANES]) -> S::F64x8 {
        let x = T::load(self.simd, x);
        // No slice is that long: so the compiler knows that the end is behind the start, and compares but once.
        let place = self.place & (usize::MAX / 2);
        let both = self.kept.get_mut(place..place + 2 * LANES);
        let Some(both) = both.and_then(|both| both.first_chunk_mut()) else {
            return self.last(x);
        };
        let y = x + self.gain * eight(self.simd, both, self.ahead);
        if let Some(now) = both.first_chunk_mut() {
            y.store(now);
        }
        self.place = place + LANES;
        y
    }
}

impl<S: Simd> Row<'_, S> {
    /// The last of a round: what it needs is at the front, or some of it is.
    #[inline(always)]
    fn last(&mut self, x: S::F64x8) -> S::F64x8 {
        let ends = (self.kept.last_chunk::<LANES>(), self.kept.first_chunk());
        let (Some(now), Some(front)) = ends else {
            return x;
        };
        // In registers: a load of what two stores have just left waits until these, and all before them, are done.
        let [now, front] = [now, front].map(|it| self.simd.load(it));
        let above = match self.ahead {
            LANES => front,
            ahead => back::<S>(LANES - ahead, now, front),
        };
        let y = x + self.gain * above;
        if let Some(now) = self.kept.last_chunk_mut() {
            y.store(now);
        }
        self.place = 0;
        y
    }
}

/// Eight of sixteen, of which the first one to eight are left out.
#[inline(always)]
fn eight<S: Simd>(simd: S, both: &[f64; 2 * LANES], start: usize) -> S::F64x8 {
    // What is taken modulo eight needs no check.
    let eight = both[1 + start.wrapping_sub(1) % LANES..].first_chunk();
    eight.map_or(simd.splat(0.0), |eight| simd.load(eight))
}

#[cfg(test)]
mod tests {
    use super::super::Outputs;
    use super::*;

    fn hold<T: Float + PartialEq>(delay: usize, len: usize, start: usize, given: bool) {
        let recurrence = Recurrence::new(delay, 0.75);
        let x: Vec<T> = (0..len)
            .map(|n| T::nearest(1.0 / (1.0 + n as f64)))
            .collect();
        let state: Vec<f64> = (0..if given { delay } else { 0 })
            .map(|n| n as f64)
            .collect();
        let (mut place, mut kept) = (0, state.clone());
        kept.resize(delay, nothing(0.75));
        let mut truth = x.clone();
        recurrence
            .line(&mut kept, &mut place)
            .few::<Outputs, T>(&mut truth);
        for past_caches in [false, true] {
            for slip in [0, 1] {
                let mut room = vec![nothing(0.75); room(delay.min(len)) + slip];
                let mut y = vec![T::nearest(7.0); start + len + 9];
                run(
                    recurrence,
                    Level::current(),
                    &state,
                    &x,
                    &mut y[start..][..len],
                    &mut room[slip..],
                    past_caches,
                );
                assert!(
                    y[start..][..len] == truth,
                    "{delay}, {len}, {start}, {given}, {past_caches}"
                );
                assert!(
                    y[..start]
                        .iter()
                        .chain(&y[start + len..])
                        .all(|y| *y == T::nearest(7.0))
                );
            }
        }
    }

    #[test]
    fn what_is_kept_lies_ahead_of_where_vectors_go_to() {
        for delay in (16..40).chain(510..530).chain([1000, 1001]) {
            for len in [1, 7, 8, 20, 600, 1100, 2100] {
                for start in [0, 1, 5, 8, 13] {
                    hold::<f64>(delay, len, start, false);
                    hold::<f64>(delay, len, start, true);
                    hold::<f32>(delay, len, start, false);
                    hold::<f32>(delay, len, start, true);
                }
            }
        }
    }

    #[test]
    fn a_signal_may_be_shorter_than_a_vector() {
        for (len, start) in (0..20).flat_map(|len| (0..16).map(move |start| (len, start))) {
            hold::<f64>(600, len, start, len % 2 == 0);
        }
    }
}
