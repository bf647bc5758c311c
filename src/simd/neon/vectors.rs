//! Eight lanes in four registers.

use crate::simd::LANES;
use std::arch::aarch64::{
    float64x2_t, int64x2_t, uint32x4_t, uint64x2_t, vreinterpretq_u32_u64, vuzp1q_u32,
};

/// Eight `f64` in four registers.
#[derive(Clone, Copy, Debug)]
pub struct Doubles(
    pub(super) float64x2_t,
    pub(super) float64x2_t,
    pub(super) float64x2_t,
    pub(super) float64x2_t,
);

/// Eight `i64` in four registers.
#[derive(Clone, Copy, Debug)]
pub struct Quads(
    pub(super) int64x2_t,
    pub(super) int64x2_t,
    pub(super) int64x2_t,
    pub(super) int64x2_t,
);

/// Eight `u64` in four registers.
#[derive(Clone, Copy, Debug)]
pub struct Words(
    pub(super) uint64x2_t,
    pub(super) uint64x2_t,
    pub(super) uint64x2_t,
    pub(super) uint64x2_t,
);

/// Eight truth values, each 64 bits of ones or of zeros.
#[derive(Clone, Copy, Debug)]
pub struct Mask(
    pub(super) uint64x2_t,
    pub(super) uint64x2_t,
    pub(super) uint64x2_t,
    pub(super) uint64x2_t,
);

/// A vector, each of whose registers is what the intrinsic makes of the same registers of others.
macro_rules! each {
    ($vector:ident, $intrinsic:path, $($from:expr),+) => {{
        // SAFETY: only the token makes vectors, so it proves the instructions for every vector.
        unsafe {
            $vector(
                $intrinsic($($from.0),+),
                $intrinsic($($from.1),+),
                $intrinsic($($from.2),+),
                $intrinsic($($from.3),+),
            )
        }
    }};
}

/// A vector, each of whose registers is loaded from a quarter of an array.
macro_rules! load {
    ($vector:ident, $intrinsic:path, $from:expr) => {{
        let [a, b, c, d] = quarters($from);
        // SAFETY: the token proves the instructions, and each quarter is the 16 bytes that are read.
        unsafe {
            $vector(
                $intrinsic(a.as_ptr()),
                $intrinsic(b.as_ptr()),
                $intrinsic(c.as_ptr()),
                $intrinsic(d.as_ptr()),
            )
        }
    }};
}

/// Writes each register of a vector to a quarter of an array.
macro_rules! store {
    ($vector:expr, $intrinsic:path, $to:expr) => {{
        let [a, b, c, d] = quarters_mut($to);
        // SAFETY: only the token makes vectors, so it proves the instructions for every vector; each
        // quarter is the 16 bytes that are written.
        unsafe {
            $intrinsic(a.as_mut_ptr(), $vector.0);
            $intrinsic(b.as_mut_ptr(), $vector.1);
            $intrinsic(c.as_mut_ptr(), $vector.2);
            $intrinsic(d.as_mut_ptr(), $vector.3);
        }
    }};
}

pub(super) use {each, load, store};

/// The four quarters of eight values.
#[inline(always)]
pub(super) fn quarters<T>(array: &[T; LANES]) -> &[[T; 2]; 4] {
    let Ok(quarters) = array.as_chunks::<2>().0.try_into() else {
        unreachable!("eight is four times two")
    };
    quarters
}

/// The four quarters of eight values.
#[inline(always)]
pub(super) fn quarters_mut<T>(array: &mut [T; LANES]) -> &mut [[T; 2]; 4] {
    let Ok(quarters) = array.as_chunks_mut::<2>().0.try_into() else {
        unreachable!("eight is four times two")
    };
    quarters
}

/// The lower halves of four words.
#[inline(always)]
pub(super) fn lower_halves(a: uint64x2_t, b: uint64x2_t) -> uint32x4_t {
    // SAFETY: this is called with registers of vectors, which only the token makes.
    unsafe { vuzp1q_u32(vreinterpretq_u32_u64(a), vreinterpretq_u32_u64(b)) }
}
