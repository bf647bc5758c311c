//! A ladder, on all kinds of input.

use super::{Extent, Ladder};

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
    pub(super) fn new(path: &'static str) -> Self {
        Self {
            path,
            kinds: vec![],
        }
    }

    /// Adds a kind of input, with the lengths at which the tour measures it, and further ones, at
    /// which criterion measures it, too.
    pub(super) fn on<L: Ladder + 'static>(
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
