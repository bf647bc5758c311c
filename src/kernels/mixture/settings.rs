//! How a mixture is fitted.

use super::structure::Covariance;
use crate::Error;

/// The least covariance floor above zero: the least variance of a mixture that is given.
const LEAST_FLOOR: f64 = 1e-300;

/// How a mixture is fitted: how long, to what tolerance, and what is held.
///
/// ```
/// use hotloop::kernels::mixture::{Covariance, Settings, Weights};
///
/// let settings = Settings::default();
/// assert_eq!((settings.iterations, settings.tolerance), (100, 1e-3)); // as scikit-learn's
///
/// // The tutorial's: a fixed number of iterations, and weights that stay as they are.
/// let tutorial = Settings {
///     iterations: 50,
///     tolerance: 0.0,
///     covariance_floor: 0.0,
///     weights: Weights::Fixed,
///     covariance: Covariance::Full,
/// };
/// # let _ = tutorial;
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// The most iterations that are made. None is allowed: the fit is the start then.
    #[doc(alias = "max_iter")]
    pub iterations: usize,
    /// The fit has converged once the mean log-likelihood of a point changes by less than this from
    /// one iteration to the next. Zero goes through all iterations.
    #[doc(alias = "tol")]
    pub tolerance: f64,
    /// What is added to every variance, in the squared unit of the points, so that a component
    /// cannot collapse on a point or a line: no direction has a smaller variance. Zero adds
    /// nothing, and a component that collapses is an error then. What lies between zero and `1e-300` is
    /// refused, as such a variance of a start is.
    ///
    /// Without a floor, a variance has to be more than rounding may leave of points that are all the
    /// same: a deviation of at most `7e-15` times the mean is refused. Of points that are far from
    /// zero for their spread, such as timestamps in nanoseconds, subtract an offset first.
    #[doc(alias = "reg_covar")]
    pub covariance_floor: f64,
    /// Whether the weights are fitted, too.
    pub weights: Weights,
    /// What is free in the covariances. Those of the start may have any structure: the first
    /// iteration gives them this one.
    #[doc(alias = "covariance_type")]
    pub covariance: Covariance,
}

/// Whether the weights are fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weights {
    /// They are: each becomes the mean responsibility of its component.
    Learned,
    /// They stay what they are at the start. Equal ones are the tutorial's, which leaves them out.
    Fixed,
}

impl Default for Settings {
    /// What scikit-learn does: at most 100 iterations, a tolerance of `1e-3`, a floor of `1e-6`,
    /// weights that are learned, and full covariances.
    fn default() -> Self {
        Self {
            iterations: 100,
            tolerance: 1e-3,
            covariance_floor: 1e-6,
            weights: Weights::Learned,
            covariance: Covariance::Full,
        }
    }
}

impl Settings {
    pub(super) fn check(&self) -> Result<(), Error> {
        let expected = "a finite number not below 0";
        let not_negative = |x| x >= 0.0;
        Error::ensure_finite("tolerance", self.tolerance, not_negative, expected)?;
        let floor = self.covariance_floor;
        let accepts = |floor| floor == 0.0 || floor >= LEAST_FLOOR;
        let expected = "0, or a finite number not below 1e-300";
        Error::ensure_finite("covariance_floor", floor, accepts, expected)
    }
}
