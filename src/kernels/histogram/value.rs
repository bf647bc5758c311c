//! What can be counted.

use crate::simd::{self, Float, LANES, Simd};
use std::fmt::Debug;

/// A number that falls in a bin: `f64`, `f32`, and the integers of up to 32 bits.
///
/// It is counted where the `f64` is that it is widened to, which is exact: of the types here, each has
/// no number that is none of `f64`. (Of `i64` and `u64` that does not hold: beyond 2^53, neighbours
/// would be the same `f64`, and be counted on the wrong side of an edge between them.)
pub trait Value:
    Copy + Debug + Default + Into<f64> + Send + Sync + 'static + sealed::Sealed
{
}

impl<T: Into<f64> + sealed::Sealed> Value for T {}

pub(super) mod sealed {
    use super::*;

    /// The types of functions that there are for every value.
    pub trait Family {
        /// The function for `T`.
        type Of<T: Value>;
    }

    /// Of floats, which are values too.
    struct OfFloats<F>(F);

    impl<F: Family> simd::Family for OfFloats<F> {
        type Of<T: Float> = F::Of<T>;
    }

    pub trait Sealed: Copy + Debug + Default + Send + Sync + 'static {
        /// Eight of them, widened.
        fn load<S: Simd>(simd: S, from: &[Self; LANES]) -> S::F64x8;

        /// Whether functions for it are compiled in this crate, as they are for `f64` and `f32`.
        const IS_COMPILED: bool;
        /// Of two functions its own.
        fn pick<F: Family>(of: (F::Of<f64>, F::Of<f32>)) -> F::Of<Self>
        where
            Self: Value;
    }

    impl<T: Float> Sealed for T {
        #[inline(always)]
        fn load<S: Simd>(simd: S, from: &[T; LANES]) -> S::F64x8 {
            Float::load(simd, from)
        }

        const IS_COMPILED: bool = true;

        #[inline(always)]
        fn pick<F: Family>(of: (F::Of<f64>, F::Of<f32>)) -> F::Of<T> {
            <T as Float>::pick::<OfFloats<F>>(of)
        }
    }

    /// The compiler makes of it what the level has for it.
    macro_rules! integer {
        ($($integer:ty)*) => {$(
            impl Sealed for $integer {
                #[inline(always)]
                fn load<S: Simd>(simd: S, from: &[Self; LANES]) -> S::F64x8 {
                    let mut wide = [0.0; LANES];
                    for (wide, from) in wide.iter_mut().zip(from) {
                        *wide = f64::from(*from);
                    }
                    simd.load(&wide)
                }

                const IS_COMPILED: bool = false;

                fn pick<F: Family>(_: (F::Of<f64>, F::Of<f32>)) -> F::Of<Self> {
                    unreachable!("nobody asks for what is not compiled")
                }
            }
        )*};
    }

    integer!(i8 i16 i32 u8 u16 u32);
}
