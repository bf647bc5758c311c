//! How much falls in each bin, where every value has a weight.
//!
//! ```text
//! bin i has the sums of w[k] and of w[k]² over the x[k] in it
//! ```
//!
//! The bins are those of [`histogram`](super), and so is the bin that a value is in. The first sum is
//! `numpy.histogram(x, weights=w)`. The second is the variance of the first, if values come by chance and
//! independently (a Poisson process, as in a detector): the two are what the storage `Weight` of
//! boost-histogram keeps, under the names `value` and `variance`.
//!
//! ```
//! use hotloop::kernels::histogram::{Bins, weighted};
//!
//! let mut histogram = weighted::WeightedHistogram::new(&Bins::uniform(2, 0.0, 1.0)?)?;
//! weighted::simd(&[0.1, 0.7, 0.9, 3.0], &[0.5, 2.0, 1.0, 8.0], &mut histogram)?;
//! for ([low, high], bin) in histogram.iter() {
//!     println!("{low} to {high}: {} +- {}", bin.sum, bin.squares.sqrt());
//! }
//! assert_eq!((histogram.sums()[0].sum, histogram.sums()[1].squares), (0.5, 5.0));
//! assert_eq!(histogram.overflow().sum, 8.0);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! # The rungs
//!
//! | rung | what it does | what binds it |
//! |---|---|---|
//! | [`checked`] | a bin and two sums, value by value | the way to the bin, operation after operation |
//! | [`unchecked`] | no checks | the same |
//! | [`simd`] | the bins of 128 values first, eight at a time | two sums loaded, added to and stored a value |
//! | `threaded` | sums of its own to each block | the same on every core, or memory |
//!
//! 1. **The two sums of a bin lie side by side**, on one cache line, and are loaded, added to and stored
//!    as one vector of two.
//! 2. **There is one table and not four.** Where neighbours are in the same bin, each sum waits for the one
//!    before it; tables that take turns would hide that, as they do for [counts](super), but then a sum
//!    would depend on the place of its terms in the input.
//!
//! # In which order weights are added
//!
//! `checked` and `unchecked` add to a bin in the order of the input, as NumPy and boost-histogram do.
//! `simd` and `threaded` do so within blocks of 65,536 values (or 16 for each bin and each of the three
//! places outside of all, if that is more), whose sums are made apart and then added in their order: the
//! same bits at every level and for every team, and those of `checked` where there is one block, or where
//! sums are exact, as those of integers are. A sum of `n` weights is off by at most `(n + 1) u sum |w|`,
//! `u = 2^-53`, in every rung; in blocks it is nearer. Squares are rounded once each before they are added.
//!
//! Weights follow IEEE: one that is NaN makes NaN of both sums of its bin, and of no other, but of
//! all densities, which are shares of the sum of all bins. So does an infinite one of infinity, or of NaN
//! where there is one of the other sign. A value that is NaN has a place of its own for its weight, as what
//! is below or above all bins has.
//!
//! Measured by `cargo bench --bench ladders -- histogram::weighted/`, and beside NumPy, boost-histogram and numba
//! by `cargo bench --bench tour -- --peers python histogram::weighted` (`benches/peers/README.md`).
//!
//! Sources and exercises are on the page of [`histogram`](super).

mod checked;
mod simd;
mod sums;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;

pub use checked::checked;
pub use simd::{simd, simd_at};
pub use sums::{WeightedHistogram, WeightedSum};
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;

use super::Value;
use crate::Error;

/// Refuses slices of different lengths: every rung asks here first.
fn check<T: Value, W: Value>(x: &[T], weights: &[W]) -> Result<(), Error> {
    Error::ensure_len("weights", weights.len(), "x", x.len())
}
