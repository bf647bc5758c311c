//! What the report is made from: what `--json` writes, as far as it is drawn.

use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
pub(crate) struct Report {
    pub(crate) machine: Machine,
    pub(crate) limits: BTreeMap<String, Limit>,
    pub(crate) rows: Vec<Row>,
    pub(crate) tables: Vec<Line>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) found: String,
    pub(crate) caches: Vec<Cache>,
    pub(crate) level: String,
    pub(crate) levels: Vec<String>,
    pub(crate) placement: Vec<String>,
    pub(crate) arrays: String,
    pub(crate) compiler: String,
    pub(crate) target: String,
    pub(crate) profile: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Cache {
    pub(crate) level: usize,
    pub(crate) bytes: usize,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Limit {
    pub(crate) value: f64,
    pub(crate) unit: String,
    pub(crate) pattern: String,
}

/// A rung.
#[derive(Debug, Deserialize)]
pub(crate) struct Row {
    pub(crate) ladder: String,
    pub(crate) case: String,
    pub(crate) rung: String,
    pub(crate) members: usize,
    pub(crate) ns_per_element: f64,
    pub(crate) median_ns_per_element: f64,
    pub(crate) limit: Option<String>,
    pub(crate) of_limit: Option<f64>,
    /// What the limit alone would take.
    pub(crate) limit_ns_per_element: Option<f64>,
    /// Bytes that an element moves, and its floating-point operations, where they are known.
    pub(crate) bytes_per_element: Option<f64>,
    pub(crate) operations_per_element: Option<f64>,
}

/// A contestant of a table that has no rungs.
#[derive(Debug, Deserialize)]
pub(crate) struct Line {
    pub(crate) page: String,
    pub(crate) title: String,
    pub(crate) name: String,
    pub(crate) unit: String,
    pub(crate) least: f64,
    pub(crate) median: f64,
    pub(crate) remark: String,
}

impl Report {
    /// The rows of each case, in the order in which they were measured.
    pub(crate) fn cases(&self) -> impl Iterator<Item = &[Row]> {
        let same = |a: &Row, b: &Row| (&a.ladder, &a.case) == (&b.ladder, &b.case);
        self.rows.chunk_by(same)
    }

    /// The lines of each table.
    pub(crate) fn pages(&self) -> impl Iterator<Item = &[Line]> {
        let same = |a: &Line, b: &Line| (&a.page, &a.title) == (&b.page, &b.title);
        self.tables.chunk_by(same)
    }

    pub(crate) fn limit(&self, name: &str) -> Option<f64> {
        self.limits.get(name).map(|limit| limit.value)
    }
}

/// How a rung does beside the indexed loop of its case, by their least times.
pub(crate) fn times_checked(rows: &[Row], row: &Row) -> Option<f64> {
    let checked = rows.iter().find(|row| row.rung == "checked")?;
    Some(checked.ns_per_element / row.ns_per_element)
}

/// What was measured of one rung at several lengths.
#[derive(Debug)]
pub(crate) struct Curve {
    pub(crate) ladder: &'static str,
    pub(crate) rung: String,
    /// What an element takes of the caches, input and output.
    pub(crate) bytes: usize,
    /// Elements, and nanoseconds an element.
    pub(crate) points: Vec<(usize, f64)>,
}

/// Some paths of a process, and what all of them come to at each step.
#[derive(Debug)]
pub(crate) struct Paths {
    pub(crate) heading: String,
    /// From one step to the next.
    pub(crate) dt: f64,
    pub(crate) drawn: Vec<Vec<f64>>,
    pub(crate) measured: Vec<Spread>,
    pub(crate) theory: Vec<Spread>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Spread {
    pub(crate) mean: f64,
    pub(crate) deviation: f64,
}

/// A part of the page that something else has drawn.
#[derive(Debug)]
pub(crate) struct Figure {
    pub(crate) title: String,
    pub(crate) caption: String,
    /// HTML.
    pub(crate) body: String,
}
