//! Delays below 8,192 on a team: all blocks as if nothing came before them, and then what did.
//!
//! The recurrence is linear, so the outputs of a block are the sum of two:
//!
//! ```text
//! y[n] = what the block's inputs give + gain^j * what came before it, j delays ago
//! ```
//!
//! So there are three steps (Blelloch 1990, with a member for each processor).
//!
//! 1. In parallel: the first part, for every block.
//! 2. In order: the state at the end of every block, its last `delay` outputs. That is a
//!    multiplication and an addition for each, with a power of the gain.
//! 3. In parallel: the second part, which is added. A gain below one forgets: where adding changes
//!    nothing any more, through a whole delay, the rest of the block is left as it is. For a gain
//!    of 0.5 that is after some 55 delays.
//!
//! Leaving it there costs no more than another rounding: what would have been added later is,
//! beside the sums that the error is measured by, as small as what made no difference there.
//!
//! A gain near one or above it does not forget, so everything is read and written twice.
//!
//! Blocks depend on the signal's length and the delay alone, so all teams give the same bits.

use super::linear::{LONG, Recurrence, nothing};
use crate::Error;
use crate::memory::filled;
use crate::simd::{F64x8, LANES, Level, Simd};
use crate::threads::{Schedule, Team};
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

/// Blocks to a signal, at most: a multiple of most small numbers of members.
const BLOCKS: usize = 24;
/// Elements of a block, at least.
const SHORTEST: usize = 1 << 14;
/// Delays to a block, at least, where the signal has four such blocks: many times what a gain of
/// 0.5 remembers.
const DELAYS: usize = 1024;

/// A block, what is kept of it, and where it starts.
#[derive(Default)]
struct Block<'a> {
    start: usize,
    y: &'a mut [f64],
    kept: &'a mut [f64],
}

/// Room for what is kept of every block of a signal: as much as the delay.
pub(super) fn kept(recurrence: Recurrence, signal: usize) -> Result<Vec<f64>, Error> {
    let blocks = signal.div_ceil(block(signal, recurrence.delay));
    filled("delay", blocks * recurrence.delay, 0.0)
}

/// `kept` is [room](kept) to work in.
pub(super) fn threaded(
    recurrence: Recurrence,
    level: Level,
    team: &Team,
    state: &[f64],
    (x, y): (&[f64], &mut [f64]),
    kept: &mut [f64],
    past_caches: bool,
) -> Result<(), Error> {
    let delay = recurrence.delay;
    if delay >= LONG {
        // The latest row of every block, before there is one.
        kept.fill(nothing(recurrence.gain));
    }
    let len = block(x.len(), delay);
    let count = y.len().div_ceil(len);
    let mut blocks = blocks(y, len, kept, delay);
    let blocks = &mut blocks[..count];
    team.for_each_block(blocks, 1, Schedule::Static, |_, blocks| {
        for Block { start, y, kept } in blocks {
            let (x, state) = (
                &x[*start..][..y.len()],
                if *start == 0 { state } else { &[] },
            );
            recurrence.run(level, state, (x, y), kept, past_caches);
        }
    })?;

    states(recurrence, blocks, len);
    // The first block that something infinite comes into, or that overflows with what comes into
    // it.
    let infinite = AtomicUsize::new(usize::MAX);
    let others = blocks.get_mut(1..).unwrap_or_default();
    team.for_each_block(others, 1, Schedule::Static, |before, blocks| {
        for Block { y, kept, .. } in blocks {
            if !add_response(recurrence, level, kept, y) {
                infinite.fetch_min(before + 1, Relaxed);
            }
        }
    })?;
    // From there on, it goes in order.
    let start = infinite.into_inner().saturating_mul(len);
    if start < x.len() {
        let (done, y) = y.split_at_mut(start);
        let (state, kept) = (&done[start - delay..], &mut kept[..delay]);
        recurrence.run(level, state, (&x[start..], y), kept, past_caches);
    }
    Ok(())
}

/// The blocks of a signal, with what is kept of each. What is left of the room for them is empty.
fn blocks<'a>(
    y: &'a mut [f64],
    len: usize,
    kept: &'a mut [f64],
    delay: usize,
) -> [Block<'a>; BLOCKS] {
    let starts = (0..y.len()).step_by(len);
    let mut each = starts
        .zip(y.chunks_mut(len))
        .zip(kept.chunks_exact_mut(delay));
    std::array::from_fn(|_| match each.next() {
        Some(((start, y), kept)) => Block { start, y, kept },
        None => Block::default(),
    })
}

