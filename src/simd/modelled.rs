//! AVX-512 without the processor: what Intel's manual says of the instructions of
//! [`Avx512`](super::Avx512), a number at a time.
//!
//! A level for tests. Kernels take the ways through it that they take at `Avx512`, so what they
//! promise of that level can be held to the others on machines that have no such level. It is no
//! test of the level itself: where the processor has it, tests run on that as well.

use super::{F32x16, F64x8, I64x8, LANES, Mask8, Simd, U64x8, sealed::Sealed};
use std::ops::{Add, BitAnd, BitOr, BitXor, Div, Mul, Not, Sub};

/// Anybody may have it: it asks for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Modelled;

#[derive(Clone, Copy, Debug)]
pub struct Doubles([f64; LANES]);

#[derive(Clone, Copy, Debug)]
pub struct Quads([i64; LANES]);

#[derive(Clone, Copy, Debug)]
pub struct Words([u64; LANES]);

#[derive(Clone, Copy, Debug)]
pub struct Mask([bool; LANES]);

#[derive(Clone, Copy, Debug)]
pub struct Singles([f32; 2 * LANES]);

#[derive(Clone, Copy, Debug)]
pub struct Mask16([bool; 2 * LANES]);

impl Sealed for Modelled {}
impl Sealed for Doubles {}
impl Sealed for Quads {}
impl Sealed for Words {}
impl Sealed for Mask {}
impl Sealed for Singles {}
impl Sealed for Mask16 {}

/// `f` of each lane of one vector, or of two.
fn each<A: Copy, B, const N: usize>(a: [A; N], f: impl Fn(A) -> B) -> [B; N] {
    a.map(f)
}

fn both<A: Copy, B, const N: usize>(a: [A; N], b: [A; N], f: impl Fn(A, A) -> B) -> [B; N] {
    std::array::from_fn(|i| f(a[i], b[i]))
}

const QUIET: u64 = 1 << 51;

/// VSCALEFPD, by the table of special cases in the second volume of the manual: the rows are those
/// of `x`, the columns those of the exponent.
fn vscalefpd(x: f64, exponent: f64) -> f64 {
    let quiet = |nan: f64| f64::from_bits(nan.to_bits() | QUIET);
    let is_quiet = |nan: f64| nan.to_bits() & QUIET != 0;
    let (infinite, up) = (exponent.is_infinite(), exponent > 0.0);
    if x.is_nan() {
        return match (is_quiet(x) && infinite, up) {
            (true, true) => f64::INFINITY,
            (true, false) => 0.0,
            (false, _) => quiet(x),
        };
    }
    if exponent.is_nan() {
        return quiet(exponent);
    }
    match (infinite, up) {
        (true, true) if x == 0.0 => -f64::NAN,
        (true, true) => f64::INFINITY.copysign(x),
        (true, false) if x.is_infinite() => -f64::NAN,
        (true, false) => 0.0_f64.copysign(x),
        (false, _) if x == 0.0 || x.is_infinite() => x,
        (false, _) => times_power(x, exponent.floor().clamp(-5000.0, 5000.0) as i32),
    }
}

/// `x * 2^n` of a finite `x` that is not zero, rounded once, to the nearest and to even.
fn times_power(x: f64, n: i32) -> f64 {
    let (field, fraction) = (x.to_bits() >> 52 & 0x7ff, x.to_bits() & ((1 << 52) - 1));
    // x = all * 2^exponent, with the first bit of `all` at 52.
    let (all, exponent) = match field {
        0 => (fraction, -1074),
        _ => (fraction | 1 << 52, field as i32 - 1075),
    };
    let short = all.leading_zeros() - 11;
    let (all, exponent) = (all << short, exponent - short.cast_signed() + n);
    let magnitude = if exponent > 971 {
        f64::INFINITY.to_bits()
    } else if exponent > -1075 {
        ((exponent + 1075) as u64) << 52 | (all & ((1 << 52) - 1))
    } else if exponent < -1074 - 54 {
        0
    } else {
        let off = -1074 - exponent;
        let (kept, lost, half) = (all >> off, all & ((1 << off) - 1), 1 << (off - 1));
        kept + u64::from(lost > half || (lost == half && kept & 1 == 1))
    };
    f64::from_bits(magnitude | x.to_bits() & 1 << 63)
}

impl Simd for Modelled {
    type F64x8 = Doubles;
    type I64x8 = Quads;
    type U64x8 = Words;
    type Mask8 = Mask;
    type F32x16 = Singles;
    type Mask16 = Mask16;

    const REGISTERS: usize = 32;
    const SCALES: bool = true;
    const CONVERTS: bool = true;
    const STREAMS: bool = true;

    fn splat(self, x: f64) -> Doubles {
        Doubles([x; LANES])
    }

    fn load(self, from: &[f64; LANES]) -> Doubles {
        Doubles(*from)
    }

    fn load_f32(self, from: &[f32; LANES]) -> Doubles {
        Doubles(from.map(f64::from))
    }

