//! `sum_i sum_j x[i] * x[j]`: every number with every number, `n²` multiplications and additions.
//!
//! # In Python
//!
//! Schreiber's tutorial wants a loop that is dear enough for processes to pay, and comes back to it for each of its
//! tools: Cython, with types and without the lock, OpenMP, joblib's threads.
#![cfg_attr(
    feature = "threads",
    doc = "([Its cells](crate::tutorials#jacob-schreiber-on-parallel-processing-in-python) are 12 to 14 and 20 to 36.)"
)]
//! The loops are
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
//! product ([`general`]). The last rung, [`closed_form`], uses the algebra of the product. [`between`] has the same
//! rungs for `sum_i sum_j x[i] * y[j]`.
//!
//! # An example
//!
//! ```
//! use hotloop::kernels::pairwise;
//!
//! let x: Vec<f64> = (1..=1000).map(f64::from).collect();
//! let sum = pairwise::simd(&x); // a million products
//! assert_eq!(sum, 500_500.0 * 500_500.0);
//! assert_eq!(sum, pairwise::closed_form(&x)); // a thousand additions
//! ```
//!
//! # The rungs
//!
//! | rung | what changes | what it is bound by |
//! |---|---|---|
//! | [`checked`] | nothing: the loops above, a sum for each row | each addition waits for the one before |
//! | [`unchecked`] | no [bounds checks](crate::glossary#bounds-check) | the same: the compiler had dropped them |
//! | [`simd`] | twelve rows go over the columns side by side | the multiply-add pipes |
//! | `threaded` | blocks of 120 rows to each [member](crate::glossary#member) | the multiply-add pipes of all cores |
//! | `scheduled` | the same, dealt out by a [schedule](crate::glossary#schedule) of one's choice | the same |
//! | `strided` | the rows `x[k::parts]` in place of blocks | the same |
//! | [`closed_form`] | `(sum x)²` | the load ports: see [`sum`](super::sum) |
//!
//! 1. **`checked` is a [chain](crate::glossary#dependency-chain)**, a `mulsd` and an `addsd` a pair. The
//!    multiplications wait for nothing; each addition waits for the one before.
//! 2. **There is nothing to read.** A [vector](crate::glossary#vector) of eight numbers is loaded once and meets many
//!    others, so neither memory nor cache binds, but arithmetic. Its instruction is `vfmadd231pd`, which [multiplies
//!    and adds](crate::glossary#fused-multiply-add). A core of today starts one or two of them in every cycle, and each
//!    takes four ([latency and throughput](crate::glossary#latency-and-throughput)). So up to eight have to be under
//!    way at any time, each with an accumulator of its own, because one that waits for the one before is an eighth of
//!    the speed.
//! 3. **More rows, not more columns.** `R` rows (a number in all lanes) against `C` vectors of
//!    columns are `R C` multiply-adds for `C` loads, and want `R C` accumulators, `R` registers for
//!    the rows and `C` for the columns. Rows save loads and columns do not, so `C` is 1: one load
//!    serves `R`, in `2 R + 1` registers. AVX-512 has 32, and twelve rows take 25, with four chains
//!    to spare where a pipe is late. In AVX2 a vector is two registers: four rows are the eight
//!    chains, and their 14 registers all but two; with six, the accumulators move to the stack and
//!    back, at less than half the speed (measured once, by changing the source). The portable level
//!    takes two where vectors are SSE2.
//! 4. **The inner loop, as compiled for AVX-512**, is two loads (`vmovupd zmm24`), 24 multiply-adds on registers
//!    alone (`vfmadd231pd zmm0, zmm23, zmm24`), an addition and a comparison with its jump.
//! 5. **Tiles of 2,048 columns** (16 KiB) stay in the first-level cache while the rows of a block
//!    go over them, so 100,000 numbers run as fast as 5,000. They also end the chains: see below.
//! 6. **`threaded` gives the same bits.** Blocks belong to the input and are added in their order.
//!    Whatever the schedule, only who computes a block differs.
//! 7. **`closed_form` is why one thinks first.** It takes `n` additions. `simd` is 31 times as fast
//!    as `checked`, and two cores make it 62; `closed_form` is 150,000 times as fast, 4,700 times
//!    as fast as `simd`, for 5,000 numbers, and 37,000 times for 100,000 (on a Zen 5). Its error is smaller,
//!    too. No hardware beats doing less.
//!
//! # What binds
//!
//! A turn of the inner loop is two vectors against twelve rows: 192 pairs. On a Zen 5, which starts two multiply-adds
//! of a vector a cycle, it takes twelve cycles of the two multiply-add pipes, one of the load ports, and four of a
//! front end that takes eight instructions. The pipes bind, and it reaches 98 % of what they do in a loop that loads
//! nothing: 0.0161 ns a pair. A Zen 4 starts one a cycle. At 3.7 GHz there, in nanoseconds a pair:
//!
//! | 5,000 with 5,000 | predicted by | cycles | ns | measured |
//! |---|---|---|---|---|
//! | `checked` | an addition takes 3 cycles | 3 | 0.81 | 0.81 |
//! | `simd` | eight multiply-adds a cycle | 1/8 | 0.0338 | 0.0341 |
//! | `threaded`, two members | sixteen | 1/16 | 0.0169 | 0.0175 |
//!
//! (2-core EPYC, by `cargo bench --bench tour -- --quick pairwise::`, least times, while the machine had other work;
//! and for the Zen 5 `cargo bench --bench tour`.)
//!
//! # What it cost
//!
//! Lines of code without comments and blank lines: `checked` 19, `unchecked` 15, `simd` 157, `threaded` and `scheduled`
//! 59, `strided` 48, `closed_form` 3. The choice of the rows, tiles, and rows and columns that do not fill a vector are
//! what makes `simd` long; any function of two numbers runs in it, in the 21 lines of [`general`].
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
//! # Exercises
//!
//! 1. Count the pairs whose numbers are less than `r` apart, as `(abs(x[:, None] - x) < r).sum()` does in NumPy,
//!    without the array of `n²` numbers that it makes.
//!
//! <details><summary>An answer</summary>
//!
//! A pair is 1 or 0, and [`general`] adds them up. Sums of ones are exact up to `2^53`.
//!
//! ```
//! use hotloop::kernels::pairwise::general::{self, Pair};
//! use hotloop::simd::{F64x8, Simd};
//!
//! struct Near {
//!     r: f64,
//! }
//!
//! impl Pair for Near {
//!     #[inline(always)]
//!     fn apply<S: Simd>(&self, simd: S, x: S::F64x8, y: S::F64x8) -> S::F64x8 {
//!         let near = (x - y).abs().lt(simd.splat(self.r));
//!         S::F64x8::select(near, simd.splat(1.0), simd.splat(0.0))
//!     }
//! }
//!
//! let x: Vec<f64> = (0..500).map(|i| f64::from(i * i % 499)).collect();
//! let mut pairs = 0;
//! for a in &x {
//!     pairs += x.iter().filter(|b| (a - *b).abs() < 3.0).count();
//! }
//! assert_eq!(general::simd(&Near { r: 3.0 }, &x, &x), pairs as f64);
//! ```
//!
//! (And then think first: of sorted numbers, those near one are neighbours, and counting takes `n log n`.)
//!
//! </details>
//!
//! 2. Leave out the pairs of a number with itself, and take each other one once: `sum_i sum_{j < i} x[i] * x[j]`, in
//!    `n` additions and multiplications.
//!
//! <details><summary>An answer</summary>
//!
//! All pairs are those twice, and the squares.
//!
//! ```
//! use hotloop::kernels::pairwise::{self, between};
//!
//! fn distinct(x: &[f64]) -> f64 {
//!     let squares: f64 = x.iter().map(|x| x * x).sum();
//!     (pairwise::closed_form(x) - squares) / 2.0
//! }
//!
//! let x: Vec<f64> = (1..=200).map(|i| f64::from(i % 7) - 2.5).collect();
//! let mut sum = 0.0;
//! for i in 0..x.len() {
//!     sum += between::checked(&x[i..=i], &x[..i]);
//! }
//! assert_eq!(distinct(&x), sum); // halves and quarters, which nothing rounds
//! ```
//!
//! It cancels where the squares are most of the sum; the loops do not.
//!
//! </details>
//!
//! 3. From how many numbers on does a second member pay? First guess: a region takes a microsecond or so, and a pair
//!    0.034 ns.
//!
//! <details><summary>An answer</summary>
//!
//! Some 250 numbers are 62,500 pairs and two microseconds, of which a second member saves one.
//! `cargo bench --bench cliffs -- --json pairwise.json pairwise` writes what each rung takes; on the Zen 4 above it had
//!
//! | numbers | `simd` | `threaded`, two members |
//! |---|---|---|
//! | 256 | 2.37 µs | 2.38 µs: one of them |
//! | 512 | 9.1 µs | 6.3 µs |
//! | 1,024 | 36.1 µs | 23.2 µs |
//! | 2,048 | 143 µs | 77.5 µs |
//! | 8,192 | 2,297 µs | 1,147 µs |
//!
//! Half of the time at 512 would be 4.6 µs. The rest is the region, and five blocks of 120 rows and less, which two
//! members cannot share evenly.
//!
//! </details>
//!
//! # Sources
//!
//! * Goto and van de Geijn 2008, *Anatomy of high-performance matrix multiplication*: accumulators in registers, and
//!   tiles in the cache.
//!
//! # Commands
//!
//! ```sh
//! cargo bench --bench tour -- pairwise::       # against the machine's limits
//! cargo bench --bench ladders -- pairwise      # every rung and level, and other functions
//! cargo bench --bench cliffs -- pairwise       # what costs more than what is beside it
//! cargo test --test pairwise
//! ```

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
