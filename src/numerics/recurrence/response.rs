//! What the state before a block leaves in its outputs, and how that is added.

use super::linear::{Recurrence, convert};
use crate::simd::{
    Copied, F64x8, Family, Float, Kernel, LANES, Level, Simd, Source, U64x8, Writer, before_line,
    compiled,
};

/// Outputs for which a response is kept, at least, unless its power would be hardly a number.
pub(super) const RESPONSE: usize = 512;

/// What a state leaves in the outputs after it.
pub(super) struct Response<'a> {
    gain: f64,
    /// Whether nothing of a state is left at the end of a block.
    fades: bool,
    /// In the first outputs of a block.
    first: &'a mut [f64],
    /// By how much those are multiplied in as many after them.
    ratio: f64,
    /// By how much they are multiplied in the outputs that are next.
    power: f64,
}

impl<'a> Response<'a> {
    /// `room`, of twice [`RESPONSE`], has that of the first delay.
    pub(super) fn new(recurrence: Recurrence, fades: bool, room: &'a mut [f64]) -> Self {
        let Recurrence { delay, gain, .. } = recurrence;
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
            fades,
            first: &mut room[..len],
            ratio,
            power: 1.0,
        }
    }

    /// Outputs of a piece: those that the response is kept for.
    pub(super) fn piece(&self) -> usize {
        self.first.len()
    }

    /// Goes on to the next piece.
    #[inline(always)]
    fn go_on(&mut self) {
        self.power *= self.ratio;
        // Before it is hardly a number.
        if !(1e-100..1e100).contains(&self.power.abs()) {
            self.first.iter_mut().for_each(|x| *x *= self.power);
            self.power = 1.0;
        }
    }

    /// Adds it to a block, or to the next piece of one, that was made in `y`, or elsewhere.
    pub(super) fn add<T: Float>(
        &mut self,
        level: Level,
        made: Option<Made<'_, T>>,
        y: &mut [T],
    ) -> Added {
        let response = self;
        add(level, Adding { response, made, y })
    }
}

compiled! {
    fn add<T: Float>(level: Level, adding: Adding<'_, '_, T>) -> Added = add_of, for f64 f32
}

fn add_of<T: Float>(level: Level, adding: Adding<'_, '_, T>) -> Added {
    if adding.response.gain.abs() > 1.0 {
        level.run(Growing(adding))
    } else if adding.response.fades {
        level.run(Fading(adding))
    } else {
        level.run(adding)
    }
}

/// What came of adding.
#[derive(Clone, Copy)]
pub(super) struct Added {
    /// Whether all sums are finite, also times the gain.
    pub(super) all_finite: bool,
    /// Whether nothing of a state was left in the last piece. (Not asked of a gain that does not forget.)
    pub(super) faded: bool,
}

/// A block alone (in its place, unless it is elsewhere), its response, and their sums.
struct Adding<'a, 'r, T> {
    response: &'a mut Response<'r>,
    made: Option<Made<'a, T>>,
    y: &'a mut [T],
}

/// A block that was made in a room, and as many inputs of one that the member will take later. Those
/// are fetched meanwhile: memory would have nothing to do but to take in the outputs.
#[derive(Clone, Copy)]
pub(super) struct Made<'a, T> {
    pub(super) alone: &'a [f64],
    pub(super) ahead: &'a [T],
    pub(super) past_caches: bool,
}

/// For a gain that leaves nothing of a state at the end of a block.
struct Fading<'a, 'r, T>(Adding<'a, 'r, T>);
/// For one beyond 1.
struct Growing<'a, 'r, T>(Adding<'a, 'r, T>);

impl<T: Float> Kernel for Adding<'_, '_, T> {
    type Output = Added;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Added {
        self.add::<S, false, false>(simd)
    }
}

impl<T: Float> Kernel for Fading<'_, '_, T> {
    type Output = Added;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Added {
        self.0.add::<S, true, false>(simd)
    }
}

impl<T: Float> Kernel for Growing<'_, '_, T> {
    type Output = Added;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Added {
        self.0.add::<S, false, true>(simd)
    }
}

