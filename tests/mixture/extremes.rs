//! Numbers of extreme size, and weights that are next to nothing: a clear error, or finite
//! parameters.

use super::collapse::finite_or_refused;
use super::oracle::{assert_near, exactly, example};
use super::*;
use hotloop::kernels::mixture::State;
use proptest::prelude::*;

/// Everything in other units, as far as numbers reach.
fn scaled(x: &[f64], start: &Mixture, scale: f64) -> Option<(Vec<f64>, Mixture)> {
    let times = |x: &[f64], scale: f64| -> Vec<f64> { x.iter().map(|x| x * scale).collect() };
    let covariances = times(&times(start.covariances(), scale), scale);
    let start = Mixture::new(start.weights(), &times(start.means(), scale), &covariances);
    Some((times(x, scale), start.ok()?))
}

#[test]
fn units_do_not_matter() {
    for (d, m) in [(1, 2), (2, 3), (3, 2), (6, 2)] {
        let (x, start) = example(67, 90, d, m, 3.0);
        // Powers of two, which round nothing: up to 1e98 and down to 1e-98.
        for power in [-325, -160, -3, 3, 160, 325] {
            let scale = 2.0_f64.powi(power);
            let (there, begin) = scaled(&x, &start, scale).unwrap();
            for rung in single() {
                let truth = (rung.fit)(&x, &start, &exactly(5, 0.0)).unwrap();
                let fit = (rung.fit)(&there, &begin, &exactly(5, 0.0)).unwrap();
                let what = format!("{}, {scale:e}, d = {d}", rung.name);
                let back = |x: &[f64]| -> Vec<f64> { x.iter().map(|x| x / scale).collect() };
                let (found, expected) = (fit.mixture(), truth.mixture());
                assert_near(found.weights(), expected.weights(), 1e-9, &what);
                assert_near(&back(found.means()), expected.means(), 1e-9, &what);
                let covariances = back(&back(found.covariances()));
                assert_near(&covariances, expected.covariances(), 1e-8, &what);
                let shift = d as f64 * scale.ln();
                let likelihoods: Vec<f64> =
                    fit.log_likelihoods().iter().map(|l| l + shift).collect();
                assert_near(&likelihoods, truth.log_likelihoods(), 1e-9, &what);
            }
        }
    }
}

#[test]
fn extreme_numbers_are_refused_or_finite() {
    let coordinates = [
        0.0, 1.0, -1e-99, 1e-160, 5e-324, -1e99, 1e100, -1e100, 3.0, 1e50,
    ];
    let variances = [
        1.0,
        1e-99,
        1e-198,
        1e-300,
        1e-310,
        5e-324,
        1e99,
        1e200,
        1e308,
        f64::MAX,
    ];
    let settings = [0.0, 1e-300, 1e-200, 1e-6, 1e200, f64::MAX];
    for (i, a) in variances.into_iter().enumerate() {
        let b = variances[(7 * i + 3) % variances.len()];
        for (j, floor) in settings.into_iter().enumerate() {
            let mean = |k: usize| coordinates[(3 * i + 7 * j + k) % coordinates.len()];
            for d in 1..=2 {
                let covariances = if d == 1 {
                    vec![a, b]
                } else {
                    vec![a, 0.0, 0.0, b, b, 0.1 * b, 0.1 * b, b]
                };
                let means: Vec<f64> = (0..2 * d).map(mean).collect();
                let Ok(start) = Mixture::new(&[0.5; 2], &means, &covariances) else {
                    continue;
                };
                for rung in single() {
                    let answer = (rung.fit)(&coordinates, &start, &exactly(4, floor));
                    let what = format!("{}, {a:e}, {b:e}, {floor:e}, d = {d}", rung.name);
                    finite_or_refused(&answer, &what);
                }
            }
        }
    }
}

