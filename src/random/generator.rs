//! The generator that users hold.

use super::lanes::Lanes;
use super::variate::{Variate, Word};
use crate::simd::{LANES, Level, beyond_caches};
#[cfg(feature = "threads")]
use crate::threads::{Schedule, Team};
use std::fmt;
use std::iter::successors;
#[cfg(feature = "threads")]
use std::sync::{Mutex, PoisonError};

/// Elements of the parts that members draw are a multiple of this.
#[cfg(feature = "threads")]
const PART: usize = 1024;
/// Numbers that are drawn in the time in which a region begins and ends and its members get hold of
/// cache lines that another core has written: about six microseconds.
#[cfg(feature = "threads")]
const REGION: usize = 12 << 10;
/// Numbers that are drawn in the time of a jump, whose 256 steps are hardly longer than those of as
/// many rows.
#[cfg(feature = "threads")]
const JUMP: usize = 256 * LANES;

/// A random number generator: the sequence of words that a seed and the number of a stream stand
/// for.
///
/// See [the module](super) for what it is made of. Two generators are equal if the same words will
/// come from them.
#[doc(alias("default_rng", "RandomState", "RNG", "xoshiro"))]
#[derive(Clone)]
pub struct Generator {
    /// Where the row after `row` comes from.
    lanes: Lanes,
    /// Words that have been drawn from all lanes at once,
    row: [u64; LANES],
    /// and how many of them are gone.
    used: usize,
}

impl Generator {
    /// Stream `stream` of `seed`. Every number is a seed, and every number is a stream.
    ///
    /// It takes a jump for each bit that `stream` has, and three more: from one and a half to
    /// thirty microseconds.
    ///
    /// ```
    /// use hotloop::random::Generator;
    ///
    /// let (mut a, mut b) = (Generator::new(10, 0), Generator::new(10, 1));
    /// assert_ne!(a.next_u64(), b.next_u64());
    /// ```
    pub fn new(seed: u64, stream: u64) -> Self {
        Self::at(Lanes::new(seed, stream))
    }

    /// Stream `stream` of `seed`, and all after it, in order: each a jump further, which takes half
    /// a microsecond, and not as many as the number of the stream has bits.
    ///
    /// ```
    /// use hotloop::random::Generator;
    ///
    /// let streams: Vec<_> = Generator::streams(10, 3).take(2).collect();
    /// assert_eq!(streams, [Generator::new(10, 3), Generator::new(10, 4)]);
    /// ```
    #[doc(alias("spawn", "SeedSequence"))]
    pub fn streams(seed: u64, stream: u64) -> impl Iterator<Item = Self> {
        let first = Lanes::new(seed, stream);
        let lanes = successors(Some(first), |lanes| Some(lanes.next_stream()));
        // Beyond the last stream the period ends.
        (stream..=u64::MAX)
            .zip(lanes)
            .map(|(_, lanes)| Self::at(lanes))
    }

    /// The state of lane 0 before the row that comes next, or that is being used, and how many words of
    /// that are gone.
    pub(super) fn place(&self) -> ([u64; 4], usize) {
        match self.used {
            LANES => (self.lanes.first(), 0),
            used => (self.lanes.first_before(), used),
        }
    }

    /// At the beginning of a row.
    pub(super) fn at(lanes: Lanes) -> Self {
        Self {
            lanes,
            row: [0; LANES],
            used: LANES,
        }
    }

    /// The next word.
    #[inline]
    pub fn next_u64(&mut self) -> u64 {
        if self.used == LANES {
            self.next_row();
        }
        let word = self.row[self.used % LANES];
        self.used += 1;
        word
    }

    /// The next words, as many as `words` holds, eight at a time.
    ///
    /// ```
    /// use hotloop::random::Generator;
    ///
    /// let mut generator = Generator::new(10, 0);
    /// let one_by_one = [(); 100].map(|()| generator.next_u64());
    /// let mut words = [0; 100];
    /// Generator::new(10, 0).fill_u64(&mut words);
    /// assert_eq!(words, one_by_one);
    /// ```
    pub fn fill_u64(&mut self, words: &mut [u64]) {
        self.draw(Level::current(), Word, words);
    }

    /// Skips `words` words: by a jump of half a microsecond for each bit that their number has,
    /// after division by eight.
    ///
    /// ```
    /// use hotloop::random::Generator;
    ///
    /// let (mut a, mut b) = (Generator::new(10, 0), Generator::new(10, 0));
    /// a.advance(11);
    /// b.fill_u64(&mut [0; 11]);
    /// assert_eq!(a, b);
    /// ```
    #[doc(alias("jumped", "discard", "skip"))]
    pub fn advance(&mut self, words: u64) {
        let row = self.row.len() - self.used;
        if words < row as u64 {
            self.used += words as usize;
            return;
        }
        let words = words - row as u64;
        self.used = LANES;
        self.lanes.jump(Level::current(), words / LANES as u64, 0);
        for _ in 0..words % LANES as u64 {
            self.next_u64();
        }
    }

    /// Draws a variate for each element of `out`: the same as one by one.
    pub(crate) fn draw<T, V: Variate<T>>(&mut self, level: Level, variate: V, out: &mut [T]) {
        let past_caches = beyond_caches(size_of_val(out), 1);
        self.draw_part(level, variate, out, past_caches);
    }

