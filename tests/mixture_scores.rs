//! What a mixture says of points, what is drawn from it, and where a fit begins.

mod common;

use common::{bits, levels};
use hotloop::Error;
use hotloop::kernels::mixture::{Mixture, Settings};
use hotloop::kernels::normal::{self, Normal};
use hotloop::kernels::uniform::{self, Uniform};
use hotloop::random::Generator;

/// Three components in space.
fn model() -> Mixture {
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

fn assert_near(found: f64, truth: f64, bound: f64) {
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
fn example(d: usize, m: usize, points: usize) -> (Mixture, Vec<f64>) {
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
fn labels_are_the_same_at_every_level_and_all_else_where_products_are_fused() {
    let (model, x) = example(4, 6, 5_000);
    let score = |level| {
        let (mut densities, mut shares) = (vec![0.0; 5_000], vec![0.0; 30_000]);
        model.ln_densities_at(level, &x, &mut densities).unwrap();
        model.responsibilities_at(level, &x, &mut shares).unwrap();
        (bits(&densities), bits(&shares))
    };
    let fused = levels()
        .into_iter()
        .filter(|level| level.to_string() != "portable");
    let mut scores: Vec<_> = fused.map(score).collect();
    scores.dedup();
    assert!(scores.len() <= 1);
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
    let zero = Error::Zero { argument: "points" };
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
    assert_eq!(model.ln_densities(&[], &mut []), Err(zero.clone()));
    assert_eq!(
        model.ln_densities(&nan[..4], &mut out),
        Err(multiple.clone())
    );
    assert_eq!(model.ln_densities(&nan[..3], &mut out), Err(short(6, 1)));
    assert!(model.ln_densities(&nan, &mut out[..2]).is_err());
    assert_eq!(model.responsibilities(&[], &mut []), Err(zero.clone()));
    assert_eq!(
        model.responsibilities(&nan[..4], &mut out),
        Err(multiple.clone())
    );
    assert_eq!(
        model.responsibilities(&nan[..3], &mut out),
        Err(short(6, 3))
    );
    assert!(model.responsibilities(&nan, &mut out).is_err());
    assert_eq!(model.labels(&[], &mut []), Err(zero.clone()));
    assert_eq!(model.labels(&nan[..4], &mut labels), Err(multiple));
    assert_eq!(model.labels(&nan[..3], &mut labels), Err(short(6, 1)));
    assert!(model.labels(&nan, &mut labels[..2]).is_err());
    assert_eq!(model.mean_log_likelihood(&[]), Err(zero));
    assert!(model.aic(&nan).is_err() && model.bic(&nan).is_err());
    assert_eq!((out, labels), ([7.0; 6], [7; 6]));
}

#[test]
fn a_sample_takes_a_word_for_the_label_and_one_a_coordinate() {
    let (model, points) = (model(), 1_000);
    let (mut x, mut labels) = (vec![0.0; 3 * points], vec![0; points]);
    let mut generator = Generator::new(10, 3);
    model.sample(&mut generator, &mut x, &mut labels).unwrap();

    let mut words = Generator::new(10, 3);
    for (x, &label) in x.chunks_exact(3).zip(&labels) {
        let (mut u, mut z) = ([0.0_f64], [0.0_f64; 3]);
        uniform::checked(&mut words, Uniform::new(0.0, 1.0).unwrap(), &mut u);
        normal::checked(&mut words, Normal::STANDARD, &mut z);
        assert_eq!(label, usize::from(u[0] >= 0.5) + usize::from(u[0] >= 0.7));
        // The factor of a covariance, written out.
        let s = model.covariance(label);
        let a = s[0].sqrt();
        let (b, d) = (s[3] / a, s[6] / a);
        let c = (s[4] - b * b).sqrt();
        let e = (s[7] - d * b) / c;
        let f = (s[8] - d * d - e * e).sqrt();
        let apart = [
            a * z[0],
            b * z[0] + c * z[1],
            d * z[0] + e * z[1] + f * z[2],
        ];
        for ((x, mean), apart) in x.iter().zip(model.mean(label)).zip(apart) {
            assert_near(*x, mean + apart, 1e-14 * (1.0 + apart.abs()));
        }
    }
    assert_eq!(generator, words);

    for cut in [0, 1, 7, 255, 256, 257, 999, 1_000] {
        let (mut again, mut labels_again) = (vec![0.0; 3 * points], vec![0; points]);
        let mut generator = Generator::new(10, 3);
        let (first, second) = again.split_at_mut(3 * cut);
        let (first_labels, second_labels) = labels_again.split_at_mut(cut);
        model.sample(&mut generator, first, first_labels).unwrap();
        model.sample(&mut generator, second, second_labels).unwrap();
        assert!(bits(&again) == bits(&x) && labels_again == labels, "{cut}");

        let mut later = Generator::new(10, 3);
        later.advance(4 * cut as u64);
        let (second, labels) = (&mut again[3 * cut..], &mut labels_again[cut..]);
        second.fill(7.0);
        model.sample(&mut later, second, labels).unwrap();
        assert!(bits(second) == bits(&x[3 * cut..]), "{cut}");
    }
}

#[test]
fn a_large_sample_has_the_moments_of_the_model() {
    let (model, points) = (model(), 200_000);
    let (mut x, mut labels) = (vec![0.0; 3 * points], vec![0; points]);
    model
        .sample(&mut Generator::new(10, 0), &mut x, &mut labels)
        .unwrap();
    for k in 0..3 {
        let own: Vec<&[f64]> = x
            .chunks_exact(3)
            .zip(&labels)
            .filter(|(_, label)| **label == k)
            .map(|(x, _)| x)
            .collect();
        let (weight, count) = (model.weights()[k], own.len() as f64);
        let five_sigma = 5.0 * (weight * (1.0 - weight) / points as f64).sqrt();
        assert_near(count / points as f64, weight, five_sigma);
        let mean = |a: usize| own.iter().map(|x| x[a]).sum::<f64>() / count;
        let covariance = model.covariance(k);
        for a in 0..3 {
            let variance = covariance[4 * a];
            assert_near(mean(a), model.mean(k)[a], 5.0 * (variance / count).sqrt());
            for b in 0..=a {
                let (mean_a, mean_b) = (mean(a), mean(b));
                let products = own.iter().map(|x| (x[a] - mean_a) * (x[b] - mean_b));
                let (truth, scale) = (covariance[3 * a + b], variance * covariance[4 * b]);
                let deviation = ((scale + truth * truth) / count).sqrt();
                assert_near(products.sum::<f64>() / count, truth, 5.0 * deviation);
            }
        }
    }
}

#[test]
fn samples_of_nothing_and_of_bad_lengths() {
    let (model, mut generator) = (model(), Generator::new(10, 0));
    assert_eq!(model.sample(&mut generator, &mut [], &mut []), Ok(()));
    let (mut points, mut labels) = ([7.0; 5], [7; 2]);
    assert_eq!(
        model.sample(&mut generator, &mut points, &mut labels),
        Err(Error::LengthMismatch {
            argument: "points",
            found: 5,
            model: "labels",
            expected: 6
        })
    );
    assert_eq!((points, labels), ([7.0; 5], [7; 2]));
    assert_eq!(generator, Generator::new(10, 0));
    // A component that has no weight is not drawn.
    let model = Mixture::new(&[0.0, 1.0, 0.0], &[0.0, 1.0, 2.0], &[1.0; 3]).unwrap();
    let (mut points, mut labels) = ([0.0; 1_000], [7; 1_000]);
    model
        .sample(&mut generator, &mut points, &mut labels)
        .unwrap();
    assert_eq!(labels, [1; 1_000]);
}

fn floor(covariance_floor: f64) -> Settings {
    Settings {
        covariance_floor,
        ..Settings::default()
    }
}

fn start(x: &[f64], d: usize, m: usize, least: f64) -> Result<Mixture, Error> {
    Mixture::k_means_plus_plus(x, d, m, &floor(least), &mut Generator::new(10, 0))
}

#[test]
fn means_are_different_points_and_the_covariance_is_their_scatter() {
    for (d, m, n) in [
        (1, 1, 1),
        (1, 2, 3),
        (2, 4, 1_025),
        (3, 7, 3_000),
        (5, 20, 200),
    ] {
        let (_, x) = example(d, 2, n);
        let mut generator = Generator::new(10, 0);
        let start = Mixture::k_means_plus_plus(&x, d, m, &floor(0.5), &mut generator).unwrap();
        assert_eq!((start.components(), start.dimensions()), (m, d));
        assert!(
            start
                .weights()
                .iter()
                .all(|&weight| weight == 1.0 / m as f64)
        );
        let at = |mean: &[f64]| x.chunks(d).position(|point| point == mean);
        let mut chosen: Vec<_> = start.means().chunks(d).map(|u| at(u).unwrap()).collect();
        chosen.sort_unstable();
        chosen.dedup();
        assert_eq!(chosen.len(), m, "a point twice");

        let mut scatter = vec![0.0; d * d];
        for x in x.chunks(d) {
            let square = |u: &[f64]| x.iter().zip(u).map(|(x, u)| (x - u).powi(2)).sum::<f64>();
            let nearest = |a: &&[f64], b: &&[f64]| square(a).total_cmp(&square(b));
            let mean = start.means().chunks(d).min_by(nearest).unwrap();
            for i in 0..d {
                for j in 0..d {
                    scatter[i * d + j] += (x[i] - mean[i]) * (x[j] - mean[j]) / n as f64;
                }
            }
        }
        for k in 0..m {
            for (i, found) in start.covariance(k).iter().enumerate() {
                let floor = if i % (d + 1) == 0 { 0.5 } else { 0.0 };
                assert_near(*found, scatter[i] + floor, 1e-12 * (1.0 + scatter[i].abs()));
            }
        }
        // What `new` would say of it.
        Mixture::new(start.weights(), start.means(), start.covariances()).unwrap();

        // A word a component, and the same ones again.
        let mut words = Generator::new(10, 0);
        words.advance(m as u64);
        assert_eq!(generator, words);
        assert_eq!(self::start(&x, d, m, 0.5), Ok(start));
    }
}

#[test]
fn further_means_are_drawn_by_the_squares_of_their_distances() {
    let x = [0.0, 1.0, 3.0]; // on a line
    let mut generator = Generator::new(10, 0);
    let mut counts = [[0.0; 3]; 3];
    for _ in 0..60_000 {
        let start = Mixture::k_means_plus_plus(&x, 1, 2, &floor(1.0), &mut generator).unwrap();
        let place = |k: usize| x.iter().position(|x| *x == start.mean(k)[0]).unwrap();
        counts[place(0)][place(1)] += 1.0;
    }
    for (first, counts) in counts.iter().enumerate() {
        let total: f64 = x.iter().map(|at| (at - x[first]).powi(2)).sum();
        for (second, count) in counts.iter().enumerate() {
            let chance = (x[second] - x[first]).powi(2) / total / 3.0;
            let five_sigma = 5.0 * (60_000.0 * chance * (1.0 - chance)).sqrt();
            assert_near(*count, 60_000.0 * chance, five_sigma);
        }
    }
}

#[test]
fn points_that_do_not_scatter_need_a_floor() {
    let not_definite = |pivot| {
        Err(Error::NotPositiveDefinite {
            argument: "covariances",
            component: 0,
            pivot,
            found: 0.0,
        })
    };
    // All equal; as many as components; a column that is constant; a column twice.
    let equal = [3.0; 20];
    let few = [0.0, 0.0, 1.0, 5.0];
    let constant: Vec<f64> = (0..20).flat_map(|i| [f64::from(i), 4.0]).collect();
    let twice: Vec<f64> = (0..20).flat_map(|i| [f64::from(i); 2]).collect();
    assert_eq!(start(&equal, 2, 3, 0.0), not_definite(0));
    assert_eq!(start(&few, 2, 2, 0.0), not_definite(0));
    assert_eq!(start(&constant, 2, 3, 0.0), not_definite(1));
    assert_eq!(start(&twice, 2, 3, 0.0), not_definite(1));
    for x in [&equal[..], &few, &constant, &twice] {
        let start = start(x, 2, 2, 1e-6).unwrap();
        Mixture::new(start.weights(), start.means(), start.covariances()).unwrap();
        let mut densities = vec![0.0; x.len() / 2];
        start.ln_densities(x, &mut densities).unwrap();
        assert!(densities.iter().all(|density| density.is_finite()));
    }
    assert_eq!(start(&equal, 2, 3, 1e-6).unwrap().means(), [3.0; 6]);
}

#[test]
fn the_largest_coordinates_have_a_start() {
    let x: Vec<f64> = (0..4_000)
        .map(|i| if i * i % 7 < 3 { 1e100 } else { -1e100 })
        .collect();
    let start = start(&x, 4, 2, 1.0).unwrap();
    assert!(
        start
            .covariances()
            .iter()
            .all(|element| element.is_finite())
    );
}

#[test]
fn starts_refuse_before_they_draw() {
    let mut generator = Generator::new(10, 0);
    let settings = Settings::default();
    let mut start = |x: &[f64], d: usize, m: usize, settings: &Settings| {
        let start = Mixture::k_means_plus_plus(x, d, m, settings, &mut generator);
        assert_eq!(generator, Generator::new(10, 0));
        start.unwrap_err().to_string()
    };
    let x = [0.0, 1.0, 2.0, 3.0];
    for (x, d, m, message) in [
        (&x[..0], 2, 1, "`points`: found 0, expected at least 1"),
        (&x[..], 0, 1, "`dimensions`: found 0, expected at least 1"),
        (&x[..], 2, 0, "`components`: found 0, expected at least 1"),
        (&x[..], 2, 3, "`points`: found 2, expected at least 3"),
        (
            &x[..3],
            2,
            1,
            "`x`: found 3 elements, expected a multiple of 2, the number of dimensions",
        ),
        (
            &[1e101],
            1,
            1,
            "`x`: found 1e101, expected a number from -1e100 to 1e100",
        ),
    ] {
        assert_eq!(start(x, d, m, &settings), message);
    }
    let message = "`covariance_floor`: found -1.0, expected a finite number not below 0";
    assert_eq!(start(&x, 2, 1, &floor(-1.0)), message);
    let message = "`x`: found NaN, expected a number from -1e100 to 1e100";
    assert_eq!(start(&[0.0, f64::NAN], 1, 1, &settings), message);
}
