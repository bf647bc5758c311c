//! The parameters of the process.

use crate::Error;

/// An Ornstein-Uhlenbeck process, seen every `dt`: it relaxes to zero with the time constant `tau`
/// and wanders with the stationary standard deviation `sigma`.
///
/// `x[i + 1] = relax * x[i] + diffuse * noise[i]`, with `relax = exp(-dt / tau)` and
/// `diffuse = sigma * sqrt(1 - relax^2)`. For standard normal noise this is the process itself at
/// times `dt` apart, not an approximation for small steps (Gillespie 1996).
///
/// ```
/// use hotloop::kernels::ou::Process;
///
/// let process = Process::new(0.1, 1.0, 2.0)?;
/// assert!((process.relax() - 0.904837418).abs() < 1e-9);
/// assert!((process.diffuse() - 0.851514526).abs() < 1e-9);
///
/// let error = Process::new(0.1, 0.0, 2.0).unwrap_err();
/// assert_eq!(error.to_string(), "`tau`: found 0, expected a finite number above 0");
/// # Ok::<(), hotloop::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Process {
    relax: f64,
    diffuse: f64,
}

impl Process {
    /// A process whose steps are `dt` apart, in the unit of `tau`.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] if `dt` or `tau` is not above zero, if `sigma` is negative, or if any
    /// is NaN or infinite.
    pub fn new(dt: f64, tau: f64, sigma: f64) -> Result<Self, Error> {
        let above_zero = |x| x > 0.0;
        Error::unless_finite("dt", dt, above_zero, "a finite number above 0")?;
        Error::unless_finite("tau", tau, above_zero, "a finite number above 0")?;
        let sigmas = "a finite number not below 0";
        Error::unless_finite("sigma", sigma, |x| x >= 0.0, sigmas)?;
        let steps = dt / tau;
        Ok(Self {
            relax: (-steps).exp(),
            // 1 - relax^2, which would cancel for steps much shorter than tau.
            diffuse: sigma * (-(-2.0 * steps).exp_m1()).sqrt(),
        })
    }

    /// What is left of a displacement after one step, from 0 to 1.
    pub fn relax(self) -> f64 {
        self.relax
    }

    /// The standard deviation of what one step adds.
    pub fn diffuse(self) -> f64 {
        self.diffuse
    }
}
