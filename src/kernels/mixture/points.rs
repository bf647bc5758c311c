//! The points in blocks of eight, a vector for each coordinate.

use super::counts;
use super::model::{COORDINATE, MOST, Mixture};
use crate::Error;
use crate::memory::Buffer;
use crate::simd::{Family, Float, LANES, compiled};
use std::alloc::{Layout, handle_alloc_error};
use std::ops::Range;

/// One coordinate of eight points.
pub(super) use crate::memory::Line;

/// Points in the layout that the [`simd`](super::simd()) rung works on: eight points at a time,
/// first the eight first coordinates, then the eight second ones, and so on; and how often each
/// counts, if that is not once.
///
/// It is made once and read in every iteration. It takes as much memory as the points themselves do
/// as `f64`, which they are in the layout.
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
    /// Of each eight points a line, if they have weights: none is zero, but those of the copies.
    weights: Option<Buffer<Line>>,
    total_weight: f64,
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
    pub fn new<T: Float>(x: &[T], dimensions: usize) -> Result<Self, Error> {
        let len = check(x, dimensions)?;
        let mut lines = zeros(len.div_ceil(LANES) * dimensions, "x")?;
        lay_out(x, dimensions, &mut lines);
        Ok(Self {
            dimensions,
            len,
            lines,
            weights: None,
            total_weight: len as f64,
        })
    }

    /// The same points, each of which counts as often as its weight says: a point of weight 3 as
    /// three points that are equal, one of weight 0.5 as half a point. Weights that the points
    /// have already are no more.
    ///
    /// Points of weight zero are left out, and [`len`](Points::len) does not count them.
    /// What a fit comes to depends on the ratios of the weights alone, but for rounding;
    /// log-likelihoods and criteria go by their sizes.
    ///
    /// ```
    /// use hotloop::kernels::mixture::{Mixture, Points};
    ///
    /// let model = Mixture::new(&[0.5, 0.5], &[0.0, 4.0], &[1.0, 1.0])?; // on a line
    /// let repeated = Points::new(&[1.0, 1.0, 1.0, 5.0], 1)?;
    /// let weighted = Points::new(&[1.0, 2.0, 5.0], 1)?.weighted(&[3.0, 0.0, 1.0])?;
    /// assert_eq!((weighted.len(), weighted.total_weight()), (2, 4.0));
    ///
    /// let (truth, found) = (repeated.moments(&model)?, weighted.moments(&model)?);
    /// assert!((found.log_likelihood() - truth.log_likelihood()).abs() < 1e-12);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// * [`Error::LengthMismatch`] if there is not one weight for each point;
    /// * [`Error::OutOfRange`] if a weight is NaN, negative, or above `1e50`, or if their sum is
    ///   below `1e-50`, as it is if all are zero;
    /// * [`Error::OutOfMemory`] if there is no memory for the weights, or for the points that are
    ///   left where some are left out.
    #[doc(alias = "sample_weight")]
    pub fn weighted(self, weights: &[f64]) -> Result<Self, Error> {
        self.counting("points", weights)
    }

    /// [`weighted`](Points::weighted), with a name for the points.
    pub(super) fn counting(mut self, name: &'static str, weights: &[f64]) -> Result<Self, Error> {
        counts::check(weights, (name, self.len))?;
        self.total_weight = counts::total(weights);
        let d = self.dimensions;
        let left = || weights.iter().enumerate().filter(|(_, w)| **w != 0.0);
        let len = left().count();
        let mut lines = zeros(len.div_ceil(LANES), "weights")?;
        for (i, (_, weight)) in left().enumerate() {
            lines[i / LANES].0[i % LANES] = *weight;
        }
        self.weights = Some(lines);
        if len == self.len {
            return Ok(self);
        }
        let mut lines = zeros(len.div_ceil(LANES) * d, name)?;
        let mut last = 0;
        for (to, (from, _)) in left().enumerate() {
            self.copy_point(from, &mut lines, to);
            last = from;
        }
        for to in len..len.next_multiple_of(LANES) {
            self.copy_point(last, &mut lines, to);
        }
        Ok(Self { len, lines, ..self })
    }

    fn copy_point(&self, from: usize, lines: &mut [Line], to: usize) {
        for a in 0..self.dimensions {
            lines[to / LANES * self.dimensions + a].0[to % LANES] = self.coordinate(from, a);
        }
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

    /// How often all points count together: the sum of their weights, or how many there are if they
    /// have none.
    pub fn total_weight(&self) -> f64 {
        self.total_weight
    }

    /// A coordinate of a point.
    pub(super) fn coordinate(&self, point: usize, coordinate: usize) -> f64 {
        self.lines[point / LANES * self.dimensions + coordinate].0[point % LANES]
    }

    /// How often a point counts.
    #[inline]
    pub(super) fn weight(&self, point: usize) -> f64 {
        let weights = self.weights.as_ref();
        weights.map_or(1.0, |weights| weights[point / LANES].0[point % LANES])
    }

    /// Whether points may count more or less than once.
    pub(super) fn is_weighted(&self) -> bool {
        self.weights.is_some()
    }

    /// Refuses a model of points with another number of coordinates.
    pub(super) fn check_model(&self, model: &Mixture) -> Result<(), Error> {
        if model.dimensions() == self.dimensions {
            return Ok(());
        }
        Err(Error::Invalid {
            argument: "model",
            found: "another number of dimensions",
            expected: "as many as the points have",
        })
    }

    /// The lines of some points, of which the first is the first of its eight, and the last is the
    /// last of its eight or of all.
    pub(super) fn lines(&self, points: Range<usize>) -> &[Line] {
        let d = self.dimensions;
        &self.lines[points.start / LANES * d..points.end.div_ceil(LANES) * d]
    }

    /// The weights of such points, if they have any.
    pub(super) fn weights(&self, points: Range<usize>) -> Option<&[Line]> {
        let weights = self.weights.as_ref()?;
        Some(&weights[points.start / LANES..points.end.div_ceil(LANES)])
    }
}

