//! The two types that data comes in.

use super::sealed::Sealed;
use super::{F64x8, LANES, Simd, U64x8};
use std::fmt::Debug;

/// A floating-point number that data comes in and results go out as: `f64` or `f32`.
///
/// Kernels that are generic over it compute in `f64`: an `f32` is widened when it is loaded, which is
/// exact, and rounded once, to the nearest and to even, when it is stored. So an `f32` halves what goes
/// through memory, and loses nothing on the way.
///
/// ```
/// use hotloop::simd::{F64x8, Float, Simd};
///
/// /// `y[i] += a * x[i]` over the whole vectors of the shorter.
/// #[inline(always)]
/// fn kernel<S: Simd, T: Float>(simd: S, a: f64, x: &[T], y: &mut [T]) {
///     for (x, y) in x.as_chunks::<8>().0.iter().zip(y.as_chunks_mut::<8>().0) {
///         let sum = simd.splat(a).mul_add(T::load(simd, x), T::load(simd, y));
///         T::store(sum, y);
///     }
/// }
///
/// hotloop::dispatch! { fn axpy<T: Float>(a: f64, x: &[T], y: &mut [T]) = kernel, at axpy_at }
///
/// let mut y = [1.0_f32; 8];
/// axpy(2.0, &[0.25; 8], &mut y);
/// assert_eq!(y, [1.5; 8]);
/// ```
pub trait Float:
    Copy + Debug + Default + PartialEq + PartialOrd + Into<f64> + Send + Sync + 'static + Sealed
{
    /// The nearest of its numbers, and the even one of two that are as near.
    fn nearest(x: f64) -> Self;

    /// Eight numbers as `f64`, in order; of a NaN a NaN.
    fn load<S: Simd>(simd: S, from: &[Self; LANES]) -> S::F64x8;

    /// Writes eight numbers, each as the nearest of its own; of a NaN a NaN.
    fn store<V: F64x8>(vector: V, to: &mut [Self; LANES]);

    /// Whether [storing](Float::store) rounds.
    #[doc(hidden)]
    const ROUNDS: bool;

    /// Writes eight numbers past the caches: [`stream_one`](Simd::stream_one).
    ///
    /// # Safety
    ///
    /// As there, but for `to`, which starts at a multiple of its size.
    #[doc(hidden)]
    unsafe fn stream<S: Simd>(simd: S, vector: S::F64x8, to: &mut [Self; LANES]);

    /// Hands both on as what they are: to a function that is not generic, so that it is compiled here
    /// and not wherever it is called.
    #[doc(hidden)]
    fn either<R>(
        x: &[Self],
        y: &mut [Self],
        doubles: impl FnOnce(&[f64], &mut [f64]) -> R,
        singles: impl FnOnce(&[f32], &mut [f32]) -> R,
    ) -> R;

    /// `x` itself, if its numbers are `f64`.
    #[doc(hidden)]
    fn wide(x: &[Self]) -> Option<&[f64]>;

    /// The same, to be written.
    #[doc(hidden)]
    fn wide_mut(x: &mut [Self]) -> Option<&mut [f64]>;

    /// Has their cache line on its way, if they are one. Half as many bytes arrive in time by themselves.
    #[doc(hidden)]
    fn prefetch<S: Simd>(simd: S, from: &[Self; LANES]);

    /// The largest of its numbers below it.
    #[doc(hidden)]
    fn below(self) -> Self;

    /// The number from 0 to 1, exclusive, that a word stands for: a multiple of the type's
    /// precision, from the upper bits.
    #[doc(hidden)]
    fn unit(word: u64) -> f64;

    /// [`unit`](Float::unit) in eight lanes.
    #[doc(hidden)]
    fn units<S: Simd>(simd: S, words: S::U64x8) -> S::F64x8;

    /// `out` itself, if its numbers are `f64`.
    #[doc(hidden)]
    fn doubles(out: &mut [[Self; LANES]]) -> Option<&mut [[f64; LANES]]>;

    /// Of two functions, one a type, its own.
    #[doc(hidden)]
    fn pick<F: Family>(of: (F::Of<f64>, F::Of<f32>)) -> F::Of<Self>;
}

/// The types of functions that there are for both: `Of<T>` is that of the one for `T`.
pub trait Family {
    /// The function for `T`.
    type Of<T: Float>;
}

/// What the 24 upper bits of a word count.
const UNIT_F32: f64 = 1.0 / (1_u64 << 24) as f64;
/// What the 53 upper bits of a word count.
const UNIT_F64: f64 = 1.0 / (1_u64 << 53) as f64;

impl Float for f32 {
    #[inline(always)]
    fn nearest(x: f64) -> f32 {
        x as f32
    }

    #[inline(always)]
    fn load<S: Simd>(simd: S, from: &[f32; LANES]) -> S::F64x8 {
        simd.load_f32(from)
    }

