//! The function as the tutorial wrote it.

use super::{Picture, check, numbers_of_a_seed, picture};
use crate::Error;
use crate::kernels::histogram::{self, Histogram};
use crate::kernels::uniform::{self, Uniform};
use crate::memory::room;
use crate::random::Generator;

/// A picture for every seed, one after the other: all numbers are drawn, then all are counted.
///
/// ```
/// use hotloop::kernels::heavy;
///
/// let pictures = heavy::checked(&[0, 1], 64, 10)?;
/// assert_eq!(pictures.len(), 2);
/// assert_eq!(pictures[0], heavy::difficult_function(0, 64, 10)?);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Zero`] for no bins, [`Error::TooLarge`] for more than [`Bins::MAX`] or for a size whose
/// square is no `usize`, [`Error::OutOfMemory`] if there is no memory for so many numbers, 8 bytes
/// each, for the bins, 16 bytes each, or for the pictures, 921,600 bytes each.
///
/// [`Bins::MAX`]: crate::kernels::histogram::Bins::MAX
pub fn checked(seeds: &[u64], size: usize, bins: usize) -> Result<Vec<Picture>, Error> {
    let (numbers, bins) = check(size, bins)?;
    let mut x = numbers_of_a_seed(if seeds.is_empty() { 0 } else { numbers })?;
    let mut pictures = room("seeds", seeds.len())?;
    for &seed in seeds {
        uniform::checked(&mut Generator::new(seed, 0), Uniform::unit(), &mut x);
        let mut histogram = Histogram::new(&bins)?;
        histogram::checked(&x, &mut histogram);
        pictures.push(picture(&histogram)?);
    }
    Ok(pictures)
}
