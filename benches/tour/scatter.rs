//! Points of the tutorial's mixture before and after its fit, as an SVG file to look at, and for the report.

use crate::common::mixtures::{Shape, settings};
use crate::common::thousands;
use crate::html::Figure;
use crate::svg::{self, line, text};
use hotloop::kernels::mixture::{self, Fit, Mixture};
use hotloop::threads::Team;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write};

/// The points that are drawn, the first of all: as many as the eye can tell apart.
const DRAWN: usize = 5_000;

/// A square with the points, in pixels: its left and upper edge, and its side.
#[derive(Clone, Copy)]
struct Panel {
    left: f64,
    top: f64,
    side: f64,
}

/// In the file both are side by side.
const PANELS: [Panel; 2] = [
    Panel::new(46.0, 76.0, 420.0),
    Panel::new(512.0, 76.0, 420.0),
];
/// On a page each is alone, and fits a narrow window.
const ALONE: Panel = Panel::new(30.0, 8.0, 284.0);

impl Panel {
    const fn new(left: f64, top: f64, side: f64) -> Self {
        Self { left, top, side }
    }

    fn right(self) -> f64 {
        self.left + self.side
    }

    fn bottom(self) -> f64 {
        self.top + self.side
    }
}

/// Of a point before the fit, and of the components (Okabe and Ito 2008): one can tell them apart
/// whatever colours one sees.
const BEFORE: &str = "#808080";
const COLOURS: [&str; 4] = ["#0072b2", "#e69f00", "#009e73", "#cc79a7"];

/// Fits all points, and draws some of them.
pub(crate) fn write(team: &Team, mut file: File) -> io::Result<()> {
    file.write_all(scatter(&Fitted::new(team)).as_bytes())
}

/// The points that are drawn, and the fit of all.
struct Fitted {
    x: Vec<f64>,
    labels: Vec<usize>,
    fit: Fit,
}

impl Fitted {
    fn new(team: &Team) -> Self {
        let shape = Shape::TUTORIAL;
        let x = shape.draw();
        let fit = mixture::threaded(team, &x, &shape.start(&x), &settings(Shape::ITERATIONS))
            .expect("the points can be fitted");
        let x = x[..DRAWN * shape.dimensions].to_vec();
        let mut labels = vec![0; DRAWN];
        (fit.mixture().labels(&x, &mut labels)).expect("there is room for a label a point");
        Self { x, labels, fit }
    }

    fn heading(&self) -> String {
        format!(
            "A Gaussian mixture of {} components, fitted to {} points in {} iterations",
            Shape::TUTORIAL.components,
            thousands(Shape::TUTORIAL.points),
            self.fit.iterations()
        )
    }

    fn legend(&self) -> String {
        let means = self.fit.log_likelihoods();
        format!(
            "{} of the points; mean log-likelihood {:.3} at first, {:.3} at last; \
             ellipses: one and two standard deviations; below them, weights and means",
            thousands(DRAWN),
            means[0],
            means[means.len() - 1]
        )
    }

    /// The points in one colour, or in that of the likeliest component, with what that is.
    fn draw(&self, marks: &mut String, panel: Panel, after: bool) {
        let scale = Scale::of(&self.x);
        frame(marks, panel, scale);
        let (points, _) = self.x.as_chunks::<2>();
        for (k, colour) in COLOURS.iter().enumerate() {
            let own = points
                .iter()
                .zip(&self.labels)
                .filter(|(_, label)| **label == k);
            dots(
                marks,
                own.map(|(point, _)| *point),
                if after { colour } else { BEFORE },
                panel,
                scale,
            );
        }
        for k in (0..COLOURS.len()).filter(|_| after) {
            component(marks, self.fit.mixture(), k, panel, scale);
        }
    }
}

/// Two panels with the same points: in one colour, and in that of the likeliest component.
fn scatter(fitted: &Fitted) -> String {
    let mut marks = String::new();
    let heading = fitted.heading();
    let [before, after] = PANELS;
    text(&mut marks, before.left, 20.0, "start", &heading);
    text(&mut marks, before.left, 38.0, "start", &fitted.legend());
    for (panel, title) in PANELS
        .iter()
        .zip(["before", "after, in the colour of the likeliest component"])
    {
        text(&mut marks, panel.left, panel.top - 8.0, "start", title);
    }
    fitted.draw(&mut marks, before, false);
    fitted.draw(&mut marks, after, true);
    svg::document(
        &heading,
        after.right() + 18.0,
        after.bottom() + 34.0,
        &marks,
    )
}

