//! A bar chart a case, and what more members make of it.

use super::bars::{Bar, Bars, colour};
use super::data::{Report, Row, times_checked};
use super::markup::{details, digits};

/// A card a case: nanoseconds an element, from the least to the median, and the limit.
pub(crate) fn cards(report: &Report) -> String {
    report.cases().map(card).collect()
}

fn card(rows: &[Row]) -> String {
    let bar = |row: &Row| Bar {
        group: String::new(),
        name: match row.members {
            1 => row.rung.clone(),
            members => format!("{}\u{a0}×{members}", row.rung),
        },
        class: colour(&row.rung),
        value: row.ns_per_element,
        until: row.median_ns_per_element,
        mark: row.limit_ns_per_element,
        cells: vec![times(rows, row), of_limit(row)],
        remark: String::new(),
    };
    let mut names: Vec<_> = rows.iter().filter_map(|row| row.limit.as_deref()).collect();
    names.sort_unstable();
    names.dedup();
    let subtitle = match names.is_empty() {
        true => rows[0].case.clone(),
        false => format!("{}; limit: {}", rows[0].case, names.join(", ")),
    };
    Bars {
        title: rows[0].ladder.clone(),
        subtitle,
        unit: "ns".into(),
        heads: vec!["× checked", "of limit"],
        bars: rows.iter().map(bar).collect(),
    }
    .card()
}

fn times(rows: &[Row], row: &Row) -> String {
    times_checked(rows, row).map_or(String::new(), digits)
}

fn of_limit(row: &Row) -> String {
    row.of_limit.map_or(String::new(), |fraction| {
        format!("{:.0} %", 100.0 * fraction)
    })
}

/// All rungs, in numbers.
pub(crate) fn numbers(report: &Report) -> String {
    let rows = report.cases().flat_map(|rows| {
        rows.iter().map(move |row| {
            vec![
                row.ladder.clone(),
                row.case.clone(),
                row.rung.clone(),
                row.members.to_string(),
                digits(row.ns_per_element),
                digits(row.median_ns_per_element),
                times(rows, row),
                row.limit.clone().unwrap_or_default(),
                of_limit(row),
            ]
        })
    });
    details(
        "Every rung in one table",
        &[
            "ladder",
            "case",
            "rung",
            "members",
            "least, ns",
            "median, ns",
            "× checked",
            "limit",
            "of limit",
        ],
        &rows.collect::<Vec<_>>(),
    )
}

/// How much faster than one member several are: a bar each, and the ideal. None where no case was
/// measured on both.
pub(crate) fn speed_up(report: &Report) -> Option<String> {
    let mut bars: Vec<_> = report.cases().flat_map(speed_ups).collect();
    bars.sort_by(|a, b| b.value.total_cmp(&a.value));
    // Cases of a ladder together, the best ladder first.
    let mut ladders: Vec<String> = vec![];
    for bar in &bars {
        if !ladders.contains(&bar.group) {
            ladders.push(bar.group.clone());
        }
    }
    bars.sort_by_key(|bar| ladders.iter().position(|ladder| *ladder == bar.group));
    (!bars.is_empty()).then(|| {
        Bars {
            title: "Speed-up of threaded over simd".into(),
            subtitle: "How many times as fast, by least times; \
                the line is the ideal, as many times as there are members"
                .into(),
            unit: "×".into(),
            heads: vec!["members"],
            bars,
        }
        .card()
    })
}

fn speed_ups(rows: &[Row]) -> Vec<Bar> {
    let alone = rows.iter().find(|row| row.rung == "simd");
    let threaded = rows
        .iter()
        .filter(|row| row.rung == "threaded" && row.members > 1);
    let bar = |(alone, row): (&Row, &Row)| Bar {
        group: row.ladder.clone(),
        name: row.case.clone(),
        class: "threaded",
        value: alone.ns_per_element / row.ns_per_element,
        until: 0.0,
        mark: Some(row.members as f64),
        cells: vec![row.members.to_string()],
        remark: String::new(),
    };
    let pairs = threaded.filter_map(|row| Some((alone?, row)));
    pairs.map(bar).collect()
}
