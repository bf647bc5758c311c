//! The same loop with the bounds checks taken off.

use super::Normal;
use crate::random::{Float, Generator, Variate};

/// [`checked`](super::checked) without the bounds checks: the same numbers.
///
/// ```
/// use hotloop::kernels::normal::{self, Normal};
/// use hotloop::random::Generator;
///
/// let (mut x, mut y) = ([0.0; 100], [0.0; 100]);
/// normal::unchecked(&mut Generator::new(10, 0), Normal::STANDARD, &mut x);
/// normal::checked(&mut Generator::new(10, 0), Normal::STANDARD, &mut y);
/// assert_eq!(x, y);
/// ```
pub fn unchecked<T: Float>(generator: &mut Generator, normal: Normal, out: &mut [T]) {
    for i in 0..out.len() {
        let x = normal.one(generator.next_u64());
        // SAFETY: `i` is below the length.
        *unsafe { out.get_unchecked_mut(i) } = x;
    }
}
