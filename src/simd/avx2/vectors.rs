//! Eight lanes in two registers.

use crate::simd::LANES;
use std::arch::x86_64::{__m256d, __m256i};

/// Eight `f64` in two `ymm` registers.
#[derive(Clone, Copy, Debug)]
pub struct Doubles(pub(super) __m256d, pub(super) __m256d);

/// Eight `i64` in two `ymm` registers.
#[derive(Clone, Copy, Debug)]
pub struct Quads(pub(super) __m256i, pub(super) __m256i);

/// Eight `u64` in two `ymm` registers.
#[derive(Clone, Copy, Debug)]
pub struct Words(pub(super) __m256i, pub(super) __m256i);

/// Eight truth values, each 64 bits of ones or of zeros.
#[derive(Clone, Copy, Debug)]
pub struct Mask(pub(super) __m256d, pub(super) __m256d);

/// The two halves of eight values.
#[inline(always)]
pub(super) fn halves<T>(array: &[T; LANES]) -> (&[T; 4], &[T; 4]) {
    let [a, b] = array.as_chunks().0 else {
        unreachable!("eight is twice four")
    };
    (a, b)
}

/// The two halves of eight values.
#[inline(always)]
pub(super) fn halves_mut<T>(array: &mut [T; LANES]) -> (&mut [T; 4], &mut [T; 4]) {
    let [a, b] = array.as_chunks_mut().0 else {
        unreachable!("eight is twice four")
    };
    (a, b)
}
