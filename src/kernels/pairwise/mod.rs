//! `sum_i sum_j x[i] * x[j]`: every number with every number, `n²` multiplications and additions.
//!
//! # The loops
//!
//! ```text
//! s = 0
//! for x in X:
//!     for y in X:
//!         s += x * y
//! ```
//!
//! The common factor of a row is not hoisted out of its sum, and the symmetry of the product is not
//! used: every pair is computed, so that any function of two numbers may stand in place of the
//! product ([`general`]). The last rung, [`closed_form`], uses the algebra of the product.
//!
//! # The rungs
//!
//! | rung | what changes | what it is bound by |
//! |---|---|---|
//! | [`checked`] | nothing: the loops above, a sum for each row | each addition waits for the one before |
//! | [`unchecked`] | no bounds checks | the same: the compiler had dropped them |
//! | [`simd`] | twelve rows go over the columns side by side | the multiply-add pipes |
//! | `threaded` | blocks of 120 rows to each member | the multiply-add pipes of all cores |
//! | `scheduled` | the same, dealt out as one says | the same |
//! | `strided` | the rows `x[k::parts]` in place of blocks | the same |
//! | [`closed_form`] | `(sum x)²` | the load ports: see [`sum`](super::sum) |
//!
//! [`between`] has the same rungs for `sum_i sum_j x[i] * y[j]`.
//!
//! 1. **There is nothing to read.** A vector of eight numbers is loaded once and meets many others,
//!    so neither memory nor cache binds, but arithmetic: a core of today starts two multiply-adds
//!    of a vector in every cycle, and each takes four. Eight have to be under way at any time, each
//!    with an accumulator of its own, because one that waits for the one before is an eighth of the
//!    speed.
//! 2. **More rows, not more columns.** `R` rows (a number in all lanes) against `C` vectors of
//!    columns are `R C` multiply-adds for `C` loads, and want `R C` accumulators, `R` registers for
//!    the rows and `C` for the columns. Rows save loads and columns do not, so `C` is 1: one load
//!    serves `R`, in `2 R + 1` registers. AVX-512 has 32, and twelve rows take 25, with four chains
//!    to spare where a pipe is late. In AVX2 a vector is two registers: four rows are the eight
//!    chains, and their 14 registers all but two; with six, the accumulators move to the stack and
//!    back, at less than half the speed (measured once, by changing the source). The portable level
//!    takes two where vectors are SSE2.
//! 3. **The inner loop, as compiled for AVX-512**, is two loads, 24 multiply-adds on registers
//!    alone, an addition and a comparison with its jump: twelve cycles of the two multiply-add
//!    pipes, one of the load ports, and five of a front end that takes six instructions. The pipes
//!    bind, and on the Zen 5 that this was measured on it reaches 98 % of what they do in a loop
//!    that loads nothing.
//! 4. **Tiles of 2,048 columns** (16 KiB) stay in the first-level cache while the rows of a block
//!    go over them, so 100,000 numbers run as fast as 5,000. They also end the chains: see below.
//! 5. **`threaded` gives the same bits.** Blocks belong to the input and are added in their order.
//!    Whatever the schedule, only who computes a block differs.
//! 6. **`closed_form` is why one thinks first.** It takes `n` additions. `simd` is 31 times as fast
//!    as `checked`, and two cores make it 62; `closed_form` is 150,000 times as fast, 4,700 times
//!    as fast as `simd`, for 5,000 numbers, and 37,000 times for 100,000. Its error is smaller,
//!    too. No hardware beats doing less.
//!
//! # Accuracy
//!
//! With `u = 2^-53`, to first order, and unless products underflow:
//!
//! | rung | error, in units of `u (sum abs(x))²` | where it comes from |
//! |---|---|---|
//! | [`checked`], [`unchecked`] | `2 n - 1` | 1 a product, `n - 1` along a row, `n - 1` over the rows |
//! | [`simd`], `threaded`, `scheduled`, `strided` | 264 | 256 along a chain, 4 over twelve rows, 3 over the lanes, 1 at the end |
//! | [`closed_form`] | 47 | twice 23 of the sum, and 1 |
//!
//! A chain is the sum of a row over one tile, a vector after the other; the sums of twelve rows are
//! added in pairs; and those sums, however many, with compensation, which loses nothing to first
//! order. So the bound does not grow with `n`. Rows are chains of their own, so the order of
//! additions does not depend on how many of them a level takes at a time, and all levels give the
//! same bits.
//!
//! Of an empty slice the sum is 0.
//!
//! # Overflow, infinities and NaN
//!
//! Of finite numbers the sum is finite where the true one is, and infinite where that is beyond
//! `f64`; where it is next to that, within the rung's bound, it may be either, and rungs may differ.
//! Of `[1e200, -1e200]` it is 0, though every product overflows. If a sum has become
//! infinite or NaN on its way, in whatever order that was, it is made again by the last rung's
//! formula, from sums of numbers times a power of 2, once for all of `x`. Elements that are
//! infinite or NaN have products that are. Then those decide, as IEEE adds them up, whatever the
//! others come to. So the rungs agree there too. [`general`] knows no formula, and keeps what it
//! has come to.
//!
//! Measured by `cargo bench --bench ladders -- pairwise`, and against the machine's limits by
//! `cargo bench --bench tour -- pairwise`.

#![doc(alias("outer", "pdist"))]

pub mod between;
mod checked;
mod closed_form;
pub mod general;
mod pair;
mod rounded;
mod simd;
#[cfg(feature = "threads")]
mod strided;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;

pub use checked::checked;
pub use closed_form::closed_form;
pub use simd::{simd, simd_at};
#[cfg(feature = "threads")]
pub use strided::{strided, strided_at};
#[cfg(feature = "threads")]
pub use threaded::{scheduled, scheduled_at, threaded, threaded_at};
pub use unchecked::unchecked;
