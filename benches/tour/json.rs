//! What came out, for programs.

use crate::compare::{FORMAT, VERSION};
use crate::limits::Found;
use crate::machine::Machine;
use crate::peers::Peers;
use crate::report::Line;
use crate::selection::{Measurement, Reached};
use serde::Serialize;

#[derive(Serialize)]
pub(crate) struct Report<'a> {
    format: &'static str,
    version: u64,
    machine: &'a Machine,
    limits: &'a Found,
    rows: Vec<Row<'a>>,
    tables: &'a [Line],
    #[serde(skip_serializing_if = "Option::is_none")]
    peers: Option<&'a Peers>,
}

#[derive(Serialize)]
struct Row<'a> {
    ladder: &'a str,
    rung: &'a str,
    case: &'a str,
    elements: usize,
    members: usize,
    level: &'a str,
    ns_per_element: f64,
    median_ns_per_element: f64,
    limit: Option<&'static str>,
    of_limit: Option<f64>,
    /// What the limit alone would take.
    limit_ns_per_element: Option<f64>,
    /// How the limit was looked for.
    limit_pattern: Option<&'a str>,
    limit_wrong: bool,
    /// What an element moves at least, and the floating-point operations of its formula, if they are known.
    bytes_per_element: Option<f64>,
    operations_per_element: Option<f64>,
}

pub(crate) fn report<'a>(
    machine: &'a Machine,
    limits: &'a Found,
    rows: &'a [Measurement],
    tables: &'a [Line],
    peers: Option<&'a Peers>,
) -> Report<'a> {
    let rows = rows.iter().map(|row| json_row(machine, row));
    Report {
        format: FORMAT,
        version: VERSION,
        machine,
        limits,
        rows: rows.collect(),
        tables,
        peers,
    }
}

fn json_row<'a>(machine: &'a Machine, row: &'a Measurement) -> Row<'a> {
    let limit = row.limit.as_ref();
    Row {
        ladder: row.case.ladder,
        rung: &row.rung,
        case: &row.case.name,
        elements: row.case.elements,
        members: row.members,
        level: machine.level,
        ns_per_element: row.per_element(row.times.least),
        median_ns_per_element: row.per_element(row.times.median),
        limit: limit.map(|limit| limit.name),
        of_limit: limit.map(|limit| limit.fraction),
        limit_ns_per_element: limit.map(|limit| row.per_element(limit.nanoseconds)),
        limit_pattern: limit.map(|limit| limit.pattern.as_str()),
        limit_wrong: limit.is_some_and(Reached::limit_wrong),
        bytes_per_element: row.case.traffic(),
        operations_per_element: row.operations,
    }
}
