//! The same with the bounds checks taken off.

use super::{Picture, check, numbers_of_a_seed, picture};
use crate::Error;
use crate::kernels::histogram::{self, Histogram};
use crate::kernels::uniform::{self, Uniform};
use crate::memory::room;
use crate::random::Generator;

/// [`checked`](super::checked) without the bounds checks: the same pixels.
///
/// ```
/// use hotloop::kernels::heavy;
///
/// assert_eq!(heavy::unchecked(&[3], 64, 10)?, heavy::checked(&[3], 64, 10)?);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`](super::checked).
pub fn unchecked(seeds: &[u64], size: usize, bins: usize) -> Result<Vec<Picture>, Error> {
    let (numbers, bins) = check(size, bins)?;
    let mut x = numbers_of_a_seed(if seeds.is_empty() { 0 } else { numbers })?;
    let mut pictures = room("seeds", seeds.len())?;
    for &seed in seeds {
        uniform::unchecked(&mut Generator::new(seed, 0), Uniform::unit(), &mut x);
        let mut histogram = Histogram::new(&bins)?;
        histogram::unchecked(&x, &mut histogram);
        pictures.push(picture(&histogram)?);
    }
    Ok(pictures)
}
