//! How many values fall in each bin.
//!
//! # In Python
//!
//! `ax.hist` in the heavy function of the notebook *Accelerating Applications* calls `numpy.histogram`,
//! which counts a million uniform numbers in 1,024 bins ([its cells][tutorials]). As a loop:
//!
//! ```text
//! for value in x:
//!     i = int((value - low) * bins / (high - low))
//!     if value < edges[i]:       i -= 1         # rounding had taken it past an edge
//!     elif value >= edges[i+1]:  i += 1
//!     counts[i] += 1
//! ```
//!
//! # An example
//!
//! ```
//! use hotloop::kernels::histogram::{self, Bins, Histogram};
//!
//! let bins = Bins::uniform(4, 0.0, 2.0)?;
//! let mut histogram = Histogram::new(&bins)?;
//! histogram::simd(&[0.1, 0.5, 1.9, 2.0, 7.0], &mut histogram);
//! histogram::simd(&[f64::NAN, -1.0, 0.2], &mut histogram); // it goes on counting
//! assert_eq!(histogram.counts(), [2, 1, 0, 2]);
//! assert_eq!((histogram.underflow(), histogram.overflow(), histogram.nan()), (1, 1, 1));
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! # The formula
//!
//! ```text
//! bin i counts the x with edges[i] <= x < edges[i + 1], and the last one its upper edge too
//! ```
//!
//! It is `numpy.histogram`: every `f64` is counted in exactly the bin that NumPy 2 counts it in,
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
//! Counts are integers, so every rung gives the same at every level and for every team.
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
//! A *slot* is a place in a table of counts: one for what is below all bins, one for each bin, one for what
//! is above, and one for NaN.
//!
//! 1. **Here `unchecked` pays.** Which edges are compared and which count is raised depends on the
//!    data, so the compiler cannot prove that either exists, and tests three indices a value
//!    ([bounds checks](crate::glossary#bounds-check)). The conversion from a number to an index,
//!    `cvttsd2si`, is checked too: in Rust it saturates. Without all that the loop takes a third less
//!    time, 1.71 ns a value in place of 2.60 on a 2-core EPYC (Zen 5)
//!    (`cargo bench --bench tour -- histogram`). Most of the gain comes from the conversion, the rest from
//!    the bounds checks.
//! 2. **`simd` has no branch on a value.** What is below all bins, above, or NaN has a slot of its
//!    own in the table, so every value is one addition to one slot, wherever it is. The result of a
//!    comparison is an integer that is added to the slot's number: `vcmppd` makes a
//!    [mask](crate::glossary#mask), `vpmovm2q` makes -1 or 0 of each lane of it, and `vpaddq` adds that.
//!    What is above all bins, exactly at their end, or NaN takes more operations, which are left out
//!    until a value needs them. A comparison and a blend a vector remember whether one does, and one test for
//!    128 values asks. Those are then looked at again, and the next 2,048 with all operations in the first
//!    place.
//! 3. **It is exact without a table of edges.** `(x - low) * scale` is off by a few
//!    [roundings](crate::glossary#rounding), so that next to an edge it may name the bin on the other
//!    side. NumPy compares with both edges of the bin. Here the product is rounded to the number `k` of
//!    the *nearest* edge, which a few roundings do not change where it matters. That edge is made again
//!    as `k * step + low`, in the arithmetic that made it in the first place, and one comparison says on
//!    which side of it the value is. Nothing is looked up, and data that lies on edges is as fast as
//!    any. [`Bins::uniform`] makes sure that every edge is by far the nearest to itself, which is all that the
//!    proof needs. Bins that are about as narrow as numbers are apart do not pass, and are searched.
//! 4. **The rounding is an addition.** A number to which 2^52 has been added (`vaddpd`) has its integer
//!    part in its low bits, so the slot is stored as it stands.
//! 5. **Slots are made sixteen vectors ahead of the counting**, and one loop does both. If slots were
//!    counted as soon as they are made, a value that comes late from memory would be counted late. By then
//!    the processor has begun later additions, and if one of them is to the same count, it has to take it
//!    back. That took up to three times as long (measured once, on the Zen 5).
//! 6. **Four tables take turns.** Where many values fall in one slot, each addition waits for the
//!    one before: `incl` loads a count, adds 1 and stores it, and the next `incl` of that count needs
//!    what was stored. With half of all values in one slot, a single table took 0.96 ns a value, two took
//!    0.55, four 0.37 and eight 0.35 (measured once, on the Zen 5). The tables stay with the histogram and
//!    are added up when somebody looks, so data may come in blocks as small as one likes. From 16,382 bins
//!    on there is a single table, because four would crowd the second-level cache. They are not a multiple
//!    of 4 KiB apart, because then the load of a count would [look as if it
//!    collided](crate::memory#loads-that-look-as-if-they-collided-with-stores) with the store to the
//!    one before.
//! 7. **Values are asked for 4 KiB ahead** (`prefetcht0`). So many stores stand between the loads of two
//!    [lines](crate::glossary#cache-line) that the processor does not see far enough by itself. On a
//!    2-core EPYC (Zen 3) without AVX-512, 10^7 values take a fifth less time for it: 0.66 ns each, and
//!    0.52 where the caches hold them. (A plain loop that numba compiles takes 1.15.)
//! 8. **A member's own table has to pay.** One [member](crate::glossary#member) counts in the caller's,
//!    and each of the others in one that is made and added up in every call, at the price of about eight
//!    values a slot. And two tables of 10^6 bins wait for memory, where one would still have been in the
//!    cache: there the caller counts alone. The page of `threaded` says when.
//!
//! Point 6 for eight values, of which six have the same slot:
//!
#![doc = include_str!("tables.svg")]
//!
//! Edges that are not evenly spaced are searched, in `simd` for eight values in step and without a
//! branch. Such a search takes as many steps as the number of bins has bits.
//!
//! # What binds
//!
//! The store. A core writes to one line of its first-level cache in a cycle, and the counts of two
//! values are hardly ever on one line. So eight values take eight cycles, and a ninth for their slots,
//! which are stored and loaded in pairs because every store and load counts: 9 / 8 = 1.1 cycles a value.
//!
//! | 1,024 bins | predicted | measured |
//! |---|---|---|
//! | Zen 5, 10,000,000 values | 1.1 cycles | 1.3 cycles (0.342 ns at 3.9 GHz) |
//! | Zen 4, as many | 1.1 | 1.7 (0.452 ns at 3.7 GHz) |
//! | Zen 3 without AVX-512, as many | 1.1 | 2.0 (0.602 ns at 3.4 GHz) |
//!
//! (`cargo bench --bench tour -- histogram`. The clock rates are those that its multiply-adds show.) What takes Zen 4
//! half as long again is not known: `cargo bench --bench annotate -- histogram::` counts 48 instructions for eight
//! values, which its model of the ports predicts to take 1.0 cycles a value.
//!
//! On Zen 3, with two registers a vector, a row of eight values takes some 60 instructions, and these count
//! beside the stores: counting alone would take a cycle a value there as well, and finding slots 0.9.
//! Together they take 1.6 where a cache holds the values, so each operation that is left out of the loop
//! tells. On both cores of the Zen 5 memory binds: 0.175 ns a value is 91 % of the rate at which it can be
//! read.
//!
//! # What it cost
//!
//! | file | lines of code |
//! |---|---|
//! | `checked.rs`, `unchecked.rs` | 45, 45 |
//! | `simd.rs`, `ahead.rs`, `finder.rs`, `tables.rs`: the loop, lines asked for, slots by arithmetic or search, four tables | 121, 25, 126, 120 |
//! | `threaded.rs` | 64 |
//! | `bins.rs`, `ruler.rs`, `counts.rs`, `slots.rs`, `sum.rs`, `value.rs`: what all rungs share | 181, 37, 151, 68, 39, 64 |
//!
//! (Without comments and blank lines.) `simd` has eight times the code of the loop and takes between a
//! seventh and an eighth of its time.
//!
//! # In a loop of one's own
//!
//! [`Bins::find`] names the bin of one value, as exactly as the rungs do, and as fast as the arithmetic
//! that is right but for the edges, `((x - low) * scale) as i64`: it looks at an edge only where a value
//! is on one. So it serves where a value is one of several things that decide. In two dimensions, for
//! example, with the counts of `numpy.histogram2d`:
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
//! # Memory
//!
//! The tables are up to 260 KiB, and the room for their sum up to 128. Where there is no memory for
//! them, the histogram's own counts take their place: the same counts, only slower.
//!
//! # Exercises
//!
//! **1.** Ten bins from 0 to 1: in which is 0.3, by `int(0.3 * 10)` and by NumPy? Find all multiples of
//! 0.01 for which the two differ.
//!
//! <details><summary>An answer</summary>
//!
//! The product rounds to 3, but edge 3 is `3 * 0.1`, which is `0.30000000000000004`, and 0.3 is below it.
//! So it is in bin 2. 0.6 and 0.7 are the others.
//!
//! ```
//! use hotloop::kernels::histogram::Bins;
//!
//! let bins = Bins::uniform(10, 0.0, 1.0)?;
//! let plain = |x: f64| ((x * 10.0) as usize).min(9);
//! let hundredths = (0..=100).map(|k| f64::from(k) / 100.0);
//! let differ: Vec<f64> = hundredths.filter(|&x| bins.find(x) != Some(plain(x))).collect();
//! assert_eq!(differ, [0.3, 0.6, 0.7]);
//! for x in differ {
//!     assert!(x < bins.edges()[plain(x)]);
//! }
//! # Ok::<(), hotloop::Error>(())
//! ```
//! </details>
//!
//! **2.** Find the median of a million numbers from a histogram of 1,000 bins, without sorting them. How
//! far off can it be?
//!
//! <details><summary>An answer</summary>
//!
//! Add up counts until half of the numbers are reached: the median is in that bin, so anything in the bin
//! is off by less than its width. A straight line within the bin is nearer still.
//!
//! ```
//! use hotloop::kernels::histogram::{self, Bins, Histogram};
//! use hotloop::kernels::normal::{self, Normal};
//! use hotloop::random::Generator;
//!
//! /// The number below which this share of what was counted is.
//! fn quantile(histogram: &Histogram, share: f64) -> Option<f64> {
//!     let wanted = share * histogram.total() as f64;
//!     let mut below = histogram.underflow() as f64;
//!     for ([low, high], count) in histogram.iter() {
//!         let count = count as f64;
//!         if below + count >= wanted && below < wanted {
//!             return Some(low + (high - low) * (wanted - below) / count);
//!         }
//!         below += count;
//!     }
//!     None // below or above all bins
//! }
//!
//! let mut x = vec![0.0; 1_000_000];
//! normal::simd(&mut Generator::new(10, 0), Normal::STANDARD, &mut x);
//! let mut histogram = Histogram::new(&Bins::uniform(1_000, -5.0, 5.0)?)?;
//! histogram::simd(&x, &mut histogram);
//!
//! x.sort_unstable_by(f64::total_cmp);
//! for share in [0.1, 0.5, 0.999] {
//!     let sorted = x[(share * 1e6) as usize];
//!     let found = quantile(&histogram, share).expect("it is inside");
//!     assert!((found - sorted).abs() < 0.01); // the width of a bin
//! }
//! # Ok::<(), hotloop::Error>(())
//! ```
//! </details>
//!
//! **3.** Values that are all equal are the hardest on a table: every addition waits for the one before. Do
//! four tables hide all of that, or do equal values still take longer than scattered ones? Predict, then
//! measure.
//!
//! <details><summary>An answer</summary>
//!
//! ```sh
//! cargo bench --bench ladders -- 'histogram/(1,024 bins|all equal|sorted)'
//! ```
//!
//! They hide all of it. On a 2-core EPYC (Zen 4) `simd` took 0.43 ns for each of a million equal values,
//! 0.49 where they are sorted, and 0.49 for each of ten million scattered ones. Between two additions to
//! one count there are four values, 1.7 ns or 6.4 cycles at 3.7 GHz, and a load, an addition and a store
//! are done by then.
//! </details>
//!
//! # Sources
//!
//! * Harris and others, Array programming with NumPy, Nature 585, 2020: `numpy.histogram`, whose bins these
//!   are.
//! * Hecker, Let's get to the (floating) point, Game Developer, 1996: an integer by adding a power of two.
//!
//! # Commands
//!
//! ```sh
//! cargo test --test histogram
//! cargo bench --bench ladders -- histogram/
//! cargo bench --bench tour -- histogram     # against the machine's limits
//! ```
#![cfg_attr(
    feature = "threads",
    doc = "\n[tutorials]: crate::tutorials#accelerating-applications"
)]
#![cfg_attr(
    not(feature = "threads"),
    doc = "\n[tutorials]: crate::kernels#the-tutorials"
)]

mod ahead;
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
