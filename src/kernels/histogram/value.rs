//! What can be counted.

use crate::simd::{self, Float, LANES, Simd};
use std::fmt::Debug;

/// A number that falls in a bin: `f64`, `f32`, and the integers of up to 64 bits.
///
/// It is counted where the `f64` is that it is [converted](Value::to_f64) to. Of all types but `i64` and
/// `u64` that is the same number. Of these two it is the nearest one, as NumPy has it: beyond 2^53
/// neighbours may be one `f64`, and be in the same bin although an edge lies between them.
///
/// In a [debug build](crate::dispatch#debug-builds) of a program that has this crate optimised, integers are
/// slow: kernels of floats alone are compiled in this crate.
pub trait Value: Copy + Debug + Default + Send + Sync + 'static + sealed::Sealed {
    /// The `f64` that is counted: the same number, or the nearest, and the even one of two that are as near.
    ///
    /// ```
    /// use hotloop::kernels::histogram::{Bins, Value};
    ///
    /// assert_eq!(200_u8.to_f64(), 200.0);
    /// // 2^53 + 1 lies between two numbers.
    /// assert_eq!(9_007_199_254_740_993_i64.to_f64(), 9_007_199_254_740_992.0);
    /// let bins = Bins::uniform(3, 0.0, 3.0)?;
    /// assert_eq!(bins.find(2_u64.to_f64()), Some(2));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    fn to_f64(self) -> f64;
}

impl<T: Float> Value for T {
    #[inline(always)]
    fn to_f64(self) -> f64 {
        self.into()
    }
}

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
        /// Eight of them, converted.
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

    /// The integers are alike.
    macro_rules! integer {
        ($($integer:ty)*) => {$(
            impl Value for $integer {
                #[inline(always)]
                fn to_f64(self) -> f64 {
                    self as f64
                }
            }

            impl Sealed for $integer {
                #[inline(always)]
                fn load<S: Simd>(simd: S, from: &[Self; LANES]) -> S::F64x8 {
                    let mut wide = [0.0; LANES];
                    // The compiler makes of it what the level has for it.
                    for (wide, from) in wide.iter_mut().zip(from) {
                        *wide = from.to_f64();
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

    integer!(i8 i16 i32 i64 u8 u16 u32 u64);
}
