//! TODO

mod checked;
mod simd;
#[cfg(feature = "threads")]
mod strided;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;
mod value;

pub use checked::checked;
pub use simd::{simd, simd_at};
#[cfg(feature = "threads")]
pub use strided::strided;
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;
pub use value::Summary;
