//! The start of a fit: k-means++.

use super::maximise::hold;
use super::model::{COVARIANCES, Mixture, not_positive_definite};
use super::nearest;
use super::points::{Line, Points};
use super::settings::Settings;
use crate::Error;
use crate::memory::{filled, room};
use crate::random::Generator;
use crate::simd::{Float, LANES, Level};
use std::ops::Range;

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
    /// `settings` on its diagonal, which are those that the fit is made with; and what their
    /// [structure](super::Covariance) has of that.
    ///
    /// It takes `O(n m d)` time, memory for the points once more and a number each beside that of the
    /// mixture, and one word of the generator for each component.
    ///
    /// # Several starts
    ///
    /// Each iteration climbs, so a fit ends on the top that is nearest to its start, and that need
    /// not be the highest. A start with two means in one cluster and none in another often stays
    /// that way. So make several, and keep the fit whose log-likelihood is best:
    /// [`fit_best`](super::fit_best()) does, and this is how. The generator goes
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
    /// * [`Error::NotMultiple`] if `x` is no whole number of points, [`Error::Invalid`] if there
    ///   are fewer than components;
    /// * [`Error::OutOfRange`] if a coordinate is NaN, infinite, or beyond `1e100` on either side,
    ///   or if a setting is out of range;
    /// * [`Error::NotPositiveDefinite`] if the points do not scatter in all directions about their
    ///   means (all are equal, or as many as there are components; a coordinate is constant, or
    ///   follows from others) and the covariance floor is zero;
    /// * [`Error::OutOfMemory`] if there is no memory for the mixture, or for the distances.
    ///
    /// No word is taken unless all of the memory is there.
    #[doc(alias = "init_params")]
    pub fn k_means_plus_plus<T: Float>(
        x: &[T],
        dimensions: usize,
        components: usize,
        settings: &Settings,
        generator: &mut Generator,
    ) -> Result<Self, Error> {
        let points = Points::new(x, dimensions)?;
        let (level, name) = (Level::current(), "x");
        points.start(level, name, components, settings, generator)
    }
}

impl Points {
    /// A mixture for a fit to begin with: [`Mixture::k_means_plus_plus`] of points that are laid
    /// out already.
    ///
    /// Points that have weights are chosen as often as they count: the first mean in proportion to
    /// its weight, the others to `D^2` times theirs; and the covariances are those of so many points.
    ///
    /// ```
    /// use hotloop::kernels::mixture::{Mixture, Points, Settings};
    /// use hotloop::random::Generator;
    ///
    /// let (x, settings) = ([0.0, 1.0, 8.0, 9.0], Settings::default());
    /// let points = Points::new(&x, 1)?;
    /// let start = points.k_means_plus_plus(2, &settings, &mut Generator::new(10, 0))?;
    /// let same = Mixture::k_means_plus_plus(&x, 1, 2, &settings, &mut Generator::new(10, 0))?;
    /// assert_eq!(start, same);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Mixture::k_means_plus_plus`], of points that have been looked at.
    #[doc(alias = "init_params")]
    pub fn k_means_plus_plus(
        &self,
        components: usize,
        settings: &Settings,
        generator: &mut Generator,
    ) -> Result<Mixture, Error> {
        self.k_means_plus_plus_at(Level::current(), components, settings, generator)
    }

    /// [`k_means_plus_plus`](Points::k_means_plus_plus) at the given level: the same at each.
    ///
    /// # Errors
    ///
    /// As [`k_means_plus_plus`](Points::k_means_plus_plus).
    pub fn k_means_plus_plus_at(
        &self,
        level: Level,
        components: usize,
        settings: &Settings,
        generator: &mut Generator,
    ) -> Result<Mixture, Error> {
        self.start(level, "points", components, settings, generator)
    }

    /// [`k_means_plus_plus`](Points::k_means_plus_plus), with a name for the points.
    fn start(
        &self,
        level: Level,
        name: &'static str,
        components: usize,
        settings: &Settings,
        generator: &mut Generator,
    ) -> Result<Mixture, Error> {
        if components == 0 {
            let argument = "components";
            return Err(Error::Zero { argument });
        }
        super::fit::enough(name, self.len(), components)?;
        settings.check()?;
        let (m, d) = (components, self.dimensions());
        // Asked for before anything is drawn, and before the loops.
        let elements = m.saturating_mul(d).saturating_mul(d);
        let mut covariances = filled(COVARIANCES, elements, 0.0)?;
        let mut factors = filled(COVARIANCES, elements, 0.0)?;
        let mut means = room("components * dimensions", m * d)?;
        let weights = filled("components", m, 1.0 / m as f64)?;
        let mut squares = filled("points", self.len(), f64::INFINITY)?;
        let mut sums = room("points", self.len().div_ceil(BLOCK))?;
        let mut apart = filled("dimensions", d, Line([0.0; LANES]))?;

        choose(
            level,
            self,
            m,
            &mut means,
            (&mut squares, &mut sums),
            generator,
        );
        // The first component's, with the place of its factor as room for a part of the sum.
        let (covariance, later) = covariances.split_at_mut(d * d);
        let (factor, later_factors) = factors.split_at_mut(d * d);
        scatter(level, self, &means, covariance, factor, &mut apart);
        settings.covariance.constrain(covariance, d);
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
        let (matrices, structure) = ((covariances, factors), settings.covariance);
        Ok(Mixture::from_parts(d, weights, means, matrices, structure))
    }
}

