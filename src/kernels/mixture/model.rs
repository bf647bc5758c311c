//! The mixture: weights, means, covariances.

use super::cholesky::{self, Indefinite};
use super::structure::Covariance;
use crate::Error;
use crate::memory::{collected, copied};
use crate::simd::math::plain::ln;

/// The largest magnitude of a coordinate: the squares of such numbers can still be summed.
pub(super) const MOST: f64 = 1e100;
pub(super) const COORDINATE: &str = "a number from -1e100 to 1e100";
/// What asks for the memory of all covariances, for errors.
pub(super) const COVARIANCES: &str = "components * dimensions^2";

/// A mixture of normal distributions in `d` dimensions: `m` components, each with a weight, a mean
/// and a covariance matrix.
///
/// Its density is `p(x) = sum_k weight_k N(x; mean_k, covariance_k)`, with
/// `N(x; u, S) = exp(-(x - u)^T S^-1 (x - u) / 2) / sqrt((2 pi)^d |S|)`.
///
/// ```
/// use hotloop::kernels::mixture::Mixture;
///
/// let mixture = Mixture::new(
///     &[0.5, 0.5],                                       // two components,
///     &[0.0, 0.0, 4.0, 4.0],                             // their means in the plane,
///     &[1.0, 0.0, 0.0, 1.0, /* and */ 2.0, 0.5, 0.5, 1.0], // and covariances
/// )?;
/// assert_eq!((mixture.components(), mixture.dimensions()), (2, 2));
/// assert_eq!(mixture.mean(1), [4.0, 4.0]);
///
/// let error = Mixture::new(&[1.0], &[0.0, 0.0], &[1.0, 2.0, 2.0, 1.0]).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "`covariances`: matrix 0 is not positive definite: found -3.0 as its pivot 1, \
///      expected more than rounding may leave of 0"
/// );
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Saved and restored
///
/// [`weights`](Self::weights), [`means`](Self::means) and [`covariances`](Self::covariances) are all
/// that there is to save, and what [`new`](Self::new) makes of them is the same mixture, to the bit.
/// The exception are limits that a fit of tiny or huge points may pass, with a variance below `1e-300`
/// or a mean that rounding has taken beyond `1e100`: `new` refuses those. Where the covariances are not
/// [`Full`](Covariance::Full), their [`structure`](Self::structure) is to be saved, too, and goes to
/// [`structured`](Self::structured).
///
/// With the feature `serde`, which is off unless asked for, a mixture is `Serialize` and
/// `Deserialize`: a struct with these three lists of numbers, each flat as here, and `structure`,
/// which a format for people leaves out where it is `"full"`. What is read is
/// looked at as `new` looks at it and refused with its words, but for those limits: so whatever was
/// saved is restored. A decimal format is exact if it
/// writes enough digits, as all do, and reads them correctly rounded, which `serde_json` does with
/// its feature `float_roundtrip`:
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use hotloop::kernels::mixture::Mixture;
///
/// let mixture = Mixture::new(&[0.1, 0.9], &[0.0, 1.0 / 3.0], &[1.0, 1e-17])?; // on a line
/// let saved = serde_json::to_string(&mixture).unwrap();
/// let expected = r#"{"weights":[0.1,0.9],"means":[0.0,0.3333333333333333],"covariances":[1.0,1e-17]}"#;
/// assert_eq!(saved, expected);
/// let restored: Mixture = serde_json::from_str(&saved).unwrap();
/// assert_eq!(restored, mixture);
///
/// let spoilt = saved.replace("1e-17", "-1e-17");
/// let error = serde_json::from_str::<Mixture>(&spoilt).unwrap_err();
/// let message = "`covariances`: matrix 1 is not positive definite: found -1e-17 as its pivot 0";
/// assert!(error.to_string().starts_with(message));
/// # }
/// # Ok::<(), hotloop::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[doc(alias = "GaussianMixture")]
pub struct Mixture {
    dimensions: usize,
    weights: Vec<f64>,
    means: Vec<f64>,
    covariances: Vec<f64>,
    /// The lower triangular factor of each covariance.
    factors: Vec<f64>,
    structure: Covariance,
}

