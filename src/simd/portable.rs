//! Any target: the crate `wide`, with the instructions that the build was allowed to use.

mod fused;
mod singles;

use fused::fused_f64;
use singles::{Mask16, Singles};

use super::{F64x8, I64x8, Kernel, LANES, Mask8, Simd, U64x8, sealed::Sealed};
use std::ops::{Add, BitAnd, BitOr, BitXor, Div, Mul, Not, Sub};
use wide::{f32x16, f64x8, i64x8, u64x8};

/// Nothing is asked of the processor beyond what the build assumes: on x86-64 SSE2, on AArch64
/// NEON.
///
/// A token of no size that only detection makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Portable(());

impl Portable {
    pub(crate) fn new() -> Self {
        Self(())
    }

    /// Runs `kernel` in a function of its own, as the other levels do. Inlined, it would be compiled
    /// once for every caller, though none but a machine without the other levels ever runs it.
    #[inline(always)]
    pub(super) fn enter<K: Kernel>(self, kernel: K) -> K::Output {
        #[inline(never)]
        fn entry<K: Kernel>(simd: Portable, kernel: K) -> K::Output {
            kernel.run(simd)
        }
        entry(self, kernel)
    }
}

impl Sealed for Portable {}

/// Eight `f64` in a vector of `wide`.
#[derive(Clone, Copy, Debug)]
pub struct Doubles(f64x8);

/// Eight `i64` in a vector of `wide`.
#[derive(Clone, Copy, Debug)]
pub struct Quads(i64x8);

/// Eight `u64` in a vector of `wide`.
#[derive(Clone, Copy, Debug)]
pub struct Words(u64x8);

/// Eight truth values, each 64 bits of ones or of zeros.
#[derive(Clone, Copy, Debug)]
pub struct Mask(f64x8);

/// [`F64x8::scale`] of one number.
#[inline(always)]
pub(super) fn scaled(mut x: f64, exponent: f64) -> f64 {
    let power = |n: i32| f64::from_bits(((1023 + n) as u64) << 52);
    if exponent.is_nan() {
        return exponent;
    }
    if exponent.is_infinite() {
        let power = if exponent > 0.0 { exponent } else { 0.0 };
        let quiet = x.is_nan() && x.to_bits() & 1 << 51 != 0;
        return if quiet { power } else { x * power };
    }
    // From the least number to beyond the largest, and back, takes less than 2200.
    let mut n = exponent.floor().clamp(-2200.0, 2200.0) as i32;
    // Where a step down rounds, the next ones lead to zero in any case: only the last one counts.
    while n < -1022 {
        x *= power(-969);
        n += 969;
    }
    while n > 1023 {
        x *= power(1023);
        n -= 1023;
    }
    x * power(n)
}

impl Simd for Portable {
    type F64x8 = Doubles;
    type I64x8 = Quads;
    type U64x8 = Words;
    type Mask8 = Mask;
    type F32x16 = Singles;
    type Mask16 = Mask16;

    const REGISTERS: usize = if cfg!(target_arch = "aarch64") { 8 } else { 4 };
    const SCALES: bool = false;
    const CONVERTS: bool = false;
    const STREAMS: bool = false;

    #[inline(always)]
    fn splat(self, x: f64) -> Doubles {
        Doubles(f64x8::splat(x))
    }

    #[inline(always)]
    fn load(self, from: &[f64; LANES]) -> Doubles {
        Doubles(f64x8::new(*from))
    }

    #[inline(always)]
    fn load_f32(self, from: &[f32; LANES]) -> Doubles {
        let [a, b, c, d, e, f, g, h] = *from;
        Doubles(f64x8::new([
            a.into(),
            b.into(),
            c.into(),
            d.into(),
            e.into(),
            f.into(),
            g.into(),
            h.into(),
        ]))
    }

    #[inline(always)]
    fn load_i32(self, from: &[i32; LANES]) -> Doubles {
        let mut lanes = [0.0; LANES];
        for (lane, x) in lanes.iter_mut().zip(from) {
            *lane = f64::from(*x);
        }
        Doubles(f64x8::new(lanes))
    }

    #[inline(always)]
    fn splat_f32(self, x: f32) -> Singles {
        Singles(f32x16::splat(x))
    }

    #[inline(always)]
    fn load_f32x16(self, from: &[f32; 2 * LANES]) -> Singles {
        Singles(f32x16::new(*from))
    }

    #[inline(always)]
    fn load_i16(self, from: &[i16; 2 * LANES]) -> Singles {
        let mut lanes = [0.0; 2 * LANES];
        for (lane, x) in lanes.iter_mut().zip(from) {
            *lane = f32::from(*x);
        }
        Singles(f32x16::new(lanes))
    }

