//! The same loops with the bounds checks taken off.

use super::checked::{precisions, responsibilities};
use super::counted::Counted;
use super::counts;
use super::fit::{self, Fit, iterate};
use super::model::Mixture;
use super::moments::{Component, Moments};
use super::settings::Settings;
use super::spread;
use crate::Error;
use crate::memory::gathered;
use crate::simd::Float;
use crate::simd::math::plain::{exp, ln};

/// [`checked`](super::checked()) without the bounds checks. The same operations in the same order
/// give the same bits.
///
/// ```
/// use hotloop::kernels::mixture::{self, Mixture, Settings};
///
/// let x = [0.0, 0.1, 0.2, 5.0, 5.1, 5.2];
/// let start = Mixture::new(&[0.5, 0.5], &[1.0, 4.0], &[1.0, 1.0])?;
/// let fit = mixture::unchecked(&x, &start, &Settings::default())?;
/// assert_eq!(fit, mixture::checked(&x, &start, &Settings::default())?);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`](super::checked()).
pub fn unchecked<T: Float>(x: &[T], start: &Mixture, settings: &Settings) -> Result<Fit, Error> {
    let points = fit::check(x, start)?;
    climb(x, (|_| 1.0, points as f64), start, settings)
}

/// [`weighted::checked`](super::weighted::checked) without the bounds checks, to the same bits.
///
/// ```
/// use hotloop::kernels::mixture::{self, Mixture, Settings};
///
/// let (x, weights) = ([0.0, 1.0, 5.0, 6.0], [3.0, 1.0, 2.0, 0.0]);
/// let (start, settings) = (Mixture::new(&[0.5, 0.5], &[1.0, 4.0], &[1.0, 1.0])?, Settings::default());
/// let fit = mixture::weighted::unchecked(&x, &weights, &start, &settings)?;
/// assert_eq!(fit, mixture::weighted::checked(&x, &weights, &start, &settings)?);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`weighted::checked`](super::weighted::checked).
#[doc(alias = "sample_weight")]
pub fn weighted<T: Float>(
    x: &[T],
    weights: &[f64],
    start: &Mixture,
    settings: &Settings,
) -> Result<Fit, Error> {
    let counted = Counted::new(x, start.dimensions(), weights)?;
    let (x, weights) = counted.parts();
    fit::enough_weighted(weights.len(), start.components())?;
    assert!(weights.len() == x.len() / start.dimensions());
    // SAFETY: `expectation`, and nothing else, asks for points `0..x.len() / d`, and there are as
    // many weights, as was asserted.
    let count = |i| unsafe { *weights.get_unchecked(i) };
    climb(x, (count, counts::total(weights)), start, settings)
}

/// The fit of points of which each, by its index, counts so often, and all together so often.
fn climb<T: Float>(
    x: &[T],
    (count, total): (impl Fn(usize) -> f64, f64),
    start: &Mixture,
    settings: &Settings,
) -> Result<Fit, Error> {
    let points = x.len() / start.dimensions();
    let mut responsibilities = responsibilities(points, start)?;
    iterate(start, settings, |model| {
        let log_likelihood = expectation(x, &count, model, &mut responsibilities)?;
        let (m, d) = (model.components(), model.dimensions());
        let components = (0..m).map(|k| component(x, d, &responsibilities, m, k));
        let components = gathered("components", components)?;
        Ok(Moments::new(d, (points, total), log_likelihood, components))
    })
}

