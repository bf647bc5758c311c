//! The loop as NumPy has it, one value at a time.

use super::Value;
use super::counts::Histogram;

/// Counts every value of `x`, one after the other.
///
/// ```
/// use hotloop::kernels::histogram::{self, Bins, Histogram};
///
/// let mut histogram = Histogram::new(&Bins::uniform(3, 0.0, 3.0)?)?;
/// histogram::checked(&[0.0, 1.0, 1.5, 3.0], &mut histogram);
/// assert_eq!(histogram.counts(), [1, 2, 1]);
/// # Ok::<(), hotloop::Error>(())
/// ```
pub fn checked<T: Value>(x: &[T], histogram: &mut Histogram) {
    let (bins, slots) = histogram.one_by_one();
    let (edges, count) = (bins.edges(), bins.count());
    let (low, high) = (bins.low(), bins.high());
    let grid = bins.grid();
    #[allow(
        clippy::needless_range_loop,
        reason = "the indexed loop is what this rung is"
    )]
    for n in 0..x.len() {
        let value = x[n].to_f64();
        let slot = if value < low {
            0
        } else if value > high {
            count + 1
        } else if value.is_nan() {
            count + 2
        } else if let Some(grid) = grid {
            let mut i = ((value - low) * grid.scale) as usize;
            if i >= count {
                i = count - 1;
            }
            // Rounding may have put a value that is next to an edge on the wrong side of it.
            if value < edges[i] {
                i -= 1;
            } else if value >= edges[i + 1] && i + 1 < count {
                i += 1;
            }
            i + 1
        } else {
            let (mut from, mut to) = (0, count);
            while from < to {
                let middle = from + (to - from) / 2;
                if edges[middle] <= value {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            from
        };
        slots[slot] += 1;
    }
}
