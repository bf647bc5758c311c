//! `y[n] = x[n] + gain * y[n - delay]`: feedback.

mod checked;
pub mod in_place;
mod simd;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;

pub use checked::checked;
pub use simd::{simd, simd_at};
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;

use super::Comb;
use crate::kernels::recurrence::Recurrence;

fn recurrence(comb: Comb) -> Recurrence {
    Recurrence {
        delay: comb.step(),
        gain: comb.gain(),
        scale: 1.0,
    }
}