    #[inline(always)]
    fn load_u8(self, from: &[u8; 2 * LANES]) -> Singles {
        let mut lanes = [0.0; 2 * LANES];
        for (lane, x) in lanes.iter_mut().zip(from) {
            *lane = f32::from(*x);
        }
        Singles(f32x16::new(lanes))
    }

    #[inline(always)]
    fn splat_i64(self, x: i64) -> Quads {
        Quads(i64x8::splat(x))
    }

    #[inline(always)]
    fn load_i64(self, from: &[i64; LANES]) -> Quads {
        Quads(i64x8::new(*from))
    }

    #[inline(always)]
    fn splat_u64(self, x: u64) -> Words {
        Words(u64x8::splat(x))
    }

    #[inline(always)]
    fn load_u64(self, from: &[u64; LANES]) -> Words {
        Words(u64x8::new(*from))
    }

    #[inline(always)]
    fn load_bytes(self, from: &[u8; 8 * LANES]) -> Words {
        let (words, _) = from.as_chunks();
        Words(u64x8::new(std::array::from_fn(|i| {
            u64::from_le_bytes(words[i])
        })))
    }

    #[inline(always)]
    fn lookup<const N: usize>(self, table: &[f64; N], indices: &[u64; LANES]) -> Doubles {
        const { assert!(N.is_power_of_two() && N <= 1 << 16) };
        let mut found = [0.0; LANES];
        for (found, index) in found.iter_mut().zip(indices) {
            *found = table[*index as usize % N];
        }
        Doubles(f64x8::new(found))
    }

    #[inline(always)]
    fn lookup_16(self, table: &[f64; 2 * LANES], indices: Words) -> Doubles {
        self.lookup(table, &indices.to_array())
    }

    #[inline(always)]
    fn prefetch(self, _: &[f64; LANES]) {}

    #[inline(always)]
    fn prefetch_l2(self, _: &[f64; LANES]) {}

    #[inline(always)]
    unsafe fn stream_one(self, vector: Doubles, to: &mut [f64; LANES]) {
        vector.store(to);
    }

    #[inline(always)]
    fn fence(self) {}
}

impl Sealed for Doubles {}
impl Sealed for Quads {}
impl Sealed for Words {}
impl Sealed for Mask {}

impl F64x8 for Doubles {
    type Mask = Mask;
    type Bits = Words;

    #[inline(always)]
    fn to_array(self) -> [f64; LANES] {
        self.0.to_array()
    }

    #[inline(always)]
    fn store(self, to: &mut [f64; LANES]) {
        *to = self.0.to_array();
    }

    #[inline(always)]
    fn store_f32(self, to: &mut [f32; LANES]) {
        for (to, x) in to.iter_mut().zip(self.to_array()) {
            *to = x as f32;
        }
    }

    #[inline(always)]
    fn from_bits(bits: Words) -> Self {
        let mut lanes = [0.0; LANES];
        for (lane, bits) in lanes.iter_mut().zip(bits.to_array()) {
            *lane = f64::from_bits(bits);
        }
        Self(f64x8::new(lanes))
    }

    #[inline(always)]
    fn to_bits(self) -> Words {
        let mut lanes = [0; LANES];
        for (lane, x) in lanes.iter_mut().zip(self.to_array()) {
            *lane = x.to_bits();
        }
        Words(u64x8::new(lanes))
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        // Not `wide`'s own, which fuses in some builds and not in others. Where the build has the
        // instruction, the compiler makes vectors of this loop.
        let mut lanes = self.to_array();
        let others = factor.to_array().into_iter().zip(addend.to_array());
        for (lane, (factor, addend)) in lanes.iter_mut().zip(others) {
            *lane = fused_f64(*lane, factor, addend);
        }
        Self(f64x8::new(lanes))
    }

    #[inline(always)]
    fn scale(self, exponent: Self) -> Self {
        let mut lanes = self.to_array();
        for (lane, exponent) in lanes.iter_mut().zip(exponent.to_array()) {
            *lane = scaled(*lane, exponent);
        }
        Self(f64x8::new(lanes))
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(self.0.sqrt())
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        // A comparison and a choice, because `wide`'s own treat NaN differently from target to
        // target.
        Self::select(self.lt(other), self, other)
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self::select(other.lt(self), self, other)
    }

    #[inline(always)]
    fn abs(self) -> Self {
        Self(self.0.abs())
    }

    #[inline(always)]
    fn floor(self) -> Self {
        let mut lanes = self.to_array();
        for lane in &mut lanes {
            *lane = lane.floor();
        }
        Self(f64x8::new(lanes))
    }

    #[inline(always)]
    fn ceil(self) -> Self {
        let mut lanes = self.to_array();
        for lane in &mut lanes {
            *lane = lane.ceil();
        }
        Self(f64x8::new(lanes))
    }