impl<T: Float> Adding<'_, '_, T> {
    #[inline(always)]
    fn add<S: Simd, const FADES: bool, const GROWS: bool>(self, simd: S) -> Added {
        let response = self.response;
        let past_caches = self.made.is_some_and(|made| made.past_caches);
        let writer = Writer::new(simd, past_caches);
        let mut sums = Sums::<S, FADES, GROWS>::new(simd, response.gain);

        let (mut made, mut y, mut faded) = (self.made, self.y, false);
        while !y.is_empty() {
            // Wherever lines begin, so that it does not matter where that is.
            let count = response.piece().min(y.len());
            let (piece, rest) = y.split_at_mut(count);
            sums.begin(response.power);
            let first = &response.first[..count];
            sums.piece(&writer, first, take(&mut made, count), piece);
            y = rest;
            faded = FADES && sums.are_the_same();
            if faded {
                if let Some(Made { alone, .. }) = made {
                    copy(&writer, simd, alone, y);
                }
                break;
            }
            response.go_on();
        }
        Added {
            all_finite: sums.are_finite(),
            faded,
        }
    }
}

/// The first elements of what there is.
#[inline(always)]
fn take<'a, T: Float>(made: &mut Option<Made<'a, T>>, count: usize) -> Option<Made<'a, T>> {
    let Made {
        alone,
        ahead,
        past_caches,
    } = (*made)?;
    let ((alone, alone_rest), (ahead, ahead_rest)) = (alone.split_at(count), ahead.split_at(count));
    *made = Some(Made {
        alone: alone_rest,
        ahead: ahead_rest,
        past_caches,
    });
    Some(Made {
        alone,
        ahead,
        past_caches,
    })
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

type Lanes<'a, T> = &'a [T; LANES];

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

    #[inline(always)]
    fn piece<T: Float>(
        &mut self,
        writer: &Writer<S>,
        response: &[f64],
        mut made: Option<Made<'_, T>>,
        y: &mut [T],
    ) {
        let head = before_line(y);
        let (y_head, y) = y.split_at_mut(head);
        let (y, y_tail) = y.as_chunks_mut::<LANES>();
        let (response_head, response) = response.split_at(head);
        let (responses, response_tail) = response.as_chunks::<LANES>();

        self.each(response_head, take(&mut made, head), y_head);
        if let Some(Made { alone, ahead, .. }) = take(&mut made, y.len() * LANES) {
            let (alone, ahead) = (alone.as_chunks::<LANES>().0, ahead.as_chunks::<LANES>().0);
            writer.write(alone.iter().zip(responses).zip(ahead), y, &mut *self);
        } else {
            for (y, response) in y.iter_mut().zip(responses) {
                T::store(self.vector((&*y, response)), y);
            }
        }
        self.each(response_tail, made, y_tail);
    }

    /// Fewer than a line.
    #[inline(always)]
    fn each<T: Float>(&mut self, response: &[f64], made: Option<Made<'_, T>>, y: &mut [T]) {
        let mut alone = made.map(|made| made.alone.chunks(LANES));
        for (y, response) in y.chunks_mut(LANES).zip(response.chunks(LANES)) {
            let (mut lanes, mut responses) = ([0.0; LANES], [0.0; LANES]);
            match alone.as_mut().and_then(Iterator::next) {
                Some(alone) => convert(alone, &mut lanes),
                None => convert(y, &mut lanes),
            }
            convert(response, &mut responses);
            let sum = self.vector((&lanes, &responses)).to_array();
            convert(&sum, y);
        }
    }
}

impl<S: Simd, const FADES: bool, const GROWS: bool, T: Float>
    Source<S, (Lanes<'_, T>, Lanes<'_, f64>)> for Sums<S, FADES, GROWS>
{
    #[inline(always)]
    fn vector(&mut self, (alone, response): (Lanes<'_, T>, Lanes<'_, f64>)) -> S::F64x8 {
        let response = self.power * self.simd.load(response);
        self.sum(T::load(self.simd, alone), response)
    }
}

/// The same, and a line to fetch.
type Fetching<'a, T> = ((Lanes<'a, f64>, Lanes<'a, f64>), Lanes<'a, T>);

impl<S: Simd, const FADES: bool, const GROWS: bool, T: Float> Source<S, Fetching<'_, T>>
    for Sums<S, FADES, GROWS>
{
    #[inline(always)]
    fn vector(&mut self, (lanes, ahead): Fetching<'_, T>) -> S::F64x8 {
        T::prefetch(self.simd, ahead);
        self.vector(lanes)
    }
}

/// Writes what is right already.
#[inline(always)]
fn copy<S: Simd, T: Float>(writer: &Writer<S>, simd: S, alone: &[f64], y: &mut [T]) {
    let head = before_line(y);
    let ((y_head, y), (alone_head, alone)) = (y.split_at_mut(head), alone.split_at(head));
    let ((y, y_tail), (lines, tail)) = (y.as_chunks_mut::<LANES>(), alone.as_chunks::<LANES>());
    convert(alone_head, y_head);
    writer.write(lines, y, Copied(simd));
    convert(tail, y_tail);
}
