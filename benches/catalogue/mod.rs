//! The catalogue: every ladder on every kind of input, written once, for whatever looks at ladders.
//!
//! | file | what is in it |
//! |---|---|
//! | a file a ladder | its inputs, rungs and peers, what binds it, and what the answer must be |
//! | `case.rs` | what a case is called, and what binds it |
//! | `rungs.rs` | how its input and its rungs are written down, and how a rung is run |
//! | `ladder.rs` | what an instrument can do with it |
//! | `entry.rs` | a ladder, on all kinds of input |
//! | `limit.rs` | what may bind a ladder |
//! | `extent.rs` | how long an input is, and where it lies |
//! | `drawn.rs` | random numbers, and what they have to be |
//!
//! The criterion benches measure all of it, the tour measures what [`Entry::tour`] has, the search for
//! cliffs goes through all lengths and places, and the tests go through it on small inputs, and hold
//! the tables of the docs to it.

#![allow(dead_code, unused_imports, reason = "each instrument uses some of it")]

mod case;
mod columns;
mod comb;
mod drawn;
mod echo;
mod entry;
mod extent;
mod heavy;
mod histogram;
mod ladder;
mod limit;
mod map;
mod mixture;
mod normal;
mod ou;
mod pairwise;
mod primes;
mod rungs;
mod sum;
mod summary;
mod uniform;
mod weighted;

pub(crate) use case::Case;
pub(crate) use entry::{Entry, Kind};
pub(crate) use extent::Extent;
pub(crate) use ladder::{Figures, Ladder, Prepared, Rung, checked};
pub(crate) use limit::{Limit, MEASURED, beaten, last_level_cache, memory};
pub(crate) use rungs::wake;

pub(crate) use super::common;

/// Every ladder, in the order of the report.
pub(crate) fn all() -> Vec<Entry> {
    vec![
        sum::ladder(),
        summary::ladder(),
        columns::ladder(),
        pairwise::ladder(),
        pairwise::general(),
        map::ladder(),
        comb::forward(),
        comb::forward_in_place(),
        comb::backward(),
        comb::backward_in_place(),
        echo::ladder(),
        ou::ladder(),
        ou::ensemble(),
        ou::seeded(),
        uniform::ladder(),
        normal::ladder(),
        histogram::ladder(),
        weighted::ladder(),
        mixture::ladder(),
        heavy::ladder(),
        primes::ladder(),
    ]
}
