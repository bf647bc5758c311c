//! Delays below 512 on a team, and below 640 if the gain forgets: a chained scan over blocks (Merrill
//! and Garland 2016).
//!
//! The recurrence is linear, so the outputs of a block are the sum of two:
//!
//! ```text
//! y[n] = what the block's inputs give + gain^j * what came before it, j delays ago
//! ```
//!
//! Members take block after block. Of each,
//!
//! 1. the first part is made as if nothing had come before, into a room of the member's that stays
//!    in its second-level cache;
//! 2. the member waits for the state before the block, which are the last `delay` outputs, and hands
//!    on the one after it: a multiplication and an addition for each, with a power of the gain;
//! 3. the second part is added to the first, and the sums are written.
//!
//! So memory is read once and written once, as on one core, whatever the gain is. Only the second
//! step is done in order. While the members that wait for it do nothing, the others are in their first
//! or third.
//!
//! A gain below one forgets: where adding changes nothing any more, through a whole delay, the rest
//! of the block is written as it is. For a gain of 0.5 that is after some 55 delays. Leaving it there
//! costs no more than another rounding: what would have been added later is, beside the sums that the
//! error is measured by, as small as what made no difference there. Outputs of `f32` are rounded when they
//! are written: of a block that forgets the first are made [`again`](super::again).
//!
//! Blocks depend on the signal's length, the delay and the gain alone, so all teams give the same
//! bits.

use super::again::Again;
use super::linear::{BLOCKED, LONG, Recurrence, SHARED, convert, nothing};
use super::relay::{Relay, Turn};
use super::response::{Made, RESPONSE, Response};
use super::rows;
use crate::Error;
use crate::memory::{Buffer, gathered, on_lines};
use crate::simd::{Float, LANES, Level};
use crate::threads::{Schedule, Team};
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Mutex, MutexGuard, TryLockError};

/// Elements of a block, at least, and in a room: 64 KiB, a quarter of a small second-level cache. It
/// takes several times as long as handing on a state.
const BLOCK: usize = 1 << 13;
/// Blocks of a signal that forgets, at most: a multiple of most small numbers of members.
const BLOCKS: usize = 24;

/// How a signal is cut into blocks, and where they are made.
#[derive(Clone, Copy)]
pub(super) struct Plan {
    /// Elements of a block: whole delays, so that a state is multiplied by one power of the gain, and
    /// whole lines.
    block: usize,
    /// Whether blocks are made in rooms.
    in_rooms: bool,
    past_caches: bool,
}

impl Plan {
    /// Nothing if one core is as fast.
    pub(super) fn new<T: Float>(
        recurrence: Recurrence,
        len: usize,
        past_caches: bool,
    ) -> Option<Self> {
        let Recurrence { delay, gain, .. } = recurrence;
        // A response needs powers that are numbers.
        if len < SHARED || delay >= BLOCKED || !(1e-19..1e19).contains(&gain.abs()) {
            return None;
        }
        let faded = BLOCK.max(remembered(gain).saturating_mul(6 * delay));
        let forgets = len / 4 >= faded;
        let least = if forgets {
            len.div_ceil((len / faded).min(BLOCKS) / 4 * 4)
        } else {
            BLOCK
        };
        let plan = Self {
            block: least.next_multiple_of(LANES * delay),
            in_rooms: !forgets && (T::ROUNDS || past_caches),
            past_caches,
        };
        let grows_too_far = power(gain, plan.block / delay).is_infinite();
        // Longer delays have another way, which does not care for the gain.
        let pays = forgets || delay < LONG && pays(delay, len);
        (pays && !grows_too_far).then_some(plan)
    }
}

/// Whether two members are faster than one, if the gain does not forget.
///
/// From 8 MiB on memory binds, and it does not matter that adding what a state leaves takes as long, in
/// the caches, as a filter that does not look ahead. There, each doubling of
/// [`lookahead`](super::lookahead) makes the filter slower and adding relatively cheaper, so that it
/// pays from two on; and the sooner, the more there are: a region with its waits costs as much as some
/// 20,000 elements. (That asks for no cache of this machine's, because the bits depend on it.)
fn pays(delay: usize, len: usize) -> bool {
    const IN_MEMORY: usize = 1 << 20;
    let doublings = (2 * LANES).div_ceil(delay).next_power_of_two().ilog2();
    len >= IN_MEMORY || doublings >= 2 && len >= (IN_MEMORY / 2) >> doublings
}

