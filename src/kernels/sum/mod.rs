//! TODO

mod checked;
mod neumaier;
mod simd;
mod summand;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;

pub use checked::checked;
pub use neumaier::{neumaier, neumaier_at};
pub use simd::{simd, simd_at};
pub use summand::Summand;
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;
