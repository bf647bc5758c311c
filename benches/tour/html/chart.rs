//! The frame of a chart: its size, its axes, and the marks in it. It is drawn twice, for wide windows
//! and for narrow ones, at the size at which it is seen, so that text has the same size everywhere.

use super::markup::{escaped, short};
use super::scale::Scale;
use std::fmt::{Arguments, Write as _};

/// Of a letter, in pixels: its height, and its usual width in the fonts of the page.
pub(crate) const LETTER: [f64; 2] = [15.0, 6.9];

/// A size of a chart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) is_narrow: bool,
}

impl Size {
    pub(crate) const WIDE: Self = Self {
        width: 1_000.0,
        height: 520.0,
        is_narrow: false,
    };
    pub(crate) const NARROW: Self = Self {
        width: 330.0,
        height: 330.0,
        is_narrow: true,
    };
}

/// The distances from the edges to the axes.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 44.0;

/// What a chart is about.
pub(crate) struct Axes<'a> {
    pub(crate) title: &'a str,
    pub(crate) x: (Scale, &'a str),
    pub(crate) y: (Scale, &'a str),
}

pub(crate) struct Chart {
    pub(crate) size: Size,
    x: Scale,
    y: Scale,
    marks: String,
    title: String,
}

impl Chart {
    /// With axes, and a line across at every tick.
    pub(crate) fn new(size: Size, axes: &Axes<'_>) -> Self {
        let mut chart = Self {
            size,
            x: axes.x.0,
            y: axes.y.0,
            marks: String::new(),
            title: axes.title.into(),
        };
        let [left, top, right, bottom] = chart.frame();
        let (across, up) = if size.is_narrow { (4, 6) } else { (10, 10) };
        for tick in chart.x.ticks(across) {
            let x = chart.x_of(tick);
            chart.line("grid", [x, top, x, bottom]);
            chart.text("tick", [x, bottom + 16.0], "middle", &short(tick));
        }
        for tick in chart.y.ticks(up) {
            let y = chart.y_of(tick);
            chart.line("grid", [left, y, right, y]);
            chart.text("tick", [left - 6.0, y + 4.0], "end", &short(tick));
        }
        chart.text("name", [right, bottom + 36.0], "end", axes.x.1);
        chart.text("name", [4.0, 12.0], "start", axes.y.1);
        chart
    }

    /// The left, upper, right and lower edge of what the axes enclose.
    pub(crate) fn frame(&self) -> [f64; 4] {
        let Size { width, height, .. } = self.size;
        [LEFT, TOP, width - RIGHT, height - BOTTOM]
    }

    pub(crate) fn x_of(&self, value: f64) -> f64 {
        let [left, _, right, _] = self.frame();
        left + (right - left) * self.x.place(value)
    }

    pub(crate) fn y_of(&self, value: f64) -> f64 {
        let [_, top, _, bottom] = self.frame();
        bottom + (top - bottom) * self.y.place(value)
    }

    pub(crate) fn at(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [self.x_of(x), self.y_of(y)]
    }

    pub(crate) fn mark(&mut self, mark: Arguments<'_>) {
        writeln!(self.marks, "{mark}").expect("a string takes everything");
    }

    pub(crate) fn line(&mut self, class: &str, [x1, y1, x2, y2]: [f64; 4]) {
        self.mark(format_args!(
            "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>"
        ));
    }

    /// A line through points, in pixels.
    pub(crate) fn path(&mut self, class: &str, points: impl IntoIterator<Item = [f64; 2]>) {
        let mut path = String::new();
        for [x, y] in points {
            let letter = if path.is_empty() { 'M' } else { 'L' };
            write!(path, "{letter}{x:.1} {y:.1}").expect("a string takes everything");
        }
        self.mark(format_args!("<path class=\"{class}\" d=\"{path}\"/>"));
    }

    /// With what a pointer that rests on it is told.
    pub(crate) fn dot(&mut self, class: &str, [x, y]: [f64; 2], title: &str) {
        self.mark(format_args!(
            "<circle class=\"dot {class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"><title>{}</title></circle>",
            escaped(title)
        ));
    }

    pub(crate) fn text(&mut self, class: &str, [x, y]: [f64; 2], anchor: &str, text: &str) {
        self.mark(format_args!(
            "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>",
            escaped(text)
        ));
    }

    pub(crate) fn svg(self) -> String {
        let Size { width, height, .. } = self.size;
        let (title, marks) = (escaped(&self.title), self.marks);
        format!(
            "<svg role=\"img\" aria-label=\"{title}\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\">\n<title>{title}</title>\n{marks}</svg>\n"
        )
    }
}

/// The same chart for wide windows and for narrow ones, of which one is seen.
pub(crate) fn both(draw: impl Fn(Size) -> String) -> String {
    format!(
        "<div class=\"wide\">{}</div>\n<div class=\"narrow\">{}</div>\n",
        draw(Size::WIDE),
        draw(Size::NARROW)
    )
}
