//! Non-temporal stores, which go past the caches.

use super::{F64x8, LANES, Simd};
use crate::machine::last_level_cache;

/// What a kernel [streams](stream): a vector made from each element of its input.
///
/// Mark [`vector`](Source::vector) `#[inline(always)]`, as every helper of a kernel.
pub trait Source<S: Simd, X> {
    /// The vector that is written for `from`.
    fn vector(&mut self, from: X) -> S::F64x8;
}

/// A borrowed source: its owner goes on with it later.
impl<S: Simd, X, T: Source<S, X>> Source<S, X> for &mut T {
    #[inline(always)]
    fn vector(&mut self, from: X) -> S::F64x8 {
        (**self).vector(from)
    }
}

/// Writes `source.vector(x)` for every `x` of `from` to `to`, in order, up to the end of the
/// shorter, with non-temporal stores, which go past the caches: for outputs too large to be read
/// again soon. An ordinary store first reads the line that it overwrites, so this saves a third of
/// a copy's traffic.
///
/// Where the level has no such store, or `to` does not start at a multiple of 64 bytes, the stores
/// are ordinary ones. A kernel with two inputs zips them; one without repeats `()`.
///
/// Non-temporal stores are not ordered with what the thread writes later, not even by a lock or a
/// release store; only a fence orders them. That is why this is a function over a whole output and
/// not an operation on a vector: the fence is in here, where no caller can forget it.
///
/// ```
/// use hotloop::simd::{self, F64x8, Simd};
///
/// struct Doubled<S>(S);
///
/// impl<S: Simd> simd::Source<S, &[f64; 8]> for Doubled<S> {
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
    from: impl IntoIterator<Item = X>,
    to: &mut [[f64; LANES]],
    source: impl Source<S, X>,
) {
    Writer::new(simd, true).write(from, to, source);
}

/// Writes parts of outputs, past the caches or not, with one fence after the last of them.
///
/// Until it is dropped, nobody may look at what it has written, nor write there again: no part is
/// given to it twice, and none is read. It is made, used and dropped in functions that have the
/// outputs as `&mut` all the while, on one thread: that rules out everybody else.
pub(crate) struct Writer<S: Simd> {
    simd: S,
    past_caches: bool,
}

impl<S: Simd> Writer<S> {
    /// A writer that has to be dropped (not forgotten) before the outputs are given back, read, or
    /// written again.
    #[inline(always)]
    pub(crate) fn new(simd: S, past_caches: bool) -> Self {
        Self { simd, past_caches }
    }

    /// Writes `source.vector(x)` for every `x` of `from` to `to`, up to the end of the shorter.
    #[inline(always)]
    pub(crate) fn write<X>(
        &self,
        from: impl IntoIterator<Item = X>,
        to: &mut [[f64; LANES]],
        mut source: impl Source<S, X>,
    ) {
        if self.past_caches && to.as_ptr().addr().is_multiple_of(64) {
            for (to, from) in to.iter_mut().zip(from) {
                let vector = source.vector(from);
                // SAFETY: `to` starts at a multiple of 64, as the first does. It is not accessed
                // again in this loop, whose references are exclusive, nor by whoever uses the writer,
                // as its page asks, until the writer is dropped, by return or by unwinding; and that
                // is the fence, on this thread.
                unsafe { self.simd.stream_one(vector, to) };
            }
        } else {
            for (to, from) in to.iter_mut().zip(from) {
                source.vector(from).store(to);
            }
        }
    }
}

impl<S: Simd> Drop for Writer<S> {
    #[inline(always)]
    fn drop(&mut self) {
        if self.past_caches {
            self.simd.fence();
        }
    }
}

/// Whether an output of `len` elements is streamed: from a quarter of the last-level cache on, and in
/// any case from 8 MiB. A smaller one, and an input as long, may still be in the cache when they are
/// read again; and of a cache of more than 32 MiB others have their share.
pub(crate) fn past_caches(len: usize) -> bool {
    const LEAST: usize = 1 << 20;
    const MOST: usize = 8 << 20;
    let bytes = len.saturating_mul(size_of::<f64>());
    // Nobody asks the machine for the sake of a short output.
    bytes >= MOST || bytes >= LEAST && last_level_cache().is_some_and(|cache| bytes >= cache / 4)
}

/// Whether so many bytes of input come from memory, and not from a cache.
pub(crate) fn from_memory(bytes: usize) -> bool {
    static T: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    bytes
        >= *T.get_or_init(|| {
            std::env::var("FM")
                .ok()
                .map_or(1 << 23, |s| s.parse().unwrap())
        })
}

/// How many elements of `to` come before the first that begins a cache line. Stores that straddle
/// two lines cost twice, and streaming ones must not.
#[inline(always)]
pub(crate) fn before_line(to: &[f64]) -> usize {
    to.as_ptr().align_offset(64).min(to.len())
}
