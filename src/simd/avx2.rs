//! x86-64-v3: two registers a vector, lanes 0 to 3 and lanes 4 to 7.

mod singles;
mod vectors;
mod words;

use singles::{Mask16, Singles};
use vectors::{Doubles, Mask, Quads, Words, halves, halves_mut};

use super::portable::scaled;
use super::x86::entries;
use super::{F64x8, I64x8, Kernel, LANES, Mask8, Simd, U64x8, sealed::Sealed};
use std::arch::x86_64::*;
use std::ops::{Add, BitAnd, BitOr, BitXor, Div, Mul, Not, Sub};

x86_level! {
    /// The processor has AVX2, FMA, BMI2 and the rest of x86-64-v3.
    Avx2 = "avx2", "fma", "bmi1", "bmi2", "lzcnt", "popcnt", "movbe", "f16c"
}

impl Simd for Avx2 {
    type F64x8 = Doubles;
    type I64x8 = Quads;
    type U64x8 = Words;
    type Mask8 = Mask;
    type F32x16 = Singles;
    type Mask16 = Mask16;

    const REGISTERS: usize = 8;
    const SCALES: bool = false;
    const CONVERTS: bool = false;
    const STREAMS: bool = true;

    #[inline(always)]
    fn splat(self, x: f64) -> Doubles {
        // SAFETY: `self` proves the instructions.
        let half = unsafe { _mm256_set1_pd(x) };
        Doubles(half, half)
    }

    #[inline(always)]
    fn load(self, from: &[f64; LANES]) -> Doubles {
        let (a, b) = halves(from);
        // SAFETY: `self` proves the instructions, and each half is the 32 bytes that are read.
        unsafe { Doubles(_mm256_loadu_pd(a.as_ptr()), _mm256_loadu_pd(b.as_ptr())) }
    }

    #[inline(always)]
    fn load_f32(self, from: &[f32; LANES]) -> Doubles {
        let (a, b) = halves(from);
        // SAFETY: `self` proves the instructions, and each half is the 16 bytes that are read.
        unsafe {
            Doubles(
                _mm256_cvtps_pd(_mm_loadu_ps(a.as_ptr())),
                _mm256_cvtps_pd(_mm_loadu_ps(b.as_ptr())),
            )
        }
    }

    #[inline(always)]
    fn load_i32(self, from: &[i32; LANES]) -> Doubles {
        let (a, b) = halves(from);
        // SAFETY: `self` proves the instructions, and each half is the 16 bytes that are read.
        unsafe {
            Doubles(
                _mm256_cvtepi32_pd(_mm_loadu_si128(a.as_ptr().cast())),
                _mm256_cvtepi32_pd(_mm_loadu_si128(b.as_ptr().cast())),
            )
        }
    }

    #[inline(always)]
    fn splat_f32(self, x: f32) -> Singles {
        // SAFETY: `self` proves the instructions.
        let half = unsafe { _mm256_set1_ps(x) };
        Singles(half, half)
    }

    #[inline(always)]
    fn load_f32x16(self, from: &[f32; 2 * LANES]) -> Singles {
        let [a, b] = from.as_chunks::<8>().0 else {
            unreachable!("sixteen is twice eight")
        };
        // SAFETY: `self` proves the instructions, and each half is the 32 bytes that are read.
        unsafe { Singles(_mm256_loadu_ps(a.as_ptr()), _mm256_loadu_ps(b.as_ptr())) }
    }

    #[inline(always)]
    fn load_i16(self, from: &[i16; 2 * LANES]) -> Singles {
        let [a, b] = from.as_chunks::<8>().0 else {
            unreachable!("sixteen is twice eight")
        };
        // SAFETY: `self` proves the instructions, and each half is the 16 bytes that are read.
        unsafe {
            let (a, b) = (
                _mm256_cvtepi16_epi32(_mm_loadu_si128(a.as_ptr().cast())),
                _mm256_cvtepi16_epi32(_mm_loadu_si128(b.as_ptr().cast())),
            );
            Singles(_mm256_cvtepi32_ps(a), _mm256_cvtepi32_ps(b))
        }
    }

