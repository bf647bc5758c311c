//! What merges to the same bits in any order: sums of integers.

use super::Ranks;
use super::agree::{Failure, Terms, fingerprint};
use crate::Error;
use crate::kernels::histogram::Histogram;
use crate::kernels::sum::Exact;
use crate::memory::{filled, room};
use mpi::collective::{CommunicatorCollectives, SystemOperation};

impl Ranks<'_> {
    /// The sum of the sums of all ranks, on every rank: MPI adds the digits of all in whatever order suits it, and
    /// nothing is rounded, so there is one answer. It cannot fail.
    ///
    /// ```no_run
    /// use hotloop::kernels::sum::Exact;
    ///
    /// # fn f(ranks: &hotloop::ranks::Ranks, x: &[f64]) {
    /// let mut sum = Exact::new();
    /// sum.add_slice(x); // this rank's numbers, any part of all
    /// let total = ranks.exact(&sum).total(); // correctly rounded
    /// # }
    /// ```
    #[doc(alias = "allreduce")]
    pub fn exact(&self, sum: &Exact) -> Exact {
        let ours = sum.to_addends();
        let mut all = [0; Exact::ADDENDS];
        self.communicator
            .all_reduce_into(&ours, &mut all, SystemOperation::sum());
        Exact::of_addends(&all)
    }

    /// The histogram of the values of all ranks, on every rank: counts are added up, and saturate at 2^63, as in
    /// [`Histogram::merge`].
    ///
    /// ```no_run
    /// use hotloop::kernels::histogram::{self, Bins, Histogram};
    ///
    /// # fn f(ranks: &hotloop::ranks::Ranks, x: &[f64]) -> Result<(), hotloop::Error> {
    /// let mut histogram = Histogram::new(&Bins::uniform(1024, 0.0, 1.0)?)?;
    /// histogram::simd(x, &mut histogram); // this rank's values
    /// let all = ranks.histogram(&histogram)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// On all ranks the same: [`Error::Invalid`] if the bins of the ranks differ, [`Error::Rank`] if one of them has
    /// no memory for the counts.
    #[doc(alias = "allreduce")]
    pub fn histogram(&self, histogram: &Histogram) -> Result<Histogram, Error> {
        let len = histogram.counts().len();
        let both = halves(histogram).and_then(|ours| {
            let all = filled("bins", ours.len(), 0_u64)?;
            Ok((ours, all))
        });
        let edges = histogram.bins().edges().iter().map(|edge| edge.to_bits());
        let terms = Terms {
            argument: "bins",
            values: [len as u64, fingerprint(edges)],
            bytes: 0,
        };
        let ((ours, mut all), _) = self.settle(both.map_err(Failure::Error), terms)?;
        self.communicator
            .all_reduce_into(&ours[..], &mut all[..], SystemOperation::sum());
        self.agree(restored(histogram, &all))
    }
}

/// What a count saturates at, as in [`Histogram::merge`].
const MOST: u128 = 1 << 63;

/// The lower and the upper half of every count, then of those outside: the sums of so many halves do not overflow.
fn halves(histogram: &Histogram) -> Result<Vec<u64>, Error> {
    let (counts, outside) = (histogram.counts(), histogram.outside());
    let mut halves = room("bins", 2 * (counts.len() + outside.len()))?;
    for count in counts.iter().chain(&outside) {
        halves.extend([count & u64::from(u32::MAX), count >> 32]);
    }
    Ok(halves)
}

/// The histogram of such sums.
fn restored(like: &Histogram, halves: &[u64]) -> Result<Histogram, Error> {
    let mut counts = room("bins", halves.len() / 2)?;
    for [low, high] in halves.as_chunks().0 {
        let count = u128::from(*low) + (u128::from(*high) << 32);
        counts.push(count.min(MOST) as u64);
    }
    let (counts, outside) = counts.split_at(counts.len() - 3);
    let outside = [outside[0], outside[1], outside[2]];
    Histogram::from_counts(like.bins(), counts, outside)
}
