//! What an instrument can do with a case: its rungs, and its input once that is there.

use super::case::Case;
use super::limit::Limit;
use hotloop::simd::Level;
use hotloop::threads::Team;
use std::time::Duration;

/// What a rung is called, and who runs it.
pub(crate) struct Rung {
    pub(crate) name: String,
    /// How many members run it; none says all of the team.
    pub(super) members: Option<usize>,
    /// The level that it is held to.
    pub(crate) level: Option<Level>,
    /// What binds it, which is what binds the case, unless it has found a way around that.
    pub(crate) limit: Option<Limit>,
    /// Whether the short report leaves it out: peers, and variations.
    pub(crate) aside: bool,
}

impl Rung {
    pub(crate) fn members(&self, team: &Team) -> usize {
        self.members.unwrap_or(team.members())
    }
}

/// What every instrument needs of a case, whatever its input.
pub(crate) trait Ladder {
    fn case(&self) -> &Case;
    fn rungs(&self) -> Vec<&Rung>;
    /// Makes the input.
    fn prepare<'a>(&'a self, team: &'a Team) -> Box<dyn Prepared + 'a>;
}

/// Makes the input, and has every rung show that its answer is right.
pub(crate) fn checked<'a>(ladder: &'a dyn Ladder, team: &'a Team) -> Box<dyn Prepared + 'a> {
    let mut prepared = ladder.prepare(team);
    for rung in 0..ladder.rungs().len() {
        prepared.check(rung);
    }
    prepared
}

/// A case whose input is there. Rungs go by their index.
pub(crate) trait Prepared {
    /// The time of a run, which fails unless its answer is right. To be called before any is timed.
    fn check(&mut self, rung: usize) -> Duration;
    /// The time of so many runs.
    fn time(&mut self, rung: usize, repeats: u64) -> Duration;
    /// What another process is given to do the same, where it cannot make the input itself.
    fn given(&self) -> Vec<f64>;
    /// Runs the rung, and returns what of its answer another process has to find, if the case tells that.
    fn figures(&mut self, rung: usize) -> Option<Figures>;
}

/// Some numbers that stand for an answer, and how far others may be from them, as a fraction of their size.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figures {
    pub(crate) values: Vec<f64>,
    pub(crate) tolerance: f64,
}
