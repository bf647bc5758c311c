//! One virtual vector of eight lanes, four instruction sets, and the choice between them at run
//! time.
//!
//! New terms are links to the [glossary](crate::glossary#vectors).
//!
//! * [The idea](#the-idea), on an example
//! * [One vector on every level](#one-vector-on-every-level)
//! * [Rules for a kernel](#rules-for-a-kernel)
//! * [Why not `wide` alone](#why-not-wide-alone)
//!
//! # The idea
//!
//! A [kernel](crate::glossary#kernel) is written once, as a plain generic function over a [`Simd`] token:
//!
//! ```
//! use hotloop::dispatch;
//! use hotloop::simd::{F64x8, Simd};
//!
//! /// The dot product `sum_i x[i] * y[i]` over the shorter of the two lengths.
//! #[inline(always)]
//! fn kernel<S: Simd>(simd: S, x: &[f64], y: &[f64]) -> f64 {
//!     let n = x.len().min(y.len());
//!     let (x_lanes, x_tail) = x[..n].as_chunks::<8>();
//!     let (y_lanes, y_tail) = y[..n].as_chunks::<8>();
//!     let mut sum = simd.splat(0.0);
//!     for (a, b) in x_lanes.iter().zip(y_lanes) {
//!         sum = sum + simd.load(a) * simd.load(b);
//!     }
//!     let mut total: f64 = sum.to_array().iter().sum();
//!     for (a, b) in x_tail.iter().zip(y_tail) {
//!         total += a * b;
//!     }
//!     total
//! }
//!
//! dispatch! {
//!     /// The dot product, at the best level that this machine has.
//!     pub fn dot(x: &[f64], y: &[f64]) -> f64 = kernel, at dot_at
//! }
//!
//! let x: Vec<f64> = (0..100).map(f64::from).collect();
//! assert_eq!(dot(&x, &x), 328_350.0);
//! for level in hotloop::simd::Level::supported() {
//!     assert_eq!(dot_at(level, &x, &x), 328_350.0);
//! }
//! ```
//!
//! There is no `unsafe` in it, no instruction set, and no [bounds check](crate::glossary#bounds-check) in its loop:
//! `as_chunks::<8>()` yields arrays of eight, whose loads need none, and the [tail](crate::glossary#tail). Three things
//! make it fast.
//!
//! 1. **The vector always has eight [lanes](crate::glossary#lane) of 64 bits: one
//!    [cache line](crate::glossary#cache-line).** One width, whatever the processor has, means one shape of loop, one
//!    order of additions, and therefore one answer on every machine.
//! 2. **A token proves the level.** [`Portable`], `Avx2`, `Avx512` and `Neon` have no size and no
//!    public constructor. Only detection makes them, so whoever holds one may use its instructions, and
//!    the operations on vectors are safe functions. [`Level`] is the enum of the tokens that this
//!    machine may have.
//! 3. **Dispatch happens once a call, outside the loop.** [`dispatch!`](crate::dispatch) writes the
//!    entry: it reads the level, which detection has cached, and calls the one instance of the
//!    kernel that was compiled with that level's instructions.
//!
#![cfg_attr(
    feature = "threads",
    doc = "The [guide](crate::guide::kernel) goes from a plain loop to a kernel that is tested and measured."
)]
//!
//! # One vector on every level
//!
//! AVX-512 holds the vector in one register, AVX2 in two, NEON in four, and the portable level in whatever the target
//! has. An addition of two vectors is as many instructions.
//!
#![doc = include_str!("vector.svg")]
//!
//! # Rules for a kernel
//!
//! * Mark it and every helper that touches a vector `#[inline(always)]`, or write its body into
//!   [`dispatch!`](crate::dispatch), which marks it. A helper that is not inlined is compiled for the baseline
//!   target, and every operation in it becomes a call:
//!   [how to find one](crate::dispatch#is-it-inlined).
//! * Use loops, not closures, around vectors. A closure is a function of its own and does not
//!   inherit the instruction set: where it is not inlined, as in `.map(|v| …)` over an array of
//!   vectors, every operation in it is a call.
//! * Reduce through [`to_array`](F64x8::to_array) in an order that is written down, so that all
//!   levels give the same bits. Whether a product is rounded before it is added is the kernel's to
//!   say: `a * b + c` [rounds](crate::glossary#rounding) twice everywhere, [`a.mul_add(b, c)`](F64x8::mul_add) once
//!   everywhere.
//! * Compute in `f64`, to which an `f32` is widened without loss ([`Float`]); or, where 24 bits are enough, in
//!   [`F32x16`], with twice the lanes.
//! * Take powers and logarithms from [`math`], which stays in the lanes and states its bounds.
//!   Those of `wide` differ between builds.
//!
//! # Why not `wide` alone
//!
//! The crate `wide` has vectors for many targets, and chooses its instructions when it is compiled. In a build for the
//! baseline target it emits 128-bit code even inside a function that has AVX2 enabled. Here it serves the one level
//! that is chosen at compile time: [`Portable`], on any target. `cargo bench --bench ladders -- sum/` runs all levels
//! side by side.

