//! The summary of what comes one by one.

use super::Summary;
use super::passes::PART;
use super::simd::{BLOCK, simd};
use crate::simd::Float;

/// The bits of [`simd`](super::simd()) on a slice of them.
impl<T: Float> FromIterator<T> for Summary {
    fn from_iter<I: IntoIterator<Item = T>>(x: I) -> Self {
        let mut x = x.into_iter().fuse();
        let mut part = [T::default(); PART];
        let mut whole = Self::default();
        loop {
            let mut block = Self::default();
            for _ in 0..BLOCK / PART {
                let mut count = 0;
                for (slot, x) in part.iter_mut().zip(x.by_ref()) {
                    *slot = x;
                    count += 1;
                }
                block = block.merge(simd(&part[..count]));
            }
            if block.count() == 0 {
                return whole;
            }
            whole = whole.merge(block);
        }
    }
}

/// What is there, merged with the summary of what comes.
impl<T: Float> Extend<T> for Summary {
    fn extend<I: IntoIterator<Item = T>>(&mut self, x: I) {
        *self = self.merge(x.into_iter().collect());
    }
}
