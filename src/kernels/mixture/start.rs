//! The start of a fit: k-means++.

use super::model::{COVARIANCES, Mixture, not_positive_definite};
use super::moments::hold;
use super::settings::Settings;
use crate::Error;
use crate::memory::{filled, room};
use crate::random::{Float, Generator};

/// Points whose distances are summed at a time: whoever looks for a place in the sum of all looks
/// for the block first.
const BLOCK: usize = 1024;

impl Mixture {
    /// A mixture for a fit to begin with: its means are points of `x`, chosen at random and apart
    /// (k-means++, Arthur and Vassilvitskii 2007).
    ///
    /// `x` has `dimensions` coordinates of the first point, as many of the second, and so on. The
    /// first mean is any point, each with the same chance. Each further mean is a point with a
    /// chance in proportion to `D^2`, the square of its distance from the nearest mean so far. So
    /// no point is chosen twice, unless there are fewer different points than components, or all
    /// are closer than `1e-162`.
    ///
    /// The weights are equal. The covariances are equal, too: the scatter of the points about their
    /// nearest means, `sum_i (x_i - mean) (x_i - mean)^T / n`, plus the covariance floor of the
    /// `settings` on its diagonal, which are those that the fit is made with.
    ///
    /// It takes `O(n m d)` time, memory for a number a point beside that of the mixture, and one
    /// word of the generator for each component.
    ///
    /// # Several starts
    ///
    /// Each iteration climbs, so a fit ends on the top that is nearest to its start, and that need
    /// not be the highest. A start with two means in one cluster and none in another often stays
    /// that way. So make several, and keep the fit whose log-likelihood is best. The generator goes
    /// on from one start to the next: that is why it is an argument, and not a seed.
    ///
    /// ```
    /// use hotloop::kernels::mixture::{self, Mixture, Settings};
    /// use hotloop::random::Generator;
    ///
    /// let mut generator = Generator::new(10, 0);
    /// let truth = Mixture::new(&[0.25; 4], &[0.0, 10.0, 20.0, 30.0], &[1.0; 4])?; // on a line
    /// let (mut x, mut labels) = (vec![0.0; 1000], vec![0; 1000]);
    /// truth.sample(&mut generator, &mut x, &mut labels)?;
    ///
    /// let settings = Settings::default();
    /// let (mut best, mut most) = (None, f64::NEG_INFINITY);
    /// for _ in 0..10 {
    ///     let start = Mixture::k_means_plus_plus(&x, 1, 4, &settings, &mut generator)?;
    ///     let fit = mixture::simd(&x, &start, &settings)?;
    ///     let likelihood = fit.mixture().mean_log_likelihood(&x)?;
    ///     if likelihood > most {
    ///         (best, most) = (Some(fit), likelihood);
    ///     }
    /// }
    /// assert!(most > truth.mean_log_likelihood(&x)?);
    /// let mut means = best.unwrap().mixture().means().to_vec();
    /// means.sort_by(f64::total_cmp);
    /// assert!(means.iter().zip(truth.means()).all(|(fit, true_)| (fit - true_).abs() < 0.3));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// The highest top of all is no mixture that anyone wants: a component on a single point, as
    /// narrow as the floor allows. [`Fit::states`](super::Fit::states) calls it
    /// [`Floored`](super::State::Floored). A single point far off is likely to be chosen, and then
    /// is such a component.
    ///
    /// # Errors
    ///
    /// * [`Error::Zero`] if there are no points, dimensions or components;
    /// * [`Error::NotMultiple`] if `x` is no whole number of points, [`Error::TooSmall`] if there
    ///   are fewer than components;
    /// * [`Error::OutOfRange`] if a coordinate is NaN, infinite, or beyond `1e100` on either side,
    ///   or if a setting is out of range;
    /// * [`Error::NotPositiveDefinite`] if the points do not scatter in all directions about their
    ///   means (all are equal, or as many as there are components; a coordinate is constant, or
    ///   follows from others) and the covariance floor is zero;
    /// * [`Error::OutOfMemory`] if there is no memory for the mixture, or for the distances.
    ///
    /// No word is taken unless all of the memory is there.
    pub fn k_means_plus_plus(
        x: &[f64],
        dimensions: usize,
        components: usize,
        settings: &Settings,
        generator: &mut Generator,
    ) -> Result<Self, Error> {
        let points = super::points::check(x, dimensions)?;
        if components == 0 {
            let argument = "components";
            return Err(Error::Zero { argument });
        }
        super::fit::enough(points, components)?;
        settings.check()?;
        let (m, d) = (components, dimensions);
        // Asked for before anything is drawn, and before the loops.
        let elements = m.saturating_mul(d).saturating_mul(d);
        let mut covariances = filled(COVARIANCES, elements, 0.0)?;
        let mut factors = filled(COVARIANCES, elements, 0.0)?;
        let mut means = room("components * dimensions", m * d)?;
        let weights = filled("components", m, 1.0 / m as f64)?;
        let mut squares = filled("points", points, f64::INFINITY)?;
        let mut sums = room("points", points.div_ceil(BLOCK))?;
        let mut apart = filled("dimensions", d, 0.0)?;

        choose(x, d, m, &mut means, (&mut squares, &mut sums), generator);
        // The first component's, with the place of its factor as room for a part of the sum.
        let (covariance, later) = covariances.split_at_mut(d * d);
        let (factor, later_factors) = factors.split_at_mut(d * d);
        scatter(x, &means, covariance, factor, &mut apart);
        for variance in covariance.iter_mut().step_by(d + 1) {
            *variance += settings.covariance_floor;
        }
        hold(covariance, factor, d, settings.covariance_floor)
            .map_err(|indefinite| not_positive_definite(0, indefinite))?;
        let others = later.chunks_exact_mut(d * d);
        for (other, other_factor) in others.zip(later_factors.chunks_exact_mut(d * d)) {
            other.copy_from_slice(covariance);
            other_factor.copy_from_slice(factor);
        }
        Ok(Self::from_parts(d, weights, means, covariances, factors))
    }
}

