//! The correctly rounded sum.

mod accumulator;
mod blocks;
mod exponents;
#[cfg(feature = "threads")]
mod threaded;

pub use accumulator::Exact;
#[cfg(feature = "threads")]
pub use threaded::{exact_threaded, exact_threaded_at};

use crate::simd::{Float, Level};

/// `sum_i x[i]`, correctly rounded: of all `f64` the one that is nearest to the true sum, and of two
/// that are as near the even one.
///
/// So it does not depend on the order of the elements, nor on how they are cut into pieces; and every
/// level, team and machine gives the same bits. Python's `math.fsum` promises the same.
///
/// From memory it is nearly as fast as [`simd`](super::simd()) for numbers of much the same size, whose bits
/// reach over 82 binades in a block of 8,192; and takes a nanosecond an element, or little more, where
/// they reach further (2.5 where there are fewer than 2,048). [The page of `sum`](super#why-sums-differ-and-what-exactness-costs) has the figures.
///
/// What the sum comes to on the way does not matter. It is infinite where the true one is beyond
/// `f64`, by half a unit in the last place or more; where there is an infinity among the elements and
/// none of the other sign; and a NaN where there is a NaN, or both. A sum of zero is +0, whatever the
/// signs of its zeros.
///
/// ```
/// use hotloop::kernels::sum;
///
/// let x = [1e100, 1.0, -1e100, 2f64.powi(-1074)];
/// assert_eq!(sum::checked(&x), 2f64.powi(-1074)); // the 1 is lost
/// assert_eq!(sum::exact(&x), 1.0);
/// assert_eq!(sum::exact(&[0.1; 10]), 1.0);
/// ```
pub fn exact<T: Float>(x: &[T]) -> f64 {
    exact_at(Level::current(), x)
}

/// [`exact`] at the given level.
pub fn exact_at<T: Float>(level: Level, x: &[T]) -> f64 {
    of(level, x).total()
}

/// All of it, before it is rounded.
fn of<T: Float>(level: Level, x: &[T]) -> Exact {
    let mut sum = Exact::new();
    sum.add_slice_at(level, x);
    sum
}
