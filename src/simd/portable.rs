//! Any target: the crate `wide`, with the instructions that the build was allowed to use.

use super::{F64x8, I64x8, LANES, Simd, sealed::Sealed};
use std::ops::{Add, Mul, Sub};
use wide::{f64x8, i64x8};

/// Nothing is asked of the processor beyond what the build assumes: on x86-64 SSE2, on AArch64
/// NEON.
///
/// A token of no size that only detection makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Portable(());

impl Portable {
    pub(super) fn new() -> Self {
        Self(())
    }
}

impl Sealed for Portable {}

/// Eight `f64` in a vector of `wide`.
#[derive(Clone, Copy, Debug)]
pub struct Doubles(f64x8);

/// Eight `i64` in a vector of `wide`.
#[derive(Clone, Copy, Debug)]
pub struct Quads(i64x8);

/// Eight truth values, each 64 bits of ones or of zeros.
#[derive(Clone, Copy, Debug)]
pub struct Mask(f64x8);

impl Simd for Portable {
    type F64x8 = Doubles;
    type I64x8 = Quads;
    type Mask8 = Mask;

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
    fn splat_i64(self, x: i64) -> Quads {
        Quads(i64x8::splat(x))
    }

    #[inline(always)]
    fn load_i64(self, from: &[i64; LANES]) -> Quads {
        Quads(i64x8::new(*from))
    }

    #[inline(always)]
    fn prefetch(self, _: &[f64; LANES]) {}

    #[inline(always)]
    unsafe fn stream_one(self, vector: Doubles, to: &mut [f64; LANES]) {
        vector.store(to);
    }

    #[inline(always)]
    fn fence(self) {}
}

impl Sealed for Doubles {}
impl Sealed for Quads {}

impl F64x8 for Doubles {
    type Mask = Mask;

    #[inline(always)]
    fn to_array(self) -> [f64; LANES] {
        self.0.to_array()
    }

    #[inline(always)]
    fn store(self, to: &mut [f64; LANES]) {
        *to = self.0.to_array();
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        // Not `wide`'s own, which fuses in some builds and not in others.
        Self(self.0 * factor.0 + addend.0)
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
    Doubles: Add add, Sub sub, Mul mul;
    Quads: Add add, Sub sub;
}
