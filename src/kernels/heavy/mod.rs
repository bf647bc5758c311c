//! The heavy function: draw `size * size` uniform numbers, count them into bins, and picture the
//! counts.
//!
//! # In Python
//!
//! The notebook *Accelerating Applications* maps `difficult_function(seed, size, bins)` over eight seeds,
//! first alone and then by a pool of two processes ([its cells][tutorials]):
//!
//! ```text
//! def difficult_function(seed=10, size=1024, bins=1024):
//!     numbers = uniform(seed, size**2)
//!     counts  = histogram(numbers, bins)
//!     return pixels of a picture with a bar for each count
//!
//! pool.map(difficult_function, range(8))
//! ```
//!
//! # An example
//!
//! The pixels are a file after one line of text:
//!
//! ```
//! use hotloop::kernels::heavy;
//! use std::io::Write;
//!
//! let picture = heavy::difficult_function(10, 1024, 1024)?;
//! let mut file = vec![]; // or a `File`
//! write!(file, "P6 640 480 255\n").and_then(|()| file.write_all(picture.pixels())).unwrap();
//!
//! // Several seeds in one call, a picture for each: the same as one by one.
//! let pictures = heavy::simd(&[9, 10], 1024, 1024)?;
//! assert_eq!(pictures[1], picture);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! # The formula
//!
//! The numbers are those of stream 0 of the seed, uniform over `[0, 1)`, and the bins divide `[0,
//! 1]` equally. (Matplotlib's range is from the least number to the largest, which are within
//! `1e-5` of that for the tutorial's million.) Every rung gives the same pixels, at every level and
//! for every team.
//!
//! # The rungs
//!
//! | rung | what it does for a seed | why it is faster |
//! |---|---|---|
//! | [`checked`] | all numbers, then all counts, then the [`Picture`] | no interpreter, and bars that are painted as pixels |
//! | [`unchecked`] | the same, without [bounds checks](crate::glossary#bounds-check) | the histogram's |
//! | [`simd`] | 1,024 numbers at a time, counted while they are in the first-level cache | eight lanes for both, and no memory at all |
//! | `threaded` | the same, some of the seeds to each member | nothing is shared, so it is as many times as fast as there are cores |
//!
//! [`difficult_function`] is the tutorial's: one seed, by the `simd` rung.
//!
//! 1. **`checked` paints bars as pixels.** What makes the function heavy in Python is matplotlib, which
//!    draws a thousand bars as a thousand shapes. A pool of two can only halve what one process takes, and
//!    what one takes is nearly all waste: look at one before there are two.
//! 2. **`unchecked`** takes the rungs of that name of [`uniform`](crate::kernels::uniform), where nothing
//!    changes, and of [`histogram`](crate::kernels::histogram), where checks are a third of the time.
//! 3. **`simd` never writes the numbers to memory.** A block of 1,024 is 8 KiB. It is drawn (`vprolq`,
//!    `vcvtqq2pd`) and counted (`incl`) before the next one takes its place, so two passes over 8 MiB
//!    become none. NumPy has to make the whole array first, because each of its calls is a pass of its own.
//! 4. **`threaded` is `pool.map`**, with the results in the order of the seeds. Seeds are dealt out one by
//!    one ([schedule](crate::glossary#schedule) `Dynamic { chunk: 1 }`) to the
//!    [members](crate::glossary#member) of a team. Nothing is sent: a thread reads its seed where it is, and
//!    its picture stays where it was painted. A process has to send 900 KiB of pixels back.
//!
//! # What binds
//!
//! The two kernels that it is made of, one after the other: of each number on one core, on Zen 5,
//!
//! | | predicted: `uniform` and `histogram` | measured, with the picture |
//! |---|---|---|
//! | [`checked`] | 1.37 + 2.60 = 3.97 ns | 3.67 ns |
//! | [`unchecked`] | 1.37 + 1.71 = 3.08 ns | 2.78 ns |
//! | [`simd`] | 0.236 + 0.342 = 0.578 ns | 0.631 ns |
//!
//! (`cargo bench --bench tour -- heavy uniform histogram`.) The sums are right to within 11 %, so the picture
//! is next to nothing. Two cores take 0.320 ns, 1.97 times less than one: two members have nothing in common
//! to wait for.
//!
//! # What it cost
//!
//! | file | lines of code |
//! |---|---|
//! | `checked.rs`, `unchecked.rs` | 18, 18 |
//! | `simd.rs` | 40 |
//! | `threaded.rs` | 30 |
//! | `picture.rs`, `axes.rs`, `ticks.rs`: pixels, what is around them, and the numbers at the ticks | 82, 92, 27 |
//!
//! (Without comments and blank lines.) A loop over blocks in place of an array, seven lines, is all
//! that `simd` has beside calls of other kernels.
//!
//! # Exercises
//!
//! **1.** Nine seeds that take equally long are mapped over a team of two. How much faster than one member
//! can it be? And over a team of four, on four cores?
//!
//! <details><summary>An answer</summary>
//!
//! A seed is not divided, so two members take as long as five seeds: 9/5 = 1.8 times faster. Four members take
//! as long as three: 3 times. The busiest member decides.
//!
//! ```
//! # #[cfg(feature = "threads")] {
//! use hotloop::threads::{Binding, Schedule, Team};
//!
//! // The most seeds that one member gets, if they are dealt out as evenly as can be.
//! let most = |members| -> Result<usize, hotloop::Error> {
//!     let team = Team::spawn(members, Binding::None)?;
//!     let trace = team.trace(0..9, Schedule::Static, |_| {})?;
//!     Ok(trace.chunks().iter().map(|chunk| chunk.range.len()).max().unwrap_or(0))
//! };
//! assert_eq!((most(2)?, most(4)?), (5, 3));
//! # }
//! # Ok::<(), hotloop::Error>(())
//! ```
//! </details>
//!
//! **2.** The mean and the variance of the numbers are wanted beside the counts. Add them without another pass
//! over memory.
//!
//! <details><summary>An answer</summary>
//!
//! A [`Summary`](crate::kernels::summary::Summary) merges, so each block has one of its own, taken while the
//! block is in the cache.
//!
//! ```
//! use hotloop::kernels::histogram::{self, Bins, Histogram};
//! use hotloop::kernels::summary::{self, Summary};
//! use hotloop::kernels::uniform::{self, Uniform};
//! use hotloop::random::Generator;
//!
//! let mut generator = Generator::new(10, 0);
//! let mut histogram = Histogram::new(&Bins::uniform(1024, 0.0, 1.0)?)?;
//! let (mut whole, mut block) = (Summary::default(), [0.0; 1024]);
//! for _ in 0..1024 {
//!     uniform::simd(&mut generator, Uniform::unit(), &mut block);
//!     histogram::simd(&block, &mut histogram);
//!     whole = whole.merge(summary::simd(&block));
//! }
//!
//! let mut x = vec![0.0; 1024 * 1024];
//! uniform::simd(&mut Generator::new(10, 0), Uniform::unit(), &mut x);
//! let expected = summary::simd(&x);
//! assert_eq!((whole.count(), histogram.total()), (expected.count(), 1 << 20));
//! let difference = whole.mean().unwrap() - expected.mean().unwrap();
//! assert!(difference.abs() < 1e-15);
//! assert!((expected.mean().unwrap() - 0.5).abs() < 5.0 * (1.0_f64 / 12.0).sqrt() / 1024.0);
//! # Ok::<(), hotloop::Error>(())
//! ```
//! </details>
//!
//! # Sources
//!
//! The function is the tutorial's. Those of its parts are on the pages of
//! [`uniform`](crate::kernels::uniform) and [`histogram`](crate::kernels::histogram).
//!
//! # Commands
//!
//! ```sh
//! cargo test --test heavy
//! cargo bench --bench ladders -- heavy/
//! cargo bench --bench tour -- heavy --picture heavy.png
//! ```
#![cfg_attr(
    feature = "threads",
    doc = "\n[tutorials]: crate::tutorials#accelerating-applications"
)]
#![cfg_attr(
    not(feature = "threads"),
    doc = "\n[tutorials]: crate::kernels#the-tutorials"
)]

