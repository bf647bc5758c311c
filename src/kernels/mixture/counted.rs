//! Points of a slice, without those that count for nothing.

use super::{counts, points};
use crate::Error;
use crate::memory::room;
use crate::simd::Float;

/// Points of a slice, and how often each counts. Those of weight zero are left out: the caller's
/// slices have no others, or copies are made.
pub(super) struct Counted<'a, T> {
    given: (&'a [T], &'a [f64]),
    left: Option<(Vec<T>, Vec<f64>)>,
}

impl<'a, T: Float> Counted<'a, T> {
    pub(super) fn new(x: &'a [T], dimensions: usize, weights: &'a [f64]) -> Result<Self, Error> {
        let given = (x, weights);
        counts::check(weights, ("x", points::check(x, dimensions)?))?;
        let count = weights.iter().filter(|weight| **weight != 0.0).count();
        if count == weights.len() {
            return Ok(Self { given, left: None });
        }
        let mut left = (room("x", count * dimensions)?, room("weights", count)?);
        for (point, weight) in x.chunks_exact(dimensions).zip(weights) {
            if *weight != 0.0 {
                left.0.extend_from_slice(point);
                left.1.push(*weight);
            }
        }
        let left = Some(left);
        Ok(Self { given, left })
    }

    /// The points and their weights, none of which is zero.
    pub(super) fn parts(&self) -> (&[T], &[f64]) {
        match &self.left {
            None => self.given,
            Some((x, weights)) => (x, weights),
        }
    }
}
