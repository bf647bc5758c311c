//! What was found, for people and for programs.

use crate::common::output::Output;
use crate::field::{Figure, Searched};
use crate::stations::Sweep;
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
    #[serde(skip)]
    fields: usize,
}

/// A cliff.
#[derive(Serialize)]
struct Row {
    ladder: &'static str,
    /// Which of the fields it was found in; none of one that is a step of a sweep.
    #[serde(skip)]
    field: Option<usize>,
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
            fields: 0,
        };
        println!(
            "cliffs: every ladder at all lengths and places, a minute or two; {}, {} members",
            report.level, report.members
        );
        report
    }

    pub(crate) fn add(&mut self, ladder: &'static str, sweep: Sweep, searched: Searched) {
        self.comparisons += searched.comparisons;
        self.fields += 1;
        self.figures
            .extend(searched.figures.into_iter().map(Measured::new));
        let rows = searched.findings.into_iter().map(|finding| Row {
            ladder,
            field: (sweep != Sweep::Parameters).then_some(self.fields),
            cliff: finding.cliff,
            slow: Measured::new(finding.slow),
            beside: Measured::new(finding.other),
            ratio: finding.ratio,
        });
        self.cliffs.extend(rows);
    }

    /// The cliffs of a ladder: of those that are alike, at several lengths or places, the highest.
    pub(crate) fn print(&self, ladder: &str) {
        let figures = self.figures.iter().filter(|figure| figure.ladder == ladder);
        let mut alike: Vec<Vec<&Row>> = vec![];
        let cliffs = self.cliffs.iter().filter(|row| row.ladder == ladder);
        for row in cliffs.clone() {
            match alike.iter_mut().find(|rows| rows[0].is_like(row)) {
                Some(rows) => rows.push(row),
                None => alike.push(vec![row]),
            }
        }
        println!(
            "\n{ladder}: {} cliffs of {} kinds among {} figures",
            cliffs.count(),
            alike.len(),
            figures.count()
        );
        for mut rows in alike {
            rows.sort_by(|a, b| b.ratio.total_cmp(&a.ratio));
            let more = match rows.len() - 1 {
                0 => String::new(),
                more => format!("; and at {more} more"),
            };
            println!("  {}{more}", line(rows[0]));
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

impl Row {
    /// Whether another one says the same of another length, place or parameter.
    fn is_like(&self, other: &Self) -> bool {
        let what = |row: &Self| (row.field, row.cliff, row.slow.rung == other.slow.rung);
        what(self) == what(other)
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
