//! Delays below 512 on a team: a chained scan over blocks that fit in a cache (Merrill and Garland
//! 2016).
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
//! error is measured by, as small as what made no difference there.
//!
//! Blocks depend on the signal's length and the delay alone, so all teams give the same bits.

use super::linear::{LONG, Recurrence, SHARED};
use super::relay::Relay;
use crate::Error;
use crate::memory::{filled, gathered};
use crate::simd::{F64x8, Kernel, LANES, Level, Simd, Source, U64x8, Writer, before_line};
use crate::threads::{Schedule, Team};
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Mutex, MutexGuard};

/// Elements of a block, at least, and in a room: 64 KiB, a quarter of a small second-level cache. It
/// takes several times as long as handing on a state.
const BLOCK: usize = 1 << 13;
/// Blocks of a signal that forgets, at most: a multiple of most small numbers of members.
const BLOCKS: usize = 24;
/// Elements of a response that are kept, at least, unless its power would be hardly a number.
const RESPONSE: usize = 512;

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
    pub(super) fn new(recurrence: Recurrence, len: usize, past_caches: bool) -> Option<Self> {
        let Recurrence { delay, gain, .. } = recurrence;
        // A response needs powers that are numbers.
        if len < SHARED || !(1e-19..1e19).contains(&gain.abs()) {
            return None;
        }
        let faded = BLOCK.max(remembered(gain).saturating_mul(8 * delay));
        let forgets = len / 4 >= faded;
        let least = if forgets {
            len.div_ceil((len / faded).min(BLOCKS) / 4 * 4)
        } else {
            BLOCK
        };
        let plan = Self {
            block: least.next_multiple_of(LANES * delay),
            in_rooms: past_caches && !forgets,
            past_caches,
        };
        let grows_too_far = power(gain, plan.block / delay).is_infinite();
        let pays = forgets || past_caches || pays(delay, len);
        (pays && !grows_too_far).then_some(plan)
    }
}

