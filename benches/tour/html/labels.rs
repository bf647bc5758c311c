//! Labels beside their points, none over another: each in turn takes the nearest place that is free.

use super::chart::{Chart, LETTER};

/// What a point is called, and where it is, in pixels.
pub(crate) struct Label {
    pub(crate) text: String,
    pub(crate) class: String,
    pub(crate) at: [f64; 2],
}

/// The left, upper, right and lower edge of something.
pub(crate) type Rectangle = [f64; 4];

/// How far labels may be from their points: so many steps to either side, and up and down.
const ASIDE: i32 = 24;
const UP: i32 = 24;
const STEP: [f64; 2] = [22.0, 15.0];

/// Puts each label where none of those before it is, and nothing that is `taken`. Returns those for
/// which there was no place.
pub(crate) fn place(
    chart: &mut Chart,
    labels: Vec<Label>,
    mut taken: Vec<Rectangle>,
) -> Vec<Label> {
    let mut left_over = vec![];
    for label in labels {
        let places = places(&label);
        let free = |place: &&(f64, Rectangle)| {
            inside(place.1, chart.frame()) && !taken.iter().any(|other| overlap(*other, place.1))
        };
        let nearest = places
            .iter()
            .filter(free)
            .min_by(|a, b| a.0.total_cmp(&b.0));
        let Some(&(_, place)) = nearest else {
            left_over.push(label);
            continue;
        };
        taken.push(place);
        let [left, top, right, _] = place;
        let [x, y] = label.at;
        let middle = (top + place[3]) / 2.0;
        let end = if left > x { left } else { right };
        if (end - x).hypot(middle - y) > 16.0 {
            chart.line("hair", [x, y, end, middle]);
        }
        chart.text(
            &label.class,
            [left + 2.0, place[3] - 3.5],
            "start",
            &label.text,
        );
    }
    left_over
}

/// All places of a label, with their distances from its point.
fn places(label: &Label) -> Vec<(f64, Rectangle)> {
    let width = label.text.chars().count() as f64 * LETTER[1] + 4.0;
    let [x, y] = label.at;
    let mut places = vec![];
    for aside in -ASIDE..=ASIDE {
        for up in -UP..=UP {
            let (dx, dy) = (f64::from(aside) * STEP[0], f64::from(up) * STEP[1]);
            // To the right of the point, or to the left of it.
            let left = if aside >= 0 {
                x + 8.0 + dx
            } else {
                x + 14.0 + dx - width
            };
            let top = y + dy - LETTER[0] / 2.0;
            // To the left costs a little more, and so do long ways up and down.
            let distance = dx.hypot(1.5 * dy) + if aside < 0 { 20.0 } else { 0.0 };
            places.push((distance, [left, top, left + width, top + LETTER[0]]));
        }
    }
    places
}

fn inside(a: Rectangle, frame: Rectangle) -> bool {
    a[0] >= frame[0] && a[1] >= frame[1] && a[2] <= frame[2] && a[3] <= frame[3]
}

pub(crate) fn overlap(a: Rectangle, b: Rectangle) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}
