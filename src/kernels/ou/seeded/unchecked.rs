//! The same loop with the bounds checks taken off.

use super::{Process, check};
use crate::Error;
use crate::kernels::normal::Normal;
use crate::random::{Streams, Variate};
use crate::simd::Float;

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
pub fn unchecked<T: Float>(
    seed: impl Into<Streams>,
    process: Process,
    starts: &[f64],
    paths: &mut [T],
) -> Result<(), Error> {
    one_by_one(seed.into(), process, starts, paths)
}

/// The rung, once for all kinds of seed.
fn one_by_one<T: Float>(
    streams: Streams,
    process: Process,
    starts: &[f64],
    paths: &mut [T],
) -> Result<(), Error> {
    let row = check(streams, starts, paths)?;
    let (relax, diffuse) = (process.relax(), process.diffuse());
    for ((k, &start), mut generator) in starts.iter().enumerate().zip(streams.generators()) {
        let path = &mut paths[k * row..][..row];
        let mut last = start;
        // SAFETY: `check` has seen to it that a row has at least one value.
        *unsafe { path.get_unchecked_mut(0) } = T::nearest(last);
        for i in 1..path.len() {
            let noise: f64 = Normal::STANDARD.one(generator.next_u64());
            last = last * relax + diffuse * noise;
            // SAFETY: `i` is below the length of `path`.
            *unsafe { path.get_unchecked_mut(i) } = T::nearest(last);
        }
    }
    Ok(())
}
