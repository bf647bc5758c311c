//! What can be summed exactly.

use crate::kernels::sum::summand::Summand;
use crate::simd::{LANES, Simd};

/// A float whose slices are summed [exactly](super::exact()): `f64` and `f32`.
pub trait Float: Summand<Sum = f64> + Into<f64> + sealed::Sealed {}

impl Float for f64 {}
impl Float for f32 {}

mod sealed {
    use super::{LANES, Simd};

    pub trait Sealed: Sized {
        /// Eight values, widened.
        fn lanes<S: Simd>(simd: S, from: &[Self; LANES]) -> S::F64x8;
        /// Has their cache line on its way, if they are one.
        fn prefetch<S: Simd>(simd: S, from: &[Self; LANES]);
    }

    impl Sealed for f64 {
        #[inline(always)]
        fn lanes<S: Simd>(simd: S, from: &[Self; LANES]) -> S::F64x8 {
            simd.load(from)
        }
        #[inline(always)]
        fn prefetch<S: Simd>(simd: S, from: &[Self; LANES]) {
            simd.prefetch_l2(from);
        }
    }

    impl Sealed for f32 {
        #[inline(always)]
        fn lanes<S: Simd>(simd: S, from: &[Self; LANES]) -> S::F64x8 {
            simd.load_f32(from)
        }
        #[inline(always)]
        fn prefetch<S: Simd>(_: S, _: &[Self; LANES]) {
            // Half as many bytes arrive in time by themselves.
        }
    }
}
