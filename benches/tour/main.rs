//! The tour: every ladder on this machine, and how close each rung comes to what the hardware can
//! do.
//!
//! `cargo bench --bench tour` takes two to three minutes, `-- --quick` half of it, `-- --help` says
//! what else there is.
//!
//! | file | what is in it |
//! |---|---|
//! | `../catalogue/` | what is measured of ladders; `team.rs`: and of a team |
//! | `selection.rs` | how a case is measured, beside what binds it |
//! | `limits/` | what the hardware can do, and the loops that find out |
//! | `pages/` | what is measured of `races`, of schedules and of a whole fit, which have no rungs and no limits |
//! | `../common/timing.rs` | how things are measured that are to be compared |
//! | `../passport/`, `bits.rs` | the bits of every answer, and whether they are those of the table |
//! | `machine.rs`, `report.rs` | where it was measured, and what came out |
//! | `picture.rs`, `gantt.rs`, `scatter.rs` | what the heavy function draws, who ran what under each schedule, and a mixture before and after its fit |
//! | `svg.rs` | what the last two are drawn with |

mod arguments;
mod bits;
#[path = "../catalogue/mod.rs"]
mod catalogue;
#[path = "../common/mod.rs"]
mod common;
mod gantt;
mod limits;
mod machine;
mod pages;
#[path = "../passport/mod.rs"]
mod passport;
mod picture;
mod report;
mod scatter;
mod selection;
mod svg;
mod team;

use arguments::{Arguments, HELP};
use catalogue::Ladder;
use common::aligned::PAGES;
use common::opening::{asked, on_all_cores};
use common::output::Output;
use common::timing::{Effort, interleave};
use hotloop::threads::Team;
use indicatif::{ProgressBar, ProgressStyle};
use limits::{Arena, Attempt, Found};
use machine::Machine;
use pages::Page;
use report::Line;
use selection::{Measurement, Selection};
use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = match asked("tour", HELP, Arguments::parse) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    if arguments.list {
        list();
        return ExitCode::SUCCESS;
    }
    if arguments.bits {
        return bits::page(&arguments.filter);
    }
    PAGES
        .set(arguments.pages)
        .expect("nothing has been put on pages yet");
    // Before the team, whose members see one core of the machine.
    let (machine, cores) = (Machine::find(arguments.pages), common::cores());
    on_all_cores(|team| tour(arguments, machine, cores, team))
}

/// Prints what can be asked for, without measuring it.
fn list() {
    for case in cases() {
        for (_, name) in selection::names(&*case) {
            println!("{name:<28}{}", case.case().name);
        }
    }
}

/// Everything, on member 0 of a team of all cores.
fn tour(arguments: Arguments, machine: Machine, cores: usize, team: &Team) -> ExitCode {
    let solo = &Team::solo();
    let picture = |file| picture::write(&picture::picture(), file);
    let schedules = |file| gantt::write(team, file);
    let mixture = |file| scatter::write(team, file);
    let drawn = draw(arguments.picture, picture)
        .and_then(|()| draw(arguments.schedules, schedules))
        .and_then(|()| draw(arguments.mixture, mixture));
    if let Err(failure) = drawn {
        eprintln!("tour: {failure}");
        return ExitCode::FAILURE;
    }
    let select = |case| Selection::new(case, &arguments.filter, team);
    let cases: Vec<_> = cases().filter_map(select).collect();
    let bar = bar();
    let mut pages = pages::all(arguments.quick, cores, &bar);
    pages.retain_mut(|page| page.retain(&arguments.filter));
    if cases.is_empty() && pages.is_empty() {
        eprintln!("tour: no rung has {:?} in its name", arguments.filter);
        return ExitCode::from(2);
    }
    let machine = machine.with(team);
    report::machine(&machine);
    let attempts = limits::attempts(solo, team);
    let turns = cases.iter().map(Selection::contestants);
    let limits: BTreeSet<_> = attempts.iter().map(|attempt| attempt.name).collect();
    let qualified = limits::QUALIFIED * limits.len();
    let effort = Effort::shared(arguments.quick, qualified + turns.sum::<usize>());
    bar.set_length((1 + cases.len() + pages.len()) as u64 * STEPS);
    let (limits, rows) = measure(&cases, attempts, team, effort, &bar);
    let tables = tables(&mut pages, 1 + cases.len(), &bar);
    bar.finish_and_clear();
    report::limits(&limits);
    if !rows.is_empty() {
        report::ladders(&rows);
    }
    for (page, table) in pages.iter().zip(&tables) {
        page.print(table);
    }
    match arguments.json {
        Some(json) => report::write(json, &machine, &limits, &rows, &tables.concat()),
        None => ExitCode::SUCCESS,
    }
}

/// Every case of every ladder, in the order of the report, and of the team.
fn cases() -> impl Iterator<Item = Box<dyn Ladder>> {
    let ladders = catalogue::all().into_iter();
    let ladders = ladders.flat_map(|entry| entry.tour().collect::<Vec<_>>());
    ladders.chain(team::cases())
}

/// Writes a drawing to where it was asked for.
fn draw(output: Option<Output>, write: impl FnOnce(File) -> io::Result<()>) -> Result<(), String> {
    output.map_or(Ok(()), |Output { file, path }| {
        write(file).map_err(|error| format!("{path:?} cannot be written: {error}"))
    })
}

/// First the limits alone, then the cases, each together with the limits that bind it.
fn measure(
    cases: &[Selection<'_>],
    attempts: Vec<Attempt<'_>>,
    team: &Team,
    effort: Effort,
    bar: &ProgressBar,
) -> (Found, Vec<Measurement>) {
    let (mut limits, mut rows) = (Found::default(), vec![]);
    let mut arena = Arena::new(team);
    bar.set_message("the limits of this machine");
    let attempts = opening(attempts, &mut arena, effort, &mut limits, bar);

    for (case, done) in cases.iter().zip(1..) {
        bar.set_message(case.title());
        let progress = |fraction| bar.set_position(position(done, fraction));
        let measured = case.measure(&attempts, &mut arena, effort, &progress);
        for (attempt, times) in measured.limits {
            limits.note(attempt, attempt.rate(times.least));
        }
        rows.extend(measured.rows);
    }
    (limits, rows)
}

/// The tables of what has no rungs, when so many steps of the bar are done.
fn tables(pages: &mut [Page<'_>], done: usize, bar: &ProgressBar) -> Vec<Vec<Line>> {
    let mut tables = vec![];
    for (page, done) in pages.iter_mut().zip(done as u64..) {
        bar.set_message(page.name);
        tables.push(page.measure(&|fraction| bar.set_position(position(done, fraction))));
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
    let qualified = round(attempts, effort.glance(), limits::QUALIFIED, 0.0);
    round(qualified, effort, limits::ATTEMPTS, 0.5)
}

/// Steps of the bar for one case.
const STEPS: u64 = 1_000;

/// Drawn on standard error, and not at all where that is no terminal.
fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}");
    ProgressBar::new(0).with_style(style.expect("the template is well formed"))
}

/// Where the bar stands when so many cases are done, and a fraction of the next.
fn position(done: u64, fraction: f64) -> u64 {
    done * STEPS + (fraction.min(1.0) * STEPS as f64) as u64
}
