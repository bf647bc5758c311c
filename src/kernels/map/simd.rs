//! Eight lanes at a time: the branch becomes a mask.

use super::check;
use crate::Error;
use crate::simd::{
    F64x8, Family, Float, LANES, Level, Simd, Source, Writer, before_line, beyond_caches, compiled,
};

/// Elements that the loop is as fast on.
const FEW: usize = 128;

/// `y[i] = if x[i] < threshold { 0 } else { x[i] }`, eight lanes at a time.
///
/// The same bits as [`checked`](super::checked), in a time that does not depend on the data. An
/// output that [no cache would keep](super#streaming-what-a-cache-would-hold) is written past them.
///
/// ```
/// use hotloop::kernels::map;
///
/// let x: Vec<f64> = (0..100).map(f64::from).collect();
/// let mut y = vec![0.0; 100];
/// map::simd(&x, 2.0, &mut y)?;
/// assert_eq!(y[..4], [0.0, 0.0, 2.0, 3.0]);
///
/// let mut y = [7.0; 3];
/// map::simd(&[1.0_f32, 3.0, 2.0], 2.0, &mut y)?;
/// assert_eq!(y, [0.0, 3.0, 2.0]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::LengthMismatch`] if `y` is not as long as `x`; nothing is written then.
#[doc(alias = "where")]
pub fn simd<T: Float>(x: &[T], threshold: T, y: &mut [T]) -> Result<(), Error> {
    simd_at(Level::current(), x, threshold, y)
}

compiled! {
    /// [`simd`] at the given level.
    ///
    /// # Errors
    ///
    /// As [`simd`].
    pub fn simd_at<T: Float>(level: Level, x: &[T], threshold: T, y: &mut [T]) -> Result<(), Error>
        = at, for f64 f32
}

fn at<T: Float>(level: Level, x: &[T], threshold: T, y: &mut [T]) -> Result<(), Error> {
    check(x, y)?;
    if x.len() < FEW {
        // Setting up vectors takes longer.
        one_by_one(x, threshold, y);
        return Ok(());
    }
    let past_caches = beyond_caches(2 * size_of_val(x), 1);
    block_at(level, x, threshold, y, past_caches);
    Ok(())
}

compiled! {
    /// One stretch of the map, of equal lengths.
    pub(super) fn block_at<T: Float>(level: Level, x: &[T], threshold: T, y: &mut [T], past_caches: bool)
        = stretch, for f64 f32
}

crate::dispatch! {
    fn stretch<T: Float>(level, x: &[T], threshold: T, y: &mut [T], past_caches: bool) = kernel
}

#[inline(always)]
fn kernel<S: Simd, T: Float>(simd: S, x: &[T], threshold: T, y: &mut [T], past_caches: bool) {
    let head = before_line(y);
    let (x_head, x) = x.split_at(head);
    let (y_head, y) = y.split_at_mut(head);
    let (x, x_tail) = x.as_chunks::<LANES>();
    let (y, y_tail) = y.as_chunks_mut::<LANES>();

    one_by_one(x_head, threshold, y_head);
    one_by_one(x_tail, threshold, y_tail);
    let x = x.as_flattened();
    match (T::doubles(y), T::wide(x)) {
        (Some(y), Some(x)) => {
            let x = x.as_chunks().0;
            let writer = Writer::new(simd, past_caches);
            let writer = writer.beside(x.as_flattened(), y.as_flattened());
            let threshold = simd.splat(threshold.into());
            writer.write(x, y, ZeroBelow { simd, threshold });
        }
        _ => one_by_one(x, threshold, y.as_flattened_mut()),
    }
}

/// The vectors of the output: a comparison and a blend.
struct ZeroBelow<S: Simd> {
    simd: S,
    threshold: S::F64x8,
}

impl<S: Simd> Source<S, &[f64; LANES]> for ZeroBelow<S> {
    #[inline(always)]
    fn vector(&mut self, from: &[f64; LANES]) -> S::F64x8 {
        let x = self.simd.load(from);
        S::F64x8::select(x.lt(self.threshold), self.simd.splat(0.0), x)
    }
}

/// The few elements before and after the whole vectors, or all of those that want no vectors of ours.
#[inline(always)]
fn one_by_one<T: Float>(x: &[T], threshold: T, y: &mut [T]) {
    for (x, y) in x.iter().zip(y) {
        *y = if *x < threshold { T::default() } else { *x };
    }
}