#[macro_use]
mod operators;

mod compiled;
mod dispatch;
mod f32x16;
mod f64x8;
mod float;
mod level;
mod mask;
pub mod math;
#[cfg(test)]
pub(crate) mod modelled;
mod portable;
#[cfg(test)]
mod special;
mod stream;
mod words;

#[cfg(target_arch = "x86_64")]
#[macro_use]
mod x86;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;

#[cfg(all(target_arch = "aarch64", target_endian = "little"))]
mod neon;

pub(crate) use compiled::compiled;
pub use dispatch::Kernel;
pub use f32x16::F32x16;
pub use f64x8::F64x8;
pub(crate) use float::Family;
pub use float::Float;
pub use level::Level;
pub use mask::{Mask8, Mask16};
pub use portable::Portable;
pub(crate) use stream::{Copied, Writer, before_line, beyond_caches};
pub use stream::{Source, stream};
pub use words::{I64x8, U64x8};

#[cfg(target_arch = "x86_64")]
pub use avx2::Avx2;
#[cfg(target_arch = "x86_64")]
pub use avx512::Avx512;
#[cfg(all(target_arch = "aarch64", target_endian = "little"))]
pub use neon::Neon;

use std::fmt::Debug;

/// Lanes of a vector: eight, at every level.
pub const LANES: usize = 8;

