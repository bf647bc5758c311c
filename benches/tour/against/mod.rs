//! `--against`: this build and an older one in turn, rung by rung.
//!
//! Whoever runs one build after the other compares two hours of the machine as well. Here both run at
//! once, each waits while the other has its turn, and what is compared is turns that follow each other.
//!
//! | file | what is in it |
//! |---|---|
//! | `protocol.rs` | what is said between the tour and the builds |
//! | `build.rs` | a build that has been started |
//! | `serve.rs` | what it does |
//! | `pairs.rs` | two of them, and the pairs of their turns |
//! | `statistic.rs` | what the pairs say |
//! | `report.rs` | the same for people and for programs |

mod build;
mod pairs;
pub(crate) mod protocol;
mod report;
mod serve;
mod statistic;

pub(crate) use serve::serve;

use crate::common::output::Output;
use crate::filters::Filters;
use crate::lines::unread;
use crate::machine::Machine;
use crate::selection::{cases, names};
use indicatif::ProgressBar;
use pairs::{Builds, Effort};
use report::Report;
use statistic::Verdict;
use std::env;
use std::fs::canonicalize;
use std::process::ExitCode;
use std::time::Duration;

/// What is compared, and how.
pub(crate) struct Wanted {
    pub(crate) path: String,
    pub(crate) filters: Filters,
    pub(crate) quick: bool,
    /// What both builds are started with.
    pub(crate) options: Vec<String>,
    /// The file that it is written to.
    pub(crate) json: Option<String>,
}

/// Compares the rungs that were asked for, and fails if one of them has become slower.
pub(crate) fn tour(
    wanted: Wanted,
    machine: &Machine,
    bar: &ProgressBar,
) -> Result<ExitCode, String> {
    let filters = wanted.filters;
    let known =
        |path: &str| canonicalize(path).map_err(|error| format!("--against: {path:?}: {error}"));
    let this = env::current_exe().map_err(|error| error.to_string())?;
    let builds = Builds {
        paths: [this, known(&wanted.path)?],
        options: wanted.options,
    };
    let cases: Vec<_> = cases().collect();
    let rungs: Vec<_> = cases.iter().flat_map(|case| names(&**case)).collect();
    filters.check(rungs.iter().map(|(_, name)| &**name))?;
    // Last, so that no file is created for a command line that is refused.
    let json = wanted.json.map(|path| Output::create("--json", path));
    let json = json.transpose()?;
    let mut report = Report::begin(machine, &builds.paths[1]);
    let wanted_cases = cases
        .iter()
        .filter(|case| names(&***case).any(|(_, name)| filters.take(&name)));
    let wanted_cases: Vec<_> = wanted_cases.map(|case| case.case()).collect();
    bar.set_length(STEPS * wanted_cases.len() as u64);
    for (case, done) in wanted_cases.into_iter().zip(0..) {
        if unread() && json.is_none() {
            break;
        }
        bar.set_message(format!("{}: {}", case.ladder, case.name));
        let progress = |fraction| bar.set_position(STEPS * done + (STEPS as f64 * fraction) as u64);
        let compared = builds.compare(
            (case.ladder, &case.name),
            filters.words(),
            effort(wanted.quick),
            &progress,
        )?;
        bar.suspend(|| report.add(case, compared));
    }
    bar.finish_and_clear();
    let slower = report.count(Verdict::Slower);
    report.end(json)?;
    Ok(match slower {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// Steps of the bar for a case.
const STEPS: u64 = 1_000;

fn effort(quick: bool) -> Effort {
    Effort {
        sittings: 3,
        pairs: if quick { 5 } else { 11 },
        turn: Duration::from_millis(1),
    }
}
