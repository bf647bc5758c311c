//! The parameters of the process.

use crate::Error;
use crate::simd::math::plain::{exp, exp_m1};

/// An Ornstein-Uhlenbeck process of mean zero, seen every `dt`: it relaxes with the time constant
/// `tau`, and wanders with the stationary standard deviation `sigma`, that of its values after a
/// long time.
///
/// `x[i + 1] = relax * x[i] + diffuse * noise[i]`, with `relax = exp(-dt / tau)` and
/// `diffuse = sigma * sqrt(1 - relax^2)`. For standard normal noise this is the process itself at
/// times `dt` apart, not an approximation for small steps (Gillespie 1996). `dt` and `tau` have one
/// unit, and `sigma`, the start and the path another. A diffusion constant `D` is
/// `sigma^2 / tau`.
///
/// ```
/// use hotloop::kernels::ou::Process;
///
/// let process = Process::new(0.1, 1.0, 2.0)?;
/// assert!((process.relax() - 0.904837418).abs() < 1e-9);
/// assert!((process.diffuse() - 0.851514526).abs() < 1e-9);
///
/// let error = Process::new(0.1, 0.0, 2.0).unwrap_err();
/// assert_eq!(error.to_string(), "`tau`: found 0.0, expected a finite number above 0");
/// # Ok::<(), hotloop::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Process {
    dt: f64,
    tau: f64,
    sigma: f64,
    relax: f64,
    diffuse: f64,
}

impl Process {
    /// A process whose steps are `dt` apart, in the unit of `tau`.
    ///
    /// `relax` is a number near one for short steps, and rounded: with a step of `1e-12 * tau` the
    /// time constant of the path is right to four digits, and below `1e-16 * tau` nothing pulls it
    /// back any more. `diffuse` is right for all.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] if `dt` or `tau` is not above zero, if `sigma` is negative, if any is
    /// NaN or infinite, or if `dt / tau` is so small that it becomes zero.
    pub fn new(dt: f64, tau: f64, sigma: f64) -> Result<Self, Error> {
        let above_zero = |x| x > 0.0;
        Error::ensure_finite("dt", dt, above_zero, "a finite number above 0")?;
        Error::ensure_finite("tau", tau, above_zero, "a finite number above 0")?;
        let sigmas = "a finite number not below 0";
        Error::ensure_finite("sigma", sigma, |x| x >= 0.0, sigmas)?;
        // Too long a step is no harm: nothing is left of where it began.
        let steps = (dt / tau).min(f64::MAX);
        let ratios = "a ratio that a number can hold";
        Error::ensure_finite("dt / tau", steps, above_zero, ratios)?;
        Ok(Self {
            dt,
            tau,
            sigma,
            relax: exp(-steps),
            // 1 - relax^2, which would cancel for steps much shorter than tau.
            diffuse: sigma * (-exp_m1(-2.0 * steps)).sqrt(),
        })
    }

    /// The time from one value to the next.
    pub const fn dt(self) -> f64 {
        self.dt
    }

    /// The time in which a displacement falls to `1 / e`.
    pub const fn tau(self) -> f64 {
        self.tau
    }

    /// The standard deviation of the process after a long time.
    pub const fn sigma(self) -> f64 {
        self.sigma
    }

    /// What is left of a displacement after one step, from 0 to 1.
    pub const fn relax(self) -> f64 {
        self.relax
    }

    /// The standard deviation of what one step adds.
    pub const fn diffuse(self) -> f64 {
        self.diffuse
    }
}
