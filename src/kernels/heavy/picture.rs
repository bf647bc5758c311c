//! The picture of a histogram.

use super::axes::{self, Rgb};
use crate::Error;
use crate::memory::filled;
use std::fmt;
use std::ops::Range;

/// 640 by 480 pixels that show the counts of a histogram: what matplotlib's `ax.hist` draws at its
/// default size and in its default style, without the labels, for there is no text.
///
/// The pixels are red, green and blue, a byte each, row by row from the top left.
///
/// The bars stand side by side in columns [`COLUMNS`](Self::COLUMNS), as wide as each other, on row
/// [`BASELINE`](Self::BASELINE), the bottom line of the frame. Nothing of a bar is half a pixel:
///
/// - **A column shows the bar that is under its centre.** Where there are more bars than columns,
///   the others are not seen: the 450 columns are then a sample of the counts, spread evenly, and
///   look as uneven as the counts are. (The tallest bar of each column would look higher than they
///   are, and a mean smoother.) Matplotlib has the same rule, because it moves the edges of a bar
///   to the nearest borders of pixels, and a bar between two borders comes out with no width.
/// - **A bar fills its column up to the border of a pixel that is nearest its count.** The largest
///   count is [`TALLEST`](Self::TALLEST) pixels high, and the axis goes on for 5 % of that.
///
/// Around the bars are a frame and, outside it, ticks at round values, those of matplotlib's
/// `MaxNLocator`: multiples of 1, 2, 2.5 or 5 times a power of ten.
///
/// Bars are placed by integers alone, and ticks by plain arithmetic, so the same counts have the
/// same picture everywhere. It equals matplotlib's byte for byte, with two exceptions. Matplotlib
/// rounds the edges of bars one by one: where the border of two is at the very centre of a column,
/// which takes a multiple of 64 bars, either may be seen there, or a gap. And it computes edges in
/// the unit of the data: where a range is very narrow beside its ends, they are off by the rounding
/// of those.
///
/// ```
/// use hotloop::kernels::heavy::Picture;
///
/// // Four bars from 0 to 1, the last of them the tallest.
/// let picture = Picture::of_counts(&[1, 2, 3, 4], 0.0, 1.0)?;
/// assert_eq!(picture.pixels().len(), Picture::WIDTH * Picture::HEIGHT * 3);
///
/// let (white, blue) = ([255; 3], [0x1f, 0x77, 0xb4]);
/// let last = Picture::COLUMNS.end - 1;
/// let top = Picture::BASELINE - Picture::TALLEST;
/// assert_eq!((picture.pixel(last, top - 1), picture.pixel(last, top)), (Some(white), Some(blue)));
/// # Ok::<(), hotloop::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    pixels: Vec<u8>,
}

const WHITE: Rgb = [255; 3];
/// The first colour of matplotlib's cycle.
const BLUE: Rgb = [0x1f, 0x77, 0xb4];

impl Picture {
    /// Pixels in a row.
    pub const WIDTH: usize = axes::WIDTH;

    /// Rows.
    pub const HEIGHT: usize = 480;

    /// The columns of pixels that the bars share: the box of the axes without its margins.
    pub const COLUMNS: Range<usize> = 103..553;

    /// The row that the bars stand on, the first that is no part of any.
    pub const BASELINE: usize = 427;

    /// How many rows high the bar of the largest count is.
    pub const TALLEST: usize = 352;