    #[inline(always)]
    fn store<V: F64x8>(vector: V, to: &mut [f32; LANES]) {
        vector.store_f32(to);
    }

    const ROUNDS: bool = true;

    #[inline(always)]
    unsafe fn stream<S: Simd>(simd: S, vector: S::F64x8, to: &mut [f32; LANES]) {
        // SAFETY: what is asked for is asked of the caller.
        unsafe { simd.stream_one_f32(vector, to) }
    }

    #[inline]
    fn either<R>(
        x: &[f32],
        y: &mut [f32],
        _: impl FnOnce(&[f64], &mut [f64]) -> R,
        singles: impl FnOnce(&[f32], &mut [f32]) -> R,
    ) -> R {
        singles(x, y)
    }

    #[inline]
    fn wide(_: &[f32]) -> Option<&[f64]> {
        None
    }

    #[inline]
    fn wide_mut(_: &mut [f32]) -> Option<&mut [f64]> {
        None
    }

    #[inline(always)]
    fn prefetch<S: Simd>(_: S, _: &[f32; LANES]) {}

    fn below(self) -> f32 {
        self.next_down()
    }

    #[inline(always)]
    fn unit(word: u64) -> f64 {
        (word >> 40) as f64 * UNIT_F32
    }

    #[inline(always)]
    fn units<S: Simd>(simd: S, words: S::U64x8) -> S::F64x8 {
        if S::CONVERTS {
            return words.shr::<40>().to_f64() * simd.splat(UNIT_F32);
        }
        // The lowest bits of a number from 2^28 on count as much as these, and it is taken away
        // again.
        let start = (1_u64 << 28) as f64;
        let bits = words.shr::<40>() | simd.splat_u64(start.to_bits());
        S::F64x8::from_bits(bits) - simd.splat(start)
    }

    #[inline(always)]
    fn doubles(_: &mut [[f32; LANES]]) -> Option<&mut [[f64; LANES]]> {
        None
    }

    #[inline(always)]
    fn pick<F: Family>((_, own): (F::Of<f64>, F::Of<f32>)) -> F::Of<f32> {
        own
    }
}

impl Float for f64 {
    #[inline(always)]
    fn nearest(x: f64) -> f64 {
        x
    }

    #[inline(always)]
    fn load<S: Simd>(simd: S, from: &[f64; LANES]) -> S::F64x8 {
        simd.load(from)
    }

    #[inline(always)]
    fn store<V: F64x8>(vector: V, to: &mut [f64; LANES]) {
        vector.store(to);
    }

    const ROUNDS: bool = false;

    #[inline(always)]
    unsafe fn stream<S: Simd>(simd: S, vector: S::F64x8, to: &mut [f64; LANES]) {
        // SAFETY: what is asked for is asked of the caller.
        unsafe { simd.stream_one(vector, to) }
    }

    #[inline]
    fn either<R>(
        x: &[f64],
        y: &mut [f64],
        doubles: impl FnOnce(&[f64], &mut [f64]) -> R,
        _: impl FnOnce(&[f32], &mut [f32]) -> R,
    ) -> R {
        doubles(x, y)
    }

    #[inline]
    fn wide(x: &[f64]) -> Option<&[f64]> {
        Some(x)
    }

    #[inline]
    fn wide_mut(x: &mut [f64]) -> Option<&mut [f64]> {
        Some(x)
    }

    #[inline(always)]
    fn prefetch<S: Simd>(simd: S, from: &[f64; LANES]) {
        simd.prefetch_l2(from);
    }

    fn below(self) -> f64 {
        self.next_down()
    }

    #[inline(always)]
    fn unit(word: u64) -> f64 {
        (word >> 11) as f64 * UNIT_F64
    }

    #[inline(always)]
    fn units<S: Simd>(simd: S, words: S::U64x8) -> S::F64x8 {
        if S::CONVERTS {
            return words.shr::<11>().to_f64() * simd.splat(UNIT_F64);
        }
        // The upper 52 bits are the mantissa of a number from 1 to 2. The last one counts as much
        // in that of 2^-12, where it stands in the word. Both powers are taken away again, and no
        // step rounds: each is a multiple of 2^-53 below 1.
        let tiny = 1.0 / 4096.0_f64;
        let upper = words.shr::<12>() | simd.splat_u64(1.0_f64.to_bits());
        let last = words & simd.splat_u64(1 << 11) | simd.splat_u64(tiny.to_bits());
        let upper = S::F64x8::from_bits(upper) - simd.splat(1.0 + tiny);
        upper + S::F64x8::from_bits(last)
    }

    #[inline(always)]
    fn doubles(out: &mut [[f64; LANES]]) -> Option<&mut [[f64; LANES]]> {
        Some(out)
    }

    #[inline(always)]
    fn pick<F: Family>((own, _): (F::Of<f64>, F::Of<f32>)) -> F::Of<f64> {
        own
    }
}

impl Sealed for f32 {}
impl Sealed for f64 {}
