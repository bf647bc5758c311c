//! Delays of 512 and more on a team: every member has some of the columns.
//!
//! A row of the signal is one delay long, and an output needs the one above it ([`rows`](super::rows)).
//! So columns do not need each other, and a strip of them is filtered from the first row to the last
//! with nothing to correct and nobody to wait for. Two things would make that slow.
//!
//! 1. **Rows do not end where lines do.** Where two strips meet, the members would share a line of
//!    the output, in every row. So a strip's part of a row is whole lines: it begins with the first
//!    that begins in the strip, and ends where the next one's begins, which is up to seven columns on
//!    (fifteen of `f32`).
//!    Where lines begin differs from row to row, so a strip makes the outputs of a line's columns
//!    after it in every row, too, without writing them, and those of its first columns even
//!    where the strip before has written them. They come out the same.
//! 2. **The processor's prefetchers follow one stretch of memory.** They wake up only some lines after
//!    the start of a part, and run on past its end, into what the other member reads. So the start of
//!    a later part is fetched by instructions, while the end of this one is filtered.

use super::linear::{Recurrence, nothing};
use crate::Error;
use crate::memory::{Buffer, gathered, lines, room};
use crate::simd::{
    F64x8, Family, Float, Kernel, LANES, Level, Simd, Source, Writer, before_line, compiled,
};
use crate::threads::{Schedule, Team};

/// Columns of a strip, at least: 16 lines, beside the two that are made in vain.
const NARROWEST: usize = 128;
/// Elements that are fetched ahead: 8 KiB of `f64`, which takes longer to filter than to fetch, and fits into
/// a first-level cache with as much of the outputs.
const AHEAD: usize = 1024;

/// Some columns.
struct Strip<'a, T> {
    recurrence: Recurrence,
    x: &'a [T],
    /// The first column, and how many there are.
    start: usize,
    width: usize,
    /// The strip's part of every row, from the first to the last.
    parts: Vec<&'a mut [T]>,
    /// Where the first part begins.
    head: usize,
    /// The outputs one delay before, not rounded, and those of a line's columns more.
    above: Buffer<f64>,
    past_caches: bool,
}

/// Whether a team is faster than one of its members, who gives the same bits.
pub(super) fn pay(delay: usize, team: &Team, len: usize) -> bool {
    /// What a region, its list of parts, the memory for them, and lines that are in another core's
    /// cache cost, in elements that are filtered meanwhile.
    const REGION: usize = 150_000;
    /// What beginning a part costs: the edges, which are made twice, and the lines at which neither the
    /// processor nor the instructions that fetch have hit their stride.
    const EDGES: usize = 256;
    let part = width(delay, team) + EDGES;
    part < delay && part.saturating_mul(len / delay) + REGION < len
}

/// Columns of a strip: whole lines, if rows are.
fn width(delay: usize, team: &Team) -> usize {
    let even = delay.div_ceil(team.members());
    even.max(NARROWEST).next_multiple_of(LANES)
}

/// Filters `x` into `y`, of equal lengths, with the bits of the loop. `state` are the outputs before
/// `y`, as many as the delay, or nothing.
pub(super) fn threaded<T: Float>(
    recurrence: Recurrence,
    level: Level,
    team: &Team,
    state: &[f64],
    (x, y): (&[T], &mut [T]),
    past_caches: bool,
) -> Result<(), Error> {
    let Recurrence { delay, gain, .. } = recurrence;
    let width = width(delay, team);
    let (len, head) = (y.len(), before_line(y));
    let rows = len.div_ceil(delay);
    let strip = |i| {
        let start = i * width;
        let width = width.min(delay - start);
        let mut above = recurrence.row(width + columns::<T>())?;
        let given = state.iter().skip(start);
        above
            .iter_mut()
            .zip(given)
            .for_each(|(above, y)| *above = *y);
        // What is above the columns beyond the last is the beginning of the signal. A strip reaches there
        // if it is the last, or if that is narrower than a line.
        let beyond = (delay - start).min(above.len());
        for (n, above) in above[beyond..].iter_mut().enumerate().take(len) {
            *above = x[n].into() + gain * state.get(n).unwrap_or(&nothing(gain));
        }
        Ok(Strip {
            recurrence,
            x,
            start,
            width,
            parts: room("delay", rows)?,
            head,
            above,
            past_caches,
        })
    };
    let mut strips: Vec<_> = gathered("delay", (0..delay.div_ceil(width)).map(strip))?;

    let (first, mut rest) = y.split_at_mut(head);
    let mut done = head;
    for row in 0..rows {
        for strip in &mut strips {
            let end = line::<T>(head, row * delay + strip.start + strip.width).min(len);
            let (part, after) = rest.split_at_mut(end - done);
            strip.parts.push(part);
            (rest, done) = (after, end);
        }
    }
    for (n, y) in first.iter_mut().enumerate() {
        *y = T::nearest(x[n].into() + gain * state.get(n).unwrap_or(&nothing(gain)));
    }
    team.for_each_block(&mut strips, 1, Schedule::Static, |_, strip| {
        for strip in strip {
            filter(level, strip);
        }
    })
}

