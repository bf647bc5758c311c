//! From the first multiples in one line to those in the next.

use crate::simd::Simd;

crate::dispatch! {
    /// Takes `gap` times the inverse from every first multiple, modulo its stride.
    pub(super) fn turn_at(level, first: &mut [u32], strides: &[u32], inverses: &[u32], gap: u32) = turn
}

/// It names no vector: with the instructions of the level at hand, the compiler finds them itself.
#[inline(always)]
fn turn<S: Simd>(_: S, first: &mut [u32], strides: &[u32], inverses: &[u32], gap: u32) {
    for _ in 0..gap {
        for (first, (&p, &inverse)) in first.iter_mut().zip(strides.iter().zip(inverses)) {
            // Neither is ever above `p`, which may be near 2^32.
            let (down, up) = (first.wrapping_sub(inverse), first.wrapping_add(p - inverse));
            *first = if *first < inverse { up } else { down };
        }
    }
}
