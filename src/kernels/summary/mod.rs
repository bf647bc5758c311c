//! Count, sum, mean, variance, minimum and maximum, in one pass over memory.
//!
//! The [tutorial](crate::kernels#the-tutorials)'s `summarize` returns `(len(X), sum(X))`, because
//! such pairs can be computed on parts of the data and added up. This ladder adds the rest of what
//! one wants to know of a column of numbers, and keeps that property: a [`Summary`] merges.
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
//! | [`unchecked`] | no bounds checks | the same division: the compiler had dropped the checks, and both rungs are the same instructions |
//! | [`simd`] | parts of 1,024 elements, gone over twice | six operations a vector; outside the caches, the memory |
//! | `threaded` | blocks of 16,384 elements to each member | the memory of all cores |
//! | `strided` | the tutorial's `X[i::4]` in place of blocks | the memory, several times over |
//!
//! 1. **No division in the loop.** Welford needs the mean so far at every element. `simd` takes the
//!    mean of a part first and the deviations from it second. The second pass finds the part in the
//!    first-level cache, so memory is read once. Meanwhile it asks for the part that comes next,
//!    which the processor, seeing nothing but cache, would not.
//! 2. **Nothing cancels.** Deviations are taken from the part's own mean, and merging adds terms
//!    that are never negative. The textbook's `sum x² - n mean²` would lose every digit on data far
//!    from zero.
//! 3. **Cutting by stride is cutting badly.** Each of four members reads every line of memory to
//!    use two of the eight numbers in it. Contiguous blocks read each line once.
//!
//! # Why the bounds hold
//!
//! Sum: a column is a chain of 31 additions, then come 2 to join the columns, 1 for what does not
//! fill a row, 3 across the lanes, 1 for the tail, and 1 rounding at the end; parts are added with
//! compensation. Variance: a squared deviation has 3 roundings, and its way through a part 38; a
//! mean that is off by `40 u a` adds its square; merging rounds twice each time, along a chain of
//! `16 + n / 16384`; and the cross terms of merged means, each off by as much, come to
//! `160 u a / s` by the inequality of Cauchy and Schwarz. `checked` has an error of the order of
//! `n u` in the sum, and of `n u a / s` in the variance (Chan and Lewis 1979).
//!
//! # Equal numbers
//!
//! have a variance of 0 and themselves for a mean, exactly, in every rung and however parts of them
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
//! is widened when it is loaded, which is exact, and everything after that is as for `f64`: the summary
//! of `f32` is the summary of the same numbers as `f64`, to the bit, and its bounds are those of `f64`.
//! What is halved is what comes from memory, and so is the time where memory binds.
//!
//! # Integers, and what else is no slice of floats
//!
//! is summarised as it comes, by [`collect`](Iterator::collect), with the bits of a slice: integers of up to
//! 32 bits are `x.iter().map(|x| f64::from(*x)).collect::<Summary>()`. The columns of a row-major array have
//! a ladder of their own, [`columns`].
//!
//! # Medians and other quantiles
//!
//! are no part of a [`Summary`], because those of two parts do not merge: an exact one needs all the
//! data. The standard library finds it in a copy that may be put in another order:
//! `copy.select_nth_unstable_by(k, f64::total_cmp)` leaves the `k`-th of the numbers at `copy[k]`. Where
//! a bin is near enough, a [`histogram`](super::histogram) has it in one pass, and merges.
//!
//! Measured by `cargo bench --bench ladders -- summary/`, and against the machine's limits by
//! `cargo bench --bench tour -- summary`.

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
