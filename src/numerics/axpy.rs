//! `y = y + a x`.

use crate::simd::{F64x8, LANES, Simd, before_line};

crate::dispatch! {
    /// `y[i] = y[i] + a * x[i]`, up to the end of the shorter.
    pub(crate) fn axpy_at(level, a: f64, x: &[f64], y: &mut [f64]) = axpy
}

#[inline(always)]
fn axpy<S: Simd>(simd: S, a: f64, x: &[f64], y: &mut [f64]) {
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
            *y += a * x;
        }
        return;
    };
    // The first and the last vector, from what is there before any other is written: they may have
    // elements in common with those between, which begin and end with a line, and come to the same there.
    let factor = simd.splat(a);
    let first = simd.load(y_first) + factor * simd.load(x_first);
    let last = simd.load(y_last) + factor * simd.load(x_last);

    let head = before_line(y);
    let vectors = x[head..].as_chunks::<LANES>().0;
    for (x, y) in vectors.iter().zip(y[head..].as_chunks_mut().0) {
        (simd.load(y) + factor * simd.load(x)).store(y);
    }
    if let Some(y) = y.first_chunk_mut() {
        first.store(y);
    }
    if let Some(y) = y.last_chunk_mut() {
        last.store(y);
    }
}
