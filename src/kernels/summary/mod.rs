//! Count, sum, mean, variance, minimum and maximum, in one pass over memory.
//!
//! # In Python
//!
//! Schreiber's tutorial returns length and sum of its data, because such pairs can be computed on parts of the data and
//! added up. It gives four processes a part each, first every fourth number and then parts in a row, and that is slower
//! than no processes at all: the numbers are sent to them through pipes.
#![cfg_attr(
    feature = "threads",
    doc = "([Its cells](crate::tutorials#jacob-schreiber-on-parallel-processing-in-python) are 5 to 10.)"
)]
//! The loop is
//!
//! ```text
//! n = s = 0
//! for x in X:
//!     n += 1
//!     s += x
//! ```
//!
//! This ladder adds the rest of what one wants to know of a column of numbers (`numpy.mean`, `var`, `min`, `max`), and
//! keeps that property: a [`Summary`] merges.
//!
//! # An example
//!
//! ```
//! use hotloop::kernels::summary;
//!
//! let x: Vec<f64> = (1..=1000).map(f64::from).collect();
//! let (left, right) = x.split_at(300);
//! let whole = summary::simd(left).merge(summary::simd(right));
//! assert_eq!((whole.count(), whole.sum(), whole.mean()), (1000, 500_500.0, Some(500.5)));
//! assert_eq!((whole.min(), whole.max()), (Some(1.0), Some(1000.0)));
//! let variance = (1000.0 * 1000.0 - 1.0) / 12.0;
//! assert!((whole.variance().unwrap() - variance).abs() < 1e-9);
//! ```
//!
//! # The formula
//!
//! For parts `a` and `b` with squared deviations `S = sum (x - mean)²` (Chan, Golub and LeVeque
//! 1983):
//!
//! ```text
//! n = n_a + n_b      sum = sum_a + sum_b      S = S_a + S_b + (mean_b - mean_a)² n_a n_b / n
//! ```
//!
//! # The rungs
//!
//! | rung | what changes | what it is bound by |
//! |---|---|---|
//! | [`checked`] | Welford's update (1962), element by element | a division an element, and each waits for the one before |
//! | [`unchecked`] | no [bounds checks](crate::glossary#bounds-check) | the same division: the compiler had dropped the checks, and both rungs are the same instructions |
//! | [`simd`] | parts of 1,024 elements, gone over twice | six operations a [vector](crate::glossary#vector); outside the caches, those and the memory |
//! | `threaded` | blocks of 16,384 elements to each [member](crate::glossary#member) | the memory of all cores |
//! | `strided` | the tutorial's `X[i::4]` in place of blocks | the memory, several times over |
//!
//! 1. **`checked` is a [chain](crate::glossary#dependency-chain) with a `divsd` in it.** Welford's update moves the
//!    mean by `(x - mean) / count`, so each element waits for the subtraction, the division and the addition of the one
//!    before.
//! 2. **`simd` has no division in the loop.** It takes the mean of a part first and the deviations from it second. The
//!    first pass is `vaddpd`, `vminpd` and `vmaxpd` a vector, the second `vsubpd`, `vmulpd` and `vaddpd`, each in four
//!    columns that do not wait for each other. The second pass finds the part in the first-level cache, so memory is
//!    read once. Meanwhile it asks for the part that comes next (`prefetcht0`), which the processor, seeing nothing but
//!    cache, would not.
//! 3. **Nothing cancels.** Deviations are taken from the part's own mean, and merging adds terms
//!    that are never negative. The textbook's `sum x² - n mean²` would lose every digit on data far
//!    from zero.
//! 4. **`threaded` merges blocks in their order,** so the bits are the same for every number of members. Up to 65,536
//!    elements are left to the caller.
//! 5. **Cutting by stride is cutting badly.** Each of four parts has two of the eight numbers of every
//!    [line](crate::glossary#cache-line), so whoever summarises it reads all of memory. Contiguous blocks read each
//!    line once.
//!
//! # What binds
//!
//! On a 2-core EPYC (Zen 4) at 3.7 GHz, in nanoseconds an element:
//!
//! | `f64` | predicted by | cycles | ns | measured |
//! |---|---|---|---|---|
//! | `checked` | 3 for the subtraction, 13 for the division, 3 for the addition | 19 | 5.1 | 5.7 |
//! | `simd`, 4,096 (in the first-level cache) | five of the six operations on the adders (which compare, too), one a cycle | 5/8 | 0.17 | 0.20 |
//! | `simd`, 10,000,000 (from memory) | 8 bytes at 34.5 GB/s; or the 0.20 above | | 0.23 | 0.35 |
//! | `threaded`, 10,000,000, two members | 8 bytes at 36.2 GB/s | | 0.22 | 0.23 |
//! | `strided`, 10,000,000, in four parts | four times as many | | 0.88 | 1.15 |
//!
//! From memory one core takes half as long again as the slower of its two limits, and less than both together:
//! computing and waiting overlap in part. With two cores one computes while the other waits, and the memory binds.
//! `strided` takes longer than its bytes, because it gathers its elements one by one: 11 instructions an element by
//! `cargo bench --bench annotate -- summary::strided`, or two cycles, which are 0.26 ns on two cores. They come on top
//! of the reading, at least in part. (Measured by `cargo bench --bench tour -- --quick summary::` and
//! `cargo bench --bench cliffs -- summary`, least times, while the machine had other work. On a Zen 5, whose adders
//! take a whole vector each, the tour measured 4.96 for `checked`, 0.261 for `simd` and 0.153 for `threaded` from
//! memory.)
//!
//! # What it cost
//!
//! Lines of code without comments and blank lines: `checked` 24, `unchecked` 20, `simd` 47, `threaded` 18, and
//! `strided` 39. The two passes are 126 more, the value that merges 169, and numbers that are so large that their
//! squares overflow another 36. So the loops are the smaller part: what one pays for is that any data has a right
//! answer.
//!
//! # Why the bounds hold
//!
//! Sum: a column is a chain of 31 additions, then come 2 to join the columns, 1 for what does not
//! fill a row, 3 across the lanes, 1 for the tail, and 1 rounding at the end; parts are added with
//! compensation. Variance: a squared deviation has 3 roundings, and its way through a part 36, or up to 45
//! through the last, which is seldom full and merges but a few times; a
//! mean that is off by `40 u a` adds its square; merging rounds twice each time, along a chain of
//! `16 + n / 16384`; and the cross terms of merged means, each off by as much, come to
//! `160 u a / s` by the inequality of Cauchy and Schwarz. `checked` has an error of the order of
//! `n u` in the sum, and of `n u a / s` in the variance (Chan and Lewis 1979).
//!
//! # Equal numbers
//!
//! Equal numbers have a variance of 0 and themselves for a mean, exactly, in every rung and however parts of them
//! merge. The sum of seven equal numbers may round to what is seven times none of them. But a mean
//! is not let out of the range from the minimum to the maximum, and deviations are taken from that.
//!
//! # Large and small numbers, infinities and NaN
//!
//! Of finite numbers the mean is finite, and sum and variances are finite where the true ones are.
//! Where those are beyond `f64` they are infinite, of the right sign; they are never NaN, and a
//! variance is never negative. That holds for every rung and every merge: a sum that overflows in a
//! part comes back in the whole. No loop is made dearer for it. The minimum and the maximum of a
//! part say whether anything may overflow, which is if a number is beyond `1e140` on either side.
//! Then the part is gone over again, each number times `2^-600`, and its sum and squared deviations
//! stay in that unit until they are asked for. Such parts take about four times as long.
//!
//! Squares of deviations below `1e-154` are subnormal or 0, and so is their variance: it is right
//! to `2e-323`, not to its last digit. `[1e-200, 3e-200]` has the variance `1e-400`, which is 0.
//!
//! NaN makes sum, mean and variance NaN, is counted, and is left out of minimum and maximum.
//! Infinities of one sign are sum and mean, whatever is finite beside them; those of both signs
//! make NaN of them. The variance is NaN then.
//!
//! # `f32`
//!
//! It is widened when it is loaded, which is exact, and everything after that is as for `f64`: the summary
//! of `f32` is the summary of the same numbers as `f64`, to the bit, and its bounds are those of `f64`.
//! What is halved is what comes from memory, and so is the time where memory binds.
//!
//! # Integers, and what else is no slice of floats
//!
//! Whatever an iterator yields is summarised as it comes, by [`collect`](Iterator::collect), with the bits of a slice:
//! integers of up to 32 bits are `x.iter().map(|x| f64::from(*x)).collect::<Summary>()`. The columns of a row-major
//! array have a ladder of their own, [`columns`].
//!
//! # Medians and other quantiles
//!
//! They are no part of a [`Summary`], because those of two parts do not merge: an exact one needs all the
//! data. The standard library finds it in a copy that may be put in another order:
//! `copy.select_nth_unstable_by(k, f64::total_cmp)` leaves the `k`-th of the numbers at `copy[k]`. Where
//! a bin is near enough, a [`histogram`](super::histogram) has it in one pass, and merges.
//!
//! # Exercises
//!
//! 1. Compute the variance as the textbook does, from `sum x` and `sum x²`. Of which data is it wrong, and what does
//!    [`simd`] say of them?
//!
//! <details><summary>An answer</summary>
//!
//! Where the numbers are far from zero beside their deviations. `sum x² / n` and `mean²` agree in nearly all of their
//! digits then; the difference is what rounding left.
//!
//! ```
//! use hotloop::kernels::{sum, summary};
//!
//! fn textbook(x: &[f64]) -> f64 {
//!     let n = x.len() as f64;
//!     let squares: Vec<f64> = x.iter().map(|x| x * x).collect();
//!     let mean = sum::exact(x) / n;
//!     sum::exact(&squares) / n - mean * mean // exact sums do not help
//! }
//!
//! let near: Vec<f64> = (0..1000).map(|i| f64::from(i % 2)).collect();
//! assert_eq!(textbook(&near), 0.25);
//! let far: Vec<f64> = near.iter().map(|x| 1e9 + x).collect();
//! assert!((textbook(&far) - 0.25).abs() > 0.2);
//! assert_eq!(summary::simd(&far).variance(), Some(0.25));
//! ```
//!
//! </details>
//!
//! 2. Numbers come hour by hour. Keep the summary of the last 24 hours, without the numbers. Why is there no method
//!    that takes an hour out of a summary again?
//!
//! <details><summary>An answer</summary>
//!
//! A summary does not know which of its numbers was the second smallest, and a difference of squared deviations
//! cancels. So keep a summary for each hour, and merge them when asked: 24 merges are some hundred operations.
//!
//! ```
//! use hotloop::kernels::summary::{self, Summary};
//! use std::collections::VecDeque;
//!
//! /// The latest hours, the oldest first.
//! struct Day(VecDeque<Summary>);
//!
//! impl Day {
//!     fn push(&mut self, hour: &[f64]) {
//!         if self.0.len() == 24 {
//!             self.0.pop_front();
//!         }
//!         self.0.push_back(summary::simd(hour));
//!     }
//!
//!     fn summary(&self) -> Summary {
//!         self.0.iter().sum()
//!     }
//! }
//!
//! let x: Vec<f64> = (0..60 * 100).map(|minute| f64::from(minute % 997)).collect();
//! let mut day = Day(VecDeque::new());
//! for hour in x.chunks(60) {
//!     day.push(hour);
//! }
//! let (last, there) = (summary::checked(&x[60 * 76..]), day.summary());
//! assert_eq!((there.count(), there.sum()), (last.count(), last.sum()));
//! assert_eq!((there.min(), there.max()), (last.min(), last.max()));
//! let variance = last.variance().unwrap();
//! assert!((there.variance().unwrap() - variance).abs() < 1e-12 * variance);
//! ```
//!
//! </details>
//!
//! 3. How many times as long as `threaded` will `strided` take of `f32`, in four parts? Predict it, and measure it.
//!
//! <details><summary>An answer</summary>
//!
//! A line holds 16 of them, of which a part has 4: each part reads all lines still, so memory is read four times, as
//! with `f64`, and half as many bytes each time. Four times 4 bytes at 36.2 GB/s are 0.44 ns, and once 0.11.
//! `cargo bench --bench tour -- --quick summary::` printed 0.385 and 0.139 on the Zen 4 above, so 2.8 times and not 4.
//! `threaded` does not reach its limit, because widening and computing take as long as reading; and `strided` beats its
//! own, because two members go over the same lines at about the same time, and what one has read the other finds in the
//! cache that they share.
//!
//! </details>
//!
//! # Sources
//!
//! * Welford 1962, *Note on a method for calculating corrected sums of squares and products*: the update of `checked`.
//! * Chan, Golub and LeVeque 1983, *Algorithms for computing the sample variance: analysis and
//!   recommendations*: how parts merge.
//! * Chan and Lewis 1979, *Computing standard deviations: accuracy*: the error of both.
//!
//! # Commands
//!
//! ```sh
//! cargo bench --bench tour -- summary::        # against the machine's limits
//! cargo bench --bench ladders -- summary/      # every rung and level
//! cargo bench --bench cliffs -- summary        # what costs more than what is beside it
//! cargo test --test summary
//! ```

#![doc(alias("describe", "mean", "std", "var", "variance"))]

mod bytes;
mod checked;
pub mod columns;
mod elements;
mod far;
mod passes;
mod simd;
#[cfg(feature = "threads")]
mod strided;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;
mod value;

pub use checked::checked;
pub use simd::{BLOCK, simd, simd_at};
#[cfg(feature = "threads")]
pub use strided::{strided, strided_at};
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;
pub use value::Summary;
