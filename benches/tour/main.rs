//! The tour: every ladder on this machine, and how close each rung comes to what the hardware can
//! do.
//!
//! `cargo bench --bench tour` takes a bit over a minute, `-- --quick` half of it, `-- --help` says what
//! else there is.
//!
//! | file | what is in it |
//! |---|---|
//! | `../catalogue/` | what is measured of ladders; `team.rs`: and of a team |
//! | `arguments.rs`, `together.rs`, `filters.rs`, `members.rs` | what was asked for |
//! | `selection.rs` | how a case is measured, beside what binds it |
//! | `limits/` | what the hardware can do, and the loops that find out |
//! | `pages/` | what is measured of `races`, of schedules and of a whole fit, which have no rungs and no limits |
//! | `../common/timing.rs` | how things are measured that are to be compared |
//! | `../passport/`, `bits.rs` | the bits of every answer, and whether they are those of the table |
//! | `machine.rs`, `report.rs`, `json.rs` | where it was measured, and what came out, for people and for programs |
//! | `running.rs` | everything measured, one after the other, and printed as it comes |
//! | `compare.rs` | the same, beside an earlier report |
//! | `against/` | this build beside an older one, in turns |
//! | `broom.rs` | empty caches |
//! | `child.rs` | a child that answers lines with lines, and what becomes of one that does not |
//! | `peers/` | what Python users would take instead, in turn with the rungs |
//! | `table.rs` | tables that fit into the columns there are |
//! | `show/`, `html/` | what came out, for a browser |
//! | `lines.rs` | lines on standard output, for as long as somebody reads them |
//! | `picture.rs`, `gantt.rs`, `scatter.rs` | drawings of the heavy function, of schedules, and of a mixture |
//! | `svg.rs` | what the last two are drawn with |

mod against;
mod arguments;
mod bits;
mod broom;
#[path = "../catalogue/mod.rs"]
mod catalogue;
mod child;
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
mod peers;
mod picture;
mod report;
mod running;
mod scatter;
mod selection;
mod show;
mod svg;
mod table;
mod team;
mod together;

use arguments::{Arguments, HELP};
use common::aligned::PAGES;
use common::opening::{asked, on_all_cores};
use common::output::Output;
use compare::Comparison;
use filters::Filters;
use hotloop::threads::{Binding, Team};
use indicatif::ProgressBar;
use lines::{say, wrapped};
use machine::Machine;
use pages::Page;
use peers::Peers;
use running::{Measured, Printer, bar, measure};
use selection::{Selection, cases};
use std::collections::BTreeSet;
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
        json: arguments.json,
    };
    let machine = on_all_cores(|team| machine.with(team));
    against::tour(wanted, &machine, &bar())
}

/// Makes the teams that are asked for, on member 0 of one of all cores.
fn tour(
    arguments: Arguments,
    machine: Machine,
    cores: usize,
    team: &Team,
) -> Result<ExitCode, String> {
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
    everything(arguments, machine, cores, team, &teams)
}

/// What was asked for, measured, printed and written.
fn everything(
    arguments: Arguments,
    machine: Machine,
    cores: usize,
    team: &Team,
    teams: &[&Team],
) -> Result<ExitCode, String> {
    let bar = bar();
    let filters = &arguments.filters;
    let mut pages = pages::all(arguments.quick, cores, &bar);
    filters.check(contents(&pages).iter().map(|(name, _)| &**name))?;
    let peers = Peers::asked(arguments.peers, cores)?;
    // Last, so that no file is created for a command line that is refused.
    let table = create("--table", arguments.table)?;
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
    let contents =
        "tour: limits of this machine, ladders, schedules and races; about a minute for all of it";
    say!("{}\n", wrapped(contents, 0));
    report::machine(&machine, comparison.as_ref());
    peers.introduce();
    let mut printer = Printer {
        bar,
        comparison,
        peers,
        written: json.is_some() || html.is_some() || table.is_some(),
    };
    if printer.is_unread() {
        return Ok(ExitCode::SUCCESS);
    }
    pages.retain_mut(|page| page.retain(filters));
    let select = |case| Selection::new(case, filters, teams, team.members());
    let cases: Vec<_> = cases().filter_map(select).collect();
    let Measured {
        limits,
        rows,
        tables,
    } = measure(&cases, &mut pages, arguments.quick, team, &mut printer);
    if let Some(comparison) = printer.comparison {
        say!("\n{}", wrapped(&comparison.line(), 0));
    }
    let peers = printer.peers;
    let report = json::report(&machine, &limits, &rows, &tables, peers.measured());
    let json = json.map_or(Ok(()), |json| json.write_json(&report));
    let html = show::report(html, &report, &pages, arguments.quick, team);
    let peers = peers.end(table, &machine.processor, &rows);
    for failure in [&json, &html, &peers]
        .into_iter()
        .filter_map(|it| it.as_ref().err())
    {
        eprintln!("tour: {failure}");
    }
    Ok(match json.and(html).and(peers) {
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