/// Delays after which a state adds less than a rounding, up to a power of two.
fn remembered(gain: f64) -> usize {
    let (mut power, mut delays) = (gain.abs(), 1_usize);
    while power > f64::EPSILON / 4.0 {
        if delays > usize::MAX / 4 || power >= 1.0 {
            return usize::MAX;
        }
        (power, delays) = (power * power, 2 * delays);
    }
    delays
}

/// Where members make blocks that are not written at once: a room for each.
pub(super) struct Rooms(Vec<Mutex<Buffer<f64>>>);

impl Rooms {
    /// Those that a plan asks for.
    pub(super) fn new<T: Float>(plan: Plan, team: &Team) -> Result<Self, Error> {
        // And one for the inputs, if they are to be widened.
        let rooms = usize::from(plan.in_rooms) * (1 + usize::from(T::ROUNDS));
        let room = |_| Ok(Mutex::new(on_lines("delay", rooms * plan.block)?));
        gathered("delay", (0..team.members()).map(room)).map(Self)
    }

    /// One that nobody is in.
    fn free(&self) -> MutexGuard<'_, Buffer<f64>> {
        let free = self.0.iter().find_map(|room| match room.try_lock() {
            Ok(room) => Some(room),
            // Whoever was in it has panicked, and what it has left is overwritten.
            Err(TryLockError::Poisoned(room)) => Some(room.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        });
        free.expect("a member is in one room at a time")
    }
}

/// A signal on its way through the blocks.
struct Chain<'a> {
    recurrence: Recurrence,
    level: Level,
    relay: Relay<'a>,
    /// `gain` to the power of half a block's delays: in two halves, because a power may underflow
    /// where its product with a large number would not.
    half: f64,
    plan: Plan,
    members: usize,
}

/// Filters `x` into `y`, of equal lengths and more than a block. `state` are the outputs before `y`,
/// or nothing.
pub(super) fn threaded<T: Float>(
    recurrence: Recurrence,
    level: Level,
    team: &Team,
    state: &[f64],
    (x, y): (&[T], &mut [T]),
    plan: Plan,
    rooms: &Rooms,
) -> Result<(), Error> {
    let Recurrence { delay, gain, .. } = recurrence;
    let Plan {
        block: len,
        past_caches,
        ..
    } = plan;
    let mut latest = [0.0; BLOCKED];
    let chain = Chain {
        recurrence,
        level,
        relay: Relay::new(&mut latest[..delay]),
        half: power(gain, len / delay / 2),
        plan,
        members: team.members(),
    };
    // Whether something infinite comes into a block, or one overflows with what comes into it.
    let infinite = AtomicBool::new(false);
    team.for_each_block(y, len, Schedule::Dynamic { chunk: 1 }, |start, y| {
        if start == 0 {
            return chain.first(state, &x[..y.len()], y);
        }
        if !chain.block(start, x, y, rooms) {
            infinite.store(true, Relaxed);
        }
    })?;
    if infinite.into_inner() {
        let kept = &mut [nothing(gain); rows::room(BLOCKED)];
        recurrence.run(level, state, (x, y), kept, past_caches);
    }
    Ok(())
}

