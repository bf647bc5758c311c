//! Normally distributed random numbers, of a density proportional to
//! `exp(-(x - mean)^2 / (2 deviation^2))`.
//!
//! The [tutorial](crate::kernels#the-tutorials)'s `randn`, which takes it longer than the
//! Ornstein-Uhlenbeck process that it feeds. One word of a [`Generator`](crate::random::Generator)
//! makes one number, and the rungs make the same number of it, to the bit: so they draw the same
//! sequence, at every level and for every team, and go on where the last call stopped, whichever
//! rung that was. An `f32` is the `f64`, rounded (and infinite beyond [`f32::MAX`]).
//!
//! # The method
//!
//! A point under the bell, uniformly, has a normal coordinate. Take the right half of the bell, and
//! divide its area by 2,048. Of rectangles with that area that lie under the curve, one on top of
//! the other, 2,045 fit:
//!
//! ```text
//!  |_
//!  | |_        the cap, above the highest rectangle
//!  |___|_
//!  |_____|__   right of each rectangle, up to the curve: an overhang
//!  |________|_____
//!  |______________|___________  the tail, right of the lowest
//! ```
//!
//! and three times that area overhangs them. So the lowest 11 bits of a word choose a rectangle, in
//! 99.85 cases of 100, and the upper 52 are a place in it, left or right of zero: one table lookup
//! and one multiplication, with nothing to compare. The other words have to be points of the
//! overhangs: an alias table (Walker 1977), which chooses among unequal parts by one lookup and one
//! comparison, says of which. The curve is nearly straight there, so a point of the triangle
//! between the ends of two rectangles is nearly always under the curve as well. What that takes
//! beyond the word itself comes from the word, hashed by [`SplitMix64`](crate::random::SplitMix64).
//!
//! It is the ziggurat of McFarland (A modified ziggurat algorithm for generating exponentially and
//! normally distributed pseudorandom numbers, 2016), with more layers, and with the twist that each
//! number is a function of its one word. The place and the rectangle have no bits in common,
//! without which neighbouring numbers are not independent (Doornik, An improved ziggurat method to
//! generate normal random samples, 2005).
//!
//! # The rungs
//!
//! | rung | what it does | why it is faster |
//! |---|---|---|
//! | [`checked`] | a word, a lookup, a branch to the overhangs | |
//! | [`unchecked`] | the same, without the bounds checks | it is not: the layer is the word modulo the length of the table, which the compiler sees |
//! | [`simd`] | eight words at a time; what has to come from an overhang is mended afterwards | eight numbers for the instructions of two or three. Outputs that the caches do not hold are written past them |
//! | `threaded` | a part of the sequence to each member, which skips to it | as many generators as cores |
//! | [`ziggurat`] | the method of Marsaglia and Tsang, one number after the other | not one of the four: other numbers, for comparison |
//!
//! 1. **No branch waits for its number.** One number of 700 needs the other way, which no predictor
//!    knows. A wrong guess throws away all that was begun after it: in a loop that keeps hundreds
//!    of instructions in flight, a hundred cycles' work. So the numbers that need mending are
//!    marked, a bit each, and the branch on the marks of 64 numbers comes 64 numbers later, when
//!    the answer has long been there.
//! 2. **The other way has to be short, not rare.** It is a chain of a hash, two lookups and a
//!    comparison, and the loop can run only so far ahead while the processor waits for its end.
//!    With an exponential function at its end it cost twice as much. Hence the margins:
//!    beside the rectangles, one point in a hundred has to ask the curve itself, and in the cap,
//!    two terms of its series nearly always answer.
//! 3. **Eight loads are faster than a gather** of eight, on Zen 5 by a fifth of the loop without
//!    overhangs:
//!    see [`Simd::lookup`](crate::simd::Simd::lookup).
//!
//! # What binds
//!
//! The rectangles alone take four fifths of the time: 50 or so micro-operations for eight numbers,
//! half of them to bring eight widths together, beside the five cycles that the generator's state
//! needs for a step.
//!
//! Memory binds nowhere, but it comes on top where the caches do not hold the output: an ordinary
//! store first reads the line that it overwrites. A store past the caches does not, and cannot be
//! mended. So such an output is made a chunk of 16 KiB at a time, in the first-level cache, and
//! copied. On a 2-core EPYC (Zen 3) without AVX-512, 40,000,000 numbers take 0.96 ns each that way,
//! and 1.03 without it; 65,536 take 0.78.
//!
//! # How good they are
//!
//! The rectangles' areas are equal to about `1e-13` of their size, and an overhang has its
//! probability to `1.4e-9` of it: the density is that close to the normal one. Places are multiples
//! of `2^-51` of a width. The tail is exact as far as `f64` reaches, not cut off.
//! `tests/statistics` holds moments and overhangs to the theory over 10^10 numbers, and
//! correlations and the distribution over 10^9, if asked to.
//!
//! Measured by `cargo bench --bench ladders -- normal/`, beside `rand_distr`, and against the
//! machine's limits by `cargo bench --bench tour -- normal`.

#![doc(alias("randn", "standard_normal", "gauss", "rnorm"))]

mod bell;
mod checked;
mod distribution;
mod rows;
mod simd;
mod stream;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;
mod variate;
mod ziggurat;

pub use checked::checked;
pub use distribution::Normal;
pub use simd::{simd, simd_at};
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;
pub use ziggurat::ziggurat;