    #[inline(always)]
    fn load_u8(self, from: &[u8; 2 * LANES]) -> Singles {
        // SAFETY: `self` proves the instructions, and the array is the 16 bytes that are read.
        unsafe {
            let bytes = _mm_loadu_si128(from.as_ptr().cast());
            let (a, b) = (
                _mm256_cvtepu8_epi32(bytes),
                _mm256_cvtepu8_epi32(_mm_unpackhi_epi64(bytes, bytes)),
            );
            Singles(_mm256_cvtepi32_ps(a), _mm256_cvtepi32_ps(b))
        }
    }

    #[inline(always)]
    fn splat_i64(self, x: i64) -> Quads {
        // SAFETY: `self` proves the instructions.
        let half = unsafe { _mm256_set1_epi64x(x) };
        Quads(half, half)
    }

    #[inline(always)]
    fn load_i64(self, from: &[i64; LANES]) -> Quads {
        let (a, b) = halves(from);
        // SAFETY: `self` proves the instructions, and each half is the 32 bytes that are read.
        unsafe {
            Quads(
                _mm256_loadu_si256(a.as_ptr().cast()),
                _mm256_loadu_si256(b.as_ptr().cast()),
            )
        }
    }

    #[inline(always)]
    fn splat_u64(self, x: u64) -> Words {
        let Quads(a, b) = self.splat_i64(x.cast_signed());
        Words(a, b)
    }

    #[inline(always)]
    fn load_u64(self, from: &[u64; LANES]) -> Words {
        let (a, b) = halves(from);
        // SAFETY: `self` proves the instructions, and each half is the 32 bytes that are read.
        unsafe {
            Words(
                _mm256_loadu_si256(a.as_ptr().cast()),
                _mm256_loadu_si256(b.as_ptr().cast()),
            )
        }
    }

    #[inline(always)]
    fn load_bytes(self, from: &[u8; 8 * LANES]) -> Words {
        let [a, b] = from.as_chunks::<32>().0 else {
            unreachable!("64 is twice 32")
        };
        // SAFETY: `self` proves the instructions, and each half is the 32 bytes that are read.
        unsafe {
            Words(
                _mm256_loadu_si256(a.as_ptr().cast()),
                _mm256_loadu_si256(b.as_ptr().cast()),
            )
        }
    }

    #[inline(always)]
    fn lookup<const N: usize>(self, table: &[f64; N], indices: &[u64; LANES]) -> Doubles {
        let [a, b, c, d, e, f, g, h] = indices;
        let (ab, cd) = (entries(table, a, b), entries(table, c, d));
        let (ef, gh) = (entries(table, e, f), entries(table, g, h));
        // SAFETY: `self` proves the instructions.
        unsafe { Doubles(_mm256_set_m128d(cd, ab), _mm256_set_m128d(gh, ef)) }
    }

    #[inline(always)]
    fn lookup_16(self, table: &[f64; 2 * LANES], indices: Words) -> Doubles {
        self.lookup(table, &indices.to_array())
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
        let (a, b) = halves_mut(to);
        // SAFETY: `self` proves the instructions; each half is the 32 bytes that are written, and
        // by the contract it starts at a multiple of 32.
        unsafe {
            _mm256_stream_pd(a.as_mut_ptr(), vector.0);
            _mm256_stream_pd(b.as_mut_ptr(), vector.1);
        }
    }

    #[inline(always)]
    unsafe fn stream_one_f32(self, vector: Doubles, to: &mut [f32; LANES]) {
        // SAFETY: `self` proves the instructions; the array is the 32 bytes that are written, and
        // by the contract they start at a multiple of 32.
        unsafe {
            let (a, b) = (_mm256_cvtpd_ps(vector.0), _mm256_cvtpd_ps(vector.1));
            _mm256_stream_ps(to.as_mut_ptr(), _mm256_set_m128(b, a));
        }
    }

    #[inline(always)]
    fn fence(self) {
        // SAFETY: SSE is part of x86-64.
        unsafe { _mm_sfence() }
    }
}

