//! The roofline (Williams, Waterman and Patterson 2009): how many operations a second a rung makes, over
//! how many it makes of a byte that it moves; and what memory, caches and arithmetic allow.

use super::bars::colour;
use super::chart::{Axes, Chart, LETTER, Size, both};
use super::data::{Report, Row};
use super::labels::{Label, Rectangle, overlap, place};
use super::markup::{details, digits, escaped};
use super::scale::Scale;
use std::fmt::Write as _;

/// A roof: what reaches it, how it is called, the same where there is little room, and whether it is a
/// rate of bytes.
const ROOFS: [(&str, &str, &str, bool); 6] = [
    ("read_1", "memory, 1 core", "", true),
    ("read_all", "memory, all", "memory", true),
    ("l1_load", "L1, 1 core", "", true),
    ("l1_load_all", "L1, all", "L1", true),
    ("fma_1", "multiply-add, 1 core", "1 core", false),
    ("fma_all", "multiply-add, all cores", "all", false),
];

/// Cases of a ladder that make as many operations of a byte: their rungs stand above each other.
struct Pillar<'a> {
    name: String,
    /// Operations a byte.
    intensity: f64,
    dots: Vec<Dot<'a>>,
}

/// A rung, and its billions of operations a second.
struct Dot<'a> {
    row: &'a Row,
    rate: f64,
}

impl Pillar<'_> {
    /// The fastest, and the slowest.
    fn top(&self) -> f64 {
        let rates = self.dots.iter().map(|dot| dot.rate);
        rates.fold(f64::MIN_POSITIVE, f64::max)
    }

    fn bottom(&self) -> f64 {
        let rates = self.dots.iter().map(|dot| dot.rate);
        rates.fold(f64::INFINITY, f64::min)
    }
}

/// The chart, and its numbers; none where nothing that was measured has its place in it.
pub(crate) fn section(report: &Report) -> Option<String> {
    let mut pillars = pillars(&report.rows);
    if pillars.is_empty() {
        return None;
    }
    // From the top down, so that labels follow their points.
    pillars.sort_by(|a, b| b.top().total_cmp(&a.top()));
    Some(both(|size| draw(report, &pillars, size)) + &numbers(&pillars))
}

fn pillars(rows: &[Row]) -> Vec<Pillar<'_>> {
    let place = |row: &Row| {
        let operations = row.operations_per_element?;
        Some((operations, operations / row.bytes_per_element?))
    };
    let mut pillars: Vec<Pillar<'_>> = vec![];
    for row in rows {
        let Some((operations, intensity)) = place(row) else {
            continue;
        };
        let dot = Dot {
            row,
            rate: operations / row.ns_per_element,
        };
        let same = |pillar: &&mut Pillar<'_>| {
            pillar.dots[0].row.ladder == row.ladder && pillar.intensity == intensity
        };
        match pillars.iter_mut().find(same) {
            Some(pillar) => pillar.dots.push(dot),
            None => pillars.push(Pillar {
                name: String::new(),
                intensity,
                dots: vec![dot],
            }),
        }
    }
    for pillar in &mut pillars {
        pillar.name = name(&pillar.dots);
    }
    pillars
}