/// First pass: the responsibility of each component for each point, as often as the point counts.
/// Returns the log-likelihood.
fn expectation<T: Float>(
    x: &[T],
    count: impl Fn(usize) -> f64,
    model: &Mixture,
    responsibilities: &mut [f64],
) -> Result<f64, Error> {
    let (m, d) = (model.components(), model.dimensions());
    let points = x.len() / d;
    let means = model.means();
    assert!(responsibilities.len() == points * m && means.len() == m * d);
    let (inverses, scales) = (precisions(model)?, model.ln_scales()?);
    assert!(inverses.len() == m && scales.len() == m);
    assert!(inverses.iter().all(|inverse| inverse.len() == d * d));
    let mut log_likelihood = 0.0;
    for i in 0..points {
        let mut most = f64::NEG_INFINITY;
        for k in 0..m {
            // SAFETY: there are `m` inverses and `m` scales, as was asserted, and `k < m`.
            let (inverse, scale) = unsafe { (inverses.get_unchecked(k), scales.get_unchecked(k)) };
            let mut square = 0.0;
            for a in 0..d {
                for b in 0..d {
                    // SAFETY: `i < x.len() / d`, `k < m` and `a, b < d`; the means have `m * d`
                    // coordinates, and an inverse `d * d` elements, as was asserted.
                    square += unsafe {
                        let xa: f64 = (*x.get_unchecked(i * d + a)).into();
                        let xb: f64 = (*x.get_unchecked(i * d + b)).into();
                        let da = xa - means.get_unchecked(k * d + a);
                        let db = xb - means.get_unchecked(k * d + b);
                        da * db * inverse.get_unchecked(a * d + b)
                    };
                }
            }
            // SAFETY: `i < points` and `k < m`; there are `points * m`, as was asserted.
            let density = unsafe { responsibilities.get_unchecked_mut(i * m + k) };
            *density = scale - 0.5 * square;
            most = most.max(*density);
        }
        let mut sum = 0.0;
        for k in 0..m {
            // SAFETY: as above.
            let density = unsafe { responsibilities.get_unchecked_mut(i * m + k) };
            *density = exp(*density - most);
            sum += *density;
        }
        for k in 0..m {
            // SAFETY: as above.
            let density = unsafe { responsibilities.get_unchecked_mut(i * m + k) };
            *density = *density / sum * count(i);
        }
        log_likelihood += (most + ln(sum)) * count(i);
    }
    Ok(log_likelihood)
}

/// Second and third pass: the mean of the points, as much as each belongs to the component, and the
/// scatter about it.
fn component<T: Float>(
    x: &[T],
    d: usize,
    responsibilities: &[f64],
    m: usize,
    k: usize,
) -> Result<Component, Error> {
    let points = x.len() / d;
    let Component {
        mut weight,
        mut mean,
        mut scatter,
    } = Component::new(d)?;
    assert!(responsibilities.len() == points * m && k < m);
    assert!(mean.len() == d && scatter.len() == d * (d + 1) / 2);
    for i in 0..points {
        // SAFETY: `i < points` and `k < m`; there are `points * m`, as was asserted.
        let r = unsafe { *responsibilities.get_unchecked(i * m + k) };
        weight += r;
        for a in 0..d {
            // SAFETY: `i < x.len() / d` and `a < d`, the length of the mean.
            unsafe { *mean.get_unchecked_mut(a) += r * (*x.get_unchecked(i * d + a)).into() };
        }
    }
    for a in 0..d {
        // SAFETY: `a < d`, the length of the mean.
        unsafe { *mean.get_unchecked_mut(a) /= weight.max(f64::MIN_POSITIVE) };
    }
    for i in 0..points {
        // SAFETY: as above.
        let r = unsafe { *responsibilities.get_unchecked(i * m + k) };
        let mut element = 0;
        for a in 0..d {
            for b in 0..=a {
                // SAFETY: `i < x.len() / d` and `b <= a < d`, the length of the mean. The pairs of
                // them are `d * (d + 1) / 2`, as many as the scatter has elements, as was asserted.
                unsafe {
                    let xa: f64 = (*x.get_unchecked(i * d + a)).into();
                    let xb: f64 = (*x.get_unchecked(i * d + b)).into();
                    let (da, db) = (xa - mean.get_unchecked(a), xb - mean.get_unchecked(b));
                    *scatter.get_unchecked_mut(element) += r * da * db;
                }
                element += 1;
            }
        }
    }
    let component = Component {
        weight,
        mean,
        scatter,
    };
    Ok(spread::or_rounding(component, x, responsibilities, k))
}

#[cfg(test)]
mod tests {
    use super::super::checked;
    use super::*;

    #[test]
    fn the_bits_are_those_of_checked() {
        let x: Vec<f64> = (0..60_u32).map(|i| f64::from(i * i % 31)).collect();
        for (d, m) in [(1, 1), (1, 3), (2, 2), (3, 4), (5, 2)] {
            let mut covariances = vec![0.0; m * d * d];
            for covariance in covariances.chunks_exact_mut(d * d) {
                covariance.fill(10.0);
                covariance.iter_mut().step_by(d + 1).for_each(|v| *v = 40.0);
            }
            let weights = vec![1.0 / m as f64; m];
            let start = Mixture::new(&weights, &x[..m * d], &covariances).unwrap();
            let settings = Settings {
                iterations: 5,
                ..Settings::default()
            };
            let fit = unchecked(&x, &start, &settings).unwrap();
            assert_eq!(fit, checked(&x, &start, &settings).unwrap(), "{d}, {m}");
        }
    }
}
