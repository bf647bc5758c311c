//! The Ornstein-Uhlenbeck process, given its noise.

mod checked;
pub mod ensemble;
mod process;
mod simd;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;

pub use checked::checked;
pub use process::Process;
pub use simd::{simd, simd_at};
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;

use crate::Error;
use crate::kernels::recurrence::Recurrence;

/// Refuses a path that has not one value more than the noise, and a start that is not finite: every
/// rung asks here first.
fn check(noise: &[f64], start: f64, path: &[f64]) -> Result<(), Error> {
    check_start("start", start)?;
    Error::unless_len("path", path.len(), "noise", noise.len() + 1)
}

fn check_start(argument: &'static str, start: f64) -> Result<(), Error> {
    Error::unless_finite(argument, start, |_| true, "a finite number")
}

/// The process is the recurrence with a delay of one, from the start on.
fn recurrence(process: Process) -> Recurrence {
    Recurrence {
        delay: 1,
        gain: process.relax(),
        scale: process.diffuse(),
    }
}
