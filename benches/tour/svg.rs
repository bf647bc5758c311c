//! The marks that the tour's SVG files are made of.

use std::fmt::Write as _;

pub(crate) fn line(marks: &mut String, [x1, y1, x2, y2]: [f64; 4], more: &str) {
    let line = writeln!(
        marks,
        "<line x1=\"{x1:.2}\" y1=\"{y1}\" x2=\"{x2:.2}\" y2=\"{y2}\" stroke=\"currentColor\"{more}/>"
    );
    line.expect("a string takes everything");
}

/// Names and numbers, none of which XML reads as anything else.
pub(crate) fn text(marks: &mut String, x: f64, y: f64, anchor: &str, text: &str) {
    let text = writeln!(
        marks,
        "<text x=\"{x:.2}\" y=\"{y}\" text-anchor=\"{anchor}\">{text}</text>"
    );
    text.expect("a string takes everything");
}

/// The whole file.
pub(crate) fn document(title: &str, width: f64, height: f64, marks: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"sans-serif\" font-size=\"12\" color=\"black\">\n\
         <title>{title}</title>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n{marks}</svg>\n"
    )
}
