//! The same loop with the bounds checks taken off.

use super::Uniform;
use crate::random::{Float, Generator, Variate};

/// [`checked`](super::checked) without the bounds check: the same numbers.
///
/// ```
/// use hotloop::kernels::uniform::{self, Uniform};
/// use hotloop::random::Generator;
///
/// let mut x = [0.0_f32; 100];
/// uniform::unchecked(&mut Generator::new(10, 0), Uniform::new(-1.0, 1.0)?, &mut x);
/// assert!(x.iter().all(|x| (-1.0..1.0).contains(x)));
/// # Ok::<(), hotloop::Error>(())
/// ```
pub fn unchecked<T: Float>(generator: &mut Generator, uniform: Uniform<T>, out: &mut [T]) {
    for i in 0..out.len() {
        let x = uniform.one(generator.next_u64());
        // SAFETY: `i` is below the length of `out`.
        *unsafe { out.get_unchecked_mut(i) } = x;
    }
}
