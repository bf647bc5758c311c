//! The histogram: counts that are added to, and that merge.

use super::bins::{Bins, slots};
use super::sum::Sum;
use super::tables::Tables;
use crate::Error;
use crate::memory::{collected, filled};
use std::fmt;

/// How many values have fallen in each bin, below all of them, above, and how many were NaN.
///
/// Every rung adds to one, so data may come in pieces, as small as they like: what the
/// [`simd`](super::simd()) rung needs between two of them is kept in here. Histograms of parts
/// [`merge`](Histogram::merge) into that of the whole. Two are equal if their bins and counts are.
///
/// ```
/// use hotloop::kernels::histogram::{self, Bins, Histogram};
///
/// let bins = Bins::uniform(2, 0.0, 1.0)?;
/// let mut histogram = Histogram::new(&bins)?;
/// histogram::simd(&[0.1, 0.7, -3.0], &mut histogram);
/// histogram::simd(&[0.5, 1.0, f64::NAN], &mut histogram);
/// assert_eq!(histogram.counts(), [1, 3]);
/// assert_eq!((histogram.underflow(), histogram.overflow(), histogram.nan()), (1, 0, 1));
/// assert_eq!(histogram.total(), 6);
/// # Ok::<(), hotloop::Error>(())
/// ```
#[derive(Clone)]
#[doc(alias = "histogram")]
pub struct Histogram {
    bins: Bins,
    /// What has been counted one by one, and what has been in the tables.
    settled: Vec<u64>,
    /// What the simd rung has counted since.
    tables: Tables,
    /// How many values that is.
    pending: u32,
    /// The two together, once somebody has asked since the last of them.
    sum: Sum,
}

/// What a count saturates at: more than can be counted, and far enough from the largest integer for
/// counting to go on.
const MOST: u64 = 1 << 63;

impl Histogram {
    /// An empty histogram on these bins.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`] if there is no memory for the counts. What the
    /// [`simd`](super::simd()) rung keeps beside them, up to 400 KiB, it can do without.
    pub fn new(bins: &Bins) -> Result<Self, Error> {
        Ok(Self {
            bins: bins.clone(),
            settled: filled("bins", slots(bins.count()), 0)?,
            tables: Tables::default(),
            pending: 0,
            sum: Sum::default(),
        })
    }

    /// A histogram that has counted so much: that of [`bins`](Histogram::bins),
    /// [`counts`](Histogram::counts) and [`outside`](Histogram::outside) of another, from a file or
    /// from another process, is equal to it and goes on.
    ///
    /// ```
    /// use hotloop::kernels::histogram::{self, Bins, Histogram};
    ///
    /// let bins = Bins::uniform(3, 0.0, 3.0)?;
    /// let mut histogram = Histogram::from_counts(&bins, &[5, 0, 2], [0, 1, 0])?;
    /// histogram::simd(&[1.5], &mut histogram);
    /// assert_eq!((histogram.counts(), histogram.total()), (&[5, 1, 2][..], 9));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] if there is not a count for each bin, [`Error::Invalid`] if one is
    /// above 2^63 + 2^62, which no counting comes to, and [`Error::OutOfMemory`] as
    /// [`new`](Histogram::new).
    pub fn from_counts(bins: &Bins, counts: &[u64], outside: [u64; 3]) -> Result<Self, Error> {
        Error::ensure_len("counts", counts.len(), "bins", bins.count())?;
        for (argument, counts) in [("counts", counts), ("outside", &outside)] {
            if counts.iter().any(|count| *count > MOST + MOST / 2) {
                return Err(Error::Invalid {
                    argument,
                    found: "a count above 2^63 + 2^62",
                    expected: "what counting comes to",
                });
            }
        }
        let mut histogram = Self::new(bins)?;
        let [below, above @ ..] = outside;
        histogram.settled[0] = below;
        histogram.settled[1..=bins.count()].copy_from_slice(counts);
        histogram.settled[1 + bins.count()..].copy_from_slice(&above);
        Ok(histogram)
    }

    /// The bins.
    pub fn bins(&self) -> &Bins {
        &self.bins
    }

    /// The count of every bin.
    pub fn counts(&self) -> &[u64] {
        &self.slots()[1..=self.bins.count()]
    }

    /// How many values were below the first edge.
    pub fn underflow(&self) -> u64 {
        self.slots()[0]
    }

    /// How many values were above the last edge.
    pub fn overflow(&self) -> u64 {
        self.slots()[self.bins.count() + 1]
    }

    /// How many values were NaN.
    pub fn nan(&self) -> u64 {
        self.slots()[self.bins.count() + 2]
    }

    /// [`underflow`](Histogram::underflow), [`overflow`](Histogram::overflow) and
    /// [`nan`](Histogram::nan).
    pub fn outside(&self) -> [u64; 3] {
        [self.underflow(), self.overflow(), self.nan()]
    }

