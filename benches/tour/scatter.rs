//! Points of the tutorial's mixture before and after its fit, as an SVG file to look at.

use crate::common::mixtures::{Shape, settings};
use crate::common::thousands;
use crate::svg::{self, line, text};
use hotloop::kernels::mixture::{self, Fit, Mixture};
use hotloop::threads::Team;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write};

/// The points that are drawn, the first of all: as many as the eye can tell apart.
const DRAWN: usize = 5_000;

/// Pixels: the panels, from the left edge to each, and from the upper one.
const SIDE: f64 = 420.0;
const LEFT: [f64; 2] = [46.0, 512.0];
const TOP: f64 = 76.0;

/// Of a point before the fit, and of the components (Okabe and Ito 2008): one can tell them apart
/// whatever colours one sees.
const BEFORE: &str = "#666666";
const COLOURS: [&str; 4] = ["#0072b2", "#e69f00", "#009e73", "#cc79a7"];

/// Fits all points, and draws some of them.
pub(crate) fn write(team: &Team, mut file: File) -> io::Result<()> {
    let shape = Shape::TUTORIAL;
    let x = shape.draw();
    let fit = mixture::threaded(team, &x, &shape.start(&x), &settings(Shape::ITERATIONS))
        .expect("the points can be fitted");
    file.write_all(scatter(&fit, &x[..DRAWN * shape.dimensions]).as_bytes())
}

/// Two panels with the same points: in one colour, and in that of the likeliest component.
fn scatter(fit: &Fit, x: &[f64]) -> String {
    let (points, _) = x.as_chunks::<2>();
    let scale = Scale::of(x);
    let mut marks = String::new();
    let heading = format!(
        "A Gaussian mixture of {} components, fitted to {} points in {} iterations",
        Shape::TUTORIAL.components,
        thousands(Shape::TUTORIAL.points),
        fit.iterations()
    );
    text(&mut marks, LEFT[0], 20.0, "start", &heading);
    let means = fit.log_likelihoods();
    let legend = format!(
        "{} of the points; mean log-likelihood {:.3} at first, {:.3} at last; \
         ellipses: one and two standard deviations",
        thousands(points.len()),
        means[0],
        means[means.len() - 1]
    );
    text(&mut marks, LEFT[0], 38.0, "start", &legend);
    for (left, title) in LEFT
        .iter()
        .zip(["before", "after, in the colour of the likeliest component"])
    {
        text(&mut marks, *left, TOP - 8.0, "start", title);
        frame(&mut marks, *left, scale);
    }
    let mut labels = vec![0; points.len()];
    (fit.mixture().labels(x, &mut labels)).expect("there is room for a label a point");
    dots(&mut marks, points, &labels, scale);
    for (k, colour) in COLOURS.iter().enumerate() {
        component(&mut marks, fit.mixture(), k, colour, scale);
    }
    svg::document(&heading, LEFT[1] + SIDE + 18.0, TOP + SIDE + 34.0, &marks)
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

    fn pixels(self) -> f64 {
        SIDE / (self.most - self.least)
    }

    fn place(self, [x, y]: [f64; 2]) -> [f64; 2] {
        let pixels = self.pixels();
        [(x - self.least) * pixels, TOP + (self.most - y) * pixels]
    }
}

/// Both axes of a panel, with a tick at every fourth.
fn frame(marks: &mut String, left: f64, scale: Scale) {
    let (right, bottom) = (left + SIDE, TOP + SIDE);
    line(marks, [left, bottom, right, bottom], "");
    line(marks, [left, TOP, left, bottom], "");
    let mut tick = (scale.least / 4.0).ceil() * 4.0;
    while tick <= scale.most {
        let [x, y] = scale.place([tick, tick]);
        let x = left + x;
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

/// The points of each component, drawn in the right panel and once more in the left. A point is a
/// line of no length with round ends, which takes a dozen bytes.
fn dots(marks: &mut String, points: &[[f64; 2]], labels: &[usize], scale: Scale) {
    for (k, colour) in COLOURS.iter().enumerate() {
        let mut path = String::new();
        for (&point, _) in points.iter().zip(labels).filter(|(_, label)| **label == k) {
            let [x, y] = scale.place(point);
            write!(path, "M{x:.1} {y:.1}h0").expect("a string takes everything");
        }
        let [left, right] = LEFT;
        let dots = writeln!(
            marks,
            "<defs><path id=\"dots{k}\" d=\"{path}\" fill=\"none\" stroke-width=\"2.2\" \
             stroke-linecap=\"round\" stroke-opacity=\"0.75\"/></defs>\n\
             <use href=\"#dots{k}\" x=\"{left}\" stroke=\"{BEFORE}\"/>\n\
             <use href=\"#dots{k}\" x=\"{right}\" stroke=\"{colour}\"/>"
        );
        dots.expect("a string takes everything");
    }
}

/// The ellipses of one component, and what it is.
fn component(marks: &mut String, mixture: &Mixture, k: usize, colour: &str, scale: Scale) {
    let mean = mixture.mean(k);
    let [x, y] = scale.place([mean[0], mean[1]]);
    let x = LEFT[1] + x;
    let (axes, degrees) = axes(mixture.covariance(k));
    for deviations in [1.0, 2.0] {
        let [a, b] = axes.map(|axis| deviations * axis * scale.pixels());
        let ellipse = writeln!(
            marks,
            "<ellipse rx=\"{a:.2}\" ry=\"{b:.2}\" fill=\"none\" stroke=\"black\" stroke-width=\"1.4\" \
             transform=\"translate({x:.2} {y:.2}) rotate({degrees:.1})\"/>"
        );
        ellipse.expect("a string takes everything");
    }
    let row = TOP + SIDE - 14.0 - 16.0 * k as f64;
    let name = format!(
        "weight {:.3}, mean ({:.2}, {:.2})",
        mixture.weights()[k],
        hundredths(mean[0]),
        hundredths(mean[1])
    );
    text(marks, LEFT[1] + SIDE - 14.0, row, "end", &name);
    let dot = writeln!(
        marks,
        "<circle cx=\"{:.2}\" cy=\"{:.2}\" r=\"4\" fill=\"{colour}\"/>",
        LEFT[1] + SIDE - 4.0,
        row - 4.0
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
