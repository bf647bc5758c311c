//! The correctly rounded sum on a team.

use super::{Exact, exact_at, of};
use crate::simd::{Float, Level};
use crate::threads::{Schedule, Team};

/// Elements that one member adds up alone: a region for them would cost as much as it saves.
const ALONE: usize = 1 << 15;

/// [`exact`](super::exact) on a team: the same bits, as of every sum that is correctly rounded. Each
/// member adds up its part, and the exact sums of the parts are added.
///
/// ```
/// use hotloop::kernels::sum;
/// use hotloop::threads::{Binding, Team};
///
/// let x: Vec<f64> = (0..100_000).map(|i| 1.0 / (1.0 + i as f64)).collect();
/// let team = Team::spawn(3, Binding::Close)?;
/// assert_eq!(sum::exact_threaded(&team, &x), sum::exact(&x));
/// # Ok::<(), hotloop::Error>(())
/// ```
pub fn exact_threaded<T: Float>(team: &Team, x: &[T]) -> f64 {
    exact_threaded_at(Level::current(), team, x)
}

/// [`exact_threaded`] at the given level.
pub fn exact_threaded_at<T: Float>(level: Level, team: &Team, x: &[T]) -> f64 {
    if x.len() <= ALONE || team.members() == 1 {
        return exact_at(level, x);
    }
    let part = |range| of(level, &x[range]);
    let merge = |mut sum: Exact, next: Exact| {
        sum.merge(&next);
        sum
    };
    match team.map_reduce(x.len(), team.part(x.len()), Schedule::Static, part, merge) {
        Ok(sum) => sum.unwrap_or_default().total(),
        // There is no memory for the sums of the parts. Alone one needs none.
        Err(_) => exact_at(level, x),
    }
}