impl Mixture {
    /// A mixture of as many components as there are weights, in as many dimensions as each has
    /// coordinates of its mean.
    ///
    /// `weights` has `m` numbers that sum to 1, `means` the `m * d` coordinates of the means, one
    /// mean after the other, `covariances` the `m * d * d` elements of the matrices, one after the
    /// other, in the squared unit of the means.
    ///
    /// # Errors
    ///
    /// * [`Error::Zero`] if there is no component, or no dimension;
    /// * [`Error::NotMultiple`] if `means` does not divide among the components,
    ///   [`Error::LengthMismatch`] if `covariances` does not go with it;
    /// * [`Error::OutOfRange`] if a number is NaN or infinite, if a mean has a coordinate beyond
    ///   `1e100` on either side, if a weight is negative, if the weights do not sum to 1 within
    ///   `1e-8`, or if a variance is above zero and below `1e-300`;
    /// * [`Error::NotSymmetric`], [`Error::NotPositiveDefinite`] if a covariance is no covariance:
    ///   which component, and where;
    /// * [`Error::OutOfMemory`] if there is no memory for another copy of the three, and for the
    ///   factors, which are as large as `covariances`.
    pub fn new(weights: &[f64], means: &[f64], covariances: &[f64]) -> Result<Self, Error> {
        Self::within((MOST, 1e-300), weights, means, covariances)
    }

    /// [`new`](Self::new) of what a mixture was saved as. A fit may leave means that rounding has
    /// taken beyond all points, and variances as small as the points are apart.
    #[cfg(feature = "serde")]
    pub(super) fn restored(
        weights: &[f64],
        means: &[f64],
        covariances: &[f64],
    ) -> Result<Self, Error> {
        Self::within((MOST * (1.0 + 1e-9), 0.0), weights, means, covariances)
    }

    /// A mixture whose means have no coordinate above `most`, and whose variances are no less than
    /// `least`.
    fn within(
        (most, least): (f64, f64),
        weights: &[f64],
        means: &[f64],
        covariances: &[f64],
    ) -> Result<Self, Error> {
        let (_, d) = shape(weights, means, covariances)?;
        check_weights(weights)?;
        for &mean in means {
            Error::ensure_finite("means", mean, |mean| mean.abs() <= most, COORDINATE)?;
        }
        let size = d * d;
        let mut factors = copied("covariances", covariances)?;
        for (component, factor) in factors.chunks_exact_mut(size).enumerate() {
            check_covariance(component, factor, d, least)?;
            cholesky::factor(factor, d)
                .map_err(|indefinite| not_positive_definite(component, indefinite))?;
        }
        Ok(Self {
            dimensions: d,
            weights: copied("weights", weights)?,
            means: copied("means", means)?,
            covariances: copied("covariances", covariances)?,
            factors,
            structure: Covariance::Full,
        })
    }

    /// The same mixture again: what `clone` does, but it may be refused.
    pub(super) fn copy(&self) -> Result<Self, Error> {
        Ok(Self {
            dimensions: self.dimensions,
            weights: copied("components", &self.weights)?,
            means: copied("components * dimensions", &self.means)?,
            covariances: copied(COVARIANCES, &self.covariances)?,
            factors: copied(COVARIANCES, &self.factors)?,
            structure: self.structure,
        })
    }

    /// The parts of a mixture, whose factors are known already.
    pub(super) fn from_parts(
        dimensions: usize,
        weights: Vec<f64>,
        means: Vec<f64>,
        (covariances, factors): (Vec<f64>, Vec<f64>),
        structure: Covariance,
    ) -> Self {
        Self {
            dimensions,
            weights,
            means,
            covariances,
            factors,
            structure,
        }
    }

    /// The same mixture, of which no more is free than the `structure` has: its
    /// [`parameters`](Self::parameters) are fewer, and so its [`bic`](Self::bic) is another. A fit says
    /// so itself, with the structure of its [`Settings`](super::Settings::covariance), and a mixture
    /// that is [`new`](Self::new) is [`Full`](Covariance::Full).
    ///
    /// ```
    /// use hotloop::kernels::mixture::{Covariance, Mixture};
    ///
    /// let mixture = Mixture::new(&[0.5, 0.5], &[0.0, 4.0], &[1.0, 1.0])?; // on a line
    /// assert_eq!(mixture.parameters(), 5);
    /// let mixture = mixture.structured(Covariance::Shared)?;
    /// assert_eq!(mixture.parameters(), 4);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] if the covariances have another structure.
    pub fn structured(self, structure: Covariance) -> Result<Self, Error> {
        structure.check(&self.covariances, self.dimensions)?;
        Ok(Self { structure, ..self })
    }

    /// What is free in the covariances.
    #[doc(alias = "covariance_type")]
    pub fn structure(&self) -> Covariance {
        self.structure
    }

    /// How many components there are, `m`.
    pub fn components(&self) -> usize {
        self.weights.len()
    }

    /// How many coordinates a point has, `d`.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The weight of each component.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The `m * d` coordinates of the means, one mean after the other.
    pub fn means(&self) -> &[f64] {
        &self.means
    }

    /// The mean of one component: `d` coordinates.
    ///
    /// # Panics
    ///
    /// If there is no such component.
    pub fn mean(&self, component: usize) -> &[f64] {
        nth(&self.means, self.dimensions, component)
    }

