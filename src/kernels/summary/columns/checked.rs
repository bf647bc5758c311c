//! A column after the other, one number at a time.

use super::super::value::{greater, lesser, scale};
use super::super::{Summary, far};
use super::shape;
use crate::Error;
use crate::simd::Float;

/// The [`Summary`] of every column of `x`, each as [`summary::checked`](super::super::checked) makes it,
/// to the bit.
///
/// `x` has as many columns as there are `summaries`, row after row. Whatever those were before is gone.
///
/// ```
/// use hotloop::kernels::summary::{self, Summary, columns};
///
/// let mut summaries = [Summary::default(); 2];
/// columns::checked(&[1.0, 10.0, 2.0, 20.0, 3.0, 60.0], &mut summaries)?;
/// assert_eq!(summaries[0], summary::checked(&[1.0, 2.0, 3.0]));
/// assert_eq!(summaries[1].mean(), Some(30.0));
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Zero`] if there are no `summaries`, [`Error::NotMultiple`] if the length of `x` is no
/// multiple of their number; nothing is written then.
pub fn checked<T: Float>(x: &[T], summaries: &mut [Summary]) -> Result<(), Error> {
    let (rows, columns) = (shape::rows(x, summaries)?, summaries.len());
    for (column, summary) in summaries.iter_mut().enumerate() {
        let (mut sum, mut mean, mut squares) = (0.0, 0.0, 0.0);
        let (mut min, mut max) = (f64::INFINITY, f64::NEG_INFINITY);
        for row in 0..rows {
            let value: f64 = x[row * columns + column].into();
            let before = value - mean;
            mean += before / (row + 1) as f64;
            squares += before * (value - mean);
            sum += value;
            min = lesser(value, min);
            max = greater(value, max);
        }
        *summary = if scale(min, max) == 1.0 {
            Summary::new(rows as u64, sum, squares, min, max)
        } else {
            far::one_by_one(x.iter().skip(column).step_by(columns), min, max)
        };
    }
    Ok(())
}
