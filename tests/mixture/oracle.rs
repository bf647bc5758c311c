//! One iteration as the formulas say it, with an inverse by elimination, and examples to try it on.

use super::*;

/// What an iteration should come to.
pub(crate) struct Truth {
    /// The responsibilities: of the first point for each component, and so on.
    pub(crate) responsibilities: Vec<f64>,
    /// The sum of the logarithms of the densities.
    pub(crate) log_likelihood: f64,
    pub(crate) weights: Vec<f64>,
    pub(crate) means: Vec<f64>,
    pub(crate) covariances: Vec<f64>,
}

/// The inverse of a matrix, and the logarithm of its determinant: Gauss and Jordan's elimination, with
/// the largest pivot of each column.
pub(crate) fn invert(matrix: &[f64], d: usize) -> (Vec<f64>, f64) {
    let mut left = matrix.to_vec();
    let mut right = vec![0.0; d * d];
    (0..d).for_each(|i| right[i * d + i] = 1.0);
    let mut ln_determinant = 0.0;
    for column in 0..d {
        let size = |row: &usize| left[row * d + column].abs();
        let pivot = (column..d)
            .max_by(|a, b| size(a).total_cmp(&size(b)))
            .unwrap();
        for j in 0..d {
            left.swap(column * d + j, pivot * d + j);
            right.swap(column * d + j, pivot * d + j);
        }
        let by = left[column * d + column];
        ln_determinant += by.abs().ln();
        for j in 0..d {
            left[column * d + j] /= by;
            right[column * d + j] /= by;
        }
        for row in (0..d).filter(|row| *row != column) {
            let times = left[row * d + column];
            for j in 0..d {
                left[row * d + j] -= times * left[column * d + j];
                right[row * d + j] -= times * right[column * d + j];
            }
        }
    }
    (right, ln_determinant)
}

/// One iteration from `start`, with weights that are learned.
pub(crate) fn step(x: &[f64], start: &Mixture, floor: f64) -> Truth {
    let (m, d) = (start.components(), start.dimensions());
    let n = x.len() / d;
    let mut logs = vec![0.0; n * m];
    for k in 0..m {
        let (inverse, ln_determinant) = invert(start.covariance(k), d);
        for (i, point) in x.chunks(d).enumerate() {
            let mut square = 0.0;
            for a in 0..d {
                let row: f64 = (0..d)
                    .map(|b| inverse[a * d + b] * (point[b] - start.mean(k)[b]))
                    .sum();
                square += row * (point[a] - start.mean(k)[a]);
            }
            let ln_tau = std::f64::consts::TAU.ln();
            logs[i * m + k] =
                start.weights()[k].ln() - 0.5 * (d as f64 * ln_tau + ln_determinant + square);
        }
    }
    let mut log_likelihood = 0.0;
    let mut responsibilities = Vec::new();
    for logs in logs.chunks(m) {
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = logs.iter().map(|log| (log - most).exp()).sum();
        log_likelihood += most + sum.ln();
        responsibilities.extend(logs.iter().map(|log| (log - most).exp() / sum));
    }

    let (mut weights, mut means, mut covariances) = (Vec::new(), Vec::new(), Vec::new());
    for k in 0..m {
        let r = || responsibilities[k..].iter().step_by(m);
        let weight: f64 = r().sum();
        weights.push(weight / n as f64);
        if weight < 1e-12 {
            means.extend(start.mean(k));
            covariances.extend(start.covariance(k));
            continue;
        }
        let mean: Vec<f64> = (0..d)
            .map(|a| r().zip(x.chunks(d)).map(|(r, x)| r * x[a]).sum::<f64>() / weight)
            .collect();
        for a in 0..d {
            for b in 0..d {
                let each = r().zip(x.chunks(d));
                let sum: f64 = each
                    .map(|(r, x)| r * (x[a] - mean[a]) * (x[b] - mean[b]))
                    .sum();
                covariances.push(sum / weight + if a == b { floor } else { 0.0 });
            }
        }
        means.extend(mean);
    }
    Truth {
        responsibilities,
        log_likelihood,
        weights,
        means,
        covariances,
    }
}

/// Numbers of the standard normal distribution.
pub(crate) fn standard(seed: u64, len: usize) -> Vec<f64> {
    use hotloop::kernels::normal::{Normal, checked};
    let mut numbers = vec![0.0; len];
    checked(&mut Generator::new(seed, 0), Normal::STANDARD, &mut numbers);
    numbers
}

/// Points about `m` centres that are some `apart` deviations from the origin, and a mixture that is
/// like them, but not fitted: no two weights or covariances are the same.
pub(crate) fn example(seed: u64, n: usize, d: usize, m: usize, apart: f64) -> (Vec<f64>, Mixture) {
    let numbers = standard(seed, m * (2 * d + d * d) + n * d);
    let (centres, rest) = numbers.split_at(m * d);
    let (off, rest) = rest.split_at(m * d);
    let (shapes, z) = rest.split_at(m * d * d);
    let mut x = Vec::with_capacity(n * d);
    for (i, z) in z.chunks(d).enumerate() {
        let k = i % m;
        for a in 0..d {
            let shape = &shapes[(k * d + a) * d..][..d];
            let spread: f64 = shape.iter().zip(z).map(|(shape, z)| shape * z).sum();
            x.push(apart * centres[k * d + a] + spread / (d as f64).sqrt() + 0.5 * z[a]);
        }
    }
    let mut covariances = Vec::new();
    for shape in shapes.chunks(d * d) {
        for a in 0..d {
            for b in 0..d {
                let product: f64 = (0..d).map(|j| shape[a * d + j] * shape[b * d + j]).sum();
                covariances.push(product / d as f64 + if a == b { 0.5 } else { 0.0 });
            }
        }
    }
    let means: Vec<f64> = (centres.iter().zip(off))
        .map(|(centre, off)| apart * centre + 0.3 * off)
        .collect();
    let total = (m * (m + 1) / 2) as f64;
    let weights: Vec<f64> = (1..=m).map(|k| k as f64 / total).collect();
    (x, Mixture::new(&weights, &means, &covariances).unwrap())
}

/// Holds each number to another one within a bound.
#[track_caller]
pub(crate) fn assert_near(found: &[f64], expected: &[f64], bound: f64, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let off = found.iter().zip(expected).map(|(a, b)| (a - b).abs());
    for (i, off) in off.enumerate() {
        assert!(
            off <= bound,
            "{what}: number {i} is {:e}, expected {:e}, off by {off:e}, at most {bound:e}",
            found[i],
            expected[i]
        );
    }
}

/// Holds one mixture to another, whose points spread over `scale`.
#[track_caller]
pub(crate) fn assert_alike(a: &Mixture, b: &Mixture, scale: f64, bound: f64, what: &str) {
    assert_near(a.weights(), b.weights(), bound, &format!("{what}, weights"));
    assert_near(
        a.means(),
        b.means(),
        bound * scale,
        &format!("{what}, means"),
    );
    let squared = bound * scale * scale;
    let what = format!("{what}, covariances");
    assert_near(a.covariances(), b.covariances(), squared, &what);
}

/// The largest magnitude.
pub(crate) fn magnitude(x: &[f64]) -> f64 {
    x.iter().fold(0.0, |most, x| x.abs().max(most))
}

/// So many iterations, whatever they change.
pub(crate) fn exactly(iterations: usize, floor: f64) -> Settings {
    Settings {
        iterations,
        tolerance: 0.0,
        covariance_floor: floor,
        weights: Weights::Learned,
        covariance: Covariance::Full,
    }
}
