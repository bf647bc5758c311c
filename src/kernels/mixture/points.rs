//! The points in blocks of eight, a vector for each coordinate.

use super::model::{COORDINATE, MOST, Mixture};
use crate::Error;
use crate::memory::Buffer;
use crate::simd::LANES;
use std::alloc::{Layout, handle_alloc_error};
use std::ops::Range;

/// One coordinate of eight points.
pub(super) use crate::memory::Line;

/// Points in the layout that the [`simd`](super::simd()) rung works on: eight points at a time,
/// first the eight first coordinates, then the eight second ones, and so on.
///
/// It is made once and read in every iteration. It takes as much memory as the points themselves.
///
/// ```
/// use hotloop::kernels::mixture::{Mixture, Points};
///
/// let points = Points::new(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], 2)?; // three points in the plane
/// assert_eq!((points.len(), points.dimensions()), (3, 2));
/// # Ok::<(), hotloop::Error>(())
/// ```
#[derive(Debug)]
pub struct Points {
    dimensions: usize,
    len: usize,
    /// Of each eight points, `dimensions` lines. The last eight are filled up with copies of the
    /// last point.
    lines: Buffer<Line>,
}

impl Points {
    /// The points of `x`: `d` coordinates of the first, `d` of the second, and so on.
    ///
    /// # Errors
    ///
    /// * [`Error::Zero`] if there are no dimensions, or no points;
    /// * [`Error::NotMultiple`] if `x` is no whole number of points;
    /// * [`Error::OutOfRange`] if a coordinate is NaN, infinite, or beyond `1e100` on either side;
    /// * [`Error::OutOfMemory`] if there is no memory for the layout.
    pub fn new(x: &[f64], dimensions: usize) -> Result<Self, Error> {
        let len = check(x, dimensions)?;
        let lines = Buffer::zeroed(len.div_ceil(LANES) * dimensions);
        let mut lines = lines.map_err(|error| error.naming("x"))?;
        let eights = lines.chunks_exact_mut(dimensions);
        for (lines, points) in eights.zip(x.chunks(LANES * dimensions)) {
            lay_out(points, lines);
        }
        Ok(Self {
            dimensions,
            len,
            lines,
        })
    }

    /// How many points there are.
    #[allow(clippy::len_without_is_empty, reason = "it never is")]
    pub fn len(&self) -> usize {
        self.len
    }

    /// How many coordinates a point has.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// Refuses a model of points with another number of coordinates.
    pub(super) fn check_model(&self, model: &Mixture) -> Result<(), Error> {
        Error::ensure_len(
            "model.dimensions",
            model.dimensions(),
            "dimensions",
            self.dimensions,
        )
    }

    /// The lines of some points, of which the first is the first of its eight, and the last is the
    /// last of its eight or of all.
    pub(super) fn lines(&self, points: Range<usize>) -> &[Line] {
        let d = self.dimensions;
        &self.lines[points.start / LANES * d..points.end.div_ceil(LANES) * d]
    }
}

/// Lays out at most eight points, of which there is one. The last fills up the lines.
fn lay_out(points: &[f64], lines: &mut [Line]) {
    let dimensions = lines.len();
    let last = points.len() / dimensions - 1;
    for (coordinate, Line(line)) in lines.iter_mut().enumerate() {
        for (lane, number) in line.iter_mut().enumerate() {
            *number = points[lane.min(last) * dimensions + coordinate];
        }
    }
}

impl Clone for Points {
    fn clone(&self) -> Self {
        let lines = Buffer::from_slice(&self.lines);
        Self {
            lines: lines.unwrap_or_else(|_| handle_alloc_error(Layout::for_value(&*self.lines))),
            ..*self
        }
    }
}

/// Refuses what are no points, and says how many there are.
pub(super) fn check(x: &[f64], dimensions: usize) -> Result<usize, Error> {
    if dimensions == 0 {
        let argument = "dimensions";
        return Err(Error::Zero { argument });
    }
    if x.is_empty() {
        return Err(Error::Zero { argument: "points" });
    }
    if !x.len().is_multiple_of(dimensions) {
        return Err(Error::NotMultiple {
            argument: "x",
            found: x.len(),
            group: "dimensions",
            size: dimensions,
        });
    }
    for &x in x {
        Error::ensure_finite("x", x, |x| x.abs() <= MOST, COORDINATE)?;
    }
    Ok(x.len() / dimensions)
}
