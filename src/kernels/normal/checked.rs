//! The loop as the tutorial would write it.

use super::Normal;
use crate::random::{Float, Generator, Variate};

/// One number after the other.
///
/// ```
/// use hotloop::kernels::normal::{self, Normal};
/// use hotloop::random::Generator;
///
/// let mut x = vec![0.0; 10_000];
/// normal::checked(&mut Generator::new(10, 0), Normal::new(178.0, 7.0)?, &mut x);
/// let mean = x.iter().sum::<f64>() / 1e4;
/// assert!((mean - 178.0).abs() < 0.3);
/// # Ok::<(), hotloop::Error>(())
/// ```
pub fn checked<T: Float>(generator: &mut Generator, normal: Normal, out: &mut [T]) {
    #[allow(
        clippy::needless_range_loop,
        reason = "the indexed loop is what this rung is"
    )]
    for i in 0..out.len() {
        out[i] = normal.one(generator.next_u64());
    }
}
