//! What the covariances have in common: which of their elements are free.

use super::moments::Component;
use crate::Error;
use std::fmt;
use std::str::FromStr;

/// What is free in the covariances of a mixture: `covariance_type` of scikit-learn.
///
/// A full covariance has `d (d + 1) / 2` numbers, and a component with few points in many dimensions
/// does not settle them: it collapses, or fits the noise. So they may be held: each component has its own
/// matrix, or its variances alone, or all have one matrix, or each has one variance. It is one of the
/// [settings](super::Settings::covariance), so every rung has it, with weights or without, and
/// [`fit_best`](super::fit_best) has. Only the maximisation differs, and how many free
/// [`parameters`](super::Mixture::parameters) AIC and BIC count: of the moments it takes what is likeliest
/// under the constraint (McLachlan and Peel, Finite Mixture Models, 2000). Tests hold all of them to
/// scikit-learn's fits.
///
/// The covariance of a normal distribution is a size, a shape and an orientation (Banfield and Raftery
/// 1993), and each of the three may be free or held. With the moments `N`, `u` and
/// `S = sum_i r_i (x_i - u) (x_i - u)^T` of each of `m` components in `d` dimensions, these are the
/// likeliest covariances of each structure, with their names in Celeux and Govaert (1995) and in R's
/// `mclust`:
///
/// | | the covariance of component `k` | free | | `mclust` |
/// |---|---|---|---|---|
/// | `Full` | `S_k / N_k` | `m d (d + 1) / 2` | `[λ_k D_k A_k D_k^T]` | VVV |
/// | `Diagonal` | the diagonal of `S_k / N_k` | `m d` | `[λ_k B_k]` | VVI |
/// | `Shared` | `sum_j S_j / sum_j N_j` | `d (d + 1) / 2` | `[λ D A D^T]` | EEE |
/// | `Spherical` | `tr(S_k) / (d N_k)` times the unit matrix | `m` | `[λ_k I]` | VII |
///
/// The covariance floor is added to the diagonal of each. A mixture holds whole matrices whatever
/// their structure, so an iteration takes as long with one as with another: what a structure saves is
/// parameters, which few points in many dimensions cannot settle.
///
/// Each has a name for a person or a file: `full`, `diagonal`, `shared` or `spherical`. The feature
/// `serde` writes it; it reads scikit-learn's `diag` and `tied`, too, as `parse` does.
///
/// ```
/// use hotloop::kernels::mixture::{self, Covariance, Mixture, Settings};
///
/// let x = [0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 9.0, 9.0, 8.0, 7.0, 9.0, 7.0]; // six points in the plane
/// let unit = [1.0, 0.0, 0.0, 1.0];
/// let start = Mixture::new(&[0.5, 0.5], &[0.0, 0.0, 9.0, 9.0], &[unit, unit].concat())?;
/// let fitted = |covariance| {
///     let settings = Settings { covariance, ..Settings::default() };
///     mixture::simd(&x, &start, &settings)
/// };
/// let diagonal = fitted(Covariance::Diagonal)?.into_mixture();
/// assert_eq!(diagonal.covariance(0)[1..3], [0.0, 0.0]);
/// let shared = fitted(Covariance::Shared)?.into_mixture();
/// assert_eq!(shared.covariance(0), shared.covariance(1));
/// let spherical = fitted(Covariance::Spherical)?.into_mixture();
/// assert_eq!(spherical.covariance(0)[0], spherical.covariance(0)[3]);
///
/// assert_eq!("tied".parse::<Covariance>()?, Covariance::Shared);
/// assert_eq!(Covariance::Shared.to_string(), "shared");
///
/// // 4 of the means and 1 of the weights, and what is free of the covariances.
/// let counts = [diagonal, shared, spherical].map(|mixture| mixture.parameters());
/// assert_eq!(counts, [5 + 4, 5 + 3, 5 + 2]);
/// # Ok::<(), hotloop::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
#[doc(alias = "covariance_type")]
pub enum Covariance {
    /// Each component has a covariance of its own, any that is one: scikit-learn's `"full"`.
    #[default]
    Full,
    /// Each component has variances of its own, and no two coordinates vary together within it:
    /// scikit-learn's `"diag"`.
    #[doc(alias = "diag")]
    #[cfg_attr(feature = "serde", serde(alias = "diag"))]
    Diagonal,
    /// All components have the same covariance, any that is one: scikit-learn's `"tied"`.
    #[doc(alias = "tied")]
    #[cfg_attr(feature = "serde", serde(alias = "tied"))]
    Shared,
    /// Each component has one variance, the same in all directions: scikit-learn's
    /// `"spherical"`.
    Spherical,
}

