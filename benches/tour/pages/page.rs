//! A table of contestants who take turns.

use crate::common::timing::Times;
use crate::compare::{Comparison, Spread};
use crate::filters::Filters;
use crate::lines::{say, wrapped};
use crate::report::{Line, digits};

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

    /// Leaves out those that were not asked for. Returns whether there are any left.
    pub(crate) fn retain(&mut self, filters: &Filters) -> bool {
        let page = self.name;
        self.contestants
            .retain(|contestant| filters.take(&format!("{page}::{}", contestant.name())));
        !self.contestants.is_empty()
    }

    /// Has everybody run once a round, after a round that does not count.
    pub(crate) fn measure(&mut self, progress: &dyn Fn(f64)) -> Vec<Line> {
        let mut turns = vec![vec![]; self.contestants.len()];
        for round in 0..=self.rounds {
            for (contestant, turns) in self.contestants.iter_mut().zip(&mut turns) {
                turns.push(contestant.run());
            }
            progress(round as f64 / self.rounds as f64);
        }
        let measured = self.contestants.iter().zip(turns);
        measured
            .map(|(contestant, turns)| self.row(&**contestant, turns[1..].to_vec()))
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
        let title = format!("{}: {}", self.name, self.title);
        say!("\n{}", wrapped(&title, 0));
        say!("  {}; x: medians, against {}", self.unit, self.baseline);
        let width = rows.iter().map(|row| row.name.len()).max().unwrap_or(0);
        let before = comparison.as_ref().map_or("", |_| Comparison::HEAD);
        say!(
            "  {:<width$}{:>9}{:>9}{:>9}{:>9}{before}",
            "",
            "least",
            "median",
            "most",
            "x",
        );
        let baseline = rows.iter().find(|row| row.name == self.baseline);
        for row in rows {
            let times =
                baseline.map_or("-".into(), |baseline| digits(row.median / baseline.median));
            let before = comparison.as_mut().map_or(String::new(), |comparison| {
                let now = Spread {
                    least: row.least,
                    median: row.median,
                };
                let page = (self.name, &*self.title);
                comparison.cell(now, |earlier| earlier.line(page, &row.name))
            });
            let line = format!(
                "  {:<width$}{:>9}{:>9}{:>9}{times:>9}{before}  {}",
                row.name,
                digits(row.least),
                digits(row.median),
                digits(row.most),
                row.remark,
            );
            say!("{}", line.trim_end());
        }
        for contestant in &self.contestants {
            if let Some(drawing) = contestant.drawing() {
                say!("\n  {}", contestant.name());
                drawing.lines().for_each(|line| say!("  {line}"));
            }
        }
    }
}
