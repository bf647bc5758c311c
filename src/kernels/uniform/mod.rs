//! Uniformly distributed random numbers: `low + (high - low) * u`, with `u` uniform over `[0, 1)`.
//!
//! The [tutorial](crate::kernels#the-tutorials)'s `np.random.rand`. One word of a
//! [`Generator`](crate::random::Generator) makes one number: the 53 upper bits for an `f64` (the
//! formula of NumPy and of `rand`), the 24 upper bits for an `f32`. So the rungs draw the same
//! numbers, to the bit, and go on where the last call stopped, whichever rung that was.
//!
//! | rung | what it does | why it is faster |
//! |---|---|---|
//! | [`checked`] | takes a word, stores a number | |
//! | [`unchecked`] | the same, without the bounds check | it is not: the compiler sees that the index stays below the length, and drops the check itself |
//! | [`simd`] | a row of eight words at a time, to eight numbers | the lanes of the generator stay in registers. Outputs of 8 MiB and more are written past the caches, with non-temporal stores |
//! | `threaded` | a part of the sequence to each member, which skips to it | as many generators, and as many memory streams, as cores |
//!
//! # What binds
//!
//! In the cache, the generator: a step is a chain of two operations (an exclusive or and a
//! rotation) from state to state, which no width shortens, and on this crate's machines it takes
//! about five cycles for eight words. Making numbers of them fits beside it. Out of the cache, the
//! stores.
//!
//! Measured by `cargo bench --bench ladders -- uniform/`, and against the machine's limits by
//! `cargo bench --bench tour -- uniform`.

mod checked;
mod range;
mod simd;
mod stream;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;

pub use checked::checked;
pub use range::Uniform;
pub use simd::{simd, simd_at};
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;
