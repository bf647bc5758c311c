//! 64-bit ARM: four registers a vector, of two lanes each.

mod singles;
mod vectors;
mod words;

use singles::{Mask16, Singles};
use vectors::{
    Doubles, Mask, Quads, Words, each, load, lower_halves, quarters, quarters_mut, store,
};

use super::portable::scaled;
use super::{F64x8, I64x8, Kernel, LANES, Mask8, Simd, U64x8, sealed::Sealed};
use std::arch::aarch64::*;
use std::arch::asm;
use std::ops::{Add, BitAnd, BitOr, BitXor, Div, Mul, Not, Sub};
use std::ptr;

/// The processor has NEON, with 64-bit lanes and a fused multiplication and addition. Those of
/// 64-bit ARM have, but for a few that were made for special purposes.
///
/// A token of no size that only detection makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Neon(());

impl Sealed for Neon {}

impl Neon {
    /// The token, where the processor (and the operating system) has the instructions.
    pub(super) fn detect() -> Option<Self> {
        std::arch::is_aarch64_feature_detected!("neon").then_some(Self(()))
    }

    /// Runs `kernel` in a function that is compiled with the level's instructions.
    #[inline(always)]
    pub(super) fn enter<K: Kernel>(self, kernel: K) -> K::Output {
        #[target_feature(enable = "neon")]
        fn entry<K: Kernel>(simd: Neon, kernel: K) -> K::Output {
            kernel.run(simd)
        }
        // SAFETY: a token is made by `detect` alone, which has seen the feature.
        unsafe { entry(self, kernel) }
    }
}

impl Simd for Neon {
    type F64x8 = Doubles;
    type I64x8 = Quads;
    type U64x8 = Words;
    type Mask8 = Mask;
    type F32x16 = Singles;
    type Mask16 = Mask16;

    const REGISTERS: usize = 8;
    const SCALES: bool = false;
    const CONVERTS: bool = true;
    const STREAMS: bool = false;

    #[inline(always)]
    fn splat(self, x: f64) -> Doubles {
        // SAFETY: `self` proves the instructions.
        let quarter = unsafe { vdupq_n_f64(x) };
        Doubles(quarter, quarter, quarter, quarter)
    }

    #[inline(always)]
    fn load(self, from: &[f64; LANES]) -> Doubles {
        load!(Doubles, vld1q_f64, from)
    }

    #[inline(always)]
    fn load_f32(self, from: &[f32; LANES]) -> Doubles {
        let [a, b] = from.as_chunks::<4>().0 else {
            unreachable!("eight is twice four")
        };
        // SAFETY: `self` proves the instructions, and each half is the 16 bytes that are read.
        unsafe {
            let (a, b) = (vld1q_f32(a.as_ptr()), vld1q_f32(b.as_ptr()));
            Doubles(
                vcvt_f64_f32(vget_low_f32(a)),
                vcvt_high_f64_f32(a),
                vcvt_f64_f32(vget_low_f32(b)),
                vcvt_high_f64_f32(b),
            )
        }
    }

    #[inline(always)]
    fn load_i32(self, from: &[i32; LANES]) -> Doubles {
        let [a, b] = from.as_chunks::<4>().0 else {
            unreachable!("eight is twice four")
        };
        // SAFETY: `self` proves the instructions, and each half is the 16 bytes that are read.
        unsafe {
            let (a, b) = (vld1q_s32(a.as_ptr()), vld1q_s32(b.as_ptr()));
            Doubles(
                vcvtq_f64_s64(vmovl_s32(vget_low_s32(a))),
                vcvtq_f64_s64(vmovl_high_s32(a)),
                vcvtq_f64_s64(vmovl_s32(vget_low_s32(b))),
                vcvtq_f64_s64(vmovl_high_s32(b)),
            )
        }
    }

    #[inline(always)]
    fn splat_f32(self, x: f32) -> Singles {
        // SAFETY: `self` proves the instructions.
        let quarter = unsafe { vdupq_n_f32(x) };
        Singles(quarter, quarter, quarter, quarter)
    }