impl fmt::Display for Covariance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Full => "full",
            Self::Diagonal => "diagonal",
            Self::Shared => "shared",
            Self::Spherical => "spherical",
        })
    }
}

/// Reads what [`Display`](fmt::Display) writes, and scikit-learn's names.
impl FromStr for Covariance {
    type Err = Error;

    /// # Errors
    ///
    /// [`Error::Unreadable`] for anything else.
    fn from_str(text: &str) -> Result<Self, Error> {
        Ok(match text {
            "full" => Self::Full,
            "diagonal" | "diag" => Self::Diagonal,
            "shared" | "tied" => Self::Shared,
            "spherical" => Self::Spherical,
            _ => {
                let expected = "full, diagonal, shared or spherical";
                return Err(Error::unreadable("covariance", text, expected));
            }
        })
    }
}

impl Covariance {
    /// How many numbers of the covariances are free.
    pub(super) fn parameters(self, components: usize, dimensions: usize) -> usize {
        let (m, d) = (components, dimensions);
        match self {
            Self::Full => m * (d * (d + 1) / 2),
            Self::Diagonal => m * d,
            Self::Shared => d * (d + 1) / 2,
            Self::Spherical => m,
        }
    }

    /// Leaves of the covariance of one component what the structure has: the likeliest there is.
    pub(super) fn constrain(self, covariance: &mut [f64], d: usize) {
        let variance = match self {
            Self::Full | Self::Shared => return,
            Self::Diagonal => None,
            Self::Spherical => Some(covariance.iter().step_by(d + 1).sum::<f64>() / d as f64),
        };
        for (i, element) in covariance.iter_mut().enumerate() {
            if !i.is_multiple_of(d + 1) {
                *element = 0.0;
            } else if let Some(variance) = variance {
                *element = variance;
            }
        }
    }

    /// Refuses covariances that have another structure.
    pub(super) fn check(self, covariances: &[f64], d: usize) -> Result<(), Error> {
        let size = d * d;
        for (i, &found) in covariances.iter().enumerate() {
            let diagonal = (i % size).is_multiple_of(d + 1);
            let first = match self {
                Self::Spherical if diagonal => i / size * size,
                Self::Shared => i % size,
                _ => i,
            };
            let (accepts, expected) = match self {
                Self::Diagonal | Self::Spherical if !diagonal => {
                    (found == 0.0, "0 off the diagonal")
                }
                Self::Shared => (
                    found == covariances[first],
                    "the same as in the first matrix",
                ),
                _ => (
                    found == covariances[first],
                    "the same variance in every direction",
                ),
            };
            Error::ensure_finite("covariances", found, |_| accepts, expected)?;
        }
        Ok(())
    }
}

/// Writes the covariance that components have in common, `sum_k S_k / sum_k N_k`, of the lower
/// triangles of the `S_k`.
pub(super) fn pooled(components: &[Component], d: usize, covariance: &mut [f64]) {
    let total: f64 = components.iter().map(|component| component.weight).sum();
    let mut element = 0;
    for i in 0..d {
        for j in 0..=i {
            let scatters = components
                .iter()
                .map(|component| component.scatter[element]);
            covariance[i * d + j] = scatters.sum::<f64>() / total;
            covariance[j * d + i] = covariance[i * d + j];
            element += 1;
        }
    }
}