    fn load_i32(self, from: &[i32; LANES]) -> Doubles {
        Doubles(from.map(f64::from))
    }

    fn splat_f32(self, x: f32) -> Singles {
        Singles([x; 2 * LANES])
    }

    fn load_f32x16(self, from: &[f32; 2 * LANES]) -> Singles {
        Singles(*from)
    }

    fn load_i16(self, from: &[i16; 2 * LANES]) -> Singles {
        Singles(from.map(f32::from))
    }

    fn load_u8(self, from: &[u8; 2 * LANES]) -> Singles {
        Singles(from.map(f32::from))
    }

    fn splat_i64(self, x: i64) -> Quads {
        Quads([x; LANES])
    }

    fn load_i64(self, from: &[i64; LANES]) -> Quads {
        Quads(*from)
    }

    fn splat_u64(self, x: u64) -> Words {
        Words([x; LANES])
    }

    fn load_u64(self, from: &[u64; LANES]) -> Words {
        Words(*from)
    }

    fn load_bytes(self, from: &[u8; 8 * LANES]) -> Words {
        let words = from.as_chunks().0;
        Words(std::array::from_fn(|i| u64::from_le_bytes(words[i])))
    }

    fn lookup<const N: usize>(self, table: &[f64; N], indices: &[u64; LANES]) -> Doubles {
        Doubles(indices.map(|index| table[index as usize % N]))
    }

    fn lookup_16(self, table: &[f64; 2 * LANES], indices: Words) -> Doubles {
        // VPERMI2PD takes three bits of an index for the lane and one for the register.
        Doubles(indices.0.map(|index| table[index as usize & 0b1111]))
    }

    fn prefetch(self, _: &[f64; LANES]) {}

    fn prefetch_l2(self, _: &[f64; LANES]) {}

    unsafe fn stream_one(self, vector: Doubles, to: &mut [f64; LANES]) {
        vector.store(to);
    }

    fn fence(self) {}
}

impl F64x8 for Doubles {
    type Mask = Mask;
    type Bits = Words;

    fn to_array(self) -> [f64; LANES] {
        self.0
    }

    fn store(self, to: &mut [f64; LANES]) {
        *to = self.0;
    }

    fn store_f32(self, to: &mut [f32; LANES]) {
        *to = self.0.map(|x| x as f32);
    }

    fn from_bits(bits: Words) -> Self {
        Self(bits.0.map(f64::from_bits))
    }

    fn to_bits(self) -> Words {
        Words(self.0.map(f64::to_bits))
    }

    fn mul_add(self, factor: Self, addend: Self) -> Self {
        Self(std::array::from_fn(|i| {
            self.0[i].mul_add(factor.0[i], addend.0[i])
        }))
    }

    fn scale(self, exponent: Self) -> Self {
        Self(both(self.0, exponent.0, vscalefpd))
    }

    fn sqrt(self) -> Self {
        Self(each(self.0, f64::sqrt))
    }

    fn min(self, other: Self) -> Self {
        // The second operand, where either is NaN or both are zero.
        Self(both(self.0, other.0, |x, y| if x < y { x } else { y }))
    }

    fn max(self, other: Self) -> Self {
        Self(both(self.0, other.0, |x, y| if x > y { x } else { y }))
    }

    fn abs(self) -> Self {
        Self(each(self.0, f64::abs))
    }

    fn floor(self) -> Self {
        Self(each(self.0, f64::floor))
    }

    fn ceil(self) -> Self {
        Self(each(self.0, f64::ceil))
    }

    fn round_ties_even(self) -> Self {
        Self(each(self.0, f64::round_ties_even))
    }

    fn le(self, other: Self) -> Mask {
        Mask(both(self.0, other.0, |x, y| x <= y))
    }

    fn eq(self, other: Self) -> Mask {
        Mask(both(self.0, other.0, |x, y| x == y))
    }

    fn lt(self, other: Self) -> Mask {
        Mask(both(self.0, other.0, |x, y| x < y))
    }

    fn select(mask: Mask, yes: Self, no: Self) -> Self {
        Self(std::array::from_fn(|i| {
            if mask.0[i] { yes.0[i] } else { no.0[i] }
        }))
    }

    fn window<const FROM: usize>(self, after: Self) -> Self {
        const { assert!(FROM < LANES) };
        let lanes = [self.0, after.0];
        Self(std::array::from_fn(|i| lanes.as_flattened()[i + FROM]))
    }
}

impl F32x16 for Singles {
    type Mask = Mask16;

    fn to_array(self) -> [f32; 2 * LANES] {
        self.0
    }

    fn store(self, to: &mut [f32; 2 * LANES]) {
        *to = self.0;
    }

    fn mul_add(self, factor: Self, addend: Self) -> Self {
        Self(std::array::from_fn(|i| {
            self.0[i].mul_add(factor.0[i], addend.0[i])
        }))
    }

    fn sqrt(self) -> Self {
        Self(each(self.0, f32::sqrt))
    }

    fn min(self, other: Self) -> Self {
        Self(both(self.0, other.0, |x, y| if x < y { x } else { y }))
    }

