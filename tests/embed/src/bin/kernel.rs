//! Kernels of one's own: one for numbers of either type, and one that computes in `f32`.

use hotloop::dispatch;
use hotloop::simd::{F32x16, F64x8, Float, Level, Mask8, Simd};
use std::array;

/// How far a model is from what was measured, for several thresholds.
#[derive(Debug, PartialEq)]
struct Misfit<const K: usize> {
    /// Huber's losses: `r² / 2` of residuals up to the threshold, `delta (|r| - delta / 2)` beyond it.
    losses: [f64; K],
    /// How many residuals are beyond each.
    outliers: [u64; K],
}

dispatch! {
    /// Huber's loss of `x - y`, over the shorter of the two, with each of the thresholds.
    fn misfit<T: Float, const K: usize>(simd: S, x: &[T], y: &[T], deltas: &[f64; K]) -> Misfit<K>, at misfit_at {
        let n = x.len().min(y.len());
        let (x, x_tail) = x[..n].as_chunks::<8>();
        let (y, y_tail) = y[..n].as_chunks::<8>();
        let mut sums = [simd.splat(0.0); K];
        let mut outliers = [0; K];
        for (x, y) in x.iter().zip(y) {
            let residual = (T::load(simd, x) - T::load(simd, y)).abs();
            add(simd, residual, deltas, &mut sums, &mut outliers);
        }
        // Lanes that are filled up with zeros are at no distance from each other.
        let residual = (last(simd, x_tail) - last(simd, y_tail)).abs();
        add(simd, residual, deltas, &mut sums, &mut outliers);
        let mut losses = [0.0; K];
        for (loss, sum) in losses.iter_mut().zip(sums) {
            *loss = sum.reduce_sum();
        }
        Misfit { losses, outliers }
    }
}

/// Adds the losses of eight residuals, which are not negative.
#[inline(always)]
fn add<S: Simd, const K: usize>(
    simd: S,
    residual: S::F64x8,
    deltas: &[f64; K],
    sums: &mut [S::F64x8; K],
    outliers: &mut [u64; K],
) {
    for k in 0..K {
        let delta = simd.splat(deltas[k]);
        let beyond = residual.gt(delta);
        let (near, far) = (residual * residual * 0.5, delta * (residual - delta * 0.5));
        sums[k] += S::F64x8::select(beyond, far, near);
        outliers[k] += u64::from(beyond.count());
    }
}

/// What is left of a slice, and zeros.
#[inline(always)]
fn last<S: Simd, T: Float>(simd: S, tail: &[T]) -> S::F64x8 {
    let mut wide = [0.0; 8];
    for (wide, x) in wide.iter_mut().zip(tail) {
        *wide = (*x).into();
    }
    simd.load_partial(&wide[..tail.len()], 0.0)
}

/// [`misfit`] as one would write it first.
fn plain_misfit<T: Float, const K: usize>(x: &[T], y: &[T], deltas: &[f64; K]) -> Misfit<K> {
    let residual = |(x, y): (&T, &T)| -> f64 { ((*x).into() - (*y).into()).abs() };
    let residuals = || x.iter().zip(y).map(residual);
    let loss = |r: f64, delta: f64| match r > delta {
        true => delta * (r - delta * 0.5),
        false => r * r * 0.5,
    };
    Misfit {
        losses: array::from_fn(|k| residuals().map(|r| loss(r, deltas[k])).sum()),
        outliers: array::from_fn(|k| residuals().filter(|r| *r > deltas[k]).count() as u64),
    }
}

dispatch! {
    /// A noise gate: `y[i] = if |x[i]| < threshold { 0.25 y[i] } else { x[i] + y[i] }`, over the shorter
    /// of the two.
    fn gate(simd: S, threshold: f32, x: &[f32], y: &mut [f32]), at gate_at {
        let n = x.len().min(y.len());
        let (x, x_tail) = x[..n].as_chunks::<16>();
        let (y, y_tail) = y[..n].as_chunks_mut::<16>();
        for (x, y) in x.iter().zip(y) {
            gated(simd, threshold, simd.load_f32x16(x), simd.load_f32x16(y)).store(y);
        }
        let x = simd.load_partial_f32(x_tail, 0.0);
        let y = simd.load_partial_f32(y_tail, 0.0);
        gated(simd, threshold, x, y).store_partial(y_tail);
    }
}

#[inline(always)]
fn gated<S: Simd>(simd: S, threshold: f32, x: S::F32x16, y: S::F32x16) -> S::F32x16 {
    let quiet = x.abs().lt(simd.splat_f32(threshold));
    S::F32x16::select(quiet, y * 0.25, x + y)
}

/// [`gate`] as one would write it first.
fn plain_gate(threshold: f32, x: &[f32], y: &mut [f32]) {
    for (x, y) in x.iter().zip(y) {
        *y = if x.abs() < threshold {
            0.25 * *y
        } else {
            x + *y
        };
    }
}

fn main() {
    // Multiples of an eighth, whose sums are exact, so that the order of additions does not matter.
    let eighths = |seed: u64, n: u64| (0..n).map(move |i| (seed * i % 1009) as f32 / 8.0 - 60.0);
    let deltas = [0.5, 4.0, 32.0];
    for level in Level::supported() {
        for n in (0..70).chain([1000, 4099]) {
            let x: Vec<f32> = eighths(7, n).collect();
            let y: Vec<f32> = eighths(11, n + n % 3).collect();
            let plain = plain_misfit(&x, &y, &deltas);
            assert_eq!(misfit_at(level, &x, &y, &deltas), plain);
            assert_eq!(misfit(&x, &y, &deltas), plain);
            let wide = |x: &[f32]| -> Vec<f64> { x.iter().map(|x| f64::from(*x)).collect() };
            assert_eq!(misfit_at(level, &wide(&x), &wide(&y), &deltas), plain);

            let mut gated = [y.clone(), y.clone(), y];
            let [plain, found, best] = &mut gated;
            plain_gate(20.0, &x, plain);
            gate_at(level, 20.0, &x, found);
            gate(20.0, &x, best);
            assert_eq!((&plain, &plain), (&found, &best));
        }
        println!("{level}: the results of the plain loops");
    }
}