/// Elements of a block: whole delays, so that a state is multiplied by one power of the gain, and
/// whole lines.
fn block(len: usize, delay: usize) -> usize {
    let remembered = (DELAYS * delay).min(len / 4);
    let least = len.div_ceil(BLOCKS).max(SHORTEST).max(remembered);
    least.next_multiple_of(LANES * delay)
}

/// The states at the end of all whole blocks, each kept by the block after it.
fn states(recurrence: Recurrence, blocks: &mut [Block<'_>], len: usize) {
    let delay = recurrence.delay;
    // In two halves, because a power may underflow where its product with a large number would not.
    let half = power(recurrence.gain, len / delay / 2);
    for i in 1..blocks.len() {
        let [before, block] = &mut blocks[i - 1..=i] else {
            unreachable!("they are two")
        };
        block.kept.copy_from_slice(&before.y[len - delay..]);
        if i > 1 {
            for (state, before) in block.kept.iter_mut().zip(&*before.kept) {
                *state += half * (half * before);
            }
        }
    }
}

/// Adds what `state`, the outputs before `y`, leaves in `y`. Returns whether all is finite. The
/// state is overwritten.
fn add_response(recurrence: Recurrence, level: Level, state: &mut [f64], y: &mut [f64]) -> bool {
    /// Elements that are gone through at a time, at least.
    const PIECE: usize = 512;
    // What one delay adds is `gain` times what the one before added, so two delays add `gain^2`
    // times what the two before added, and so on: up to a piece, or to a power that is hardly a
    // number.
    let mut ratio = recurrence.gain;
    state.iter_mut().for_each(|x| *x *= ratio);
    let mut room = [0.0; 2 * PIECE];
    let response = if state.len() < PIECE {
        let mut known = state.len();
        room[..known].copy_from_slice(state);
        while known < PIECE && (ratio * ratio).is_normal() {
            let (before, after) = room.split_at_mut(known);
            for (x, before) in after.iter_mut().zip(before) {
                *x = ratio * *before;
            }
            (known, ratio) = (2 * known, ratio * ratio);
        }
        &mut room[..known]
    } else {
        state
    };
    // The loop would multiply every sum by the gain.
    let gain = recurrence.gain.abs().max(1.0);
    for y in y.chunks_mut(response.len()) {
        match add_at(level, &mut response[..y.len()], ratio, gain, y) {
            Added::Nothing => break,
            Added::Something => (),
            Added::Infinity => return false,
        }
    }
    true
}

/// What has come of an addition.
enum Added {
    /// No sum differs from what was there.
    Nothing,
    /// Some do, and all are finite, also times the gain.
    Something,
    /// There is one that is not.
    Infinity,
}

crate::dispatch! {
    /// Adds `response` to `y`, of equal lengths, and multiplies it by `ratio`.
    fn add_at(level, response: &mut [f64], ratio: f64, gain: f64, y: &mut [f64]) -> Added = add
}

#[inline(always)]
fn add<S: Simd>(simd: S, response: &mut [f64], ratio: f64, gain: f64, y: &mut [f64]) -> Added {
    let (responses, response_tail) = response.as_chunks_mut::<LANES>();
    let (ys, y_tail) = y.as_chunks_mut::<LANES>();
    let zero = simd.splat(0.0);
    let (ratios, gains) = (simd.splat(ratio), simd.splat(gain));
    let (mut least, mut most, mut zeros) = (zero, zero, zero);
    for (response, y) in responses.iter_mut().zip(ys) {
        let (before, added) = (simd.load(y), simd.load(response));
        let sum = before + added;
        let change = sum - before;
        least = change.min(least);
        most = change.max(most);
        // NaN from the first that is not finite on.
        zeros = zeros + sum * gains * zero;
        sum.store(y);
        (added * ratios).store(response);
    }
    let mut changed = least.to_array() != [0.0; LANES] || most.to_array() != [0.0; LANES];
    let mut finite = zeros.to_array() == [0.0; LANES];
    for (response, y) in response_tail.iter_mut().zip(y_tail) {
        let sum = *y + *response;
        changed |= sum != *y;
        finite &= (gain * sum).is_finite();
        *y = sum;
        *response *= ratio;
    }
    match (finite, changed) {
        (false, _) => Added::Infinity,
        (true, true) => Added::Something,
        (true, false) => Added::Nothing,
    }
}

/// `gain^exponent`, rounded at most `exponent - 1` times.
fn power(gain: f64, exponent: usize) -> f64 {
    let (mut power, mut square, mut exponent) = (1.0, gain, exponent);
    while exponent > 0 {
        if exponent % 2 == 1 {
            power *= square;
        }
        square *= square;
        exponent /= 2;
    }
    power
}