    #[inline(always)]
    fn round_ties_even(self) -> Self {
        let mut lanes = self.to_array();
        for lane in &mut lanes {
            *lane = lane.round_ties_even();
        }
        Self(f64x8::new(lanes))
    }

    #[inline(always)]
    fn le(self, other: Self) -> Mask {
        Mask(self.0.simd_le(other.0))
    }

    #[inline(always)]
    fn eq(self, other: Self) -> Mask {
        Mask(self.0.simd_eq(other.0))
    }

    #[inline(always)]
    fn lt(self, other: Self) -> Mask {
        Mask(self.0.simd_lt(other.0))
    }

    #[inline(always)]
    fn select(mask: Mask, yes: Self, no: Self) -> Self {
        Self(mask.0.select(yes.0, no.0))
    }

    #[inline(always)]
    fn window<const FROM: usize>(self, after: Self) -> Self {
        const { assert!(FROM < LANES) };
        let (low, high) = (self.to_array(), after.to_array());
        // An element at a time, so that the compiler sees which goes where and nothing goes through
        // memory.
        let mut lanes = [0.0; LANES];
        for (i, lane) in lanes.iter_mut().enumerate() {
            let from = i + FROM;
            *lane = if from < LANES {
                low[from]
            } else {
                high[from - LANES]
            };
        }
        Self(f64x8::new(lanes))
    }
}

impl I64x8 for Quads {
    #[inline(always)]
    fn to_array(self) -> [i64; LANES] {
        self.0.to_array()
    }
}

impl U64x8 for Words {
    type Mask = Mask;
    type Float = Doubles;

    #[inline(always)]
    fn to_array(self) -> [u64; LANES] {
        self.0.to_array()
    }

    #[inline(always)]
    fn store(self, to: &mut [u64; LANES]) {
        *to = self.0.to_array();
    }

    #[inline(always)]
    fn store_bytes(self, to: &mut [u8; 8 * LANES]) {
        let (words, _) = to.as_chunks_mut();
        for (bytes, word) in words.iter_mut().zip(self.0.to_array()) {
            *bytes = word.to_le_bytes();
        }
    }

    #[inline(always)]
    fn store_lower(self, to: &mut [u64; LANES / 2]) {
        let lanes = self.to_array();
        for (to, [lower, upper]) in to.iter_mut().zip(lanes.as_chunks().0) {
            *to = u64::from(*lower as u32) | upper << 32;
        }
    }

    #[inline(always)]
    fn less_one(self, mask: Mask) -> Self {
        // All ones are one less than zero.
        self + Doubles(mask.0).to_bits()
    }

    #[inline(always)]
    fn shl<const BY: u32>(self) -> Self {
        const { assert!(BY < 64) };
        Self(self.0 << BY)
    }

    #[inline(always)]
    fn shr<const BY: u32>(self) -> Self {
        const { assert!(BY < 64) };
        Self(self.0 >> BY)
    }

    #[inline(always)]
    fn rotate_left<const BY: u32>(self) -> Self {
        const { assert!(0 < BY && BY < 64) };
        Self(self.0 << BY | self.0 >> (64 - BY))
    }

    #[inline(always)]
    fn gt(self, other: Self) -> Mask {
        let mut lanes = [0.0; LANES];
        let pairs = self.to_array().into_iter().zip(other.to_array());
        for (lane, (x, y)) in lanes.iter_mut().zip(pairs) {
            *lane = f64::from_bits(if x > y { u64::MAX } else { 0 });
        }
        Mask(f64x8::new(lanes))
    }

    #[inline(always)]
    fn to_f64(self) -> Doubles {
        let mut lanes = [0.0; LANES];
        for (lane, x) in lanes.iter_mut().zip(self.to_array()) {
            *lane = x as f64;
        }
        Doubles(f64x8::new(lanes))
    }
}

impl Mask8 for Mask {
    #[inline(always)]
    fn to_bits(self) -> u8 {
        self.0.to_bitmask() as u8
    }
}

impl Not for Mask {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        Self(!self.0)
    }
}

impl Doubles {
    /// Another vector, of one number.
    #[inline(always)]
    fn filled(self, x: f64) -> Self {
        Self(f64x8::splat(x))
    }
}

float_operators!(Doubles of f64);

/// One operator a line: `wide` has them all.
macro_rules! operators {
    ($($vector:ident: $($trait:ident $method:ident),+;)+) => {$($(
        impl $trait for $vector {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(self.0.$method(other.0))
            }
        }
    )+)+};
}

operators! {
    Doubles: Add add, Sub sub, Mul mul, Div div;
    Quads: Add add, Sub sub;
    Words: Add add, BitAnd bitand, BitOr bitor, BitXor bitxor;
    Mask: BitAnd bitand, BitOr bitor, BitXor bitxor;
    Singles: Add add, Sub sub, Mul mul, Div div;
    Mask16: BitAnd bitand, BitOr bitor, BitXor bitxor;
}
