//! The same with the checks taken off.

use super::{Picture, check, picture, room};
use crate::Error;
use crate::kernels::histogram;
use crate::kernels::uniform::{self, Uniform};
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
    let (numbers, empty) = check(size, bins)?;
    let mut x = room(if seeds.is_empty() { 0 } else { numbers })?;
    let mut pictures = vec![];
    for &seed in seeds {
        uniform::unchecked(&mut Generator::new(seed, 0), Uniform::unit(), &mut x);
        let mut histogram = empty.clone();
        histogram::unchecked(&x, &mut histogram);
        pictures.push(picture(&histogram)?);
    }
    Ok(pictures)
}