    #[inline(always)]
    fn load_f32x16(self, from: &[f32; 2 * LANES]) -> Singles {
        let [a, b, c, d] = from.as_chunks::<4>().0 else {
            unreachable!("sixteen is four times four")
        };
        // SAFETY: `self` proves the instructions, and each quarter is the 16 bytes that are read.
        unsafe {
            Singles(
                vld1q_f32(a.as_ptr()),
                vld1q_f32(b.as_ptr()),
                vld1q_f32(c.as_ptr()),
                vld1q_f32(d.as_ptr()),
            )
        }
    }

    #[inline(always)]
    fn load_i16(self, from: &[i16; 2 * LANES]) -> Singles {
        let [a, b] = from.as_chunks::<8>().0 else {
            unreachable!("sixteen is twice eight")
        };
        // SAFETY: `self` proves the instructions, and each half is the 16 bytes that are read.
        unsafe {
            let (a, b) = (vld1q_s16(a.as_ptr()), vld1q_s16(b.as_ptr()));
            Singles(
                vcvtq_f32_s32(vmovl_s16(vget_low_s16(a))),
                vcvtq_f32_s32(vmovl_high_s16(a)),
                vcvtq_f32_s32(vmovl_s16(vget_low_s16(b))),
                vcvtq_f32_s32(vmovl_high_s16(b)),
            )
        }
    }

    #[inline(always)]
    fn load_u8(self, from: &[u8; 2 * LANES]) -> Singles {
        // SAFETY: `self` proves the instructions, and the array is the 16 bytes that are read.
        unsafe {
            let bytes = vld1q_u8(from.as_ptr());
            let (a, b) = (vmovl_u8(vget_low_u8(bytes)), vmovl_high_u8(bytes));
            Singles(
                vcvtq_f32_u32(vmovl_u16(vget_low_u16(a))),
                vcvtq_f32_u32(vmovl_high_u16(a)),
                vcvtq_f32_u32(vmovl_u16(vget_low_u16(b))),
                vcvtq_f32_u32(vmovl_high_u16(b)),
            )
        }
    }

    #[inline(always)]
    fn splat_i64(self, x: i64) -> Quads {
        // SAFETY: `self` proves the instructions.
        let quarter = unsafe { vdupq_n_s64(x) };
        Quads(quarter, quarter, quarter, quarter)
    }

    #[inline(always)]
    fn load_i64(self, from: &[i64; LANES]) -> Quads {
        load!(Quads, vld1q_s64, from)
    }

    #[inline(always)]
    fn splat_u64(self, x: u64) -> Words {
        // SAFETY: `self` proves the instructions.
        let quarter = unsafe { vdupq_n_u64(x) };
        Words(quarter, quarter, quarter, quarter)
    }

    #[inline(always)]
    fn load_u64(self, from: &[u64; LANES]) -> Words {
        load!(Words, vld1q_u64, from)
    }

    #[inline(always)]
    fn load_bytes(self, from: &[u8; 8 * LANES]) -> Words {
        let [a, b, c, d] = from.as_chunks::<16>().0 else {
            unreachable!("64 is four times 16")
        };
        // SAFETY: `self` proves the instructions, and each quarter is the 16 bytes that are read.
        unsafe {
            Words(
                vreinterpretq_u64_u8(vld1q_u8(a.as_ptr())),
                vreinterpretq_u64_u8(vld1q_u8(b.as_ptr())),
                vreinterpretq_u64_u8(vld1q_u8(c.as_ptr())),
                vreinterpretq_u64_u8(vld1q_u8(d.as_ptr())),
            )
        }
    }

    #[inline(always)]
    fn lookup<const N: usize>(self, table: &[f64; N], indices: &[u64; LANES]) -> Doubles {
        let [a, b, c, d, e, f, g, h] = indices;
        let (ab, cd) = (entries(table, a, b), entries(table, c, d));
        let (ef, gh) = (entries(table, e, f), entries(table, g, h));
        Doubles(ab, cd, ef, gh)
    }

    #[inline(always)]
    fn lookup_16(self, table: &[f64; 2 * LANES], indices: Words) -> Doubles {
        // The level chooses among the bytes of four registers, and a table of sixteen numbers is
        // eight: two instructions for two lanes, each of several steps, and the indices of the bytes
        // have to be made before. Loads take less, and leave the registers to the kernel.
        self.lookup(table, &indices.to_array())
    }

