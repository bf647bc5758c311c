//! The summary of every column of a table: NumPy's `axis=0`.
//!
//! A table is a slice, row after row, with as many columns as there are summaries to be written. The
//! rows may be the simulations of a Monte Carlo and the columns their steps: then the summaries are its
//! mean, its standard error and its extremes at every step.
//!
//! ```
//! use hotloop::kernels::ou::{Process, seeded};
//! use hotloop::kernels::summary::{Summary, columns};
//!
//! // A thousand paths from 2, of a hundred steps each.
//! let process = Process::new(0.1, 1.0, 0.5)?;
//! let mut paths = vec![0.0; 1000 * 101];
//! seeded::simd(10, process, &[2.0; 1000], &mut paths)?;
//! let mut steps = [Summary::default(); 101];
//! columns::simd(&paths, &mut steps)?;
//! assert_eq!(steps[0].variance(), Some(0.0));
//! let (mean, error) = (steps[100].mean().unwrap(), steps[100].standard_error().unwrap());
//! assert!(mean.abs() < 5.0 * error);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! Rows that come in blocks have summaries that merge, column by column. Interleaved channels of sound are
//! columns, too.
//!
//! ```
//! use hotloop::kernels::summary::{Summary, columns};
//!
//! let (mut all, mut block) = ([Summary::default(); 2], [Summary::default(); 2]);
//! for rows in [[0.5, 1.0, 0.25, -1.0], [0.0, 2.0, -0.75, 0.0]] {
//!     columns::simd(&rows, &mut block)?;
//!     for (all, block) in all.iter_mut().zip(block) {
//!         *all = all.merge(block);
//!     }
//! }
//! assert_eq!(all.map(|column| column.mean()), [Some(0.0), Some(0.5)]);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! # The rungs
//!
//! | rung | what changes | what it is bound by |
//! |---|---|---|
//! | [`checked`] | a column after the other, as [`summary::checked`](super::checked) | a division an element; outside the caches, a line of memory for each |
//! | [`unchecked`] | no bounds checks | the same |
//! | [`simd`] | eight columns a vector, eight rows at a time | eight operations a vector, which take longer than its line from memory |
//! | `threaded` | blocks of 4,096 rows, and strips of columns, to each member | the memory of all cores |
//!
//! 1. **Columns are lanes.** What [`summary::simd`](super::simd()) has to join at the end of a part,
//!    across its lanes, stays apart here: a lane is a column. No column needs another, so they may be
//!    taken in any number at a time, and the bits of one are the same as if there were no others.
//! 2. **Memory is read once, in order.** Eight rows are in registers at once, for their mean and for
//!    their deviations from it. Then they are merged with the rows before, by the formula of
//!    [`summary`](super#the-formula). All columns have as many rows, so what it divides by is the same
//!    in all lanes, and there are no divisions in them.
//! 3. **Merges in three steps keep the bounds.** 16 times eight rows are a group, 32 groups a block,
//!    and up to seven rows at the end come one by one. So a number goes through no more than
//!    `55 + n / 4096` merges.
//!
//! Of fewer than eight columns a vector has lanes in vain; of a single one,
//! [`summary`](super) itself is several times as fast.
//!
//! What is said [there](super#large-and-small-numbers-infinities-and-nan) of numbers that are large,
//! infinite or NaN, of equal ones and of `f32` holds for every column.
//!
//! Measured by `cargo bench --bench ladders -- summary::columns/`.
//!
//! Sources and exercises are on the page of [`summary`](super).

mod checked;
mod lanes;
mod shape;
mod simd;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;

pub use checked::checked;
pub use simd::{simd, simd_at};
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;
