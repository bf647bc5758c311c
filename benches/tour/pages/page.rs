//! A table of contestants who take turns.

use crate::common::timing::Times;
use crate::compare::{Comparison, Spread};
use crate::filters::Filters;
use crate::lines::{say, wrapped};
use crate::report::{self, Line, digits};
use crate::table::{Column, Table};
use hotloop::threads::Trace;
use std::time::{Duration, Instant};

/// A table, yet to be measured.
pub(crate) struct Page<'t> {
    /// Its module, which filters know it by.
    pub(crate) name: &'static str,
    pub(crate) title: String,
    /// What the times are, as `ns / increment`.
    pub(crate) unit: &'static str,
    /// Whom the others are compared with.
    pub(crate) baseline: &'static str,
    pub(crate) rounds: usize,
    pub(crate) contestants: Vec<Box<dyn Contestant + 't>>,
}

/// Whoever takes turns in a table.
pub(crate) trait Contestant {
    /// What it is called.
    fn name(&self) -> String;
    /// Runs once, and returns the time, in the table's unit.
    fn run(&mut self) -> f64;
    /// What else there is to say when all runs are over.
    fn remark(&self) -> String;
    /// What there is to see, in lines, for below the table.
    fn drawing(&self) -> Option<String> {
        None
    }
    /// Who ran what of a loop, if it was watched.
    fn watched(&self) -> Option<&Trace> {
        None
    }
}

/// After so much time a contestant has no more turns than it has had, if they are [`FEW`].
const PATIENCE: Duration = Duration::from_secs(1);
const FEW: usize = 2;

/// The turns of a contestant.
#[derive(Clone, Default)]
struct Turns {
    times: Vec<f64>,
    spent: Duration,
    /// Whether the first of them, which warms up, is a turn like any other: it was so long that
    /// caches do not matter.
    first_counts: bool,
}

impl Turns {
    fn take(&mut self, contestant: &mut dyn Contestant) {
        if self.times.len() >= FEW + usize::from(!self.first_counts) && self.spent >= PATIENCE {
            return;
        }
        let start = Instant::now();
        self.times.push(contestant.run());
        let taken = start.elapsed();
        if self.times.len() == 1 {
            self.first_counts = 2 * taken >= PATIENCE;
        }
        self.spent += taken;
    }

    fn counted(self) -> Vec<f64> {
        self.times[usize::from(!self.first_counts)..].to_vec()
    }
}

/// A contestant of whom nothing is known but its time.
pub(super) struct Timed<F> {
    name: &'static str,
    remark: String,
    time: F,
}

impl<F: FnMut() -> f64> Timed<F> {
    pub(super) fn boxed<'t>(name: &'static str, remark: String, time: F) -> Box<dyn Contestant + 't>
    where
        F: 't,
    {
        Box::new(Self { name, remark, time })
    }
}

impl<F: FnMut() -> f64> Contestant for Timed<F> {
    fn name(&self) -> String {
        self.name.into()
    }

    fn run(&mut self) -> f64 {
        (self.time)()
    }

    fn remark(&self) -> String {
        self.remark.clone()
    }
}

impl Page<'_> {
    /// The names of all contestants, with that of the page.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        let contestants = self.contestants.iter();
        contestants.map(|contestant| format!("{}::{}", self.name, contestant.name()))
    }

    /// Who ran what of the loops that were watched, with the names of their contestants.
    pub(crate) fn traces(&self) -> impl Iterator<Item = (String, &Trace)> {
        let contestants = self.contestants.iter();
        contestants.filter_map(|contestant| Some((contestant.name(), contestant.watched()?)))
    }

    /// Leaves out those that were not asked for. Returns whether there are any left.
    pub(crate) fn retain(&mut self, filters: &Filters) -> bool {
        let page = self.name;
        self.contestants
            .retain(|contestant| filters.take(&format!("{page}::{}", contestant.name())));
        !self.contestants.is_empty()
    }

    /// Has everybody run once a round, after a round that does not count, until it has had as many turns
    /// as there are rounds, or [`PATIENCE`] is at an end.
    pub(crate) fn measure(&mut self, progress: &dyn Fn(f64)) -> Vec<Line> {
        let mut turns = vec![Turns::default(); self.contestants.len()];
        for round in 0..=self.rounds {
            for (contestant, turns) in self.contestants.iter_mut().zip(&mut turns) {
                turns.take(&mut **contestant);
            }
            progress(round as f64 / self.rounds as f64);
        }
        let measured = self.contestants.iter().zip(turns);
        measured
            .map(|(contestant, turns)| self.row(&**contestant, turns.counted()))
            .collect()
    }

    fn row(&self, contestant: &dyn Contestant, turns: Vec<f64>) -> Line {
        let most = turns.iter().copied().fold(0.0, f64::max);
        let Times { least, median } = Times::of(turns);
        Line {
            page: self.name,
            title: self.title.clone(),
            name: contestant.name(),
            unit: self.unit,
            least,
            median,
            most,
            remark: contestant.remark(),
        }
    }

    /// The table, for people.
    pub(crate) fn print(&self, rows: &[Line], comparison: &mut Option<Comparison>) {
        say!(
            "\n{}",
            wrapped(&format!("{}: {}", self.name, self.title), 0)
        );
        let unit = format!("{}; x: medians, against {}", self.unit, self.baseline);
        say!("  {}", wrapped(&unit, 2));
        report::print(&self.table(rows, comparison));
        for contestant in &self.contestants {
            if let Some(drawing) = contestant.drawing() {
                say!("\n  {}", contestant.name());
                drawing.lines().for_each(|line| say!("  {line}"));
            }
        }
    }

    fn table(&self, rows: &[Line], comparison: &mut Option<Comparison>) -> Table {
        let mut columns = vec![
            Column::left(""),
            Column::right("  least").spare(1),
            Column::right(" median"),
            Column::right("   most").spare(0),
            Column::right("      x").spare(2),
        ];
        if comparison.is_some() {
            columns.push(Column::left(Comparison::HEAD));
        }
        let mut table = Table::new(columns);
        let baseline = rows.iter().find(|row| row.name == self.baseline);
        for row in rows {
            let times = baseline.map(|baseline| digits(row.median / baseline.median));
            let mut cells = vec![
                row.name.clone(),
                digits(row.least),
                digits(row.median),
                digits(row.most),
                times.unwrap_or("-".into()),
            ];
            if let Some(comparison) = comparison {
                let now = Spread {
                    least: row.least,
                    median: row.median,
                };
                let page = (self.name, &*self.title);
                cells.push(comparison.cell(now, |earlier| earlier.line(page, &row.name)));
            }
            table.row(cells, &*row.remark);
        }
        table
    }
}
