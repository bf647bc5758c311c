//! How many values fall in each bin.
//!
//! ```text
//! bin i counts the x with edges[i] <= x < edges[i + 1], and the last one its upper edge too
//! ```
//!
//! It is `numpy.histogram`, which the [tutorial](crate::kernels#the-tutorials)'s
//! `difficult_function` draws: every `f64` is counted in exactly the bin that NumPy 2 counts it in,
//! edges and their neighbours included (but for bins narrower than 2.2e-308, where NumPy
//! contradicts its own edges). NumPy drops what is below, above or NaN; here that is counted as
//! well, apart. [`Bins`] says where the bins are, and a [`Histogram`] holds what has been counted
//! so far: every rung adds to one.
//!
//! Values are `f64`, `f32`, or integers ([`Value`]), each counted where the `f64` is that it is, or that is
//! nearest to it: only beyond 2^53 is there an integer that is not a number of `f64`, and NumPy takes the
//! nearest, too. What is smaller than `f64` takes less of memory and the same work. (NumPy rounds the edges
//! of bins for `float32` data to `float32`, so a value beside an edge may be in the next bin there;
//! `x.astype(float)` is counted as here.) Values with weights are summed in [`weighted`].
//!
//! # In a loop of one's own
//!
//! [`Bins::find`] names the bin of one value, as exactly as the rungs do, and as fast as the arithmetic
//! that is right but for the edges, `((x - low) * scale) as i64`: it looks at an edge only where a value
//! is on one. So it serves where a value is one of
//! several things that decide. In two dimensions, for example, with the counts of `numpy.histogram2d`:
//!
//! ```
//! use hotloop::kernels::histogram::Bins;
//!
//! let across = Bins::uniform(3, 0.0, 3.0)?;
//! let up = Bins::from_edges(&[0.0, 1.0, 10.0])?;
//! let (x, y) = ([0.5, 2.5, 3.0, 1.0], [0.5, 9.0, 10.0, -1.0]);
//!
//! let mut counts = vec![0_u64; across.count() * up.count()];
//! for (&x, &y) in x.iter().zip(&y) {
//!     if let (Some(i), Some(j)) = (across.find(x), up.find(y)) {
//!         counts[i * up.count() + j] += 1;
//!     }
//! }
//! assert_eq!(counts, [1, 0, 0, 0, 0, 2]);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! # The rungs
//!
//! | rung | what it does | what binds it |
//! |---|---|---|
//! | [`checked`](checked()) | NumPy's arithmetic, value by value | a few dozen instructions a value |
//! | [`unchecked`](unchecked()) | no checks | the same, without those that check |
//! | [`simd`](simd()) | eight slots at a time, counted in four tables | a store a value |
//! | `threaded` | tables of its own to each member | a store a value on every core, or memory |
//!
//! 1. **Here `unchecked` pays.** Which edges are compared and which count is raised depends on the
//!    data, so the compiler cannot prove that either exists, and tests three indices a value. The
//!    conversion from a number to an index is checked too: it saturates. Without all that the loop
//!    takes a third less time. A third of what is gained is the bounds checks', the rest is the
//!    conversion's.
//! 2. **`simd` has no branch on a value.** What is below all bins, above, or NaN has a slot of its
//!    own in the table, so every value is one addition to one slot, wherever it is, and the result of
//!    a comparison is the integer that is added to its number. What is above all bins, exactly at
//!    their end, or NaN takes four operations more, which are left out until a value needs them. One
//!    comparison says so, once for 128 values, which are then looked at again, and the next 2,048
//!    with these operations in the first place.
//! 3. **It is exact without a table of edges.** `(x - low) * scale` is off by a few roundings, so
//!    that next to an edge it may name the bin on the other side. NumPy compares with both edges of
//!    the bin. Here the product is rounded to the number `k` of the *nearest* edge, which a few
//!    roundings do not change where it matters. That edge is made again as `k * step + low`, in the
//!    arithmetic that made it in the first place, and one comparison says on which side of it the
//!    value is. Nothing is looked up, and data that lies on edges is as fast as any.
//!    [`Bins::uniform`] sees to it that every edge is nearest to itself, and not just about, which is
//!    all that the proof needs. If one is not, because bins are about as narrow as numbers are apart,
//!    the bins are searched.
//! 4. **The rounding is an addition.** A number to which 2^52 has been added has its integer part
//!    in its low bits, so the slot is stored as it stands.
//! 5. **Slots are made sixteen vectors ahead of the counting**, and one loop does both. If a slot
//!    is counted as soon as it is made, then what comes late from memory is counted late, and the
//!    processor has run ahead of additions that it did not know of. That took up to three times as
//!    long.
//! 6. **Four tables take turns.** Where many values fall in one slot, each addition waits for the
//!    one before. With half of all values in one slot, a single table took two and a half times as
//!    long as four; eight gained nothing on most data. They stay with the histogram and are added
//!    up when somebody looks, so data may come in blocks as small as one likes. From 16,382 bins on
//!    there is a single table, because four would crowd the second-level cache. They are not a multiple
//!    of 4 KiB apart, because then the load of a count would [look as if it
//!    collided](crate::memory#loads-that-look-as-if-they-collided-with-stores) with the store to the
//!    one before.
//! 7. **Values are asked for 4 KiB ahead.** So many stores stand between the loads of two lines that
//!    the processor does not see far enough by itself. On a 2-core EPYC (Zen 3) without AVX-512,
//!    10^7 values take a fifth less time for it: 0.66 ns each, and 0.52 where the caches hold them.
//!    (A plain loop that numba compiles takes 1.15.)
//! 8. **What is left is the store.** A core of Zen 5 writes to one line of its first-level cache a
//!    cycle, so a value takes a cycle. Slots are stored and loaded in pairs, because every store and
//!    load counts. On Zen 3, with two registers a vector, a row of eight values takes some 60
//!    instructions. Counting alone would take a cycle a value there as well, and finding slots 0.9;
//!    together they take 1.6, and each operation that was left out had its part in it.
//! 9. **A member's own table has to pay.** One member counts in the caller's, and each of the others
//!    in one that is made and added up in every call, at the price of about eight values a slot. And
//!    two tables of 10^6 bins wait for memory, where one would still have been in the cache: there
//!    the caller counts alone. `threaded` says when.
//!
//! The tables are up to 260 KiB, and the room for their sum up to 128. Where there is no memory for
//! them, the histogram's own counts take their place: the same counts, only slower.
//!
//! Edges that are not evenly spaced are searched, in `simd` for eight values in step and without a
//! branch. Such a search takes as many steps as the number of bins has bits.
//!
//! Counts are integers, so every rung gives the same at every level and for every team.
//!
//! Measured by `cargo bench --bench ladders -- histogram/`, and against the machine's limits by
//! `cargo bench --bench tour -- histogram`.

mod bins;
mod checked;
mod counts;
mod finder;
mod ruler;
mod simd;
mod slots;
mod sum;
mod tables;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;
mod value;
pub mod weighted;

pub use bins::Bins;
pub use checked::checked;
pub use counts::Histogram;
pub use simd::{simd, simd_at};
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;
pub use value::Value;
