//! `y[n] = x[n] + gain * x[n - delay]`, and `y[n] = x[n]` for `n < delay`.
//!
//! # In Python
//!
//! The [tutorial](super#in-python) has this filter as a loop and as an expression of NumPy,
//!
//! ```text
//! y = copy(x)
//! for n in range(delay, len(x)):
//!     y[n] = x[n] + gain * x[n - delay]
//!
//! y = copy(x)
//! y[delay:] += gain * x[:-delay]
//! ```
//!
//! # An example
//!
//! ```
//! use hotloop::kernels::comb::{Comb, forward};
//!
//! let x = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0];
//! let mut y = [0.0; 10];
//! forward::simd(&x, Comb::new(4, 0.5)?, &mut y)?;
//! assert_eq!(y, [0.0, 1.0, 2.0, 3.0, 4.0, 5.5, 7.0, 8.5, 10.0, 11.5]);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! # What the tutorial's loop forgets
//!
//! The tutorial's own loop and expression do not do the same. The loop begins with an output of zeros and adds the
//! delayed signal to it, but never the signal itself: from `n = delay` on it gives `gain * x[n - delay]`. For the
//! signal above it prints 0, 1, 2, 3, 0, 0.5, 1, 1.5, 2, 2.5. The expression begins with a copy of the signal, and so
//! gives the outputs above, which are the filter's. The tutorial does not compare the outputs, and finds the second 67
//! times as fast. All rungs here keep `x[n]`, and the tests hold them to the same bits. (So they do where something
//! overflows: a product that is beyond `f64` is infinite, whatever it is added to.)
//!
//! # The rungs
//!
//! | rung | what it does | what binds it |
//! |---|---|---|
//! | [`checked`] | one output after the other | some ten instructions an output |
//! | [`unchecked`] | the same, without [bounds checks](crate::glossary#bounds-check) | the same: see below |
//! | [`simd`] | two loads, a multiplication, an addition and a store for eight | copying memory |
//! | `threaded` | blocks of the output to each [member](crate::glossary#member) | copying memory, on all cores |
//!
//! 1. **There are no checks to take off.** The lengths are compared before the loop, so the compiler knows that `n` is
//!    inside both slices, and that `n - delay` is too: there is no bounds check in the release assembly of either rung,
//!    and both do the same loads, arithmetic and stores. They are not the same code, because the compiler forms their
//!    addresses in different ways: in a cache, on Zen 4, `unchecked` is 14 to 24 % faster with a delay of 4 (1,024 to
//!    4,096 samples), and slower with one of 1,000. What is left is the comparison `n < delay`, which both have, and it
//!    keeps the compiler from using [vectors](crate::glossary#vector).
//! 2. **`simd` copies first and loops then**, so nothing is left to compare. Its loop is three instructions a vector:
//!    `vmulpd` with the delayed signal from memory, `vaddpd` with the signal from memory, and a store. Where the output
//!    starts in the middle of a [cache line](crate::glossary#cache-line), a few outputs are made one by one, and every
//!    store from then on fills a line.
//! 3. **Outputs that [no cache would keep](crate::kernels::map#streaming-what-a-cache-would-hold) are streamed: written
//!    with [non-temporal stores](crate::glossary#streaming-store), `vmovntpd`.** An ordinary store first reads the line
//!    that it is about to overwrite: 24 bytes an element in place of 16.
//! 4. **What comes next is asked for** 128 lines ahead (`prefetcht0`), if it comes from memory. Processors guess
//!    what will be read and fetch it, but here the signal is read at two places that follow each
//!    other. On the Zen 5 that this was measured on, that upset the guess where they are eight to
//!    ten lines apart: without this, a delay of 64 takes half as long again as one of 4.
//! 5. **NumPy's expression** copies the signal, makes the product in an array of its own, and adds: three passes, which
//!    read four arrays and write three. With `np.multiply(x[:-tau], alpha, out=y[tau:])` and an addition it is two,
//!    which read three and write two. One pass here reads one and writes one; where it reads the signal for the second
//!    time, it is in a cache.
//!
//! # What binds
//!
//! On a 2-core EPYC (Zen 4) at 3.7 GHz, with a delay of 4, in nanoseconds an element:
//!
//! | `f64` | predicted by | cycles | ns | measured |
//! |---|---|---|---|---|
//! | `checked`, 4,096 | ten instructions, of which two comparisons fuse with their jumps: eight operations, six a cycle | 1.3 | 0.36 | 0.54, and `unchecked` 0.41 |
//! | `simd`, 2,048 (in the first-level cache) | two loads of 64 bytes, of which one lies across two lines: three cycles for eight | 3/8 | 0.10 | 0.11 |
//! | `simd`, 4,096 | a copy in the second-level cache, measured beside it | | 0.14 | 0.15 |
//! | `simd`, 10,000,000 (from memory) | 16 bytes at 47.5 GB/s, the most that one core copies | | 0.34 | 0.36 |
//! | `threaded`, 10,000,000, two members | 16 bytes at 52.2 GB/s, the most that both copy | | 0.31 | 0.31 |
//!
//! (By `cargo bench --bench tour -- --quick comb::forward` and `cargo bench --bench cliffs -- comb::forward`, least
//! times, while the machine had other work. On a Zen 5 the tour measured 0.459 for `checked` from memory, 0.351 for
//! `simd` and 0.197 for `threaded`, which is all that two cores copy.)
//!
//! # What it cost
//!
//! Lines of code without comments and blank lines: `checked` 15, `unchecked` 17, `simd` 112, `threaded` 25. In place it
//! is 101 and 13. The multiplication and the addition are one line of `simd`; the copy, the first line, the tail,
//! prefetches and `f32` are the others.
//!
//! # `f32`
//!
//! Samples of `f32` are widened, and [outputs rounded once](super#signals-of-f32): all rungs give the same
//! bits there, too. Half as many bytes go through memory, and nothing is asked for ahead, because those
//! arrive in time. In a cache it takes a quarter longer than `f64`: every sample is widened twice.
//!
//! # Exercises
//!
//! 1. Which filter takes the echoes out of a signal that went through [`backward`](super::backward)?
//!
//! <details><summary>An answer</summary>
//!
//! The forward comb with the gain's sign turned: `y[n] - gain * y[n - delay]` is `x[n]`. Rounding leaves a little.
//!
//! ```
//! use hotloop::kernels::comb::{Comb, backward, forward};
//!
//! let x: Vec<f64> = (0..500).map(|i| f64::from(i * i % 61) / 61.0).collect();
//! let (mut heard, mut again) = (vec![0.0; 500], vec![0.0; 500]);
//! backward::simd(&x, Comb::new(7, 0.9)?, &mut heard)?;
//! forward::simd(&heard, Comb::new(7, -0.9)?, &mut again)?;
//! assert_ne!(heard, x);
//! for (x, again) in x.iter().zip(&again) {
//!     assert!((x - again).abs() < 1e-14);
//! }
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! With a delay and a gain of one it is `np.diff` after `np.cumsum`.
//!
//! </details>
//!
//! 2. An image is an array of rows. Subtract from each pixel the one above it, and from each the one on its left, as
//!    `np.diff` does along either axis (the first row and column stay as they are). Where is the trap?
//!
//! <details><summary>An answer</summary>
//!
//! The pixel above is a row earlier: the columns are [interleaved
//! channels](super#interleaved-channels-need-no-code-of-their-own), or the delay is the width. On the left it is one
//! earlier, but of the first pixel of a row that is the last of the row above: those are put back.
//!
//! ```
//! use hotloop::kernels::comb::{Comb, forward};
//!
//! const WIDTH: usize = 40;
//! let image: Vec<f64> = (0..WIDTH * 30).map(|i| (i * i % 251) as f64).collect();
//!
//! let mut above = vec![0.0; image.len()];
//! forward::simd(&image, Comb::new(1, -1.0)?.interleaved(WIDTH)?, &mut above)?;
//!
//! let mut left = vec![0.0; image.len()];
//! forward::simd(&image, Comb::new(1, -1.0)?, &mut left)?;
//! for (left, row) in left.chunks_mut(WIDTH).zip(image.chunks(WIDTH)) {
//!     left[0] = row[0];
//! }
//!
//! for row in 0..30 {
//!     for column in 0..WIDTH {
//!         let pixel = |row: usize, column: usize| image[row * WIDTH + column];
//!         let (i, here) = (row * WIDTH + column, pixel(row, column));
//!         let on_top = if row == 0 { 0.0 } else { pixel(row - 1, column) };
//!         let beside = if column == 0 { 0.0 } else { pixel(row, column - 1) };
//!         assert_eq!((above[i], left[i]), (here - on_top, here - beside));
//!     }
//! }
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! </details>
//!
//! # Sources
//!
//! * Smith 2010, *Physical Audio Signal Processing*.
//!
//! # Commands
//!
//! ```sh
//! cargo bench --bench tour -- comb::forward        # against the machine's limits
//! cargo bench --bench ladders -- comb::forward     # every rung, level and delay
//! cargo bench --bench cliffs -- comb::forward      # what costs more than what is beside it
//! cargo test --test comb
//! ```

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
