//! Histogram (page to be written).

mod bins;
mod checked;
mod counts;
mod simd;
mod tables;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;

pub use bins::Bins;
pub use checked::checked;
pub use counts::Histogram;
pub use simd::{simd, simd_at};
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;
