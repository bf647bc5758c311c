//! The sum without the pairs.

/// `(sum_i x[i])²`, which is `sum_i sum_j x[i] * x[j]` in `n` additions and one multiplication.
///
/// For 5,000 numbers it is 4,700 times as fast as [`simd`](super::simd), and for 100,000 it is
/// 37,000 times (`cargo bench --bench tour -- pairwise`). It is there to say that no hardware beats
/// doing less; a function that is not a product has no such form ([`general`](super::general)).
///
/// The error is at most `47 u (sum |x|)² + O(n² u²) (sum |x|)²` with `u = 2^-53`, a fifth of the
/// bound of [`simd`](super::simd): what is not computed is not rounded either. The same bits at
/// every level.
///
/// What overflows on the way, is infinite or NaN comes out as in the other rungs: see
/// [there](super#overflow-infinities-and-nan).
///
/// ```
/// use hotloop::kernels::pairwise;
///
/// let x: Vec<f64> = (1..=100).map(f64::from).collect();
/// assert_eq!(pairwise::closed_form(&x), pairwise::simd(&x));
/// ```
pub fn closed_form(x: &[f64]) -> f64 {
    super::between::closed_form(x, x)
}
