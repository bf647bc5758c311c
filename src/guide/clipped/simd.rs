use hotloop::dispatch;
use hotloop::simd::{F64x8, Simd};

/// Elements that are added up together: 128 KiB, which a core's second-level cache holds.
pub const BLOCK: usize = 16_384;

dispatch! {
    /// `sum_i min(x[i]^2, limit)`, at the best level that this machine has.
    pub fn clipped(simd: S, x: &[f64], limit: f64) -> f64, at clipped_at {
        let mut total = 0.0;
        for part in x.chunks(BLOCK) {
            total += block(simd, part, limit);
        }
        total
    }
}

/// The sum of one block: eight vectors at a time, then one, then the tail.
#[inline(always)]
fn block<S: Simd>(simd: S, x: &[f64], limit: f64) -> f64 {
    let mut sums = [simd.splat(0.0); 8];
    let (rows, rest) = x.as_chunks::<64>();
    for row in rows {
        for (sum, x) in sums.iter_mut().zip(row.as_chunks::<8>().0) {
            *sum += clip(simd, x, limit);
        }
    }
    let (vectors, tail) = rest.as_chunks::<8>();
    for (sum, x) in sums.iter_mut().zip(vectors) {
        *sum += clip(simd, x, limit);
    }
    let [a, b, c, d, e, f, g, h] = sums;
    let mut total = (((a + b) + (c + d)) + ((e + f) + (g + h))).reduce_sum();
    for x in tail {
        let square = x * x;
        total += if limit < square { limit } else { square };
    }
    total
}

/// Eight squares, each at most `limit`. A NaN stays one: `min` yields its argument.
#[inline(always)]
fn clip<S: Simd>(simd: S, x: &[f64; 8], limit: f64) -> S::F64x8 {
    let x = simd.load(x);
    simd.splat(limit).min(x * x)
}
