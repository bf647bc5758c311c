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
    /// All on one scale: a table, or a table a group.
    pub(crate) fn card(&self) -> String {
        // A whisker that is longer than its bar may be cut off.
        let whisker = |bar: &Bar| bar.until.clamp(bar.value, 2.0 * bar.value);
        let ends = |bar: &Bar| [Some(whisker(bar)), Some(bar.value), bar.mark];
        let values: Vec<_> = self.bars.iter().flat_map(ends).flatten().collect();
        let scale = Scale::of_bars(&values);
        let groups = self.bars.chunk_by(|a, b| a.group == b.group);
        let tables: Vec<_> = groups.map(|bars| self.table(bars, scale)).collect();
        let is_one = tables.len() == 1;
        let class = if is_one { "card" } else { "card whole" };
        let body = match is_one {
            true => tables.concat(),
            false => format!("<div class=\"groups\">{}</div>", tables.concat()),
        };
        format!(
            "<section class=\"{class}\"><h3>{}</h3><p class=\"sub\">{}{}</p>\n{body}</section>\n",
            escaped(&self.title),
            escaped(&self.subtitle),
            if scale.is_logarithmic() {
                " (logarithmic scale)"
            } else {
                ""
            },
        )
    }

    fn table(&self, bars: &[Bar], scale: Scale) -> String {
        let rows: String = bars.iter().map(|bar| bar.row(scale)).collect();
        let heads: String = (self.heads.iter())
            .map(|head| format!("<th class=\"n\">{head}</th>"))
            .collect();
        // Names have the room that no numbers need.
        let class = if self.heads.len() < 2 {
            "bars across"
        } else {
            "bars"
        };
        format!(
            "<table class=\"{class}\">\n<thead><tr><th>{}</th><td class=\"track\">{}</td>\
             <th class=\"n\">{}</th>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table>\n",
            escaped(&bars[0].group),
            axis(scale, 3),
            escaped(&self.unit),
        )
    }
}

impl Bar {
    fn row(&self, scale: Scale) -> String {
        let percent = |value: f64| 100.0 * scale.place(value).clamp(0.0, 1.0);
        let (end, until) = (percent(self.value), percent(self.until));
        let mut track = format!(
            "<i class=\"bar {}\" style=\"width:{end:.1}%\"></i>",
            self.class
        );
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

/// Pixels of the narrowest track, and of a letter above it.
const TRACK: f64 = 70.0;
const LETTER: f64 = 6.4;

/// The numbers above the tracks, each inside of them, `most` of them or less: no
/// more than the narrowest has room for.
pub(crate) fn axis(scale: Scale, most: usize) -> String {
    let mut axis = String::new();
    let mut free = 0.0;
    for tick in scale.ticks(most) {
        let place = scale.place(tick);
        let text = short(tick);
        let width = LETTER * text.chars().count() as f64;
        let (side, left) = match place {
            ..0.17 => ("first", place * TRACK),
            0.83.. => ("last", place * TRACK - width),
            _ => ("middle", place * TRACK - width / 2.0),
        };
        if left < free {
            continue;
        }
        free = left + width + 3.0;
        let place = 100.0 * place;
        write!(
            axis,
            "<span class=\"{side}\" style=\"left:{place:.1}%\">{text}</span>"
        )
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
