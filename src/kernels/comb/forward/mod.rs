//! `y[n] = x[n] + gain * x[n - delay]`, and `y[n] = x[n]` for `n < delay`.
//!
//! # What the tutorial's loop forgets
//!
//! The tutorial has this filter twice, as a loop and as an expression of NumPy, and they do not do the
//! same. The loop begins with an output of zeros and adds the delayed signal to it, but never the
//! signal itself: from `n = delay` on it gives `gain * x[n - delay]`. For 0, 1, …, 9, a delay of 4 and
//! a gain of 0.5 it prints 0, 1, 2, 3, 0, 0.5, 1, 1.5, 2, 2.5. The expression begins with a copy of
//! the signal, and so gives 0, 1, 2, 3, 4, 5.5, 7, 8.5, 10, 11.5, which is the filter. Nobody compared
//! the two, and one of them was then called 67 times as fast. All rungs here keep `x[n]`, and the
//! tests hold every one of them to the same bits.
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
//! 1. **`unchecked` gains nothing.** The lengths are compared before the loop, so the compiler knows
//!    that `n` is inside both slices, and `n - delay` is below it: there is no bounds check in the
//!    release assembly of either rung, and the instructions for an output are the same. What is left
//!    is the comparison `n < delay`, which both have, and it keeps the compiler from using vectors.
//! 2. **`simd` copies first and loops then**, so nothing is left to compare. Where the output starts
//!    in the middle of a cache line, a few outputs are made one by one, and every store from then on
//!    fills a line.
//! 3. **Outputs of 8 MiB and more are streamed.** An ordinary store first reads the line that it is
//!    about to overwrite: 24 bytes an element in place of 16.
//! 4. **What comes next is asked for** 128 lines ahead, if it comes from memory. The signal is read at
//!    two places that follow each other, and where these are eight to ten lines apart (delays from 60
//!    to 80) the prefetcher of the Zen 5 that this was measured on gave up: the filter took 0.52
//!    nanoseconds an element and takes 0.34 now, as for any other delay.
//! 5. **NumPy's expression** copies the signal, makes the product in an array of its own, and adds:
//!    three passes, which read four arrays and write three. With `out=` it is two, which read three and
//!    write two. One pass here reads one and writes one; where it reads the signal for the second
//!    time, it is in a cache.
//!
//! Measured by `cargo bench --bench comb`, and against the machine's limits by
//! `cargo bench --bench tour -- comb::forward`.

mod checked;
pub mod in_place;
mod simd;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;

pub use checked::checked;
pub use simd::{simd, simd_at};
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;
