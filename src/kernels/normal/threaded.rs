//! The simd rung on a team.

use super::Normal;
use crate::random::{Float, Generator};
use crate::simd::{Family, Level, compiled};
use crate::threads::Team;

/// [`simd`](super::simd) on a team: the same numbers for every number of members. Each member skips
/// to its part of the sequence, which takes it up to a few tens of microseconds. An output that takes
/// no longer than that (some 30,000 numbers, on two members) is left to the caller.
///
/// ```
/// use hotloop::kernels::normal::{self, Normal};
/// use hotloop::random::Generator;
/// use hotloop::threads::{Binding, Team};
///
/// let team = Team::spawn(2, Binding::Close)?;
/// let (mut x, mut y) = (vec![0.0; 100_000], vec![0.0; 100_000]);
/// normal::threaded(&team, &mut Generator::new(10, 0), Normal::STANDARD, &mut x);
/// normal::simd(&mut Generator::new(10, 0), Normal::STANDARD, &mut y);
/// assert_eq!(x, y);
/// # Ok::<(), hotloop::Error>(())
/// ```
pub fn threaded<T: Float>(team: &Team, generator: &mut Generator, normal: Normal, out: &mut [T]) {
    threaded_at(Level::current(), team, generator, normal, out);
}

compiled! {
    /// [`threaded`] at the given level.
    pub fn threaded_at<T: Float>(
        level: Level,
        team: &Team,
        generator: &mut Generator,
        normal: Normal,
        out: &mut [T],
    ) = at, for f64 f32
}

fn at<T: Float>(
    level: Level,
    team: &Team,
    generator: &mut Generator,
    normal: Normal,
    out: &mut [T],
) {
    generator.draw_on(level, team, normal, out);
}