impl Sealed for Doubles {}
impl Sealed for Quads {}
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
        let (a, b) = halves_mut(to);
        // SAFETY: only the token makes vectors, so it proves the instructions for every vector;
        // each half is the 32 bytes that are written.
        unsafe {
            _mm256_storeu_pd(a.as_mut_ptr(), self.0);
            _mm256_storeu_pd(b.as_mut_ptr(), self.1);
        }
    }

    #[inline(always)]
    fn store_f32(self, to: &mut [f32; LANES]) {
        let (a, b) = halves_mut(to);
        // SAFETY: only the token makes vectors; each half is the 16 bytes that are written.
        unsafe {
            _mm_storeu_ps(a.as_mut_ptr(), _mm256_cvtpd_ps(self.0));
            _mm_storeu_ps(b.as_mut_ptr(), _mm256_cvtpd_ps(self.1));
        }
    }

    #[inline(always)]
    fn from_bits(bits: Words) -> Self {
        // SAFETY: only the token makes vectors.
        unsafe { Self(_mm256_castsi256_pd(bits.0), _mm256_castsi256_pd(bits.1)) }
    }

    #[inline(always)]
    fn to_bits(self) -> Words {
        // SAFETY: only the token makes vectors.
        unsafe { Words(_mm256_castpd_si256(self.0), _mm256_castpd_si256(self.1)) }
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        // SAFETY: only the token makes vectors.
        unsafe {
            Self(
                _mm256_fmadd_pd(self.0, factor.0, addend.0),
                _mm256_fmadd_pd(self.1, factor.1, addend.1),
            )
        }
    }

    #[inline(always)]
    fn scale(self, exponent: Self) -> Self {
        let mut lanes = self.to_array();
        for (lane, exponent) in lanes.iter_mut().zip(exponent.to_array()) {
            *lane = scaled(*lane, exponent);
        }
        let (a, b) = halves(&lanes);
        // SAFETY: only the token makes vectors, and each half is the 32 bytes that are read.
        unsafe { Self(_mm256_loadu_pd(a.as_ptr()), _mm256_loadu_pd(b.as_ptr())) }
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        // SAFETY: only the token makes vectors.
        unsafe { Self(_mm256_sqrt_pd(self.0), _mm256_sqrt_pd(self.1)) }
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        // SAFETY: only the token makes vectors.
        unsafe {
            Self(
                _mm256_min_pd(self.0, other.0),
                _mm256_min_pd(self.1, other.1),
            )
        }
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        // SAFETY: only the token makes vectors.
        unsafe {
            Self(
                _mm256_max_pd(self.0, other.0),
                _mm256_max_pd(self.1, other.1),
            )
        }
    }

    #[inline(always)]
    fn abs(self) -> Self {
        // SAFETY: only the token makes vectors.
        unsafe {
            let sign = _mm256_set1_pd(-0.0);
            Self(
                _mm256_andnot_pd(sign, self.0),
                _mm256_andnot_pd(sign, self.1),
            )
        }
    }

    #[inline(always)]
    fn floor(self) -> Self {
        // SAFETY: only the token makes vectors.
        unsafe { Self(_mm256_floor_pd(self.0), _mm256_floor_pd(self.1)) }
    }

    #[inline(always)]
    fn ceil(self) -> Self {
        // SAFETY: only the token makes vectors.
        unsafe { Self(_mm256_ceil_pd(self.0), _mm256_ceil_pd(self.1)) }
    }

    #[inline(always)]
    fn round_ties_even(self) -> Self {
        const NEAREST: i32 = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
        // SAFETY: only the token makes vectors.
        unsafe {
            Self(
                _mm256_round_pd::<NEAREST>(self.0),
                _mm256_round_pd::<NEAREST>(self.1),
            )
        }
    }

    #[inline(always)]
    fn le(self, other: Self) -> Mask {
        // SAFETY: only the token makes vectors.
        unsafe {
            Mask(
                _mm256_cmp_pd::<_CMP_LE_OQ>(self.0, other.0),
                _mm256_cmp_pd::<_CMP_LE_OQ>(self.1, other.1),
            )
        }
    }

    #[inline(always)]
    fn eq(self, other: Self) -> Mask {
        // SAFETY: only the token makes vectors.
        unsafe {
            Mask(
                _mm256_cmp_pd::<_CMP_EQ_OQ>(self.0, other.0),
                _mm256_cmp_pd::<_CMP_EQ_OQ>(self.1, other.1),
            )
        }
    }

    #[inline(always)]
    fn lt(self, other: Self) -> Mask {
        // SAFETY: only the token makes vectors.
        unsafe {
            Mask(
                _mm256_cmp_pd::<_CMP_LT_OQ>(self.0, other.0),
                _mm256_cmp_pd::<_CMP_LT_OQ>(self.1, other.1),
            )
        }
    }

    #[inline(always)]
    fn select(mask: Mask, yes: Self, no: Self) -> Self {
        // SAFETY: only the token makes vectors.
        unsafe {
            Self(
                _mm256_blendv_pd(no.0, yes.0, mask.0),
                _mm256_blendv_pd(no.1, yes.1, mask.1),
            )
        }
    }

    #[inline(always)]
    fn window<const FROM: usize>(self, after: Self) -> Self {
        const { assert!(FROM < LANES) };
        let [a, b, c] = if FROM < 4 {
            [self.0, self.1, after.0]
        } else {
            [self.1, after.0, after.1]
        };
        // SAFETY: only the token makes vectors.
        unsafe {
            // The middle of two halves: an instruction that crosses the 128-bit border, and then at
            // most one that does not.
            let (ab, bc) = (
                _mm256_permute2f128_pd::<0x21>(a, b),
                _mm256_permute2f128_pd::<0x21>(b, c),
            );
            match FROM % 4 {
                0 => Self(a, b),
                1 => Self(
                    _mm256_shuffle_pd::<0b0101>(a, ab),
                    _mm256_shuffle_pd::<0b0101>(b, bc),
                ),
                2 => Self(ab, bc),
                _ => Self(
                    _mm256_shuffle_pd::<0b0101>(ab, b),
                    _mm256_shuffle_pd::<0b0101>(bc, c),
                ),
            }
        }
    }
}