    /// The edges of every bin and its count, in order.
    ///
    /// ```
    /// use hotloop::kernels::histogram::{self, Bins, Histogram};
    ///
    /// let mut histogram = Histogram::new(&Bins::uniform(2, 0.0, 1.0)?)?;
    /// histogram::simd(&[0.2, 0.7, 0.9], &mut histogram);
    /// for ([low, high], count) in histogram.iter() {
    ///     println!("{low:4} to {high:4}: {count}");
    /// }
    /// assert!(histogram.iter().eq([([0.0, 0.5], 1), ([0.5, 1.0], 2)]));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    pub fn iter(&self) -> impl ExactSizeIterator<Item = ([f64; 2], u64)> + DoubleEndedIterator {
        let bins = self.bins.edges().windows(2);
        let bins = bins.map(|edges| [edges[0], edges[1]]);
        bins.zip(self.counts().iter().copied())
    }

    /// Forgets what was counted, and keeps the room for it.
    pub fn clear(&mut self) {
        self.sum.forget();
        self.settled.fill(0);
        self.tables.clear();
        self.pending = 0;
    }

    /// How many values there were, in the bins or not.
    pub fn total(&self) -> u64 {
        self.slots()
            .iter()
            .fold(0, |total, count| total.saturating_add(*count))
    }

    /// The density in every bin, `count / width / values in the bins`, whose integral over the bins
    /// is 1; there is none if the bins are empty. It has the bits of NumPy's `density=True`, also
    /// where a width or a quotient is beyond `f64` and the density becomes 0 or infinite.
    ///
    /// ```
    /// use hotloop::kernels::histogram::{self, Bins, Histogram};
    ///
    /// let mut histogram = Histogram::new(&Bins::from_edges(&[0.0, 1.0, 3.0])?)?;
    /// assert_eq!(histogram.density()?, None);
    /// histogram::simd(&[0.5, 1.5, 2.0, 2.5, 7.0], &mut histogram);
    /// assert_eq!(histogram.density()?, Some(vec![0.25, 0.375]));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`] if there is no memory for the densities.
    pub fn density(&self) -> Result<Option<Vec<f64>>, Error> {
        let counts = self.counts();
        let inside: u64 = counts
            .iter()
            .fold(0, |sum, count| sum.saturating_add(*count));
        let widths = self.bins.edges().windows(2).map(|edge| edge[1] - edge[0]);
        let density = |(count, width): (&u64, f64)| *count as f64 / width / inside as f64;
        if inside == 0 {
            return Ok(None);
        }
        collected("bins", counts.iter().zip(widths).map(density)).map(Some)
    }

    /// Adds what `other` has counted. Counts saturate at 2^63.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the bins of the two are not the same; nothing is added then.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        if self.bins != other.bins {
            return Err(Error::Invalid {
                argument: "other",
                found: "other bins",
                expected: "the same",
            });
        }
        self.sum.forget();
        self.settle();
        for (count, more) in self.settled.iter_mut().zip(other.slots()) {
            *count = count.saturating_add(*more).min(MOST.max(*count));
        }
        Ok(())
    }

    /// All slots, as [`slots`] numbers them.
    fn slots(&self) -> &[u64] {
        if self.pending == 0 || !self.tables.are_apart() {
            return &self.settled;
        }
        self.sum.of(|sum| {
            sum.extend_from_slice(&self.settled);
            self.tables.add_to(sum);
        })
    }

    /// Makes the tables, and room for the sum with what is in them. Without memory for both there
    /// are none.
    #[cold]
    fn make_tables(&mut self) {
        let slots = self.settled.len();
        if let Ok(tables) = Tables::new(slots)
            && (!tables.are_apart() || self.sum.make_room(slots).is_ok())
        {
            self.tables = tables;
        }
    }

    /// Empties the tables into what is settled.
    #[cold]
    fn settle(&mut self) {
        self.tables.add_to(&mut self.settled);
        self.tables.clear();
        self.pending = 0;
    }

    /// The bins, and the slots to count in one value at a time.
    #[inline(always)]
    pub(super) fn one_by_one(&mut self) -> (&Bins, &mut [u64]) {
        self.sum.forget();
        (&self.bins, &mut self.settled)
    }

    /// The bins, and the tables to count so many values in.
    #[inline(always)]
    pub(super) fn in_tables(&mut self, values: u32) -> (&Bins, &mut Tables, &mut [u64]) {
        self.sum.forget();
        match self.pending.checked_add(values) {
            Some(pending) => self.pending = pending,
            None => {
                self.settle();
                self.pending = values;
            }
        }
        if matches!(self.tables, Tables::Absent) {
            self.make_tables();
        }
        (&self.bins, &mut self.tables, &mut self.settled)
    }
}

impl PartialEq for Histogram {
    fn eq(&self, other: &Self) -> bool {
        self.bins == other.bins && self.slots() == other.slots()
    }
}

impl fmt::Debug for Histogram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Histogram")
            .field("bins", &self.bins)
            .field("counts", &self.counts())
            .field("underflow", &self.underflow())
            .field("overflow", &self.overflow())
            .field("nan", &self.nan())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::histogram::simd;

    #[test]
    fn tables_are_emptied_before_they_overflow() {
        let bins = Bins::uniform(4, 0.0, 1.0).unwrap();
        let mut histogram = Histogram::new(&bins).unwrap();
        simd(&[0.5; 27], &mut histogram);
        assert_eq!(histogram.pending, 27);
        simd(&[0.5; 22], &mut histogram);
        assert_eq!((histogram.pending, histogram.counts()[2]), (49, 49));
        // As if so many had been counted: one more call might overflow.
        histogram.pending = u32::MAX - 1;
        simd(&[0.5; 23], &mut histogram);
        assert_eq!((histogram.pending, histogram.counts()[2]), (23, 72));
        assert_eq!(histogram.settled[3], 49);
    }
}
