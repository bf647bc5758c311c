//! What came out, for programs.

use crate::common::output::Output;
use crate::compare::{FORMAT, VERSION};
use crate::limits::Found;
use crate::machine::Machine;
use crate::report::Line;
use crate::selection::{Measurement, Reached};
use serde::Serialize;
use std::process::ExitCode;

#[derive(Serialize)]
struct Report<'a> {
    format: &'static str,
    version: u64,
    machine: &'a Machine,
    limits: &'a Found,
    rows: Vec<Row<'a>>,
    tables: &'a [Line],
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
    /// How the limit was looked for.
    limit_pattern: Option<&'a str>,
    limit_wrong: bool,
}

pub(crate) fn write(
    json: Output,
    machine: &Machine,
    limits: &Found,
    rows: &[Measurement],
    tables: &[Line],
) -> ExitCode {
    let rows = rows.iter().map(|row| json_row(machine, row));
    let report = Report {
        format: FORMAT,
        version: VERSION,
        machine,
        limits,
        rows: rows.collect(),
        tables,
    };
    match json.write_json(&report) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tour: {error}");
            ExitCode::FAILURE
        }
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
        limit_pattern: limit.map(|limit| limit.pattern.as_str()),
        limit_wrong: limit.is_some_and(Reached::limit_wrong),
    }
}
