//! A bar chart as a table: it reads without a picture, and fits every width.

use super::markup::{digits, escaped, short};
use super::scale::Scale;
use std::fmt::Write as _;

/// A card with a bar a row.
pub(crate) struct Bars {
    pub(crate) title: String,
    pub(crate) subtitle: String,
    /// What the bars and the first number of each are.
    pub(crate) unit: String,
    /// Heads of the other columns.
    pub(crate) heads: Vec<&'static str>,
    pub(crate) bars: Vec<Bar>,
}

pub(crate) struct Bar {
    /// Bars with the same are together.
    pub(crate) group: String,
    pub(crate) name: String,
    /// The class that gives it its colour.
    pub(crate) class: &'static str,
    pub(crate) value: f64,
    /// The end of the whisker.
    pub(crate) until: f64,
    /// Where the limit is, or the ideal.
    pub(crate) mark: Option<f64>,
    /// What stands in the other columns.
    pub(crate) cells: Vec<String>,
    /// What stands below.
    pub(crate) remark: String,
}

impl Bars {
    pub(crate) fn card(&self) -> String {
        // A whisker that is longer than its bar may be cut off.
        let whisker = |bar: &Bar| bar.until.clamp(bar.value, 2.0 * bar.value);
        let ends = |bar: &Bar| [Some(whisker(bar)), Some(bar.value), bar.mark];
        let values: Vec<_> = self.bars.iter().flat_map(ends).flatten().collect();
        let scale = Scale::of_bars(&values);
        let mut rows = String::new();
        let mut group = "";
        for bar in &self.bars {
            if bar.group != group {
                group = &bar.group;
                let columns = 3 + self.heads.len();
                let row = format!(
                    "<tr class=\"group\"><th colspan=\"{columns}\">{}</th></tr>\n",
                    escaped(group)
                );
                rows += &row;
            }
            rows += &bar.row(scale);
        }
        let heads: String = (self.heads.iter())
            .map(|head| format!("<th class=\"n\">{head}</th>"))
            .collect();
        format!(
            "<section class=\"card\"><h3>{}</h3><p class=\"sub\">{}{}</p>\n<table class=\"bars\">\n\
             <thead><tr><td></td><td class=\"track\">{}</td><th class=\"n\">{}</th>{heads}</tr></thead>\n\
             <tbody>\n{rows}</tbody></table></section>\n",
            escaped(&self.title),
            escaped(&self.subtitle),
            if scale.is_logarithmic() { " (logarithmic scale)" } else { "" },
            axis(scale),
            escaped(&self.unit),
        )
    }
}

impl Bar {
    fn row(&self, scale: Scale) -> String {
        let percent = |value: f64| 100.0 * scale.place(value).clamp(0.0, 1.0);
        let (end, until) = (percent(self.value), percent(self.until));
        let mut track = format!("<i class=\"bar {}\" style=\"width:{end:.1}%\"></i>", self.class);
        if until - end > 0.5 {
            let wide = until - end;
            let whisker = write!(
                track,
                "<i class=\"whisker\" style=\"left:{end:.1}%;width:{wide:.1}%\"></i>"
            );
            whisker.expect("a string takes everything");
        }
        if let Some(mark) = self.mark {
            let place = percent(mark);
            let mark = write!(track, "<i class=\"mark\" style=\"left:{place:.1}%\"></i>");
            mark.expect("a string takes everything");
        }
        let cells: String = (self.cells.iter())
            .map(|cell| format!("<td class=\"n\">{}</td>", escaped(cell)))
            .collect();
        let mut row = format!(
            "<tr><th>{}</th><td class=\"track\"><div>{track}</div></td><td class=\"n\">{}</td>{cells}</tr>\n",
            // A line may end there.
            escaped(&self.name).replace('_', "_<wbr/>"),
            digits(self.value),
        );
        if !self.remark.is_empty() {
            let columns = 3 + self.cells.len();
            let remark = escaped(&self.remark);
            row += &format!("<tr class=\"remark\"><td colspan=\"{columns}\">{remark}</td></tr>\n");
        }
        row
    }
}

/// The numbers above the tracks, each inside of them, and no two closer than a third of the width.
fn axis(scale: Scale) -> String {
    let mut axis = String::new();
    let mut free = 0.0;
    for tick in scale.ticks(3) {
        let place = 100.0 * scale.place(tick);
        if place < free {
            continue;
        }
        free = place + 33.0;
        let side = match place {
            ..17.0 => "first",
            83.0.. => "last",
            _ => "middle",
        };
        let tick = short(tick);
        write!(axis, "<span class=\"{side}\" style=\"left:{place:.1}%\">{tick}</span>")
            .expect("a string takes everything");
    }
    format!("<div class=\"axis\">{axis}</div>")
}

/// The colour of a rung.
pub(crate) fn colour(rung: &str) -> &'static str {
    match rung {
        "checked" => "checked",
        "unchecked" => "unchecked",
        "simd" => "simd",
        "threaded" => "threaded",
        _ => "other",
    }
}
