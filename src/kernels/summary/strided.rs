//! The tutorial's other way to cut the data: every `parts`-th element.

use super::Summary;
use super::passes::PART;
use super::simd::simd_at;
use crate::Error;
use crate::simd::{Float, Level};
use crate::threads::{Schedule, Team};

/// The [`Summary`] of `x` from the summaries of `x[i::parts]`, `i` from 0 to `parts - 1`, made on a
/// team and merged in that order.
///
/// Counts, minima and maxima are those of the other rungs (but for the sign of a zero). The sum is
/// off by at most `42 u sum |x|`. The variance merges along a longer chain than in
/// [`simd`](super::simd), of `n / (1024 parts) + parts` merges of two roundings each.
///
/// It is slower, and that is what it is for: a part has an element in every cache line (up to eight
/// parts), so every member drags the whole array through its cache to use a fraction of it.
///
/// ```
/// use hotloop::kernels::summary;
/// use hotloop::threads::Team;
///
/// let x: Vec<f64> = (0..1000).map(f64::from).collect();
/// let summary = summary::strided(&Team::solo(), &x, 4)?;
/// assert_eq!((summary.count(), summary.sum()), (1000, 499_500.0));
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Zero`] if `parts` is, [`Error::OutOfMemory`] if there is no memory for the summary of
/// every part.
pub fn strided<T: Float>(team: &Team, x: &[T], parts: usize) -> Result<Summary, Error> {
    strided_at(Level::current(), team, x, parts)
}

/// [`strided`] at the given level.
///
/// # Errors
///
/// As [`strided`].
pub fn strided_at<T: Float>(
    level: Level,
    team: &Team,
    x: &[T],
    parts: usize,
) -> Result<Summary, Error> {
    if parts == 0 {
        return Err(Error::Zero { argument: "parts" });
    }
    // Parts beyond the last element are empty, and the empty summary merges without a trace.
    let parts = parts.min(x.len().max(1));
    let part = |range: std::ops::Range<usize>| summarise(level, x, range.start, parts);
    let summary = team.map_reduce(parts, 1, Schedule::Static, part, Summary::merge)?;
    Ok(summary.unwrap_or_default())
}

/// The summary of `x[start::step]`, gathered into the first-level cache part by part.
fn summarise<T: Float>(level: Level, x: &[T], start: usize, step: usize) -> Summary {
    let mut summary = Summary::default();
    let mut gathered = [T::default(); PART];
    let mut strided = x[start.min(x.len())..].iter().step_by(step);
    loop {
        let mut count = 0;
        for (slot, x) in gathered.iter_mut().zip(strided.by_ref()) {
            *slot = *x;
            count += 1;
        }
        if count == 0 {
            return summary;
        }
        summary = summary.merge(simd_at(level, &gathered[..count]));
    }
}
