//! Eight lanes at a time.

use super::Normal;
use crate::random::{Float, Generator};
use crate::simd::{Family, Level, compiled};

/// Eight numbers at a time: those of [`checked`](super::checked), to the bit, at every level.
///
/// An output of `f64` that the caches do not hold is written past them, with non-temporal stores.
///
/// ```
/// use hotloop::kernels::normal::{self, Normal};
/// use hotloop::random::Generator;
///
/// let mut generator = Generator::new(10, 0); // seed 10, stream 0
/// let mut x = vec![0.0; 1_000_000];
/// normal::simd(&mut generator, Normal::STANDARD, &mut x);
/// let variance = x.iter().map(|x| x * x).sum::<f64>() / 1e6;
/// assert!((variance - 1.0).abs() < 0.01);
/// ```
pub fn simd<T: Float>(generator: &mut Generator, normal: Normal, out: &mut [T]) {
    simd_at(Level::current(), generator, normal, out);
}

compiled! {
    /// [`simd`] at the given level.
    pub fn simd_at<T: Float>(level: Level, generator: &mut Generator, normal: Normal, out: &mut [T])
        = at, for f64 f32
}

fn at<T: Float>(level: Level, generator: &mut Generator, normal: Normal, out: &mut [T]) {
    generator.draw(level, normal, out);
}