compiled! {
    fn filter<T: Float>(level: Level, strip: &mut Strip<'_, T>) = filter_of, for f64 f32
}

fn filter_of<T: Float>(level: Level, strip: &mut Strip<'_, T>) {
    level.run(strip);
}

/// Where the first line begins that does not begin before `n`, if one begins at `head`.
#[inline(always)]
fn line<T>(head: usize, n: usize) -> usize {
    head + n.saturating_sub(head).next_multiple_of(columns::<T>())
}

/// Columns that a line holds.
const fn columns<T>() -> usize {
    64 / size_of::<T>()
}

impl<T: Float> Kernel for &mut Strip<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Recurrence { delay, gain, .. } = self.recurrence;
        let (x, above) = (self.x, &mut *self.above);
        let input = x
            .get(line::<T>(self.head, self.start)..)
            .unwrap_or_default();
        let output = self.parts.first().map_or(&[][..], |part| part);
        let writer = Writer::new(simd, self.past_caches).beside(input, output);
        let below = Below {
            simd,
            gain: simd.splat(gain),
        };
        let further = AHEAD.div_ceil(self.width) * delay;
        for (row, part) in self.parts.iter_mut().enumerate() {
            let base = row * delay + self.start;
            let start = line::<T>(self.head, base);
            // Those at both edges are made before what is above them is overwritten.
            let mut edges = [[[0.0; LANES]; 2]; 2];
            for (edge, column) in edges.iter_mut().zip([0, self.width]) {
                for (i, edge) in edge.iter_mut().enumerate().take(columns::<T>() / LANES) {
                    let column = column + i * LANES;
                    let x = eight(x, base + column);
                    edge.copy_from_slice(&above[column..][..LANES]);
                    (&below).vector((&x, edge));
                }
            }
            // A later part's lines at both edges. Those between are asked for while this part is filtered.
            for column in [0, self.width] {
                let from = (base + column + further).saturating_sub(columns::<T>() - 1);
                for line in lines(x.get(from..).unwrap_or_default()).iter().take(2) {
                    simd.prefetch(line);
                }
            }
            if !part.is_empty() {
                let above = &mut above[start - base..][..part.len()];
                let ahead = x.get(start + further..).unwrap_or_default();
                write(&writer, &below, (&x[start..], ahead), above, part);
            }
            let [first, last] = edges
                .each_ref()
                .map(|edge| &edge.as_flattened()[..columns::<T>()]);
            above[..columns::<T>()].copy_from_slice(first);
            above[self.width..].copy_from_slice(last);
        }
    }
}

/// Eight inputs from `start` on, and zeros after the last.
#[inline(always)]
fn eight<T: Float>(x: &[T], start: usize) -> [T; LANES] {
    if let Some((lanes, _)) = x.get(start..).and_then(|x| x.split_first_chunk()) {
        return *lanes;
    }
    std::array::from_fn(|i| x.get(start + i).copied().unwrap_or_default())
}

/// Writes a part. The last of `x` are fetched of `ahead`.
#[inline(always)]
fn write<S: Simd, T: Float>(
    writer: &Writer<S>,
    below: &Below<S>,
    (x, ahead): (&[T], &[T]),
    above: &mut [f64],
    y: &mut [T],
) {
    let (y, y_tail) = y.as_chunks_mut::<LANES>();
    let (above, above_tail) = above.split_at_mut(y.len() * LANES);
    let (x, x_tail) = x.split_at(y.len() * LANES);
    let (x, above) = (x.as_chunks::<LANES>().0, above.as_chunks_mut::<LANES>().0);
    let ahead = lines(ahead);

    let fetched = (AHEAD / columns::<T>()).min(y.len()).min(ahead.len());
    let plain = y.len() - fetched;
    let (x, x_last) = x.split_at(plain);
    let (above, above_last) = above.split_at_mut(plain);
    let (y, y_last) = y.split_at_mut(plain);
    writer.write(x.iter().zip(above), y, below);
    let from = x_last.iter().zip(above_last).zip(ahead);
    writer.write(from, y_last, below);

    let gain = below.gain.to_array()[0];
    for ((x, above), y) in x_tail.iter().zip(above_tail).zip(y_tail) {
        *y = T::nearest((*x).into() + gain * *above);
    }
}

/// The vectors of the output.
struct Below<S: Simd> {
    simd: S,
    gain: S::F64x8,
}

type Lanes<'a, T> = (&'a [T; LANES], &'a mut [f64; LANES]);

impl<S: Simd, T: Float> Source<S, Lanes<'_, T>> for &Below<S> {
    #[inline(always)]
    fn vector(&mut self, (x, above): Lanes<'_, T>) -> S::F64x8 {
        let y = T::load(self.simd, x) + self.gain * self.simd.load(above);
        y.store(above);
        y
    }
}

impl<S: Simd, T: Float> Source<S, (Lanes<'_, T>, &[f64; LANES])> for &Below<S> {
    #[inline(always)]
    fn vector(&mut self, (lanes, ahead): (Lanes<'_, T>, &[f64; LANES])) -> S::F64x8 {
        self.simd.prefetch(ahead);
        self.vector(lanes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::threads::Binding;

    #[test]
    fn a_last_strip_that_is_narrower_than_a_line_changes_no_bit() {
        let x: Vec<f64> = (0..6000).map(|i| 1.0 / (1.0 + f64::from(i % 97))).collect();
        for members in [2, 5, 7] {
            let team = Team::spawn(members, Binding::None).unwrap();
            for delay in (512..=520).chain([641, 769, 775]) {
                let recurrence = Recurrence::new(delay, 0.5);
                let mut truth = vec![0.0; x.len()];
                recurrence.by_loop(&[], &x, &mut truth);
                let mut room = vec![7.0; x.len() + 8];
                for start in 0..8 {
                    let y = &mut room[start..][..x.len()];
                    for past_caches in [false, true] {
                        y.fill(7.0);
                        let level = Level::current();
                        threaded(recurrence, level, &team, &[], (&x, y), past_caches).unwrap();
                        assert!(
                            *y == truth[..],
                            "{delay}, {members}, {start}, {past_caches}"
                        );
                    }
                }
            }
        }
    }
}
