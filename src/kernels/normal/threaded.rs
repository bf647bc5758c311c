//! The simd rung on a team.

use super::Normal;
use crate::random::{Float, Generator};
use crate::simd::Level;
use crate::threads::Team;

/// Normal variates.
pub fn threaded<T: Float>(team: &Team, generator: &mut Generator, normal: Normal, out: &mut [T]) {
    threaded_at(Level::current(), team, generator, normal, out);
}

/// [`threaded`] at the given level.
pub fn threaded_at<T: Float>(
    level: Level,
    team: &Team,
    generator: &mut Generator,
    normal: Normal,
    out: &mut [T],
) {
    generator.draw_on(level, team, normal, out);
}
