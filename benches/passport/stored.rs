//! The table, and what differs from it.

use super::rows::{Row, Run};
use hotloop::simd::Level;
use std::collections::BTreeMap;

/// The table of the repository.
pub(crate) const TABLE: &str = include_str!("../../tests/data/passport.txt");

const HEADER: &str = "\
# What every rung answers on fixed inputs: its name, the input, and a hash of the bits of the answer. It
# is the same at every level, for every team and on every processor. See `benches/passport`.
#
# If an answer changes on purpose, this writes the file anew:
# HOTLOOP_WRITE_PASSPORT=1 cargo test --test passport -- --ignored
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

    /// Whether a run answers as the table says.
    pub(crate) fn agrees(&self, row: &Row, run: &Run) -> bool {
        self.0.get(&(&*row.name, &*row.input)) == Some(&run.hash)
    }

    /// Every row that differs from the table, and in which runs; every row that the table lacks; and
    /// every row of it that is no longer run.
    pub(crate) fn differences(&self, rows: &[Row]) -> Vec<String> {
        let (mut differences, mut left) = (vec![], self.0.clone());
        for row in rows {
            let (name, input) = (&*row.name, &*row.input);
            let truth = left.remove(&(name, input));
            let wrong = |run: &&Run| Some(run.hash) != truth;
            let wrong: Vec<_> = row.runs.iter().filter(wrong).collect();
            if wrong.is_empty() {
                continue;
            }
            let truth = truth.map_or("nothing".into(), |truth| format!("{truth:016x}"));
            let mut difference = format!("{name} on {input}\n    {truth} in the table");
            for alike in wrong.chunk_by(|a, b| (a.level, a.hash) == (b.level, b.hash)) {
                difference += &format!("\n    {}", description(alike));
            }
            differences.push(difference);
        }
        let gone = left.keys();
        differences
            .extend(gone.map(|(name, input)| format!("{name} on {input}, in the table alone")));
        differences
    }
}

/// Runs at one level with one answer: the hash, and where.
fn description(alike: &[&Run]) -> String {
    let Run { level, hash, .. } = alike[0];
    let level = level.map_or("any level", Level::name);
    let members = alike.iter().filter_map(|run| run.members);
    let members: Vec<_> = members.map(|members| members.to_string()).collect();
    match &*members {
        [] => format!("{hash:016x} at {level}"),
        members => format!("{hash:016x} at {level}, members: {}", members.join(", ")),
    }
}
