//! `y[n] = x[n] + gain * x[n - delay]`, and `y[n] = x[n]` for `n < delay`.
//!
//! # What the tutorial's loop forgets
//!
//! The tutorial has this filter twice, as a loop and as an expression of NumPy, and they do not do
//! the same. The loop begins with an output of zeros and adds the delayed signal to it, but never
//! the signal itself: from `n = delay` on it gives `gain * x[n - delay]`. For 0, 1, …, 9, a delay
//! of 4 and a gain of 0.5 it prints 0, 1, 2, 3, 0, 0.5, 1, 1.5, 2, 2.5. The expression begins with
//! a copy of the signal, and so gives 0, 1, 2, 3, 4, 5.5, 7, 8.5, 10, 11.5, which is the filter.
//! The tutorial does not compare the outputs, and finds the second 67 times as fast. All rungs here
//! keep `x[n]`, and the tests hold them to the same bits. (So they do where something overflows: a
//! product that is beyond `f64` is infinite, whatever it is added to.)
//!
//! # The rungs
//!
//! | rung | what it does | what binds it |
//! |---|---|---|
//! | [`checked`] | one output after the other | a branch and a store an output |
//! | [`unchecked`] | the same, without bounds checks | the same: see below |
//! | [`simd`] | two loads, a multiplication, an addition and a store for eight | copying memory |
//! | `threaded` | blocks of the output to each member | copying memory, on all cores |
//!
//! 1. **`unchecked` gains nothing.** The lengths are compared before the loop, so the compiler
//!    knows that `n` is inside both slices, and that `n - delay` is too: there is no bounds check
//!    in the release assembly of either rung, and both do the same loads, arithmetic and stores.
//!    (In a cache `unchecked` even takes a tenth longer, because the compiler forms its addresses
//!    in another way.) What is left is the comparison `n < delay`, which both have, and it keeps
//!    the compiler from using vectors.
//! 2. **`simd` copies first and loops then**, so nothing is left to compare. Where the output
//!    starts in the middle of a cache line, a few outputs are made one by one, and every store from
//!    then on fills a line.
//! 3. **Outputs that
//!    [no cache would keep](crate::kernels::map#streaming-what-a-cache-would-hold) are streamed:
//!    written with non-temporal stores.** An ordinary store first reads the line that it is about to
//!    overwrite: 24 bytes an element in place of 16.
//! 4. **What comes next is asked for** 128 lines ahead, if it comes from memory. Processors guess
//!    what will be read and fetch it, but here the signal is read at two places that follow each
//!    other. On the Zen 5 that this was measured on, that upset the guess where they are eight to
//!    ten lines apart: without this, a delay of 64 takes half as long again as one of 4.
//! 5. **NumPy's expression** copies the signal, makes the product in an array of its own, and adds:
//!    three passes, which read four arrays and write three. With
//!    `np.multiply(x[:-tau], alpha, out=y[tau:])` and an addition it is two, which read three and
//!    write two. One pass here reads one and writes one; where it reads the signal for the second
//!    time, it is in a cache.
//!
//! Samples of `f32` are widened, and [outputs rounded once](super#signals-of-f32): all rungs give the same
//! bits there, too. Half as many bytes go through memory, and nothing is asked for ahead, because those
//! arrive in time. In a cache it takes a quarter longer than `f64`: every sample is widened twice.
//!
//! Measured by `cargo bench --bench ladders -- comb::forward`, and against the machine's limits by
//! `cargo bench --bench tour -- comb::forward`.

mod checked;
pub mod in_place;
mod simd;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;

pub use checked::checked;
pub(super) use simd::add_at;
pub use simd::{simd, simd_at};
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;
