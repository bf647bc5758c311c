//! The tour: every ladder on this machine, and how close each rung comes to what the hardware can
//! do.
//!
//! `cargo bench --bench tour` takes a bit over a minute, `-- --quick` half of it, `-- --help` says what
//! else there is.
//!
//! | file | what is in it |
//! |---|---|
//! | `../catalogue/` | what is measured of ladders; `team.rs`: and of a team |
//! | `arguments.rs`, `filters.rs`, `members.rs` | what was asked for |
//! | `selection.rs` | how a case is measured, beside what binds it |
//! | `limits/` | what the hardware can do, and the loops that find out |
//! | `pages/` | what is measured of `races`, of schedules and of a whole fit, which have no rungs and no limits |
//! | `../common/timing.rs` | how things are measured that are to be compared |
//! | `../passport/`, `bits.rs` | the bits of every answer, and whether they are those of the table |
//! | `machine.rs`, `report.rs`, `json.rs` | where it was measured, and what came out, for people and for programs |
//! | `compare.rs` | the same, beside an earlier report |
//! | `against/` | this build beside an older one, in turns |
//! | `broom.rs` | empty caches |
//! | `table.rs` | tables that fit into the columns there are |
//! | `show/`, `html/` | what came out, for a browser |
//! | `lines.rs` | lines on standard output, for as long as somebody reads them |
//! | `picture.rs`, `gantt.rs`, `scatter.rs` | what the heavy function draws, who ran what under each schedule, and a mixture before and after its fit |
//! | `svg.rs` | what the last two are drawn with |

mod against;
mod arguments;
mod bits;
mod broom;
#[path = "../catalogue/mod.rs"]
mod catalogue;
#[path = "../common/mod.rs"]
mod common;
mod compare;
mod filters;
mod gantt;
mod html;
mod json;
mod limits;
mod lines;
mod machine;
mod members;
mod pages;
#[path = "../passport/mod.rs"]
mod passport;
mod picture;
mod report;
mod scatter;
mod selection;
mod show;
mod svg;
mod table;
mod team;

use arguments::{Arguments, HELP};
use common::aligned::PAGES;
use common::opening::{asked, on_all_cores};
use common::output::Output;
use common::timing::{Effort, interleave};
use compare::Comparison;
use filters::Filters;
use hotloop::threads::{Binding, Team};
use indicatif::{ProgressBar, ProgressStyle};
use limits::{Arena, Attempt, Found};
use lines::{say, unread, wrapped};
use machine::Machine;
use pages::Page;
use report::Line;
use selection::{Measurement, Selection, cases};
use std::collections::BTreeSet;
use std::env;
use std::fs::File;
use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = match asked("tour", HELP, Arguments::parse) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    let cores = common::cores();
    let outcome = if arguments.list {
        list(&arguments.filters, cores)
    } else if arguments.bits {
        bits::page(&arguments.filters)
    } else {
        PAGES
            .set(arguments.pages)
            .expect("nothing has been put on pages yet");
        // Before the team, whose members see one core of the machine.
        let machine = Machine::find(arguments.pages);
        match arguments.against.clone() {
            Some(path) => against(arguments, path, machine),
            None => on_all_cores(|team| tour(arguments, machine, cores, team)),
        }
    };
    outcome.unwrap_or_else(|refusal| {
        eprintln!("tour: {refusal}");
        ExitCode::from(2)
    })
}

/// Prints what can be asked for, and was, without measuring it.
fn list(filters: &Filters, cores: usize) -> Result<ExitCode, String> {
    let pages = pages::all(false, cores, &ProgressBar::hidden());
    let all = contents(&pages);
    filters.check(all.iter().map(|(name, _)| &**name))?;
    // What races at several sizes has one name.
    let mut seen = BTreeSet::new();
    for (name, on) in all
        .iter()
        .filter(|all| filters.take(&all.0) && seen.insert(*all))
    {
        let line = format!("{name:<28}{}", wrapped(on, 28));
        say!("{}", line.trim_end());
    }
    Ok(ExitCode::SUCCESS)
}

