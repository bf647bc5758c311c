//! The frame around the bars, and the ticks outside it.

use super::ticks::ticks;
use std::ops::{Range, RangeInclusive};

/// Red, green and blue.
pub(super) type Rgb = [u8; 3];

/// Pixels in a row.
pub(super) const WIDTH: usize = 640;

// The box of the axes, in pixels from the top left, as matplotlib has it: 0.125 to 0.9 of the
// width, and 0.12 to 0.88 of the height.
const LEFT: f64 = 80.0;
const RIGHT: f64 = 576.0;
const TOP: f64 = 57.6;
const BOTTOM: f64 = 427.2;

/// The parts of a pixel that positions are whole numbers of. Agg's rasteriser has the same.
const PARTS: usize = 256;

/// How far a line reaches from its middle. It is 0.8 points wide, which is 1.11 pixels: the middle
/// of a line is that of a pixel, and a little ink comes upon the two beside it.
const HALF_LINE: usize = 142;

/// How long a tick is: 3.5 points, which is 4.86 pixels, rounded.
const TICK: usize = 5;

/// Draws frame and ticks over what is there, for counts of which `tallest` is the largest.
pub(super) fn draw(pixels: &mut [Rgb], low: f64, high: f64, tallest: u64) {
    let range = high - low;
    // The margins are 5 % of the range on either side.
    let margin = 0.05 * range;
    let across = ticks(low - margin, high + margin)
        .map(|tick| LEFT + (RIGHT - LEFT) * ((tick - low) / range + 0.05) / 1.1);
    for column in apart(across, LEFT..=RIGHT) {
        let bottom = BOTTOM.round() as usize;
        vertical(pixels, column, middle(bottom)..middle(bottom + TICK));
    }

    // No counts leave no range; this is what matplotlib makes of it.
    let (floor, ceiling) = match tallest {
        0 => (-0.055, 0.055),
        _ => (0.0, 1.05 * tallest as f64),
    };
    let up = ticks(floor, ceiling)
        .map(|tick| BOTTOM - (BOTTOM - TOP) * ((tick - floor) / (ceiling - floor)));
    for row in apart(up, TOP.round()..=BOTTOM.round()) {
        let left = LEFT as usize;
        horizontal(pixels, row, middle(left - TICK)..middle(left));
    }
    frame(pixels);
}

/// The pixels that positions fall upon, each once. A position outside the axis, where numbers were
/// too coarse or too large to find it, falls upon none.
fn apart(
    positions: impl Iterator<Item = f64>,
    axis: RangeInclusive<f64>,
) -> impl Iterator<Item = usize> {
    let mut before = None;
    positions.filter_map(move |position| {
        let pixel = axis
            .contains(&position.round())
            .then_some(position.round() as usize)?;
        (before.replace(pixel) != Some(pixel)).then_some(pixel)
    })
}

/// Left, right, bottom, top: each in full, so that two of them meet at each corner.
fn frame(pixels: &mut [Rgb]) {
    let [left, right, top, bottom] = [LEFT, RIGHT, TOP, BOTTOM].map(|edge| edge.round() as usize);
    let reach = |from, to| middle(from) - HALF_LINE..middle(to) + HALF_LINE;
    vertical(pixels, left, reach(top, bottom));
    vertical(pixels, right, reach(top, bottom));
    horizontal(pixels, bottom, reach(left, right));
    horizontal(pixels, top, reach(left, right));
}

fn middle(pixel: usize) -> usize {
    pixel * PARTS + PARTS / 2
}

/// A line along the middle of a column.
fn vertical(pixels: &mut [Rgb], column: usize, rows: Range<usize>) {
    ink(
        pixels,
        middle(column) - HALF_LINE..middle(column) + HALF_LINE,
        rows,
    );
}

/// A line along the middle of a row.
fn horizontal(pixels: &mut [Rgb], row: usize, columns: Range<usize>) {
    ink(
        pixels,
        columns,
        middle(row) - HALF_LINE..middle(row) + HALF_LINE,
    );
}

/// A black rectangle, whose sides are given in parts of a pixel. A pixel that it covers in part
/// becomes as much darker, in steps of 1/255.
fn ink(pixels: &mut [Rgb], columns: Range<usize>, rows: Range<usize>) {
    for (row, height) in shares(rows) {
        for (column, width) in shares(columns.clone()) {
            let cover = (width * height).div_ceil(PARTS).min(255);
            let pixel = &mut pixels[row * WIDTH + column];
            let left = left(cover as u64);
            *pixel = pixel.map(|channel| under(channel, left));
        }
    }
}

/// The pixels along a stretch of parts, and how many parts of each are in it.
fn shares(parts: Range<usize>) -> impl Iterator<Item = (usize, usize)> {
    (parts.start / PARTS..parts.end.div_ceil(PARTS)).map(move |pixel| {
        let from = parts.start.max(pixel * PARTS);
        let to = parts.end.min((pixel + 1) * PARTS);
        (pixel, to - from)
    })
}

/// What black of an opacity in steps of 1/255 leaves of a channel, in parts of `2^24`, rounded up.
///
/// It is `1 - opacity / 255`, rounded as matplotlib's blender rounds it.
fn left(opacity: u64) -> u64 {
    ((255 * 256 - 255 * opacity) << 24).div_ceil(255 * 256 + opacity)
}

/// A channel of which that much is left. One division serves three channels so, and what comes out
/// is that of a division for each.
fn under(channel: u8, left: u64) -> u8 {
    ((u64::from(channel) * left) >> 24) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_leaves_what_the_division_leaves() {
        for opacity in 0..=255 {
            for channel in 0..=255 {
                let divided = channel * (255 * 256 - 255 * opacity) / (255 * 256 + opacity);
                assert_eq!(u64::from(under(channel as u8, left(opacity))), divided);
            }
        }
    }

    #[test]
    fn positions_that_are_none_are_left_out() {
        let positions = [f64::NAN, f64::INFINITY, -1e300, 99.6, 100.4, 101.0, 101.0];
        let pixels = apart(positions.into_iter(), 0.0..=576.0);
        assert_eq!(pixels.collect::<Vec<_>>(), [100, 101]);
    }
}
