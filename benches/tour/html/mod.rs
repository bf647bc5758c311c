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
//! | `style.css` | colours and sizes. The colours are those of Okabe and Ito (2008), which one can tell apart whatever colours one sees |
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

pub(crate) use data::{Curve, Figure, Paths, Report, Spread};
pub(crate) use date::utc;
pub(crate) use markup::escaped;
pub(crate) use scale::Scale;

use markup::{details, digits};
use std::fmt::Write as _;

/// All that the page shows.
pub(crate) struct Page<'a> {
    pub(crate) report: &'a Report,
    pub(crate) command: String,
    pub(crate) date: String,
    pub(crate) curves: &'a [Curve],
    pub(crate) paths: Option<&'a Paths>,
    pub(crate) figures: &'a [Figure],
}

/// A part of the page: its anchor, its title, and what it says before what it shows.
struct Section {
    id: &'static str,
    title: &'static str,
    text: &'static str,
    body: Option<String>,
}

const READING: &str = "\
Every loop of hotloop is a ladder of functions with the same arguments and the same answer. \
<b>checked</b> is the plain indexed loop, <b>unchecked</b> the same without bounds checks, <b>simd</b> works on \
eight numbers at a time, and <b>threaded</b> shares that out to one thread a core. \
Times are nanoseconds an element: the bar is the least that was measured, its whisker ends at the median, and \
shorter is better. \
A black (or white) line is the limit that binds a rung, measured on this machine in the same seconds: memory, a cache, \
or arithmetic. \
A rung at 100&#160;% of its limit cannot become faster on this machine. \
Where bars are of very different lengths the scale is logarithmic, and says so. \
Times wander by a few percent from run to run on a quiet machine, and by more on a shared one; ratios are steadier.";

impl Page<'_> {
    pub(crate) fn html(&self) -> String {
        let sections = self.sections();
        let missing: Vec<_> = (sections.iter())
            .filter(|section| section.body.is_none())
            .map(|section| section.title.to_lowercase())
            .collect();
        let (mut links, mut body) = (String::new(), String::new());
        for section in sections {
            let Section {
                id, title, text, ..
            } = section;
            if let Some(shown) = section.body {
                let link = writeln!(links, "<a href=\"#{id}\">{title}</a>");
                link.expect("a string takes everything");
                body += &format!("<h2 id=\"{id}\">{title}</h2>\n<p>{text}</p>\n{shown}");
            }
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

    fn sections(&self) -> Vec<Section> {
        let report = self.report;
        vec![
            Section {
                id: "limits",
                title: "Limits of this machine",
                text: "The best that any of several loops has reached: memory read, copied and written; loads from \
                       the first-level cache; multiply-adds in registers; a cache line sent to another core and \
                       back. What ends in <i>_1</i> is one core, and what ends in <i>_all</i> all of them.",
                body: limits(report),
            },
            Section {
                id: "roofline",
                title: "Roofline",
                text: "A loop that makes few operations of a byte is bound by memory, which is a slope here; one \
                       that makes many is bound by arithmetic, which is flat. Every dot is a rung, those of a case \
                       stand above each other, from <i>checked</i> up to <i>threaded</i>, and what is above the \
                       slope of memory is in a cache. Both axes are logarithmic; operations and bytes are those \
                       of the formula, whatever a rung makes of it. Roofs are those of 64-bit numbers.",
                body: roofline::section(report).map(|body| in_card(&body)),
            },
            Section {
                id: "bytes",
                title: "Bytes a second",
                text: "Every case that reads or writes arrays, rung by rung: elements a second times the bytes \
                       that an element has to move. It is also where those loops have a place that make no \
                       floating-point operations.",
                body: bytes::section(report).map(|body| in_card(&body)),
            },
            Section {
                id: "ladders",
                title: "Ladders",
                text: "Nanoseconds an element; a column says how many times as fast as <i>checked</i> a rung is, and \
                       another how much of its limit it reaches.",
                body: ladders(report),
            },
            Section {
                id: "members",
                title: "Speed-up over members",
                text: "What more members make of a rung. Loops that one core is enough for to fill the way to \
                       memory gain least.",
                body: ladders::speed_up(report),
            },
            Section {
                id: "cliffs",
                title: "Cliffs",
                text: "The time of an element over the length of the input, both logarithmic. A step up is a cache \
                       that input and output no longer fit into (dashed: where they are as large as it is); a slope \
                       down on the left is the cost of a call, or of a region, shared out to more elements.",
                body: (!self.curves.is_empty())
                    .then(|| cliffs::cards(self.curves, &report.machine.caches)),
            },
            self.tables(
                "races",
                "Counters and locks",
                RACES,
                &["races::counters", "races::contention"],
            ),
            self.tables(
                "transports",
                "Transports and pools",
                TRANSPORTS,
                &["races::transport", "races::processes"],
            ),
            self.tables("schedules", "Schedules", SCHEDULES, &["schedules"]),
            self.tables(
                "fit",
                "A whole fit",
                "The tutorial's mixture, from start to end.",
                &["mixture"],
            ),
            Section {
                id: "pictures",
                title: "Pictures",
                text: "What some of the loops compute.",
                body: self.pictures(),
            },
        ]
    }

    fn tables(
        &self,
        id: &'static str,
        title: &'static str,
        text: &'static str,
        modules: &[&str],
    ) -> Section {
        let cards = tables::cards(self.report, modules);
        let body = (!cards.is_empty()).then(|| in_cards(&cards));
        Section {
            id,
            title,
            text,
            body,
        }
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

const RACES: &str = "\
What it costs several threads to count together: the striped bars are of counters that came out wrong. Below, the \
time from one acquisition of a lock to the next, whoever makes it. Bars are least times, whiskers end at medians.";
const TRANSPORTS: &str = "\
What an integer costs on its way to another thread, or to another process; and what it takes to make a pool of \
threads or processes, to use it for nothing, and for a sum.";
const SCHEDULES: &str = "\
Who does how much of a loop whose iterations grow longer, and what handing out an even one costs.";

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