impl Chain<'_> {
    fn first<T: Float>(&self, state: &[f64], x: &[T], y: &mut [T]) {
        let Recurrence { delay, gain, .. } = self.recurrence;
        let past_caches = self.plan.past_caches;
        let turn = self.relay.enter(0);
        let mut end = [nothing(gain); rows::room(BLOCKED)];
        if T::ROUNDS {
            let (signal, end) = ((x, y), &mut end[..delay]);
            self.recurrence
                .run_to_end(self.level, state, signal, past_caches, end);
        } else {
            let signal = (x, &mut *y);
            self.recurrence
                .run(self.level, state, signal, &mut end, past_caches);
            convert(&y[y.len() - delay..], &mut end);
        }
        turn.hand_on(|latest| latest.copy_from_slice(&end[..delay]));
    }

    /// Returns whether all is finite.
    fn block<T: Float>(&self, start: usize, x: &[T], y: &mut [T], rooms: &Rooms) -> bool {
        let turn = self.relay.enter(start / self.plan.block);
        if self.plan.in_rooms {
            // What this member takes next, if all take turns.
            let ahead = x.get(start + self.members * self.plan.block..);
            let (ahead, x) = (ahead.and_then(|x| x.get(..y.len())), &x[start..][..y.len()]);
            self.in_room(turn, (x, ahead.unwrap_or(x)), y, &mut rooms.free())
        } else if T::ROUNDS {
            self.twice(turn, &x[start..][..y.len()], y)
        } else {
            self.in_place(turn, &x[start..][..y.len()], y)
        }
    }

    /// A block that is made in a room, while the inputs of one that is `ahead` are fetched.
    fn in_room<T: Float>(
        &self,
        turn: Turn<'_, '_>,
        (x, ahead): (&[T], &[T]),
        y: &mut [T],
        room: &mut [f64],
    ) -> bool {
        let (alone, inputs) = room.split_at_mut(x.len());
        let kept = &mut [nothing(self.recurrence.gain); rows::room(BLOCKED)];
        let signal = (widened(x, inputs), &mut *alone);
        self.recurrence.run(self.level, &[], signal, kept, false);
        let mut response = [0.0; 2 * RESPONSE];
        let Some(mut response) = self.hand_on(turn, alone, &mut response) else {
            return true;
        };
        let made = Made {
            alone,
            ahead,
            past_caches: self.plan.past_caches,
        };
        response.add(self.level, Some(made), y).all_finite
    }

    /// A block that is made where it is.
    fn in_place<T: Float>(&self, turn: Turn<'_, '_>, x: &[T], y: &mut [T]) -> bool {
        let kept = &mut [nothing(self.recurrence.gain); rows::room(BLOCKED)];
        let signal = (x, &mut *y);
        self.recurrence
            .run(self.level, &[], signal, kept, self.plan.past_caches);
        let mut response = [0.0; 2 * RESPONSE];
        let Some(mut response) = self.hand_on(turn, y, &mut response) else {
            return true;
        };
        response.add(self.level, None, y).all_finite
    }

    /// A block that forgets, and rounds: what a state leaves is added to outputs that are made again.
    fn twice<T: Float>(&self, turn: Turn<'_, '_>, x: &[T], y: &mut [T]) -> bool {
        let (recurrence, level) = (self.recurrence, self.level);
        let mut end = [0.0; BLOCKED];
        let (end, signal) = (&mut end[..recurrence.delay], (x, &mut *y));
        let ahead = recurrence.run_to_end(level, &[], signal, self.plan.past_caches, end);
        let mut response = [0.0; 2 * RESPONSE];
        let Some(mut response) = self.hand_on(turn, end, &mut response) else {
            return true;
        };

        let (mut again, mut room) = (Again::new(recurrence, ahead), [0.0; 2 * RESPONSE]);
        let pieces = x.chunks(response.piece());
        for (x, y) in pieces.zip(y.chunks_mut(response.piece())) {
            let alone = &mut room[..x.len()];
            again.run(level, x, alone);
            let made = Made {
                alone,
                ahead: x,
                past_caches: false,
            };
            let added = response.add(level, Some(made), y);
            if !added.all_finite || added.faded {
                return added.all_finite;
            }
        }
        true
    }

    /// Hands on the state after a block that is made as if nothing had come before it. Returns what the one
    /// before it leaves in the block; or nothing if the outputs are nobody's any more.
    fn hand_on<'r, T: Float>(
        &self,
        turn: Turn<'_, '_>,
        alone: &[T],
        response: &'r mut [f64; 2 * RESPONSE],
    ) -> Option<Response<'r>> {
        let Recurrence { delay, gain, .. } = self.recurrence;
        // The last block may be shorter than a delay, and nobody needs its state.
        let ends = &alone[alone.len().saturating_sub(delay)..];
        let handed_on = turn.hand_on(|latest| {
            for ((state, response), end) in latest.iter_mut().zip(&mut *response).zip(ends) {
                let before = *state;
                *state = (*end).into() + self.half * (self.half * before);
                *response = gain * before;
            }
        });
        let fades = (self.half * self.half).abs() < f64::EPSILON / 2.0;
        handed_on.then(|| Response::new(self.recurrence, fades, response))
    }
}

