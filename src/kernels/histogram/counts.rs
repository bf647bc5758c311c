//! The histogram: counts that are added to, and that merge.

use super::bins::Bins;
use super::slots::{Slots, empty, restored};
use super::sum::Sum;
use super::tables::Tables;
use crate::Error;
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
        Ok(Self::of(bins, empty(bins)?))
    }

    /// With so much in each slot.
    fn of(bins: &Bins, settled: Vec<u64>) -> Self {
        Self {
            bins: bins.clone(),
            settled,
            tables: Tables::default(),
            pending: 0,
            sum: Sum::default(),
        }
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
        let settled = restored(bins, ("counts", counts), outside)?;
        for (argument, counts) in [("counts", counts), ("outside", &outside)] {
            if counts.iter().any(|count| *count > MOST + MOST / 2) {
                return Err(Error::Invalid {
                    argument,
                    found: "a count above 2^63 + 2^62",
                    expected: "what counting comes to",
                });
            }
        }
        Ok(Self::of(bins, settled))
    }

    /// The bins.
    pub fn bins(&self) -> &Bins {
        &self.bins
    }

    /// The count of every bin.
    pub fn counts(&self) -> &[u64] {
        self.slots().inside()
    }

    /// How many values were below the first edge.
    pub fn underflow(&self) -> u64 {
        self.outside()[0]
    }

    /// How many values were above the last edge.
    pub fn overflow(&self) -> u64 {
        self.outside()[1]
    }

    /// How many values were NaN.
    pub fn nan(&self) -> u64 {
        self.outside()[2]
    }

    /// [`underflow`](Histogram::underflow), [`overflow`](Histogram::overflow) and
    /// [`nan`](Histogram::nan).
    pub fn outside(&self) -> [u64; 3] {
        self.slots().outside()
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
        self.slots().iter()
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
        added(self.slots().all)
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
        let inside = added(self.counts());
        self.slots().density(|count| count as f64, inside as f64)
    }

    /// Adds what `other` has counted. Counts saturate at 2^63.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the bins of the two are not the same; nothing is added then.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        self.sum.forget();
        self.settle();
        let add = |count: &mut u64, more| *count = count.saturating_add(more).min(MOST.max(*count));
        let (bins, settled) = (&self.bins, &mut self.settled);
        other.slots().merge_into(bins, settled, add)
    }

    /// What is in all slots.
    fn slots(&self) -> Slots<'_, u64> {
        let all = match self.pending > 0 && self.tables.are_apart() {
            false => &self.settled[..],
            true => self.sum.of(|sum| {
                sum.extend_from_slice(&self.settled);
                self.tables.add_to(sum);
            }),
        };
        let bins = &self.bins;
        Slots { bins, all }
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

/// All counts together.
fn added(counts: &[u64]) -> u64 {
    counts
        .iter()
        .fold(0, |sum, count| sum.saturating_add(*count))
}

impl PartialEq for Histogram {
    fn eq(&self, other: &Self) -> bool {
        self.bins == other.bins && self.slots().all == other.slots().all
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
