//! What a mixture says of points.

use super::model::Mixture;
use super::points::{self, Line};
use super::terms::{Score, Terms, run};
use crate::Error;
use crate::numerics::compensated::Compensated;
use crate::simd::math::plain::ln;
use crate::simd::{F64x8, Float, LANES, Level, Simd, math};

/// Points whose log-densities are summed at a time: 8 KiB, which stay in the first-level cache.
const BLOCK: usize = 1024;

/// What a mixture says of points. `x` has `d` coordinates of the first point, `d` of the second,
/// and so on.
///
/// All of it comes of the logarithms of the terms, `t_k = ln(weight_k N(x; mean_k, covariance_k))`,
/// and of the largest of them, `t`: the density is `exp(t) sum_k exp(t_k - t)`. A term may be far
/// too small for a number, but its logarithm is not, and at least one summand is 1. So points may
/// be millions of deviations from every mean. (The logarithm of a term ends at `-9e307`, `1.3e154`
/// deviations away.)
///
/// A logarithm of a term is off by a few roundings, `2^-53` each, of what it is the sum of: the
/// square of the distance in deviations, the logarithm of the determinant and that of the weight.
/// If the covariance is close to singular, the distance loses as many digits as any solution of its
/// equations does. All of it is the same at every level, to the bit.
impl Mixture {
    /// The logarithm of the density at each point, `out[i] = ln p(x_i)`: scikit-learn's
    /// `score_samples`.
    ///
    /// ```
    /// use hotloop::kernels::mixture::Mixture;
    ///
    /// let mixture = Mixture::new(&[0.5, 0.5], &[0.0, 4.0], &[1.0, 1.0])?; // on a line
    /// let mut out = [0.0; 2];
    /// mixture.ln_densities(&[2.0, 1e6], &mut out)?;
    /// assert!((out[0].exp() - (-2.0_f64).exp() / std::f64::consts::TAU.sqrt()).abs() < 1e-15);
    /// assert!((out[1] / -0.5 / (1e6 - 4.0_f64).powi(2) - 1.0).abs() < 1e-11); // exp of it is 0
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// * [`Error::Zero`] if there are no points, [`Error::NotMultiple`] if `x` is no whole number
    ///   of them, [`Error::LengthMismatch`] if `out` has not one number for each;
    /// * [`Error::OutOfRange`] if a coordinate is NaN, infinite, or beyond `1e100` on either side;
    /// * [`Error::OutOfMemory`] if there is no memory for another copy of the mixture's factors, and
    ///   for some vectors a component and dimension.
    ///
    /// Nothing is written then.
    #[doc(alias = "score_samples")]
    pub fn ln_densities<T: Float>(&self, x: &[T], out: &mut [f64]) -> Result<(), Error> {
        self.ln_densities_at(Level::current(), x, out)
    }

    /// [`ln_densities`](Mixture::ln_densities) at the given level.
    ///
    /// # Errors
    ///
    /// As [`ln_densities`](Mixture::ln_densities).
    pub fn ln_densities_at<T: Float>(
        &self,
        level: Level,
        x: &[T],
        out: &mut [f64],
    ) -> Result<(), Error> {
        let points = points::check(x, self.dimensions())?;
        Error::ensure_len("out", out.len(), "x", points)?;
        Terms::new(self)?.run(level, x, &mut LnDensities { rest: out });
        Ok(())
    }

    /// How much each point belongs to each component: scikit-learn's `predict_proba`. `out` gets
    /// `m` numbers of the first point, `m` of the second, and so on:
    /// `out[i * m + k] = weight_k N(x_i; mean_k, covariance_k) / p(x_i)`, from 0 to 1. Those of a
    /// point sum to 1, but for `m` roundings.
    ///
    /// ```
    /// use hotloop::kernels::mixture::Mixture;
    ///
    /// let mixture = Mixture::new(&[0.5, 0.5], &[0.0, 4.0], &[1.0, 1.0])?; // on a line
    /// let mut out = [0.0; 4];
    /// mixture.responsibilities(&[2.0, 1e6], &mut out)?;
    /// assert_eq!(out, [0.5, 0.5, 0.0, 1.0]);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`ln_densities`](Mixture::ln_densities), with `m` numbers for each point.
    #[doc(alias = "predict_proba")]
    pub fn responsibilities<T: Float>(&self, x: &[T], out: &mut [f64]) -> Result<(), Error> {
        self.responsibilities_at(Level::current(), x, out)
    }

    /// [`responsibilities`](Mixture::responsibilities) at the given level.
    ///
    /// # Errors
    ///
    /// As [`responsibilities`](Mixture::responsibilities).
    pub fn responsibilities_at<T: Float>(
        &self,
        level: Level,
        x: &[T],
        out: &mut [f64],
    ) -> Result<(), Error> {
        let points = points::check(x, self.dimensions())?;
        let expected = points.saturating_mul(self.components());
        Error::ensure_len("out", out.len(), "x", expected)?;
        Terms::new(self)?.run(level, x, &mut Responsibilities { rest: out });
        Ok(())
    }

