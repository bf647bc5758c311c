//! What can be summed, and in what.

use super::packed::{BYTES, packed};
use crate::numerics::compensated::Compensated;
use crate::numerics::scaled;
use crate::simd::{F64x8, I64x8, LANES, Level, Simd};
use std::fmt::Debug;
use std::num::Wrapping;
use std::ops::{Add, Sub};

/// A type whose slices the rungs of [`sum`](super) add up: floats, and integers of 8 to 64 bits.
///
/// In a [debug build](crate::dispatch#debug-builds) of a program that has this crate optimised, sums of `u64`
/// are slow, as are those of all integers but `i64` by [`neumaier`](super::neumaier).
pub trait Summand: Copy + Debug + Send + Sync + 'static + sealed::Sealed {
    /// The type of the sum: `f64` for floats, `i64` for integers with a sign, `u64` for those without.
    type Sum: Copy + Debug + PartialEq;
}

macro_rules! summed_in {
    ($($sum:ty: $($summand:ty)+;)+) => {$($(
        impl Summand for $summand {
            type Sum = $sum;
        }
    )+)+};
}

summed_in! {
    f64: f64 f32;
    i64: i64 i32 i16 i8;
    u64: u64 u32 u16 u8;
}

pub(super) mod sealed {
    use super::*;

    /// The types of functions that there are for every summand.
    pub trait Family {
        /// The function for `T`.
        type Of<T: Summand>;
    }

    /// How a type is added up: alone, and eight at a time.
    pub trait Sealed: Copy {
        /// The type that is added in, whose `+` never panics.
        type Wide: Copy + Default + Send + Add<Output = Self::Wide> + Sub<Output = Self::Wide>;
        /// Eight of them.
        type Lanes<S: Simd>: Copy + Add<Output = Self::Lanes<S>> + Sub<Output = Self::Lanes<S>>;

        /// The value, widened.
        fn widen(self) -> Self::Wide;
        /// Eight values, widened.
        fn load<S: Simd>(simd: S, from: &[Self; LANES]) -> Self::Lanes<S>;
        /// Eight zeros.
        fn zero<S: Simd>(simd: S) -> Self::Lanes<S>;
        /// The eight values.
        fn to_array<S: Simd>(lanes: Self::Lanes<S>) -> [Self::Wide; LANES];
        /// The sum of `x` as the caller gets it, from what adding up has come to.
        fn total(sum: Compensated<Self::Wide>, x: &[Self]) -> Self::Sum
        where
            Self: Summand;
        /// Whether there is a shorter way to the sum than lanes: [`packed`](Sealed::packed).
        const PACKED: bool = false;

        /// The sum, where that is so.
        #[inline(always)]
        fn packed(_: Level, _: &[Self]) -> Self::Wide {
            Self::Wide::default()
        }
        /// Whether functions for it are compiled in this crate, as they are for floats and `i64`. Of
        /// narrower integers [`packed`](Sealed::packed) is.
        const IS_COMPILED: bool;
        /// Of three functions its own.
        fn pick<F: Family>(of: Compiled<F>) -> F::Of<Self>
        where
            Self: Summand;
    }

    /// The functions that are compiled in this crate.
    type Compiled<F> = (
        <F as Family>::Of<f64>,
        <F as Family>::Of<f32>,
        <F as Family>::Of<i64>,
    );

    /// The two floats differ in how eight of them are loaded, and in what is done about a sum that
    /// is not finite.
    macro_rules! float {
        ($float:ty, $place:tt, $load:ident, $total:ident) => {
            impl Sealed for $float {
                const IS_COMPILED: bool = true;
                type Wide = f64;
                type Lanes<S: Simd> = S::F64x8;

                #[inline(always)]
                fn widen(self) -> f64 {
                    self.into()
                }
                #[inline(always)]
                fn load<S: Simd>(simd: S, from: &[Self; LANES]) -> S::F64x8 {
                    simd.$load(from)
                }
                #[inline(always)]
                fn zero<S: Simd>(simd: S) -> S::F64x8 {
                    simd.splat(0.0)
                }
                #[inline(always)]
                fn to_array<S: Simd>(lanes: S::F64x8) -> [f64; LANES] {
                    lanes.to_array()
                }
                #[inline(always)]
                fn total(sum: Compensated<f64>, x: &[Self]) -> f64 {
                    $total(sum, x)
                }
                #[inline(always)]
                fn pick<F: Family>(of: Compiled<F>) -> F::Of<$float> {
                    of.$place
                }
            }
        };
    }

    float!(f64, 0, load, or_scaled);
    float!(f32, 1, load_f32, as_it_is);

