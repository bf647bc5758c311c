//! Non-temporal stores, which go past the caches.

use super::{F64x8, Float, LANES, Simd};
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

/// Vectors that are made already.
pub(crate) struct Copied<S>(pub(crate) S);

impl<S: Simd> Source<S, &[f64; LANES]> for Copied<S> {
    #[inline(always)]
    fn vector(&mut self, from: &[f64; LANES]) -> S::F64x8 {
        self.0.load(from)
    }
}

/// Writes `source.vector(x)` for every `x` of `from` to `to`, in order, up to the end of the
/// shorter, with non-temporal stores, which go past the caches: for outputs too large to be read
/// again soon. An ordinary store first reads the line that it overwrites, so this saves a third of
/// a copy's traffic.
///
/// Where `to` begins 1 to 192 bytes past the input, modulo the size of a page, the loads wait for the
/// stores, and this takes up to twice as long
/// ([why](crate::memory#loads-that-look-as-if-they-collided-with-stores)): it is not told where its
/// input is. Begin one of the two elsewhere, as two [`Buffer`](crate::memory::Buffer)s do.
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
    in_bursts: bool,
}

impl<S: Simd> Writer<S> {
    /// A writer that has to be dropped (not forgotten) before the outputs are given back, read, or
    /// written again.
    #[inline(always)]
    pub(crate) fn new(simd: S, past_caches: bool) -> Self {
        Self {
            simd,
            past_caches,
            in_bursts: false,
        }
    }

    /// For an output each of whose vectors is made of the elements at the same places of `input`, or
    /// near them: tells the writer that there is such an input.
    #[inline(always)]
    pub(crate) fn beside<T>(self, input: &[T], output: &[T]) -> Self {
        let past = output.as_ptr().addr().wrapping_sub(input.as_ptr().addr()) % PAGE;
        Self {
            in_bursts: self.in_bursts || (1..=NEAR).contains(&past),
            ..self
        }
    }

    /// Writes `source.vector(x)` for every `x` of `from` to `to`, up to the end of the shorter.
    #[inline(always)]
    pub(crate) fn write<X, T: Float>(
        &self,
        from: impl IntoIterator<Item = X>,
        to: &mut [[T; LANES]],
        mut source: impl Source<S, X>,
    ) {
        if !S::STREAMS || !self.past_caches || !is_aligned(to) {
            for (to, from) in to.iter_mut().zip(from) {
                T::store(source.vector(from), to);
            }
        } else if self.in_bursts {
            self.write_in_bursts(from.into_iter(), to, source);
        } else {
            for (to, from) in to.iter_mut().zip(from) {
                let vector = source.vector(from);
                // SAFETY: `to` starts at a multiple of its size, as the first does. It is not accessed
                // again in this loop, whose references are exclusive, nor by whoever uses the writer,
                // as its page asks, until the writer is dropped, by return or by unwinding; and that
                // is the fence, on this thread.
                unsafe { T::stream(self.simd, vector, to) };
            }
        }
    }

    /// Past the caches: some vectors to a stage in the first-level cache, and from there all at once.
    ///
    /// To a processor that looks at the low twelve bits of addresses first, a load whose bits are
    /// those of a store under way looks as if it had to wait for it. An ordinary store is soon gone. A
    /// non-temporal one waits for memory, so a kernel whose output begins a little past its input,
    /// modulo the size of a page, would wait for memory with every vector. In bursts it does not, but
    /// takes up to a fifth longer than one whose output begins elsewhere.
    /// [`memory`](crate::memory#loads-that-look-as-if-they-collided-with-stores) has figures.
    #[inline(always)]
    fn write_in_bursts<X, T: Float>(
        &self,
        mut from: impl Iterator<Item = X>,
        to: &mut [[T; LANES]],
        mut source: impl Source<S, X>,
    ) {
        let mut stage = Stage([[0.0; LANES]; 2 * BURST]);
        for to in to.chunks_mut(BURST) {
            let (stage, mut staged) = (stage.apart_from(to), 0);
            for (slot, from) in stage[..to.len()].iter_mut().zip(from.by_ref()) {
                source.vector(from).store(slot);
                staged += 1;
            }
            for (to, slot) in to.iter_mut().zip(stage.iter().take(staged)) {
                let vector = self.simd.load(slot);
                // SAFETY: as for what is not written in bursts.
                unsafe { T::stream(self.simd, vector, to) };
            }
            if staged < to.len() {
                // There is no more to come, and nobody is asked again.
                return;
            }
        }
    }
}

/// Bytes of the smallest page: what an address looks like.
const PAGE: usize = 4096;
/// Bytes that an output begins past its input, where the loads still meet stores that are under way.
const NEAR: usize = 192;
/// Vectors that are streamed at a time. Of the loads for the next ones only the first may meet the last
/// stores of these.
const BURST: usize = 32;

/// Room for two bursts, one of which is used.
#[repr(align(64))]
struct Stage([[f64; LANES]; 2 * BURST]);

impl Stage {
    /// The half that does not lie shortly before `to`, by the low twelve bits of its address.
    #[inline(always)]
    fn apart_from<T>(&mut self, to: &[[T; LANES]]) -> &mut [[f64; LANES]] {
        let (first, second) = self.0.split_at_mut(BURST);
        let ahead = to.as_ptr().addr().wrapping_sub(first.as_ptr().addr()) % PAGE;
        if ahead <= size_of_val(first) {
            second
        } else {
            first
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

/// Whether a kernel that reads and writes so many bytes in all is beyond the caches: from half of the
/// last-level cache on, or from three quarters of it where a team shares the work. Then outputs are
/// streamed, and inputs come from memory.
///
/// Of less, what is written may still be in the cache when it is read again, and what is read may be
/// there from the last time. Of a cache of more than 32 MiB others have their share, so it counts as no
/// more, and so does one that nothing is known of.
pub(crate) fn beyond_caches(bytes: usize, members: usize) -> bool {
    const MOST: usize = 32 << 20;
    const LEAST: usize = 1 << 20;
    // Nobody asks the machine for the sake of a short output.
    if bytes < LEAST {
        return false;
    }
    let cache = last_level_cache().map_or(MOST, |cache| cache.min(MOST));
    bytes
        >= if members == 1 {
            cache / 2
        } else {
            cache / 4 * 3
        }
}

/// How many elements of `to`, fewer than a line has, come before the first that begins one. Stores that straddle
/// two lines cost twice, and streaming ones must not.
#[inline(always)]
pub(crate) fn before_line<T: Float>(to: &[T]) -> usize {
    to.as_ptr().align_offset(64).min(to.len())
}

/// Whether vectors begin at multiples of their size: a cache line, or half of one for `f32`.
#[inline(always)]
fn is_aligned<T>(to: &[[T; LANES]]) -> bool {
    to.as_ptr().addr().is_multiple_of(size_of::<[T; LANES]>())
}