    fn max(self, other: Self) -> Self {
        Self(both(self.0, other.0, |x, y| if x > y { x } else { y }))
    }

    fn abs(self) -> Self {
        Self(each(self.0, f32::abs))
    }

    fn floor(self) -> Self {
        Self(each(self.0, f32::floor))
    }

    fn ceil(self) -> Self {
        Self(each(self.0, f32::ceil))
    }

    fn round_ties_even(self) -> Self {
        Self(each(self.0, f32::round_ties_even))
    }

    fn le(self, other: Self) -> Mask16 {
        Mask16(both(self.0, other.0, |x, y| x <= y))
    }

    fn eq(self, other: Self) -> Mask16 {
        Mask16(both(self.0, other.0, |x, y| x == y))
    }

    fn lt(self, other: Self) -> Mask16 {
        Mask16(both(self.0, other.0, |x, y| x < y))
    }

    fn select(mask: Mask16, yes: Self, no: Self) -> Self {
        Self(std::array::from_fn(|i| {
            if mask.0[i] { yes.0[i] } else { no.0[i] }
        }))
    }
}

impl Doubles {
    fn filled(self, x: f64) -> Self {
        Self([x; LANES])
    }
}

impl Singles {
    fn filled(self, x: f32) -> Self {
        Self([x; 2 * LANES])
    }
}

float_operators!(Doubles of f64);
float_operators!(Singles of f32);

impl I64x8 for Quads {
    fn to_array(self) -> [i64; LANES] {
        self.0
    }
}

impl U64x8 for Words {
    type Mask = Mask;
    type Float = Doubles;

    fn to_array(self) -> [u64; LANES] {
        self.0
    }

    fn store(self, to: &mut [u64; LANES]) {
        *to = self.0;
    }

    fn store_bytes(self, to: &mut [u8; 8 * LANES]) {
        *to.as_chunks_mut().0.as_mut_array().expect("eight of eight") =
            self.0.map(u64::to_le_bytes);
    }

    fn store_lower(self, to: &mut [u64; LANES / 2]) {
        *to = std::array::from_fn(|i| self.0[2 * i] as u32 as u64 | self.0[2 * i + 1] << 32);
    }

    fn less_one(self, mask: Mask) -> Self {
        Self(std::array::from_fn(|i| {
            self.0[i].wrapping_sub(u64::from(mask.0[i]))
        }))
    }

    fn shl<const BY: u32>(self) -> Self {
        const { assert!(BY < 64) };
        Self(each(self.0, |x| x << BY))
    }

    fn shr<const BY: u32>(self) -> Self {
        const { assert!(BY < 64) };
        Self(each(self.0, |x| x >> BY))
    }

    fn rotate_left<const BY: u32>(self) -> Self {
        const { assert!(0 < BY && BY < 64) };
        Self(each(self.0, |x| x.rotate_left(BY)))
    }

    fn gt(self, other: Self) -> Mask {
        Mask(both(self.0, other.0, |x, y| x > y))
    }

    fn to_f64(self) -> Doubles {
        Doubles(self.0.map(|x| x as f64))
    }
}

impl Mask8 for Mask {
    fn to_bits(self) -> u8 {
        (0..LANES).fold(0, |bits, i| bits | u8::from(self.0[i]) << i)
    }
}

impl super::Mask16 for Mask16 {
    fn to_bits(self) -> u16 {
        (0..2 * LANES).fold(0, |bits, i| bits | u16::from(self.0[i]) << i)
    }
}

impl Not for Mask {
    type Output = Self;
    fn not(self) -> Self {
        Self(self.0.map(bool::not))
    }
}

impl Not for Mask16 {
    type Output = Self;
    fn not(self) -> Self {
        Self(self.0.map(bool::not))
    }
}

/// One operator a line, lane by lane.
macro_rules! operators {
    ($($vector:ident: $($trait:ident $method:ident $lane:expr),+;)+) => {$($(
        impl $trait for $vector {
            type Output = Self;
            fn $method(self, other: Self) -> Self {
                Self(both(self.0, other.0, $lane))
            }
        }
    )+)+};
}

operators! {
    Doubles: Add add |x, y| x + y, Sub sub |x, y| x - y, Mul mul |x, y| x * y,
        Div div |x, y| x / y;
    Quads: Add add i64::wrapping_add, Sub sub i64::wrapping_sub;
    Words: Add add u64::wrapping_add, BitAnd bitand |x, y| x & y, BitOr bitor |x, y| x | y,
        BitXor bitxor |x, y| x ^ y;
    Mask: BitAnd bitand |x, y| x & y, BitOr bitor |x, y| x | y, BitXor bitxor |x, y| x ^ y;
    Mask16: BitAnd bitand |x, y| x & y, BitOr bitor |x, y| x | y, BitXor bitxor |x, y| x ^ y;
    Singles: Add add |x, y| x + y, Sub sub |x, y| x - y, Mul mul |x, y| x * y,
        Div div |x, y| x / y;
}
