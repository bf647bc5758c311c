//! Where the bins are, and which of them a value belongs in.

use super::ruler::Ruler;
use crate::Error;
use crate::memory::{copied, room};
use std::fmt;
use std::sync::Arc;

/// Bins side by side, of one width or of any.
///
/// Bin `i` is `edges[i] <= x < edges[i + 1]`; the last one includes its upper edge too, as NumPy
/// has it. A clone shares the edges and costs next to nothing. Two are equal if their edges are.
///
/// ```
/// use hotloop::kernels::histogram::Bins;
///
/// let bins = Bins::uniform(4, 0.0, 2.0)?;
/// assert_eq!(bins.edges(), [0.0, 0.5, 1.0, 1.5, 2.0]);
/// assert_eq!((bins.find(0.5), bins.find(2.0), bins.find(2.1)), (Some(1), Some(3), None));
///
/// let decades = Bins::from_edges(&[1.0, 10.0, 100.0])?;
/// assert_eq!((decades.count(), decades.find(99.0)), (2, Some(1)));
///
/// let error = Bins::uniform(4, 2.0, 2.0).unwrap_err();
/// assert_eq!(error.to_string(), "`high`: found 2.0, expected a finite number above `low`");
/// # Ok::<(), hotloop::Error>(())
/// ```
#[derive(Clone)]
pub struct Bins(Arc<Inner>);

struct Inner {
    /// Strictly increasing, finite, and at least two.
    edges: Vec<f64>,
    grid: Option<Grid>,
    ruler: Ruler,
}

impl Bins {
    /// The most bins there can be: 2^24. Edges and counts take 8 bytes a bin each.
    pub const MAX: usize = 1 << 24;

    /// `count` bins of one width over `low..=high`, with the edges of `numpy.linspace` and so of
    /// `numpy.histogram(x, bins=count, range=(low, high))`: edge `k` is `k * step + low`, where
    /// `step = (high - low) / count`, and the last is `high`.
    ///
    /// Values are counted where the edges say. NumPy does the same, unless bins are narrower than
    /// the smallest normal number, 2.2e-308: there it contradicts its own edges.
    ///
    /// # Errors
    ///
    /// [`Error::Zero`] for no bins, [`Error::TooLarge`] for more than [`MAX`](Bins::MAX), and
    /// [`Error::OutOfRange`] for an end that is NaN or infinite, for a `high` that is not above
    /// `low`, that is so far above it that the distance overflows, or so little that two edges
    /// would be the same number; [`Error::OutOfMemory`] if there is no memory for the edges.
    pub fn uniform(count: usize, low: f64, high: f64) -> Result<Self, Error> {
        check_count("count", count)?;
        Error::ensure_finite("low", low, |_| true, "a finite number")?;
        let above = "a finite number above `low`";
        Error::ensure_finite("high", high, |high| high > low, above)?;
        let width = high - low;
        let near = "a number whose distance from `low` is finite";
        Error::ensure_finite("high", high, |_| width.is_finite(), near)?;

        let step = width / count as f64;
        let mut edges = room("count", count + 1)?;
        edges.extend((0..=count).map(|k| k as f64 * step + low));
        edges[count] = high;
        let differ = edges.is_sorted_by(|a, b| a < b);
        let far = "a number far enough above `low` for so many edges to differ";
        Error::ensure_finite("high", high, |_| differ, far)?;
        let grid = Grid {
            low,
            step,
            scale: count as f64 / width,
            last: (count - 1) as f64,
            limit: high.min(count as f64 * step + low),
        };
        let grid = Some(grid).filter(|grid| grid.finds(&edges));
        let ruler = Ruler::new(&edges, grid.map(|grid| (grid.step, grid.scale)));
        Ok(Self(Arc::new(Inner { edges, grid, ruler })))
    }

    /// The bins between neighbouring edges. A value takes a binary search: where the edges are
    /// evenly spaced, [`uniform`](Bins::uniform) is the faster.
    ///
    /// # Errors
    ///
    /// [`Error::TooSmall`] for fewer than two edges, which have no bin between them,
    /// [`Error::TooLarge`] for those of more than [`MAX`](Bins::MAX) bins, and [`Error::OutOfRange`] for an
    /// edge that is NaN, infinite, or not above the one before it; [`Error::OutOfMemory`] if there
    /// is no memory for a copy of the edges.
    pub fn from_edges(edges: &[f64]) -> Result<Self, Error> {
        let (argument, found) = ("edges", edges.len());
        if found < 2 {
            let least = 2;
            return Err(Error::TooSmall {
                argument,
                found,
                least,
            });
        }
        let most = Self::MAX + 1;
        if found > most {
            return Err(Error::TooLarge {
                argument,
                found,
                most,
            });
        }
        let mut before = f64::NEG_INFINITY;
        for &edge in edges {
            let above = "a finite number above the edge before it";
            Error::ensure_finite("edges", edge, |edge| edge > before, above)?;
            before = edge;
        }
        Ok(Self(Arc::new(Inner {
            edges: copied("edges", edges)?,
            grid: None,
            ruler: Ruler::new(edges, None),
        })))
    }

    /// How many bins there are, at least one.
    pub fn count(&self) -> usize {
        self.0.edges.len() - 1
    }

    /// The edges, one more than bins, in increasing order.
    pub fn edges(&self) -> &[f64] {
        &self.0.edges
    }

