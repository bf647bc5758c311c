//! What came out: tables for people, JSON for programs.

use crate::arguments::Output;
use crate::limits::{Found, LARGE};
use crate::machine::Machine;
use crate::selection::Measurement;
use serde::Serialize;
use std::io::Write;
use std::process::ExitCode;

pub(crate) fn machine(machine: &Machine) {
    let caches = machine.caches.iter().map(|cache| {
        let name = if cache.level == 1 {
            "L1d".into()
        } else {
            format!("L{}", cache.level)
        };
        format!("{name} {} KiB", cache.kibibytes)
    });
    let line = |name: &str, value: &str| println!("{name:<12}{value}");
    line("processor", &machine.processor);
    let levels = machine.levels.join(", ");
    line("level", &format!("{} of {levels}", machine.level));
    line("cores", &machine.cores.to_string());
    line("caches", &or_unknown(&caches.collect::<Vec<_>>()));
    if machine
        .caches
        .iter()
        .any(|cache| cache.kibibytes * 1024 >= LARGE * size_of::<f64>())
    {
        println!(
            "{:<12}the last of them holds the large arrays: memory is that cache here",
            ""
        );
    }
    line("members on", &machine.placement.join(", "));
    line("compiler", machine.compiler);
    line(
        "target",
        &format!("{}, {}", machine.target, machine.profile),
    );
    line("features", machine.target_features);
}

fn or_unknown(values: &[String]) -> String {
    if values.is_empty() {
        "unknown".into()
    } else {
        values.join(", ")
    }
}

pub(crate) fn limits(limits: &Found) {
    println!(
        "\nlimits of this machine: the best seen (of a copy, bytes read and bytes written both count)"
    );
    for (name, value, unit) in limits.values() {
        println!("  {name:<12}{value:>9.1} {unit}");
    }
}

/// A table a case. The fraction of a limit compares medians, and the limit is what it was in the
/// same rounds, which is printed beside it: on a shared machine it may be less than the best seen,
/// and a rung may come out above it by as much as the two medians are uncertain.
pub(crate) fn ladders(rows: &[Measurement]) {
    println!(
        "\nns / element is the least; the fraction of a limit compares medians of the same rounds"
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
    }
}

fn ladder_row(row: &Measurement, checked: Option<&Measurement>) {
    let times = row.times;
    let speed_up = checked.map(|checked| checked.times.least / times.least);
    let speed_up = speed_up.map_or("-".into(), |times| format!("{times:.2}"));
    let of_limit = row.limit.as_ref().map_or("-".into(), |limit| {
        let percent = 100.0 * limit.fraction;
        format!(
            "{percent:.0} % of {:.1} {} {}",
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
    let Output { mut file, path } = json;
    let written = serde_json::to_writer_pretty(&mut file, &report).map_err(Into::into);
    match written.and_then(|()| writeln!(file)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tour: {path:?} cannot be written: {error}");
            ExitCode::FAILURE
        }
    }
}

fn json_row<'a>(machine: &'a Machine, row: &'a Measurement) -> Row<'a> {
    let (limit, of_limit) = row
        .limit
        .as_ref()
        .map(|limit| (limit.name, limit.fraction))
        .unzip();
    Row {
        ladder: row.case.ladder,
        rung: &row.rung,
        case: &row.case.name,
        elements: row.case.elements,
        members: row.members,
        level: machine.level,
        ns_per_element: row.per_element(row.times.least),
        median_ns_per_element: row.per_element(row.times.median),
        limit,
        of_limit,
    }
}
