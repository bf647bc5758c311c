//! The loop.

use super::Normal;
use crate::random::{Float, Generator, Variate};

/// Normal variates.
pub fn checked<T: Float>(generator: &mut Generator, normal: Normal, out: &mut [T]) {
    #[allow(
        clippy::needless_range_loop,
        reason = "the indexed loop is what this rung is"
    )]
    for i in 0..out.len() {
        out[i] = normal.one(generator.next_u64());
    }
}