    /// The `m * d * d` elements of the covariance matrices, one matrix after the other.
    pub fn covariances(&self) -> &[f64] {
        &self.covariances
    }

    /// The covariance matrix of one component: `d * d` elements.
    ///
    /// # Panics
    ///
    /// If there is no such component.
    pub fn covariance(&self, component: usize) -> &[f64] {
        nth(&self.covariances, self.dimensions.pow(2), component)
    }

    /// The lower triangular factor of the covariance of one component: `d * d` elements.
    pub(super) fn factor(&self, component: usize) -> &[f64] {
        nth(&self.factors, self.dimensions.pow(2), component)
    }

    /// The logarithm of what is constant in the weighted density of one component,
    /// `ln weight - (d ln 2 pi + ln |covariance|) / 2`.
    pub(super) fn ln_scale(&self, component: usize) -> f64 {
        let d = self.dimensions;
        let ln_determinant = cholesky::ln_determinant(self.factor(component), d);
        let ln_tau = ln(std::f64::consts::TAU);
        ln(self.weights[component]) - 0.5 * (d as f64 * ln_tau + ln_determinant)
    }

    /// [`ln_scale`](Self::ln_scale) of every component.
    pub(super) fn ln_scales(&self) -> Result<Vec<f64>, Error> {
        let components = 0..self.components();
        collected("components", components.map(|k| self.ln_scale(k)))
    }

    /// How many parameters are free: `m d` of the means, `m - 1` of the weights, as if they had been
    /// fitted (of a fit with fixed weights, so many fewer are free), and of the covariances as many as
    /// their [structure](Covariance) has, `m d (d + 1) / 2` of full ones.
    pub fn parameters(&self) -> usize {
        let (m, d) = (self.components(), self.dimensions);
        m * d + self.structure.parameters(m, d) + m - 1
    }
}

/// The numbers of one component. An index times a size might overflow, and be another component's.
fn nth(numbers: &[f64], size: usize, component: usize) -> &[f64] {
    let numbers = numbers.chunks_exact(size).nth(component);
    numbers.expect("there are fewer components")
}

/// The numbers of components and dimensions that the lengths say.
fn shape(weights: &[f64], means: &[f64], covariances: &[f64]) -> Result<(usize, usize), Error> {
    let m = weights.len();
    if m == 0 {
        let argument = "weights";
        return Err(Error::Zero { argument });
    }
    if means.is_empty() {
        let argument = "means";
        return Err(Error::Zero { argument });
    }
    if !means.len().is_multiple_of(m) {
        return Err(Error::NotMultiple {
            argument: "means",
            found: means.len(),
            group: "components",
            size: m,
        });
    }
    let d = means.len() / m;
    let expected = means.len().saturating_mul(d);
    Error::ensure_len("covariances", covariances.len(), "means", expected)?;
    Ok((m, d))
}

fn check_weights(weights: &[f64]) -> Result<(), Error> {
    let expected = "a number from 0 to 1";
    for &weight in weights {
        Error::ensure_finite("weights", weight, |w| (0.0..=1.0).contains(&w), expected)?;
    }
    let sum: f64 = weights.iter().sum();
    let near_1 = |sum: f64| (sum - 1.0).abs() <= 1e-8;
    Error::ensure_finite("weights", sum, near_1, "a sum of 1 within 1e-8")
}

fn check_covariance(
    component: usize,
    covariance: &[f64],
    d: usize,
    least: f64,
) -> Result<(), Error> {
    for &found in covariance {
        let expected = "a finite number";
        Error::ensure_finite("covariances", found, |_| true, expected)?;
    }
    for &variance in covariance.iter().step_by(d + 1) {
        let expected = "a variance of at least 1e-300";
        let accepts = |variance: f64| variance <= 0.0 || variance >= least;
        Error::ensure_finite("covariances", variance, accepts, expected)?;
    }
    for row in 0..d {
        for column in 0..row {
            let (a, b) = (covariance[row * d + column], covariance[column * d + row]);
            // By the deviations: what is zero but for rounding may have any sign on either side.
            let [this, that] = [row, column].map(|i| covariance[i * d + i].abs().sqrt());
            if (a - b).abs() > 1e-8 * (this * that) {
                return Err(Error::NotSymmetric {
                    argument: "covariances",
                    matrix: component,
                    row,
                    column,
                });
            }
        }
    }
    Ok(())
}

pub(super) fn not_positive_definite(component: usize, indefinite: Indefinite) -> Error {
    Error::NotPositiveDefinite {
        argument: "covariances",
        matrix: component,
        pivot: indefinite.pivot,
        found: indefinite.found,
    }
}