#[test]
fn densities_that_are_all_zero_are_refused() {
    // Squares beyond the largest number.
    for d in [1, 2, 5] {
        let mut covariance = vec![0.0; d * d];
        covariance
            .iter_mut()
            .step_by(d + 1)
            .for_each(|x| *x = 1e-200);
        let start = Mixture::new(&[1.0], &vec![-1e100; d], &covariance).unwrap();
        for rung in rungs() {
            let error = (rung.fit)(&vec![1e100; 9 * d], &start, &exactly(1, 1.0)).unwrap_err();
            let text = error.to_string();
            let (found, expected) = text.split_once(", expected ").unwrap();
            assert!(found.starts_with("`start`: found "), "{text}");
            assert_eq!(
                expected,
                "a finite log-likelihood, of points less than 1e154 deviations from some component",
                "{}",
                rung.name
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_points_make_numbers_that_are_none(
        (d, m) in (1_usize..4, 1_usize..4),
        x in prop::collection::vec(
            prop_oneof![
                Just(0.0), -1.0..1.0, -1e-99..1e-99, -1e99..1e99, Just(5e-324), Just(1e100),
                (-3..3).prop_map(f64::from),
            ],
            12..60,
        ),
        power in -30..30_i32,
        floor in prop_oneof![Just(0.0), Just(1e-6), Just(1e-150), Just(1e150)],
    ) {
        let x = &x[..x.len() / d * d];
        let (_, start) = example(68, 1, d, m, 1.0);
        let (_, start) = scaled(&[], &start, 10.0_f64.powi(power)).unwrap();
        for rung in single() {
            finite_or_refused(&(rung.fit)(x, &start, &exactly(5, floor)), &rung.name);
        }
    }
}

#[test]
fn a_component_without_weight_has_none_later() {
    // Iteration 1 leaves one point far from the only component that has a weight.
    for d in [1, 2, 5] {
        let mut x: Vec<f64> = (0..4000).map(|i| f64::from(i % 7) * 1e-3).collect();
        x.truncate(4000 / d * d);
        x.extend(vec![50.0; d]);
        let means = [vec![0.0; d], vec![50.0; d]].concat();
        let unit = (0..d * d).map(|i| f64::from(i % (d + 1) == 0));
        let covariances: Vec<f64> = unit.clone().chain(unit).collect();
        let start = Mixture::new(&[1.0, 0.0], &means, &covariances).unwrap();
        for rung in rungs() {
            let fit = (rung.fit)(&x, &start, &exactly(5, 1e-6)).unwrap();
            assert_eq!(fit.mixture().weights(), [1.0, 0.0], "{}", rung.name);
            assert_eq!(fit.states()[1], State::Starved, "{}", rung.name);
        }
    }
}

#[test]
fn a_block_of_next_to_nothing_does_not_matter() {
    // The first blocks have responsibilities for the second component that are subnormal.
    for d in [1, 2, 5] {
        for away in [36.0, 37.5, 37.9, 38.2, 38.5, 38.8, 40.0] {
            let here: Vec<f64> = (0..8192 * d).map(|i| (i % 7) as f64 * 1e-3).collect();
            let there = (0..here.len()).map(|i| match i % d {
                0 => away + here[i],
                _ => here[i],
            });
            let x: Vec<f64> = here.iter().copied().chain(there).collect();
            let mut means = vec![0.0; 2 * d];
            means[d] = away;
            let unit = (0..d * d).map(|i| f64::from(i % (d + 1) == 0));
            let covariances: Vec<f64> = unit.clone().chain(unit).collect();
            let start = Mixture::new(&[0.5; 2], &means, &covariances).unwrap();
            let truth = mixture::checked(&x, &start, &exactly(1, 1e-3)).unwrap();
            for rung in single() {
                let what = format!("{}, {away}, d = {d}", rung.name);
                let fit = (rung.fit)(&x, &start, &exactly(1, 1e-3)).unwrap();
                let (found, expected) = (fit.mixture(), truth.mixture());
                assert_near(found.means(), expected.means(), 1e-11, &what);
                assert_near(found.covariances(), expected.covariances(), 1e-11, &what);
            }
        }
    }
}

#[test]
fn what_is_not_there_does_not_widen_a_component() {
    // Shares that are zero, times the largest squares.
    for far in [1e50, 1e90, 1e99] {
        let x = [0.0, 0.1, 0.2, 0.3, far, 1.1 * far, 1.2 * far];
        let variances = [1.0, 1e-2 * far * far];
        let start = Mixture::new(&[0.5; 2], &[0.0, 1.1 * far], &variances).unwrap();
        for rung in rungs() {
            let fit = (rung.fit)(&x, &start, &exactly(1, 1e-6)).unwrap();
            assert_near(fit.mixture().covariance(0), &[0.012501], 1e-14, &rung.name);
        }
    }
}
