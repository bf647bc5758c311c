//! x86-64-v4: one register a vector.

mod singles;

use singles::{Mask16, Singles, partial};

use super::x86::entries;
use super::{F64x8, I64x8, Kernel, LANES, Mask8, Simd, U64x8, sealed::Sealed};
use std::arch::x86_64::*;
use std::ops::{Add, BitAnd, BitOr, BitXor, Div, Mul, Not, Sub};

x86_level! {
    /// The processor has AVX-512 F, BW, CD, DQ and VL, and what [`Avx2`](super::Avx2) has.
    Avx512 = "avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl",
        "avx2", "fma", "bmi1", "bmi2", "lzcnt", "popcnt", "movbe", "f16c"
}

/// Eight `f64` in a `zmm` register.
#[derive(Clone, Copy, Debug)]
pub struct Doubles(__m512d);

/// Eight `i64` in a `zmm` register.
#[derive(Clone, Copy, Debug)]
pub struct Quads(__m512i);

/// Eight `u64` in a `zmm` register.
#[derive(Clone, Copy, Debug)]
pub struct Words(__m512i);

/// Eight truth values, a bit each.
#[derive(Clone, Copy, Debug)]
pub struct Mask(__mmask8);

impl Simd for Avx512 {
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

    #[inline(always)]
    fn splat(self, x: f64) -> Doubles {
        // SAFETY: `self` proves the instructions.
        Doubles(unsafe { _mm512_set1_pd(x) })
    }

    #[inline(always)]
    fn load(self, from: &[f64; LANES]) -> Doubles {
        // SAFETY: `self` proves the instructions, and the array is the 64 bytes that are read.
        Doubles(unsafe { _mm512_loadu_pd(from.as_ptr()) })
    }

    #[inline(always)]
    fn load_f32(self, from: &[f32; LANES]) -> Doubles {
        // SAFETY: `self` proves the instructions, and the array is the 32 bytes that are read.
        Doubles(unsafe { _mm512_cvtps_pd(_mm256_loadu_ps(from.as_ptr())) })
    }

    #[inline(always)]
    fn load_i32(self, from: &[i32; LANES]) -> Doubles {
        // SAFETY: `self` proves the instructions, and the array is the 32 bytes that are read.
        Doubles(unsafe { _mm512_cvtepi32_pd(_mm256_loadu_si256(from.as_ptr().cast())) })
    }

    #[inline(always)]
    fn load_partial(self, from: &[f64], fill: f64) -> Doubles {
        let mask = partial(from.len(), LANES) as __mmask8;
        // SAFETY: `self` proves the instructions, which read none but the lanes of the mask.
        Doubles(unsafe { _mm512_mask_loadu_pd(_mm512_set1_pd(fill), mask, from.as_ptr()) })
    }

    #[inline(always)]
    fn splat_f32(self, x: f32) -> Singles {
        // SAFETY: `self` proves the instructions.
        Singles(unsafe { _mm512_set1_ps(x) })
    }

    #[inline(always)]
    fn load_f32x16(self, from: &[f32; 2 * LANES]) -> Singles {
        // SAFETY: `self` proves the instructions, and the array is the 64 bytes that are read.
        Singles(unsafe { _mm512_loadu_ps(from.as_ptr()) })
    }

    #[inline(always)]
    fn load_i16(self, from: &[i16; 2 * LANES]) -> Singles {
        // SAFETY: `self` proves the instructions, and the array is the 32 bytes that are read.
        Singles(unsafe {
            let words = _mm256_loadu_si256(from.as_ptr().cast());
            _mm512_cvtepi32_ps(_mm512_cvtepi16_epi32(words))
        })
    }

