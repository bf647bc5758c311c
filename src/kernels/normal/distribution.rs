//! Which normal distribution.

use crate::Error;

/// The normal distribution of a mean and a standard deviation.
///
/// ```
/// use hotloop::kernels::normal::Normal;
///
/// let heights = Normal::new(178.0, 7.0)?; // in centimetres
/// assert_eq!((heights.mean(), heights.deviation()), (178.0, 7.0));
/// assert_eq!(Normal::STANDARD, Normal::new(0.0, 1.0)?);
/// # Ok::<(), hotloop::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal {
    mean: f64,
    deviation: f64,
}

impl Normal {
    /// Mean 0 and standard deviation 1.
    pub const STANDARD: Self = Self {
        mean: 0.0,
        deviation: 1.0,
    };

    /// The distribution of `mean + deviation * z`, where `z` is standard normal. A deviation of
    /// zero is allowed: all numbers are the mean then.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] if `mean` is NaN or beyond `1e307` on either side, or if `deviation`
    /// is NaN, negative or above `1e306`: numbers might overflow then. As `f32`, a number beyond
    /// [`f32::MAX`] becomes infinite all the same.
    pub fn new(mean: f64, deviation: f64) -> Result<Self, Error> {
        Error::ensure_finite(
            "mean",
            mean,
            |mean| mean.abs() <= 1e307,
            "from -1e307 to 1e307",
        )?;
        Error::ensure_finite(
            "deviation",
            deviation,
            |deviation| (0.0..=1e306).contains(&deviation),
            "from 0 to 1e306",
        )?;
        Ok(Self { mean, deviation })
    }

    /// The mean.
    pub fn mean(self) -> f64 {
        self.mean
    }

    /// The standard deviation.
    pub fn deviation(self) -> f64 {
        self.deviation
    }

    /// The number that a standard one becomes.
    #[inline(always)]
    pub(super) fn scale(self, z: f64) -> f64 {
        self.mean + self.deviation * z
    }
}
