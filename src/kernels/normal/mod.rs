//! Normal variates.

mod bell;
mod checked;
mod distribution;
mod simd;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;
mod ziggurat;

pub use checked::checked;
pub use distribution::Normal;
pub use simd::{simd, simd_at};
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;
pub use ziggurat::ziggurat;
