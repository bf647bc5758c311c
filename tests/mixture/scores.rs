//! What a mixture says of points.

use super::common::{bits, levels};
use hotloop::Error;
use hotloop::kernels::mixture::Mixture;
use hotloop::kernels::normal::{self, Normal};
use hotloop::random::Generator;

/// Three components in space.
pub(super) fn model() -> Mixture {
    Mixture::new(
        &[0.5, 0.2, 0.3],
        &[0.0, 0.0, 0.0, 3.0, -1.0, 2.0, -2.0, 4.0, 1.0],
        &[
            1.0, 0.5, -0.25, 0.5, 2.0, 0.75, -0.25, 0.75, 1.5, // about the first mean,
            0.25, 0.1, 0.0, 0.1, 0.5, -0.2, 0.0, -0.2, 4.0, // the second
            3.0, -1.0, 0.5, -1.0, 1.0, 0.25, 0.5, 0.25, 2.0, // and the third
        ],
    )
    .unwrap()
}

const POINTS: [f64; 27] = [
    0.0, 0.0, 0.0, 3.0, -1.0, 2.0, -2.0, 4.0, 1.0, 1.5, -0.5, 1.0, -1.0, 2.0, 0.5, 0.5, 1.5, 1.5,
    100.0, -50.0, 25.0, 2.25, 0.25, -3.0, 0.0, 0.0, -1e6,
];

/// `ln p` and the responsibilities at [`POINTS`], in rational arithmetic, and logarithms and
/// exponentials to 60 digits (Python's `fractions` and `decimal`), rounded. `score_samples` and
/// `predict_proba` of scikit-learn 1.9.1, whose `GaussianMixture` had its `weights_`, `means_` and
/// `precisions_cholesky_` set to those of [`model`], differ by `2e-16` of the first, and by up to
/// `6e-14` of the others.
const TRUTH: [(f64, [f64; 3]); 9] = [
    (
        -3.7297252606879034,
        [
            0.9999545875774041,
            5.4257797384230865e-11,
            4.5412368338182605e-05,
        ],
    ),
    (
        -3.966998424871439,
        [
            7.921726036421508e-07,
            0.9999987609329739,
            4.4689442249482664e-07,
        ],
    ),
    (
        -4.559606801048084,
        [
            3.319799697465022e-05,
            1.5136014501520716e-45,
            0.9999668020030253,
        ],
    ),
    (
        -7.223272376561396,
        [
            0.925032072582311,
            0.0747409393043623,
            0.00022698811332667426,
        ],
    ),
    (
        -5.976544970765797,
        [
            0.5833662993896128,
            9.38997935159152e-24,
            0.41663370061038724,
        ],
    ),
    (
        -4.763732741349608,
        [
            0.9632266812088617,
            1.1931036119178387e-11,
            0.0367733187792073,
        ],
    ),
    (-2153.352092829785, [0.0, 0.0, 1.0]),
    (
        -8.296936981309345,
        [
            0.8329066625674182,
            0.1656562434377585,
            0.0014370939948232919,
        ],
    ),
    (-127778044471.81145, [0.0, 1.0, 0.0]),
];

pub(super) fn assert_near(found: f64, truth: f64, bound: f64) {
    assert!(
        (found - truth).abs() <= bound,
        "{found:e} is not {truth:e}, to {bound:e}"
    );
}

#[test]
fn scores_are_those_of_exact_arithmetic() {
    for level in levels() {
        let (mut densities, mut shares, mut labels) = ([7.0; 9], [7.0; 27], [7; 9]);
        model()
            .ln_densities_at(level, &POINTS, &mut densities)
            .unwrap();
        model()
            .responsibilities_at(level, &POINTS, &mut shares)
            .unwrap();
        model().labels_at(level, &POINTS, &mut labels).unwrap();
        for (i, (density, truth)) in TRUTH.iter().enumerate() {
            assert_near(densities[i], *density, 4e-16 * density.abs());
            for (share, truth) in shares[3 * i..].iter().zip(truth) {
                // What is a relative error of a logarithm, its exponential has as many times.
                let ln = truth.max(f64::MIN_POSITIVE).ln();
                assert_near(*share, *truth, 1e-15 * (1.0 - ln) * truth);
            }
        }
        // `predict` of scikit-learn 1.9.1.
        assert_eq!(labels, [0, 1, 2, 0, 0, 0, 2, 0, 1]);
    }
}