    #[inline(always)]
    fn prefetch(self, from: &[f64; LANES]) {
        // SAFETY: a prefetch may be given any address; it changes neither memory nor registers.
        unsafe {
            asm!(
                "prfm pldl1keep, [{from}]",
                from = in(reg) from.as_ptr(),
                options(nomem, nostack, preserves_flags)
            );
        }
    }

    #[inline(always)]
    fn prefetch_l2(self, from: &[f64; LANES]) {
        // SAFETY: a prefetch may be given any address; it changes neither memory nor registers.
        unsafe {
            asm!(
                "prfm pldl2keep, [{from}]",
                from = in(reg) from.as_ptr(),
                options(nomem, nostack, preserves_flags)
            );
        }
    }

    // ARM's cores notice when whole lines are written one after the other, and then stop reading
    // them first and keeping them. What there is of non-temporal stores (`stnp`) is a hint on top of
    // that, so these are ordinary ones, which need no fence.

    #[inline(always)]
    unsafe fn stream_one(self, vector: Doubles, to: &mut [f64; LANES]) {
        vector.store(to);
    }

    #[inline(always)]
    fn fence(self) {}
}

impl Sealed for Doubles {}
impl Sealed for Quads {}
impl Sealed for Mask {}

/// `table[a % N]` and `table[b % N]`.
///
/// The volatile reads keep the compiler from taking the indices out of a vector, where it has them in
/// one: that takes longer than a load each.
#[inline(always)]
fn entries<const N: usize>(table: &[f64; N], a: &u64, b: &u64) -> float64x2_t {
    const { assert!(N.is_power_of_two() && N <= 1 << 16) };
    // SAFETY: references may be read; the low half word of a `u64` comes first.
    let (a, b) = unsafe {
        let low = |index: &u64| ptr::from_ref(index).cast::<u16>().read_volatile();
        (low(a), low(b))
    };
    let (a, b) = (&table[a as usize % N], &table[b as usize % N]);
    // SAFETY: this is called with a token alone, which proves the instructions, and references may be
    // read.
    unsafe { vcombine_f64(vld1_f64(a), vld1_f64(b)) }
}

impl F64x8 for Doubles {
    type Mask = Mask;
    type Bits = Words;

    #[inline(always)]
    fn to_array(self) -> [f64; LANES] {
        let mut array = [0.0; LANES];
        self.store(&mut array);
        array
    }

    #[inline(always)]
    fn store(self, to: &mut [f64; LANES]) {
        store!(self, vst1q_f64, to);
    }

    #[inline(always)]
    fn store_f32(self, to: &mut [f32; LANES]) {
        let [a, b] = to.as_chunks_mut::<4>().0 else {
            unreachable!("eight is twice four")
        };
        // SAFETY: only the token makes vectors; each half is the 16 bytes that are written.
        unsafe {
            let low = vcvt_high_f32_f64(vcvt_f32_f64(self.0), self.1);
            let high = vcvt_high_f32_f64(vcvt_f32_f64(self.2), self.3);
            vst1q_f32(a.as_mut_ptr(), low);
            vst1q_f32(b.as_mut_ptr(), high);
        }
    }

    #[inline(always)]
    fn from_bits(bits: Words) -> Self {
        each!(Self, vreinterpretq_f64_u64, bits)
    }

    #[inline(always)]
    fn to_bits(self) -> Words {
        each!(Words, vreinterpretq_u64_f64, self)
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        each!(Self, vfmaq_f64, addend, self, factor)
    }

    #[inline(always)]
    fn scale(self, exponent: Self) -> Self {
        let mut lanes = self.to_array();
        for (lane, exponent) in lanes.iter_mut().zip(exponent.to_array()) {
            *lane = scaled(*lane, exponent);
        }
        load!(Self, vld1q_f64, &lanes)
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        each!(Self, vsqrtq_f64, self)
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        // A comparison and a choice: the level's own yields a NaN where either is one.
        Self::select(self.lt(other), self, other)
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self::select(other.lt(self), self, other)
    }

    #[inline(always)]
    fn abs(self) -> Self {
        each!(Self, vabsq_f64, self)
    }

    #[inline(always)]
    fn floor(self) -> Self {
        each!(Self, vrndmq_f64, self)
    }

