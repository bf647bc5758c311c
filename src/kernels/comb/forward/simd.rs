//! Eight lanes at a time: two loads, a multiplication, an addition, a store.

use crate::Error;
use crate::kernels::comb::Comb;
use crate::memory::{copy, lines};
use crate::simd::{
    Family, Float, LANES, Level, Simd, Source, Writer, before_line, beyond_caches, compiled,
};

/// Outputs that the loop has made before vectors are set up.
const FEW: usize = 32;

/// `y[n] = x[n] + gain * x[n - delay]`, eight lanes at a time.
///
/// The same bits as [`checked`](super::checked). An output that
/// [no cache would keep](crate::kernels::map#streaming-what-a-cache-would-hold) is written past them.
///
/// ```
/// use hotloop::kernels::comb::{Comb, forward};
///
/// // The tutorial's input. Its loop gives 0, 0.5, 1, … from index 4 on: it forgets x[n].
/// let x: Vec<f64> = (0..10).map(f64::from).collect();
/// let mut y = [0.0; 10];
/// forward::simd(&x, Comb::new(4, 0.5)?, &mut y)?;
/// assert_eq!(y, [0.0, 1.0, 2.0, 3.0, 4.0, 5.5, 7.0, 8.5, 10.0, 11.5]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// As [`checked`](super::checked).
pub fn simd<T: Float>(x: &[T], comb: Comb, y: &mut [T]) -> Result<(), Error> {
    simd_at(Level::current(), x, comb, y)
}

/// [`simd`] at the given level.
///
/// # Errors
///
/// As [`simd`].
pub fn simd_at<T: Float>(level: Level, x: &[T], comb: Comb, y: &mut [T]) -> Result<(), Error> {
    comb.check(x, y)?;
    block(level, x, comb, 0, y, beyond_caches(2 * size_of_val(x), 1));
    Ok(())
}

compiled! {
    /// The outputs from `start` on.
    pub(super) fn block<T: Float>(
        level: Level,
        x: &[T],
        comb: Comb,
        start: usize,
        y: &mut [T],
        past_caches: bool,
    ) = block_of, for f64 f32
}

fn block_of<T: Float>(
    level: Level,
    x: &[T],
    comb: Comb,
    start: usize,
    y: &mut [T],
    past_caches: bool,
) {
    let end = start + y.len();
    // From here on there is something to add.
    let delayed = comb.step().clamp(start, end);
    let (copied, y) = y.split_at_mut(delayed - start);
    copy(&x[start..delayed], copied);
    if let Some(before) = delayed.checked_sub(comb.step()) {
        let before = &x[before..before + y.len()];
        let (x, gain) = (&x[delayed..end], comb.gain());
        if y.len() < FEW {
            one_by_one(x, before, gain, y);
        } else {
            add_at(level, x, before, gain, y, past_caches);
        }
    }
}

crate::dispatch! {
    /// `y[i] = x[i] + gain * before[i]`, of equal lengths.
    pub(in crate::kernels::comb) fn add_at<T: Float>(
        level, x: &[T], before: &[T], gain: f64, y: &mut [T], past_caches: bool,
    ) = add
}

#[inline(always)]
fn add<S: Simd, T: Float>(
    simd: S,
    x: &[T],
    before: &[T],
    gain: f64,
    y: &mut [T],
    past_caches: bool,
) {
    let writer = Writer::new(simd, past_caches);
    let writer = writer.beside(x, y).beside(before, y);
    let head = before_line(y);
    let (x_head, x) = x.split_at(head);
    let (before_head, before) = before.split_at(head);
    let (y_head, y) = y.split_at_mut(head);
    let (x, x_tail) = x.as_chunks::<LANES>();
    let (before, before_tail) = before.as_chunks::<LANES>();
    let (y, y_tail) = y.as_chunks_mut::<LANES>();

    one_by_one(x_head, before_head, gain, y_head);
    one_by_one(x_tail, before_tail, gain, y_tail);
    let mut source = Added {
        simd,
        gain: simd.splat(gain),
    };
    // Of `f32` half as many bytes arrive in time by themselves.
    let far = if past_caches && !T::ROUNDS {
        x.len().saturating_sub(AHEAD)
    } else {
        0
    };
    // What is written goes by what there is to be asked for, however much of it that is.
    let ahead = lines(x[x.len() - far..].as_flattened());
    let far = ahead.len();
    let (y_far, y_near) = y.split_at_mut(far);
    writer.write(x.iter().zip(before).zip(ahead), y_far, &mut source);
    writer.write(x[far..].iter().zip(&before[far..]), y_near, source);
}

/// Vectors, and so lines, from one that is loaded from memory to one that is asked for. Two loads
/// that follow each other at a distance of eight to ten lines throw the prefetcher of a Zen 5 off:
/// without this, a delay of 64 takes half as long again as one of 1.
const AHEAD: usize = 128;

/// The vectors of the output.
struct Added<S: Simd> {
    simd: S,
    gain: S::F64x8,
}

type Pair<'a, T> = (&'a [T; LANES], &'a [T; LANES]);

impl<S: Simd, T: Float> Source<S, Pair<'_, T>> for Added<S> {
    #[inline(always)]
    fn vector(&mut self, (x, before): Pair<'_, T>) -> S::F64x8 {
        T::load(self.simd, x) + self.gain * T::load(self.simd, before)
    }
}

impl<S: Simd, T: Float> Source<S, (Pair<'_, T>, &[f64; LANES])> for Added<S> {
    #[inline(always)]
    fn vector(&mut self, (pair, ahead): (Pair<'_, T>, &[f64; LANES])) -> S::F64x8 {
        self.simd.prefetch(ahead);
        self.vector(pair)
    }
}

/// The few elements before and after the whole vectors.
#[inline(always)]
fn one_by_one<T: Float>(x: &[T], before: &[T], gain: f64, y: &mut [T]) {
    for ((x, before), y) in x.iter().zip(before).zip(y) {
        *y = T::nearest((*x).into() + gain * (*before).into());
    }
}
