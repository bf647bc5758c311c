//! Stores that go past the caches.

use super::{F64x8, LANES, Simd};

/// What a kernel [streams](stream): a vector made from each element of its input.
///
/// Mark [`vector`](Source::vector) `#[inline(always)]`, as every helper of a kernel.
pub trait Source<S: Simd, X> {
    /// The vector that is written for `from`.
    fn vector(&mut self, from: &X) -> S::F64x8;
}

/// Writes `source.vector(&from[i])` to `to[i]`, in order, up to the end of the shorter, past the
/// caches ("non-temporal"): for outputs too large to be read again soon. An ordinary store first
/// reads the line that it overwrites, so this saves a third of a copy's traffic.
///
/// Where the level has no such store, or `to` does not start at a multiple of 64 bytes, the stores
/// are ordinary ones. A kernel that has no input passes as many `()`.
///
/// Streaming stores are not ordered with what the thread writes later, not even by a lock or a
/// release store; only a fence orders them. That is why this is a function over a whole output and
/// not an operation on a vector: the fence is in here, where no caller can forget it.
///
/// ```
/// use hotloop::simd::{self, F64x8, Simd};
///
/// struct Doubled<S>(S);
///
/// impl<S: Simd> simd::Source<S, [f64; 8]> for Doubled<S> {
///     #[inline(always)]
///     fn vector(&mut self, from: &[f64; 8]) -> S::F64x8 {
///         let x = self.0.load(from);
///         x + x
///     }
/// }
///
/// #[inline(always)]
/// fn kernel<S: Simd>(simd: S, x: &[[f64; 8]], y: &mut [[f64; 8]]) {
///     simd::stream(simd, x, y, Doubled(simd));
/// }
///
/// hotloop::dispatch! {
///     /// `y = 2 x`.
///     pub fn double(x: &[[f64; 8]], y: &mut [[f64; 8]]) = kernel, at double_at
/// }
///
/// let mut y = [[0.0; 8]; 100];
/// double(&[[1.5; 8]; 100], &mut y);
/// assert_eq!(y, [[3.0; 8]; 100]);
/// ```
#[inline(always)]
pub fn stream<S: Simd, X>(
    simd: S,
    from: &[X],
    to: &mut [[f64; LANES]],
    mut source: impl Source<S, X>,
) {
    if !to.as_ptr().addr().is_multiple_of(64) {
        for (from, to) in from.iter().zip(to) {
            source.vector(from).store(to);
        }
        return;
    }
    let _fence = Fence(simd);
    for (from, to) in from.iter().zip(to) {
        let vector = source.vector(from);
        // SAFETY: `to` starts at a multiple of 64, as the first does, and `_fence` is dropped, by
        // return or by unwinding, before the caller has the output back.
        unsafe { simd.stream_one(vector, to) };
    }
}

/// Fences when it goes out of scope.
struct Fence<S: Simd>(S);

impl<S: Simd> Drop for Fence<S> {
    #[inline(always)]
    fn drop(&mut self) {
        self.0.fence();
    }
}