    fn draw_part<T, V: Variate<T>>(
        &mut self,
        level: Level,
        variate: V,
        out: &mut [T],
        past_caches: bool,
    ) {
        let drawn = (LANES - self.used).min(out.len());
        let (head, out) = out.split_at_mut(drawn);
        for x in head {
            *x = variate.one(self.next_u64());
        }
        // Streaming stores must not straddle two lines.
        let by = match past_caches {
            true => out.as_ptr().align_offset(size_of::<[T; LANES]>()),
            false => 0,
        };
        let (head, out) = out.split_at_mut(by.min(out.len()));
        let (rows, tail) = out.as_chunks_mut::<LANES>();
        if head.is_empty() {
            self.lanes.draw(level, variate, rows, past_caches);
        } else {
            self.draw_turned(level, variate, head, rows, past_caches);
        }
        for x in tail {
            *x = variate.one(self.next_u64());
        }
    }

    /// Draws for `head`, which is shorter than a row, and then for `rows`: a row of the output is
    /// the end of one row of words and the beginning of the next.
    ///
    /// To the lanes it is all the same which of them is the first. So those that `head` has used
    /// become the last, a word ahead of the others.
    fn draw_turned<T, V: Variate<T>>(
        &mut self,
        level: Level,
        variate: V,
        head: &mut [T],
        rows: &mut [[T; LANES]],
        past_caches: bool,
    ) {
        let (by, first) = (head.len(), self.lanes.clone());
        for x in head {
            *x = variate.one(self.next_u64());
        }
        let mut turned = Self::at(first.turned(&self.lanes, by));
        turned.lanes.draw(level, variate, rows, past_caches);
        let last = turned.lanes.clone();
        turned.next_row();
        self.lanes = last.turned(&turned.lanes, LANES - by);
        self.row = turned.row;
        self.row.rotate_right(by);
    }

    /// [`draw`](Self::draw) on a team: each member skips to its part of the sequence.
    #[cfg(feature = "threads")]
    pub(crate) fn draw_on<T: Send, V: Variate<T>>(
        &mut self,
        level: Level,
        team: &Team,
        variate: V,
        out: &mut [T],
    ) {
        let past_caches = beyond_caches(size_of_val(out), team.members());
        let len = out.len();
        // A part a member, because a part takes a jump; of a length with few bits, because a jump
        // takes a step for each.
        let part = len.div_ceil(team.members()).max(1).next_multiple_of(PART);
        let jumps = |from: usize| (from / LANES).count_ones() as usize;
        let most = (0..len).step_by(part).map(jumps).max().unwrap_or(0);
        if len.saturating_sub(part) < REGION + most * JUMP {
            return self.draw_part(level, variate, out, past_caches);
        }
        let end = Mutex::new(None);
        let start = &*self;
        team.for_each_block(out, part, Schedule::Static, |from, out| {
            let mut generator = start.clone();
            generator.advance(from as u64);
            generator.draw_part(level, variate, out, past_caches);
            if from + out.len() == len {
                *end.lock().unwrap_or_else(PoisonError::into_inner) = Some(generator);
            }
        })
        .expect("a part is not empty");
        if let Some(end) = end.into_inner().unwrap_or_else(PoisonError::into_inner) {
            *self = end;
        }
    }

    // Cold, so that loops which draw one word at a time keep what they carry in registers around it.
    #[cold]
    fn next_row(&mut self) {
        let row = std::slice::from_mut(&mut self.row);
        self.lanes.draw(Level::current(), Word, row, false);
        self.used = 0;
    }
}

impl fmt::Debug for Generator {
    /// No state, which [`state`](Generator::state) shows: whoever prints it hardly wants that.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Generator").finish_non_exhaustive()
    }
}

impl PartialEq for Generator {
    fn eq(&self, other: &Self) -> bool {
        self.lanes == other.lanes && self.row[self.used..] == other.row[other.used..]
    }
}

impl Eq for Generator {}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use crate::kernels::normal::Normal;
    use crate::kernels::uniform::Uniform;
    use crate::simd::modelled::Modelled;

    /// Holds a call for `len` numbers to as many calls for one, at every place in two lines.
    fn check<T: Copy + Default + PartialEq, V: Variate<T>>(variate: V, len: usize) {
        for (start, drawn) in (0..16).flat_map(|start| (0..9).map(move |drawn| (start, drawn))) {
            let mut one_by_one = Generator::new(4, 2);
            one_by_one.advance(drawn);
            let before = one_by_one.clone();
            let truth: Vec<T> = (0..len)
                .map(|_| variate.one(one_by_one.next_u64()))
                .collect();
            let levels = Level::supported().into_iter();
            for level in levels.chain([Level::Modelled(Modelled)]) {
                for past_caches in [false, true] {
                    let (mut generator, mut room) = (before.clone(), vec![T::default(); len + 32]);
                    let first = room.as_ptr().align_offset(64) + start;
                    let out = &mut room[first..first + len];
                    generator.draw_part(level, variate, out, past_caches);
                    let what = (start, drawn, len, past_caches, level);
                    assert!(*out == truth[..], "{what:?}");
                    assert_eq!(generator, one_by_one, "{what:?}");
                    room[first..first + len].fill(T::default());
                    assert!(room.iter().all(|x| *x == T::default()), "{what:?}");
                }
            }
        }
    }

    #[test]
    fn every_place_in_a_line_and_a_row_gets_the_same() {
        let range = Uniform::new(-3.0, 11.5).unwrap();
        for len in (0..20).chain([63, 64, 65, 200, 331]) {
            check(Word, len);
            check(range, len);
            check(Uniform::<f64>::unit(), len);
            check(Uniform::<f32>::unit(), len);
            check::<f64, _>(Normal::STANDARD, len);
            check::<f32, _>(Normal::STANDARD, len);
        }
    }
}