    /// The component that each point belongs to most, the first of equals: scikit-learn's
    /// `predict`.
    ///
    /// It compares the terms and takes no exponential.
    ///
    /// ```
    /// use hotloop::kernels::mixture::Mixture;
    ///
    /// let mixture = Mixture::new(&[0.5, 0.5], &[0.0, 4.0], &[1.0, 1.0])?; // on a line
    /// let mut labels = [0; 3];
    /// mixture.labels(&[1.9, 2.0, 2.1], &mut labels)?;
    /// assert_eq!(labels, [0, 0, 1]);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`ln_densities`](Mixture::ln_densities).
    #[doc(alias = "predict")]
    pub fn labels<T: Float>(&self, x: &[T], out: &mut [usize]) -> Result<(), Error> {
        self.labels_at(Level::current(), x, out)
    }

    /// [`labels`](Mixture::labels) at the given level.
    ///
    /// # Errors
    ///
    /// As [`labels`](Mixture::labels).
    pub fn labels_at<T: Float>(
        &self,
        level: Level,
        x: &[T],
        out: &mut [usize],
    ) -> Result<(), Error> {
        let points = points::check(x, self.dimensions())?;
        Error::ensure_len("out", out.len(), "x", points)?;
        Terms::new(self)?.run(level, x, &mut Labels { rest: out });
        Ok(())
    }

    /// The mean log-likelihood of a point, `sum_i ln p(x_i) / n`: scikit-learn's `score`.
    ///
    /// Parts of 1,024 points are summed plainly, and the parts with compensation: the error of
    /// summing is `1025 u sum_i |ln p(x_i)| / n` at most, with `u = 2^-53`. It is `-inf` if the sum
    /// overflows, which takes densities below `exp(-1e300)`.
    ///
    /// ```
    /// use hotloop::kernels::mixture::Mixture;
    ///
    /// let normal = Mixture::new(&[1.0], &[0.0], &[1.0])?;
    /// let mean = normal.mean_log_likelihood(&[-1.0, 1.0])?;
    /// assert!((mean + 0.5 * (1.0 + std::f64::consts::TAU.ln())).abs() < 1e-15);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`ln_densities`](Mixture::ln_densities).
    #[doc(alias = "score")]
    pub fn mean_log_likelihood<T: Float>(&self, x: &[T]) -> Result<f64, Error> {
        self.mean_log_likelihood_at(Level::current(), x)
    }

    /// [`mean_log_likelihood`](Mixture::mean_log_likelihood) at the given level.
    ///
    /// # Errors
    ///
    /// As [`mean_log_likelihood`](Mixture::mean_log_likelihood).
    pub fn mean_log_likelihood_at<T: Float>(&self, level: Level, x: &[T]) -> Result<f64, Error> {
        let points = points::check(x, self.dimensions())?;
        Ok(self.sum_of_logs(level, x)? / points as f64)
    }

    /// The log-likelihood of all points, `ln L = sum_i ln p(x_i)`, which
    /// [`mean_log_likelihood`](Mixture::mean_log_likelihood) is the mean of. Of points that have
    /// weights, [`Moments::log_likelihood`](super::Moments::log_likelihood) is.
    ///
    /// ```
    /// use hotloop::kernels::mixture::Mixture;
    ///
    /// let normal = Mixture::new(&[1.0], &[0.0], &[1.0])?;
    /// let x = [-1.0_f32, 1.0];
    /// assert_eq!(normal.log_likelihood(&x)?, 2.0 * normal.mean_log_likelihood(&x)?);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`ln_densities`](Mixture::ln_densities).
    pub fn log_likelihood<T: Float>(&self, x: &[T]) -> Result<f64, Error> {
        self.log_likelihood_at(Level::current(), x)
    }

    /// [`log_likelihood`](Mixture::log_likelihood) at the given level.
    ///
    /// # Errors
    ///
    /// As [`log_likelihood`](Mixture::log_likelihood).
    pub fn log_likelihood_at<T: Float>(&self, level: Level, x: &[T]) -> Result<f64, Error> {
        points::check(x, self.dimensions())?;
        self.sum_of_logs(level, x)
    }

    /// Akaike's information criterion (1974), `2 p - 2 ln L`, with the likelihood `L` of all points
    /// and `p` free [`parameters`](Mixture::parameters): of several models, the one with the least
    /// is likely to say most of other points. scikit-learn's `aic`.
    ///
    /// ```
    /// use hotloop::kernels::mixture::Mixture;
    ///
    /// let normal = Mixture::new(&[1.0], &[0.0], &[1.0])?;
    /// let x = [-1.0, 1.0];
    /// let aic = normal.aic(&x)?;
    /// assert!((aic - (4.0 - 4.0 * normal.mean_log_likelihood(&x)?)).abs() < 1e-14);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`ln_densities`](Mixture::ln_densities).
    pub fn aic<T: Float>(&self, x: &[T]) -> Result<f64, Error> {
        points::check(x, self.dimensions())?;
        let log_likelihood = self.sum_of_logs(Level::current(), x)?;
        Ok(2.0 * self.parameters() as f64 - 2.0 * log_likelihood)
    }

