/// `sum_i min(x[i]^2, limit)`, element by element.
pub fn plain(x: &[f64], limit: f64) -> f64 {
    let mut total = 0.0;
    for i in 0..x.len() {
        let square = x[i] * x[i];
        total += if limit < square { limit } else { square };
    }
    total
}
