//! Eight lanes at a time, in blocks.

use super::{Picture, check, picture};
use crate::Error;
use crate::kernels::histogram::{self, Bins, Histogram};
use crate::kernels::uniform::{self, Uniform};
use crate::memory::gathered;
use crate::random::Generator;
use crate::simd::Level;

/// Numbers that are drawn and counted at a time: 8 KiB.
const BLOCK: usize = 1024;

/// The picture of `size * size` uniform numbers in so many bins, drawn from `seed`: 640 by 480
/// pixels.
///
/// ```
/// use hotloop::kernels::heavy::{self, Picture};
///
/// let picture = heavy::difficult_function(10, 1024, 1024)?;
/// assert_eq!(picture.pixels().len(), 3 * Picture::WIDTH * Picture::HEIGHT);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`simd`].
pub fn difficult_function(seed: u64, size: usize, bins: usize) -> Result<Picture, Error> {
    let (numbers, bins) = check(size, bins)?;
    one(Level::current(), seed, numbers, &bins)
}

/// A picture for every seed, one after the other: numbers are counted as soon as they are drawn,
/// and never written to memory.
///
/// The same pixels as [`checked`](super::checked), at every level.
///
/// ```
/// use hotloop::kernels::heavy;
///
/// let seeds: Vec<u64> = (0..8).collect();
/// let pictures = heavy::simd(&seeds, 256, 100)?;
/// assert_eq!(pictures[7], heavy::difficult_function(7, 256, 100)?);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Zero`] for no bins, [`Error::TooLarge`] for more than [`Bins::MAX`] or for a size whose
/// square is no `usize`, [`Error::OutOfMemory`] if there is no memory for the bins, 16 bytes
/// each, or for the pictures, 921,600 bytes each.
///
/// [`Bins::MAX`]: crate::kernels::histogram::Bins::MAX
pub fn simd(seeds: &[u64], size: usize, bins: usize) -> Result<Vec<Picture>, Error> {
    simd_at(Level::current(), seeds, size, bins)
}

/// [`simd`] at the given level.
///
/// # Errors
///
/// As [`simd`].
pub fn simd_at(
    level: Level,
    seeds: &[u64],
    size: usize,
    bins: usize,
) -> Result<Vec<Picture>, Error> {
    let (numbers, bins) = check(size, bins)?;
    let pictures = seeds.iter();
    gathered(
        "seeds",
        pictures.map(|&seed| one(level, seed, numbers, &bins)),
    )
}

/// One seed.
pub(super) fn one(level: Level, seed: u64, numbers: usize, bins: &Bins) -> Result<Picture, Error> {
    let mut histogram = Histogram::new(bins)?;
    let (mut generator, mut block) = (Generator::new(seed, 0), [0.0; BLOCK]);
    let mut left = numbers;
    while left > 0 {
        let block = &mut block[..BLOCK.min(left)];
        uniform::simd_at(level, &mut generator, Uniform::unit(), block);
        histogram::simd_at(level, block, &mut histogram);
        left -= block.len();
    }
    picture(&histogram)
}
