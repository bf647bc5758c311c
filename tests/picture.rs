//! The picture of a histogram: pixels counted by hand, matplotlib's pictures, and extremes.

use hotloop::Error;
use hotloop::kernels::heavy::Picture;
use proptest::prelude::*;
use serde::Deserialize;
use std::fs::File;
use std::io::BufReader;
use std::ops::Range;
use std::path::Path;

const WHITE: [u8; 3] = [255; 3];
const BLUE: [u8; 3] = [0x1f, 0x77, 0xb4];
const BLACK: [u8; 3] = [0; 3];
/// Beside a line, which is a little wider than a pixel.
const BESIDE: [u8; 3] = [241; 3];

fn unit(counts: &[u64]) -> Picture {
    Picture::of_counts(counts, 0.0, 1.0).unwrap()
}

fn at(picture: &Picture, column: usize, row: usize) -> [u8; 3] {
    picture.pixel(column, row).unwrap()
}

/// How many rows of a column are blue, from the row above the line that bars stand on, which is
/// darkened by it.
fn height(picture: &Picture, column: usize) -> usize {
    let foot = Picture::BASELINE - 1;
    if at(picture, column, foot) == BESIDE {
        return 0;
    }
    let rows = (0..foot).rev();
    1 + rows
        .take_while(|&row| at(picture, column, row) == BLUE)
        .count()
}

fn heights(picture: &Picture) -> Vec<usize> {
    Picture::COLUMNS
        .map(|column| height(picture, column))
        .collect()
}

/// The bar under the centre of a column. Bars begin 45.45 hundredths of a pixel before the first
/// column, and all of them are 450.91 pixels wide. No centre is on the border of two, unless the
/// number of bars is a multiple of 64.
fn under(column: usize, bars: usize) -> usize {
    let pixels = (column - Picture::COLUMNS.start) as f64 + 5.0 / 11.0 + 0.5;
    (pixels / (4960.0 / 11.0) * bars as f64) as usize
}

/// So many counts of any size, of which no two meet at the centre of a column.
fn counts(bars: Range<usize>) -> impl Strategy<Value = Vec<u64>> {
    let counts = prop::collection::vec(any::<u64>(), bars);
    counts.prop_filter("borders at centres", |counts| counts.len() % 64 != 0)
}

/// The nearest whole number to `352 count / tallest`, give or take what rounding to borders costs.
fn assert_height(found: usize, count: u64, tallest: u64) {
    let exact = Picture::TALLEST as f64 * (count as f64 / tallest as f64);
    let off = (found as f64 - exact).abs();
    assert!(off < 1.0, "{found} rows for {exact}");
}

#[test]
fn four_bars_are_where_the_hand_puts_them() {
    let picture = unit(&[1, 2, 3, 4]);
    for (column, row) in [(0, 0), (639, 479), (300, 30), (90, 300), (565, 300)] {
        assert_eq!(at(&picture, column, row), WHITE);
    }
    for (column, row) in [(80, 58), (576, 58), (80, 427), (576, 427)] {
        assert_eq!(at(&picture, column, row), BLACK, "a corner of the frame");
    }
    // The frame is one pixel wide, and a shadow beside it.
    assert_eq!(
        [78, 79, 80, 81, 82].map(|c| at(&picture, c, 300)),
        [WHITE, BESIDE, BLACK, BESIDE, WHITE]
    );
    assert_eq!(
        [56, 57, 58, 59, 60].map(|r| at(&picture, 90, r)),
        [WHITE, BESIDE, BLACK, BESIDE, WHITE]
    );

    // Edges are at 102.5, 215.3, 328.0, 440.7 and 553.5.
    let bars = [103..215, 215..328, 328..441, 441..553];
    for (bar, height) in bars.into_iter().zip([88, 176, 264, 352]) {
        for column in bar {
            let top = 427 - height;
            assert_eq!(at(&picture, column, top - 1), WHITE, "above {column}");
            assert_eq!(at(&picture, column, top), BLUE, "the top of {column}");
            assert_eq!(at(&picture, column, 420), BLUE);
        }
    }
    assert_eq!(
        [102, 553].map(|column| at(&picture, column, 400)),
        [WHITE; 2]
    );
}

