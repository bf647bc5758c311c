//! The points in blocks of eight, a vector for each coordinate.

use super::model::{COORDINATE, MOST, Mixture};
use crate::Error;
use crate::memory::room;
use crate::simd::LANES;
use std::array;
use std::ops::Range;

/// One coordinate of eight points, on a cache line of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
pub(super) struct Line(pub(super) [f64; LANES]);

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
#[derive(Clone, Debug)]
pub struct Points {
    dimensions: usize,
    len: usize,
    /// Of each eight points, `dimensions` lines. The last eight are filled up with copies of the
    /// last point.
    lines: Vec<Line>,
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
        let mut lines = room("x", len.div_ceil(LANES) * dimensions)?;
        let whole = len / LANES * dimensions;
        lines.extend((0..whole).map(|i| {
            let (eight, coordinate) = (i / dimensions, i % dimensions);
            let eight = &x[eight * LANES * dimensions..][..LANES * dimensions];
            Line(array::from_fn(|lane| eight[lane * dimensions + coordinate]))
        }));
        let rest = &x[whole * LANES..];
        if let Some(last) = (rest.len() / dimensions).checked_sub(1) {
            lines.extend((0..dimensions).map(|coordinate| {
                Line(array::from_fn(|lane| {
                    rest[lane.min(last) * dimensions + coordinate]
                }))
            }));
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
