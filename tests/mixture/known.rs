//! Answers in closed form.

use super::oracle::{assert_near, exactly, example, standard};
use super::*;
use hotloop::kernels::mixture::State;

/// The mean of points and their covariance about it.
fn sample(x: &[f64], d: usize) -> (Vec<f64>, Vec<f64>) {
    let n = (x.len() / d) as f64;
    let mean: Vec<f64> = (0..d)
        .map(|a| x[a..].iter().step_by(d).sum::<f64>() / n)
        .collect();
    let mut covariance = Vec::new();
    for a in 0..d {
        for b in 0..d {
            let each = x.chunks(d).map(|x| (x[a] - mean[a]) * (x[b] - mean[b]));
            covariance.push(each.sum::<f64>() / n);
        }
    }
    (mean, covariance)
}

#[test]
fn a_component_that_is_not_there_is_no_other_one() {
    let mixture = Mixture::new(&[0.5, 0.5], &[0.0; 4], &[1.0, 0.0, 0.0, 1.0].repeat(2)).unwrap();
    assert_eq!(mixture.mean(1), [0.0; 2]);
    for component in [2, 1 << (usize::BITS - 1), usize::MAX] {
        assert!(std::panic::catch_unwind(|| mixture.mean(component).len()).is_err());
        assert!(std::panic::catch_unwind(|| mixture.covariance(component).len()).is_err());
    }
}

#[test]
fn one_component_has_the_mean_and_the_covariance_of_the_sample() {
    for d in [1, 2, 3, 4, 5, 8, 17] {
        let (x, start) = example(41, 90, d, 1, 2.0);
        let (mean, covariance) = sample(&x, d);
        for rung in rungs() {
            for iterations in [1, 2, 5] {
                let fit = (rung.fit)(&x, &start, &exactly(iterations, 0.0)).unwrap();
                let what = format!("{}, d = {d}", rung.name);
                assert_eq!(fit.mixture().weights(), [1.0], "{what}");
                assert_near(fit.mixture().means(), &mean, 1e-14, &what);
                assert_near(fit.mixture().covariances(), &covariance, 1e-13, &what);
                assert_eq!(fit.states(), [State::Regular], "{what}");
            }
            // `-(d ln 2 pi + ln |S| + d) / 2`, and in one dimension the determinant is the variance.
            let fit = (rung.fit)(&x, &start, &exactly(2, 0.0)).unwrap();
            if d == 1 {
                let entropy = 0.5 * (std::f64::consts::TAU.ln() + covariance[0].ln() + 1.0);
                let last = &fit.log_likelihoods()[1..];
                assert_near(last, &[-entropy], 1e-13, &rung.name);
            }
        }
    }
}

#[test]
fn components_that_are_the_same_stay_the_same() {
    let (x, one) = example(42, 77, 2, 1, 2.0);
    let twice = |x: &[f64]| [x, x].concat();
    let start = Mixture::new(&[0.5; 2], &twice(one.means()), &twice(one.covariances())).unwrap();
    let (mean, covariance) = sample(&x, 2);
    for rung in rungs() {
        let fit = (rung.fit)(&x, &start, &exactly(5, 0.0)).unwrap();
        let next = fit.mixture();
        assert_near(next.weights(), &[0.5; 2], 1e-15, &rung.name);
        assert_eq!(next.mean(0), next.mean(1), "{}", rung.name);
        assert_eq!(next.covariance(0), next.covariance(1), "{}", rung.name);
        assert_near(next.mean(0), &mean, 1e-14, &rung.name);
        assert_near(next.covariance(0), &covariance, 1e-13, &rung.name);
    }
}

#[test]
fn two_points_between_two_components() {
    // By hand: the responsibility of the near one is `1 / (1 + e^-2)`, so the mean is the hyperbolic
    // tangent of 1, and the variance what that leaves of 1.
    let start = Mixture::new(&[0.5; 2], &[-1.0, 1.0], &[1.0; 2]).unwrap();
    let tanh = 1.0_f64.tanh();
    let density = (1.0 + (-2.0_f64).exp()) / 2.0 / std::f64::consts::TAU.sqrt();
    for rung in rungs() {
        let fit = (rung.fit)(&[-1.0, 1.0], &start, &exactly(1, 0.0)).unwrap();
        let next = fit.mixture();
        assert_near(next.weights(), &[0.5; 2], 1e-15, &rung.name);
        assert_near(next.means(), &[-tanh, tanh], 2e-15, &rung.name);
        let variance = 1.0 - tanh * tanh;
        assert_near(next.covariances(), &[variance; 2], 2e-15, &rung.name);
        assert_near(fit.log_likelihoods(), &[density.ln()], 2e-15, &rung.name);
    }
}

#[test]
fn what_is_symmetric_stays_symmetric() {
    for d in [1, 2, 3, 6] {
        let half = standard(43, 40 * d);
        let x: Vec<f64> = (half.chunks(d))
            .flat_map(|z| {
                let there = z.iter().map(|z| z + 1.5);
                there.clone().chain(there.map(|x| -x))
            })
            .collect();
        let means: Vec<f64> = (0..2 * d).map(|i| if i < d { 1.0 } else { -1.0 }).collect();
        let unit: Vec<f64> = (0..d * d)
            .map(|i| if i % (d + 1) == 0 { 1.0 } else { 0.0 })
            .collect();
        let covariances = [&unit[..], &unit[..]].concat();
        let start = Mixture::new(&[0.5; 2], &means, &covariances).unwrap();
        for rung in rungs() {
            let fit = (rung.fit)(&x, &start, &exactly(10, 0.0)).unwrap();
            let (next, what) = (fit.mixture(), format!("{}, d = {d}", rung.name));
            assert_near(next.weights(), &[0.5; 2], 1e-12, &what);
            let across: Vec<f64> = next.mean(0).iter().map(|x| -x).collect();
            assert_near(next.mean(1), &across, 1e-11, &what);
            assert_near(next.covariance(1), next.covariance(0), 1e-11, &what);
        }
    }
}

#[test]
fn components_far_apart_have_the_moments_of_their_own_points() {
    let (n, d) = (64, 3);
    let numbers = standard(44, 3 * n * d);
    let centres = [0.0, 3e3, -7e3];
    // One in turn, so that every vector has points of all.
    let x: Vec<f64> = (0..3 * n * d)
        .map(|i| numbers[i] + centres[i / d % 3])
        .collect();
    let means: Vec<f64> = centres
        .iter()
        .flat_map(|centre| [centre + 0.5; 3])
        .collect();
    let unit = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0];
    let start = Mixture::new(&[0.25, 0.5, 0.25], &means, &unit.repeat(3)).unwrap();
    for rung in rungs() {
        let fit = (rung.fit)(&x, &start, &exactly(4, 0.0)).unwrap();
        for k in 0..3 {
            let of = x.chunks(d).skip(k).step_by(3).flatten();
            let (mean, covariance) = sample(&of.copied().collect::<Vec<_>>(), d);
            let (next, what) = (fit.mixture(), &rung.name);
            assert_near(&next.weights()[k..=k], &[1.0 / 3.0], 1e-15, what);
            assert_near(next.mean(k), &mean, 1e-11, what);
            assert_near(next.covariance(k), &covariance, 1e-11, what);
        }
    }
}
