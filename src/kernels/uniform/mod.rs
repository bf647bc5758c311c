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
//! | [`simd`] | a row of eight words at a time, to eight numbers | the lanes of the generator stay in registers. Outputs that [no cache would keep](crate::kernels::map#streaming-what-a-cache-would-hold) are written past them |
//! | `threaded` | a part of the sequence to each member, which skips to it | as many generators, and as many memory streams, as cores |
//!
//! # What binds
//!
//! In the cache, the generator. A step is a chain of two operations (an exclusive or and a rotation)
//! from state to state, which no width shortens, and on Zen 5 with AVX-512 it takes about five
//! cycles for eight words. Making numbers of them fits beside it. At AVX2 a rotation is three
//! operations and a vector two registers. That makes 28 operations for eight words, of which a core
//! of Zen 3 does four a cycle, and whatever makes numbers of them is added:
//!
//! 1. **There is no conversion at AVX2, and none is needed.** 52 bits are the mantissa of a number
//!    from 1 to 2, the last one stands in that of a second number, and their sum, less what was put
//!    before the bits, is `u` to the bit: six operations a register instead of seven.
//! 2. **What changes nothing is not done.** Over `[0, 1)` a product with 1, a sum with 0 and the
//!    comparison with the end were three operations more. Which range it is, is asked once a call.
//! 3. **The lanes are turned to where lines begin.** Non-temporal stores write whole lines, and an
//!    output begins anywhere. To the generator it does not matter which lane is the first: those
//!    whose words came before the first line become the last, a step ahead of the others. That takes
//!    a few dozen nanoseconds a call, and nothing a row.
//!
//! On a 2-core EPYC (Zen 3) without AVX-512, 65,536 numbers take 0.47 ns each, and took 0.60 before
//! that. Eight generators in plain C intrinsics take 0.47 too (`benches/peers/uniform.sh`). Out of
//! the cache the stores come on top: 40,000,000 take 0.48 ns each, and 0.58 in C.
//!
//! Measured by `cargo bench --bench ladders -- uniform/`, and against the machine's limits by
//! `cargo bench --bench tour -- uniform`.

#![doc(alias("rand", "random_sample", "runif"))]

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
