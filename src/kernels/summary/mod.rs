//! TODO

mod checked;
mod simd;
#[cfg(feature = "threads")]
mod strided;
mod summary;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;

pub use checked::checked;
pub use simd::{simd, simd_at};
#[cfg(feature = "threads")]
pub use strided::strided;
pub use summary::Summary;
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;