/// `x` as `f64`, in the room if it is not.
fn widened<'a, T: Float>(x: &'a [T], room: &'a mut [f64]) -> &'a [f64] {
    if let Some(x) = T::wide(x) {
        return x;
    }
    let room = &mut room[..x.len()];
    convert(x, room);
    room
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::threads::Binding;

    /// The largest number: nine tenths of it and eight tenths do not fit into one.
    const MAX: f64 = f64::MAX;

    /// What the chain makes of `x` with a plan that is there.
    fn chained(recurrence: Recurrence, x: &[f64], past_caches: bool) -> (Plan, Vec<f64>) {
        let team = Team::spawn(3, Binding::None).unwrap();
        let plan = Plan::new::<f64>(recurrence, x.len(), past_caches).expect("it is long enough");
        let rooms = Rooms::new::<f64>(plan, &team).unwrap();
        let (level, mut y) = (Level::current(), vec![7.0; x.len()]);
        threaded(recurrence, level, &team, &[], (x, &mut y), plan, &rooms).unwrap();
        (plan, y)
    }

    #[test]
    fn what_overflows_only_with_what_came_before_is_seen() {
        for (delay, gain, past_caches, in_rooms) in [
            (600, 0.5, true, false),
            (1, 0.5, false, false),
            (3, 0.5, true, false),
            (1, 1.0, false, false),
            (2, -1.0, true, true),
            (40, 0.5, false, false),
            (7, 1.0, true, true),
        ] {
            let recurrence = Recurrence::new(delay, gain);
            let len = if delay < LONG { 140_000 } else { 1_000_000 };
            let mut x = vec![0.0; len];
            let (plan, _) = chained(recurrence, &x, past_caches);
            assert_eq!(plan.in_rooms, in_rooms);
            // A block ends with the one number and the next has the other: in its first line, in
            // one that the response begins in, and in the last block.
            for start in [plan.block, (len - 1) / plan.block * plan.block] {
                for place in [start, start + delay - 1, start + delay / 2] {
                    x.fill(0.0);
                    (x[place - delay], x[place]) = (0.9 * MAX * gain.signum(), 0.9 * MAX);
                    let (_, y) = chained(recurrence, &x, past_caches);
                    let mut truth = vec![7.0; x.len()];
                    recurrence.by_loop(&[], &x, &mut truth);
                    assert!(truth[place].is_infinite());
                    let alike = |(y, truth): (&f64, &f64)| y.to_bits() == truth.to_bits();
                    assert!(y.iter().zip(&truth).all(alike), "{delay}, {gain}, {place}");
                }
            }
        }
    }

    #[test]
    fn blocks_are_whole_delays_and_lines_and_a_signal_has_several() {
        for delay in 1..BLOCKED {
            for gain in [1.0, -1.0, 0.5, 0.999, 1.0001, 1e-10] {
                let recurrence = Recurrence::new(delay, gain);
                for len in [40_000, 70_000, 600_000, 1 << 20, 10_000_000] {
                    let Some(plan) = Plan::new::<f64>(recurrence, len, len >= 1 << 20) else {
                        continue;
                    };
                    assert!(plan.block.is_multiple_of(LANES * delay));
                    assert!(plan.block < len && (plan.block <= 2 * BLOCK || !plan.in_rooms));
                }
            }
        }
    }

    #[test]
    fn a_gain_whose_powers_are_no_numbers_is_left_to_one_member() {
        for gain in [0.0, 1e-20, -1e20, 2.0] {
            assert!(Plan::new::<f64>(Recurrence::new(1, gain), 10_000_000, true).is_none());
        }
        assert!(Plan::new::<f64>(Recurrence::new(1, 1.0), SHARED - 1, false).is_none());
    }
}