/// Whether two members are faster than one in the caches, if the gain does not forget.
///
/// There, handing on a state and adding what it leaves takes as long as a filter that does not look
/// ahead. Each doubling of [`lookahead`](super::lookahead) makes the filter slower and adding
/// relatively cheaper, so that it pays from two on; and the sooner, the more there are: a region with
/// its waits costs as much as some 20,000 elements.
fn pays(delay: usize, len: usize) -> bool {
    let doublings = (2 * LANES).div_ceil(delay).next_power_of_two().ilog2();
    doublings >= 2 && len << doublings >= 1 << 19
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
pub(super) struct Rooms(Vec<Mutex<Vec<f64>>>);

impl Rooms {
    /// Those that a plan asks for, if there is one.
    pub(super) fn new(plan: Option<Plan>, team: &Team) -> Result<Self, Error> {
        let len = plan
            .filter(|plan| plan.in_rooms)
            .map_or(0, |plan| plan.block);
        let room = |_| Ok(Mutex::new(filled("delay", len, 0.0)?));
        gathered("delay", (0..team.members()).map(room)).map(Self)
    }

    /// One that nobody is in.
    fn free(&self) -> MutexGuard<'_, Vec<f64>> {
        let free = self.0.iter().find_map(|room| room.try_lock().ok());
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

/// Filters `x` into `y`, of equal lengths and more than a block. `state` are the outputs before `y`, or nothing.
pub(super) fn threaded(
    recurrence: Recurrence,
    level: Level,
    team: &Team,
    state: &[f64],
    (x, y): (&[f64], &mut [f64]),
    plan: Plan,
    rooms: &Rooms,
) -> Result<(), Error> {
    let Recurrence { delay, gain, .. } = recurrence;
    let Plan {
        block: len,
        past_caches,
        ..
    } = plan;
    let mut latest = [0.0; LONG];
    let chain = Chain {
        recurrence,
        level,
        relay: Relay::new(&mut latest[..delay]),
        half: power(gain, len / delay / 2),
        plan,
        members: team.members(),
    };
    // The first block that something infinite comes into, or that overflows with what comes into
    // it.
    let infinite = AtomicUsize::new(usize::MAX);
    team.for_each_block(y, len, Schedule::Dynamic { chunk: 1 }, |start, y| {
        if start == 0 {
            return chain.first(state, &x[..y.len()], y);
        }
        let is_finite = chain.block(start, x, y, &mut rooms.free());
        if !is_finite {
            infinite.fetch_min(start, Relaxed);
        }
    })?;
    // From there on, it goes in order.
    let start = infinite.into_inner();
    if start < x.len() {
        let (done, y) = y.split_at_mut(start);
        let state = &done[start - delay..];
        recurrence.run(level, state, (&x[start..], y), &mut [], past_caches);
    }
    Ok(())
}

impl Chain<'_> {
    fn first(&self, state: &[f64], x: &[f64], y: &mut [f64]) {
        let turn = self.relay.enter(0);
        self.recurrence
            .run(self.level, state, (x, y), &mut [], self.plan.past_caches);
        turn.hand_on(|latest| latest.copy_from_slice(&y[y.len() - latest.len()..]));
    }

    /// Returns whether all is finite.
    fn block(&self, start: usize, x: &[f64], y: &mut [f64], room: &mut [f64]) -> bool {
        let Recurrence { delay, gain, .. } = self.recurrence;
        let turn = self.relay.enter(start / self.plan.block);
        // What this member takes next, if all take turns.
        let ahead = x.get(start + self.members * self.plan.block..);
        let (ahead, x) = (ahead.and_then(|x| x.get(..y.len())), &x[start..][..y.len()]);
        let Plan {
            in_rooms,
            past_caches,
            ..
        } = self.plan;
        let mut room = in_rooms.then(|| &mut room[..x.len()]);
        let alone = room.as_deref_mut().unwrap_or(y);
        let at_once = past_caches && !in_rooms;
        self.recurrence
            .run(self.level, &[], (x, alone), &mut [], at_once);
        let mut response = [0.0; 2 * RESPONSE];
        let handed_on = turn.hand_on(|latest| {
            // The last block may be shorter than a delay, and nobody needs its state.
            let end = alone.len().saturating_sub(delay);
            for ((state, response), end) in latest.iter_mut().zip(&mut response).zip(&alone[end..])
            {
                (*state, *response) = (end + self.half * (self.half * *state), gain * *state);
            }
        });
        if !handed_on {
            // The outputs are nobody's any more.
            return true;
        }
        let adding = Adding {
            response: Response::new(self.recurrence, &mut response),
            room: room.as_deref().map(|alone| Made {
                alone,
                ahead: ahead.unwrap_or(alone),
            }),
            y,
        };
        if gain.abs() > 1.0 {
            self.level.run(Growing(adding))
        } else if (self.half * self.half).abs() < f64::EPSILON / 2.0 {
            self.level.run(Fading(adding))
        } else {
            self.level.run(adding)
        }
    }
}

/// What a state leaves in the outputs after it.
struct Response<'a> {
    gain: f64,
    /// In the first outputs of a block.
    first: &'a mut [f64],
    /// By how much those are multiplied in as many after them.
    ratio: f64,
}

impl<'a> Response<'a> {
    /// `room` has that of the first delay.
    fn new(Recurrence { delay, gain, .. }: Recurrence, room: &'a mut [f64]) -> Self {
        let (mut len, mut ratio) = (delay, gain);
        // What one delay adds is `gain` times what the one before added, so two delays add `gain^2`
        // times what the two before added, and so on.
        while len < RESPONSE && (ratio * ratio).is_normal() {
            let (before, after) = room.split_at_mut(len);
            for (after, before) in after.iter_mut().zip(before) {
                *after = ratio * *before;
            }
            (len, ratio) = (2 * len, ratio * ratio);
        }
        Self {
            gain,
            first: &mut room[..len],
            ratio,
        }
    }
}

/// A block alone (in its place, unless it is elsewhere), its response, and their sums. The output is
/// whether all is finite.
struct Adding<'a> {
    response: Response<'a>,
    room: Option<Made<'a>>,
    y: &'a mut [f64],
}

/// A block that was made in a room, and as many inputs of one that the member will take later. Those
/// are fetched meanwhile: memory would have nothing to do but to take in the outputs.
#[derive(Clone, Copy)]
struct Made<'a> {
    alone: &'a [f64],
    ahead: &'a [f64],
}

/// For a gain that leaves nothing of a state at the end of a block.
struct Fading<'a>(Adding<'a>);
/// For one beyond 1.
struct Growing<'a>(Adding<'a>);

impl Kernel for Adding<'_> {
    type Output = bool;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> bool {
        self.add::<S, false, false>(simd)
    }
}

impl Kernel for Fading<'_> {
    type Output = bool;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> bool {
        self.0.add::<S, true, false>(simd)
    }
}

impl Kernel for Growing<'_> {
    type Output = bool;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> bool {
        self.0.add::<S, false, true>(simd)
    }
}