    #[inline(always)]
    fn load_u8(self, from: &[u8; 2 * LANES]) -> Singles {
        // SAFETY: `self` proves the instructions, and the array is the 16 bytes that are read.
        Singles(unsafe {
            let bytes = _mm_loadu_si128(from.as_ptr().cast());
            _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(bytes))
        })
    }

    #[inline(always)]
    fn load_partial_f32(self, from: &[f32], fill: f32) -> Singles {
        let mask = partial(from.len(), 2 * LANES) as __mmask16;
        // SAFETY: `self` proves the instructions, which read none but the lanes of the mask.
        Singles(unsafe { _mm512_mask_loadu_ps(_mm512_set1_ps(fill), mask, from.as_ptr()) })
    }

    #[inline(always)]
    fn splat_i64(self, x: i64) -> Quads {
        // SAFETY: `self` proves the instructions.
        Quads(unsafe { _mm512_set1_epi64(x) })
    }

    #[inline(always)]
    fn load_i64(self, from: &[i64; LANES]) -> Quads {
        // SAFETY: `self` proves the instructions, and the array is the 64 bytes that are read.
        Quads(unsafe { _mm512_loadu_si512(from.as_ptr().cast()) })
    }

    #[inline(always)]
    fn splat_u64(self, x: u64) -> Words {
        // SAFETY: `self` proves the instructions.
        Words(unsafe { _mm512_set1_epi64(x.cast_signed()) })
    }

    #[inline(always)]
    fn load_u64(self, from: &[u64; LANES]) -> Words {
        // SAFETY: `self` proves the instructions, and the array is the 64 bytes that are read.
        Words(unsafe { _mm512_loadu_si512(from.as_ptr().cast()) })
    }

    #[inline(always)]
    fn load_bytes(self, from: &[u8; 8 * LANES]) -> Words {
        // SAFETY: `self` proves the instructions, and the array is the 64 bytes that are read.
        Words(unsafe { _mm512_loadu_si512(from.as_ptr().cast()) })
    }

    #[inline(always)]
    fn lookup<const N: usize>(self, table: &[f64; N], indices: &[u64; LANES]) -> Doubles {
        let [a, b, c, d, e, f, g, h] = indices;
        let (ab, cd) = (entries(table, a, b), entries(table, c, d));
        let (ef, gh) = (entries(table, e, f), entries(table, g, h));
        // SAFETY: `self` proves the instructions.
        unsafe {
            let low = _mm512_castpd256_pd512(_mm256_set_m128d(cd, ab));
            Doubles(_mm512_insertf64x4::<1>(low, _mm256_set_m128d(gh, ef)))
        }
    }

    #[inline(always)]
    fn lookup_16(self, table: &[f64; 2 * LANES], indices: Words) -> Doubles {
        let [low, high] = table.as_chunks().0 else {
            unreachable!("sixteen is twice eight")
        };
        let (low, high) = (self.load(low), self.load(high));
        // SAFETY: `self` proves the instructions.
        Doubles(unsafe { _mm512_permutex2var_pd(low.0, indices.0, high.0) })
    }

    #[inline(always)]
    fn prefetch(self, from: &[f64; LANES]) {
        // SAFETY: SSE is part of x86-64, and a prefetch may be given any address.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(from.as_ptr().cast()) }
    }

    #[inline(always)]
    fn prefetch_l2(self, from: &[f64; LANES]) {
        // SAFETY: SSE is part of x86-64, and a prefetch may be given any address.
        unsafe { _mm_prefetch::<_MM_HINT_T1>(from.as_ptr().cast()) }
    }

    #[inline(always)]
    unsafe fn stream_one(self, vector: Doubles, to: &mut [f64; LANES]) {
        // SAFETY: `self` proves the instructions; the array is the 64 bytes that are written, and
        // by the contract they start at a multiple of 64.
        unsafe { _mm512_stream_pd(to.as_mut_ptr(), vector.0) }
    }

    #[inline(always)]
    unsafe fn stream_one_f32(self, vector: Doubles, to: &mut [f32; LANES]) {
        // SAFETY: `self` proves the instructions; the array is the 32 bytes that are written, and
        // by the contract they start at a multiple of 32.
        unsafe { _mm256_stream_ps(to.as_mut_ptr(), _mm512_cvtpd_ps(vector.0)) }
    }

    #[inline(always)]
    fn fence(self) {
        // SAFETY: SSE is part of x86-64.
        unsafe { _mm_sfence() }
    }
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
        let mut array = [0.0; LANES];
        self.store(&mut array);
        array
    }

    #[inline(always)]
    fn store(self, to: &mut [f64; LANES]) {
        // SAFETY: only the token makes vectors, so it proves the instructions for every vector; the
        // array is the 64 bytes that are written.
        unsafe { _mm512_storeu_pd(to.as_mut_ptr(), self.0) }
    }

    #[inline(always)]
    fn store_f32(self, to: &mut [f32; LANES]) {
        // SAFETY: only the token makes vectors; the array is the 32 bytes that are written.
        unsafe { _mm256_storeu_ps(to.as_mut_ptr(), _mm512_cvtpd_ps(self.0)) }
    }

    #[inline(always)]
    fn from_bits(bits: Words) -> Self {
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_castsi512_pd(bits.0) })
    }

    #[inline(always)]
    fn to_bits(self) -> Words {
        // SAFETY: only the token makes vectors.
        Words(unsafe { _mm512_castpd_si512(self.0) })
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_fmadd_pd(self.0, factor.0, addend.0) })
    }

    #[inline(always)]
    fn scale(self, exponent: Self) -> Self {
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_scalef_pd(self.0, exponent.0) })
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_sqrt_pd(self.0) })
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_min_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_max_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn store_partial(self, to: &mut [f64]) {
        let mask = partial(to.len(), LANES) as __mmask8;
        // SAFETY: only the token makes vectors; none but the lanes of the mask are written.
        unsafe { _mm512_mask_storeu_pd(to.as_mut_ptr(), mask, self.0) }
    }

    #[inline(always)]
    fn abs(self) -> Self {
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_abs_pd(self.0) })
    }

    #[inline(always)]
    fn floor(self) -> Self {
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_roundscale_pd::<_MM_FROUND_TO_NEG_INF>(self.0) })
    }

    #[inline(always)]
    fn ceil(self) -> Self {
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_roundscale_pd::<_MM_FROUND_TO_POS_INF>(self.0) })
    }

    #[inline(always)]
    fn round_ties_even(self) -> Self {
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_roundscale_pd::<_MM_FROUND_TO_NEAREST_INT>(self.0) })
    }

    #[inline(always)]
    fn le(self, other: Self) -> Mask {
        // SAFETY: only the token makes vectors.
        Mask(unsafe { _mm512_cmp_pd_mask::<_CMP_LE_OQ>(self.0, other.0) })
    }

    #[inline(always)]
    fn eq(self, other: Self) -> Mask {
        // SAFETY: only the token makes vectors.
        Mask(unsafe { _mm512_cmp_pd_mask::<_CMP_EQ_OQ>(self.0, other.0) })
    }

    #[inline(always)]
    fn lt(self, other: Self) -> Mask {
        // SAFETY: only the token makes vectors.
        Mask(unsafe { _mm512_cmp_pd_mask::<_CMP_LT_OQ>(self.0, other.0) })
    }

    #[inline(always)]
    fn select(mask: Mask, yes: Self, no: Self) -> Self {
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_mask_blend_pd(mask.0, no.0, yes.0) })
    }

    #[inline(always)]
    fn window<const FROM: usize>(self, after: Self) -> Self {
        const { assert!(FROM < LANES) };
        // SAFETY: only the token makes vectors.
        unsafe {
            let (low, high) = (_mm512_castpd_si512(self.0), _mm512_castpd_si512(after.0));
            let lanes = match FROM {
                0 => low,
                1 => _mm512_alignr_epi64::<1>(high, low),
                2 => _mm512_alignr_epi64::<2>(high, low),
                3 => _mm512_alignr_epi64::<3>(high, low),
                4 => _mm512_alignr_epi64::<4>(high, low),
                5 => _mm512_alignr_epi64::<5>(high, low),
                6 => _mm512_alignr_epi64::<6>(high, low),
                _ => _mm512_alignr_epi64::<7>(high, low),
            };
            Self(_mm512_castsi512_pd(lanes))
        }
    }
}

