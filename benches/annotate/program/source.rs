//! The lines of the sources that a rung's instructions come from.

use super::count::{Place, Profile};
pub(crate) use super::image::Line;

use super::image::Image;
use super::kind::Kind;
use iced_x86::{Formatter, IntelFormatter};
use std::collections::BTreeMap;

/// What became of a line.
#[derive(Default)]
pub(crate) struct Became {
    /// How often the most frequent of its instructions is executed for an element.
    pub(crate) often: f64,
    /// What it still checks.
    pub(crate) checks: Option<&'static str>,
    /// Whether it became arithmetic on vectors, or loads and stores of them.
    pub(crate) vector: bool,
    pub(crate) assembly: Vec<Assembly>,
}

/// An instruction.
pub(crate) struct Assembly {
    pub(crate) at: u64,
    pub(crate) often: f64,
    pub(crate) text: String,
}

/// By file and number.
pub(crate) type Lines = BTreeMap<Line, Became>;

/// Executions for an element, in hundredths of the most frequent, that are shown.
const SHOWN: f64 = 0.01;

/// What the lines of this crate became.
pub(crate) fn lines(image: &Image<'_>, profile: &Profile) -> Lines {
    let most = profile
        .places
        .values()
        .map(|place| place.often)
        .fold(0.0, f64::max);
    let shown = profile
        .places
        .iter()
        .filter(|(_, place)| place.often > SHOWN * most);
    let mut lines = Lines::new();
    for (&at, place) in shown {
        if let Some(line) = own(&image.lines(at)) {
            let operation = &profile.operations[&at];
            // A number alone is moved from register to register as a vector is.
            let moved = operation.kind == Kind::Name;
            let vector = operation.width > 0 && !moved && packed(place);
            lines.entry(line).or_default().add(at, place, vector);
        }
    }
    lines
}

impl Became {
    fn add(&mut self, at: u64, place: &Place, vector: bool) {
        self.often = self.often.max(place.often);
        self.checks = self.checks.or(place.checks);
        self.vector |= vector;
        self.assembly.push(Assembly {
            at,
            often: place.often,
            text: text(place),
        });
    }
}

fn text(place: &Place) -> String {
    let mut text = String::new();
    let mut formatter = IntelFormatter::new();
    formatter.options_mut().set_branch_leading_zeros(false);
    formatter.format(&place.instruction, &mut text);
    text
}

/// Whether it works on all lanes, as its name ends.
fn packed(place: &Place) -> bool {
    let name = super::operation::name(&place.instruction);
    !(name.ends_with("sd") || name.ends_with("ss") || name.ends_with("2si"))
}

/// The folder of this crate, when it was compiled.
pub(crate) const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/");

/// The innermost line of this crate that is no operation of a vector; or of one, if there is no other.
pub(crate) fn own(lines: &[Line]) -> Option<Line> {
    let own = lines.iter().filter_map(|line| {
        let file = line.file.strip_prefix(ROOT).unwrap_or(&line.file);
        file.starts_with("src/").then(|| Line {
            file: file.to_owned(),
            number: line.number,
        })
    });
    let own: Vec<Line> = own.collect();
    let kernel = own.iter().find(|line| !line.file.starts_with("src/simd/"));
    kernel.or(own.first()).cloned()
}
