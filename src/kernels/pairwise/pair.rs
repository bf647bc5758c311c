//! What is added up: a function of two numbers.

use crate::simd::{F64x8, Simd};

/// A function of two numbers, for eight pairs of them at a time.
///
/// It is a trait and no closure because a closure does not inherit the instruction set. Mark every
/// method `#[inline(always)]`; constants made with `splat` are made once, outside the loops.
///
/// It is made of what [`F64x8`] has: `+`, `-`, `*`, `/`, `sqrt`, `mul_add`, `min`, `max`, and
/// choices by `lt` and `select`. The magnitude of a difference is `(x - y).max(y - x)`. For what is
/// not there (`exp`, say), leave the lanes, at the price of eight calls: `simd.load(&x.to_array()
/// .map(f64::exp))`.
///
/// Lanes stay apart: each of the result depends on the same lane of `x` and of `y`. A function sees
/// no number that is not in the slices, and may see a pair more than once.
pub trait Pair: Sync {
    /// `f(x, y)`, lane by lane.
    fn apply<S: Simd>(&self, simd: S, x: S::F64x8, y: S::F64x8) -> S::F64x8;

    /// `sum + f(x, y)`, lane by lane: all that the kernel calls, so it has to agree with
    /// [`apply`](Pair::apply), up to rounding. Write it out where `f` ends in a multiplication,
    /// which then fuses with the addition: a squared distance is `apart.mul_add(apart, sum)`, and
    /// takes half the time where that is one instruction, at all levels but the
    /// portable one (`cargo bench --bench ladders -- pairwise`).
    #[inline(always)]
    fn accumulate<S: Simd>(&self, simd: S, x: S::F64x8, y: S::F64x8, sum: S::F64x8) -> S::F64x8 {
        sum + self.apply(simd, x, y)
    }
}

/// The function of the ladder itself.
pub(super) struct Product;

impl Pair for Product {
    #[inline(always)]
    fn apply<S: Simd>(&self, _: S, x: S::F64x8, y: S::F64x8) -> S::F64x8 {
        x * y
    }

    #[inline(always)]
    fn accumulate<S: Simd>(&self, _: S, x: S::F64x8, y: S::F64x8, sum: S::F64x8) -> S::F64x8 {
        x.mul_add(y, sum)
    }
}