/// So many lines of zeros.
fn zeros(lines: usize, argument: &'static str) -> Result<Buffer<Line>, Error> {
    Buffer::zeroed(lines).map_err(|error| error.naming(argument))
}

compiled! {
    /// Lays out points. The last fills up the lines.
    fn lay_out<T: Float>(x: &[T], dimensions: usize, lines: &mut [Line]) = in_eights, for f64 f32
}

fn in_eights<T: Float>(x: &[T], dimensions: usize, lines: &mut [Line]) {
    let eights = lines.chunks_exact_mut(dimensions);
    for (lines, points) in eights.zip(x.chunks(LANES * dimensions)) {
        eight(points, lines);
    }
}

/// At most eight points, of which there is one.
fn eight<T: Float>(points: &[T], lines: &mut [Line]) {
    let dimensions = lines.len();
    let last = points.len() / dimensions - 1;
    for (coordinate, Line(line)) in lines.iter_mut().enumerate() {
        for (lane, number) in line.iter_mut().enumerate() {
            *number = points[lane.min(last) * dimensions + coordinate].into();
        }
    }
}

impl Clone for Points {
    fn clone(&self) -> Self {
        let copy = |lines: &Buffer<Line>| {
            let copy = Buffer::from_slice(lines);
            copy.unwrap_or_else(|_| handle_alloc_error(Layout::for_value(&**lines)))
        };
        Self {
            lines: copy(&self.lines),
            weights: self.weights.as_ref().map(copy),
            ..*self
        }
    }
}

compiled! {
    /// Refuses what are no points, and says how many there are.
    pub(super) fn check<T: Float>(x: &[T], dimensions: usize) -> Result<usize, Error>
        = points, for f64 f32
}

fn points<T: Float>(x: &[T], dimensions: usize) -> Result<usize, Error> {
    if dimensions == 0 {
        let argument = "dimensions";
        return Err(Error::Zero { argument });
    }
    if x.is_empty() {
        return Err(Error::Zero { argument: "x" });
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
        Error::ensure_finite("x", x.into(), |x| x.abs() <= MOST, COORDINATE)?;
    }
    Ok(x.len() / dimensions)
}