    /// The Bayesian information criterion (Schwarz 1978), `p ln n - 2 ln L`, with the likelihood
    /// `L` of all `n` points and `p` free [`parameters`](Mixture::parameters). It asks for fewer
    /// components than [`aic`](Mixture::aic) does, of eight points or more. scikit-learn's `bic`.
    ///
    /// ```
    /// use hotloop::kernels::mixture::Mixture;
    ///
    /// let x = [-2.0, -1.0, 0.0, 1.0, 2.0]; // two components are one too many
    /// let one = Mixture::new(&[1.0], &[0.0], &[2.0])?;
    /// let two = Mixture::new(&[0.5, 0.5], &[-1.0, 1.0], &[1.0, 1.0])?;
    /// assert!(one.bic(&x)? < two.bic(&x)?);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`ln_densities`](Mixture::ln_densities).
    pub fn bic<T: Float>(&self, x: &[T]) -> Result<f64, Error> {
        let points = points::check(x, self.dimensions())?;
        let log_likelihood = self.sum_of_logs(Level::current(), x)?;
        Ok(self.parameters() as f64 * ln(points as f64) - 2.0 * log_likelihood)
    }

    /// The logarithm of the likelihood of all points.
    fn sum_of_logs<T: Float>(&self, level: Level, x: &[T]) -> Result<f64, Error> {
        let d = self.dimensions();
        let mut terms = Terms::new(self)?;
        let mut densities = [0.0; BLOCK];
        let mut sum = Compensated::default();
        for x in x.chunks(BLOCK * d) {
            let densities = &mut densities[..x.len() / d];
            terms.run(level, x, &mut LnDensities { rest: densities });
            sum = sum.add(densities.iter().sum());
        }
        Ok(sum.total())
    }
}

/// The largest term of each of eight points.
#[inline(always)]
fn largest<S: Simd>(simd: S, terms: &[Line]) -> S::F64x8 {
    let mut largest = simd.splat(f64::NEG_INFINITY);
    for term in terms {
        largest = largest.max(simd.load(&term.0));
    }
    largest
}

struct LnDensities<'a> {
    rest: &'a mut [f64],
}

impl Score for LnDensities<'_> {
    fn take_all(&mut self, level: Level, terms: &mut Terms, points: usize) {
        run(level, terms, points, self);
    }

    #[inline(always)]
    fn take<S: Simd>(&mut self, simd: S, terms: &mut [Line], points: usize) {
        let largest = largest(simd, terms);
        let mut sum = simd.splat(0.0);
        for term in terms {
            sum += math::exp(simd, simd.load(&term.0) - largest);
        }
        let densities = (largest + math::ln(simd, sum)).to_array();
        let (out, rest) = std::mem::take(&mut self.rest).split_at_mut(points);
        out.copy_from_slice(&densities[..points]);
        self.rest = rest;
    }
}

struct Responsibilities<'a> {
    rest: &'a mut [f64],
}

impl Score for Responsibilities<'_> {
    fn take_all(&mut self, level: Level, terms: &mut Terms, points: usize) {
        run(level, terms, points, self);
    }

    #[inline(always)]
    fn take<S: Simd>(&mut self, simd: S, terms: &mut [Line], points: usize) {
        let largest = largest(simd, terms);
        let mut sum = simd.splat(0.0);
        for term in &mut *terms {
            let share = math::exp(simd, simd.load(&term.0) - largest);
            share.store(&mut term.0);
            sum += share;
        }
        for term in &mut *terms {
            (simd.load(&term.0) / sum).store(&mut term.0);
        }
        let (out, rest) = std::mem::take(&mut self.rest).split_at_mut(points * terms.len());
        for (lane, row) in out.chunks_exact_mut(terms.len()).enumerate() {
            for (share, term) in row.iter_mut().zip(&*terms) {
                *share = term.0[lane % LANES];
            }
        }
        self.rest = rest;
    }
}

struct Labels<'a> {
    rest: &'a mut [usize],
}

impl Score for Labels<'_> {
    fn take_all(&mut self, level: Level, terms: &mut Terms, points: usize) {
        run(level, terms, points, self);
    }

    #[inline(always)]
    fn take<S: Simd>(&mut self, simd: S, terms: &mut [Line], points: usize) {
        let mut largest = simd.splat(f64::NEG_INFINITY);
        let mut label = simd.splat(0.0);
        for (k, term) in terms.iter().enumerate() {
            let term = simd.load(&term.0);
            // As a number, which counts to 2^53.
            label = S::F64x8::select(largest.lt(term), simd.splat(k as f64), label);
            largest = largest.max(term);
        }
        let labels = label.to_array();
        let (out, rest) = std::mem::take(&mut self.rest).split_at_mut(points);
        for (out, label) in out.iter_mut().zip(labels) {
            *out = label as usize;
        }
        self.rest = rest;
    }
}
