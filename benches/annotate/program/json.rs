//! What came out, for programs.

use super::annotate::{Annotated, Annotation};
use super::cases::Followed;
use super::common::output::Output;
use super::count::Counts;
use super::predict::Prediction;
use hotloop::build_info;
use serde::Serialize;

#[derive(Serialize)]
struct Report<'a> {
    format: &'static str,
    version: u64,
    compiler: &'static str,
    target: &'static str,
    rows: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    ladder: &'a str,
    case: &'a str,
    rung: &'a str,
    followed: Followed,
    counts: &'a Counts,
    /// In cycles of an element.
    prediction: Option<&'a Prediction>,
    within_a_quarter: Option<bool>,
}

pub(crate) fn write(annotated: &[Annotated], json: Output) -> Result<(), String> {
    let rows = annotated.iter();
    let rows = rows.flat_map(|case| case.rungs.iter().map(move |rung| row(case, rung)));
    json.write_json(&Report {
        format: "hotloop annotate",
        version: 1,
        compiler: build_info::RUSTC,
        target: build_info::TARGET,
        rows: rows.collect(),
    })
}

fn row<'a>(annotated: &'a Annotated, rung: &'a Annotation) -> Row<'a> {
    let case = &annotated.selected.case;
    let prediction = rung.prediction.as_ref();
    Row {
        ladder: case.ladder,
        case: &case.name,
        rung: &rung.name,
        followed: annotated.selected.followed,
        counts: &rung.counts,
        prediction,
        within_a_quarter: prediction.map(Prediction::holds),
    }
}
