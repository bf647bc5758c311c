//! Every element through a function with a branch in it: `y[i] = if x[i] < threshold { 0 } else { x[i] }`.
//!
//! # In Python
//!
//! *Accelerating Applications* has a function with an `if` in it, with 2 for a threshold, and maps it over the numbers
//! from 0 to 9. It cannot be given a NumPy array: an array has no one truth value to branch on.
#![cfg_attr(
    feature = "threads",
    doc = "([Its cells](crate::tutorials#accelerating-applications) are 2 to 4.)"
)]
//! The loop is
//!
//! ```text
//! for i in range(len(x)):
//!     y[i] = 0 if x[i] < threshold else x[i]
//! ```
//!
//! # An example
//!
//! ```
//! use hotloop::kernels::map;
//!
//! let x: Vec<f64> = (0..10).map(f64::from).collect();
//! let mut y = [0.0; 10];
//! map::simd(&x, 2.0, &mut y)?;
//! assert_eq!(y, [0.0, 0.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! # The rungs
//!
//! | rung | what it does | what binds it |
//! |---|---|---|
//! | [`checked`] | compares, and stores 0 or the element | in the first-level cache a store for two elements, outside it copying |
//! | [`unchecked`] | the same, without [bounds checks](crate::glossary#bounds-check) | the same: the lengths were compared up front, so the compiler had dropped the checks, and the two rungs are the same instructions |
//! | [`simd`] | compares eight [lanes](crate::glossary#lane) to a [mask](crate::glossary#mask), and blends. Outputs that no cache would keep are written past them, with [non-temporal stores](#streaming-what-a-cache-would-hold) | copying |
//! | `threaded` | blocks of the output to each [member](crate::glossary#member) | copying, on all cores |
//!
//! 1. **The branch is gone from `checked` already.** Both of its sides store to the same element, so the compiler makes
//!    one store of them and computes a mask in place of a jump: for two elements `cmpnltpd` makes ones in the lanes that
//!    are not below the threshold, and `andpd` keeps those. So no jump is [mispredicted](crate::glossary#branch-misprediction), and the time does not
//!    depend on the data. A store to another place in one of the sides, or a call, would have kept the branch: then one
//!    writes the mask oneself.
//! 2. **`simd` writes it itself**, as [`lt`](crate::simd::F64x8::lt) and [`select`](crate::simd::F64x8::select). At
//!    AVX-512 a vector takes `vcmpltpd`, which puts eight bits into a mask register, `knotb`, and `vmovapd` with that
//!    mask, which zeroes what is not kept. At AVX2 it is `vcmpltpd` and `vpandn`, each twice.
//! 3. **What the caches would not keep is stored by `vmovntpd`,** a [streaming store](crate::glossary#streaming-store).
//!    An ordinary one first reads the [line](crate::glossary#cache-line) that it is about to overwrite.
//! 4. **`threaded`** has as many streams of memory under way as there are cores. Up to 65,536 elements are left to the
//!    caller.
//!
//! # What binds
//!
//! The copy: 8 bytes in, 8 bytes out. A large map by ordinary stores moves 24 bytes an element, by non-temporal
//! ones 16. On a 2-core EPYC (Zen 4) at 3.7 GHz, in nanoseconds an element:
//!
//! | `f64` | predicted by | cycles | ns | measured |
//! |---|---|---|---|---|
//! | `checked`, 2,048 (in the first-level cache) | a store of two numbers a cycle | 1/2 | 0.13 | 0.14 |
//! | `simd`, 2,048 | a store of eight numbers in two cycles | 1/4 | 0.067 | 0.087 |
//! | both, 8,192 | a copy in the second-level cache, measured beside them | | 0.14 | 0.14 |
//! | `simd`, 10,000,000 (from memory) | 16 bytes at 47.2 GB/s, the most that one core copies | | 0.34 | 0.39 |
//! | `threaded`, 10,000,000, two members | 16 bytes at 52.2 GB/s | | 0.31 | 0.32 |
//!
//! For `simd` in the first-level cache the prediction is a quarter too low. `cargo bench --bench annotate -- map::`,
//! which counts what a call does once, too, predicts 0.28 cycles, or 0.075 ns. The rest the model of the ports does not
//! explain; input and output together are as large as that cache. Between that cache and the last, eight lanes gain
//! nothing over the compiler's two, because neither binds. From memory `checked` takes 0.48, because its stores read
//! the lines first. (Measured by `cargo bench --bench tour -- --quick map::` and `cargo bench --bench cliffs -- map`,
//! least times, while the machine had other work. On a Zen 5 the tour measured 0.396 for `checked` from memory, 0.287
//! and 0.262 for `simd` and `threaded`.)
//!
//! # What it cost
//!
//! Lines of code without comments and blank lines: `checked` 18, `unchecked` 16, `simd` 107, `threaded` 25. Two lines of
//! `simd`, for each of the types, are the comparison and the blend. The rest is for outputs that begin in the middle of
//! a line, for short slices, and for what goes past the caches.
//!
//! # NaN
//!
//! NaN is not below any threshold, so it stays as it is, and so does everything if the threshold is
//! NaN.
//!
//! # `f32`
//!
//! `f32` is half of that: 4 bytes in and 4 out. There is nothing to compute that would want `f64`, so
//! nothing is widened: `simd` is the plain loop, compiled for the level, of which the compiler makes the
//! same comparison and blend of as many lanes as a register has. What goes past the caches takes vectors of
//! ours, sixteen lanes, because no compiler chooses non-temporal stores: on a 2-core EPYC (Zen 4) 10,000,000 numbers
//! take 0.192 ns each where the loop takes 0.239 (`cargo bench --bench tour -- map::`).
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
//! # Exercises
//!
//! 1. The soft threshold moves every number towards 0 by `t`, and those nearer than that to 0. It is written with three
//!    branches: `x + t` below `-t`, `x - t` above `t`, and else 0. Make it of masks.
//!
//! <details><summary>An answer</summary>
//!
//! All three numbers are computed for each lane, and two masks choose.
//!
//! ```
//! use hotloop::dispatch;
//! use hotloop::simd::{F64x8, Level, Simd};
//!
//! /// One number, with branches.
//! fn one(x: f64, t: f64) -> f64 {
//!     if x < -t {
//!         x + t
//!     } else if t < x {
//!         x - t
//!     } else {
//!         0.0
//!     }
//! }
//!
//! #[inline(always)]
//! fn kernel<S: Simd>(simd: S, x: &[f64], t: f64, y: &mut [f64]) {
//!     let (low, high) = (simd.splat(-t), simd.splat(t));
//!     let (x, x_tail) = x.as_chunks::<8>();
//!     let (y, y_tail) = y.as_chunks_mut::<8>();
//!     for (x, y) in x.iter().zip(y) {
//!         let x = simd.load(x);
//!         let above = S::F64x8::select(high.lt(x), x - high, simd.splat(0.0));
//!         S::F64x8::select(x.lt(low), x + high, above).store(y);
//!     }
//!     for (x, y) in x_tail.iter().zip(y_tail) {
//!         *y = one(*x, t);
//!     }
//! }
//!
//! dispatch! {
//!     fn shrink(x: &[f64], t: f64, y: &mut [f64]) = kernel, at shrink_at
//! }
//!
//! let x: Vec<f64> = (-50..53).map(|i| f64::from(i) / 16.0).collect();
//! let expected: Vec<f64> = x.iter().map(|x| one(*x, 2.0)).collect();
//! for level in Level::supported() {
//!     let mut y = vec![f64::NAN; x.len()];
//!     shrink_at(level, &x, 2.0, &mut y);
//!     assert_eq!(y, expected);
//! }
//! # shrink(&[], 1.0, &mut []);
//! ```
//!
//! </details>
//!
//! 2. Count the elements that the map sets to 0, as `np.count_nonzero(x < threshold)` does, without writing anything.
//!    What binds that?
//!
//! <details><summary>An answer</summary>
//!
//! The comparison makes eight bits, and a mask counts its own. Nothing is stored, so half as many bytes move: reading
//! binds, and not copying.
//!
//! ```
//! use hotloop::simd::{F64x8, Mask8, Simd};
//! use hotloop::{dispatch, kernels::map};
//!
//! #[inline(always)]
//! fn kernel<S: Simd>(simd: S, x: &[f64], threshold: f64) -> usize {
//!     let (vectors, tail) = x.as_chunks::<8>();
//!     let mut count = tail.iter().filter(|x| **x < threshold).count();
//!     let threshold = simd.splat(threshold);
//!     for x in vectors {
//!         count += simd.load(x).lt(threshold).count() as usize;
//!     }
//!     count
//! }
//!
//! dispatch! {
//!     fn count_below(x: &[f64], threshold: f64) -> usize = kernel, at count_below_at
//! }
//!
//! let x: Vec<f64> = (1..1000).map(|i| f64::from(i * i % 101)).collect();
//! let mut y = vec![0.0; x.len()];
//! map::checked(&x, 50.0, &mut y)?;
//! let zeros = |x: &[f64]| x.iter().filter(|x| **x == 0.0).count();
//! // The 0s that were there are below the threshold, too.
//! assert_eq!(count_below(&x, 50.0), zeros(&y));
//! assert!(zeros(&y) > zeros(&x));
//! # for level in hotloop::simd::Level::supported() {
//! #     assert_eq!(count_below_at(level, &x, 50.0), zeros(&y));
//! # }
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! </details>
//!
//! 3. From which length on do non-temporal stores pay on your machine, and why not on one core and two at the same?
//!
//! <details><summary>An answer</summary>
//!
//! `cargo bench --bench memory -- stores` prints both kinds of stores for each length. Its table of the Zen 3 is
//! [above](#streaming-what-a-cache-would-hold): from some 800,000 elements on one core, where input and output together
//! are 12 MiB, and from twice as many on two. Read the row of 524,288: what the cache holds is copied twice as fast by
//! two cores, because each of them has its own way to the cache. What is streamed is not, because there is one memory.
//! So ordinary stores stay ahead for longer.
//!
//! </details>
//!
//! # Sources
//!
//! * McCalpin 1995, *Memory bandwidth and machine balance in current high performance computers*: what a copy moves, and
//!   how to measure it.
//!
//! # Commands
//!
//! ```sh
//! cargo bench --bench tour -- map::        # against the machine's limits
//! cargo bench --bench ladders -- map/      # every rung and level
//! cargo bench --bench cliffs -- map        # what costs more than what is beside it
//! cargo bench --bench memory -- stores     # the table of non-temporal stores
//! cargo test --test map
//! ```

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
