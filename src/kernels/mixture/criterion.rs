//! What makes one mixture better than another.

use super::model::Mixture;
use crate::simd::math::plain::ln;

/// What makes one mixture better than another with more components: the less, the better.
///
/// `L` is the likelihood of all points, `p` how many [`parameters`](Mixture::parameters) are free.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Criterion {
    /// The Bayesian information criterion (Schwarz 1978), `p ln n - 2 ln L`, with `n` points, or as
    /// many as they count. It finds the number of components that the points were drawn from, if
    /// they are many.
    ///
    /// Weights that sum to 1 or less take the penalty away, and then more components are always better:
    /// scale them to the number of independent points first.
    Bic,
    /// Akaike's information criterion (1974), `2 p - 2 ln L`. It finds what says most of other
    /// points, and asks for more components than [`Bic`](Criterion::Bic) does.
    Aic,
}

impl Criterion {
    /// The criterion of a mixture under which points that count so often, together, have such a
    /// log-likelihood.
    ///
    /// ```
    /// use hotloop::kernels::mixture::{Criterion, Mixture, Points};
    ///
    /// let x = [-1.0, 0.0, 1.0];
    /// let (normal, points) = (Mixture::new(&[1.0], &[0.0], &[1.0])?, Points::new(&x, 1)?);
    /// let moments = points.moments(&normal)?;
    /// let bic = Criterion::Bic.of(&normal, moments.log_likelihood(), points.total_weight());
    /// assert!((bic - normal.bic(&x)?).abs() < 1e-12);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    pub fn of(self, mixture: &Mixture, log_likelihood: f64, total_weight: f64) -> f64 {
        let a_parameter = match self {
            Self::Bic => ln(total_weight),
            Self::Aic => 2.0,
        };
        mixture.parameters() as f64 * a_parameter - 2.0 * log_likelihood
    }
}
