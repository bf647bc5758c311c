//! Eight lanes at a time.

use super::Normal;
use crate::random::{Float, Generator};
use crate::simd::Level;

/// Normal variates.
pub fn simd<T: Float>(generator: &mut Generator, normal: Normal, out: &mut [T]) {
    simd_at(Level::current(), generator, normal, out);
}

/// [`simd`] at the given level.
pub fn simd_at<T: Float>(level: Level, generator: &mut Generator, normal: Normal, out: &mut [T]) {
    generator.draw(level, normal, out);
}
