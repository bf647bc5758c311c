//! The passport of bits: every kernel on fixed inputs, and a hash of the bits of every answer.
//!
//! `tests/data/passport.txt` holds a line a rung and input. A rung has the same bits at every level,
//! for every team and on every processor, so that is the one table for all of them. (Rungs of a ladder
//! may differ from each other where its page says so, and have lines of their own.)
//!
//! | file | what is in it |
//! |---|---|
//! | a file a ladder, `words.rs`, `math.rs`, `singles.rs` | what is run, on what |
//! | `inputs.rs` | numbers that are the same everywhere: random words and integers, nothing of a library |
//! | `answer.rs` | what is hashed of an answer, and how |
//! | `rows.rs` | runs at every level and on every team |
//! | `stored.rs` | the table, and what differs from it |
//!
//! `tests/passport.rs` compares and writes the table, `cargo bench --bench tour -- --bits` compares it
//! and says how it went, and a test of the library compares a model of AVX-512 with it.

#![allow(
    dead_code,
    unused_imports,
    reason = "each of those that look at it uses some of it"
)]

mod answer;
mod columns;
mod comb;
mod heavy;
mod histogram;
mod inputs;
mod map;
mod math;
mod mixture;
mod normal;
mod ou;
mod pairwise;
mod pieces;
mod primes;
mod rows;
mod scores;
mod singles;
mod stored;
mod sum;
mod summary;
mod uniform;
mod words;

pub(crate) use answer::{Answer, bits};
pub(crate) use rows::{Row, Rows};
pub(crate) use stored::{TABLE, Table, text};

use hotloop::simd::Level;
use hotloop::threads::{Binding, Team};

/// Members of the teams that everything is run on.
pub(crate) const MEMBERS: [usize; 5] = [1, 2, 3, 5, 7];

/// Those teams. Their members may be anywhere: there need not be so many cores.
pub(crate) fn teams() -> Vec<Team> {
    let team = |members| Team::spawn(members, Binding::None);
    let teams = MEMBERS.into_iter().map(team);
    teams
        .collect::<Result<_, _>>()
        .expect("threads can be started")
}

/// Runs everything at these levels, on these teams.
pub(crate) fn run(levels: &[Level], teams: &[Team]) -> Vec<Row> {
    let mut rows = Rows::new(levels, teams);
    for kernel in KERNELS {
        kernel(&mut rows);
    }
    rows.into_rows()
}

/// In the order of the table.
const KERNELS: [fn(&mut Rows<'_>); 18] = [
    sum::rows,
    summary::rows,
    columns::rows,
    pairwise::rows,
    map::rows,
    comb::rows,
    ou::rows,
    pieces::rows,
    words::rows,
    uniform::rows,
    normal::rows,
    histogram::rows,
    mixture::rows,
    scores::rows,
    heavy::rows,
    primes::rows,
    math::rows,
    singles::rows,
];
