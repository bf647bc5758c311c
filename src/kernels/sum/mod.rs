//! `sum_i x[i]`: the first loop of every tutorial, for floats and for integers of 8 to 64 bits.
//!
//! # The loop
//!
//! ```text
//! s = 0
//! for x in X:
//!     s += x
//! ```
//!
//! # The rungs
//!
//! | rung | what changes | what it is bound by |
//! |---|---|---|
//! | [`checked`] | nothing: the loop above | floats: each addition waits for the one before, two to four cycles |
//! | [`unchecked`] | no bounds checks | the same: see below |
//! | [`simd`] | 64 additions under way at a time, in a fixed order | in the cache the load ports, outside it the memory |
//! | `threaded` | blocks of 16,384 elements to each member | the memory of all cores |
//! | [`neumaier`] | every rounding error is kept | seven additions a vector; outside the caches, the memory still |
//! | [`exact`], `exact_threaded` | nothing is rounded but the end | five additions a vector, and looking for the largest; outside the caches, the memory; where numbers are of all sizes, an addition of integers each |
//!
//! 1. **`unchecked` gains nothing here, and that is the lesson.** The loop runs to `x.len()`, so
//!    the compiler proves every index good and drops the checks by itself. The two rungs come out
//!    so alike that it keeps one function for both: `nm` finds no `sum::unchecked` in a release
//!    binary. Integers are vectorised in both, because their additions may be reordered. Floats are
//!    not: `(a + b) + c` and `a + (b + c)` round differently, and the compiler may not choose.
//! 2. **`simd` chooses.** It fixes an order of additions that suits the hardware, and keeps to it
//!    at every level. Elements are laid out in rows of eight vectors. Each of the eight columns is
//!    a chain of its own; a vector addition takes three or four cycles and two start every cycle,
//!    so eight chains keep the adders busy. Sixteen rows make a part. Its columns are added up in
//!    pairs, and the part's sum goes into a running sum by compensated addition.
//!
//!    ```text
//!    row 0    x[0..8]   x[8..16]   …  x[56..64]     eight loads, two a cycle
//!    row 1      +          +             +          eight additions, two a cycle
//!    …
//!    row 15     +          +             +
//!             ((a + b) + (c + d)) + ((e + f) + (g + h))  →  sum += part, lost += what that rounded away
//!    ```
//! 3. **Accuracy comes along.** No chain is longer than sixteen, and the running sum loses nothing,
//!    so the error is at most `23 u sum |x|` (`u = 2^-53`: 15 roundings down a column, 3 across
//!    columns, 3 across lanes, 1 for the tail, 1 at the end) whatever the length. NumPy's pairwise
//!    summation has a bound of about `(19 + log2(n / 128)) u`, 35 `u` for ten million numbers. A
//!    test holds us to no more than its error. `f32` is widened on loading and summed in `f64`; the
//!    result is an `f64`, to be rounded once if at all.
//! 4. **`threaded` gives the same bits.** Blocks belong to the input and are added in their order,
//!    so the number of members does not matter.
//! 5. **`neumaier` is cheap where memory binds.** Seven operations in place of one addition
//!    (`two_sum`, and keeping what it found) take six times as long in the cache. From memory they
//!    cost a fifth more than `simd`, because most of them are done while the next vector arrives.
//!
//! # Integers
//!
//! are added in 64 bits, with a sign if they have one: the sum of `i32` is an `i64`, and that of `u8` a
//! `u64`. On overflow sums wrap, at every rung and in every build. Those of 64 bits may overflow with
//! the second element. Those of 32 cannot with fewer than 2^32 elements, and narrower ones would
//! take 2^48 or more. `simd` and `threaded` add narrow ones where they stand: a word of eight bytes is
//! masked into four sums of two bytes each, and only what is nearly full is widened.
//!
//! # Why sums differ, and what exactness costs
//!
//! Every addition of floats rounds, and what it rounds away depends on what has been added before. So
//! a sum depends on the order: of the elements, of the lanes, of the members, of the machines that
//! have a part each. There are three ways out, in the order of their price.
//!
//! * **A fixed order.** [`simd`] and `threaded` add in blocks that belong to the input. One input has
//!   one sum, on any machine. But shuffled, or in other pieces, it has another.
//! * **A bound.** [`neumaier`] keeps what it rounds away: nearly always the nearest, in any order, but
//!   not always.
//! * **No rounding.** [`exact`] adds without an error, and rounds once, at the end. The order cannot
//!   matter, because nothing is left that it could change. [`Exact`] is such a sum before it is
//!   rounded: a value of 2,200 bits that pieces are added to and that can be merged, compared and sent.
//!
//! What makes it fast: a long number takes 2.5 nanoseconds an addition, but in a block most numbers are
//! of much the same size. An addition to something that is just large enough cuts a number in two, of
//! which the upper part adds up with no error, and so does the rest, to something smaller. Order is all
//! the same, so a block is read at four places at a time, as memory likes it. That holds 82 bits from the
//! top of the largest number of a block to the bottom of the smallest. Where they reach further, numbers
//! of one sign and exponent are added as integers, each with one addition, and the long number is added
//! to when such a sum is full. So the speed of memory is for numbers of much the same size, and others
//! take some four times as long in the cache, however far apart they are.
//!
//! | ns an element, 2-vCPU EPYC (Zen 4) | [`simd`] | [`exact`] | `threaded` | `exact_threaded` |
//! |---|---|---|---|---|
//! | 4,096 | 0.039 | 0.274 | | |
//! | 10,000,000 | 0.260 | 0.266 | 0.226 | 0.233 |
//! | 10,000,000 `f32` | 0.126 | 0.296 | 0.111 | 0.158 |
//!
//! (Multiples of a sixteenth, by `cargo bench --bench tour -- sum::`; the least of two runs.) And beside other
//! exact sums, on one thread:
//!
//! | ns an element | [`simd`] | [`exact`] | `xsum`, small | `xsum`, large | `accurate` |
//! |---|---|---|---|---|---|
//! | 4,096 normal numbers | 0.063 | 0.278 | 2.1 | 1.9 | 2.9 |
//! | 65,536 | 0.075 | 0.244 | 3.8 | 1.7 | 2.3 |
//! | 4,096 of 300 binades at random | 0.062 | 1.15 | 2.0 | 2.9 | 3.2 |
//! | 65,536 | 0.081 | 0.84 | 4.0 | 1.8 | 2.2 |
//! | 65,536 of 2,000 binades | 0.072 | 1.08 | 4.0 | 2.2 | 2.4 |
//!
//! ([`simd`] of 300 binades is as fast, and wrong. The least of many turns, by a program of its own, on the same
//! machine while it had other work, where only ratios count; `cargo bench --bench ladders -- sum/` has the same
//! cases. Short slices take some 150 ns a call.) The crates `xsum` (Neal's small and large accumulators) and
//! `accurate` (Zhu and Hayes 2010) give the same bits, but for the large accumulator of `xsum` 0.1.6, which
//! loses some of a million numbers of few exponents.
//!
//! Python's `math.fsum`, the tutorials' counterpart, is the same promise, kept by a list of parts that do
//! not overlap (Shewchuk 1997). On that machine it takes 18 ns an element of uniform numbers, 37 to 42 of
//! normal ones, and 72 to 77 of 300 binades: some 70, 150 and 70 times as long
//! (`python benches/peers/fsum.py`).
//!
//! # Overflow, infinities and NaN
//!
//! Of finite floats the sum is finite where the true one is, and where that is beyond `f64`, by more
//! than the rung's bound, it is infinite, of the right sign: whatever the sum was on its way there, and at every rung.
//! `[1e308, 1e308, -1e308]` has the sum `1e308`. No addition is made dearer for it. A sum that has
//! overflowed ends as an infinity or NaN, and then the elements are added again, each times
//! `2^-600` and with compensation: within every rung's bound, with the same bits at all of them but `exact`,
//! which cannot overflow on the way, and as slowly as one addition after the other goes.
//!
//! Elements that are infinite or NaN decide alone, whatever the others come to: NaN if there is one
//! or if there are infinities of both signs, and else the infinity.
//!
//! Measured by `cargo bench --bench ladders -- sum/`, and against the machine's limits by
//! `cargo bench --bench tour -- sum`.

#![doc(alias("reduce", "kahan"))]

mod checked;
mod exact;
mod neumaier;
mod packed;
mod simd;
mod summand;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;

pub use checked::checked;
pub use exact::{Exact, exact, exact_at};
#[cfg(feature = "threads")]
pub use exact::{exact_threaded, exact_threaded_at};
pub use neumaier::{neumaier, neumaier_at};
pub use simd::{simd, simd_at};
pub use summand::Summand;
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;
