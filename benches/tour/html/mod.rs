//! The report as one page of HTML that needs nothing but itself: no network, no script.
//!
//! | file | what is in it |
//! |---|---|
//! | `data.rs` | what it is made from |
//! | `markup.rs`, `date.rs`, `scale.rs` | text, numbers, dates, and places along an axis |
//! | `bars.rs` | a bar chart, as a table; `ladders.rs`, `tables.rs`: those of rungs, and of what has none |
//! | `chart.rs` | the frame of a chart, as SVG; `labels.rs`: names beside its points |
//! | `roofline.rs`, `bytes.rs` | how close rungs come to arithmetic, and to memory |
//! | `cliffs.rs`, `paths.rs` | times over lengths, and paths of a process |
//! | `words.rs` | what the page says |
//! | `style.css` | colours, those of Okabe and Ito (2008), which one can tell apart whatever colours one sees; sizes |
//! | `look.py` | what a browser makes of the page |
//!
//! The charts are bars, dots and lines with a name beside each, in the page's own colours, light and
//! dark, and as wide as the window: less than a library for charts would take to be told.

mod bars;
mod bytes;
mod chart;
mod cliffs;
mod data;
mod date;
mod labels;
mod ladders;
mod markup;
mod paths;
mod roofline;
mod scale;
mod tables;
mod words;

pub(crate) use data::{Curve, Figure, Paths, Report, Spread};
pub(crate) use date::utc;
pub(crate) use scale::Scale;

use markup::{details, digits, escaped};
use words::{Part, READING};

/// All that the page shows.
pub(crate) struct Page<'a> {
    pub(crate) report: &'a Report,
    pub(crate) command: String,
    pub(crate) date: String,
    pub(crate) curves: &'a [Curve],
    pub(crate) paths: Option<&'a Paths>,
    pub(crate) figures: &'a [Figure],
}

impl Page<'_> {
    pub(crate) fn html(&self) -> String {
        let (mut links, mut body, mut missing) = (String::new(), String::new(), vec![]);
        for (Part { id, title, text }, shown) in self.parts() {
            let Some(shown) = shown else {
                missing.push(title.to_lowercase());
                continue;
            };
            links += &format!("<a href=\"#{id}\">{title}</a>\n");
            body += &format!("<h2 id=\"{id}\">{title}</h2>\n<p>{text}</p>\n{shown}");
        }
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
             <title>hotloop on {}</title>\n<style>\n{}</style>\n</head>\n<body>\n<main>\n{}{}\
             <nav aria-label=\"Parts of the report\">\n{links}</nav>\n{body}</main>\n</body>\n</html>\n",
            escaped(&self.report.machine.processor),
            include_str!("style.css"),
            self.head(),
            not_measured(&missing),
        )
    }

    /// Where the figures are from, and how they are read.
    fn head(&self) -> String {
        let machine = &self.report.machine;
        let facts = [
            ("machine", &machine.found),
            (
                "level",
                &format!("{} of {}", machine.level, machine.levels.join(", ")),
            ),
            ("members on", &machine.placement.join(", ")),
            ("arrays on", &format!("{} pages", machine.arrays)),
            ("compiler", &machine.compiler),
            (
                "target",
                &format!("{}, {}", machine.target, machine.profile),
            ),
            ("date", &self.date),
        ];
        let facts: String = (facts.iter())
            .map(|(name, value)| format!("<dt>{name}</dt><dd>{}</dd>\n", escaped(value)))
            .collect();
        format!(
            "<h1>How fast the loops are</h1>\n<p class=\"lead\">hotloop on {}</p>\n<dl>\n{facts}\
             <dt>command</dt><dd><code>{}</code></dd>\n</dl>\n<p>{READING}</p>\n",
            escaped(&machine.processor),
            escaped(&self.command)
        )
    }

    /// What each part shows, if it was measured.
    fn parts(&self) -> Vec<(Part, Option<String>)> {
        let report = self.report;
        let tables = |modules: &[&str]| {
            let cards = tables::cards(report, modules);
            (!cards.is_empty()).then(|| in_cards(&cards))
        };
        let curves = self.curves;
        let cliffs = (!curves.is_empty()).then(|| cliffs::cards(curves, &report.machine.caches));
        vec![
            (words::LIMITS, limits(report)),
            (
                words::ROOFLINE,
                roofline::section(report).map(|body| in_card(&body)),
            ),
            (
                words::BYTES,
                bytes::section(report).map(|body| in_card(&body)),
            ),
            (words::LADDERS, ladders(report)),
            (words::MEMBERS, ladders::speed_up(report)),
            (words::CLIFFS, cliffs),
            (
                words::RACES,
                tables(&["races::counters", "races::contention"]),
            ),
            (
                words::TRANSPORTS,
                tables(&["races::transport", "races::processes"]),
            ),
            (words::SCHEDULES, tables(&["schedules"])),
            (words::FIT, tables(&["mixture"])),
            (words::PICTURES, self.pictures()),
        ]
    }

    fn pictures(&self) -> Option<String> {
        let figure = |figure: &Figure| {
            format!(
                "<section class=\"card\"><h3>{}</h3><p class=\"sub\">{}</p>\n{}</section>\n",
                escaped(&figure.title),
                escaped(&figure.caption),
                figure.body
            )
        };
        let figures: String = self.figures.iter().map(figure).collect();
        let paths = self.paths.map_or(String::new(), paths::card);
        Some(figures + &paths).filter(|shown| !shown.is_empty())
    }
}

fn limits(report: &Report) -> Option<String> {
    let rows = report.limits.iter().map(|(name, limit)| {
        vec![
            name.clone(),
            digits(limit.value),
            limit.unit.clone(),
            limit.pattern.clone(),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let head = ["limit", "best", "unit", "the loop that reached it"];
    let facts = report.limits.iter().map(|(name, limit)| {
        let value = escaped(&format!("{} {}", digits(limit.value), limit.unit));
        format!("<div><dt>{}</dt><dd>{value}</dd></div>\n", escaped(name))
    });
    let facts: String = facts.collect();
    let numbers = details("What reached them", &head, &rows);
    (!rows.is_empty()).then(|| format!("<dl class=\"limits\">{facts}</dl>\n{numbers}"))
}

fn ladders(report: &Report) -> Option<String> {
    let cards = in_cards(&ladders::cards(report));
    (!report.rows.is_empty()).then(|| cards + &ladders::numbers(report))
}

fn not_measured(missing: &[String]) -> String {
    if missing.is_empty() {
        return String::new();
    }
    format!(
        "<p class=\"missing\">Not measured in this run (a filter or <code>--quick</code> left it out): {}.</p>\n",
        missing.join(", ")
    )
}

fn in_card(body: &str) -> String {
    format!("<div class=\"card\">{KEYS}{body}</div>\n")
}

const KEYS: &str = "\
<ul class=\"keys\"><li><i class=\"bar checked\"></i>checked</li><li><i class=\"bar unchecked\"></i>unchecked</li>\
<li><i class=\"bar simd\"></i>simd</li><li><i class=\"bar threaded\"></i>threaded</li>\
<li><i class=\"bar other\"></i>other rungs</li></ul>\n";

fn in_cards(cards: &str) -> String {
    format!("<div class=\"cards\">\n{cards}</div>\n")
}
