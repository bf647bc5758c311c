//! Writing a kernel of your own: from the plain loop to SIMD on threads.
//!
//! 1. [The loop](#1-the-loop)
//! 2. [Bounds checks](#2-bounds-checks)
//! 3. [Vectors](#3-vectors)
//! 4. [More than one chain](#4-more-than-one-chain)
//! 5. [A team](#5-a-team)
//! 6. [The test](#6-the-test)
//! 7. [The measurement](#7-the-measurement)
//! 8. [The usual mistakes, and their symptoms](#8-the-usual-mistakes-and-their-symptoms)
//!
//! The example is a sum of squares in which no element counts for more than a limit, so that a few wild values do not
//! decide everything: `sum_i min(x[i]^2, limit)`. In NumPy it is
//!
//! ```text
//! np.minimum(x * x, limit).sum()
//! ```
//!
//! which goes through memory three times and makes two arrays on the way. All that follows is safe Rust. To try it,
//! `cargo new clipped && cd clipped && cargo add hotloop`.
//!
//! # 1. The loop
//!
//! Begin with the plainest loop there is. It stays in the program for good: the tests compare everything else with it.
//!
//! ```
#![doc = include_str!("clipped/plain.rs")]
//!
//! assert_eq!(plain(&[1.0, -3.0, 0.5], 4.0), 5.25);
//! ```
//!
//! Decide now what happens to values that are no numbers. Here a [NaN](f64::NAN) in `x` makes the result NaN, as
//! `np.minimum` does: no comparison with NaN is true, so `square` is taken.
//!
//! # 2. Bounds checks
//!
//! Both `x[i]` would have a [bounds check](crate::glossary#bounds-check), but the loop ends at `x.len()`, so the
//! compiler proves that every index is good, and leaves them out. Nothing is gained by `unsafe { x.get_unchecked(i) }`
//! here, and a wrong index would then be a bug that no test need find.
//!
//! Checks are left where an index comes out of the data, as in a [`histogram`](crate::kernels::histogram), or where
//! the loop ends at the length of another slice. In the second case cut the slices to one length before the loop (`let
//! y = &y[..x.len()]`) or use `zip`.
//!
//! # 3. Vectors
//!
//! A kernel is a function over any token that implements [`Simd`](crate::simd::Simd). [`dispatch!`](crate::dispatch)
//! compiles it once for each [instruction set](crate::glossary#instruction-set), and writes the function that chooses
//! one at run time. `as_chunks::<8>()` cuts a slice into arrays of eight, which are loaded without bounds checks, and
//! the [tail](crate::glossary#tail).
//!
//! ```
#![doc = include_str!("clipped/one_chain.rs")]
//!
//! assert_eq!(one_chain(&[1.0, -3.0, 0.5], 4.0), 5.25);
//! ```
//!
//! The `if` has become [`min`](crate::simd::F64x8::min), which is one instruction for all eight
//! [lanes](crate::glossary#lane). What a kernel does with a NaN is now written in the order of two operands:
//! `a.min(b)` is `b` where either is NaN. For other conditions, a comparison makes a [mask](crate::glossary#mask) and
//! [`select`](crate::simd::F64x8::select) takes one of two vectors. [`simd::math`](crate::simd::math) has `exp`, `ln`
//! and more.
//!
//! # 4. More than one chain
//!
//! Every addition above needs the sum of the one before: it is a [dependency chain](crate::glossary#dependency-chain),
//! and takes three or four cycles a vector. Eight sums side by side do not wait for each other. They are added up in
//! an order that is written down, so that all levels give the same bits. And the array is cut into
//! [blocks](crate::glossary#block), which the next step shares out.
//!
//! ```
#![doc = include_str!("clipped/simd.rs")]
//!
//! assert_eq!(clipped(&[1.0, -3.0, 0.5], 4.0), 5.25);
//! ```
//!
//! Functions that take or return vectors carry `#[inline(always)]`, as `block` and `clip` do. (A body in `dispatch!`
//! has it already.)
//!
//! # 5. A team
//!
//! [`Team::map_reduce`](crate::threads::Team::map_reduce) runs a closure on each block and adds up the results in the
//! order of the blocks. The blocks are those of the last step, so the bits are the same, with one member or with
//! twenty.
//!
//! ```
//! # mod steps {
//! #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/clipped/simd.rs"));
//! # }
//! # use steps::*;
#![doc = include_str!("clipped/threaded.rs")]
//!
//! use hotloop::threads::Binding;
//!
//! let x: Vec<f64> = (0..100_000).map(|i| f64::from(i).sin()).collect();
//! let team = Team::spawn(2, Binding::Close)?;
//! assert_eq!(threaded(&team, &x, 0.5)?, clipped(&x, 0.5));
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! A kernel that writes an array has [`Team::for_each_block`](crate::threads::Team::for_each_block), which hands each
//! block of the output to one member. From which length on a team pays is a question of its own:
//! [`guide::threads`](super::threads#when-a-team-pays).
//!
//! # 6. The test
//!
//! * **Every length** from 0 to a few vectors more than the kernel takes at once. Most mistakes are in the tail.
//! * **Every level** that the machine has, by the function whose name ends in `_at`. The levels have to agree to the
//!   bit.
//! * **Several teams.** They have to agree to the bit, too.
//! * **Against the plain loop.** The order of additions differs, so take numbers whose sums are exact (small
//!   integers), or state a bound in [`u`](crate::glossary#rounding).
//! * **NaN, infinities, and what else the docs promise.**
//!
//! ```
//! # mod steps {
//! #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/clipped/plain.rs"));
//! #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/clipped/simd.rs"));
//! #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/clipped/threaded.rs"));
//! # }
//! # use steps::*;
//! use hotloop::simd::Level;
//! use hotloop::threads::{Binding, Team};
//!
//! // Whole numbers: all sums are exact.
//! let whole: Vec<f64> = (0..3 * BLOCK).map(|i| (i % 7) as f64 - 3.0).collect();
//! for len in (0..200).chain([BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK]) {
//!     for level in Level::supported() {
//!         let x = &whole[..len];
//!         assert_eq!(clipped_at(level, x, 4.0), plain(x, 4.0), "{len} at {level}");
//!     }
//! }
//!
//! // Others: all levels and teams round alike.
//! let x: Vec<f64> = (0..3 * BLOCK).map(|i| (i as f64).sin()).collect();
//! let expected = clipped(&x, 0.5);
//! for level in Level::supported() {
//!     assert_eq!(clipped_at(level, &x, 0.5), expected, "{level}");
//! }
//! for members in [1, 2, 3] {
//!     let team = Team::spawn(members, Binding::Close)?;
//!     assert_eq!(threaded(&team, &x, 0.5)?, expected, "{members} members");
//! }
//!
//! for place in [0, 8, 70] {
//!     let mut x = whole[..71].to_vec();
//!     x[place] = f64::NAN;
//!     assert!(clipped(&x, 4.0).is_nan() && plain(&x, 4.0).is_nan(), "{place}");
//! }
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! # 7. The measurement
//!
//! The least time of many runs is the one that was disturbed least. [`black_box`](std::hint::black_box) keeps the
//! compiler from leaving out a result that nobody uses. The array is written before the clock starts, because [first
//! touch](crate::glossary#first-touch) costs more than the sum. Build it with `--release`.
//!
//! ```no_run
//! # mod steps {
//! #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/clipped/plain.rs"));
//! #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/clipped/simd.rs"));
//! #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/clipped/threaded.rs"));
//! # }
//! # mod one_chain {
//! #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/clipped/one_chain.rs"));
//! # }
//! # use one_chain::one_chain;
//! # use steps::*;
//! use hotloop::Error;
//! use hotloop::memory::Buffer;
//! use hotloop::threads::{Binding, Team, available};
//! use std::hint::black_box;
//! use std::time::Instant;
//!
//! /// The least time of several runs, in nanoseconds an element.
//! fn least(len: usize, f: impl Fn() -> f64) -> f64 {
//!     let mut least = f64::INFINITY;
//!     for _ in 0..500_000_000 / len {
//!         let start = Instant::now();
//!         black_box(f());
//!         least = least.min(start.elapsed().as_nanos() as f64);
//!     }
//!     least / len as f64
//! }
//!
//! fn main() -> Result<(), Error> {
//!     let team = Team::spawn(available(), Binding::Close)?;
//!     for len in [4_096, 100_000, 10_000_000] {
//!         let mut x = Buffer::zeroed(len)?;
//!         for (i, x) in x.iter_mut().enumerate() {
//!             *x = (i % 7) as f64 - 3.0;
//!         }
//!         let x = black_box(&x[..]);
//!         println!("{len}: plain     {:.3}", least(len, || plain(x, 4.0)));
//!         println!("{len}: one_chain {:.3}", least(len, || one_chain(x, 4.0)));
//!         println!("{len}: clipped   {:.3}", least(len, || clipped(x, 4.0)));
//!         let shared = || threaded(&team, x, 4.0).expect("the sums find room");
//!         println!("{len}: threaded  {:.3}", least(len, shared));
//!     }
//!     Ok(())
//! }
//! ```
//!
//! On a 2-core EPYC (Zen 4), which had other work at the same time, it printed nanoseconds an element:
//!
//! | elements | `plain` | `one_chain` | `clipped` | `threaded`, two members |
//! |---|---|---|---|---|
//! | 4,096 | 0.81 | 0.11 | 0.073 | 0.076 |
//! | 100,000 | 0.81 | 0.11 | 0.074 | 0.044 |
//! | 10,000,000 | 0.83 | 0.18 | 0.18 | 0.11 |
//!
//! Read such a table by its bottleneck. At 4,096 elements, in the cache, `one_chain` waits for its own additions, so
//! more chains help. (With `HOTLOOP_LEVEL=avx2` in front of the command they did not: a vector of eight lanes is two
//! registers there, and so two chains already.) From memory, both wait for the same
//! [bandwidth](crate::glossary#bandwidth), and only a second core brings more of it. 4,096 elements are a single
//! block, which the caller computes alone. `cargo bench --bench tour -- sum::` in hotloop's source prints how fast
//! this machine reads memory, which no kernel can beat.
//!
//! # 8. The usual mistakes, and their symptoms
//!
//! | symptom | cause | remedy |
//! |---|---|---|
//! | some forty times slower than expected, all results right | a function with vectors has no `#[inline(always)]`, or a closure (`.map(\|v\| …)` on an array of vectors) was not inlined: each operation is a call | loops in place of closures; [`nm` finds the function](crate::dispatch#is-it-inlined) |
//! | a hundred times slower | a debug build | `--release`, or [an `opt-level` of its own](crate::dispatch#debug-builds) |
//! | slower than the plain loop on short slices, or in a loop over short pieces | the chosen function is called in the inner loop, once for a few elements | let the kernel have the outer loop as well: one call for all pieces |
//! | hardly faster than with `HOTLOOP_LEVEL=portable` | memory is the bottleneck, or a chain | [section 7](#7-the-measurement); several sums |
//! | 0.000 nanoseconds | the compiler left out a result that nobody uses | `black_box` |
//! | the first run is many times slower than the others | first touch of the memory | write to the output once before, or use it again |
//! | wrong for lengths that are no multiple of eight | `load_partial(tail, fill)` with a fill that counts: a zero in a minimum or a product | a neutral fill (infinity, one), or the tail by itself |
//! | the last bits differ between lengths, or at the end of an array | the tail rounds otherwise: `x * x + y` beside `mul_add` | the same operations in both |
//! | the last bits differ between machines | sums in an order that depends on the level, `f64::sin` or `f64::powf` of the system, partial sums by member | one order; [`simd::math`](crate::simd::math); blocks by the length |
//! | a NaN vanishes, or spreads | the operands of `min` or `max` in the other order | `a.min(b)` is `b` where either is NaN |
//! | the team is slower than one thread | too little work, too small blocks, or members asleep | [`guide::threads`](super::threads#when-a-team-pays) |
//! | the team is right and slower the more members it has | [false sharing](crate::glossary#false-sharing): members write to one line | blocks that are a multiple of 8 `f64` |
//! | an output that is larger than the caches is written at half the speed of a copy | each store reads its line first | [`simd::stream`](crate::simd::stream) |
