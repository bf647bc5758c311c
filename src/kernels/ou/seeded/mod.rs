//! The process from a seed: `path[i + 1] = relax * path[i] + diffuse * noise[i]`, with noise that
//! is drawn as the path needs it, and never written to memory.
//!
//! `starts` has a value for each simulation, and so says how many there are; `paths` has as many
//! rows, one after the other, of one value more than there are steps. The noise of simulation `k`
//! is standard normal, the first numbers of stream `k` of the seed: row `k` is what the rung of
//! [`ou`](super) makes of the noise that
//!
//! ```text
//! normal::simd(&mut Generator::new(seed, k), Normal::STANDARD, &mut noise)
//! ```
//!
//! draws, and of `starts[k]`. `checked` and `unchecked` do so to the bit. `simd` and `threaded`
//! work in blocks of 16,384 steps, each from the last value of the one before, within the
//! [bound](super#how-far-the-rungs-are-apart); they give each other's bits, at every level and for
//! every number of members.
//!
//! Where a `seed` is asked for, [`Streams`] of it will do, so that a large ensemble goes in batches of
//! which each begins at the stream of its first simulation:
//!
//! ```
//! use hotloop::kernels::ou::{Process, seeded};
//! use hotloop::random::Streams;
//!
//! let (process, steps, simulations) = (Process::new(0.1, 1.0, 2.0)?, 100, 50);
//! let mut batch = vec![0.0; 10 * (steps + 1)];
//! let mut ends = vec![];
//! for first in (0..simulations).step_by(10) {
//!     seeded::simd(Streams { seed: 7, first }, process, &[0.0; 10], &mut batch)?;
//!     ends.extend(batch.chunks(steps + 1).map(|path| path[steps]));
//! }
//! let mut all = vec![0.0; 50 * (steps + 1)];
//! seeded::simd(7, process, &[0.0; 50], &mut all)?;
//! assert!(all.chunks(steps + 1).map(|path| path[steps]).eq(ends));
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! Drawing first and filtering afterwards writes the noise to memory and reads it back. A block of
//! noise stays in the cache. A stream takes a microsecond or two to begin with, so for paths of
//! fewer than some thousand steps it is quicker to draw the noise of all of them from one stream,
//! and to filter it by [`ensemble`](super::ensemble).
//!
//! Measured by `cargo bench --bench ladders -- ou::seeded`, and against drawing first by
//! `cargo bench --bench tour -- ou`.
//!
//! Sources and exercises are on the page of [`ou`](super).

mod unchecked;

pub use unchecked::unchecked;

use super::{Process, check_start, recurrence};
use crate::Error;
use crate::kernels::normal::{self, Normal};
#[cfg(feature = "threads")]
use crate::memory::gathered;
use crate::memory::on_lines;
use crate::random::{Generator, Streams, Variate};
use crate::simd::{Float, Level};
#[cfg(feature = "threads")]
use crate::threads::{Schedule, Team};

/// Steps whose noise is drawn at a time: 128 KiB, which stays in the second-level cache. The filter
/// takes a fifth of a microsecond to begin with, so that shorter blocks take longer.
const BLOCK: usize = 16_384;

/// Numbers that a path asks room for: a block of noise, and one of values if those are rounded.
fn room<T: Float>(row: usize) -> usize {
    BLOCK.min(row) * if T::ROUNDS { 2 } else { 1 }
}

