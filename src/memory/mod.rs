//! Memory that is as fast as the machine has it: buffers that lie where kernels like them, on pages
//! that suit their size.
//!
//! ```
//! use hotloop::kernels::sum;
//! use hotloop::memory::Buffer;
//!
//! let mut x = Buffer::zeroed(1_000_000)?;
//! x.fill(0.5);
//! assert_eq!(sum::simd(&x), 500_000.0);
//! # Ok::<(), hotloop::Error>(())
//! ```
mod buffer;
mod fallible;

pub use buffer::{Buffer, PageSize};
pub(crate) use fallible::{collected, copied, filled, gathered, one_more, room};
