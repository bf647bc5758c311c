//! What can be counted.

use crate::simd::{Float, LANES, Simd};
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

    pub trait Sealed: Copy + Debug + Default + Send + Sync + 'static {
        /// Eight of them, widened.
        fn load<S: Simd>(simd: S, from: &[Self; LANES]) -> S::F64x8;
    }

    impl<T: Float> Sealed for T {
        #[inline(always)]
        fn load<S: Simd>(simd: S, from: &[T; LANES]) -> S::F64x8 {
            Float::load(simd, from)
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
            }
        )*};
    }

    integer!(i8 i16 i32 u8 u16 u32);
}
