//! The program, where there is a decoder and a child can be followed.

#[path = "../../catalogue/mod.rs"]
mod catalogue;
#[path = "../../common/mod.rs"]
pub(crate) mod common;
#[path = "../../tour/filters.rs"]
#[allow(dead_code, reason = "the tour uses all of it")]
mod filters;
#[path = "../../tour/lines.rs"]
#[allow(dead_code, reason = "the tour uses all of it")]
pub(crate) mod lines;

mod annotate;
mod arguments;
mod bookings;
mod branches;
mod cache;
mod calls;
mod cases;
mod checks;
mod child;
mod count;
mod html;
mod image;
mod json;
mod kind;
mod loops;
mod manner;
mod measure;
mod operation;
mod pipeline;
mod pipes;
mod predict;
mod process;
mod rates;
mod report;
mod source;
mod trace;
mod traffic;
mod waiting;

use annotate::{Annotated, annotate};
use arguments::{Arguments, HELP};
use cases::Selected;
use common::opening::asked;
use common::output::Output;
use image::Image;
use lines::{say, unread};
use rates::Rates;
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::process::ExitCode;

pub(crate) fn run() -> ExitCode {
    if child::served() {
        return ExitCode::SUCCESS;
    }
    let arguments = match asked("annotate", HELP, Arguments::parse) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    let outcome = match arguments.list {
        true => list(&arguments),
        false => all(arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            eprintln!("annotate: {refusal}");
            ExitCode::from(2)
        }
    }
}

/// What was asked for.
fn selected(arguments: &Arguments) -> Result<Vec<Selected>, String> {
    let all = cases::all();
    let names = all
        .iter()
        .flat_map(|it| it.rungs.iter().map(|rung| it.name(rung)));
    let names: Vec<String> = names.collect();
    arguments.filters.check(names.iter().map(|name| &**name))?;
    let retained = all
        .into_iter()
        .filter_map(|it| it.retain(&arguments.filters));
    Ok(retained.collect())
}

fn list(arguments: &Arguments) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for selected in selected(arguments)? {
        for rung in &selected.rungs {
            let name = selected.name(rung);
            if seen.insert(name.clone()) {
                say!("{name}");
            }
        }
    }
    Ok(())
}

fn all(arguments: Arguments) -> Result<(), String> {
    let selected = selected(&arguments)?;
    let create =
        |option, path: Option<String>| path.map(|path| Output::create(option, path)).transpose();
    let html = create("--html", arguments.html)?;
    let json = create("--json", arguments.json)?;
    let path = env::current_exe().map_err(|error| error.to_string())?;
    let bytes = fs::read(&path).map_err(|error| format!("{path:?}: {error}"))?;
    let image = Image::read(&bytes)?;
    let rates = if arguments.counts {
        None
    } else {
        Rates::measure()
    };
    rates.iter().for_each(report::rates);
    let (mut annotated, mut failed): (Vec<Annotated>, Vec<String>) = (vec![], vec![]);
    for selected in selected {
        if unread() && html.is_none() && json.is_none() {
            return Ok(());
        }
        let name = format!("{}: {}", selected.case.ladder, selected.case.name);
        match annotate(&image, rates.as_ref(), selected) {
            Ok(case) => {
                report::case(&case);
                annotated.push(case);
            }
            // The other cases are not lost for that.
            Err(error) => failed.push(format!("{name}: {error}")),
        }
    }
    let predictions = annotated.iter().flat_map(|case| &case.rungs);
    let predictions: Vec<_> = predictions
        .filter_map(|rung| rung.prediction.as_ref())
        .collect();
    if !predictions.is_empty() {
        let holds = predictions.iter().filter(|prediction| prediction.holds());
        report::total(holds.count(), predictions.len());
    }
    if let Some(Output { file, path }) = html {
        html::write(&annotated, file).map_err(|error| format!("{path:?}: {error}"))?;
    }
    json.map_or(Ok(()), |json| json::write(&annotated, json))?;
    match failed.is_empty() {
        true => Ok(()),
        false => Err(failed.join("\n")),
    }
}
