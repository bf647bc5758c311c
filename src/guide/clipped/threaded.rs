use hotloop::Error;
use hotloop::threads::{Schedule, Team};

/// The same on a team, with the same bits for every number of members.
pub fn threaded(team: &Team, x: &[f64], limit: f64) -> Result<f64, Error> {
    let sum_of = |range: std::ops::Range<usize>| clipped(&x[range], limit);
    let sum = team.map_reduce(x.len(), BLOCK, Schedule::Static, sum_of, |a, b| a + b)?;
    Ok(sum.unwrap_or(0.0))
}
