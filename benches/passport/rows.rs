//! Runs at every level and on every team.
//!
//! ```text
//! rows.on("sum", "f64/1000/usual")
//!     .solo("checked", || sum::checked(x))
//!     .levels("simd", |level| sum::simd_at(level, x))
//!     .team("threaded", |level, team| sum::threaded_at(level, team, x));
//! ```

use super::answer::{Answer, bits};
use hotloop::simd::Level;
use hotloop::threads::Team;
use std::collections::BTreeSet;

/// A rung on an input: a line of the table.
pub(crate) struct Row {
    /// The rung, with the path of its module under `kernels`.
    pub(crate) name: String,
    pub(crate) input: String,
    pub(crate) runs: Vec<Run>,
}

/// Where a rung was run, and the hash of what it answered.
pub(crate) struct Run {
    /// Nothing, if the rung is the same at every level, or chooses by itself.
    pub(crate) level: Option<Level>,
    /// Nothing, if the rung is that of one thread.
    pub(crate) members: Option<usize>,
    pub(crate) hash: u64,
}

/// All rows so far, and where they are run.
pub(crate) struct Rows<'t> {
    levels: &'t [Level],
    teams: &'t [Team],
    rows: Vec<Row>,
    names: BTreeSet<String>,
}

impl<'t> Rows<'t> {
    pub(crate) fn new(levels: &'t [Level], teams: &'t [Team]) -> Self {
        Self {
            levels,
            teams,
            rows: vec![],
            names: BTreeSet::new(),
        }
    }

    pub(crate) fn into_rows(self) -> Vec<Row> {
        self.rows
    }

    /// The rungs of a ladder, on one input.
    pub(crate) fn on(&mut self, ladder: &'static str, input: impl Into<String>) -> On<'_, 't> {
        let input = input.into();
        On {
            rows: self,
            ladder,
            input,
        }
    }

    /// Adds a row, which has to be the first of its name.
    fn push(&mut self, name: String, input: &str, runs: Vec<Run>) {
        let both = format!("{name} {input}");
        assert_eq!(both.split(' ').count(), 2, "{both:?} is not two words");
        assert!(self.names.insert(both), "{name} has two rows on {input}");
        let input = input.into();
        self.rows.push(Row { name, input, runs });
    }
}

/// One input, waiting for rungs.
pub(crate) struct On<'r, 't> {
    rows: &'r mut Rows<'t>,
    ladder: &'static str,
    input: String,
}

impl On<'_, '_> {
    /// A rung that is the same function at every level, of one thread.
    pub(crate) fn solo<A: Answer>(self, rung: &str, run: impl FnOnce() -> A) -> Self {
        let run = Run {
            level: None,
            members: None,
            hash: bits(&run()),
        };
        self.push(rung, vec![run])
    }

    /// A rung of one thread.
    pub(crate) fn levels<A: Answer>(self, rung: &str, run: impl Fn(Level) -> A) -> Self {
        let run = |&level| Run {
            level: Some(level),
            members: None,
            hash: bits(&run(level)),
        };
        let runs = self.rows.levels.iter().map(run).collect();
        self.push(rung, runs)
    }

    /// A rung of a team.
    pub(crate) fn team<A: Answer>(self, rung: &str, run: impl Fn(Level, &Team) -> A) -> Self {
        let mut runs = vec![];
        for &level in self.rows.levels {
            for team in self.rows.teams {
                runs.push(Run {
                    level: Some(level),
                    members: Some(team.members()),
                    hash: bits(&run(level, team)),
                });
            }
        }
        self.push(rung, runs)
    }

    fn push(self, rung: &str, runs: Vec<Run>) -> Self {
        let name = format!("{}::{rung}", self.ladder);
        self.rows.push(name, &self.input, runs);
        self
    }
}
