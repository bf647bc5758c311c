//! The same loop with the bounds checks taken off.

use super::Value;
use super::bins::slots;
use super::counts::Histogram;

/// [`checked`](super::checked()) without the bounds checks, and without those of the conversion to
/// an integer: the same counts.
///
/// ```
/// use hotloop::kernels::histogram::{self, Bins, Histogram};
///
/// let mut histogram = Histogram::new(&Bins::from_edges(&[0.0, 1.0, 10.0])?)?;
/// histogram::unchecked(&[0.5, 1.0, 2.0, 10.0, 11.0], &mut histogram);
/// assert_eq!((histogram.counts(), histogram.overflow()), (&[1, 3][..], 1));
/// # Ok::<(), hotloop::Error>(())
/// ```
pub fn unchecked<T: Value>(x: &[T], histogram: &mut Histogram) {
    let (bins, counts) = histogram.one_by_one();
    let (edges, count) = (bins.edges(), bins.count());
    let (low, high) = (bins.low(), bins.high());
    let grid = bins.grid();
    assert!(count > 0 && edges.len() == count + 1 && counts.len() == slots(count));
    for n in 0..x.len() {
        // SAFETY: `n` runs to `x.len()`, exclusive.
        let value = unsafe { *x.get_unchecked(n) }.to_f64();
        let slot = if value < low {
            0
        } else if value > high {
            count + 1
        } else if value.is_nan() {
            count + 2
        } else if let Some(grid) = grid {
            let scaled = (value - low) * grid.scale;
            // SAFETY: `0 <= value - low <= high - low`, and the scale is finite and, but for two
            // roundings, `count / (high - low)`. So the product is a number between 0 and a little
            // more than `count`, which is at most 2^24.
            let mut i = unsafe { scaled.to_int_unchecked::<i32>() } as usize;
            if i >= count {
                i = count - 1;
            }
            // SAFETY: `i < count`, and there are `count + 1` edges.
            let (lower, upper) = unsafe { (*edges.get_unchecked(i), *edges.get_unchecked(i + 1)) };
            if value < lower {
                // Not from 0, whose lower edge is `low`.
                i -= 1;
            } else if value >= upper && i + 1 < count {
                i += 1;
            }
            i + 1
        } else {
            let (mut from, mut to) = (0, count);
            while from < to {
                let middle = from + (to - from) / 2;
                // SAFETY: `middle < to <= count`.
                if unsafe { *edges.get_unchecked(middle) } <= value {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            from
        };
        // SAFETY: there are `count + 3` slots, and every branch ends at or below `count + 2`.
        unsafe { *counts.get_unchecked_mut(slot) += 1 };
    }
}
