//! Points drawn from a mixture.

use super::model::Mixture;
use crate::Error;
use crate::kernels::normal::Normal;
use crate::memory::{collected, filled};
use crate::random::{Generator, Variate};
use crate::simd::Float;

/// Words that are drawn at a time: 8 KiB, which stay in the first-level cache.
const WORDS: usize = 1024;

impl Mixture {
    /// Draws points from the mixture, as many as there are `labels`: `points` gets `d` coordinates
    /// of the first, `d` of the second, and so on, and `labels` the component that each is from.
    ///
    /// Each point takes `1 + d` words of the generator, in this order. The first makes a
    /// [uniform](crate::kernels::uniform) number from 0 to 1, and the label is the first component
    /// that takes the sum of the weights so far above it; a component of weight zero never does.
    /// The others make `d` standard [normal](crate::kernels::normal) numbers `z`, and the point is
    /// `mean + L z`, where `L L^T` is the covariance of the component and `L` lower triangular
    /// (Cholesky). All of it is computed in `f64`, and an `f32` is the nearest to that: both types draw
    /// the same labels, and the same points but for that rounding.
    ///
    /// So the points are the same on every machine and at every level, and two calls draw what one
    /// would have drawn. Point `i` begins `i * (1 + d)` words after the first, which
    /// [`advance`](Generator::advance) finds: several threads may draw parts of one sample.
    ///
    /// ```
    /// use hotloop::kernels::mixture::Mixture;
    /// use hotloop::random::Generator;
    ///
    /// let mixture = Mixture::new(&[0.25, 0.75], &[0.0, 100.0], &[1.0, 4.0])?; // on a line
    /// let (mut points, mut labels) = (vec![0.0_f64; 10_000], vec![0; 10_000]);
    /// mixture.sample(&mut Generator::new(10, 0), &mut points, &mut labels)?;
    ///
    /// let second = labels.iter().filter(|&&label| label == 1).count();
    /// assert!((7_300..7_700).contains(&second));
    /// assert!(points.iter().zip(&labels).all(|(x, label)| (x / 100.0).round() == *label as f64));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] if `points` has not `d` numbers for each of the `labels`,
    /// [`Error::OutOfMemory`] if there is no memory for a number a component and a few a dimension;
    /// nothing is written then, and no word taken.
    pub fn sample<T: Float>(
        &self,
        generator: &mut Generator,
        points: &mut [T],
        labels: &mut [usize],
    ) -> Result<(), Error> {
        let d = self.dimensions();
        let expected = labels.len().saturating_mul(d);
        Error::ensure_len("points", points.len(), "labels", expected)?;
        let ends = ends(self.weights())?;
        let rows = (WORDS / (1 + d)).clamp(1, labels.len().max(1));
        let mut words = filled("dimensions", rows * (1 + d), 0)?;
        let mut z = filled("dimensions", d, 0.0)?;
        for (points, labels) in points.chunks_mut(rows * d).zip(labels.chunks_mut(rows)) {
            let words = &mut words[..labels.len() * (1 + d)];
            generator.fill_u64(words);
            let points = points.chunks_exact_mut(d).zip(labels);
            for ((point, label), words) in points.zip(words.chunks_exact(1 + d)) {
                *label = component(&ends, words[0]);
                for (z, &word) in z.iter_mut().zip(&words[1..]) {
                    *z = Normal::STANDARD.one(word);
                }
                let rows = self.factor(*label).chunks_exact(d);
                for (i, (row, mean)) in rows.zip(self.mean(*label)).enumerate() {
                    let products = row[..=i].iter().zip(&z);
                    point[i] = T::nearest(mean + products.map(|(l, z)| l * z).sum::<f64>());
                }
            }
        }
        Ok(())
    }
}

/// The sum of the weights up to each component.
fn ends(weights: &[f64]) -> Result<Vec<f64>, Error> {
    let mut sum = 0.0;
    let sums = weights.iter().map(|weight| {
        sum += weight;
        sum
    });
    collected("components", sums)
}

/// The component that a word stands for.
fn component(ends: &[f64], word: u64) -> usize {
    // The weights sum to 1 but for roundings. The largest uniform number is 1 - 2^-53, and whatever
    // it is multiplied by, the product rounds to less: it is below the last end.
    let place = f64::unit(word) * ends[ends.len() - 1];
    ends.partition_point(|&end| end <= place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_falls_on_a_weight_of_zero() {
        let ends = ends(&[0.0, 0.1, 0.0, 0.2, 0.7, 0.0]).unwrap();
        assert_eq!(component(&ends, 0), 1);
        assert_eq!(component(&ends, u64::MAX), 4);
        for weights in [&[1.0][..], &[0.1; 10], &[0.3, 0.3, 0.4 - 1e-9, 0.0]] {
            let ends = super::ends(weights).unwrap();
            let label = component(&ends, u64::MAX);
            assert!(weights[label] > 0.0, "{weights:?}");
        }
    }
}
