//! Everything measured, one after the other, and printed as it comes.

use crate::common::timing::{Effort, interleave};
use crate::compare::Comparison;
use crate::limits::{self, ATTEMPTS, Arena, Attempt, Found, QUALIFIED};
use crate::lines::unread;
use crate::pages::Page;
use crate::peers::Peers;
use crate::report::{self, Line};
use crate::selection::{Measurement, Selection};
use hotloop::threads::Team;
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeSet;
use std::env;

/// What came out.
pub(crate) struct Measured {
    pub(crate) limits: Found,
    pub(crate) rows: Vec<Measurement>,
    pub(crate) tables: Vec<Line>,
}

/// First the limits alone, then the cases, then what has no rungs.
pub(crate) fn measure(
    cases: &[Selection<'_>],
    pages: &mut [Page<'_>],
    quick: bool,
    team: &Team,
    printer: &mut Printer,
) -> Measured {
    let solo = &Team::solo();
    let attempts = limits::attempts(solo, team);
    let turns = cases.iter().map(Selection::contestants);
    let names: BTreeSet<_> = attempts.iter().map(|attempt| attempt.name).collect();
    let qualified = QUALIFIED * names.len();
    let effort = Effort::shared(quick, qualified + turns.sum::<usize>());
    let steps = (1 + cases.len() + pages.len()) as u64 * STEPS;
    printer.bar.set_length(steps);
    let mut arena = Arena::new(team);
    let mut limits = Found::default();
    printer.bar.set_message("the limits of this machine");
    let attempts = opening(attempts, &mut arena, effort, &mut limits, &printer.bar);
    printer.print(|_| report::limits(&limits));
    let printed = limits.clone();
    let rows = ladders(cases, &attempts, &mut arena, effort, &mut limits, printer);
    printer.print(|_| report::raised(&printed, &limits));
    // What the pages measure needs the memory that it is in.
    drop(arena);
    let tables = tables(pages, 1 + cases.len(), printer).concat();
    printer.bar.finish_and_clear();
    Measured {
        limits,
        rows,
        tables,
    }
}

/// The cases, each together with the limits that bind it, and each printed when it has been measured.
fn ladders(
    cases: &[Selection<'_>],
    attempts: &[Attempt<'_>],
    arena: &mut Arena<'_>,
    effort: Effort,
    limits: &mut Found,
    printer: &mut Printer,
) -> Vec<Measurement> {
    let mut rows = vec![];
    if !cases.is_empty() {
        printer.print(|_| report::legend());
    }
    for (case, done) in cases.iter().zip(1..) {
        if printer.is_unread() {
            break;
        }
        printer.bar.set_message(case.title());
        let progress = |fraction| printer.bar.set_position(position(done, fraction));
        let measured = case.measure(attempts, arena, effort, &mut printer.peers, &progress);
        for (attempt, times) in measured.limits {
            limits.note(attempt, attempt.rate(times.least));
        }
        printer.print(|comparison| report::ladder(&measured.rows, comparison));
        let Printer { bar, peers, .. } = &printer;
        bar.suspend(|| peers.print(&measured.rows));
        rows.extend(measured.rows);
    }
    rows
}

/// The tables of what has no rungs, when so many steps of the bar are done.
fn tables(pages: &mut [Page<'_>], done: usize, printer: &mut Printer) -> Vec<Vec<Line>> {
    let mut tables = vec![];
    for (page, done) in pages.iter_mut().zip(done as u64..) {
        if printer.is_unread() {
            break;
        }
        printer.bar.set_message(page.name);
        let progress = |fraction| printer.bar.set_position(position(done, fraction));
        let table = page.measure(&progress);
        printer.print(|comparison| page.print(&table, comparison));
        tables.push(table);
    }
    tables
}

/// Measures the limits alone, and returns the attempts that are worth repeating beside the ladders:
/// of all, those that look best at first sight, and of them those that are.
fn opening<'t>(
    attempts: Vec<Attempt<'t>>,
    arena: &mut Arena<'_>,
    effort: Effort,
    limits: &mut Found,
    bar: &ProgressBar,
) -> Vec<Attempt<'t>> {
    let mut round = |attempts: Vec<Attempt<'t>>, effort, most, done: f64| {
        let run = |i: usize, repeats| attempts[i].run(arena, repeats);
        let progress = |fraction: f64| bar.set_position(position(0, done + fraction / 2.0));
        let times = interleave(attempts.len(), effort, run, progress);
        let mut measured = vec![];
        for (attempt, times) in attempts.into_iter().zip(times) {
            let rate = attempt.rate(times.least);
            limits.note(&attempt, rate);
            measured.push((attempt, rate));
        }
        limits::best(most, measured)
    };
    let qualified = round(attempts, effort.glance(), QUALIFIED, 0.0);
    round(qualified, effort, ATTEMPTS, 0.5)
}

/// What has been measured is printed at once, past the bar.
pub(crate) struct Printer {
    pub(crate) bar: ProgressBar,
    pub(crate) comparison: Option<Comparison>,
    /// Who takes turns with the rungs.
    pub(crate) peers: Peers,
    /// Whether it is written to a file, too.
    pub(crate) written: bool,
}

impl Printer {
    fn print(&mut self, print: impl FnOnce(&mut Option<Comparison>)) {
        let comparison = &mut self.comparison;
        self.bar.suspend(|| print(comparison));
    }

    /// Whether there is nobody left to measure for.
    pub(crate) fn is_unread(&self) -> bool {
        unread() && !self.written
    }
}

/// Steps of the bar for one case.
const STEPS: u64 = 1_000;

/// Drawn on standard error, and not at all where that is no terminal, or one that is to be spared
/// escape codes.
pub(crate) fn bar() -> ProgressBar {
    if env::var_os("NO_COLOR").is_some_and(|set| !set.is_empty()) {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:24} {percent:>3} %  {wide_msg}");
    ProgressBar::new(0).with_style(style.expect("the template is well formed"))
}

/// Where the bar stands when so many cases are done, and a fraction of the next.
fn position(done: u64, fraction: f64) -> u64 {
    done * STEPS + (fraction.min(1.0) * STEPS as f64) as u64
}
