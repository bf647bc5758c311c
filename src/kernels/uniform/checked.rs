//! The loop as the tutorial would write it.

use super::Uniform;
use crate::random::{Float, Generator, Variate};

/// One number after the other.
///
/// ```
/// use hotloop::kernels::uniform::{self, Uniform};
/// use hotloop::random::Generator;
///
/// let mut x = [0.0; 100];
/// uniform::checked(&mut Generator::new(10, 0), Uniform::unit(), &mut x);
/// assert!(x.iter().all(|x| (0.0..1.0).contains(x)));
/// ```
pub fn checked<T: Float>(generator: &mut Generator, uniform: Uniform<T>, out: &mut [T]) {
    #[allow(
        clippy::needless_range_loop,
        reason = "the indexed loop is what this rung is"
    )]
    for i in 0..out.len() {
        out[i] = uniform.one(generator.next_u64());
    }
}