impl I64x8 for Quads {
    #[inline(always)]
    fn to_array(self) -> [i64; LANES] {
        let mut array = [0; LANES];
        let (a, b) = halves_mut(&mut array);
        // SAFETY: only the token makes vectors; each half is the 32 bytes that are written.
        unsafe {
            _mm256_storeu_si256(a.as_mut_ptr().cast(), self.0);
            _mm256_storeu_si256(b.as_mut_ptr().cast(), self.1);
        }
        array
    }
}

impl Mask8 for Mask {
    #[inline(always)]
    fn to_bits(self) -> u8 {
        // SAFETY: only the token makes vectors.
        let (low, high) = unsafe { (_mm256_movemask_pd(self.0), _mm256_movemask_pd(self.1)) };
        (low | high << 4) as u8
    }
}

impl Not for Mask {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        // SAFETY: only the token makes vectors.
        let ones = unsafe { _mm256_castsi256_pd(_mm256_set1_epi64x(-1)) };
        self ^ Self(ones, ones)
    }
}

impl Doubles {
    /// Another vector, of one number.
    #[inline(always)]
    fn filled(self, x: f64) -> Self {
        // SAFETY: only the token makes vectors, and here is one.
        let half = unsafe { _mm256_set1_pd(x) };
        Self(half, half)
    }
}

float_operators!(Doubles of f64);

/// One operator a line, lane by lane: both halves through the same intrinsic.
macro_rules! operators {
    ($($vector:ident: $($trait:ident $method:ident $intrinsic:ident),+;)+) => {$($(
        impl $trait for $vector {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                // SAFETY: only the token makes vectors, so it proves the instructions for every
                // vector.
                unsafe { Self($intrinsic(self.0, other.0), $intrinsic(self.1, other.1)) }
            }
        }
    )+)+};
}

operators! {
    Doubles: Add add _mm256_add_pd, Sub sub _mm256_sub_pd, Mul mul _mm256_mul_pd,
        Div div _mm256_div_pd;
    Quads: Add add _mm256_add_epi64, Sub sub _mm256_sub_epi64;
    Words: Add add _mm256_add_epi64, BitAnd bitand _mm256_and_si256, BitOr bitor _mm256_or_si256,
        BitXor bitxor _mm256_xor_si256;
    Mask: BitAnd bitand _mm256_and_pd, BitOr bitor _mm256_or_pd, BitXor bitxor _mm256_xor_pd;
    Singles: Add add _mm256_add_ps, Sub sub _mm256_sub_ps, Mul mul _mm256_mul_ps,
        Div div _mm256_div_ps;
    Mask16: BitAnd bitand _mm256_and_ps, BitOr bitor _mm256_or_ps, BitXor bitxor _mm256_xor_ps;
}
