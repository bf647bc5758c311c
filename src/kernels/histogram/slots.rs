//! What there is on bins, whatever has been added up there: read in one way for counts and for sums of
//! weights.

use super::bins::{Bins, slots};
use crate::Error;
use crate::memory::{collected, filled};

/// What is in all slots, as [`slots`] numbers them.
#[derive(Clone, Copy)]
pub(super) struct Slots<'a, T> {
    pub(super) bins: &'a Bins,
    pub(super) all: &'a [T],
}

impl<'a, T: Copy> Slots<'a, T> {
    /// That of the bins.
    pub(super) fn inside(self) -> &'a [T] {
        &self.all[1..=self.bins.count()]
    }

    /// What is below the bins, above, and NaN.
    pub(super) fn outside(self) -> [T; 3] {
        let after = self.bins.count() + 1;
        [self.all[0], self.all[after], self.all[after + 1]]
    }

    /// The edges of every bin and what is in it.
    pub(super) fn iter(
        self,
    ) -> impl ExactSizeIterator<Item = ([f64; 2], T)> + DoubleEndedIterator + use<'a, T> {
        let bins = self.bins.edges().windows(2);
        let bins = bins.map(|edges| [edges[0], edges[1]]);
        bins.zip(self.inside().iter().copied())
    }

    /// `size / width / whole` of every bin, unless the whole is 0.
    pub(super) fn density(
        self,
        size: impl Fn(T) -> f64,
        whole: f64,
    ) -> Result<Option<Vec<f64>>, Error> {
        if whole == 0.0 {
            return Ok(None);
        }
        let density = |([low, high], bin): ([f64; 2], T)| size(bin) / (high - low) / whole;
        collected("bins", self.iter().map(density)).map(Some)
    }

    /// Adds what is in these to `sums`, which are on `bins`.
    pub(super) fn merge_into(
        self,
        bins: &Bins,
        sums: &mut [T],
        add: impl Fn(&mut T, T),
    ) -> Result<(), Error> {
        if self.bins != bins {
            return Err(Error::Invalid {
                argument: "other",
                found: "other bins",
                expected: "the same",
            });
        }
        for (sum, more) in sums.iter_mut().zip(self.all) {
            add(sum, *more);
        }
        Ok(())
    }
}

/// Slots with nothing in them.
pub(super) fn empty<T: Copy + Default>(bins: &Bins) -> Result<Vec<T>, Error> {
    filled("bins", slots(bins.count()), T::default())
}

/// Slots with this in them.
pub(super) fn restored<T: Copy + Default>(
    bins: &Bins,
    (argument, inside): (&'static str, &[T]),
    [below, above @ ..]: [T; 3],
) -> Result<Vec<T>, Error> {
    Error::ensure_len(argument, inside.len(), "bins", bins.count())?;
    let mut slots = empty(bins)?;
    slots[0] = below;
    slots[1..=bins.count()].copy_from_slice(inside);
    slots[1 + bins.count()..].copy_from_slice(&above);
    Ok(slots)
}
