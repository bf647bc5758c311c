//! One value and one weight at a time.

use super::super::Value;
use super::{WeightedHistogram, check};
use crate::Error;

/// Adds every weight to the bin of its value, one after the other.
///
/// ```
/// use hotloop::kernels::histogram::{Bins, weighted};
///
/// let mut histogram = weighted::WeightedHistogram::new(&Bins::uniform(3, 0.0, 3.0)?)?;
/// weighted::checked(&[0.0, 1.5, 3.0, 1.0], &[1.0, 0.5, 2.0, 0.25], &mut histogram)?;
/// assert_eq!(histogram.sums().iter().map(|bin| bin.sum).collect::<Vec<_>>(), [1.0, 0.75, 2.0]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::LengthMismatch`] if there are not as many weights as values; nothing is added then.
pub fn checked<T: Value, W: Value>(
    x: &[T],
    weights: &[W],
    histogram: &mut WeightedHistogram,
) -> Result<(), Error> {
    check(x, weights)?;
    let (bins, sums) = histogram.parts();
    for i in 0..x.len() {
        sums[bins.slot(x[i].to_f64())] += weights[i].to_f64();
    }
    Ok(())
}