#[test]
fn ticks_are_at_round_values() {
    let picture = unit(&[1, 2, 3, 4]);
    let below: Vec<_> = (0..640)
        .filter(|&c| at(&picture, c, 430) == BLACK)
        .collect();
    assert_eq!(below, [103, 193, 283, 373, 463, 553]); // 0, 0.2, ... 1
    let beside: Vec<_> = (0..480).filter(|&r| at(&picture, 77, r) == BLACK).collect();
    assert_eq!(beside, [75, 119, 163, 207, 251, 295, 339, 383, 427]); // 4, 3.5, ... 0

    // Five pixels long: the last of them ends half-way.
    assert_eq!(
        [431, 432, 433].map(|r| at(&picture, 103, r)),
        [BLACK, [127; 3], WHITE]
    );
    assert_eq!(
        [76, 75, 74].map(|c| at(&picture, c, 75)),
        [BLACK, [127; 3], WHITE]
    );
}

#[derive(Deserialize)]
struct Stored {
    histograms: Vec<Histogram>,
}

#[derive(Deserialize)]
struct Histogram {
    name: String,
    low: f64,
    high: f64,
    counts: Vec<u64>,
}

fn stored() -> Vec<Histogram> {
    let stored: Stored =
        serde_json::from_str(include_str!("data/picture/histograms.json")).unwrap();
    stored.histograms
}

