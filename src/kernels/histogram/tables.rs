//! Where the simd rung counts: the same slots four times over.

use crate::Error;
use crate::memory::filled;
use crate::simd::LANES;

/// Tables that lanes take turns in. A count waits for the one before it in the same place, and
/// neighbours are often in the same bin; four turns hide the wait. More tables take more of the
/// first-level cache and gained nothing.
const TURNS: usize = 4;

/// Four tables of `N` counts, of which a power of two is used: an index that is masked needs no check.
///
/// The [rest](STAGGER) lies between one table and the next. Without it the four counts of a slot would
/// be a multiple of 4,096 bytes apart, and a load of one look like the store to another just before it:
/// where neighbours are in the same bin, that took up to twice as long, depending on the place of `x`.
pub(super) type Private<const N: usize> = [[u32; N]; TURNS];

/// Counts between tables: a quarter of 4,096 bytes, and a line.
const STAGGER: usize = 272;
const SMALL: usize = 256;
const MEDIUM: usize = 2048;
const LARGE: usize = 16_384;

/// The tables for a number of slots.
#[derive(Clone, Default)]
pub(super) enum Tables {
    /// The simd rung has not been used, or there was no memory: the histogram's own counts do.
    #[default]
    Absent,
    /// 8 KiB.
    Small(Box<Private<{ SMALL + STAGGER }>>),
    /// Some 36 KiB, of which 32 at most are used: two thirds of a first-level cache.
    Medium(Box<Private<{ MEDIUM + STAGGER }>>),
    /// Some 260 KiB, for the second-level cache.
    Large(Box<Private<{ LARGE + STAGGER }>>),
    /// So many slots that equal neighbours are rare, and caches matter more: the histogram's own
    /// counts do.
    Shared,
}

impl Tables {
    /// The tables for so many slots.
    #[cold]
    pub(super) fn new(slots: usize) -> Result<Self, Error> {
        Ok(match slots {
            0..=SMALL => Self::Small(zeros()?),
            _ if slots <= MEDIUM => Self::Medium(zeros()?),
            _ if slots <= LARGE => Self::Large(zeros()?),
            _ => Self::Shared,
        })
    }

    /// Whether there is something in the tables that is not in the histogram's own counts.
    #[inline(always)]
    pub(super) fn are_apart(&self) -> bool {
        !matches!(self, Self::Absent | Self::Shared)
    }

    /// Adds what is in the tables to `counts`.
    pub(super) fn add_to(&self, counts: &mut [u64]) {
        match self {
            Self::Absent | Self::Shared => {}
            Self::Small(tables) => add(&tables[..], counts),
            Self::Medium(tables) => add(&tables[..], counts),
            Self::Large(tables) => add(&tables[..], counts),
        }
    }

    pub(super) fn clear(&mut self) {
        match self {
            Self::Absent | Self::Shared => {}
            Self::Small(tables) => tables.as_flattened_mut().fill(0),
            Self::Medium(tables) => tables.as_flattened_mut().fill(0),
            Self::Large(tables) => tables.as_flattened_mut().fill(0),
        }
    }
}

/// On the heap from the start: they are too large for a stack.
fn zeros<const N: usize>() -> Result<Box<Private<N>>, Error> {
    let tables = filled("bins", TURNS, [0; N])?.into_boxed_slice();
    Ok(tables.try_into().expect("there are four tables"))
}

fn add<const N: usize>(tables: &[[u32; N]], counts: &mut [u64]) {
    for table in tables {
        for (count, more) in counts.iter_mut().zip(table) {
            *count += u64::from(*more);
        }
    }
}

/// Eight slots, two to a word: half as many words to load.
pub(super) type Slots = [u64; LANES / 2];

/// What counts slots.
pub(super) trait Sink {
    /// Counts eight.
    fn count(&mut self, slots: &Slots);
    /// Counts one.
    fn count_one(&mut self, slot: usize);
}

impl<const N: usize> Sink for Private<N> {
    #[inline(always)]
    fn count(&mut self, slots: &Slots) {
        let mask = const { mask(N) };
        for (i, pair) in slots.iter().enumerate() {
            let turn = 2 * i % TURNS;
            self[turn][*pair as usize & mask] += 1;
            self[turn + 1][(*pair >> 32) as usize & mask] += 1;
        }
    }

    #[inline(always)]
    fn count_one(&mut self, slot: usize) {
        self[0][slot & const { mask(N) }] += 1;
    }
}

/// The mask of the slots in a table of so many counts.
const fn mask(counts: usize) -> usize {
    counts - STAGGER - 1
}

const _: () = {
    assert!(SMALL.is_power_of_two() && MEDIUM.is_power_of_two() && LARGE.is_power_of_two());
};

/// The histogram's own counts.
impl Sink for [u64] {
    #[inline(always)]
    fn count(&mut self, slots: &Slots) {
        for pair in slots {
            self[*pair as u32 as usize] += 1;
            self[(*pair >> 32) as usize] += 1;
        }
    }

    #[inline(always)]
    fn count_one(&mut self, slot: usize) {
        self[slot] += 1;
    }
}

/// Whichever tables there are, found for every eight slots.
pub(super) struct Any<'a>(pub(super) &'a mut Tables, pub(super) &'a mut [u64]);

impl Sink for Any<'_> {
    #[inline(always)]
    fn count(&mut self, slots: &Slots) {
        match self.0 {
            Tables::Small(tables) => tables.count(slots),
            Tables::Medium(tables) => tables.count(slots),
            Tables::Large(tables) => tables.count(slots),
            Tables::Absent | Tables::Shared => self.1.count(slots),
        }
    }

    #[inline(always)]
    fn count_one(&mut self, slot: usize) {
        match self.0 {
            Tables::Small(tables) => tables.count_one(slot),
            Tables::Medium(tables) => tables.count_one(slot),
            Tables::Large(tables) => tables.count_one(slot),
            Tables::Absent | Tables::Shared => self.1.count_one(slot),
        }
    }
}
