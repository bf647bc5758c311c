//! The same loop with the checks taken off.

use super::Normal;
use crate::random::{Float, Generator, Variate};

/// Normal variates.
pub fn unchecked<T: Float>(generator: &mut Generator, normal: Normal, out: &mut [T]) {
    for i in 0..out.len() {
        let x = normal.one(generator.next_u64());
        // SAFETY: `i` is below the length.
        *unsafe { out.get_unchecked_mut(i) } = x;
    }
}
