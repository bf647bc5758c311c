//! What the tour measures: a file a ladder, and a line for each in [`all`].

mod comb;
mod heavy;
mod histogram;
mod map;
mod mixture;
mod normal;
mod ou;
mod pairwise;
mod primes;
mod sum;
mod summary;
mod team;
mod uniform;

pub(crate) use team::Peers;

use crate::case::Measure;
use hotloop::threads::Team;

/// Every case of every ladder, in the order of the report. `solo` is where rungs of one thread run.
pub(crate) fn all<'t>(
    solo: &'t Team,
    team: &'t Team,
    peers: &'t Peers,
) -> Vec<Box<dyn Measure + 't>> {
    let ladders = [
        sum::cases(solo, team),
        summary::cases(solo, team),
        pairwise::cases(solo, team),
        map::cases(solo, team),
        comb::cases(solo, team),
        ou::cases(solo, team),
        uniform::cases(solo, team),
        normal::cases(solo, team),
        histogram::cases(solo, team),
        mixture::cases(solo, team),
        heavy::cases(solo, team),
        primes::cases(solo, team, peers),
        team::cases(solo, team, peers),
    ];
    ladders.into_iter().flatten().collect()
}
