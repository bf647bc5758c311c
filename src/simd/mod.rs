//! One virtual vector of eight lanes, four instruction sets, and the choice between them at run
//! time.
//!
//! # The idea
//!
//! A kernel is written once, as a plain generic function over a [`Simd`] token:
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
//! There is no `unsafe` in it, no instruction set, and no bounds check in its loop:
//! `as_chunks::<8>()` yields arrays, whose loads need none. The rest of this module is what makes
//! that fast.
//!
//! 1. **The vector always has eight lanes of 64 bits: one cache line.** AVX-512 holds it in one
//!    register, AVX2 in two, NEON in four, the portable level in whatever the target has. One virtual
//!    width means one shape of loop, one order of additions, and therefore one answer on every machine.
//! 2. **A token proves the level.** [`Portable`], `Avx2`, `Avx512` and `Neon` have no size and no
//!    public constructor. Only detection makes them, so whoever holds one may use its instructions, and
//!    the operations on vectors are safe functions. [`Level`] is the enum of the tokens that this
//!    machine may have.
//! 3. **Dispatch happens once a call, outside the loop.** [`dispatch!`](crate::dispatch) writes the
//!    entry: it reads the level, which detection has cached, and calls the one instance of the
//!    kernel that was compiled with that level's instructions.
//!
//! # Rules for a kernel
//!
//! * Mark it and every helper that touches a vector `#[inline(always)]`. A helper that is not
//!   inlined is compiled for the baseline target, and every operation in it becomes a call.
//! * Use loops, not closures, around vectors. A closure is a function of its own and does not
//!   inherit the instruction set: where it is not inlined, as in `.map(|v| …)` over an array of
//!   vectors, every operation in it is a call.
//! * Reduce through [`to_array`](F64x8::to_array) in an order that is written down, so that all
//!   levels give the same bits. Whether a product is rounded before it is added is the kernel's to
//!   say: `a * b + c` rounds twice everywhere, [`a.mul_add(b, c)`](F64x8::mul_add) once everywhere.
//! * Take powers and logarithms from [`math`], which stays in the lanes and states its bounds.
//!   Those of `wide` differ between builds.
//!
//! # Why not `wide` alone
//!
//! `wide` chooses its instructions when it is compiled. In a build for the baseline target it emits
//! 128-bit code even inside a function that has AVX2 enabled. Here it serves the level that has no
//! choice to make: [`Portable`], on any target. `cargo bench --bench ladders -- sum/` runs all
//! levels side by side.

mod dispatch;
mod float;
mod level;
pub mod math;
#[cfg(test)]
pub(crate) mod modelled;
mod portable;
#[cfg(test)]
mod special;
mod stream;

#[cfg(target_arch = "x86_64")]
#[macro_use]
mod x86;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;

#[cfg(all(target_arch = "aarch64", target_endian = "little"))]
mod neon;

pub use dispatch::Kernel;
pub use float::Float;
pub use level::Level;
pub use portable::Portable;
pub use stream::{Source, stream};
pub(crate) use stream::{Writer, before_line, beyond_caches};

#[cfg(target_arch = "x86_64")]
pub use avx2::Avx2;
#[cfg(target_arch = "x86_64")]
pub use avx512::Avx512;
#[cfg(all(target_arch = "aarch64", target_endian = "little"))]
pub use neon::Neon;

use std::fmt::Debug;
use std::ops::{Add, BitAnd, BitOr, BitXor, Div, Mul, Sub};

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

    /// Vectors that fit in registers at once: how much a kernel may keep at hand.
    const REGISTERS: usize;
    /// Whether [`F64x8::scale`] is one instruction.
    const SCALES: bool;
    /// Whether [`U64x8::to_f64`] is one instruction.
    const CONVERTS: bool;

    /// Eight copies of `x`.
    fn splat(self, x: f64) -> Self::F64x8;
    /// The eight values of `from`, in order.
    fn load(self, from: &[f64; LANES]) -> Self::F64x8;
    /// The eight values of `from`, each widened to `f64`, which is exact; of a NaN a NaN.
    fn load_f32(self, from: &[f32; LANES]) -> Self::F64x8;

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
    /// Orders what was streamed before every later store of this thread.
    #[doc(hidden)]
    fn fence(self);
}

/// Eight `f64`, with IEEE arithmetic lane by lane.
///
/// Every operation does to a lane what its page says that it does to a number, at every level and
/// in every build, to the bit. That goes for both zeros, for subnormal numbers (none is taken for
/// zero), and for infinities. Where arithmetic has no number for a result it is a NaN, and so it is
/// where an operand is one, quiet or signalling; the sign and the other bits of such a NaN are not
/// promised. What only moves or chooses numbers keeps the bits of a NaN: loads and stores of
/// `f64`, [`from_bits`](F64x8::from_bits) and [`to_bits`](F64x8::to_bits), [`min`](F64x8::min),
/// [`max`](F64x8::max), [`select`](F64x8::select), [`window`](F64x8::window), lookups.
pub trait F64x8:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + sealed::Sealed
{
    /// Eight truth values.
    type Mask: Mask8;
    /// Eight `u64`.
    type Bits: Copy;

