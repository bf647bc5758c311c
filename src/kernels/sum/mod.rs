//! `sum_i x[i]`: the first loop of every tutorial, for floats and for integers of 8 to 64 bits.
//!
//! # In Python
//!
//! *Accelerating Applications* adds up ten million integers by a loop, by the built-in `sum`, by the method of NumPy's
//! array, and by the loop again, compiled by numba.
#![cfg_attr(
    feature = "threads",
    doc = "([Its cells](crate::tutorials#accelerating-applications) are 11 to 20.)"
)]
//! The loop is
//!
//! ```text
//! s = 0
//! for x in X:
//!     s += x
//! ```
//!
//! # An example
//!
//! ```
//! use hotloop::kernels::sum;
//!
//! // The harmonic series: 1 + 1/2 + 1/3 + … + 1/1,000,000
//! let x: Vec<f64> = (1..=1_000_000).map(|i| 1.0 / f64::from(i)).collect();
//! let harmonic = 14.392_726_722_865_724;
//! assert!((sum::simd(&x) - harmonic).abs() < 1e-14);
//! assert!((sum::checked(&x) - harmonic).abs() > 1e-13); // the plain loop rounds more
//!
//! // Integers are added in 64 bits.
//! assert_eq!(sum::simd(&[200_u8; 100]), 20_000);
//! ```
//!
//! # The rungs
//!
//! | rung | what changes | what it is bound by |
//! |---|---|---|
//! | [`checked`] | nothing: the loop above | floats: each addition waits for the one before, two to four cycles |
//! | [`unchecked`] | no [bounds checks](crate::glossary#bounds-check) | the same: see below |
//! | [`simd`] | 64 additions under way at a time, in a fixed order | in the cache the [load ports](crate::glossary#load-port), outside it the memory |
//! | `threaded` | blocks of 16,384 elements to each [member](crate::glossary#member) of a [team](crate::glossary#team) | the memory of all cores |
//! | [`neumaier`] | every rounding error is kept | seven additions a vector; outside the caches, the memory still |
//! | [`exact`], `exact_threaded` | nothing is rounded but the end | five additions a vector, and looking for the largest; outside the caches, the memory; where numbers are of all sizes, an addition of integers each |
//!
//! 1. **`checked` is a [chain](crate::glossary#dependency-chain).** Its instruction is `addsd xmm1, [memory]`, once an
//!    element. Each waits for the `xmm1` that the one before it makes.
//! 2. **`unchecked` gains nothing here, and that is the lesson.** The loop runs to `x.len()`, so the compiler proves
//!    every index good and drops the checks by itself. The two rungs come out so alike that it keeps one function for
//!    both: `nm` finds no `sum::unchecked` in a release binary. Integers become [vectors](crate::glossary#vector) in
//!    both, because their additions may be reordered. Floats do not: `(a + b) + c` and `a + (b + c)`
//!    [round](crate::glossary#rounding) differently, and the compiler may not choose.
//! 3. **`simd` chooses.** It fixes an order of additions that suits the hardware, and keeps to it at every level.
//!    Elements are laid out in rows of eight vectors of eight [lanes](crate::glossary#lane). Each of the eight columns
//!    is a chain of its own. Sixteen rows make a part. Its columns are added up in pairs, and the part's sum goes into
//!    a running sum by compensated addition.
//!
//!    ```text
//!    row 0    x[0..8]   x[8..16]   …  x[56..64]     eight loads
//!    row 1      +          +             +          eight additions, side by side
//!    …
//!    row 15     +          +             +
//!    part     ((a + b) + (c + d)) + ((e + f) + (g + h))
//!    sum += part, lost += what that rounded away
//!    ```
//!
//!    A row is eight instructions, `vaddpd zmm6, zmm6, [memory]` to `vaddpd zmm13, zmm13, [memory]`, which load and add
//!    at once (AVX-512; at AVX2 sixteen with `ymm`, in all sixteen registers). In the picture an addition takes three
//!    cycles and one of vectors begins every cycle, as on a Zen 4:
//!
#![doc = include_str!("interleaving.svg")]
//!
//! 4. **From memory, four blocks are read side by side.** What fetches [lines](crate::glossary#cache-line) ahead of a
//!    loop stops at the end of a [page](crate::glossary#page) of 4 KiB until it is sure of the next. Four blocks, which
//!    are whole pages apart, come to such an end together: there is one pause for 16 KiB in place of four, and in
//!    between more lines are under way. That is 32 columns, which are all the registers of AVX-512.
//! 5. **`threaded` gives the same bits.** Blocks belong to the input and are added in their order,
//!    so the number of members does not matter. Up to 65,536 elements are left to the caller.
//! 6. **`neumaier` is cheap where memory binds.** Seven operations in place of one addition (`two_sum`, an addition
//!    that also gives what it rounded away, and adding that up) take six times as long in the cache. From memory they
//!    cost a fifth more on a Zen 5, and nothing on the Zen 4 below: they are done while the next vector arrives.
//!
//! # What binds
//!
//! On a 2-core EPYC (Zen 4) at 3.7 GHz, in nanoseconds an element:
//!
//! | `f64` | predicted by | cycles | ns | measured |
//! |---|---|---|---|---|
//! | `checked` | an addition takes 3 cycles | 3 | 0.80 | 0.80 |
//! | `simd`, 4,096 (in the first-level cache) | one load of 64 bytes a cycle | 1/8 | 0.033 | 0.038 |
//! | `neumaier`, 4,096 | seven additions a vector, one a cycle | 7/8 | 0.23 | 0.24 |
//! | `simd`, 10,000,000 (from memory) | 8 bytes at 34.5 GB/s, the most that one core reads | | 0.23 | 0.26 |
//! | `threaded`, 10,000,000, two members | 8 bytes at 36.2 GB/s, the most that both read | | 0.22 | 0.23 |
//!
//! So in the cache lanes and columns make the loop 21 times as fast, and from memory three times: there the
//! [bandwidth](crate::glossary#bandwidth) binds, which the second core does not add much to on this machine. (Measured
//! by `cargo bench --bench tour -- --quick sum::`, least times, while the machine had other work. On a Zen 5, which
//! loads two vectors a cycle, the tour measured 0.509 for `checked` and 0.0176 for `simd` in the cache, and from memory
//! 0.191 for `simd` and 0.110 for `threaded`.)
//!
//! # What it cost
//!
//! Lines of code without comments, blank lines and tests: `checked` 17, `unchecked` 13, `simd` 190, `threaded` 20,
//! `neumaier` 42, `exact` 606. The types that can be summed take 190 more, and narrow integers 56. The loop of `simd`
//! and the order it adds in are a dozen lines; most of the rest is for short slices, for reading from four places, and
//! for promising the same bits everywhere. A program that sums one type at one length needs none of that: see the first
//! exercise.
//!
//! # Accuracy
//!
//! No chain of [`simd`] is longer than sixteen, and the running sum loses nothing,
//! so the error is at most `23 u sum |x|` (`u = 2^-53`: 15 roundings down a column, 3 across
//! columns, 3 across lanes, 1 for the tail, 1 at the end) whatever the length. NumPy's pairwise
//! summation has a bound of about `(19 + log2(n / 128)) u`, 35 `u` for ten million numbers. A
//! test holds us to no more than its error. `f32` is widened on loading and summed in `f64`; the
//! result is an `f64`, to be rounded once if at all.
//!
//! # Integers
//!
//! They are added in 64 bits, with a sign if they have one: the sum of `i32` is an `i64`, and that of `u8` a
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
//! What makes it fast, and how it does beside other exact sums, is on the page of [`exact`].
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
//! # Exercises
//!
//! 1. Make the sum of squares, `sum_i x[i]²`, with the eight columns of [`simd`]: a kernel of your own, which needs no
//!    `unsafe` and no crate but this one.
//!
//! <details><summary>An answer</summary>
//!
//! A multiplication and an addition are one instruction ([`vfmadd231pd`](crate::glossary#fused-multiply-add)), so the
//! squares cost nothing where the loads bind.
//!
//! ```
//! use hotloop::simd::{F64x8, LANES, Level, Simd};
//! use hotloop::{dispatch, kernels::sum};
//!
//! const COLUMNS: usize = 8;
//!
//! #[inline(always)]
//! fn kernel<S: Simd>(simd: S, x: &[f64]) -> f64 {
//!     let (rows, rest) = x.as_chunks::<{ COLUMNS * LANES }>();
//!     let mut columns = [simd.splat(0.0); COLUMNS];
//!     for row in rows {
//!         for (column, x) in columns.iter_mut().zip(row.as_chunks().0) {
//!             let x = simd.load(x);
//!             *column = x.mul_add(x, *column);
//!         }
//!     }
//!     let [a, b, c, d, e, f, g, h] = columns;
//!     let lanes = ((a + b) + (c + d)) + ((e + f) + (g + h));
//!     let mut total: f64 = lanes.to_array().iter().sum();
//!     for x in rest {
//!         total += x * x;
//!     }
//!     total
//! }
//!
//! dispatch! {
//!     fn sum_of_squares(x: &[f64]) -> f64 = kernel, at sum_of_squares_at
//! }
//!
//! let x: Vec<f64> = (0..1000).map(|i| f64::from(i).sqrt()).collect();
//! let squares: Vec<f64> = x.iter().map(|x| x * x).collect();
//! let exact = sum::exact(&squares);
//! assert!((sum_of_squares(&x) - exact).abs() < 1e-12 * exact);
//! for level in Level::supported() {
//!     assert_eq!(sum_of_squares_at(level, &x), sum_of_squares(&x)); // the same bits
//! }
//! ```
//!
//! The sums of `simd` do not grow worse with the length, because it ends a chain after sixteen rows. These do.
//!
//! </details>
//!
//! 2. From which length on does a second member pay, and how much? First guess, by the formula [when a team
//!    pays](https://docs.rs/hotloop/latest/hotloop/guide/threads/#when-a-team-pays): an element in the second-level
//!    cache takes 0.07 ns here, and a region a microsecond if the other member sleeps (a tenth of it if not).
//!
//! <details><summary>An answer</summary>
//!
//! `cargo bench --bench cliffs -- --json sum.json sum` writes what each rung takes at each length. On the Zen 4 above
//! it had
//!
//! | elements | `simd` | `threaded`, two members |
//! |---|---|---|
//! | 65,536 | 4.65 µs | 4.71 µs: one of them |
//! | 65,537 | 4.45 µs | 2.69 µs |
//! | 131,072 | 10.5 µs | 5.13 µs |
//! | 1,048,576 | 84.3 µs | 44.4 µs |
//!
//! The guess is 2 * 1,000 / 0.07, or 29,000 elements. From 65,537 on, where it is tried, a second member gains a factor
//! of 1.65 and soon of 2. Below, half of the loop would be a microsecond or two, which is what the region takes where
//! the other member has gone to sleep. Hence the constant in `src/kernels/sum/threaded.rs`.
//!
//! </details>
//!
//! 3. Two machines have a part of the numbers each, and nobody knows where the parts begin. Make a sum whose bits do
//!    not depend on that.
//!
//! <details><summary>An answer</summary>
//!
//! Round once, at the end: an [`Exact`] is a sum that has not been rounded yet. Sums that have been are not the same
//! for each cut.
//!
//! ```
//! use hotloop::kernels::sum::{self, Exact};
//!
//! /// What a machine sends.
//! fn part(x: &[f64]) -> Exact {
//!     let mut sum = Exact::new();
//!     sum.add_slice(x);
//!     sum
//! }
//!
//! let x: Vec<f64> = (0..1000).map(|i| (-1.0_f64).powi(i) / f64::from(i + 1)).collect();
//! let mut rounded = vec![];
//! for cut in 0..x.len() {
//!     let (left, right) = x.split_at(cut);
//!     let mut whole = part(right);
//!     whole.merge(&part(left)); // in any order
//!     assert_eq!(whole.total(), sum::exact(&x));
//!     rounded.push(sum::simd(left) + sum::simd(right));
//! }
//! rounded.sort_by(f64::total_cmp);
//! rounded.dedup();
//! assert!(rounded.len() > 1); // several sums of the same numbers
//! ```
//!
//! </details>
//!
//! # Sources
//!
//! * Neumaier 1974, *Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen*: compensated addition.
//! * Neal 2015, *Fast exact summation using small and large superaccumulators*; Zhu and Hayes 2010, *Algorithm 908:
//!   Online exact summation of floating-point streams*; Shewchuk 1997, *Adaptive precision floating-point arithmetic
//!   and fast robust geometric predicates*; Demmel and Nguyen 2015, *Parallel reproducible summation*: exact sums.
//!
//! # Commands
//!
//! ```sh
//! cargo bench --bench tour -- sum::       # against the machine's limits
//! cargo bench --bench ladders -- sum/     # every rung and level, and other crates' sums
//! cargo bench --bench cliffs -- sum       # what costs more than what is beside it
//! cargo test --test sum
//! ```

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