impl Adding<'_> {
    #[inline(always)]
    fn add<S: Simd, const FADES: bool, const GROWS: bool>(self, simd: S) -> bool {
        let Response { gain, first, ratio } = self.response;
        let len = first.len();
        let writer = Writer::new(simd, self.room.is_some());
        let mut sums = Sums::<S, FADES, GROWS>::new(simd, gain);

        let (head, mut y) = self.y.split_at_mut(before_line(self.y));
        let mut made = self.room;
        let (mut at, mut power) = (head.len(), 1.0);
        let mut next = [0.0; LANES];
        next[..at].copy_from_slice(&first[..at]);
        sums.each(next, take(&mut made, at), head);
        loop {
            sums.begin(power);
            let count = (len - at).min(y.len()) / LANES * LANES;
            let (lines, rest) = y.split_at_mut(count);
            sums.lines(&writer, &first[at..], take(&mut made, count), lines);
            at += count;

            // A line for which the response begins again, and at the end less than one. Where that is
            // depends on where `y` begins, so products are rounded as in the others.
            let count = if at < len || rest.len() < LANES {
                LANES.min(rest.len())
            } else {
                0
            };
            let (line, rest) = rest.split_at_mut(count);
            for next in &mut next[..count] {
                if at == len {
                    (at, power) = (0, power * ratio);
                }
                *next = power * first[at];
                at += 1;
            }
            sums.each(next, take(&mut made, count), line);
            y = rest;
            if y.is_empty() {
                break;
            }
            if FADES && sums.are_the_same() {
                if let Some(Made { alone, .. }) = made {
                    let (lines, tail) = alone.as_chunks::<LANES>();
                    let (y, y_tail) = y.as_chunks_mut::<LANES>();
                    writer.write(lines, y, Copied(simd));
                    y_tail.copy_from_slice(tail);
                }
                break;
            }
            if at == len {
                (at, power) = (0, power * ratio);
            }
            // Before it is hardly a number.
            if !(1e-100..1e100).contains(&power.abs()) {
                first.iter_mut().for_each(|x| *x *= power);
                power = 1.0;
            }
        }
        sums.are_finite()
    }
}

/// The first elements of what there is.
#[inline(always)]
fn take<'a>(made: &mut Option<Made<'a>>, count: usize) -> Option<Made<'a>> {
    let Made { alone, ahead } = (*made)?;
    let ((alone, alone_rest), (ahead, ahead_rest)) = (alone.split_at(count), ahead.split_at(count));
    *made = Some(Made {
        alone: alone_rest,
        ahead: ahead_rest,
    });
    Some(Made { alone, ahead })
}

struct Sums<S: Simd, const FADES: bool, const GROWS: bool> {
    simd: S,
    gain: S::F64x8,
    zero: S::F64x8,
    power: S::F64x8,
    /// No bits, until a sum is not finite.
    none: S::U64x8,
    /// The least and the largest change.
    least: S::F64x8,
    most: S::F64x8,
}

type Lanes<'a> = &'a [f64; LANES];

impl<S: Simd, const FADES: bool, const GROWS: bool> Sums<S, FADES, GROWS> {
    #[inline(always)]
    fn new(simd: S, gain: f64) -> Self {
        let zero = simd.splat(0.0);
        Self {
            simd,
            gain: simd.splat(gain),
            zero,
            power: simd.splat(1.0),
            none: simd.splat_u64(0),
            least: zero,
            most: zero,
        }
    }

    /// Begins a piece whose response is multiplied by `power`.
    #[inline(always)]
    fn begin(&mut self, power: f64) {
        self.power = self.simd.splat(power);
        (self.least, self.most) = (self.zero, self.zero);
    }

    /// Whether no sum of the piece differs from what was there.
    #[inline(always)]
    fn are_the_same(&self) -> bool {
        let none = [0.0; LANES];
        self.least.to_array() == none && self.most.to_array() == none
    }

    /// Whether all sums are finite, also times the gain.
    #[inline(always)]
    fn are_finite(&self) -> bool {
        self.none.to_array() == [0; LANES]
    }

    #[inline(always)]
    #[allow(clippy::eq_op, reason = "an infinity less itself is NaN")]
    fn sum(&mut self, alone: S::F64x8, response: S::F64x8) -> S::F64x8 {
        let sum = alone + response;
        if FADES {
            let change = sum - alone;
            self.least = change.min(self.least);
            self.most = change.max(self.most);
        }
        // The loop would multiply every sum by the gain. Less itself, a finite number is zero, and
        // anything else NaN.
        let next = if GROWS { sum * self.gain } else { sum };
        self.none = self.none | (next - next).to_bits();
        sum
    }