/// Chooses the points that become means. `squares` holds the squares of the distances from the
/// nearest one so far, and infinity at first; `sums` is room for a number a block of them.
fn choose(
    x: &[f64],
    d: usize,
    m: usize,
    means: &mut Vec<f64>,
    (squares, sums): (&mut [f64], &mut Vec<f64>),
    generator: &mut Generator,
) {
    let mut chosen = any(squares.len(), generator.next_u64());
    means.extend_from_slice(&x[chosen * d..][..d]);
    while means.len() < m * d {
        let mean = &means[means.len() - d..];
        sums.clear();
        for (x, squares) in x.chunks(BLOCK * d).zip(squares.chunks_mut(BLOCK)) {
            for (point, nearest) in x.chunks_exact(d).zip(squares.iter_mut()) {
                *nearest = nearest.min(square(point, mean));
            }
            sums.push(squares.iter().sum::<f64>());
        }
        chosen = far(squares, sums, generator.next_u64());
        means.extend_from_slice(&x[chosen * d..][..d]);
    }
}

/// The square of the distance between two points. It is finite: no coordinate is beyond `1e100`.
#[inline]
fn square(a: &[f64], b: &[f64]) -> f64 {
    let mut square = 0.0;
    for (a, b) in a.iter().zip(b) {
        square += (a - b) * (a - b);
    }
    square
}

/// The index below `count` that a word stands for, each with the same chance but for one in
/// `2^64 / count` (Lemire, Fast random integer generation in an interval, 2019).
fn any(count: usize, word: u64) -> usize {
    ((u128::from(word) * count as u128) >> 64) as usize
}

/// The index that a word stands for, each with a chance in proportion to its square. `sums` are
/// those of the squares, by block.
fn far(squares: &[f64], sums: &[f64], word: u64) -> usize {
    let total: f64 = sums.iter().sum();
    if total == 0.0 {
        return any(squares.len(), word); // Every point is a mean already.
    }
    let (block, place) = fall(sums, f64::unit(word) * total);
    let from = block * BLOCK;
    let to = squares.len().min(from + BLOCK);
    from + fall(&squares[from..to], place).0
}

/// Which of these lengths, laid end to end, a place falls on, and how far from its beginning. It
/// never falls on a length of zero; a place that roundings leave beyond the end falls on the last
/// that is not.
fn fall(lengths: &[f64], mut place: f64) -> (usize, f64) {
    let mut last = 0;
    for (i, &length) in lengths.iter().enumerate() {
        if length > 0.0 {
            if place < length {
                return (i, place);
            }
            place -= length;
            last = i;
        }
    }
    (last, place)
}

/// Adds to `scatter` the covariance of the points about their nearest means. `part` is room for
/// another matrix, and `apart` for a distance.
fn scatter(x: &[f64], means: &[f64], scatter: &mut [f64], part: &mut [f64], apart: &mut [f64]) {
    let d = apart.len();
    // Parts of the sum, because a long one loses more to rounding.
    for x in x.chunks(BLOCK * d) {
        part.fill(0.0);
        for point in x.chunks_exact(d) {
            let mut nearest = (f64::INFINITY, &means[..d]);
            for mean in means.chunks_exact(d) {
                let square = square(point, mean);
                if square < nearest.0 {
                    nearest = (square, mean);
                }
            }
            for ((apart, x), mean) in apart.iter_mut().zip(point).zip(nearest.1) {
                *apart = x - mean;
            }
            for (row, a) in part.chunks_exact_mut(d).zip(&*apart) {
                for (element, b) in row.iter_mut().zip(&*apart) {
                    *element += a * b;
                }
            }
        }
        for (sum, part) in scatter.iter_mut().zip(&*part) {
            *sum += part;
        }
    }
    let points = (x.len() / d) as f64;
    for element in scatter {
        *element /= points;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_falls_on_what_has_a_length() {
        let lengths = [0.0, 1.0, 0.0, 3.0, 0.0];
        assert_eq!(fall(&lengths, 0.0), (1, 0.0));
        assert_eq!(fall(&lengths, 1.0), (3, 0.0));
        assert_eq!(fall(&lengths, 3.5), (3, 2.5));
        assert_eq!(fall(&lengths, 4.0).0, 3);
    }

    #[test]
    fn far_points_are_drawn_by_their_squares() {
        // In the second block, so that the first is passed over.
        let mut squares = vec![0.0; BLOCK + 10];
        (squares[BLOCK], squares[BLOCK + 9]) = (1.0, 3.0);
        let sums = [0.0, 4.0];
        assert_eq!(far(&squares, &sums, 0), BLOCK);
        assert_eq!(far(&squares, &sums, u64::MAX / 4), BLOCK);
        assert_eq!(far(&squares, &sums, u64::MAX / 4 + 2), BLOCK + 9);
        assert_eq!(far(&squares, &sums, u64::MAX), BLOCK + 9);
        assert_eq!(far(&[0.0; 10], &[0.0], u64::MAX), 9);
        assert_eq!((any(10, 0), any(10, u64::MAX)), (0, 9));
    }
}