/// A proof that the processor has a level's instructions, and the source of that level's vectors.
///
/// It holds just the operations that kernels use. More are added as kernels need them.
pub trait Simd: Copy + Debug + Send + Sync + 'static + sealed::Sealed {
    /// Eight `f64`.
    type F64x8: F64x8<Mask = Self::Mask8, Bits = Self::U64x8>;
    /// Eight `i64`.
    type I64x8: I64x8;
    /// Eight `u64`.
    type U64x8: U64x8<Mask = Self::Mask8, Float = Self::F64x8>;
    /// Eight truth values.
    type Mask8: Mask8;
    /// Sixteen `f32`.
    type F32x16: F32x16<Mask = Self::Mask16>;
    /// Sixteen truth values.
    type Mask16: Mask16;

    /// Vectors that fit in registers at once: how much a kernel may keep at hand.
    const REGISTERS: usize;
    /// Whether [`F64x8::scale`] is one instruction.
    const SCALES: bool;
    /// Whether [`U64x8::to_f64`] is one instruction.
    const CONVERTS: bool;
    /// Whether there is a store that goes past the caches. Where there is none, kernels have no code for it.
    const STREAMS: bool;

    /// Eight copies of `x`.
    fn splat(self, x: f64) -> Self::F64x8;
    /// The eight values of `from`, in order.
    fn load(self, from: &[f64; LANES]) -> Self::F64x8;
    /// The eight values of `from`, each widened to `f64`, which is exact; of a NaN a NaN.
    fn load_f32(self, from: &[f32; LANES]) -> Self::F64x8;

    /// The eight values of `from`, each as an `f64`, which is exact.
    fn load_i32(self, from: &[i32; LANES]) -> Self::F64x8;
    /// The values of `from`, up to eight of them, and `fill` in the lanes that are left: for the end of a
    /// slice. More than eight are left where they are.
    #[inline(always)]
    fn load_partial(self, from: &[f64], fill: f64) -> Self::F64x8 {
        let mut lanes = [fill; LANES];
        for (lane, x) in lanes.iter_mut().zip(from) {
            *lane = *x;
        }
        self.load(&lanes)
    }
    /// `from[i]` for each of the eight indices, and `or` where there is no such element. For tables of a
    /// fixed length, [`lookup`](Simd::lookup) has no comparison.
    #[inline(always)]
    fn gather_or(self, from: &[f64], indices: &[usize; LANES], or: f64) -> Self::F64x8 {
        let mut lanes = [or; LANES];
        for (lane, &index) in lanes.iter_mut().zip(indices) {
            if let Some(x) = from.get(index) {
                *lane = *x;
            }
        }
        self.load(&lanes)
    }

    /// Sixteen copies of `x`.
    fn splat_f32(self, x: f32) -> Self::F32x16;
    /// The sixteen values of `from`, in order. ([`load_f32`](Simd::load_f32) makes eight `f64` of eight.)
    fn load_f32x16(self, from: &[f32; 2 * LANES]) -> Self::F32x16;
    /// The sixteen values of `from`, each as an `f32`, which is exact.
    fn load_i16(self, from: &[i16; 2 * LANES]) -> Self::F32x16;
    /// The sixteen values of `from`, each as an `f32`, which is exact.
    fn load_u8(self, from: &[u8; 2 * LANES]) -> Self::F32x16;
    /// The values of `from`, up to sixteen of them, and `fill` in the lanes that are left: for the end
    /// of a slice. More than sixteen are left where they are.
    #[inline(always)]
    fn load_partial_f32(self, from: &[f32], fill: f32) -> Self::F32x16 {
        let mut lanes = [fill; 2 * LANES];
        for (lane, x) in lanes.iter_mut().zip(from) {
            *lane = *x;
        }
        self.load_f32x16(&lanes)
    }

    /// Eight copies of `x`.
    fn splat_i64(self, x: i64) -> Self::I64x8;
    /// The eight values of `from`, in order.
    fn load_i64(self, from: &[i64; LANES]) -> Self::I64x8;

    /// Eight copies of `x`.
    fn splat_u64(self, x: u64) -> Self::U64x8;
    /// The eight values of `from`, in order.
    fn load_u64(self, from: &[u64; LANES]) -> Self::U64x8;
    /// The eight values whose bytes are `from`, in order, the lowest of each first.
    fn load_bytes(self, from: &[u8; 8 * LANES]) -> Self::U64x8;
    /// `table[i % N]` for each of the eight indices, with its bits. `N` is a power of two, at most
    /// 65,536: any other is an error of the build.
    ///
    /// The indices come from memory, because each is needed in a register of its own. It pays to
    /// have stored them a while ago.
    fn lookup<const N: usize>(self, table: &[f64; N], indices: &[u64; LANES]) -> Self::F64x8;

    /// `table[i % 16]` for each of the eight indices, with its bits.
    ///
    /// A table this small stays in two registers throughout a loop where the level can choose among
    /// lanes of two registers (`Avx512`), and is a [`lookup`](Simd::lookup) elsewhere.
    fn lookup_16(self, table: &[f64; 2 * LANES], indices: Self::U64x8) -> Self::F64x8;

    /// Asks for the cache line of `from` to be fetched, and does not wait for it. It is for kernels
    /// that read memory with pauses, in which the processor's own prefetchers fall asleep.
    ///
    /// It changes nothing but time, and does nothing where the level has no instruction for it.
    fn prefetch(self, from: &[f64; LANES]);
    /// The same, no nearer than the second-level cache: for what is needed too late, or is too much, to
    /// be kept in the first. (The tour tries both, `cargo bench --bench tour -- sum::`, and says which reads faster.)
    fn prefetch_l2(self, from: &[f64; LANES]);

    /// One of the stores of [`stream`], which is what kernels use.
    ///
    /// # Safety
    ///
    /// * `to` starts at a multiple of 64 bytes.
    /// * After the call, and before any other access to these 64 bytes, a read or a write, by this
    ///   thread or by another, this thread calls [`fence`](Simd::fence). (That is the condition of
    ///   the standard library's streaming intrinsics: such a store is none of those that the
    ///   language knows of, and until the fence not even the thread that made it may look.)
    #[doc(hidden)]
    unsafe fn stream_one(self, vector: Self::F64x8, to: &mut [f64; LANES]);
    /// The same for eight `f32`, the nearest of their own.
    ///
    /// # Safety
    ///
    /// As [`stream_one`](Simd::stream_one), but for 32 bytes, from a multiple of 32.
    #[doc(hidden)]
    #[inline(always)]
    unsafe fn stream_one_f32(self, vector: Self::F64x8, to: &mut [f32; LANES]) {
        vector.store_f32(to);
    }
    /// Orders what was streamed before every later store of this thread.
    #[doc(hidden)]
    fn fence(self);
}

mod sealed {
    /// Levels and their vectors are made in this crate alone: unsafe code relies on what tokens
    /// prove, and operations can be added.
    pub trait Sealed {}
}
