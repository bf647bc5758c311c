//! The same loop with the checks taken off.

use super::{Process, check};
use crate::Error;
use crate::kernels::normal::Normal;
use crate::random::{Generator, Variate};

/// [`checked`](super::checked) without the bounds checks: the same bits.
///
/// ```
/// use hotloop::kernels::ou::{Process, seeded};
///
/// let process = Process::new(0.1, 1.0, 2.0)?;
/// let (mut paths, mut truth) = ([0.0; 202], [0.0; 202]);
/// seeded::unchecked(10, process, &[0.0, 5.0], &mut paths)?;
/// seeded::checked(10, process, &[0.0, 5.0], &mut truth)?;
/// assert_eq!(paths, truth);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`](super::checked).
pub fn unchecked(
    seed: u64,
    process: Process,
    starts: &[f64],
    paths: &mut [f64],
) -> Result<(), Error> {
    let row = check(starts, paths)?;
    for (k, &start) in starts.iter().enumerate() {
        let mut generator = Generator::new(seed, k as u64);
        let path = &mut paths[k * row..][..row];
        // SAFETY: `check` has seen to it that a row has at least one value.
        *unsafe { path.get_unchecked_mut(0) } = start;
        for i in 1..path.len() {
            let noise: f64 = Normal::STANDARD.one(generator.next_u64());
            // SAFETY: `i` is from 1 to the length of `path`, exclusive, and so `i - 1` is below it.
            let before = unsafe { *path.get_unchecked(i - 1) };
            // SAFETY: as above.
            let after = unsafe { path.get_unchecked_mut(i) };
            *after = process.relax() * before + process.diffuse() * noise;
        }
    }
    Ok(())
}