fn matplotlib(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/picture");
    let file = File::open(folder.join(name).with_extension("png")).unwrap();
    let mut reader = png::Decoder::new(BufReader::new(file)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!(
        (info.width, info.height, info.color_type),
        (640, 480, png::ColorType::Rgb)
    );
    pixels
}

#[test]
fn pictures_are_those_of_matplotlib() {
    for Histogram {
        name,
        low,
        high,
        counts,
    } in stored()
    {
        let picture = Picture::of_counts(&counts, low, high).unwrap();
        let expected = matplotlib(&name);
        let pixels = picture.pixels().chunks(3).zip(expected.chunks(3));
        let other: Vec<_> = pixels
            .enumerate()
            .filter(|(_, (found, expected))| found != expected)
            .map(|(i, (found, expected))| (i % 640, i / 640, found, expected))
            .collect();
        assert!(
            other.is_empty(),
            "{name}: {} pixels, {:?}",
            other.len(),
            &other[..other.len().min(9)]
        );
    }
}

#[test]
fn no_counts_have_axes_and_no_bars() {
    let picture = unit(&[0; 10]);
    assert_eq!(picture, unit(&[0]));
    assert!(!picture.pixels().chunks(3).any(|pixel| pixel == BLUE));
    assert_eq!(at(&picture, 80, 300), BLACK);
}

#[test]
fn extremes_are_drawn() {
    assert_eq!(heights(&unit(&[1])), [352; 450]);
    assert_eq!(unit(&[u64::MAX]).pixel(103, 75), Some(BLUE));
    // One count beside the largest there is, which is too many ticks apart to be seen.
    let picture = unit(&[u64::MAX, 1, 0, u64::MAX]);
    assert_eq!(
        [110, 300, 400, 550].map(|column| height(&picture, column)),
        [352, 0, 0, 352]
    );
    // The most bars: they alternate, and columns take turns with them.
    let counts: Vec<u64> = (0..1_000_000).map(|i| 1 + i / 500_000).collect();
    let found = heights(&unit(&counts));
    assert_eq!(
        (&found[..225], &found[225..]),
        (&[176; 225][..], &[352; 225][..])
    );
}

#[test]
fn more_bars_than_columns_show_those_under_the_centres() {
    // One bar in three is seen, or fewer. The others are higher than any of them.
    let bars = 1_351;
    let mut counts = vec![1_000_000; bars];
    for (i, column) in Picture::COLUMNS.enumerate() {
        counts[under(column, bars)] = 1_000 * i as u64;
    }
    for (i, height) in heights(&unit(&counts)).into_iter().enumerate() {
        assert_height(height, 1_000 * i as u64, 1_000_000);
    }
}

#[test]
fn ranges_without_room_for_ticks_are_drawn_without() {
    let ticks = |low, high| {
        let picture = Picture::of_counts(&[1, 2], low, high).unwrap();
        assert_eq!(height(&picture, 500), 352);
        (0..640).filter(|&c| at(&picture, c, 430) == BLACK).count()
    };
    assert_eq!(ticks(0.0, 5e-324), 0);
    assert_eq!(ticks(-f64::MAX, -f64::MAX / 2.0), 0);
    assert!(ticks(-8e307, 8e307) > 3);
    assert!(ticks(1.0, 1.0 + f64::EPSILON) <= 2);
    assert!(ticks(f64::MIN_POSITIVE, 1e-300) > 3);
}

#[test]
fn bad_arguments_are_refused() {
    let refused = |counts: &[u64], low, high| {
        let error = Picture::of_counts(counts, low, high).unwrap_err();
        error.to_string()
    };
    assert_eq!(
        refused(&[], 0.0, 1.0),
        "`counts`: found 0, expected at least 1"
    );
    let infinity = f64::INFINITY;
    for (low, high) in [
        (1.0, 1.0),
        (2.0, 1.0),
        (f64::NAN, 1.0),
        (0.0, f64::NAN),
        (0.0, infinity),
        (-infinity, infinity),
        (-f64::MAX, f64::MAX),
    ] {
        let error = Picture::of_counts(&[1], low, high).unwrap_err();
        let bad = if low.is_finite() { "high" } else { "low" };
        assert!(
            matches!(error, Error::OutOfRange { argument, .. } if argument == bad),
            "{error}"
        );
    }
    assert_eq!(
        refused(&[1], 3.0, 1.0),
        "`high`: found 1.0, expected a finite number above `low`"
    );
}

#[test]
fn pixels_are_handed_out() {
    let picture = unit(&[3, 1]);
    assert_eq!(picture.pixels().len(), 640 * 480 * 3);
    assert_eq!(picture.pixel(640, 0), None);
    assert_eq!(picture.pixel(0, 480), None);
    assert_eq!(picture.pixel(usize::MAX, usize::MAX), None);
    assert_eq!(format!("{picture:?}"), "Picture(640 x 480)");
    assert_eq!(picture.clone().into_pixels(), picture.pixels());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn columns_are_as_high_as_counts_say(counts in counts(1..2_000)) {
        let tallest = *counts.iter().max().unwrap();
        prop_assume!(tallest > 0);
        let found = heights(&unit(&counts));
        for (column, height) in Picture::COLUMNS.zip(found) {
            assert_height(height, counts[under(column, counts.len())], tallest);
        }
    }

    #[test]
    fn counts_reversed_are_a_picture_mirrored(counts in counts(1..2_000)) {
        let reversed: Vec<u64> = counts.iter().rev().copied().collect();
        let mut mirrored = heights(&unit(&reversed));
        mirrored.reverse();
        prop_assert_eq!(heights(&unit(&counts)), mirrored);
    }

    #[test]
    fn anything_is_drawn(
        counts in prop::collection::vec(any::<u64>(), 1..2_000),
        low in any::<f64>(),
        high in any::<f64>(),
    ) {
        match Picture::of_counts(&counts, low, high) {
            Ok(picture) => prop_assert_eq!(picture.pixels().len(), 640 * 480 * 3),
            Err(error) => prop_assert!(matches!(error, Error::OutOfRange { .. }), "{}", error),
        }
    }

    #[test]
    fn only_proportions_matter_to_bars(
        counts in prop::collection::vec(0_u64..1 << 40, 1..500),
        times in 1_u64..1 << 20,
    ) {
        let more: Vec<u64> = counts.iter().map(|count| count * times).collect();
        prop_assert_eq!(heights(&unit(&counts)), heights(&unit(&more)));
    }
}
