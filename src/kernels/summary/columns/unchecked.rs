//! The same loop with the bounds checks taken off.

use super::super::value::{greater, lesser, scale};
use super::super::{Summary, far};
use super::shape;
use crate::Error;
use crate::simd::Float;

/// [`checked`](super::checked) without the bounds checks: the same bits.
///
/// ```
/// use hotloop::kernels::summary::{Summary, columns};
///
/// let mut summaries = [Summary::default(); 2];
/// columns::unchecked(&[1.0, 10.0, 2.0, 20.0], &mut summaries)?;
/// assert_eq!(summaries.map(|summary| summary.sum()), [3.0, 30.0]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`](super::checked).
pub fn unchecked<T: Float>(x: &[T], summaries: &mut [Summary]) -> Result<(), Error> {
    let (rows, columns) = (shape::rows(x, summaries)?, summaries.len());
    for (column, summary) in summaries.iter_mut().enumerate() {
        let (mut sum, mut mean, mut squares) = (0.0, 0.0, 0.0);
        let (mut min, mut max) = (f64::INFINITY, f64::NEG_INFINITY);
        for row in 0..rows {
            // SAFETY: `column` is below `columns` and `row` below `rows`, of which the product is
            // `x.len()`.
            let value: f64 = unsafe { *x.get_unchecked(row * columns + column) }.into();
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
