//! `y = y + a x`.

use crate::simd::{Float, LANES, Simd, before_line};

crate::dispatch! {
    /// `y[i] = y[i] + a * x[i]`, up to the end of the shorter.
    pub(crate) fn axpy_at<T: Float>(level, a: f64, x: &[T], y: &mut [T]) = axpy
}

#[inline(always)]
fn axpy<S: Simd, T: Float>(simd: S, a: f64, x: &[T], y: &mut [T]) {
    let len = x.len().min(y.len());
    let (x, y) = (&x[..len], &mut y[..len]);
    let head = before_line(y);
    let (x_head, x) = x.split_at(head);
    let (y_head, y) = y.split_at_mut(head);
    let (x, x_tail) = x.as_chunks::<LANES>();
    let (y, y_tail) = y.as_chunks_mut::<LANES>();

    one_by_one(a, x_head, y_head);
    let factor = simd.splat(a);
    for (x, y) in x.iter().zip(y) {
        T::store(T::load(simd, y) + factor * T::load(simd, x), y);
    }
    one_by_one(a, x_tail, y_tail);
}

#[inline(always)]
fn one_by_one<T: Float>(a: f64, x: &[T], y: &mut [T]) {
    for (x, y) in x.iter().zip(y) {
        *y = T::nearest((*y).into() + a * (*x).into());
    }
}
