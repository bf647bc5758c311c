//! Delays below 512 on a team: where every block begins, and then all blocks.
//!
//! A block can be filtered when the outputs before it are known, its state. The recurrence is linear:
//!
//! ```text
//! state at the end = what the block gives from a state of zeros + gain^(length / delay) * state before it
//! ```
//!
//! So there are three steps (Blelloch 1990, with a member for each processor).
//!
//! 1. In parallel: what each block gives from zeros. Only the last `delay` outputs are kept. A gain
//!    below one forgets: of any finite past, nothing is left after a while, so the outputs of the
//!    block's end alone will do. For a gain of 0.5 that is 4,250 delays, for 0.99 about 290,000.
//! 2. In order: a multiplication and an addition a block and lane of the state.
//! 3. In parallel: every block, from its state.
//!
//! The other way, to filter blocks from zeros and to correct the outputs afterwards, writes a block
//! twice as far as the correction reaches. This way reads it twice that far, from an input that stays
//! as it is, so that it can be begun again where something is not finite.
//!
//! Blocks depend on the signal's length and the delay alone, so all teams give the same bits.

use super::{PIECE, Recurrence};
use crate::Error;
use crate::simd::{LANES, Level, past_caches};
use crate::threads::{Schedule, Team};

/// Blocks to a signal, at most: a multiple of most small numbers of members, and few enough for
/// blocks much longer than what a gain remembers.
const BLOCKS: usize = 24;
/// Elements of a block, at least.
const SHORTEST: usize = 1 << 14;

pub(super) fn threaded(
    recurrence: Recurrence,
    level: Level,
    team: &Team,
    state: &[f64],
    x: &[f64],
    y: &mut [f64],
) -> Result<(), Error> {
    let delay = recurrence.delay;
    // Whole delays, so that a state is multiplied by one power of the gain; and whole lines.
    let len = (x.len() / BLOCKS)
        .max(SHORTEST)
        .next_multiple_of(LANES * delay);
    let past_caches = past_caches(y.len());
    if x.len() <= len {
        recurrence.run(level, state, x, y, past_caches);
        return Ok(());
    }
    let states = states(recurrence, level, team, state, x, len)?;
    let mut starts = states.chunks_exact(delay);

    // From the first block that begins with an infinity on, blocks need each other.
    let known = starts
        .position(|state| !is_finite(state))
        .unwrap_or(usize::MAX);
    let parallel = x.len().min(known.saturating_mul(len));
    team.for_each_block(&mut y[..parallel], len, Schedule::Static, |start, y| {
        let state = match start / len {
            0 => state,
            block => &states[block * delay..][..delay],
        };
        recurrence.run(level, state, &x[start..start + y.len()], y, past_caches);
    })?;
    // An infinity that was skipped in the first step shows in the state at the end of its block.
    let ends = y[..parallel].chunks_exact(len);
    let sound = ends.take_while(|y| is_finite(&y[len - delay..])).count();
    let rest = parallel.min((sound + 1) * len);
    if rest < x.len() {
        let (done, y) = y.split_at_mut(rest);
        let state = if rest == 0 {
            state
        } else {
            &done[rest - delay..]
        };
        recurrence.run(level, state, &x[rest..], y, past_caches);
    }
    Ok(())
}

/// The state before each block, one after the other.
fn states(
    recurrence: Recurrence,
    level: Level,
    team: &Team,
    state: &[f64],
    x: &[f64],
    len: usize,
) -> Result<Vec<f64>, Error> {
    let delay = recurrence.delay;
    let mut states = vec![0.0; x.len().div_ceil(len) * delay];
    let (first, others) = states.split_at_mut(delay);
    first[..state.len()].copy_from_slice(state);

    let reach = memory(recurrence.gain).saturating_mul(delay).min(len);
    team.for_each_block(others, delay, Schedule::Static, |start, state| {
        let end = (start / delay + 1) * len;
        from_nothing(recurrence, level, &x[end - reach..end], state);
    })?;

    // In two halves, because a power may underflow where its product with a large number would not.
    let half = power(recurrence.gain, len / delay / 2);
    for i in delay..states.len() {
        states[i] += half * (half * states[i - delay]);
    }
    Ok(states)
}

/// The last outputs for `x`, as many as the delay, from a state of zeros.
fn from_nothing(recurrence: Recurrence, level: Level, x: &[f64], state: &mut [f64]) {
    let mut outputs = [0.0; PIECE];
    for x in x.chunks(PIECE) {
        let outputs = &mut outputs[..x.len()];
        recurrence.run(level, state, x, outputs, false);
        let new = outputs.len().min(state.len());
        state.rotate_left(new);
        let kept = state.len() - new;
        state[kept..].copy_from_slice(&outputs[outputs.len() - new..]);
    }
}

fn is_finite(state: &[f64]) -> bool {
    state.iter().all(|x| x.is_finite())
}

/// After how many steps nothing is left of any finite number.
///
/// From the largest number to less than half of the smallest it is a factor of `2^-2099`.
fn memory(gain: f64) -> usize {
    // How often the gain fits into 2^-1000, in binary. Made of multiplications alone, because a
    // logarithm may differ from one machine to another.
    let least = 2.0_f64.powi(-1000);
    let mut powers = vec![gain.abs()];
    while let Some(power) = powers.last()
        && *power > least
    {
        if powers.len() > 40 {
            return usize::MAX;
        }
        powers.push(power * power);
    }
    let (mut steps, mut left) = (1, 1.0);
    for (i, power) in powers.iter().enumerate().rev() {
        if left * power > least {
            left *= power;
            steps += 1_usize << i;
        }
    }
    steps.saturating_mul(21).div_ceil(10)
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