#[test]
fn criteria_are_scikit_learns() {
    // `score`, `aic` and `bic` of scikit-learn 1.9.1, of all points but the last.
    let near = &POINTS[..24];
    let found = model().mean_log_likelihood(near).unwrap();
    assert_near(found, -273.98361379829737, 1e-12);
    assert_near(model().aic(near).unwrap(), 4441.737820772758, 1e-11);
    assert_near(model().bic(near).unwrap(), 4444.041625481474, 1e-11);
    assert_eq!(model().parameters(), 29);
}

/// A model of `m` components in `d` dimensions, and points about it.
pub(super) fn example(d: usize, m: usize, points: usize) -> (Mixture, Vec<f64>) {
    let mut generator = Generator::new(10, (d * 100 + m) as u64);
    let mut draw = |count: usize, normal: Normal| {
        let mut x = vec![0.0; count];
        normal::checked(&mut generator, normal, &mut x);
        x
    };
    let means = draw(m * d, Normal::new(0.0, 3.0).unwrap());
    let mut covariances = vec![0.0; m * d * d];
    for covariance in covariances.chunks_exact_mut(d * d) {
        let root = draw(d * d, Normal::STANDARD);
        for i in 0..d {
            for j in 0..d {
                let (i_row, j_row) = (&root[i * d..][..d], &root[j * d..][..d]);
                let products = i_row.iter().zip(j_row).map(|(a, b)| a * b);
                covariance[i * d + j] = products.sum();
            }
            covariance[i * d + i] += 1.0;
        }
    }
    let total = (m * (m + 1) / 2) as f64;
    let weights: Vec<f64> = (1..=m).map(|k| k as f64 / total).collect();
    let x = draw(points * d, Normal::new(0.0, 4.0).unwrap());
    (Mixture::new(&weights, &means, &covariances).unwrap(), x)
}

/// `ln(weight N(x; mean, covariance))`, by elimination.
fn term(model: &Mixture, k: usize, x: &[f64]) -> f64 {
    let d = model.dimensions();
    let mut matrix = model.covariance(k).to_vec();
    let apart: Vec<f64> = x.iter().zip(model.mean(k)).map(|(x, u)| x - u).collect();
    let (mut rest, mut square, mut ln_determinant) = (apart, 0.0, 0.0);
    for i in 0..d {
        let pivot = matrix[i * d + i];
        square += rest[i] * rest[i] / pivot;
        ln_determinant += pivot.ln();
        for row in i + 1..d {
            let factor = matrix[row * d + i] / pivot;
            for column in i..d {
                matrix[row * d + column] -= factor * matrix[i * d + column];
            }
            rest[row] -= factor * rest[i];
        }
    }
    let ln_tau = std::f64::consts::TAU.ln();
    model.weights()[k].ln() - 0.5 * (d as f64 * ln_tau + ln_determinant + square)
}

#[test]
fn every_length_and_shape_at_every_level() {
    for (d, m) in [(1, 1), (1, 3), (2, 4), (3, 2), (5, 7), (8, 1), (17, 3)] {
        let (model, x) = example(d, m, 200);
        let terms: Vec<Vec<f64>> = x
            .chunks(d)
            .map(|x| (0..m).map(|k| term(&model, k, x)).collect())
            .collect();
        for level in levels() {
            let mut whole = vec![0.0; 200];
            model.ln_densities_at(level, &x, &mut whole).unwrap();
            for n in (1..=70).chain([127, 128, 129, 200]) {
                let (mut densities, mut shares) = (vec![7.0; n], vec![7.0; n * m]);
                let (mut labels, x) = (vec![7; n], &x[..n * d]);
                model.ln_densities_at(level, x, &mut densities).unwrap();
                model.responsibilities_at(level, x, &mut shares).unwrap();
                model.labels_at(level, x, &mut labels).unwrap();
                // Not a point knows of the others.
                assert!(
                    bits(&densities) == bits(&whole[..n]),
                    "{d}, {m}, {n}, {level}"
                );
                let mut mean = 0.0;
                for (i, terms) in terms[..n].iter().enumerate() {
                    let most = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                    let sum: f64 = terms.iter().map(|term| (term - most).exp()).sum();
                    let density = most + sum.ln();
                    assert_near(densities[i], density, 1e-12 * density.abs());
                    let shares = &shares[i * m..][..m];
                    for (share, term) in shares.iter().zip(terms) {
                        assert_near(*share, (term - density).exp(), 1e-12);
                    }
                    assert_near(shares.iter().sum(), 1.0, m as f64 * 2.0_f64.powi(-52));
                    assert!(most - terms[labels[i]] <= 1e-12 * most.abs());
                    mean += density / n as f64;
                }
                let found = model.mean_log_likelihood_at(level, x).unwrap();
                assert_near(found, mean, 1e-12 * mean.abs());
            }
        }
    }
}