/// Chooses the points that become means. `squares` holds the squares of the distances from the
/// nearest one so far, and infinity at first; `sums` is room for a number a block of them.
fn choose(
    level: Level,
    points: &Points,
    m: usize,
    means: &mut Vec<f64>,
    (squares, sums): (&mut [f64], &mut Vec<f64>),
    generator: &mut Generator,
) {
    let d = points.dimensions();
    let mut chosen = any(points, squares, sums, f64::INFINITY, generator.next_u64());
    means.extend((0..d).map(|a| points.coordinate(chosen, a)));
    while means.len() < m * d {
        let mean = &means[means.len() - d..];
        nearest::lower_at(level, points.lines(0..points.len()), mean, squares);
        sum_chances(points, squares, sums);
        let word = generator.next_u64();
        chosen = if sums.iter().sum::<f64>() == 0.0 {
            any(points, squares, sums, 0.0, word) // Every point is a mean already.
        } else {
            far(points, squares, sums, word)
        };
        means.extend((0..d).map(|a| points.coordinate(chosen, a)));
    }
}

/// Any point, each with a chance in proportion to its weight. The squares become what is said.
fn any(points: &Points, squares: &mut [f64], sums: &mut Vec<f64>, then: f64, word: u64) -> usize {
    if !points.is_weighted() {
        return index(squares.len(), word);
    }
    squares.fill(1.0);
    sum_chances(points, squares, sums);
    let chosen = far(points, squares, sums, word);
    squares.fill(then);
    chosen
}

/// The squares of some points, times their weights.
#[inline]
fn chances(points: &Points, squares: &[f64], range: Range<usize>) -> impl Iterator<Item = f64> {
    range.map(|i| squares[i] * points.weight(i))
}

/// The sums of the squares times the weights, by block. Four blocks at a time, because an addition to
/// one sum waits for the one before.
fn sum_chances(points: &Points, squares: &[f64], sums: &mut Vec<f64>) {
    sums.clear();
    let fours = squares.len() / (4 * BLOCK) * 4 * BLOCK;
    for from in (0..fours).step_by(4 * BLOCK) {
        let mut four = [0.0; 4];
        for i in from..from + BLOCK {
            for (block, sum) in four.iter_mut().enumerate() {
                let i = i + block * BLOCK;
                *sum += squares[i] * points.weight(i);
            }
        }
        sums.extend(four);
    }
    for from in (fours..squares.len()).step_by(BLOCK) {
        let to = squares.len().min(from + BLOCK);
        sums.push(chances(points, squares, from..to).sum());
    }
}

/// The index below `count` that a word stands for, each with the same chance but for one in
/// `2^64 / count` (Lemire, Fast random integer generation in an interval, 2019).
fn index(count: usize, word: u64) -> usize {
    ((u128::from(word) * count as u128) >> 64) as usize
}

/// The point that a word stands for, each with a chance in proportion to its square times its
/// weight, which are not all zero. `sums` are those of the products, by block.
fn far(points: &Points, squares: &[f64], sums: &[f64], word: u64) -> usize {
    let total: f64 = sums.iter().sum();
    let (block, place) = fall(sums.iter().copied(), f64::unit(word) * total);
    let from = block * BLOCK;
    let to = squares.len().min(from + BLOCK);
    from + fall(chances(points, squares, from..to), place).0
}

/// Which of these lengths, laid end to end, a place falls on, and how far from its beginning. It
/// never falls on a length of zero; a place that roundings leave beyond the end falls on the last
/// that is not.
fn fall(lengths: impl Iterator<Item = f64>, mut place: f64) -> (usize, f64) {
    let mut last = 0;
    for (i, length) in lengths.enumerate() {
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
/// another matrix, and `apart` for the coordinates of eight points.
fn scatter(
    level: Level,
    points: &Points,
    means: &[f64],
    scatter: &mut [f64],
    part: &mut [f64],
    apart: &mut [Line],
) {
    // Parts of the sum, because a long one loses more to rounding.
    for from in (0..points.len()).step_by(BLOCK) {
        let block = from..points.len().min(from + BLOCK);
        let (lines, weights, len) = (
            points.lines(block.clone()),
            points.weights(block.clone()),
            block.len(),
        );
        part.fill(0.0);
        nearest::scatter_at(level, lines, weights, len, means, part, apart);
        for (sum, part) in scatter.iter_mut().zip(&*part) {
            *sum += part;
        }
    }
    for element in scatter {
        *element /= points.total_weight();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_falls_on_what_has_a_length() {
        let fall = |place| fall([0.0, 1.0, 0.0, 3.0, 0.0].into_iter(), place);
        assert_eq!(fall(0.0), (1, 0.0));
        assert_eq!(fall(1.0), (3, 0.0));
        assert_eq!(fall(3.5), (3, 2.5));
        assert_eq!(fall(4.0).0, 3);
    }

    #[test]
    fn far_points_are_drawn_by_their_squares_and_weights() {
        let points = Points::new(&vec![0.0; BLOCK + 10], 1).unwrap();
        let weights: Vec<f64> = (0..BLOCK + 10)
            .map(|i| if i == BLOCK { 3.0 } else { 0.5 })
            .collect();
        let weighted = points.clone().weighted(&weights).unwrap();
        // In the second block, so that the first is passed over.
        let mut squares = vec![0.0; BLOCK + 10];
        (squares[BLOCK], squares[BLOCK + 9]) = (1.0, 3.0);
        let mut sums = vec![];
        // One in four is the first, and two in three.
        for (points, part) in [(points, u64::MAX / 4), (weighted, u64::MAX / 3 * 2)] {
            sum_chances(&points, &squares, &mut sums);
            let far = |word| far(&points, &squares, &sums, word);
            assert_eq!((far(0), far(part - 4096)), (BLOCK, BLOCK));
            assert_eq!((far(part + 4096), far(u64::MAX)), (BLOCK + 9, BLOCK + 9));
        }
        assert_eq!((index(10, 0), index(10, u64::MAX)), (0, 9));
    }
}