/// The same for a page.
pub(crate) fn figure(team: &Team) -> Figure {
    let fitted = Fitted::new(team);
    let panel = |title: &str, after: bool| {
        let mut marks = String::new();
        fitted.draw(&mut marks, ALONE, after);
        let (width, height) = (ALONE.right() + 12.0, ALONE.bottom() + 26.0);
        format!(
            "<div><p class=\"sub\">{title}</p><svg role=\"img\" aria-label=\"{title}\" width=\"{width}\" \
             height=\"{height}\" viewBox=\"0 0 {width} {height}\"><title>{title}</title>\n{marks}</svg></div>\n"
        )
    };
    let panels = [
        panel("before", false),
        panel("after, in the colour of the likeliest component", true),
    ];
    Figure {
        title: fitted.heading(),
        caption: fitted.legend(),
        body: format!("<div class=\"panels\">{}</div>\n", panels.concat()),
    }
}

/// From coordinates to pixels of a panel, the same on both axes.
#[derive(Clone, Copy)]
struct Scale {
    least: f64,
    most: f64,
}

impl Scale {
    /// Whole numbers that all coordinates are between.
    fn of(x: &[f64]) -> Self {
        Self {
            least: x.iter().copied().fold(f64::INFINITY, f64::min).floor(),
            most: x.iter().copied().fold(f64::NEG_INFINITY, f64::max).ceil(),
        }
    }

    fn pixels(self, panel: Panel) -> f64 {
        panel.side / (self.most - self.least)
    }

    fn place(self, panel: Panel, [x, y]: [f64; 2]) -> [f64; 2] {
        let pixels = self.pixels(panel);
        let [x, y] = [(x - self.least) * pixels, (self.most - y) * pixels];
        [panel.left + x, panel.top + y]
    }
}

/// Both axes of a panel, with a tick at every fourth.
fn frame(marks: &mut String, panel: Panel, scale: Scale) {
    let (left, right, bottom) = (panel.left, panel.right(), panel.bottom());
    line(marks, [left, bottom, right, bottom], "");
    line(marks, [left, panel.top, left, bottom], "");
    let mut tick = (scale.least / 4.0).ceil() * 4.0;
    while tick <= scale.most {
        let [x, y] = scale.place(panel, [tick, tick]);
        line(marks, [x, bottom, x, bottom + 5.0], "");
        text(marks, x, bottom + 18.0, "middle", &tick.to_string());
        line(marks, [left - 5.0, y, left, y], "");
        text(
            marks,
            left - 9.0,
            hundredths(y + 4.0),
            "end",
            &tick.to_string(),
        );
        tick += 4.0;
    }
}

/// A point is a line of no length with round ends, which takes a dozen bytes.
fn dots(
    marks: &mut String,
    points: impl Iterator<Item = [f64; 2]>,
    colour: &str,
    panel: Panel,
    scale: Scale,
) {
    let mut path = String::new();
    for point in points {
        let [x, y] = scale.place(panel, point);
        write!(path, "M{x:.1} {y:.1}h0").expect("a string takes everything");
    }
    let dots = writeln!(
        marks,
        "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.2\" \
         stroke-linecap=\"round\" stroke-opacity=\"0.75\"/>"
    );
    dots.expect("a string takes everything");
}

/// The ellipses of one component, and what it is.
fn component(marks: &mut String, mixture: &Mixture, k: usize, panel: Panel, scale: Scale) {
    let mean = mixture.mean(k);
    let [x, y] = scale.place(panel, [mean[0], mean[1]]);
    let (axes, degrees) = axes(mixture.covariance(k));
    for deviations in [1.0, 2.0] {
        let [a, b] = axes.map(|axis| deviations * axis * scale.pixels(panel));
        let ellipse = writeln!(
            marks,
            "<ellipse rx=\"{a:.2}\" ry=\"{b:.2}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.4\" \
             transform=\"translate({x:.2} {y:.2}) rotate({degrees:.1})\"/>"
        );
        ellipse.expect("a string takes everything");
    }
    let row = panel.bottom() - 14.0 - 16.0 * k as f64;
    let name = format!(
        "{:.3} at ({:.2}, {:.2})",
        mixture.weights()[k],
        hundredths(mean[0]),
        hundredths(mean[1])
    );
    text(marks, panel.right() - 14.0, row, "end", &name);
    let dot = writeln!(
        marks,
        "<circle cx=\"{:.2}\" cy=\"{:.2}\" r=\"4\" fill=\"{}\"/>",
        panel.right() - 4.0,
        row - 4.0,
        COLOURS[k]
    );
    dot.expect("a string takes everything");
}

/// The standard deviations along the axes of a covariance, and how far the first of them is turned
/// from the right, clockwise as SVG counts.
fn axes(covariance: &[f64]) -> ([f64; 2], f64) {
    let &[a, b, _, c] = covariance else {
        panic!("the points are in the plane");
    };
    let (middle, apart) = ((a + c) / 2.0, ((a - c) / 2.0).hypot(b));
    let turned = (2.0 * b).atan2(a - c) / 2.0;
    let axes = [middle + apart, (middle - apart).max(0.0)];
    (axes.map(f64::sqrt), -turned.to_degrees())
}

/// Rounded, and without the sign of a negative zero.
fn hundredths(x: f64) -> f64 {
    (x * 100.0).round() / 100.0 + 0.0
}