    /// Whole lines.
    #[inline(always)]
    fn lines(
        &mut self,
        writer: &Writer<S>,
        response: &[f64],
        made: Option<Made<'_>>,
        y: &mut [f64],
    ) {
        let (y, responses) = (
            y.as_chunks_mut::<LANES>().0,
            response.as_chunks::<LANES>().0,
        );
        if let Some(Made { alone, ahead }) = made {
            let (alone, ahead) = (alone.as_chunks::<LANES>().0, ahead.as_chunks::<LANES>().0);
            return writer.write(alone.iter().zip(responses).zip(ahead), y, self);
        }
        for (y, response) in y.iter_mut().zip(responses) {
            self.vector((&*y, response)).store(y);
        }
    }

    /// A vector at most, with a response that is multiplied already.
    #[inline(always)]
    fn each(&mut self, response: [f64; LANES], made: Option<Made<'_>>, y: &mut [f64]) {
        let mut lanes = [0.0; LANES];
        lanes[..y.len()].copy_from_slice(made.map_or(&*y, |made| made.alone));
        let sum = self.sum(self.simd.load(&lanes), self.simd.load(&response));
        y.copy_from_slice(&sum.to_array()[..y.len()]);
    }
}

impl<S: Simd, const FADES: bool, const GROWS: bool> Source<S, (Lanes<'_>, Lanes<'_>)>
    for Sums<S, FADES, GROWS>
{
    #[inline(always)]
    fn vector(&mut self, (alone, response): (Lanes<'_>, Lanes<'_>)) -> S::F64x8 {
        let response = self.power * self.simd.load(response);
        self.sum(self.simd.load(alone), response)
    }
}

impl<S: Simd, const FADES: bool, const GROWS: bool> Source<S, ((Lanes<'_>, Lanes<'_>), Lanes<'_>)>
    for Sums<S, FADES, GROWS>
{
    #[inline(always)]
    fn vector(&mut self, (lanes, ahead): ((Lanes<'_>, Lanes<'_>), Lanes<'_>)) -> S::F64x8 {
        self.simd.prefetch_l2(ahead);
        self.vector(lanes)
    }
}

/// What is right already.
struct Copied<S>(S);

impl<S: Simd> Source<S, Lanes<'_>> for Copied<S> {
    #[inline(always)]
    fn vector(&mut self, alone: Lanes<'_>) -> S::F64x8 {
        self.0.load(alone)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::threads::Binding;

    /// The largest number: nine tenths of it and eight tenths do not fit into one.
    const MAX: f64 = f64::MAX;

    /// What the chain makes of `x` with a plan that is there.
    fn chained(recurrence: Recurrence, x: &[f64], past_caches: bool) -> (Plan, Vec<f64>) {
        let team = Team::spawn(3, Binding::None).unwrap();
        let plan = Plan::new(recurrence, x.len(), past_caches).expect("it is long enough");
        let rooms = Rooms::new(Some(plan), &team).unwrap();
        let (level, mut y) = (Level::current(), vec![7.0; x.len()]);
        threaded(recurrence, level, &team, &[], (x, &mut y), plan, &rooms).unwrap();
        (plan, y)
    }

    #[test]
    fn what_overflows_only_with_what_came_before_is_seen() {
        for (delay, gain, past_caches, in_rooms) in [
            (1, 0.5, false, false),
            (3, 0.5, true, false),
            (1, 1.0, false, false),
            (2, -1.0, true, true),
            (40, 0.5, false, false),
            (441, 1.0, true, true),
        ] {
            let recurrence = Recurrence::new(delay, gain);
            let mut x = vec![0.0; 140_000];
            let (plan, _) = chained(recurrence, &x, past_caches);
            assert_eq!(plan.in_rooms, in_rooms);
            // A block ends with the one number and the next has the other: in its first line, in
            // one that the response begins in, and in the last block.
            for start in [plan.block, 139_999 / plan.block * plan.block] {
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
        for delay in 1..LONG {
            for gain in [1.0, -1.0, 0.5, 0.999, 1.0001, 1e-10] {
                let recurrence = Recurrence::new(delay, gain);
                for len in [40_000, 70_000, 600_000, 1 << 20, 10_000_000] {
                    let Some(plan) = Plan::new(recurrence, len, len >= 1 << 20) else {
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
            assert!(Plan::new(Recurrence::new(1, gain), 10_000_000, true).is_none());
        }
        assert!(Plan::new(Recurrence::new(1, 1.0), SHARED - 1, false).is_none());
    }
}