#[test]
fn scores_are_the_same_at_every_level() {
    let (model, x) = example(4, 6, 5_000);
    let score = |level| {
        let (mut densities, mut shares) = (vec![0.0; 5_000], vec![0.0; 30_000]);
        model.ln_densities_at(level, &x, &mut densities).unwrap();
        model.responsibilities_at(level, &x, &mut shares).unwrap();
        (bits(&densities), bits(&shares))
    };
    let mut scores: Vec<_> = levels().into_iter().map(score).collect();
    scores.dedup();
    assert_eq!(scores.len(), 1);
    let mut truth = vec![0; 5_000];
    model.labels(&x, &mut truth).unwrap();
    assert!((0..6).all(|k| truth.contains(&k)));
    for level in levels() {
        let mut labels = vec![0; 5_000];
        model.labels_at(level, &x, &mut labels).unwrap();
        assert!(labels == truth, "{level}");
    }
}

#[test]
fn points_at_the_end_of_the_world() {
    // Squares that overflow, and a component that has no weight.
    let model = Mixture::new(&[0.0, 0.5, 0.5], &[0.0, 1.0, 2.0], &[1e-200; 3]).unwrap();
    let x = [1e100, -1e100, 1.0];
    for level in levels() {
        let (mut densities, mut shares, mut labels) = ([0.0; 3], [7.0; 9], [7; 3]);
        model.ln_densities_at(level, &x, &mut densities).unwrap();
        model.responsibilities_at(level, &x, &mut shares).unwrap();
        model.labels_at(level, &x, &mut labels).unwrap();
        assert!(densities.iter().all(|density| density.is_finite()));
        assert_eq!(shares, [0.0, 0.5, 0.5, 0.0, 0.5, 0.5, 0.0, 1.0, 0.0]);
        assert_eq!(labels, [1; 3]);
    }
    let mean = model.mean_log_likelihood(&[1e100; 3]);
    assert_eq!(mean, Ok(f64::NEG_INFINITY));
}

#[test]
fn scores_refuse_before_they_write() {
    let model = model();
    let nan = [0.0, 0.0, 0.0, 0.0, f64::NAN, 0.0];
    let zero = Error::Zero { argument: "x" };
    let multiple = Error::NotMultiple {
        argument: "x",
        found: 4,
        group: "dimensions",
        size: 3,
    };
    let short = |found, expected| Error::LengthMismatch {
        argument: "out",
        found,
        model: "x",
        expected,
    };
    let (mut out, mut labels) = ([7.0; 6], [7; 6]);
    assert_eq!(model.ln_densities::<f64>(&[], &mut []), Err(zero.clone()));
    assert_eq!(
        model.ln_densities(&nan[..4], &mut out),
        Err(multiple.clone())
    );
    assert_eq!(model.ln_densities(&nan[..3], &mut out), Err(short(6, 1)));
    assert!(model.ln_densities(&nan, &mut out[..2]).is_err());
    assert_eq!(
        model.responsibilities::<f64>(&[], &mut []),
        Err(zero.clone())
    );
    assert_eq!(
        model.responsibilities(&nan[..4], &mut out),
        Err(multiple.clone())
    );
    assert_eq!(
        model.responsibilities(&nan[..3], &mut out),
        Err(short(6, 3))
    );
    assert!(model.responsibilities(&nan, &mut out).is_err());
    assert_eq!(model.labels::<f64>(&[], &mut []), Err(zero.clone()));
    assert_eq!(model.labels(&nan[..4], &mut labels), Err(multiple));
    assert_eq!(model.labels(&nan[..3], &mut labels), Err(short(6, 1)));
    assert!(model.labels(&nan, &mut labels[..2]).is_err());
    assert_eq!(model.mean_log_likelihood::<f64>(&[]), Err(zero));
    assert!(model.aic(&nan).is_err() && model.bic(&nan).is_err());
    assert_eq!((out, labels), ([7.0; 6], [7; 6]));
}

#[test]
fn a_component_without_weight_labels_nothing() {
    let means = [0.0, 4.0, 4.0, 0.0];
    let mixture = Mixture::new(&[0.25, 0.75, 0.0, 0.0], &means, &[1.0; 4]).unwrap();
    for level in levels() {
        let mut labels = [9; 9];
        let x = [-1.0, 4.0, 5.0, 0.0, 4.0, 1e9, -1e100, 1e100, 4.0];
        mixture.labels_at(level, &x, &mut labels).unwrap();
        // At the ends both squares round to the same: the first of equals.
        assert_eq!(labels, [0, 1, 1, 0, 1, 1, 0, 0, 1], "{level}");
    }
}
