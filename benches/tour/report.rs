//! What came out: tables for people, JSON for programs.

use crate::catalogue::MEASURED;
use crate::common::output::Output;
use crate::limits::Found;
use crate::machine::Machine;
use crate::selection::{Measurement, Reached};
use serde::Serialize;
use std::process::ExitCode;

pub(crate) fn machine(machine: &Machine) {
    let line = |name: &str, value: &str| println!("{name:<12}{value}");
    line("processor", &machine.processor);
    line("machine", &machine.found);
    if machine.caches.iter().any(|cache| cache.bytes >= MEASURED) {
        line(
            "",
            "the last cache holds the large arrays: memory is that cache here",
        );
    }
    let levels = machine.levels.join(", ");
    line("level", &format!("{} of {levels}", machine.level));
    line("members on", &machine.placement.join(", "));
    line("arrays on", &format!("{} pages", machine.arrays));
    line("compiler", machine.compiler);
    line(
        "target",
        &format!("{}, {}", machine.target, machine.profile),
    );
    line("features", machine.target_features);
}

/// A line a limit, with the pattern that reached it.
pub(crate) fn limits(limits: &Found) {
    println!(
        "\nlimits of this machine: the best that any pattern has reached (of a copy, bytes read and\n\
         bytes written both count; t0, t1: prefetched to the first- or second-level cache)"
    );
    for limit in limits.values() {
        let (name, value, unit) = (limit.name, limit.value, limit.unit);
        println!("  {name:<11}{value:>7.1} {unit:<7} {}", limit.pattern);
    }
}

/// A table a case. The limit is what it was in the same rounds, which is printed beside the fraction:
/// on a shared machine it may be less than the best seen, and a rung may come out above it by as much
/// as two such figures are uncertain. By more, and the limit is wrong.
pub(crate) fn ladders(rows: &[Measurement]) {
    println!(
        "\nns / element is the least; the fraction of a limit compares medians of the same rounds, or\n\
         least times, if that is less"
    );
    let same = |a: &Measurement, b: &Measurement| {
        (a.case.ladder, &a.case.name) == (b.case.ladder, &b.case.name)
    };
    for rows in rows.chunk_by(same) {
        let case = &rows[0].case;
        println!("\n{}: {}", case.ladder, case.name);
        println!(
            "  {:<16}{:>8}{:>14}{:>12}{:>12}{:>12}",
            "rung", "members", "ns / element", "median", "x checked", "of limit"
        );
        let checked = rows.iter().find(|row| row.rung == "checked");
        for row in rows {
            ladder_row(row, checked);
        }
        for row in rows {
            if let Some(limit) = row.limit.as_ref().filter(|limit| limit.limit_wrong()) {
                println!(
                    "  {} is faster than what looked for {}:",
                    row.rung, limit.name
                );
                println!("    {}", limit.pattern);
            }
        }
    }
}

fn ladder_row(row: &Measurement, checked: Option<&Measurement>) {
    let times = row.times;
    let speed_up = checked.map(|checked| checked.times.least / times.least);
    let speed_up = speed_up.map_or("-".into(), |times| format!("{times:.2}"));
    let of_limit = row.limit.as_ref().map_or("-".into(), |limit| {
        let percent = 100.0 * limit.fraction;
        let wrong = if limit.limit_wrong() {
            ": limit wrong"
        } else {
            ""
        };
        format!(
            "{percent:.0} % of {:.1} {} {}{wrong}",
            limit.stood_at, limit.unit, limit.name
        )
    });
    println!(
        "  {:<16}{:>8}{:>14}{:>12}{speed_up:>12}   {of_limit:>9}",
        row.rung,
        row.members,
        digits(row.per_element(times.least)),
        digits(row.per_element(times.median)),
    );
}

/// Four digits that matter, or so.
pub(crate) fn digits(number: f64) -> String {
    match number {
        100.0.. => format!("{number:.0}"),
        10.0.. => format!("{number:.1}"),
        1.0.. => format!("{number:.2}"),
        // Only what has no need to look at every element.
        ..0.0005 => format!("{number:.1e}"),
        _ => format!("{number:.4}"),
    }
}

/// What came of the turns of one contestant of a page.
#[derive(Clone, Serialize)]
pub(crate) struct Line {
    pub(crate) page: &'static str,
    pub(crate) name: String,
    pub(crate) unit: &'static str,
    pub(crate) least: f64,
    pub(crate) median: f64,
    pub(crate) most: f64,
    pub(crate) remark: String,
}

#[derive(Serialize)]
struct Report<'a> {
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