    /// The eight values, in order.
    fn to_array(self) -> [f64; LANES];
    /// Writes the eight values to `to`, in order.
    fn store(self, to: &mut [f64; LANES]);
    /// Writes the eight values to `to`, in order, each rounded to the nearest `f32` and to even:
    /// infinite from halfway beyond the largest, zero up to half of the least. Of a NaN it writes a
    /// NaN.
    fn store_f32(self, to: &mut [f32; LANES]);
    /// The eight numbers whose representations are `bits`.
    fn from_bits(bits: Self::Bits) -> Self;
    /// The representations of the eight numbers.
    fn to_bits(self) -> Self::Bits;
    /// `self * factor + addend`, rounded once, at every level: no overflow or underflow of the
    /// product, and no rounding of it, is seen in the result.
    ///
    /// It is one instruction a register where the level has it (all but [`Portable`], and that as
    /// well in builds that may use it). Elsewhere the portable level calls the C library's `fma` for
    /// each lane, which takes some twenty times as long as a multiplication and an addition: the
    /// price of the same bits, paid by processors from before 2013 and by those who ask for the level. (The
    /// one library known to round twice, where numbers are near the least, is that of MinGW: builds
    /// for `*-windows-gnu` may differ there, at this level alone.)
    fn mul_add(self, factor: Self, addend: Self) -> Self;
    /// `self * 2^floor(exponent)`, rounded once: subnormal or infinite where the product is. It is
    /// what the instruction VSCALEFPD does:
    ///
    /// | `self` | exponent `-inf` | finite | `+inf` | NaN |
    /// |---|---|---|---|---|
    /// | zero | `self` | `self` | NaN | NaN |
    /// | finite | zero of its sign | the product | infinity of its sign | NaN |
    /// | infinite | NaN | `self` | `self` | NaN |
    /// | a quiet NaN | +0 | NaN | `+inf` | NaN |
    /// | a signalling NaN | NaN | NaN | NaN | NaN |
    ///
    /// It is one instruction at `Avx512`, and slow elsewhere, a lane after the other:
    /// [`Simd::SCALES`] tells.
    fn scale(self, exponent: Self) -> Self;
    /// The square root, rounded to the nearest; NaN below zero, and -0 of -0.
    fn sqrt(self) -> Self;
    /// `self` where `self < other`, and `other` elsewhere: a NaN on either side yields `other`, and
    /// so do two zeros.
    fn min(self, other: Self) -> Self;
    /// `self` where `self > other`, and `other` elsewhere: a NaN on either side yields `other`, and
    /// so do two zeros.
    fn max(self, other: Self) -> Self;
    /// Where `self < other`; false where either is NaN.
    fn lt(self, other: Self) -> Self::Mask;
    /// `yes` where `mask` is set, `no` elsewhere.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;
    /// Lanes `FROM` to `FROM + 7` of the sixteen lanes of `self` and `after`, with `FROM` below 8:
    /// any other is an error of the build.
    fn window<const FROM: usize>(self, after: Self) -> Self;
}

/// Eight `i64`, with arithmetic that wraps.
pub trait I64x8: Copy + Add<Output = Self> + Sub<Output = Self> + sealed::Sealed {
    /// The eight values, in order.
    fn to_array(self) -> [i64; LANES];
}

/// Eight `u64`, with arithmetic that wraps.
pub trait U64x8:
    Copy
    + Add<Output = Self>
    + BitAnd<Output = Self>
    + BitOr<Output = Self>
    + BitXor<Output = Self>
    + sealed::Sealed
{
    /// Eight truth values.
    type Mask: Mask8;
    /// Eight `f64`.
    type Float: Copy;

    /// The eight values, in order.
    fn to_array(self) -> [u64; LANES];
    /// Writes the eight values to `to`, in order.
    fn store(self, to: &mut [u64; LANES]);
    /// Writes the bytes of the eight values to `to`, in order, the lowest of each first.
    fn store_bytes(self, to: &mut [u8; 8 * LANES]);
    /// Writes the lower halves of the eight values to `to`, two to a word, in an order of the level's
    /// own: for whom it is all the same which comes first.
    fn store_lower(self, to: &mut [u64; LANES / 2]);
    /// One less where `mask` is set.
    fn less_one(self, mask: Self::Mask) -> Self;
    /// Each shifted left by `BY` bits, fewer than 64: more are an error of the build.
    fn shl<const BY: u32>(self) -> Self;
    /// Each shifted right by `BY` bits, fewer than 64: more are an error of the build.
    ///
    /// ```
    /// use hotloop::simd::{Level, Simd, U64x8};
    ///
    /// #[inline(always)]
    /// fn top_bits<S: Simd>(simd: S, x: u64) -> [u64; 8] {
    ///     simd.splat_u64(x).shr::<63>().to_array()
    /// }
    ///
    /// hotloop::dispatch! { fn top_bits_at(level, x: u64) -> [u64; 8] = top_bits }
    /// assert_eq!(top_bits_at(Level::current(), 1 << 63), [1; 8]);
    /// ```
    ///
    /// ```compile_fail,E0080
    /// # use hotloop::simd::{Level, Simd, U64x8};
    /// # #[inline(always)]
    /// fn nothing<S: Simd>(simd: S, x: u64) -> [u64; 8] {
    ///     simd.splat_u64(x).shr::<64>().to_array()
    /// }
    /// # hotloop::dispatch! { fn nothing_at(level, x: u64) -> [u64; 8] = nothing }
    /// # nothing_at(Level::current(), 1 << 63);
    /// ```
    fn shr<const BY: u32>(self) -> Self;
    /// Each rotated left by `BY` bits, at least 1 and fewer than 64: any others are an error of the
    /// build.
    fn rotate_left<const BY: u32>(self) -> Self;
    /// Where `self > other`.
    fn gt(self, other: Self) -> Self::Mask;
    /// Each rounded to the nearest `f64` and to even, which up to 2^53 is itself. Of 0 it is +0.
    fn to_f64(self) -> Self::Float;
}

/// Eight truth values.
pub trait Mask8: Copy + sealed::Sealed {
    /// One bit a lane, that of lane 0 the lowest.
    fn to_bits(self) -> u8;
}

mod sealed {
    /// Levels and their vectors are made in this crate alone: unsafe code relies on what tokens
    /// prove, and operations can be added.
    pub trait Sealed {}
}