/// The ladder, and what its cases have in common.
fn name(dots: &[Dot<'_>]) -> String {
    let row = dots[0].row;
    let common = |part: &&str| {
        dots.iter()
            .all(|dot| dot.row.case.split(", ").any(|it| it == *part))
    };
    let parts: Vec<_> = row.case.split(", ").filter(common).collect();
    match parts.is_empty() {
        true => row.ladder.clone(),
        false => format!("{}: {}", row.ladder, parts.join(", ")),
    }
}

fn draw(report: &Report, pillars: &[Pillar<'_>], size: Size) -> String {
    let (x, y) = scales(report, pillars);
    let axes = Axes {
        title: "Roofline: billions of operations a second, over operations a byte",
        x: (x, "operations a byte"),
        y: (y, "GFLOP/s"),
    };
    let height = if size.is_narrow { 380.0 } else { 600.0 };
    let mut chart = Chart::new(Size { height, ..size }, &axes);
    let mut taken = roofs(&mut chart, report);
    let mut labels = vec![];
    for (i, pillar) in pillars.iter().enumerate() {
        let line = [pillar.top(), pillar.bottom()].map(|rate| chart.at([pillar.intensity, rate]));
        chart.path("join", line);
        for dot in &pillar.dots {
            let [x, y] = chart.at([pillar.intensity, dot.rate]);
            let Row {
                ladder, case, rung, ..
            } = dot.row;
            let title = format!("{ladder}, {case}, {rung}: {} GFLOP/s", digits(dot.rate));
            chart.dot(colour(rung), [x, y], &title);
            taken.push([x - 5.0, y - 5.0, x + 5.0, y + 5.0]);
        }
        let text = match size.is_narrow {
            true => (i + 1).to_string(),
            false => pillar.name.clone(),
        };
        labels.push(Label {
            text,
            class: "label".into(),
            at: line[0],
        });
    }
    let left_over = place(&mut chart, labels, taken);
    let unnamed: Vec<_> = left_over.into_iter().map(|label| label.text).collect();
    let below = match size.is_narrow {
        true => key(pillars),
        false if unnamed.is_empty() => String::new(),
        false => {
            let names = escaped(&unnamed.join("; "));
            format!("<p class=\"sub\">No room for the names of: {names}</p>\n")
        }
    };
    chart.svg() + &below
}

/// A little more than what is drawn.
fn scales(report: &Report, pillars: &[Pillar<'_>]) -> (Scale, Scale) {
    let intensities = pillars.iter().map(|pillar| pillar.intensity);
    let dots = pillars.iter().flat_map(|pillar| &pillar.dots);
    let rates = dots.map(|dot| dot.rate);
    let least = |numbers: &mut dyn Iterator<Item = f64>| numbers.fold(f64::INFINITY, f64::min);
    let left = least(&mut intensities.clone()).min(0.1) / 3.0;
    let right = intensities.fold(10.0, f64::max) * 2.5;
    let flat = ["fma_1", "fma_all"]
        .into_iter()
        .filter_map(|roof| report.limit(roof));
    let rates = rates.chain(flat);
    let bottom = least(&mut rates.clone()) / 1.5;
    let top = rates.fold(f64::MIN_POSITIVE, f64::max) * 2.5;
    (
        Scale::logarithmic(left, right),
        Scale::logarithmic(bottom, top),
    )
}

/// Draws the roofs, and returns what their names take up. Where a busy machine has made two slopes alike, or two
/// flat roofs, only the first has its name.
fn roofs(chart: &mut Chart, report: &Report) -> Vec<Rectangle> {
    let (mut along, mut level_names) = (vec![], vec![]);
    for (key, name, short, is_bytes) in ROOFS {
        let Some(limit) = report.limit(key) else {
            continue;
        };
        let all = key.ends_with("_all");
        if is_bytes {
            let flat = report.limit(if all { "fma_all" } else { "fma_1" });
            let name = match chart.size.is_narrow {
                true => short.into(),
                false => format!("{name}: {} GB/s", digits(limit)),
            };
            along.extend(diagonal(chart, limit, flat, &name, all, &along));
        } else {
            let name = if chart.size.is_narrow { short } else { name };
            let name = format!("{name}: {} GFLOP/s", digits(limit));
            level_names.extend(level(chart, limit, &name, all, &level_names));
        }
    }
    [along, level_names].concat()
}

/// A roof of arithmetic, with its name at the right: above it or below.
fn level(
    chart: &mut Chart,
    limit: f64,
    name: &str,
    above: bool,
    taken: &[Rectangle],
) -> Option<Rectangle> {
    let [left, _, right, _] = chart.frame();
    let y = chart.y_of(limit);
    chart.line("roof", [left, y, right, y]);
    let baseline = if above { y - 5.0 } else { y + 14.0 };
    let width = name.chars().count() as f64 * LETTER[1] + 4.0;
    let place = [right - 4.0 - width, baseline - 13.0, right, baseline + 6.0];
    is_free(place, taken).then(|| {
        chart.text("roofname", [right - 4.0, baseline], "end", name);
        place
    })
}

fn is_free(place: Rectangle, taken: &[Rectangle]) -> bool {
    !taken.iter().any(|other| overlap(*other, place))
}

/// A roof of bytes, up to the flat one of as many cores, with its name along its upper end: above it or
/// below.
fn diagonal(
    chart: &mut Chart,
    limit: f64,
    flat: Option<f64>,
    name: &str,
    above: bool,
    taken: &[Rectangle],
) -> Vec<Rectangle> {
    let [left, _, right, bottom] = chart.frame();
    // A decade in pixels, on both axes, and so the slope.
    let decade = [
        chart.x_of(10.0) - chart.x_of(1.0),
        chart.y_of(1.0) - chart.y_of(10.0),
    ];
    let slope = decade[1] / decade[0];
    let end = flat.map_or(right, |flat| chart.x_of(flat / limit));
    let one = chart.at([1.0, 1.0]);
    let y = |x: f64| one[1] - slope * (x - one[0]) - limit.log10() * decade[1];
    if end <= left {
        return vec![];
    }
    let start = if y(left) > bottom {
        end - (bottom - y(end)) / slope
    } else {
        left
    };
    chart.line("roof", [start, y(start), end, y(end)]);
    let turn = slope.atan();
    let aside = if above { -6.0 } else { 15.0 };
    let (x, y) = (end - 8.0 * turn.cos(), y(end) + 8.0 * turn.sin());
    let (x, y) = (x + aside * turn.sin(), y + aside * turn.cos());
    let letters = (0..name.chars().count()).map(|i| {
        let back = i as f64 * LETTER[1];
        let (x, y) = (x - back * turn.cos(), y + back * turn.sin());
        [x - 9.0, y - 13.0, x + 2.0, y + 4.0]
    });
    let letters: Vec<_> = letters.collect();
    if !letters.iter().all(|letter| is_free(*letter, taken)) {
        return vec![];
    }
    chart.mark(format_args!(
        "<text class=\"roofname along\" text-anchor=\"end\" \
         transform=\"translate({x:.1} {y:.1}) rotate({:.1})\">{}</text>",
        -turn.to_degrees(),
        escaped(name)
    ));
    letters
}

/// What the numbers in a chart are that has no room for names.
fn key(pillars: &[Pillar<'_>]) -> String {
    let mut items = String::new();
    for pillar in pillars {
        let name = escaped(&pillar.name);
        writeln!(items, "<li>{name}</li>").expect("a string takes everything");
    }
    format!("<ol class=\"key\">{items}</ol>\n")
}

fn numbers(pillars: &[Pillar<'_>]) -> String {
    let dots = pillars.iter().flat_map(|pillar| {
        pillar.dots.iter().map(|dot| {
            let row = dot.row;
            vec![
                format!("{}: {}", row.ladder, row.case),
                row.rung.clone(),
                row.members.to_string(),
                digits(row.operations_per_element.unwrap_or_default()),
                digits(pillar.intensity),
                digits(dot.rate),
            ]
        })
    });
    details(
        "The numbers of this chart",
        &[
            "case",
            "rung",
            "members",
            "operations an element",
            "operations a byte",
            "GFLOP/s",
        ],
        &dots.collect::<Vec<_>>(),
    )
}