    /// Pictures the counts of bins that share the range from `low` to `high` equally, the lowest
    /// first.
    ///
    /// `low` and `high` are where the first bin begins and the last one ends; they decide where the
    /// horizontal ticks stand, and nothing else. There are no ticks on an axis where numbers are
    /// too coarse or too large to tell them apart. Where all counts are zero there are no bars, and
    /// the vertical axis is that of matplotlib, from -0.055 to 0.055.
    ///
    /// # Errors
    ///
    /// [`Error::Zero`] if there is no count, and [`Error::OutOfRange`] if `high` is not above
    /// `low`, or if either, or their difference, is NaN or infinite. [`Error::OutOfMemory`] if
    /// there is no memory for the pixels.
    pub fn of_counts(counts: &[u64], low: f64, high: f64) -> Result<Self, Error> {
        if counts.is_empty() {
            return Err(Error::Zero { argument: "counts" });
        }
        let (above, near) = (
            "a finite number above `low`",
            "a finite distance from `low`",
        );
        Error::ensure_finite("low", low, |_| true, "a finite number")?;
        Error::ensure_finite("high", high, |high| high > low, above)?;
        Error::ensure_finite("high", high, |high| (high - low).is_finite(), near)?;

        let bytes = Self::WIDTH * Self::HEIGHT * 3;
        let mut pixels = filled("pixels", bytes, WHITE[0])?;
        let (rows, _) = pixels.as_chunks_mut::<3>();
        let tallest = counts.iter().copied().fold(0, u64::max);
        if tallest > 0 {
            bars(rows, counts, tallest);
        }
        axes::draw(rows, low, high, tallest);
        Ok(Self { pixels })
    }

    /// Red, green and blue of every pixel, row by row from the top left.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// The pixels, without the picture.
    pub fn into_pixels(self) -> Vec<u8> {
        self.pixels
    }

    /// Red, green and blue of the pixel that so many are left of and above, if there is one.
    pub fn pixel(&self, column: usize, row: usize) -> Option<[u8; 3]> {
        let (rows, _) = self.pixels.as_chunks().0.as_chunks::<{ Self::WIDTH }>();
        rows.get(row)?.get(column).copied()
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({} x {})", Self::WIDTH, Self::HEIGHT)
    }
}

/// Draws the bars, of which the tallest has the count `tallest`, above zero.
///
/// A bar at a time would step through memory a row apart. Instead each row is the row above it, and
/// the bars that begin there: a short copy, and every column is painted once.
fn bars(pixels: &mut [Rgb], counts: &[u64], tallest: u64) {
    const COLUMNS: usize = Picture::COLUMNS.end - Picture::COLUMNS.start;
    let mut tops: [_; COLUMNS] = std::array::from_fn(|i| {
        let column = Picture::COLUMNS.start + i;
        (top(counts[bar(column, counts.len())], tallest), column)
    });
    tops.sort_unstable();
    let mut tops = tops.into_iter().peekable();

    for row in Picture::BASELINE - Picture::TALLEST..Picture::BASELINE {
        let start = row * Picture::WIDTH;
        let above = start - Picture::WIDTH + Picture::COLUMNS.start;
        pixels.copy_within(
            above..above + Picture::COLUMNS.len(),
            start + Picture::COLUMNS.start,
        );
        while let Some((_, column)) = tops.next_if(|&(top, _)| top == row) {
            pixels[start + column] = BLUE;
        }
    }
}

/// Which of the bars is under the centre of a column; the left one, if their border is.
///
/// The box of the axes is 496 pixels wide and begins at 80, and the bars leave 1/22 of it free on
/// either side. The centre of column `c` is then the fraction `(22 c - 2245) / 9920` of the way
/// from the first bar to the last.
fn bar(column: usize, bars: usize) -> usize {
    // No number of bars that memory holds is too many for 128 bits.
    let along = (22 * column - 2245) as u128 * bars as u128;
    ((along - 1) / 9920) as usize
}

/// The first row of a bar, or the row below the last if the count is too small to be seen.
///
/// The top of the bar is `427.2 - 352 count / tallest` pixels from that of the picture, rounded to
/// a border of pixels.
fn top(count: u64, tallest: u64) -> usize {
    let (count, tallest) = (u128::from(count), u128::from(tallest));
    ((4277 * tallest - 3520 * count) / (10 * tallest)) as usize
}
