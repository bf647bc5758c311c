//! Eight lanes at a time.

use super::Uniform;
use crate::random::{Float, Generator};
use crate::simd::{Family, Level, compiled};

/// Eight numbers at a time: those of [`checked`](super::checked), to the bit, at every level.
///
/// An output of `f64` that
/// [no cache would keep](crate::kernels::map#streaming-what-a-cache-would-hold) is written past them.
///
/// ```
/// use hotloop::kernels::uniform::{self, Uniform};
/// use hotloop::random::Generator;
///
/// let mut x = vec![0.0; 1_000_000];
/// uniform::simd(&mut Generator::new(10, 0), Uniform::unit(), &mut x);
/// let mean = x.iter().sum::<f64>() / 1e6;
/// assert!((mean - 0.5).abs() < 1e-3);
/// ```
pub fn simd<T: Float>(generator: &mut Generator, uniform: Uniform<T>, out: &mut [T]) {
    simd_at(Level::current(), generator, uniform, out);
}

compiled! {
    /// [`simd`] at the given level.
    pub fn simd_at<T: Float>(level: Level, generator: &mut Generator, uniform: Uniform<T>, out: &mut [T])
        = at, for f64 f32
}

fn at<T: Float>(level: Level, generator: &mut Generator, uniform: Uniform<T>, out: &mut [T]) {
    generator.draw(level, uniform, out);
}
