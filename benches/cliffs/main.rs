//! The search for cliffs: inputs on which a ladder is slower than on those beside them.
//!
//! A benchmark measures a case that somebody has chosen, and a kernel that is tuned by it is fast there.
//! Its users have other lengths, arrays that begin elsewhere in a page, delays and bins of their own. So
//! this goes through all of that, and says where
//!
//! * a rung takes longer than the one below it, or a level longer than the one below it,
//! * a place of the input or the output costs over 1.15 times what the best place does,
//! * the time of an element rises by over 1.25 from one length to the next, and by that much more than
//!   that of the limit that binds it.
//!
//! `cargo bench --bench cliffs` takes about a minute, `-- --long` goes everywhere, `-- --help` says what
//! else there is.
//!
//! Chance makes cliffs, too: of a thousand comparisons some come out wrong on a machine whose speed
//! wanders. So whatever looks like one is measured again, side by side with what it is compared with
//! and for much longer, and then once more. What is reported has stood three times.
//!
//! | file | what is in it |
//! |---|---|
//! | `../catalogue/` | the ladders, and the parameters that are swept |
//! | `stations.rs` | lengths and places |
//! | `pairs.rs` | what is compared with what |
//! | `field.rs` | several inputs, measured in turns |
//! | `verdict.rs` | what a cliff is |
//! | `reference.rs` | the limits, at any size |
//! | `report.rs` | what was found |

mod arguments;
#[path = "../catalogue/mod.rs"]
mod catalogue;
#[path = "../common/mod.rs"]
mod common;
mod field;
mod pairs;
mod reference;
mod report;
mod stations;
mod verdict;

use arguments::{Arguments, HELP};
use catalogue::{Entry, Kind};
use common::opening::{asked, on_all_cores};
use field::Field;
use hotloop::threads::Team;
use indicatif::ProgressBar;
use reference::Reference;
use report::Report;
use stations::{Breadth, Sweep};
use std::process::ExitCode;

fn main() -> ExitCode {
    match asked("cliffs", HELP, Arguments::parse) {
        Ok(arguments) => on_all_cores(|team| search(arguments, team)),
        Err(code) => code,
    }
}

fn search(arguments: Arguments, team: &Team) -> ExitCode {
    let mut entries = catalogue::all();
    entries.retain(|entry| entry.path.contains(&arguments.filter));
    if entries.is_empty() {
        eprintln!("cliffs: no ladder has {:?} in its name", arguments.filter);
        return ExitCode::from(2);
    }
    let breadth = Breadth {
        long: arguments.long,
    };
    let mut reference = Reference::new(breadth.most_bytes());
    let mut report = Report::begin(team);
    let kinds = |entry: &Entry| 2 * entry.kinds().len() + entry.swept_kinds().len();
    let bar = ProgressBar::new(entries.iter().map(kinds).sum::<usize>() as u64);
    for entry in &entries {
        bar.set_message(entry.path);
        let mut measure = |sweep, kind: &Kind| {
            for stations in breadth.stations(sweep, entry, kind) {
                let field = Field::new(sweep, stations);
                let searched = field.search(team, &mut reference, breadth.effort());
                report.add(entry.path, sweep, searched);
            }
            bar.inc(1);
        };
        for kind in entry.kinds() {
            measure(Sweep::Lengths, kind);
            measure(Sweep::Places, kind);
        }
        for kind in entry.swept_kinds() {
            measure(Sweep::Parameters, kind);
        }
        bar.suspend(|| report.print(entry.path));
    }
    bar.finish_and_clear();
    report.end(arguments.json)
}
