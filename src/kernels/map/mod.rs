//! Every element through a function with a branch in it:
//! `y[i] = if x[i] < threshold { 0 } else { x[i] }`.
//!
//! The [tutorial](crate::kernels#the-tutorials)'s function, `if x < 2: return 0`, cannot be given a
//! NumPy array at all: an array has no one truth value to branch on. The ladder shows what becomes
//! of the branch instead.
//!
//! | rung | what it does | why it is faster |
//! |---|---|---|
//! | [`checked`] | tests, branches, stores | |
//! | [`unchecked`] | the same, without bounds checks | it is not: the lengths were compared up front, so the compiler had dropped the checks, and the two rungs are the same instructions |
//! | [`simd`] | compares eight lanes to a mask, and blends | no branch to predict: the time does not depend on the data. Outputs that no cache would keep are written past them, with [non-temporal stores](#streaming-what-a-cache-would-hold) |
//! | `threaded` | blocks of the output to each member | as many memory streams as cores |
//!
//! What binds in the end is the copy: 8 bytes in, 8 bytes out, and one comparison and one blend for
//! eight elements. An ordinary store first reads the line that it is about to overwrite, so a large
//! map moves 24 bytes an element. A non-temporal store moves 16.
//!
//! `f32` is half of that: 4 bytes in and 4 out. There is nothing to compute that would want `f64`, so
//! nothing is widened: `simd` is the plain loop, compiled for the level, of which the compiler makes the
//! same comparison and blend of as many lanes as a register has. Non-temporal stores are of `f64`;
//! outputs of `f32` are written by ordinary ones.
//!
//! NaN is not below any threshold, so it stays as it is, and so does everything if the threshold is
//! NaN.
//!
//! # Streaming what a cache would hold
//!
//! A non-temporal store saves a third of the traffic with memory. But where the caches hold input and
//! output from one call to the next there is no traffic to save, and then it makes some: all of the
//! output goes to memory, and whoever reads it gets it from there. So what matters is how many bytes a
//! kernel goes through in all, beside the last-level cache.
//!
//! | `f64` doubled, ns an element | ordinary stores | streamed | two members, ordinary | streamed |
//! |---|---|---|---|---|
//! | 524,288 | 0.27 | 0.42 | 0.13 | 0.42 |
//! | 1,048,576 | 0.79 | 0.45 | 0.20 | 0.42 |
//! | 1,572,864 | 0.88 | 0.63 | 0.51 | 0.42 |
//! | 3,145,728 | 1.30 | 0.81 | 0.82 | 0.51 |
//! | 10,000,000 | 1.24 | 0.71 | 0.96 | 0.59 |
//!
//! (On a 2-core EPYC of the Zen 3 generation, by `cargo bench --bench memory -- stores`.) On one core
//! both take as long where the 16 bytes an element come to some 12 MiB; with two members, at twice as
//! much. `uniform`, which reads nothing, has the same points at twice as many elements. So outputs are
//! streamed where input and output together fill half of the last-level cache, or three quarters of it
//! on a team. That is the rule of all ladders. Of a cache beyond 32 MiB no more is counted, because as a
//! rule there are many cores to it.
//!
//! It is a guess. How much of a shared cache one has, no processor tells: the machine above is a
//! virtual one, and strangers have the rest of its 32 MiB. On an EPYC of the generation after, with as
//! large a cache, streaming was still the slower at 16 MiB.
//!
//! Measured by `cargo bench --bench ladders -- map/`, and against the machine's limits by
//! `cargo bench --bench tour -- map`.

#![doc(alias("where", "threshold"))]

mod checked;
mod simd;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;

pub use checked::checked;
pub use simd::{simd, simd_at};
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;

use crate::Error;
use crate::simd::Float;

/// Refuses slices of different lengths: every rung asks here first.
fn check<T: Float>(x: &[T], y: &[T]) -> Result<(), Error> {
    Error::ensure_len("y", y.len(), "x", x.len())
}
