//! The weighted histogram: sums that are added to, and that merge.

use super::super::bins::Bins;
use super::super::slots::{Slots, empty, restored};
use crate::Error;
use std::fmt;
use std::ops::{Add, AddAssign};

/// The sum of some weights, and the sum of their squares.
///
/// Weights are positive as a rule, but need not be.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(align(16))]
pub struct WeightedSum {
    /// `sum_k w[k]`: boost-histogram's `value`.
    #[doc(alias = "value")]
    pub sum: f64,
    /// `sum_k w[k]²`: boost-histogram's `variance`.
    #[doc(alias = "variance")]
    pub squares: f64,
}

impl Add for WeightedSum {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self {
            sum: self.sum + other.sum,
            squares: self.squares + other.squares,
        }
    }
}

impl AddAssign for WeightedSum {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// Adds one weight.
impl AddAssign<f64> for WeightedSum {
    #[inline(always)]
    fn add_assign(&mut self, weight: f64) {
        *self += Self {
            sum: weight,
            squares: weight * weight,
        };
    }
}

/// How much weight has fallen in each bin, below all of them, above, and on what is NaN, with the sums
/// of the squares of the weights.
///
/// Every rung of [`weighted`](super) adds to one, so data may come in pieces. Those of parts
/// [`merge`](WeightedHistogram::merge) into that of the whole. Two are equal if their bins and sums
/// are; one that holds a NaN is equal to none.
///
/// ```
/// use hotloop::kernels::histogram::{Bins, weighted};
///
/// let bins = Bins::uniform(2, 0.0, 1.0)?;
/// let mut histogram = weighted::WeightedHistogram::new(&bins)?;
/// weighted::simd(&[0.1, 0.7, -3.0], &[0.5, 2.0, 1.0], &mut histogram)?;
/// weighted::simd(&[0.9, f64::NAN], &[3.0, 0.25], &mut histogram)?;
/// assert_eq!((histogram.sums()[1].sum, histogram.sums()[1].squares), (5.0, 13.0));
/// assert_eq!((histogram.underflow().sum, histogram.nan().sum), (1.0, 0.25));
/// assert_eq!(histogram.total().sum, 6.75);
/// # Ok::<(), hotloop::Error>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct WeightedHistogram {
    bins: Bins,
    /// As [`slots`](super::super::bins::slots) numbers them.
    sums: Vec<WeightedSum>,
}

impl WeightedHistogram {
    /// An empty histogram on these bins.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`] if there is no memory for the sums, 16 bytes a bin.
    pub fn new(bins: &Bins) -> Result<Self, Error> {
        Ok(Self {
            bins: bins.clone(),
            sums: empty(bins)?,
        })
    }

    /// A histogram that has summed so much: that of [`bins`](WeightedHistogram::bins),
    /// [`sums`](WeightedHistogram::sums) and [`outside`](WeightedHistogram::outside) of another is equal
    /// to it and goes on.
    ///
    /// ```
    /// use hotloop::kernels::histogram::{Bins, weighted};
    ///
    /// let bins = Bins::uniform(2, 0.0, 1.0)?;
    /// let mut histogram = weighted::WeightedHistogram::new(&bins)?;
    /// weighted::simd(&[0.1, 0.7], &[0.5, 2.0], &mut histogram)?;
    /// let (sums, outside) = (histogram.sums(), histogram.outside());
    /// assert_eq!(weighted::WeightedHistogram::from_sums(&bins, sums, outside)?, histogram);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] if there are not sums for each bin, [`Error::OutOfRange`] if a sum of
    /// squares is negative, and [`Error::OutOfMemory`] as [`new`](WeightedHistogram::new).
    pub fn from_sums(
        bins: &Bins,
        sums: &[WeightedSum],
        outside: [WeightedSum; 3],
    ) -> Result<Self, Error> {
        for (argument, sums) in [("sums", sums), ("outside", &outside)] {
            // Of weights that are NaN or infinite the squares are, too.
            if let Some(WeightedSum { squares: found, .. }) =
                sums.iter().find(|sum| sum.squares < 0.0)
            {
                return Err(Error::OutOfRange {
                    argument,
                    found: *found,
                    expected: "a sum of squares not below 0",
                });
            }
        }
        Ok(Self {
            bins: bins.clone(),
            sums: restored(bins, ("sums", sums), outside)?,
        })
    }

    /// The bins.
    pub fn bins(&self) -> &Bins {
        &self.bins
    }

    /// The sums of every bin.
    pub fn sums(&self) -> &[WeightedSum] {
        self.slots().inside()
    }

