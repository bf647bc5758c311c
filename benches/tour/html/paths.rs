//! Paths of a random process, and how far they spread: as measured, and as theory has it.

use super::chart::{Axes, Chart, Size, both};
use super::data::{Paths, Spread};
use super::markup::{details, digits, escaped};
use super::scale::Scale;

pub(crate) fn card(paths: &Paths) -> String {
    let steps = paths.theory.len();
    let rows = (0..steps).step_by((steps / 20).max(1)).map(|step| {
        let (theory, measured) = (paths.theory[step], paths.measured[step]);
        vec![
            digits(step as f64 * paths.dt),
            digits(measured.mean),
            digits(theory.mean),
            digits(measured.deviation),
            digits(theory.deviation),
        ]
    });
    let numbers = details(
        "The numbers of this chart, at some of the times",
        &[
            "time",
            "mean",
            "in theory",
            "standard deviation",
            "in theory",
        ],
        &rows.collect::<Vec<_>>(),
    );
    format!(
        "<section class=\"card\"><h3>Paths of the Ornstein-Uhlenbeck process</h3>\n\
         <p class=\"sub\">{}</p>\n{}{numbers}</section>\n",
        escaped(&paths.heading),
        both(|size| draw(paths, size))
    )
}

fn draw(paths: &Paths, size: Size) -> String {
    let last = (paths.theory.len() - 1) as f64 * paths.dt;
    let drawn = paths.drawn.iter().flatten().copied();
    let bands = paths
        .theory
        .iter()
        .flat_map(|at| [at.mean - 2.2 * at.deviation, at.mean + 2.2 * at.deviation]);
    let (low, high) = drawn
        .chain(bands)
        .fold((0.0, 0.0), |(low, high): (f64, f64), x| {
            (low.min(x), high.max(x))
        });
    let axes = Axes {
        title: "Paths of the Ornstein-Uhlenbeck process over time, with mean and deviations",
        x: (
            Scale::linear(0.0, last * if size.is_narrow { 1.25 } else { 1.1 }),
            "time",
        ),
        y: (Scale::linear(low, high), "value"),
    };
    let height = if size.is_narrow { 300.0 } else { 420.0 };
    let mut chart = Chart::new(Size { height, ..size }, &axes);
    for deviations in [2.0, 1.0] {
        band(&mut chart, paths, deviations);
    }
    for path in &paths.drawn {
        let points = places(&chart, paths.dt, path.iter().copied());
        chart.path("sample", points);
    }
    for times in [-2.0, -1.0, 0.0, 1.0, 2.0] {
        let at = |spread: &Spread| spread.mean + times * spread.deviation;
        let theory = places(&chart, paths.dt, paths.theory.iter().map(at));
        let measured = places(&chart, paths.dt, paths.measured.iter().map(at));
        let end = theory[theory.len() - 1];
        chart.path("theory", theory);
        chart.path("measured", measured);
        let name = match times {
            0.0 => "mean".into(),
            _ => format!("{times:+} s.d."),
        };
        chart.text("label", [end[0] + 5.0, end[1] + 4.0], "start", &name);
    }
    chart.svg()
}

fn places(chart: &Chart, dt: f64, values: impl Iterator<Item = f64>) -> Vec<[f64; 2]> {
    let values = values.enumerate();
    values
        .map(|(step, value)| chart.at([step as f64 * dt, value]))
        .collect()
}

/// What lies within so many deviations of the mean, in theory.
fn band(chart: &mut Chart, paths: &Paths, deviations: f64) {
    let edge = |times: f64| {
        let at = move |spread: &Spread| spread.mean + times * spread.deviation;
        places(chart, paths.dt, paths.theory.iter().map(at))
    };
    let (upper, lower) = (edge(deviations), edge(-deviations));
    chart.path("band", upper.into_iter().chain(lower.into_iter().rev()));
}
