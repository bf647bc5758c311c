//! What moves bytes: how many a second each case comes to, rung by rung, and what caches and memory
//! allow.

use super::bars::{axis, colour};
use super::data::{Report, Row};
use super::markup::{details, digits, escaped};
use super::scale::Scale;
use std::fmt::Write as _;

/// Limits that are drawn through all rows.
const ROOFS: [(&str, &str); 3] = [
    ("read_all", "all cores read memory"),
    ("copy_all", "all cores copy memory"),
    (
        "l1_load_all",
        "all cores load from their first-level caches",
    ),
];

/// A row a case, with a dot a rung; none where nothing that was measured moves bytes.
pub(crate) fn section(report: &Report) -> Option<String> {
    let cases: Vec<_> = report
        .cases()
        .filter(|rows| bytes(rows).is_some())
        .collect();
    let all = cases.iter().flat_map(|rows| rows.iter());
    let rates: Vec<_> = all.clone().filter_map(rate).collect();
    let least = rates.iter().copied().reduce(f64::min)?;
    let mut roofs: Vec<_> = ROOFS
        .iter()
        .filter_map(|(key, name)| Some((*name, report.limit(key)?)))
        .collect();
    roofs.sort_by(|a, b| a.1.total_cmp(&b.1));
    let highest = roofs
        .iter()
        .map(|(_, value)| *value)
        .chain(rates)
        .fold(least, f64::max);
    let scale = Scale::logarithmic(least / 1.3, highest * 1.3);
    let mut rows = String::new();
    for case in &cases {
        rows += &row(case, scale, &roofs);
    }
    let names: Vec<_> = roofs
        .iter()
        .map(|(name, value)| format!("{name} ({} GB/s)", digits(*value)))
        .collect();
    let numbers = all.filter_map(|row| {
        Some(vec![
            format!("{}: {}", row.ladder, row.case),
            row.rung.clone(),
            row.members.to_string(),
            digits(row.bytes_per_element?),
            digits(rate(row)?),
        ])
    });
    let numbers = details(
        "The numbers of this chart",
        &["case", "rung", "members", "bytes an element", "GB/s"],
        &numbers.collect::<Vec<_>>(),
    );
    Some(format!(
        "<p class=\"sub\">GB/s, logarithmic; the lines, from left to right: {}.</p>\n\
         <table class=\"dots\"><thead><tr><td></td><td class=\"track\">{}</td></tr></thead>\n\
         <tbody>{rows}</tbody></table>{numbers}",
        escaped(&names.join("; ")),
        axis(scale, 5)
    ))
}

/// Bytes that an element moves, unless so much is computed from each that they hardly matter.
fn bytes(rows: &[Row]) -> Option<f64> {
    let bytes = rows[0].bytes_per_element?;
    (rows[0].operations_per_element.unwrap_or(0.0) < bytes).then_some(bytes)
}

/// Bytes a nanosecond, which are as many billions a second.
fn rate(row: &Row) -> Option<f64> {
    Some(row.bytes_per_element? / row.ns_per_element)
}

fn row(rows: &[Row], scale: Scale, roofs: &[(&str, f64)]) -> String {
    let percent = |value: f64| 100.0 * scale.place(value);
    let rates: Vec<_> = rows.iter().filter_map(rate).collect();
    let (least, most) = rates
        .iter()
        .fold((f64::INFINITY, 0.0), |(least, most), &rate| {
            (rate.min(least), rate.max(most))
        });
    let mut track = String::new();
    let mut mark = |mark: String| writeln!(track, "{mark}").expect("a string takes everything");
    for (name, value) in roofs {
        let place = percent(*value);
        mark(format!(
            "<i class=\"mark\" title=\"{name}\" style=\"left:{place:.1}%\"></i>"
        ));
    }
    let (from, wide) = (percent(least), percent(most) - percent(least));
    mark(format!(
        "<i class=\"span\" style=\"left:{from:.1}%;width:{wide:.1}%\"></i>"
    ));
    for (row, rate) in rows.iter().zip(&rates) {
        let (place, class) = (percent(*rate), colour(&row.rung));
        let title = escaped(&format!("{}: {} GB/s", row.rung, digits(*rate)));
        mark(format!(
            "<i class=\"point {class}\" title=\"{title}\" style=\"left:{place:.1}%\"></i>"
        ));
    }
    format!(
        "<tr><th>{} <small>{}</small></th><td class=\"track\"><div>{track}</div></td></tr>\n",
        escaped(&rows[0].ladder),
        escaped(&rows[0].case)
    )
}
