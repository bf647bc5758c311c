//! What came of the peers, for people.

use crate::catalogue::Case;
use crate::common::timing::Times;
use crate::report::{self, digits};
use crate::selection::Measurement;
use crate::table::{Column, Table};
use serde::Serialize;
use std::io::{self, Write};

/// What a peer took on a case.
#[derive(Clone, Serialize)]
pub(crate) struct Row {
    pub(crate) ladder: &'static str,
    pub(crate) case: String,
    pub(crate) name: String,
    pub(crate) threads: usize,
    pub(crate) ns_per_element: f64,
    pub(crate) median_ns_per_element: f64,
}

impl Row {
    pub(crate) fn new(case: &Case, name: String, threads: usize, times: Times) -> Self {
        let per_element = |nanoseconds| nanoseconds / case.elements as f64;
        Self {
            ladder: case.ladder,
            case: case.name.clone(),
            name,
            threads,
            ns_per_element: per_element(times.least),
            median_ns_per_element: per_element(times.median),
        }
    }

    fn is_of(&self, case: &Case) -> bool {
        (self.ladder, &self.case) == (case.ladder, &case.name)
    }
}

/// The rung of a case that a peer on so many threads is compared with: `simd`, or `threaded` on as many,
/// or the first where a case has neither.
fn ours(rungs: &[Measurement], threads: usize) -> Option<&Measurement> {
    let name = if threads == 1 { "simd" } else { "threaded" };
    let laddered = rungs
        .iter()
        .any(|row| ["simd", "threaded"].contains(&&*row.rung));
    let mut rungs = rungs.iter().filter(|row| row.members == threads);
    rungs.find(|row| !laddered || row.rung == name)
}

/// The table of the peers of a case, if there are any, below that of its rungs.
pub(crate) fn print(rungs: &[Measurement], peers: &[Row]) {
    let Some(Measurement { case, .. }) = rungs.first() else {
        return;
    };
    let mut table = Table::new([
        Column::left("peer                      "),
        Column::right("team").spare(1),
        Column::right("  least"),
        Column::right(" median").spare(0),
        Column::right("x ours"),
    ]);
    let peers: Vec<_> = peers.iter().filter(|row| row.is_of(case)).collect();
    for row in &peers {
        let ours = ours(rungs, row.threads);
        let times = ours.map(|ours| row.ns_per_element / ours.per_element(ours.times.least));
        let cells = [
            row.name.clone(),
            row.threads.to_string(),
            digits(row.ns_per_element),
            digits(row.median_ns_per_element),
            times.map_or("-".into(), ratio),
        ];
        table.row(cells, "");
    }
    if !peers.is_empty() {
        report::print(&table);
    }
}

fn ratio(times: f64) -> String {
    match times {
        100.0.. => format!("{times:.0}"),
        10.0.. => format!("{times:.1}"),
        _ => format!("{times:.2}"),
    }
}

/// A row for each case that has peers, in Markdown: ours on one thread and on all, and the fastest peer
/// of each.
pub(crate) fn write(
    mut to: impl Write,
    processor: &str,
    versions: &str,
    rungs: &[Measurement],
    peers: &[Row],
) -> io::Result<()> {
    writeln!(
        to,
        "Nanoseconds an element, the least of many turns, on {processor}, beside {versions}.\n\n\
         | | one thread | fastest peer | all threads | fastest peer |\n\
         |---|---|---|---|---|",
    )?;
    let same = |a: &Measurement, b: &Measurement| {
        (a.case.ladder, &a.case.name) == (b.case.ladder, &b.case.name)
    };
    for rungs in rungs.chunk_by(same) {
        let case = &rungs[0].case;
        let peers: Vec<_> = peers.iter().filter(|row| row.is_of(case)).collect();
        if peers.is_empty() {
            continue;
        }
        let [one, all] = [false, true].map(|all| cells(rungs, &peers, all));
        writeln!(to, "| `{}`, {} | {one} | {all} |", case.ladder, case.name)?;
    }
    Ok(())
}

/// Ours, and the fastest peer, on one thread or on all; nothing where there is no peer.
fn cells(rungs: &[Measurement], peers: &[&Row], all: bool) -> String {
    let peers = peers.iter().filter(|row| (row.threads > 1) == all);
    let fastest = peers.min_by(|a, b| a.ns_per_element.total_cmp(&b.ns_per_element));
    let Some(peer) = fastest else {
        return " | ".into();
    };
    let time = digits(peer.ns_per_element);
    match ours(rungs, peer.threads) {
        None => format!(" | {}: {time}", peer.name),
        Some(ours) => {
            let ours = ours.per_element(ours.times.least);
            let times = ratio(peer.ns_per_element / ours);
            format!("{} | {}: {time} ({times} times)", digits(ours), peer.name)
        }
    }
}
