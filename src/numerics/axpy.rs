//! `y = y + a x`.

use crate::simd::{Family, Float, LANES, Level, Simd, before_line, compiled};

compiled! {
    /// `y[i] = y[i] + a * x[i]`, up to the end of the shorter.
    pub(crate) fn axpy_at<T: Float>(level: Level, a: f64, x: &[T], y: &mut [T]) = at, for f64 f32
}

crate::dispatch! {
    fn at<T: Float>(level, a: f64, x: &[T], y: &mut [T]) = axpy
}

#[inline(always)]
fn axpy<S: Simd, T: Float>(simd: S, a: f64, x: &[T], y: &mut [T]) {
    let len = x.len().min(y.len());
    let (x, y) = (&x[..len], &mut y[..len]);
    let ends = [
        x.first_chunk(),
        x.last_chunk(),
        y.first_chunk(),
        y.last_chunk(),
    ];
    let [Some(x_first), Some(x_last), Some(y_first), Some(y_last)] = ends else {
        for (x, y) in x.iter().zip(y) {
            *y = T::nearest((*y).into() + a * (*x).into());
        }
        return;
    };
    // The first and the last vector, from what is there before any other is written: they may have
    // elements in common with those between, which begin and end with a line, and come to the same there.
    let factor = simd.splat(a);
    let first = T::load(simd, y_first) + factor * T::load(simd, x_first);
    let last = T::load(simd, y_last) + factor * T::load(simd, x_last);

    // A vector of `f32` is half a line.
    let head = before_line(y) % LANES;
    let vectors = x[head..].as_chunks::<LANES>().0;
    for (x, y) in vectors.iter().zip(y[head..].as_chunks_mut().0) {
        T::store(T::load(simd, y) + factor * T::load(simd, x), y);
    }
    if let Some(y) = y.first_chunk_mut() {
        T::store(first, y);
    }
    if let Some(y) = y.last_chunk_mut() {
        T::store(last, y);
    }
}
