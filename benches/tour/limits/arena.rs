//! The memory that the limits are looked for in.

use crate::broom::Broom;
use crate::catalogue::MEASURED;
use crate::common::aligned::{Aligned, USUAL};
use crate::common::scattered;
use hotloop::memory::PageSize;
use hotloop::threads::Team;

/// Elements of the large arrays: as many as in the ladders' largest cases of reading.
pub(super) const LARGE: usize = MEASURED / size_of::<f64>();
/// Elements of an array that is only written: a cache that takes in stores, and lets go of them when
/// the clock has stopped, takes in little of so many.
pub(super) const WRITTEN: usize = 4 * LARGE;
/// Elements of the small one: 32 KB, which fit in every first-level cache of the day.
pub(super) const SMALL: usize = 4_096;
/// Where what is copied lies within a page, so that no load looks as if it hit a store under way.
const APART: usize = USUAL + 2048;

/// It is made once, because a first touch of its pages costs more than most loops.
pub(crate) struct Arena<'t> {
    pub(crate) broom: Broom<'t>,
    huge: Large,
    base: Large,
    /// One for each member, because they share the second-level cache at best.
    pub(super) small: Vec<Aligned<i64>>,
}

/// Two large arrays, on pages of one size: one that is read, and one that is written.
///
/// No zeros: some machines write lines of nothing else at almost twice the speed.
pub(super) struct Large {
    pub(super) from: Aligned<f64>,
    pub(super) to: Aligned<f64>,
}

impl<'t> Arena<'t> {
    pub(crate) fn new(team: &'t Team) -> Self {
        Self {
            broom: Broom::new(team),
            huge: Large::on(PageSize::Huge),
            base: Large::on(PageSize::Base),
            small: (0..team.members())
                .map(|_| Aligned::touched(USUAL, SMALL))
                .collect(),
        }
    }

    pub(super) fn large(&mut self, pages: PageSize) -> &mut Large {
        match pages {
            PageSize::Huge => &mut self.huge,
            PageSize::Base => &mut self.base,
        }
    }
}

impl Large {
    fn on(pages: PageSize) -> Self {
        Self {
            from: Aligned::on(pages, USUAL, LARGE, scattered),
            to: Aligned::on(pages, APART, WRITTEN, scattered),
        }
    }
}
