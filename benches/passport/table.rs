//! The table, and what differs from it.

use super::rows::{Row, Run};
use std::collections::BTreeMap;

/// The table of the repository.
pub(crate) const TABLE: &str = include_str!("../../tests/data/passport.txt");

const HEADER: &str = "\
# What every rung answers on fixed inputs: its name, the input, and a hash of the bits of the answer. It
# is the same at every level, for every team and on every processor. See `benches/passport`.
#
# If an answer changes on purpose, `cargo test --test passport -- --ignored` writes this file anew.
";

/// The text of a table: of each row the hash of its first run.
pub(crate) fn text(rows: &[Row]) -> String {
    let line = |row: &Row| format!("{} {} {:016x}\n", row.name, row.input, row.runs[0].hash);
    rows.iter().map(line).fold(HEADER.into(), |a, b| a + &b)
}

/// Hashes by rung and input.
pub(crate) struct Table<'t>(BTreeMap<(&'t str, &'t str), u64>);

impl<'t> Table<'t> {
    /// Reads the text of a table.
    pub(crate) fn new(text: &'t str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let mut table = BTreeMap::new();
        for line in lines {
            let mut words = line.split(' ');
            let mut word = || {
                words
                    .next()
                    .unwrap_or_else(|| panic!("not a row: {line:?}"))
            };
            let (name, input, hash) = (word(), word(), word());
            let hash = u64::from_str_radix(hash, 16)
                .unwrap_or_else(|error| panic!("not a row: {line:?}: {error}"));
            let before = table.insert((name, input), hash);
            assert!(before.is_none(), "{name} has two rows on {input}");
        }
        Self(table)
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is a row of this rung.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.keys().any(|(other, _)| *other == name)
    }

    /// Whether a run answers as the table says.
    pub(crate) fn agrees(&self, row: &Row, run: &Run) -> bool {
        self.0.get(&(&*row.name, &*row.input)) == Some(&run.hash)
    }

    /// Every run that differs from the table, every row that it lacks, and every row of it that is no
    /// longer run, a line each.
    pub(crate) fn differences(&self, rows: &[Row]) -> Vec<String> {
        let (mut differences, mut left) = (vec![], self.0.clone());
        for row in rows {
            let Row { name, input, runs } = row;
            let Some(truth) = left.remove(&(&**name, &**input)) else {
                differences.push(format!("{name} on {input}: not in the table"));
                continue;
            };
            let off = runs.iter().filter(|run| run.hash != truth);
            differences.extend(off.map(|run| {
                let hash = run.hash;
                format!("{name} on {input}, {run}: {hash:016x}, and {truth:016x} in the table")
            }));
        }
        let gone = left.keys();
        differences
            .extend(gone.map(|(name, input)| format!("{name} on {input}: in the table alone")));
        differences
    }
}
