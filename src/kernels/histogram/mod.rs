//! How many values fall in each bin.
//!
//! ```text
//! bin i counts the x with edges[i] <= x < edges[i + 1], and the last one its upper edge too
//! ```
//!
//! It is `numpy.histogram`, which the tutorial's difficult function draws: every value is counted
//! in exactly the bin that NumPy counts it in, edges and their neighbours included. NumPy drops what
//! is below, above or NaN; here that is counted as well, apart. [`Bins`] says where the bins are,
//! and a [`Histogram`] holds what has been counted so far: every rung adds to one.
//!
//! # The rungs
//!
//! | rung | what it does | what binds it |
//! |---|---|---|
//! | [`checked`](checked()) | NumPy's arithmetic, value by value | some thirty instructions a value |
//! | [`unchecked`](unchecked()) | no checks | the same, without the ten that check |
//! | [`simd`](simd()) | eight slots at a time, counted in four tables | one store a value |
//! | `threaded` | tables of its own to each member | one store a value, on every core |
//!
//! 1. **Here `unchecked` pays.** Where a count goes depends on the data, so the compiler cannot
//!    prove that it goes anywhere. `checked` tests three indices a value, and saturates the
//!    conversion from a number to an index, which is a check too. Without them the loop takes a
//!    third less time: a good part of the fourth rung's gain on the second, for four lines of
//!    `unsafe`.
//! 2. **`simd` has no branch.** What is below all bins, above, or NaN gets a slot of its own in the
//!    table, so every value is one addition to one slot, and the time does not depend on where the
//!    values are.
//! 3. **It is exact without a table of edges.** `(x - low) * scale` is off by a few roundings, and
//!    next to an edge the bin may come out wrong by one. NumPy then compares with the edges on
//!    either side. Here the product is rounded to the number `k` of the *nearest* edge, which no
//!    error of a few roundings can change to a wrong one, the edge is made again as
//!    `k * step + low`, in the arithmetic that made it in the first place, and one comparison says
//!    on which side the value is. Nothing is looked up, and data that lies on edges is as fast as
//!    any. [`Bins::uniform`] sees to it that every edge is nearest to itself. If it is not, because
//!    bins are as narrow as numbers are apart, the bins are searched.
//! 4. **The rounding is an addition.** Adding 2^52 to a number leaves its integer part in the low
//!    bits, so the slot is ready in the vector and is stored as it stands.
//! 5. **Slots are worked out sixteen vectors ahead of the counting**, and both are one loop. Counted
//!    at once, they would arrive in the order in which memory delivers the values. A processor that
//!    runs ahead then finds that it has read a count before an earlier addition to it, and starts
//!    again: that took two to three times as long, but only with data from outside the first-level
//!    cache.
//! 6. **Four tables take turns.** Where many values fall in few slots, the addition to a slot waits
//!    for the one before. With a single table, half of all values in one slot took 0.96 ns a value,
//!    with two 0.55, with four 0.37, with eight 0.35. Tables are kept with the histogram, and added
//!    up when somebody looks, so data may come in blocks of any size. From 16,382 bins on there is
//!    one table, because four would not fit in a second-level cache.
//! 7. **What is left is the store.** A core writes one line of its cache a cycle, so a value takes
//!    a cycle, and storing eight slots takes another one.
//!
//! Edges that are not evenly spaced are searched, in `simd` for eight values in step and without a
//! branch. Such a search takes as many steps as the number of bins has bits.
//!
//! Counts are integers, so every rung gives the same at every level and for every team.
//!
//! Measured by `cargo bench --bench histogram`, and against the machine's limits by
//! `cargo bench --bench tour -- histogram`.

mod bins;
mod checked;
mod counts;
mod simd;
mod tables;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;

pub use bins::Bins;
pub use checked::checked;
pub use counts::Histogram;
pub use simd::{simd, simd_at};
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;
