//! Eight lanes at a time: the branch becomes a mask.

use super::check;
use crate::Error;
use crate::simd::{
    F32x16, F64x8, Family, Float, LANES, Level, Simd, Source, Writer, before_line, beyond_caches,
    compiled,
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

fn stretch<T: Float>(level: Level, x: &[T], threshold: T, y: &mut [T], past_caches: bool) {
    let threshold = threshold.into();
    T::either(
        x,
        y,
        |x, y| doubles_at(level, x, threshold, y, past_caches),
        |x, y| singles_at(level, x, threshold as f32, y, past_caches),
    );
}

crate::dispatch! {
    fn doubles_at(level, x: &[f64], threshold: f64, y: &mut [f64], past_caches: bool) = doubles
}

crate::dispatch! {
    fn singles_at(level, x: &[f32], threshold: f32, y: &mut [f32], past_caches: bool) = singles
}

#[inline(always)]
fn doubles<S: Simd>(simd: S, x: &[f64], threshold: f64, y: &mut [f64], past_caches: bool) {
    let head = before_line(y);
    let (x_head, x) = x.split_at(head);
    let (y_head, y) = y.split_at_mut(head);
    let (x, x_tail) = x.as_chunks();
    let (y, y_tail) = y.as_chunks_mut();

    one_by_one(x_head, threshold, y_head);
    one_by_one(x_tail, threshold, y_tail);
    let writer = Writer::new(simd, past_caches);
    let writer = writer.beside(x.as_flattened(), y.as_flattened());
    let threshold = simd.splat(threshold);
    writer.write(x, y, ZeroBelow { simd, threshold });
}

#[inline(always)]
fn singles<S: Simd>(simd: S, x: &[f32], threshold: f32, y: &mut [f32], past_caches: bool) {
    if !past_caches || !S::STREAMS {
        // The compiler makes vectors of the loop.
        return one_by_one(x, threshold, y);
    }
    let head = before_line(y);
    let (x_head, x) = x.split_at(head);
    let (y_head, y) = y.split_at_mut(head);
    let (x, x_tail) = x.as_chunks::<LINE>();
    let (y, y_tail) = y.as_chunks_mut::<LINE>();

    one_by_one(x_head, threshold, y_head);
    one_by_one(x_tail, threshold, y_tail);
    let writer = Writer::new(simd, past_caches);
    let writer = writer.beside(x.as_flattened(), y.as_flattened());
    match bytemuck::try_cast_slice_mut(y) {
        Ok(y) => {
            let threshold = simd.splat_f32(threshold);
            writer.write::<_, f64>(x, y, ZeroBelow { simd, threshold });
        }
        // What does not begin a line is too short for lines.
        Err(_) => one_by_one(x.as_flattened(), threshold, y.as_flattened_mut()),
    }
}

/// `f32` of a cache line.
const LINE: usize = 2 * LANES;

/// The vectors of the output: a comparison and a blend.
struct ZeroBelow<S, V> {
    simd: S,
    threshold: V,
}

impl<S: Simd> Source<S, &[f64; LANES]> for ZeroBelow<S, S::F64x8> {
    #[inline(always)]
    fn vector(&mut self, from: &[f64; LANES]) -> S::F64x8 {
        let x = self.simd.load(from);
        S::F64x8::select(x.lt(self.threshold), self.simd.splat(0.0), x)
    }
}

/// Of `f32`, too, what goes past the caches is a line of bits.
impl<S: Simd> Source<S, &[f32; LINE]> for ZeroBelow<S, S::F32x16> {
    #[inline(always)]
    fn vector(&mut self, from: &[f32; LINE]) -> S::F64x8 {
        let x = self.simd.load_f32x16(from);
        let zero = self.simd.splat_f32(0.0);
        let line = S::F32x16::select(x.lt(self.threshold), zero, x).to_array();
        self.simd.load(&bytemuck::cast(line))
    }
}

/// The few elements before and after the whole vectors, or all of those that want no vectors of ours.
#[inline(always)]
fn one_by_one<T: Float>(x: &[T], threshold: T, y: &mut [T]) {
    for (x, y) in x.iter().zip(y) {
        *y = if *x < threshold { T::default() } else { *x };
    }
}
