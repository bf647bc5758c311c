//! The end of a sum in lanes, which every kernel that has one writes in the same order.

use crate::simd::LANES;
use std::ops::Add;

/// The sum across the lanes, in pairs.
#[inline(always)]
pub(crate) fn horizontal_sum<T: Copy + Add<Output = T>>([a, b, c, d, e, f, g, h]: [T; LANES]) -> T {
    ((a + b) + (c + d)) + ((e + f) + (g + h))
}
