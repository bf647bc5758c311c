//! The simd rung on a team.

use super::Uniform;
use crate::random::{Float, Generator};
use crate::simd::{Family, Level, compiled};
use crate::threads::Team;

/// [`simd`](super::simd) on a team: the same numbers for every number of members. Each member skips
/// to its part of the sequence, which takes it up to a few tens of microseconds. An output that takes
/// no longer than that (some 30,000 numbers, on two members) is left to the caller.
///
/// ```
/// use hotloop::kernels::uniform::{self, Uniform};
/// use hotloop::random::Generator;
/// use hotloop::threads::{Binding, Team};
///
/// let team = Team::spawn(2, Binding::Close)?;
/// let mut generator = Generator::new(10, 0);
/// let (mut x, mut y) = (vec![0.0; 100_000], vec![0.0; 100_000]);
/// uniform::threaded(&team, &mut generator, Uniform::unit(), &mut x);
/// uniform::simd(&mut Generator::new(10, 0), Uniform::unit(), &mut y);
/// assert_eq!(x, y);
/// # Ok::<(), hotloop::Error>(())
/// ```
pub fn threaded<T: Float>(
    team: &Team,
    generator: &mut Generator,
    uniform: Uniform<T>,
    out: &mut [T],
) {
    threaded_at(Level::current(), team, generator, uniform, out);
}

compiled! {
    /// [`threaded`] at the given level.
    pub fn threaded_at<T: Float>(
        level: Level,
        team: &Team,
        generator: &mut Generator,
        uniform: Uniform<T>,
        out: &mut [T],
    ) = at, for f64 f32
}

fn at<T: Float>(
    level: Level,
    team: &Team,
    generator: &mut Generator,
    uniform: Uniform<T>,
    out: &mut [T],
) {
    generator.draw_on(level, team, uniform, out);
}