    /// The first edge.
    pub fn low(&self) -> f64 {
        self.0.edges[0]
    }

    /// The last edge.
    pub fn high(&self) -> f64 {
        self.0.edges[self.count()]
    }

    /// The bin that `x` is counted in, if it is in any.
    ///
    /// In bins of one width that is a difference, a product and a comparison, and no look at the edges:
    /// a loop over it takes as long as one that names the bin by the same arithmetic and leaves out what
    /// makes it exact next to an edge.
    #[doc(alias = "digitize")]
    #[inline]
    pub fn find(&self, x: f64) -> Option<usize> {
        let ruler = &self.0.ruler;
        let mark = ruler.mark(x);
        if mark >> Ruler::FRACTION < ruler.count {
            let bin = (mark >> Ruler::FRACTION) as usize;
            return match mark & Ruler::BETWEEN {
                0 if x < ruler.edge(bin) => bin.checked_sub(1),
                _ => Some(bin),
            };
        }
        // One question and not two: on which side of the bins a value is, nobody can predict.
        match (x >= ruler.low) & (x <= ruler.high) {
            true => self.search(x),
            false => None,
        }
    }

    /// [`find`](Bins::find) where the [`Ruler`] does not say: the upper end of the last bin, and all of
    /// those that it does not measure.
    #[inline(never)]
    fn search(&self, x: f64) -> Option<usize> {
        // Slot 0 is not a bin, and neither are those from `count + 1` on.
        let bin = self.slot(x).checked_sub(1)?;
        (bin < self.count()).then_some(bin)
    }

    /// The grid that the edges are on, if arithmetic finds them.
    #[inline(always)]
    pub(super) fn grid(&self) -> Option<Grid> {
        self.0.grid
    }

    /// The slot that counts `x`: see [`slots`].
    #[inline(always)]
    pub(super) fn slot(&self, x: f64) -> usize {
        let (edges, count) = (self.edges(), self.count());
        if x.is_nan() {
            return count + 2;
        }
        let reached = match self.grid() {
            Some(grid) => grid.reached(x),
            None => edges[..count].partition_point(|edge| *edge <= x),
        };
        reached + usize::from(x > edges[count])
    }
}

/// How many slots count what falls on so many bins: slot 0 what is below them, slot `i + 1` bin
/// `i`, and then one what is above and one what is NaN. Every value has a slot, so none needs a
/// branch.
pub(super) fn slots(bins: usize) -> usize {
    bins + 3
}

fn check_count(argument: &'static str, count: usize) -> Result<(), Error> {
    match count {
        0 => Err(Error::Zero { argument }),
        1..=Bins::MAX => Ok(()),
        _ => Err(Error::TooLarge {
            argument,
            found: count,
            most: Bins::MAX,
        }),
    }
}

impl PartialEq for Bins {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.edges() == other.edges()
    }
}

impl fmt::Debug for Bins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bins")
            .field("count", &self.count())
            .field("low", &self.low())
            .field("high", &self.high())
            .field("uniform", &self.grid().is_some())
            .finish_non_exhaustive()
    }
}

/// Edges at `k * step + low`, in the very arithmetic that made them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    pub(super) low: f64,
    pub(super) step: f64,
    /// Bins to a unit.
    pub(super) scale: f64,
    /// The lower edge of the last bin: the last that is `k * step + low`.
    pub(super) last: f64,
    /// What is below the last edge, and below what the arithmetic makes of that.
    pub(super) limit: f64,
}

/// 2^52: a number below it, once added, is an integer in the low bits of the sum, rounded to the
/// nearest.
pub(super) const SHIFT: f64 = (1_u64 << 52) as f64;

impl Grid {
    /// How many bins `x` is above the lowest edge.
    #[inline(always)]
    fn scaled(&self, x: f64) -> f64 {
        (x - self.low) * self.scale
    }

    /// How many of the bins' lower edges are at or below `x`, which is no NaN. The lanes of the simd
    /// rung do the same: of the edge that is nearest to `x`, up to the last bin's lower one, they take
    /// the number, and see on which side of it `x` is.
    #[inline(always)]
    fn reached(&self, x: f64) -> usize {
        let scaled = self.scaled(x);
        let scaled = if scaled > 0.0 { scaled } else { 0.0 };
        let near = (if scaled < self.last {
            scaled
        } else {
            self.last
        }) + SHIFT;
        // The edge, in the arithmetic that `Bins::uniform` made it with.
        let edge = (near - SHIFT) * self.step + self.low;
        near.to_bits() as u32 as usize + usize::from(x >= edge)
    }

    /// Whether every edge is the nearest to itself, by far. If so, no rounding anywhere between can
    /// mislead a search: the nearest never falls as `x` rises, so a value between edges `k` and `k + 1`
    /// is nearest to one of the two, and a single comparison decides.
    ///
    /// A value below `limit` that is not held to the last bin's lower edge is nearest to the one
    /// after it at most, and below what the arithmetic makes of that: so it is in the last bin.
    ///
    /// Bins a few roundings wide are not found.
    fn finds(&self, edges: &[f64]) -> bool {
        let near = |(k, x): (usize, &f64)| (self.scaled(*x) - k as f64).abs() < 0.25;
        self.scale.is_finite() && edges.iter().enumerate().all(near)
    }
}
