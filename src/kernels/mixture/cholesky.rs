//! Triangular factors of covariance matrices, and their inverses.

use crate::Error;
use crate::memory::filled;
use crate::simd::math::plain::ln;

/// Why there is no factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Indefinite {
    /// Which pivot is not above what rounding may leave of zero: the variance of that coordinate, given those before it.
    pub(super) pivot: usize,
    /// Its value.
    pub(super) found: f64,
}

/// Overwrites `A` with the lower triangular `L` with `L L^T = A`, row-major with zeros above the
/// diagonal (Cholesky). Of `A`, the lower triangle is read, each element before it is overwritten.
/// A pivot has to be larger than what rounding alone makes of a zero.
pub(super) fn factor(matrix: &mut [f64], dimensions: usize) -> Result<(), Indefinite> {
    let d = dimensions;
    for i in 0..d {
        for j in 0..=i {
            let (row_i, row_j) = (&matrix[i * d..i * d + j], &matrix[j * d..j * d + j]);
            let dot: f64 = row_i.iter().zip(row_j).map(|(a, b)| a * b).sum();
            let rest = matrix[i * d + j] - dot;
            matrix[i * d + j] = if j < i {
                rest / matrix[j * d + j]
            } else if rest > noise(matrix[i * d + i], d) && rest < f64::INFINITY {
                rest.sqrt()
            } else {
                let (pivot, found) = (i, rest);
                return Err(Indefinite { pivot, found });
            };
        }
        matrix[i * d + i + 1..(i + 1) * d].fill(0.0);
    }
    Ok(())
}

/// What rounding may leave of a pivot that is zero, where the variance is this.
pub(super) fn noise(variance: f64, dimensions: usize) -> f64 {
    4.0 * dimensions as f64 * f64::EPSILON * variance.abs()
}

/// The inverse of a lower triangular matrix, which is lower triangular.
pub(super) fn inverse(lower: &[f64], dimensions: usize) -> Result<Vec<f64>, Error> {
    let d = dimensions;
    let mut inverse = filled("dimensions^2", d * d, 0.0)?;
    for column in 0..d {
        inverse[column * d + column] = 1.0 / lower[column * d + column];
        for i in column + 1..d {
            let dot: f64 = (column..i)
                .map(|j| lower[i * d + j] * inverse[j * d + column])
                .sum();
            inverse[i * d + column] = -dot / lower[i * d + i];
        }
    }
    Ok(inverse)
}

/// `ln |A|`, from the factor of `A`.
pub(super) fn ln_determinant(lower: &[f64], dimensions: usize) -> f64 {
    let diagonal = lower.iter().step_by(dimensions + 1);
    2.0 * diagonal.map(|pivot| ln(*pivot)).sum::<f64>()
}
