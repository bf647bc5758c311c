//! How two builds compare, for people and for programs.

use super::pairs::Compared;
use super::statistic::{FLOOR, Ratio, Verdict};
use crate::catalogue::Case;
use crate::common::output::Output;
use crate::common::timing::Times;
use crate::lines::{say, wrapped};
use crate::machine::Machine;
use crate::report::{self, digits};
use crate::table::{Column, Table};
use serde::Serialize;
use std::path::Path;

/// What the file says that it is, and the version of its keys.
const FORMAT: &str = "hotloop tour against";
const VERSION: u64 = 1;

#[derive(Serialize)]
pub(crate) struct Report<'a> {
    format: &'static str,
    version: u64,
    machine: &'a Machine,
    against: &'a Path,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    ladder: &'static str,
    rung: String,
    case: String,
    members: usize,
    /// Medians.
    ns_per_element: Option<f64>,
    against_ns_per_element: Option<f64>,
    pairs: usize,
    /// None of a rung that the older build does not have.
    ratio: Option<Ratio>,
}

impl<'a> Report<'a> {
    pub(crate) fn begin(machine: &'a Machine, against: &'a Path) -> Self {
        report::machine(machine, None);
        say!(
            "{:<12}{}",
            "against",
            wrapped(&against.display().to_string(), 12)
        );
        let percent = 100.0 * FLOOR;
        let legend = format!(
            "x: the median of this build's times over those of the older one, in pairs of turns, with an \
             interval that encloses it but for one time in 10,000; slower or faster if the interval, and the \
             median of each of three starts of both builds, or six, are further than {percent:.0} % from 1"
        );
        say!("\n{}", wrapped(&legend, 0));
        Self {
            format: FORMAT,
            version: VERSION,
            machine,
            against,
            rows: vec![],
        }
    }

    /// Adds the rungs of a case, and prints them.
    pub(crate) fn add(&mut self, case: &Case, compared: Vec<Compared>) {
        let rows: Vec<_> = compared.into_iter().map(|it| row(case, it)).collect();
        say!(
            "\n{}",
            wrapped(&format!("{}: {}", case.ladder, case.name), 0)
        );
        let mut table = Table::new([
            Column::left("rung          "),
            Column::right("team").spare(2),
            Column::right(" before").spare(1),
            Column::right("    now").spare(0),
            Column::right("    x"),
            Column::right("from    to"),
            Column::left(""),
        ]);
        for row in &rows {
            table.row(row.cells(), "");
        }
        report::print(&table);
        self.rows.extend(rows);
    }

    /// How many have come out so.
    pub(crate) fn count(&self, verdict: Verdict) -> usize {
        let ratios = self.rows.iter().filter_map(|row| row.ratio);
        ratios.filter(|ratio| ratio.verdict == verdict).count()
    }

    /// Prints how many did what, and writes all of it to the file, if there is one.
    pub(crate) fn end(self, json: Option<Output>) -> Result<(), String> {
        let [slower, faster, unknown] =
            [Verdict::Slower, Verdict::Faster, Verdict::CannotTell].map(|it| self.count(it));
        let new = self.rows.len() - slower - faster - unknown;
        let line = format!("{slower} slower, {faster} faster, {unknown} cannot tell, {new} new");
        say!("\n{}", wrapped(&line, 0));
        json.map_or(Ok(()), |json| json.write_json(&self))
    }
}

fn row(case: &Case, compared: Compared) -> Row {
    let ratio = compared.ratio();
    let pairs = compared.times[0].len();
    let [now, before] = compared.times.map(|times| {
        let median = (!times.is_empty()).then(|| Times::of(times).median);
        median.map(|median| median / case.elements as f64)
    });
    Row {
        ladder: case.ladder,
        rung: compared.rung.name,
        case: case.name.clone(),
        members: compared.rung.members,
        ns_per_element: now,
        against_ns_per_element: before,
        pairs,
        ratio,
    }
}

impl Row {
    fn cells(&self) -> [String; 7] {
        let time = |time: Option<f64>| time.map_or("-".into(), digits);
        let ratio = |text: &dyn Fn(Ratio) -> String| self.ratio.map_or("-".into(), text);
        let verdict = self.ratio.map_or("new", |ratio| ratio.verdict.name());
        [
            self.rung.clone(),
            self.members.to_string(),
            time(self.against_ns_per_element),
            time(self.ns_per_element),
            ratio(&|it| format!("{:.3}", it.median)),
            ratio(&|it| format!("{:.3} {:.3}", it.low, it.high)),
            verdict.into(),
        ]
    }
}
