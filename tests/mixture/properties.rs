//! What holds of every fit.

use super::oracle::{assert_alike, assert_near, exactly, example, invert, magnitude};
use super::*;
use proptest::prelude::*;

/// A mixture whose components are taken in another order.
fn reordered(mixture: &Mixture, order: &[usize]) -> Mixture {
    let weights: Vec<f64> = order.iter().map(|k| mixture.weights()[*k]).collect();
    let means: Vec<_> = order.iter().map(|k| mixture.mean(*k)).collect();
    let covariances: Vec<_> = order.iter().map(|k| mixture.covariance(*k)).collect();
    Mixture::new(&weights, &means.concat(), &covariances.concat()).unwrap()
}

/// How close to singular the covariances are: the most that the product of the variances is of the
/// determinant.
fn thinness(mixture: &Mixture) -> f64 {
    let d = mixture.dimensions();
    let of = |covariance: &[f64]| {
        let variances = covariance.iter().step_by(d + 1);
        let (_, ln_determinant) = invert(covariance, d);
        (variances.map(|x| x.ln()).sum::<f64>() - ln_determinant).exp()
    };
    mixture
        .covariances()
        .chunks(d * d)
        .map(of)
        .fold(1.0, f64::max)
}

/// Points enough that no component collapses: numbers of points, dimensions and components.
fn shapes() -> impl Strategy<Value = (usize, usize, usize)> {
    (40_usize..120, 1_usize..5, 1_usize..5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_log_likelihood_never_falls(
        seed in any::<u64>(),
        (n, d, m) in shapes(),
        fixed in any::<bool>(),
        apart in 0.0..4.0,
    ) {
        let (x, start) = example(seed, n, d, m, apart);
        let weights = if fixed { Weights::Fixed } else { Weights::Learned };
        let settings = Settings { weights, ..exactly(12, 0.0) };
        for rung in single() {
            // A component that runs dry has no density any more, and the likelihood no maximum.
            let Ok(fit) = (rung.fit)(&x, &start, &settings) else { continue };
            // One that is about to has a density that rounds by more and more.
            let thin = 1e-14 * thinness(fit.mixture());
            for pair in fit.log_likelihoods().windows(2) {
                let rounding = 1e-9 * pair[0].abs().max(1.0) + thin;
                prop_assert!(pair[1] >= pair[0] - rounding, "{}: {:?}", rung.name, pair);
            }
        }
    }

    #[test]
    fn what_is_fitted_is_a_mixture(
        seed in any::<u64>(),
        (n, d, m) in (6_usize..60, 1_usize..7, 1_usize..6),
        apart in 0.0..4.0,
    ) {
        let (x, start) = example(seed, n, d, m, apart);
        for rung in single() {
            let fit = (rung.fit)(&x, &start, &exactly(6, 1e-6)).unwrap();
            let found = fit.mixture();
            prop_assert!((found.weights().iter().sum::<f64>() - 1.0).abs() < 1e-14);
            for covariance in found.covariances().chunks(d * d) {
                for i in 0..d * d {
                    prop_assert_eq!(covariance[i], covariance[i % d * d + i / d]);
                }
            }
            // It is what a fit may begin with, which asks for positive definite matrices.
            let again = Mixture::new(found.weights(), found.means(), found.covariances());
            prop_assert_eq!(again.as_ref(), Ok(found));
            // And goes on where the fit has ended.
            let more = (rung.fit)(&x, found, &exactly(2, 1e-6)).unwrap();
            let whole = (rung.fit)(&x, &start, &exactly(8, 1e-6)).unwrap();
            prop_assert_eq!(more.mixture(), whole.mixture());
            prop_assert_eq!(more.log_likelihoods(), &whole.log_likelihoods()[6..]);
        }
    }

    #[test]
    fn components_have_no_order(
        seed in any::<u64>(),
        (n, d, m) in shapes(),
        order in Just([0_usize, 1, 2, 3]).prop_shuffle(),
    ) {
        let order: Vec<usize> = order.into_iter().filter(|k| *k < m).collect();
        let (x, start) = example(seed, n, d, m, 4.0);
        for rung in single() {
            let settings = exactly(3, 1e-2);
            let truth = (rung.fit)(&x, &start, &settings).unwrap();
            let fit = (rung.fit)(&x, &reordered(&start, &order), &settings).unwrap();
            let expected = reordered(truth.mixture(), &order);
            assert_alike(fit.mixture(), &expected, magnitude(&x), 1e-8, &rung.name);
            let (found, expected) = (fit.log_likelihoods(), truth.log_likelihoods());
            assert_near(found, expected, 1e-8 * magnitude(expected), &rung.name);
        }
    }

    #[test]
    fn points_have_no_order(
        seed in any::<u64>(),
        (n, d, m) in shapes(),
        turn in any::<prop::sample::Index>(),
    ) {
        let (x, start) = example(seed, n, d, m, 4.0);
        let mut turned = x.clone();
        turned.rotate_left(d * turn.index(n));
        for rung in single() {
            let settings = exactly(3, 1e-2);
            let truth = (rung.fit)(&x, &start, &settings).unwrap();
            let fit = (rung.fit)(&turned, &start, &settings).unwrap();
            assert_alike(fit.mixture(), truth.mixture(), magnitude(&x), 1e-8, &rung.name);
        }
    }

    #[test]
    fn moving_the_points_moves_the_means(
        seed in any::<u64>(),
        (n, d, m) in shapes(),
        by in prop::collection::vec(-1e3..1e3, 4),
    ) {
        let (x, start) = example(seed, n, d, m, 4.0);
        let moved = |x: &[f64]| -> Vec<f64> {
            x.iter().enumerate().map(|(i, x)| x + by[i % d]).collect()
        };
        let there = Mixture::new(start.weights(), &moved(start.means()), start.covariances());
        let (there, scale) = (there.unwrap(), magnitude(&x));
        for rung in single() {
            let settings = exactly(3, 1e-2);
            let truth = (rung.fit)(&x, &start, &settings).unwrap();
            let fit = (rung.fit)(&moved(&x), &there, &settings).unwrap();
            let (found, expected) = (fit.mixture(), truth.mixture());
            // A point rounds by 1e-13 where it has been moved to.
            assert_near(found.weights(), expected.weights(), 1e-7, &rung.name);
            assert_near(found.means(), &moved(expected.means()), 1e-7 * scale, &rung.name);
            let squared = 1e-7 * scale * scale;
            assert_near(found.covariances(), expected.covariances(), squared, &rung.name);
        }
    }
}