    /// The weights of what was below the first edge.
    pub fn underflow(&self) -> WeightedSum {
        self.outside()[0]
    }

    /// The weights of what was above the last edge.
    pub fn overflow(&self) -> WeightedSum {
        self.outside()[1]
    }

    /// The weights of values that were NaN.
    pub fn nan(&self) -> WeightedSum {
        self.outside()[2]
    }

    /// [`underflow`](WeightedHistogram::underflow), [`overflow`](WeightedHistogram::overflow) and
    /// [`nan`](WeightedHistogram::nan).
    pub fn outside(&self) -> [WeightedSum; 3] {
        self.slots().outside()
    }

    /// The weights of all values, in the bins or not, added in the order of the bins.
    pub fn total(&self) -> WeightedSum {
        let sums = self.sums.iter().copied();
        sums.fold(WeightedSum::default(), WeightedSum::add)
    }

    /// The edges of every bin and its sums, in order.
    ///
    /// ```
    /// use hotloop::kernels::histogram::{Bins, weighted};
    ///
    /// let mut histogram = weighted::WeightedHistogram::new(&Bins::uniform(2, 0.0, 1.0)?)?;
    /// weighted::simd(&[0.2, 0.7, 0.9], &[0.5, 2.0, 1.0], &mut histogram)?;
    /// let sums = histogram.iter().map(|(edges, bin)| (edges, bin.sum));
    /// assert!(sums.eq([([0.0, 0.5], 0.5), ([0.5, 1.0], 3.0)]));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    pub fn iter(
        &self,
    ) -> impl ExactSizeIterator<Item = ([f64; 2], WeightedSum)> + DoubleEndedIterator {
        self.slots().iter()
    }

    /// The density in every bin, `sum / width / sum in the bins`, whose integral over the bins is 1
    /// (NumPy's `density=True`); there is none if the weights in the bins come to 0.
    ///
    /// ```
    /// use hotloop::kernels::histogram::{Bins, weighted};
    ///
    /// let bins = Bins::from_edges(&[0.0, 1.0, 3.0])?;
    /// let mut histogram = weighted::WeightedHistogram::new(&bins)?;
    /// weighted::simd(&[0.5, 1.5], &[1.0, 3.0], &mut histogram)?;
    /// assert_eq!(histogram.density()?, Some(vec![0.25, 0.375]));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`] if there is no memory for the densities.
    pub fn density(&self) -> Result<Option<Vec<f64>>, Error> {
        let inside: f64 = self.sums().iter().map(|bin| bin.sum).sum();
        self.slots().density(|bin| bin.sum, inside)
    }

    /// Adds the sums of `other` to these, each rounded once.
    ///
    /// ```
    /// use hotloop::kernels::histogram::{Bins, weighted};
    ///
    /// let bins = Bins::uniform(2, 0.0, 1.0)?;
    /// let mut whole = weighted::WeightedHistogram::new(&bins)?;
    /// let mut part = whole.clone();
    /// weighted::simd(&[0.2, 0.7], &[0.5, 2.0], &mut whole)?;
    /// weighted::simd(&[0.9], &[1.0], &mut part)?;
    /// whole.merge(&part)?;
    /// assert_eq!((whole.sums()[1].sum, whole.sums()[1].squares), (3.0, 5.0));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the bins of the two are not the same; nothing is added then.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        let (bins, sums) = (&self.bins, &mut self.sums);
        other
            .slots()
            .merge_into(bins, sums, WeightedSum::add_assign)
    }

    /// Forgets all weights, and keeps the room for them.
    pub fn clear(&mut self) {
        self.sums.fill(WeightedSum::default());
    }

    /// What is in all slots.
    fn slots(&self) -> Slots<'_, WeightedSum> {
        let (bins, all) = (&self.bins, &self.sums[..]);
        Slots { bins, all }
    }

    /// The bins, and the sums to add to.
    #[inline(always)]
    pub(super) fn parts(&mut self) -> (&Bins, &mut [WeightedSum]) {
        (&self.bins, &mut self.sums)
    }
}

/// Adds each of `more` to the sum at its place.
pub(super) fn add(sums: &mut [WeightedSum], more: &[WeightedSum]) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum += *more;
    }
}

impl fmt::Debug for WeightedHistogram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WeightedHistogram")
            .field("bins", &self.bins)
            .field("sums", &self.sums())
            .field("underflow", &self.underflow())
            .field("overflow", &self.overflow())
            .field("nan", &self.nan())
            .finish()
    }
}