    #[inline(always)]
    fn ceil(self) -> Self {
        each!(Self, vrndpq_f64, self)
    }

    #[inline(always)]
    fn round_ties_even(self) -> Self {
        each!(Self, vrndnq_f64, self)
    }

    #[inline(always)]
    fn le(self, other: Self) -> Mask {
        each!(Mask, vcleq_f64, self, other)
    }

    #[inline(always)]
    fn eq(self, other: Self) -> Mask {
        each!(Mask, vceqq_f64, self, other)
    }

    #[inline(always)]
    fn lt(self, other: Self) -> Mask {
        each!(Mask, vcltq_f64, self, other)
    }

    #[inline(always)]
    fn select(mask: Mask, yes: Self, no: Self) -> Self {
        each!(Self, vbslq_f64, mask, yes, no)
    }

    #[inline(always)]
    fn window<const FROM: usize>(self, after: Self) -> Self {
        const { assert!(FROM < LANES) };
        let Self(a, b, c, d) = self;
        let Self(e, f, g, h) = after;
        // The registers that the window begins in and ends in, and what is between.
        let [a, b, c, d, e] = match FROM / 2 {
            0 => [a, b, c, d, e],
            1 => [b, c, d, e, f],
            2 => [c, d, e, f, g],
            _ => [d, e, f, g, h],
        };
        if FROM.is_multiple_of(2) {
            return Self(a, b, c, d);
        }
        let (low, high) = (Self(a, b, c, d), Self(b, c, d, e));
        each!(Self, vextq_f64::<1>, low, high)
    }
}

impl I64x8 for Quads {
    #[inline(always)]
    fn to_array(self) -> [i64; LANES] {
        let mut array = [0; LANES];
        store!(self, vst1q_s64, &mut array);
        array
    }
}

impl Mask8 for Mask {
    #[inline(always)]
    fn to_bits(self) -> u8 {
        // Sixteen bits of each truth value, of which every lane keeps one of its own; the sum has them
        // all.
        const ONE_EACH: [u16; LANES] = [1, 2, 4, 8, 16, 32, 64, 128];
        // SAFETY: only the token makes vectors; the array is the 16 bytes that are read.
        unsafe {
            let (low, high) = (lower_halves(self.0, self.1), lower_halves(self.2, self.3));
            let lanes = vuzp1q_u16(vreinterpretq_u16_u32(low), vreinterpretq_u16_u32(high));
            vaddvq_u16(vandq_u16(lanes, vld1q_u16(ONE_EACH.as_ptr()))) as u8
        }
    }
}

impl Not for Mask {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        // SAFETY: only the token makes vectors.
        let ones = unsafe { vdupq_n_u64(u64::MAX) };
        self ^ Self(ones, ones, ones, ones)
    }
}

impl Doubles {
    /// Another vector, of one number.
    #[inline(always)]
    fn filled(self, x: f64) -> Self {
        // SAFETY: only the token makes vectors, and here is one.
        let quarter = unsafe { vdupq_n_f64(x) };
        Self(quarter, quarter, quarter, quarter)
    }
}

float_operators!(Doubles of f64);

/// One operator a line, lane by lane: every register through the same intrinsic.
macro_rules! operators {
    ($($vector:ident: $($trait:ident $method:ident $intrinsic:ident),+;)+) => {$($(
        impl $trait for $vector {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                each!(Self, $intrinsic, self, other)
            }
        }
    )+)+};
}

operators! {
    Doubles: Add add vaddq_f64, Sub sub vsubq_f64, Mul mul vmulq_f64, Div div vdivq_f64;
    Quads: Add add vaddq_s64, Sub sub vsubq_s64;
    Words: Add add vaddq_u64, BitAnd bitand vandq_u64, BitOr bitor vorrq_u64, BitXor bitxor veorq_u64;
    Mask: BitAnd bitand vandq_u64, BitOr bitor vorrq_u64, BitXor bitxor veorq_u64;
    Singles: Add add vaddq_f32, Sub sub vsubq_f32, Mul mul vmulq_f32, Div div vdivq_f32;
    Mask16: BitAnd bitand vandq_u32, BitOr bitor vorrq_u32, BitXor bitxor veorq_u32;
}
