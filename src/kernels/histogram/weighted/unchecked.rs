//! The same loop with the bounds checks taken off.

use super::super::Value;
use super::super::bins::slots;
use super::{WeightedHistogram, check};
use crate::Error;

/// [`checked`](super::checked()) without the bounds checks: the same bits.
///
/// ```
/// use hotloop::kernels::histogram::{Bins, weighted};
///
/// let mut histogram = weighted::WeightedHistogram::new(&Bins::from_edges(&[0.0, 1.0, 10.0])?)?;
/// weighted::unchecked(&[0.5, 1.0, 2.0], &[1, 2, 3], &mut histogram)?;
/// assert_eq!((histogram.sums()[1].sum, histogram.sums()[1].squares), (5.0, 13.0));
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::LengthMismatch`] if there are not as many weights as values; nothing is added then.
pub fn unchecked<T: Value, W: Value>(
    x: &[T],
    weights: &[W],
    histogram: &mut WeightedHistogram,
) -> Result<(), Error> {
    check(x, weights)?;
    let (bins, sums) = histogram.parts();
    assert!(sums.len() == slots(bins.count()));
    for i in 0..x.len() {
        // SAFETY: `i` is below the length of `x`.
        let value = unsafe { *x.get_unchecked(i) }.to_f64();
        // SAFETY: the lengths are equal: `check` has seen to it.
        let weight = unsafe { *weights.get_unchecked(i) }.to_f64();
        // SAFETY: there are `count + 3` slots, and `Bins::slot` ends at or below `count + 2`: that is of
        // a NaN, and others have reached `count` edges at most, and one slot more above the last.
        unsafe { *sums.get_unchecked_mut(bins.slot(value)) += weight };
    }
    Ok(())
}