/// Every path one step after the other, each with its own number.
///
/// ```
/// use hotloop::kernels::ou::{Process, seeded};
///
/// let process = Process::new(0.1, 1.0, 2.0)?;
/// let mut paths = [0.0; 2 * 101]; // two simulations of a hundred steps
/// seeded::checked(10, process, &[0.0, 5.0], &mut paths)?;
/// assert_eq!((paths[0], paths[101]), (0.0, 5.0));
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::OutOfRange`] if a start is NaN or infinite, [`Error::NotMultiple`] if `paths` is not as
/// many values for each start, [`Error::LengthMismatch`] if it has none at all, or if there are
/// values and no starts, [`Error::Invalid`] if the seed has fewer streams from the first on than there
/// are starts; nothing is written then.
pub fn checked<T: Float>(
    seed: impl Into<Streams>,
    process: Process,
    starts: &[f64],
    paths: &mut [T],
) -> Result<(), Error> {
    one_by_one(seed.into(), process, starts, paths)
}

/// [`checked`], once for all kinds of seed.
fn one_by_one<T: Float>(
    streams: Streams,
    process: Process,
    starts: &[f64],
    paths: &mut [T],
) -> Result<(), Error> {
    let row = check(streams, starts, paths)?;
    let (relax, diffuse) = (process.relax(), process.diffuse());
    for (k, mut generator) in (0..starts.len()).zip(streams.generators()) {
        let path = &mut paths[k * row..][..row];
        let mut last = starts[k];
        path[0] = T::nearest(last);
        #[allow(
            clippy::needless_range_loop,
            reason = "the indexed loop is what this rung is"
        )]
        for i in 1..path.len() {
            let noise: f64 = Normal::STANDARD.one(generator.next_u64());
            last = last * relax + diffuse * noise;
            path[i] = T::nearest(last);
        }
    }
    Ok(())
}

/// Blocks of noise, eight numbers at a time, each filtered eight steps at a time while it is in the
/// cache.
///
/// ```
/// use hotloop::kernels::ou::{Process, seeded};
///
/// let process = Process::new(0.1, 1.0, 2.0)?;
/// let mut path = vec![0.0; 1_000_001];
/// seeded::simd(10, process, &[0.0], &mut path)?;
/// let variance = path.iter().map(|x| x * x).sum::<f64>() / 1e6;
/// assert!((variance - 4.0).abs() < 0.1); // sigma squared
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`], and [`Error::OutOfMemory`] if there is no memory for a block of noise, 128 KiB or
/// that of a shorter path (and for `f32` as many values); nothing is written then.
pub fn simd<T: Float>(
    seed: impl Into<Streams>,
    process: Process,
    starts: &[f64],
    paths: &mut [T],
) -> Result<(), Error> {
    simd_at(Level::current(), seed, process, starts, paths)
}

/// [`simd`] at the given level.
///
/// # Errors
///
/// As [`simd`].
pub fn simd_at<T: Float>(
    level: Level,
    seed: impl Into<Streams>,
    process: Process,
    starts: &[f64],
    paths: &mut [T],
) -> Result<(), Error> {
    let streams = seed.into();
    let row = check(streams, starts, paths)?;
    let mut noise = on_lines("paths", room::<T>(row))?;
    paths_at(level, streams, process, starts, row, paths, &mut noise);
    Ok(())
}

/// The simulations shared out to the members of a team: the bits of [`simd`], for every number of
/// members. One path keeps one member busy.
///
/// ```
/// use hotloop::kernels::ou::{Process, seeded};
/// use hotloop::threads::{Binding, Team};
///
/// let team = Team::spawn(2, Binding::Close)?;
/// let process = Process::new(0.1, 1.0, 2.0)?;
/// let (mut paths, mut truth) = (vec![0.0; 8 * 1001], vec![0.0; 8 * 1001]);
/// seeded::threaded(&team, 10, process, &[0.0; 8], &mut paths)?;
/// seeded::simd(10, process, &[0.0; 8], &mut truth)?;
/// assert_eq!(paths, truth);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`], and [`Error::OutOfMemory`] if there is no memory for a block of noise for each
/// member, 128 KiB or that of a shorter path; nothing is written then.
#[cfg(feature = "threads")]
pub fn threaded<T: Float>(
    team: &Team,
    seed: impl Into<Streams>,
    process: Process,
    starts: &[f64],
    paths: &mut [T],
) -> Result<(), Error> {
    threaded_at(Level::current(), team, seed, process, starts, paths)
}

/// [`threaded`] at the given level.
///
/// # Errors
///
/// As [`threaded`].
#[cfg(feature = "threads")]
pub fn threaded_at<T: Float>(
    level: Level,
    team: &Team,
    seed: impl Into<Streams>,
    process: Process,
    starts: &[f64],
    paths: &mut [T],
) -> Result<(), Error> {
    let streams = seed.into();
    let row = check(streams, starts, paths)?;
    // Paths that follow each other, because a stream is found most quickly from the one before it.
    let each = starts.len().div_ceil(team.members()).max(1);
    let parts = (0..starts.len())
        .step_by(each)
        .zip(paths.chunks_mut(each * row));
    let mut parts = gathered(
        "paths",
        parts.map(|(first, paths)| Ok((first, paths, on_lines("paths", room::<T>(row))?))),
    )?;
    team.for_each_block(&mut parts, 1, Schedule::Static, |_, parts| {
        for (first, paths, noise) in parts {
            let (streams, starts) = (streams.skip(*first), &starts[*first..]);
            paths_at(level, streams, process, starts, row, paths, noise);
        }
    })
}

/// The paths of the first simulations, as many as `paths` has rows. The noise goes to `noise`, which is
/// the [room](room) for it. (Short paths should not wait for it.)
fn paths_at<T: Float>(
    level: Level,
    streams: Streams,
    process: Process,
    starts: &[f64],
    row: usize,
    paths: &mut [T],
    noise: &mut [f64],
) {
    let rows = starts.iter().zip(paths.chunks_mut(row));
    for ((&start, path), generator) in rows.zip(streams.generators()) {
        path_at(level, generator, process, start, path, noise);
    }
}

/// One path, in blocks, whose noise goes to `noise`.
fn path_at<T: Float>(
    level: Level,
    mut generator: Generator,
    process: Process,
    start: f64,
    path: &mut [T],
    noise: &mut [f64],
) {
    let Some((first, path)) = path.split_first_mut() else {
        return;
    };
    *first = T::nearest(start);
    let mut last = start;
    for path in path.chunks_mut(BLOCK) {
        let (noise, values) = noise.split_at_mut(path.len());
        normal::simd_at(level, &mut generator, Normal::STANDARD, noise);
        // Not past the caches: drawing takes long enough for ordinary stores to keep up.
        last = recurrence(process).run_rounded(level, last, noise, values, path);
    }
}

/// Refuses what does not go together. Returns the length of a row, at least one.
fn check<T>(streams: Streams, starts: &[f64], paths: &[T]) -> Result<usize, Error> {
    if !streams.are_at_least(starts.len()) {
        return Err(Error::Invalid {
            argument: "seed",
            found: "fewer streams than simulations",
            expected: "a stream for each of `starts`",
        });
    }
    for &start in starts {
        check_start("starts", start)?;
    }
    if starts.is_empty() || paths.is_empty() {
        Error::ensure_len("paths", paths.len(), "starts", starts.len())?;
        return Ok(1);
    }
    if !paths.len().is_multiple_of(starts.len()) {
        return Err(Error::NotMultiple {
            argument: "paths",
            found: paths.len(),
            group: "simulations",
            size: starts.len(),
        });
    }
    Ok(paths.len() / starts.len())
}
