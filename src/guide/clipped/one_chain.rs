use hotloop::dispatch;
use hotloop::simd::{F64x8, Simd};

dispatch! {
    /// `sum_i min(x[i]^2, limit)`, in one chain of additions.
    pub fn one_chain(simd: S, x: &[f64], limit: f64) -> f64, at one_chain_at {
        let limits = simd.splat(limit);
        let (vectors, tail) = x.as_chunks::<8>();
        let mut sum = simd.splat(0.0);
        for lanes in vectors {
            let x = simd.load(lanes);
            sum += limits.min(x * x);
        }
        let mut total = sum.reduce_sum();
        for x in tail {
            let square = x * x;
            total += if limit < square { limit } else { square };
        }
        total
    }
}
