//! What was found, for people and for programs.

use crate::common::output::Output;
use crate::field::{Figure, Searched};
use crate::verdict::Cliff;
use hotloop::machine::Machine;
use hotloop::simd::Level;
use hotloop::threads::Team;
use serde::Serialize;
use std::process::ExitCode;

#[derive(Serialize)]
pub(crate) struct Report {
    machine: String,
    level: &'static str,
    members: usize,
    comparisons: usize,
    cliffs: Vec<Row>,
    figures: Vec<Measured>,
}

/// A cliff.
#[derive(Serialize)]
struct Row {
    ladder: &'static str,
    cliff: Cliff,
    slow: Measured,
    beside: Measured,
    ratio: f64,
}

/// What a rung took.
#[derive(Serialize)]
struct Measured {
    ladder: &'static str,
    case: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    place: String,
    rung: String,
    elements: usize,
    nanoseconds: f64,
}

impl Measured {
    fn new(figure: Figure) -> Self {
        Self {
            ladder: figure.case.ladder,
            elements: figure.case.elements,
            case: figure.case.name,
            place: figure.place,
            rung: figure.rung,
            nanoseconds: figure.time,
        }
    }
}

impl Report {
    pub(crate) fn begin(team: &Team) -> Self {
        let report = Self {
            machine: Machine::current().to_string(),
            level: Level::current().name(),
            members: team.members(),
            comparisons: 0,
            cliffs: vec![],
            figures: vec![],
        };
        println!("{}, {} members", report.level, report.members);
        report
    }

    pub(crate) fn add(&mut self, ladder: &'static str, searched: Searched) {
        self.comparisons += searched.comparisons;
        self.figures
            .extend(searched.figures.into_iter().map(Measured::new));
        let rows = searched.findings.into_iter().map(|finding| Row {
            ladder,
            cliff: finding.cliff,
            slow: Measured::new(finding.slow),
            beside: Measured::new(finding.other),
            ratio: finding.ratio,
        });
        self.cliffs.extend(rows);
    }

    /// The cliffs of a ladder.
    pub(crate) fn print(&self, ladder: &str) {
        let cliffs = self.cliffs.iter().filter(|row| row.ladder == ladder);
        let (count, figures) = (
            cliffs.clone().count(),
            self.figures.iter().filter(|figure| figure.ladder == ladder),
        );
        println!(
            "\n{ladder}: {count} cliffs among {} figures",
            figures.count()
        );
        for row in cliffs {
            println!("  {}", line(row));
        }
    }

    pub(crate) fn end(self, json: Option<Output>) -> ExitCode {
        println!(
            "\n{} cliffs in {} comparisons of {} figures",
            self.cliffs.len(),
            self.comparisons,
            self.figures.len()
        );
        match json.map_or(Ok(()), |json| json.write_json(&self)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("cliffs: {error}");
                ExitCode::FAILURE
            }
        }
    }
}

fn line(row: &Row) -> String {
    let Row { slow, beside, .. } = row;
    let time = |measured: &Measured| time(measured, row.cliff == Cliff::Jump);
    let at = |measured: &Measured| match measured.place.as_str() {
        "" => measured.case.clone(),
        place => format!("{}, {place}", measured.case),
    };
    let other = match row.cliff {
        Cliff::Order => beside.rung.clone(),
        Cliff::Place if beside.place.is_empty() => "the usual place".into(),
        Cliff::Place => beside.place.clone(),
        Cliff::Jump => beside.case.clone(),
    };
    format!(
        "{:.2} x  {}: {} {}, {other} {}",
        row.ratio,
        at(slow),
        slow.rung,
        time(slow),
        time(beside)
    )
}

/// Of a call that is short, or an element's.
fn time(measured: &Measured, an_element: bool) -> String {
    let (total, elements) = (measured.nanoseconds, measured.elements);
    if an_element || elements >= 10_000 {
        format!("{:.4} ns", total / elements as f64)
    } else {
        format!("{total:.1} ns a call")
    }
}
