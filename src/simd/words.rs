//! Eight integers of 64 bits.

use super::sealed::Sealed;
use super::{LANES, Mask8};
use std::ops::{Add, BitAnd, BitOr, BitXor, Sub};

/// Eight `i64`, with arithmetic that wraps.
pub trait I64x8: Copy + Add<Output = Self> + Sub<Output = Self> + Sealed {
    /// The eight values, in order.
    fn to_array(self) -> [i64; LANES];
}

/// Eight `u64`, with arithmetic that wraps.
pub trait U64x8:
    Copy
    + Add<Output = Self>
    + BitAnd<Output = Self>
    + BitOr<Output = Self>
    + BitXor<Output = Self>
    + Sealed
{
    /// Eight truth values.
    type Mask: Mask8;
    /// Eight `f64`.
    type Float: Copy;

    /// The eight values, in order.
    fn to_array(self) -> [u64; LANES];
    /// Writes the eight values to `to`, in order.
    fn store(self, to: &mut [u64; LANES]);
    /// Writes the bytes of the eight values to `to`, in order, the lowest of each first.
    fn store_bytes(self, to: &mut [u8; 8 * LANES]);
    /// Writes the lower halves of the eight values to `to`, two to a word, in an order of the level's
    /// own: for whom it is all the same which comes first.
    fn store_lower(self, to: &mut [u64; LANES / 2]);
    /// One less where `mask` is set.
    fn less_one(self, mask: Self::Mask) -> Self;
    /// Each shifted left by `BY` bits, fewer than 64: more are an error of the build.
    fn shl<const BY: u32>(self) -> Self;
    /// Each shifted right by `BY` bits, fewer than 64: more are an error of the build.
    ///
    /// ```
    /// use hotloop::simd::{Level, Simd, U64x8};
    ///
    /// #[inline(always)]
    /// fn top_bits<S: Simd>(simd: S, x: u64) -> [u64; 8] {
    ///     simd.splat_u64(x).shr::<63>().to_array()
    /// }
    ///
    /// hotloop::dispatch! { fn top_bits_at(level, x: u64) -> [u64; 8] = top_bits }
    /// assert_eq!(top_bits_at(Level::current(), 1 << 63), [1; 8]);
    /// ```
    ///
    /// ```compile_fail,E0080
    /// # use hotloop::simd::{Level, Simd, U64x8};
    /// # #[inline(always)]
    /// fn nothing<S: Simd>(simd: S, x: u64) -> [u64; 8] {
    ///     simd.splat_u64(x).shr::<64>().to_array()
    /// }
    /// # hotloop::dispatch! { fn nothing_at(level, x: u64) -> [u64; 8] = nothing }
    /// # nothing_at(Level::current(), 1 << 63);
    /// ```
    fn shr<const BY: u32>(self) -> Self;
    /// Each rotated left by `BY` bits, at least 1 and fewer than 64: any others are an error of the
    /// build.
    fn rotate_left<const BY: u32>(self) -> Self;
    /// Where `self > other`.
    fn gt(self, other: Self) -> Self::Mask;
    /// Each rounded to the nearest `f64` and to even, which up to 2^53 is itself. Of 0 it is +0.
    fn to_f64(self) -> Self::Float;
}
