//! The simd rung on a team.

use super::simd::one;
use super::{Picture, check};
use crate::Error;
use crate::memory::room;
use crate::simd::Level;
use crate::threads::{Schedule, Team};

/// The seeds shared out to the members of a team, Python's `pool.map`: the pictures in the order of
/// the seeds, each the same as alone.
///
/// ```
/// use hotloop::kernels::heavy;
/// use hotloop::threads::{Binding, Team};
///
/// let team = Team::spawn(2, Binding::Close)?;
/// let seeds: Vec<u64> = (0..8).collect();
/// assert_eq!(heavy::threaded(&team, &seeds, 256, 100)?, heavy::simd(&seeds, 256, 100)?);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`simd`](super::simd).
pub fn threaded(
    team: &Team,
    seeds: &[u64],
    size: usize,
    bins: usize,
) -> Result<Vec<Picture>, Error> {
    threaded_at(Level::current(), team, seeds, size, bins)
}

/// [`threaded`] at the given level.
///
/// # Errors
///
/// As [`threaded`].
pub fn threaded_at(
    level: Level,
    team: &Team,
    seeds: &[u64],
    size: usize,
    bins: usize,
) -> Result<Vec<Picture>, Error> {
    let (numbers, bins) = check(size, bins)?;
    // Before anything is drawn: what the members return may yet be a refusal.
    let mut pictures = room("seeds", seeds.len())?;
    let picture = |&seed: &u64| one(level, seed, numbers, &bins);
    let drawn = team.map(seeds, Schedule::Dynamic { chunk: 1 }, picture);
    for picture in drawn.map_err(|error| error.naming("seeds"))? {
        pictures.push(picture?);
    }
    Ok(pictures)
}
