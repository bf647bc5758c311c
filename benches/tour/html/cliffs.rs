//! The time of an element over the length of the input: flat, but for the caches that it falls out of.

use super::bars::colour;
use super::chart::{Axes, Chart, LETTER, Size};
use super::data::{Cache, Curve};
use super::labels::{Label, Rectangle, place};
use super::markup::{details, digits, escaped, short};
use super::scale::Scale;

/// Every panel fits a narrow window, and several fit a wide one.
const SIZE: Size = Size {
    width: 330.0,
    height: 250.0,
    is_narrow: true,
};

/// A card a ladder.
pub(crate) fn cards(curves: &[Curve], caches: &[Cache]) -> String {
    let ladders = curves.chunk_by(|a, b| a.ladder == b.ladder);
    let cards: String = ladders.map(|curves| card(curves, caches)).collect();
    let rows = curves.iter().flat_map(|curve| {
        curve.points.iter().map(|(elements, time)| {
            vec![
                curve.ladder.into(),
                curve.rung.clone(),
                elements.to_string(),
                short((elements * curve.bytes) as f64) + "B",
                digits(*time),
            ]
        })
    });
    let numbers = details(
        "The numbers of these charts",
        &["ladder", "rung", "elements", "bytes", "ns an element"],
        &rows.collect::<Vec<_>>(),
    );
    format!("<div class=\"cards charts\">{cards}</div>\n{numbers}")
}

fn card(curves: &[Curve], caches: &[Cache]) -> String {
    let points = || curves.iter().flat_map(|curve| &curve.points);
    let lengths = points().map(|(elements, _)| *elements as f64);
    let times = points().map(|(_, time)| *time);
    let least = |numbers: &mut dyn Iterator<Item = f64>| numbers.fold(f64::INFINITY, f64::min);
    let most = |numbers: &mut dyn Iterator<Item = f64>| numbers.fold(f64::MIN_POSITIVE, f64::max);
    let title = format!(
        "{}: nanoseconds an element, over the elements",
        curves[0].ladder
    );
    let axes = Axes {
        title: &title,
        x: (
            Scale::logarithmic(
                least(&mut lengths.clone()) / 1.3,
                most(&mut lengths.clone()) * 1.5,
            ),
            "elements",
        ),
        y: (
            Scale::logarithmic(
                least(&mut times.clone()) / 1.5,
                most(&mut times.clone()) * 2.5,
            ),
            "ns an element",
        ),
    };
    let mut chart = Chart::new(SIZE, &axes);
    mark_caches(
        &mut chart,
        caches,
        curves[0].bytes,
        most(&mut lengths.clone()),
    );
    let (mut taken, mut labels) = (vec![], vec![]);
    for curve in curves {
        let class = colour(&curve.rung);
        let points = curve.points.iter();
        let points: Vec<_> = points
            .map(|(elements, time)| chart.at([*elements as f64, *time]))
            .collect();
        taken.extend(points.windows(2).flat_map(|ends| along(ends[0], ends[1])));
        labels.extend(points.first().map(|first| Label {
            text: curve.rung.clone(),
            class: format!("label {class}"),
            at: *first,
        }));
        chart.path(&format!("curve {class}"), points);
    }
    labels.sort_by(|a, b| a.at[1].total_cmp(&b.at[1]));
    place(&mut chart, labels, taken);
    format!(
        "<section class=\"card\"><h3>{}</h3>{}</section>\n",
        escaped(curves[0].ladder),
        chart.svg()
    )
}

/// A line where input and output together are as large as a cache.
fn mark_caches(chart: &mut Chart, caches: &[Cache], bytes: usize, most: f64) {
    let [left, top, right, bottom] = chart.frame();
    let mut free = left;
    let mut caches: Vec<_> = caches
        .iter()
        .map(|cache| (cache.bytes, cache.level))
        .collect();
    caches.sort_unstable();
    caches.dedup_by_key(|cache| cache.1);
    for (size, level) in caches {
        let elements = size as f64 / bytes as f64;
        if elements > most {
            continue;
        }
        let x = chart.x_of(elements);
        chart.line("roof", [x, top, x, bottom]);
        let name = format!("L{level}");
        let width = name.len() as f64 * LETTER[1];
        if x + 3.0 > free && x + 3.0 + width < right {
            chart.text("roofname", [x + 3.0, top + 12.0], "start", &name);
            free = x + 3.0 + width;
        }
    }
}

/// What a stroke takes up.
fn along([x0, y0]: [f64; 2], [x1, y1]: [f64; 2]) -> impl Iterator<Item = Rectangle> {
    let steps = 1 + (x1 - x0).hypot(y1 - y0) as usize / 4;
    (0..=steps).map(move |i| {
        let done = i as f64 / steps as f64;
        let (x, y) = (x0 + done * (x1 - x0), y0 + done * (y1 - y0));
        [x - 2.0, y - 2.0, x + 2.0, y + 2.0]
    })
}