mod axes;
mod checked;
mod picture;
mod simd;
#[cfg(feature = "threads")]
mod threaded;
mod ticks;
mod unchecked;

pub use checked::checked;
pub use picture::Picture;
pub use simd::{difficult_function, simd, simd_at};
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;

use crate::Error;
use crate::kernels::histogram::{Bins, Histogram};
use crate::memory::filled;

/// How many numbers, and the bins for them: every rung asks here first.
fn check(size: usize, bins: usize) -> Result<(usize, Bins), Error> {
    let numbers = size.checked_mul(size).ok_or(Error::TooLarge {
        argument: "size",
        found: size,
        most: usize::MAX.isqrt(),
    })?;
    match bins {
        0 => Err(Error::Zero { argument: "bins" }),
        1..=Bins::MAX => {
            let bins = Bins::uniform(bins, 0.0, 1.0).map_err(|error| error.naming("bins"))?;
            Ok((numbers, bins))
        }
        _ => Err(Error::TooLarge {
            argument: "bins",
            found: bins,
            most: Bins::MAX,
        }),
    }
}

/// Room for all the numbers of a seed.
fn numbers_of_a_seed(numbers: usize) -> Result<Vec<f64>, Error> {
    filled("size", numbers, 0.0)
}

fn picture(histogram: &Histogram) -> Result<Picture, Error> {
    Picture::of_counts(histogram.counts(), 0.0, 1.0)
}
