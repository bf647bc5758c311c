//! The report that a browser shows: what was measured, and what is drawn for it alone.
//!
//! | file | what is in it |
//! |---|---|
//! | `sweep.rs`, `ensemble.rs` | times at many lengths, and paths of a process |
//! | `../html/` | the page |

mod ensemble;
mod sweep;

use crate::common::output::Output;
use crate::html::{Figure, Page, Report, utc};
use crate::lines::{say, unread};
use crate::pages;
use crate::{gantt, json, picture, scatter};
use hotloop::threads::Team;
use std::env;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Writes the report to the file that was asked for, or beside the build, and says where it is. Where the
/// reader has gone, nobody would know of that one.
pub(crate) fn report(
    output: Option<Output>,
    measured: &json::Report<'_>,
    pages: &[pages::Page<'_>],
    quick: bool,
    team: &Team,
) -> Result<(), String> {
    if output.is_none() && unread() {
        return Ok(());
    }
    let path = output
        .as_ref()
        .map_or_else(beside_the_build, |output| PathBuf::from(&output.path));
    let file = output.map_or_else(|| File::create(&path), |output| Ok(output.file));
    let written = page(measured, pages, quick, team)
        .map_err(io::Error::from)
        .and_then(|page| file?.write_all(page.as_bytes()));
    written.map_err(|error| format!("{path:?} cannot be written: {error}"))?;
    say!("\nreport      {}", shortest(&path).display());
    Ok(())
}

fn page(
    measured: &json::Report<'_>,
    pages: &[pages::Page<'_>],
    quick: bool,
    team: &Team,
) -> serde_json::Result<String> {
    let report: Report = serde_json::from_value(serde_json::to_value(measured)?)?;
    let has = |ladder: &str| report.rows.iter().any(|row| row.ladder == ladder);
    let curves = if quick {
        vec![]
    } else {
        sweep::curves(team, has)
    };
    let paths = has("ou").then(|| ensemble::paths(team));
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let page = Page {
        report: &report,
        command: command(),
        date: utc(now.unwrap_or_default().as_secs()),
        curves: &curves,
        paths: paths.as_ref(),
        figures: &figures(has, pages, team),
    };
    Ok(page.html())
}

fn figures(has: impl Fn(&str) -> bool, pages: &[pages::Page<'_>], team: &Team) -> Vec<Figure> {
    let traces: Vec<_> = pages.iter().flat_map(pages::Page::traces).collect();
    let schedules = (!traces.is_empty()).then(|| gantt::figure(&traces));
    let mixture = has("mixture").then(|| scatter::figure(team));
    let heavy = has("heavy").then(picture::figure);
    [schedules, mixture, heavy].into_iter().flatten().collect()
}

/// Where cargo puts what it builds, which is where this executable's folder `deps` is in.
fn beside_the_build() -> PathBuf {
    let executable = env::current_exe().unwrap_or_default();
    let mut folders = executable.ancestors().skip(1);
    let deps = folders.find(|folder| folder.ends_with("deps"));
    let target = deps.and_then(|deps| deps.parent()?.parent());
    target.unwrap_or(Path::new("")).join("tour.html")
}

/// From the working directory, if it is in it.
fn shortest(path: &Path) -> &Path {
    let here = env::current_dir().ok();
    let below = here.and_then(|here| path.strip_prefix(here).ok());
    below.unwrap_or(path)
}

/// What was typed, as cargo is told it.
fn command() -> String {
    let options = env::args().skip(1).filter(|option| option != "--bench");
    let options: Vec<_> = options.collect();
    let dashes = if options.is_empty() { "" } else { " -- " };
    format!("cargo bench --bench tour{dashes}{}", options.join(" "))
}