    /// An overflow on the way leaves an infinity or NaN in one of the two, and so in the total.
    #[inline(always)]
    fn or_scaled(sum: Compensated<f64>, x: &[f64]) -> f64 {
        let total = sum.sum + sum.lost;
        if total.is_finite() {
            total
        } else {
            scaled::sum(x)
        }
    }

    /// No memory holds so many `f32` that their sum overflows in `f64`.
    #[inline(always)]
    fn as_it_is(sum: Compensated<f64>, _: &[f32]) -> f64 {
        sum.total()
    }

    /// The two integers are added alike, bit by bit.
    macro_rules! integer {
        ($integer:ty, $is_compiled:literal, $of:pat => $own:expr) => {
            impl Sealed for $integer {
                const IS_COMPILED: bool = $is_compiled;
                type Wide = Wrapping<$integer>;
                type Lanes<S: Simd> = S::I64x8;

                #[inline(always)]
                fn widen(self) -> Wrapping<$integer> {
                    Wrapping(self)
                }
                #[inline(always)]
                fn load<S: Simd>(simd: S, from: &[$integer; LANES]) -> S::I64x8 {
                    simd.load_i64(bytemuck::cast_ref(from))
                }
                #[inline(always)]
                fn zero<S: Simd>(simd: S) -> S::I64x8 {
                    simd.splat_i64(0)
                }
                #[inline(always)]
                fn to_array<S: Simd>(lanes: S::I64x8) -> [Wrapping<$integer>; LANES] {
                    bytemuck::cast::<_, [$integer; LANES]>(lanes.to_array()).map(Wrapping)
                }
                #[inline(always)]
                fn total(sum: Compensated<Wrapping<$integer>>, _: &[$integer]) -> $integer {
                    (sum.sum + sum.lost).0
                }
                #[inline(always)]
                fn pick<F: Family>($of: Compiled<F>) -> F::Of<$integer> {
                    $own
                }
            }
        };
    }

    integer!(i64, true, of => of.2);
    integer!(u64, false, _ => unreachable!("nobody asks for what is not compiled"));

    /// Narrower integers, which are added in 64 bits.
    macro_rules! narrow {
        ($integer:ty, $wide:ty) => {
            impl Sealed for $integer {
                type Wide = Wrapping<$wide>;
                type Lanes<S: Simd> = S::I64x8;
                const PACKED: bool = true;
                const IS_COMPILED: bool = false;

                #[inline(always)]
                fn widen(self) -> Wrapping<$wide> {
                    Wrapping(self.into())
                }
                #[inline(always)]
                fn load<S: Simd>(simd: S, from: &[$integer; LANES]) -> S::I64x8 {
                    simd.load_i64(bytemuck::cast_ref(&from.map(<$wide>::from)))
                }
                #[inline(always)]
                fn zero<S: Simd>(simd: S) -> S::I64x8 {
                    simd.splat_i64(0)
                }
                #[inline(always)]
                fn to_array<S: Simd>(lanes: S::I64x8) -> [Wrapping<$wide>; LANES] {
                    bytemuck::cast::<_, [$wide; LANES]>(lanes.to_array()).map(Wrapping)
                }
                #[inline(always)]
                fn total(sum: Compensated<Wrapping<$wide>>, _: &[$integer]) -> $wide {
                    (sum.sum + sum.lost).0
                }
                fn pick<F: Family>(_: Compiled<F>) -> F::Of<$integer> {
                    unreachable!("nobody asks for what is not compiled")
                }
                // Not generic, so that it is compiled here.
                fn packed(level: Level, x: &[$integer]) -> Wrapping<$wide> {
                    /// How far the least is below zero.
                    const LEAST: u64 = (<$integer>::MIN as i64).unsigned_abs();
                    const BITS: u32 = <$integer>::BITS;
                    let whole = x.len() - x.len() % (BYTES / size_of::<$integer>());
                    let (vectors, tail) = x.split_at(whole);
                    let bytes = bytemuck::cast_slice::<_, u8>(vectors).as_chunks().0;
                    // The sign's bit of every integer: flipped, it adds as much as it has taken away.
                    let flip = LEAST * (u64::MAX / ((1 << BITS) - 1));
                    let sum = packed::<BITS>(level, bytes, flip);
                    let sum = sum.wrapping_sub(LEAST.wrapping_mul(vectors.len() as u64));
                    let mut sum = Wrapping(sum as $wide);
                    for &x in tail {
                        sum += Sealed::widen(x);
                    }
                    sum
                }
            }
        };
    }

    narrow!(i32, i64);
    narrow!(u32, u64);
    narrow!(i16, i64);
    narrow!(u16, u64);
    narrow!(i8, i64);
    narrow!(u8, u64);
}
