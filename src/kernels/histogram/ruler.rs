//! Which bin a value is in, by the shortest way that is certain.

/// Where a value is, in bins and fractions of one, for [`Bins::find`](super::Bins::find).
///
/// A [mark](Ruler::mark) is the distance from the lowest edge in bins, rounded to a multiple of
/// 2^-20. It never falls as `x` rises, and that of edge `k` is `k`: [`Ruler::new`] has looked at every one.
/// So a value above that edge has a mark of `k` at least, and one below it of `k` at most. A mark between
/// `k` and `k + 1` is therefore of a value in bin `k`, for certain, and only where it is `k`
/// exactly has the value to be compared with the edge.
///
/// What is done with a bin may begin before that is known: the processor goes ahead with the bin that
/// three operations on numbers and a shift name.
pub(super) struct Ruler {
    pub(super) low: f64,
    pub(super) high: f64,
    step: f64,
    /// Bins to a unit, or NaN where there is no such grid, or edges are off theirs by too much. The mark of any
    /// value is then beyond all bins.
    scale: f64,
    /// How many bins, as a `u64`.
    pub(super) count: u64,
}

impl Ruler {
    /// Bits of a mark that come after the point.
    pub(super) const FRACTION: u32 = 20;
    /// Those bits.
    pub(super) const BETWEEN: u64 = (1 << Self::FRACTION) - 1;
    /// A number of this size has so many bits after the point, and 32 before it.
    const SHIFT: f64 = (1_u64 << (52 - Self::FRACTION)) as f64;

    /// That of these edges, which are `step` apart, at `scale` to a unit, if they are on a grid.
    pub(super) fn new(edges: &[f64], grid: Option<(f64, f64)>) -> Self {
        let (step, scale) = grid.unwrap_or((f64::NAN, f64::NAN));
        let count = edges.len() - 1;
        let mut ruler = Self {
            low: edges[0],
            high: edges[count],
            step,
            scale,
            count: count as u64,
        };
        let exact = |(k, x): (usize, &f64)| ruler.mark(*x) == (k as u64) << Self::FRACTION;
        if !edges.iter().enumerate().all(exact) {
            ruler.scale = f64::NAN;
        }
        ruler
    }

    /// The mark of `x` in units of 2^-20. Below all bins it wraps around, and is beyond all of
    /// them as it is above them and of a NaN.
    #[inline(always)]
    pub(super) fn mark(&self, x: f64) -> u64 {
        let sum = (x - self.low) * self.scale + Self::SHIFT;
        sum.to_bits().wrapping_sub(Self::SHIFT.to_bits())
    }

    /// The lower edge of a bin, in the arithmetic that made it.
    #[inline(always)]
    pub(super) fn edge(&self, bin: usize) -> f64 {
        bin as f64 * self.step + self.low
    }
}