impl I64x8 for Quads {
    #[inline(always)]
    fn to_array(self) -> [i64; LANES] {
        let mut array = [0; LANES];
        // SAFETY: only the token makes vectors; the array is the 64 bytes that are written.
        unsafe { _mm512_storeu_si512(array.as_mut_ptr().cast(), self.0) }
        array
    }
}

impl U64x8 for Words {
    type Mask = Mask;
    type Float = Doubles;

    #[inline(always)]
    fn to_array(self) -> [u64; LANES] {
        let mut array = [0; LANES];
        self.store(&mut array);
        array
    }

    #[inline(always)]
    fn store(self, to: &mut [u64; LANES]) {
        // SAFETY: only the token makes vectors; the array is the 64 bytes that are written.
        unsafe { _mm512_storeu_si512(to.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    fn store_bytes(self, to: &mut [u8; 8 * LANES]) {
        // SAFETY: only the token makes vectors; the array is the 64 bytes that are written.
        unsafe { _mm512_storeu_si512(to.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    fn store_lower(self, to: &mut [u64; LANES / 2]) {
        // SAFETY: only the token makes vectors; the array is the 32 bytes that are written.
        unsafe { _mm256_storeu_si256(to.as_mut_ptr().cast(), _mm512_cvtepi64_epi32(self.0)) }
    }

    #[inline(always)]
    fn less_one(self, mask: Mask) -> Self {
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_mask_sub_epi64(self.0, mask.0, self.0, _mm512_set1_epi64(1)) })
    }

    #[inline(always)]
    fn shl<const BY: u32>(self) -> Self {
        const { assert!(BY < 64) };
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_slli_epi64::<BY>(self.0) })
    }

    #[inline(always)]
    fn shr<const BY: u32>(self) -> Self {
        const { assert!(BY < 64) };
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_srli_epi64::<BY>(self.0) })
    }

