//! The catalogue: every ladder on every kind of input, written once, for whatever looks at ladders.
//!
//! | file | what is in it |
//! |---|---|
//! | a file a ladder | its inputs, rungs and peers, what binds it, and what the answer must be |
//! | `case.rs` | how that is written down, and what an instrument can do with it |
//! | `limit.rs` | what may bind a ladder |
//! | `extent.rs` | how long an input is, and where it lies |
//! | `drawn.rs` | random numbers, and what they have to be |
//!
//! The criterion benches measure all of it, the tour measures what [`Entry::tour`] has, and the tests
//! go through it on small inputs, and hold the tables of the docs to it.

#![allow(dead_code, unused_imports, reason = "each instrument uses some of it")]

mod case;
mod comb;
mod drawn;
mod extent;
mod heavy;
mod histogram;
mod limit;
mod map;
mod mixture;
mod normal;
mod ou;
mod pairwise;
mod primes;
mod sum;
mod summary;
mod uniform;

pub(crate) use case::{Case, Ladder, Rung, checked, wake};
pub(crate) use extent::Extent;
pub(crate) use limit::Limit;

use super::common;

/// Every ladder, in the order of the report.
pub(crate) fn all() -> Vec<Entry> {
    vec![
        sum::ladder(),
        summary::ladder(),
        pairwise::ladder(),
        pairwise::general(),
        map::ladder(),
        comb::forward(),
        comb::forward_in_place(),
        comb::backward(),
        comb::backward_in_place(),
        ou::ladder(),
        ou::ensemble(),
        ou::seeded(),
        uniform::ladder(),
        normal::ladder(),
        histogram::ladder(),
        mixture::ladder(),
        heavy::ladder(),
        primes::ladder(),
    ]
}

/// A ladder, on all kinds of input.
pub(crate) struct Entry {
    /// The module's path under `kernels`.
    pub(crate) path: &'static str,
    kinds: Vec<Kind>,
}

/// One kind of input, of any length.
struct Kind {
    at: Box<dyn Fn(Extent) -> Box<dyn Ladder>>,
    /// Lengths that say most, and further ones.
    tour: &'static [usize],
    further: &'static [usize],
}

impl Entry {
    fn new(path: &'static str) -> Self {
        Self {
            path,
            kinds: vec![],
        }
    }

    /// Adds a kind of input, with the lengths at which the tour measures it, and further ones, at
    /// which criterion measures it, too.
    fn on<L: Ladder + 'static>(
        mut self,
        at: impl Fn(Extent) -> L + 'static,
        tour: &'static [usize],
        further: &'static [usize],
    ) -> Self {
        self.kinds.push(Kind {
            at: Box::new(move |extent| Box::new(at(extent))),
            tour,
            further,
        });
        self
    }

    /// Every kind of input at this extent.
    pub(crate) fn at(&self, extent: Extent) -> impl Iterator<Item = Box<dyn Ladder>> {
        self.kinds.iter().map(move |kind| (kind.at)(extent))
    }

    /// The cases of the tour.
    pub(crate) fn tour(&self) -> impl Iterator<Item = Box<dyn Ladder>> {
        self.kinds
            .iter()
            .flat_map(|kind| kind.cases(kind.tour.to_vec()))
    }

    /// Every case.
    pub(crate) fn cases(&self) -> impl Iterator<Item = Box<dyn Ladder>> {
        let cases = |kind: &Kind| kind.cases([kind.tour, kind.further].concat());
        self.kinds.iter().flat_map(cases)
    }
}

impl Kind {
    fn cases(&self, mut lengths: Vec<usize>) -> Vec<Box<dyn Ladder>> {
        lengths.sort_unstable();
        let cases = lengths.into_iter().map(|len| (self.at)(Extent::of(len)));
        cases.collect()
    }
}
