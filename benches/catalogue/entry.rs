//! A ladder, on all kinds of input.

use super::{Extent, Ladder};

/// A ladder, on all kinds of input.
pub(crate) struct Entry {
    /// The module's path under `kernels`.
    pub(crate) path: &'static str,
    kinds: Vec<Kind>,
    /// Those of [`swept`](Self::swept).
    swept: Vec<Kind>,
    shortest: usize,
}

/// One kind of input, of any length.
pub(crate) struct Kind {
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
            swept: vec![],
            shortest: 1,
        }
    }

    /// What is shorter is no input.
    pub(super) fn at_least(self, shortest: usize) -> Self {
        Self { shortest, ..self }
    }

    /// Adds a kind of input, with the lengths at which the tour measures it, and further ones, at
    /// which criterion measures it, too. Up to the longest the search for cliffs goes through them all.
    pub(super) fn on<L: Ladder + 'static>(
        mut self,
        at: impl Fn(Extent) -> L + 'static,
        tour: &'static [usize],
        further: &'static [usize],
    ) -> Self {
        self.kinds.push(Kind::new(at, tour, further));
        self
    }

    /// Adds a kind of input for each of these parameters, which only the search for cliffs looks at, at
    /// these lengths.
    pub(super) fn swept<P: Copy + 'static, L: Ladder + 'static>(
        mut self,
        at: impl Fn(P, Extent) -> L + Copy + 'static,
        parameters: impl IntoIterator<Item = P>,
        lengths: &'static [usize],
    ) -> Self {
        let kind = |parameter| Kind::new(move |extent| at(parameter, extent), &[], lengths);
        self.swept.extend(parameters.into_iter().map(kind));
        self
    }

    /// Every kind of input at this extent.
    pub(crate) fn at(&self, extent: Extent) -> impl Iterator<Item = Box<dyn Ladder>> {
        self.kinds.iter().map(move |kind| kind.at(extent))
    }

    /// The cases of the tour.
    pub(crate) fn tour(&self) -> impl Iterator<Item = Box<dyn Ladder>> {
        self.kinds
            .iter()
            .flat_map(|kind| kind.cases(kind.tour.to_vec()))
    }

    /// Every case.
    pub(crate) fn cases(&self) -> impl Iterator<Item = Box<dyn Ladder>> {
        self.kinds
            .iter()
            .flat_map(|kind| kind.cases(kind.lengths()))
    }

    /// The shortest input that there is.
    pub(crate) fn shortest(&self) -> usize {
        self.shortest
    }

    /// The kinds of input whose lengths are swept.
    pub(crate) fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// The kinds that are steps of a sweep themselves.
    pub(crate) fn swept_kinds(&self) -> &[Kind] {
        &self.swept
    }
}

impl Kind {
    fn new<L: Ladder + 'static>(
        at: impl Fn(Extent) -> L + 'static,
        tour: &'static [usize],
        further: &'static [usize],
    ) -> Self {
        Self {
            at: Box::new(move |extent| Box::new(at(extent))),
            tour,
            further,
        }
    }

    pub(crate) fn at(&self, extent: Extent) -> Box<dyn Ladder> {
        (self.at)(extent)
    }

    /// The lengths at which the tour measures it.
    pub(crate) fn tour(&self) -> &'static [usize] {
        self.tour
    }

    /// All lengths at which it is measured.
    pub(crate) fn lengths(&self) -> Vec<usize> {
        [self.tour, self.further].concat()
    }

    fn cases(&self, mut lengths: Vec<usize>) -> Vec<Box<dyn Ladder>> {
        lengths.sort_unstable();
        let cases = lengths.into_iter().map(|len| self.at(Extent::of(len)));
        cases.collect()
    }
}