    #[inline(always)]
    fn rotate_left<const BY: u32>(self) -> Self {
        const { assert!(0 < BY && BY < 64) };
        // The compiler makes one rotation of it. The intrinsic wants an `i32`, which a `u32`
        // parameter cannot be turned into.
        // SAFETY: only the token makes vectors.
        Self(unsafe { _mm512_rolv_epi64(self.0, _mm512_set1_epi64(BY as i64)) })
    }

    #[inline(always)]
    fn gt(self, other: Self) -> Mask {
        // SAFETY: only the token makes vectors.
        Mask(unsafe { _mm512_cmpgt_epu64_mask(self.0, other.0) })
    }

    #[inline(always)]
    fn to_f64(self) -> Doubles {
        // SAFETY: only the token makes vectors.
        Doubles(unsafe { _mm512_cvtepu64_pd(self.0) })
    }
}

impl Mask8 for Mask {
    #[inline(always)]
    fn to_bits(self) -> u8 {
        self.0
    }
}

/// Masks are integers, a bit a lane.
macro_rules! masks {
    ($($mask:ident)+) => {$(
        impl BitAnd for $mask {
            type Output = Self;
            #[inline(always)]
            fn bitand(self, other: Self) -> Self {
                Self(self.0 & other.0)
            }
        }
        impl BitOr for $mask {
            type Output = Self;
            #[inline(always)]
            fn bitor(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }
        }
        impl BitXor for $mask {
            type Output = Self;
            #[inline(always)]
            fn bitxor(self, other: Self) -> Self {
                Self(self.0 ^ other.0)
            }
        }
        impl Not for $mask {
            type Output = Self;
            #[inline(always)]
            fn not(self) -> Self {
                Self(!self.0)
            }
        }
    )+};
}

masks!(Mask Mask16);

impl Doubles {
    /// Another vector, of one number.
    #[inline(always)]
    fn filled(self, x: f64) -> Self {
        // SAFETY: only the token makes vectors, and here is one.
        Self(unsafe { _mm512_set1_pd(x) })
    }
}

float_operators!(Doubles of f64);

/// One operator a line, lane by lane.
macro_rules! operators {
    ($($vector:ident: $($trait:ident $method:ident $intrinsic:ident),+;)+) => {$($(
        impl $trait for $vector {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                // SAFETY: only the token makes vectors, so it proves the instructions for every
                // vector.
                Self(unsafe { $intrinsic(self.0, other.0) })
            }
        }
    )+)+};
}

operators! {
    Doubles: Add add _mm512_add_pd, Sub sub _mm512_sub_pd, Mul mul _mm512_mul_pd,
        Div div _mm512_div_pd;
    Quads: Add add _mm512_add_epi64, Sub sub _mm512_sub_epi64;
    Words: Add add _mm512_add_epi64, BitAnd bitand _mm512_and_si512, BitOr bitor _mm512_or_si512,
        BitXor bitxor _mm512_xor_si512;
    Singles: Add add _mm512_add_ps, Sub sub _mm512_sub_ps, Mul mul _mm512_mul_ps,
        Div div _mm512_div_ps;
}
