//! The heavy function: draw `size * size` uniform numbers, count them into bins, and picture the
//! counts.
//!
//! The [tutorial](crate::kernels#the-tutorials)'s `difficult_function(seed, size, bins)`, over
//! which it maps a pool of processes: what makes it heavy there is matplotlib, which draws a
//! thousand bars as a thousand shapes. The function has no side effects, and one seed has nothing
//! to do with another, so it is the ideal work to share out. But a pool of two can only halve what
//! one takes, and what one takes is nearly all waste:
//!
//! | rung | what it does for a seed | why it is faster |
//! |---|---|---|
//! | [`checked`] | all numbers, then all counts, then the [`Picture`] | no interpreter, and bars that are painted as pixels |
//! | [`unchecked`] | the same, without bounds checks | the histogram's |
//! | [`simd`] | 1,024 numbers at a time, counted while they are in the first-level cache | eight lanes for both, and no memory at all |
//! | `threaded` | the same, some of the seeds to each member | nothing is shared, so as often as there are cores |
//!
//! [`difficult_function`] is the tutorial's: one seed, by the `simd` rung. Its pixels are a file
//! after one line of text:
//!
//! ```
//! use hotloop::kernels::heavy;
//! use std::io::Write;
//!
//! let picture = heavy::difficult_function(10, 1024, 1024)?;
//! let mut file = vec![]; // or a `File`
//! write!(file, "P6 640 480 255\n").and_then(|()| file.write_all(picture.pixels())).unwrap();
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! The numbers are those of stream 0 of the seed, uniform over `[0, 1)`, and the bins divide `[0,
//! 1]` equally. (Matplotlib's range is from the least number to the largest, which are within
//! `1e-5` of that for the tutorial's million.) Every rung gives the same pixels, at every level and
//! for every team.
//!
//! Measured by `cargo bench --bench ladders -- heavy/`, and by `cargo bench --bench tour -- heavy`,
//! which writes a picture with `--picture FILE`.

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
