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
/// they reach further (2.5 where there are fewer than 2,048). The figures are [below](#beside-other-sums).
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
///
/// # What makes it fast
///
/// A long number takes 2.5 nanoseconds an addition, but in a block most numbers are
/// of much the same size. An addition to something that is just large enough cuts a number in two, of
/// which the upper part adds up with no error, and so does the rest, to something smaller. Order is all
/// the same, so a block is read at four places at a time, as memory likes it. That holds 82 bits from the
/// top of the largest number of a block to the bottom of the smallest. Where they reach further, numbers
/// of one sign and exponent are added as integers, each with one addition, and the long number is added
/// to when such a sum is full. So the speed of memory is for numbers of much the same size, and others
/// take some four times as long in the cache, however far apart they are.
///
/// # Beside other sums
///
/// | ns an element, 2-vCPU EPYC (Zen 4) | [`simd`](super::simd()) | `exact` | `threaded` | `exact_threaded` |
/// |---|---|---|---|---|
/// | 4,096 | 0.039 | 0.274 | | |
/// | 10,000,000 | 0.260 | 0.266 | 0.226 | 0.233 |
/// | 10,000,000 `f32` | 0.126 | 0.296 | 0.111 | 0.158 |
///
/// (Multiples of a sixteenth, by `cargo bench --bench tour -- sum::`; the least of two runs.) And beside other
/// exact sums, on one thread:
///
/// | ns an element | [`simd`](super::simd()) | `exact` | `xsum`, small | `xsum`, large | `accurate` |
/// |---|---|---|---|---|---|
/// | 4,096 normal numbers | 0.063 | 0.278 | 2.1 | 1.9 | 2.9 |
/// | 65,536 | 0.075 | 0.244 | 3.8 | 1.7 | 2.3 |
/// | 4,096 of 300 binades at random | 0.062 | 1.15 | 2.0 | 2.9 | 3.2 |
/// | 65,536 | 0.081 | 0.84 | 4.0 | 1.8 | 2.2 |
/// | 65,536 of 2,000 binades | 0.072 | 1.08 | 4.0 | 2.2 | 2.4 |
///
/// ([`simd`](super::simd()) of 300 binades is as fast, and wrong. The least of many turns, by a program of its own, on
/// the same machine while it had other work, where only ratios count; `cargo bench --bench ladders -- sum/` has the
/// same cases. Short slices take some 150 ns a call.) The crates `xsum` (Neal's small and large accumulators) and
/// `accurate` (Zhu and Hayes 2010) give the same bits, but for the large accumulator of `xsum` 0.1.6, which
/// loses some of a million numbers of few exponents.
///
/// Python's `math.fsum` is the same promise, kept by a list of parts that do
/// not overlap (Shewchuk 1997). On that machine it takes 18 ns an element of uniform numbers, 37 to 42 of
/// normal ones, and 72 to 77 of 300 binades: some 70, 150 and 70 times as long
/// (`python benches/peers/fsum.py`).
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