/// The names of all that is measured, and the cases of those that are rungs.
fn contents(pages: &[Page<'_>]) -> Vec<(String, String)> {
    let mut contents = vec![];
    for case in cases() {
        let on = case.case().name.clone();
        contents.extend(selection::names(&*case).map(|(_, name)| (name, on.clone())));
    }
    for page in pages {
        contents.extend(page.names().map(|name| (name, String::new())));
    }
    contents
}

/// This build beside an older one. Neither runs in this process, whose threads sleep meanwhile.
fn against(arguments: Arguments, path: String, machine: Machine) -> Result<ExitCode, String> {
    let options = arguments.of_builds();
    let wanted = against::Wanted {
        path,
        options,
        filters: arguments.filters,
        quick: arguments.quick,
        json: create("--json", arguments.json)?,
    };
    let machine = on_all_cores(|team| machine.with(team));
    against::tour(wanted, &machine, &bar())
}

/// Everything, on member 0 of a team of all cores; or why there is nothing to be done.
fn tour(
    arguments: Arguments,
    machine: Machine,
    cores: usize,
    team: &Team,
) -> Result<ExitCode, String> {
    let solo = &Team::solo();
    let sizes = arguments.members.iter();
    let sizes = sizes.map(|&members| Team::spawn(members, Binding::Close));
    let sizes = sizes.collect::<Result<Vec<_>, _>>();
    let sizes = sizes.map_err(|error| format!("--members: {error}"))?;
    let teams = match sizes.is_empty() {
        true => vec![team],
        false => sizes.iter().collect(),
    };
    if arguments.serve {
        let served = against::serve(&teams, team.members());
        return served.map_or_else(|error| Err(error.to_string()), |()| Ok(ExitCode::SUCCESS));
    }
    let bar = bar();
    let filters = &arguments.filters;
    let mut pages = pages::all(arguments.quick, cores, &bar);
    filters.check(contents(&pages).iter().map(|(name, _)| &**name))?;
    // Last, so that no file is created for a command line that is refused.
    let json = create("--json", arguments.json)?;
    let html = create("--html", arguments.html)?;
    let drawings = [
        create("--picture", arguments.picture)?,
        create("--schedules", arguments.schedules)?,
        create("--mixture", arguments.mixture)?,
    ];
    if let Err(failure) = draw(drawings, team) {
        eprintln!("tour: {failure}");
        return Ok(ExitCode::FAILURE);
    }

    let machine = machine.with(team);
    let comparison = arguments.earlier.map(Comparison::with);
    report::machine(&machine, comparison.as_ref());
    let mut printer = Printer {
        bar,
        comparison,
        written: json.is_some() || html.is_some(),
    };
    if printer.is_unread() {
        return Ok(ExitCode::SUCCESS);
    }
    let select = |case| Selection::new(case, filters, &teams, team.members());
    let cases: Vec<_> = cases().filter_map(select).collect();
    pages.retain_mut(|page| page.retain(filters));
    let attempts = limits::attempts(solo, team);
    let turns = cases.iter().map(Selection::contestants);
    let limits: BTreeSet<_> = attempts.iter().map(|attempt| attempt.name).collect();
    let qualified = limits::QUALIFIED * limits.len();
    let effort = Effort::shared(arguments.quick, qualified + turns.sum::<usize>());
    printer
        .bar
        .set_length((1 + cases.len() + pages.len()) as u64 * STEPS);
    let mut arena = Arena::new(team);
    let mut limits = Found::default();
    printer.bar.set_message("the limits of this machine");
    let attempts = opening(attempts, &mut arena, effort, &mut limits, &printer.bar);
    printer.print(|_| report::limits(&limits));
    let printed = limits.clone();
    let rows = ladders(
        &cases,
        &attempts,
        &mut arena,
        effort,
        &mut limits,
        &mut printer,
    );
    printer.print(|_| report::raised(&printed, &limits));
    // What the pages measure needs the memory that it is in.
    drop(arena);
    let tables = tables(&mut pages, 1 + cases.len(), &mut printer);
    printer.bar.finish_and_clear();
    if let Some(comparison) = printer.comparison {
        say!("\n{}", wrapped(&comparison.line(), 0));
    }
    let tables = tables.concat();
    let report = json::report(&machine, &limits, &rows, &tables);
    let json = json.map_or(Ok(()), |json| json.write_json(&report));
    let html = show::report(html, &report, &pages, arguments.quick, team);
    for failure in [&json, &html]
        .into_iter()
        .filter_map(|written| written.as_ref().err())
    {
        eprintln!("tour: {failure}");
    }
    Ok(match json.and(html) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    })
}

/// The file that an option names, if it was given.
fn create(option: &str, path: Option<String>) -> Result<Option<Output>, String> {
    path.map(|path| Output::create(option, path)).transpose()
}

/// Writes those drawings that were asked for.
fn draw([picture, schedules, mixture]: [Option<Output>; 3], team: &Team) -> Result<(), String> {
    let write = |output: Option<Output>, write: &dyn Fn(File) -> io::Result<()>| {
        output.map_or(Ok(()), |Output { file, path }| {
            write(file).map_err(|error| format!("{path:?} cannot be written: {error}"))
        })
    };
    write(picture, &|file| picture::write(&picture::picture(), file))?;
    write(schedules, &|file| gantt::write(team, file))?;
    write(mixture, &|file| scatter::write(team, file))
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
        let measured = case.measure(attempts, arena, effort, &progress);
        for (attempt, times) in measured.limits {
            limits.note(attempt, attempt.rate(times.least));
        }
        printer.print(|comparison| report::ladder(&measured.rows, comparison));
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
    let qualified = round(attempts, effort.glance(), limits::QUALIFIED, 0.0);
    round(qualified, effort, limits::ATTEMPTS, 0.5)
}

/// What has been measured is printed at once, past the bar.
struct Printer {
    bar: ProgressBar,
    comparison: Option<Comparison>,
    /// Whether it is written to a file, too.
    written: bool,
}

impl Printer {
    fn print(&mut self, print: impl FnOnce(&mut Option<Comparison>)) {
        let comparison = &mut self.comparison;
        self.bar.suspend(|| print(comparison));
    }

    /// Whether there is nobody left to measure for.
    fn is_unread(&self) -> bool {
        unread() && !self.written
    }
}

/// Steps of the bar for one case.
const STEPS: u64 = 1_000;

/// Drawn on standard error, and not at all where that is no terminal, or one that is to be spared
/// escape codes.
fn bar() -> ProgressBar {
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
