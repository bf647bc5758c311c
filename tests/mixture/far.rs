//! Points far off the origin, and far from all components.

use super::oracle::{assert_alike, assert_near, exactly, example, magnitude, step};
use super::structures::STRUCTURES;
use super::*;
use hotloop::kernels::mixture::Points;

/// Points and a mixture about `offset`: first as if it were zero, then there. Everything is a
/// multiple of `2^-16`, so that nothing is lost on the way there.
fn moved(offset: f64, d: usize, m: usize) -> [(Vec<f64>, Mixture); 2] {
    let (mut x, start) = example(51, 333, d, m, 2.0);
    let grid = |x: &mut f64| *x = (*x * 65536.0).round() / 65536.0;
    x.iter_mut().for_each(grid);
    let mut means = start.means().to_vec();
    means.iter_mut().for_each(grid);
    [0.0, offset].map(|offset| {
        let shift = |x: &[f64]| -> Vec<f64> { x.iter().map(|x| x + offset).collect() };
        let start = Mixture::new(start.weights(), &shift(&means), start.covariances());
        (shift(&x), start.unwrap())
    })
}

#[test]
fn covariances_do_not_depend_on_the_origin() {
    for (d, m) in [(1, 2), (2, 3), (3, 2), (6, 3), (17, 2)] {
        for offset in [1e3, 1e6, 1e8, -1e8] {
            let [(near, at_zero), (x, start)] = moved(offset, d, m);
            let truth = step(&near, &at_zero, 0.0);
            for rung in single() {
                let fit = (rung.fit)(&x, &start, &exactly(1, 0.0)).unwrap();
                let (next, what) = (fit.mixture(), format!("{}, {offset}, d = {d}", rung.name));
                assert_near(next.weights(), &truth.weights, 1e-12, &what);
                // The means themselves are no better than a `f64` at that distance.
                let means: Vec<f64> = next.means().iter().map(|x| x - offset).collect();
                let bound = 1e-12 + 40.0 * f64::EPSILON * offset.abs();
                assert_near(&means, &truth.means, bound, &what);
                assert_near(next.covariances(), &truth.covariances, 1e-10, &what);
                let expected = truth.log_likelihood / 333.0;
                assert_near(fit.log_likelihoods(), &[expected], 1e-11, &what);
            }
        }
    }
}

#[test]
fn a_spread_that_rounding_of_the_mean_may_have_made_is_refused() {
    // Nanoseconds since 1970, within 20 microseconds of each other, and within 200; and since the first of them.
    for (offset, apart, lost) in [
        (1.7e18, 256.0, true),
        (1.7e18, 2560.0, false),
        (0.0, 256.0, false),
    ] {
        let x: Vec<f64> = (0..80).map(|i| offset + apart * f64::from(i)).collect();
        let start = Mixture::new(&[1.0], &[offset], &[1e8]).unwrap();
        for rung in rungs() {
            for covariance in STRUCTURES {
                let what = format!("{}, {covariance}, {offset}, {apart}", rung.name);
                let settings = Settings {
                    covariance,
                    ..exactly(1, 0.0)
                };
                let fit = (rung.fit)(&x, &start, &settings);
                if !lost {
                    assert!(fit.is_ok(), "{what}: {fit:?}");
                    continue;
                }
                let text = fit.unwrap_err().to_string();
                let (found, expected) = text.split_once(" as its pivot 0, ").unwrap();
                let start = "`covariances`: matrix 0 is not positive definite: found 3";
                assert!(found.starts_with(start), "{what}: {text}");
                assert_eq!(expected, "expected more than rounding may leave of 0");
            }
        }
    }
}

#[test]
fn the_coordinate_that_rounding_may_have_spread_is_named() {
    // The other varies so much that their covariance is above what rounding leaves.
    let x: Vec<f64> = (0..80)
        .map(f64::from)
        .flat_map(|i| [1e6 * i, 1.7e18 + 256.0 * i])
        .collect();
    let start = Mixture::new(&[1.0], &[0.0, 1.7e18], &[1e15, 0.0, 0.0, 1e8]).unwrap();
    for rung in rungs() {
        match (rung.fit)(&x, &start, &exactly(1, 0.0)) {
            Err(Error::NotPositiveDefinite {
                matrix: 0,
                pivot: 1,
                found,
                ..
            }) => assert!((3e7..4e7).contains(&found), "{}: {found}", rung.name),
            other => panic!("{}: {other:?}", rung.name),
        }
    }
}

#[test]
fn fits_do_not_depend_on_the_origin() {
    for (d, m) in [(1, 2), (2, 3), (5, 2)] {
        for offset in [1e6, 1e8] {
            let [(near, at_zero), (x, start)] = moved(offset, d, m);
            let settings = exactly(6, 0.0);
            let truth = mixture::checked(&near, &at_zero, &settings).unwrap();
            for rung in single() {
                let fit = (rung.fit)(&x, &start, &settings).unwrap();
                let (next, what) = (fit.mixture(), format!("{}, {offset}, d = {d}", rung.name));
                // What the means are rounded to, the next densities are taken about.
                let bound = 100.0 * f64::EPSILON * offset;
                assert_near(next.weights(), truth.mixture().weights(), bound, &what);
                let covariances = truth.mixture().covariances();
                assert_near(next.covariances(), covariances, 10.0 * bound, &what);
            }
        }
    }
}

#[test]
fn a_start_far_from_the_points_finds_them() {
    let (x, near) = example(52, 150, 2, 1, 1.0);
    let truth = step(&x, &near, 0.0);
    for away in [40.0, 1e3, 1e6] {
        let start = Mixture::new(&[1.0], &[away, -away], near.covariances()).unwrap();
        for rung in single() {
            let what = format!("{}, {away}", rung.name);
            let fit = (rung.fit)(&x, &start, &exactly(1, 1e-6)).unwrap();
            // What is taken about the old mean is large by the square of how far it has moved.
            let bound = 1e-11 + 40.0 * f64::EPSILON * away;
            assert_near(fit.mixture().means(), &truth.means, bound, &what);
            let bound = 2e-6 + 40.0 * f64::EPSILON * away * away;
            assert_near(
                fit.mixture().covariances(),
                &truth.covariances,
                bound,
                &what,
            );
            // Next time it has not moved far.
            let fit = (rung.fit)(&x, &start, &exactly(3, 0.0)).unwrap();
            assert_near(fit.mixture().means(), &truth.means, 1e-13, &what);
            assert_near(
                fit.mixture().covariances(),
                &truth.covariances,
                1e-13,
                &what,
            );
        }
    }
}

#[test]
fn a_start_beyond_all_digits_is_made_up_for() {
    // The square of how far the mean has moved is all that is left of the first scatter, at worst.
    let [(near, at_zero), (x, _)] = moved(1e8, 2, 1);
    let truth = step(&near, &at_zero, 1e-6);
    let start = Mixture::new(&[1.0], &[0.0, 0.0], at_zero.covariances()).unwrap();
    for rung in rungs() {
        let fit = (rung.fit)(&x, &start, &exactly(4, 1e-6)).unwrap();
        let covariances = fit.mixture().covariances();
        assert_near(covariances, &truth.covariances, 1e-9, &rung.name);
        let means: Vec<f64> = fit.mixture().means().iter().map(|x| x - 1e8).collect();
        assert_near(&means, &truth.means, 1e-6, &rung.name);
    }
}

/// Points in all directions at so many deviations.
fn ring(away: f64, d: usize) -> Vec<f64> {
    let unit = |i: usize| move |j| f64::from(i32::from(i % d == j));
    let sign = |i: usize| if i.is_multiple_of(2) { 1.0 } else { -1.0 };
    let point = |i: usize| (0..d).map(move |j| sign(i / d) * away * unit(i)(j) + 0.1 * i as f64);
    (0..20).flat_map(point).collect()
}

#[test]
fn points_far_from_all_components_belong_to_the_nearest() {
    for (d, m) in [(1, 2), (2, 3), (4, 4), (7, 2)] {
        let (_, start) = example(53, 1, d, m, 1.0);
        for away in [40.0, 1e3, 1e6] {
            let x = ring(away, d);
            let truth = step(&x, &start, 1e-3);
            let points = Points::new(&x, d).unwrap();
            for level in levels() {
                let what = format!("{level}, {away}, d = {d}");
                let moments = points.moments_at(level, &start).unwrap();
                let total: f64 = moments.weights().sum();
                assert_near(&[total], &[20.0], 1e-13, &what);
                let expected = truth.log_likelihood;
                let bound = 1e-12 * expected.abs();
                assert_near(&[moments.log_likelihood()], &[expected], bound, &what);
                let (next, _) = moments.maximise(&start, &exactly(1, 1e-3)).unwrap();
                let finite = |x: &[f64]| x.iter().all(|x| x.is_finite());
                assert!(finite(next.means()) && finite(next.covariances()), "{what}");
                assert_near(&[next.weights().iter().sum()], &[1.0], 1e-15, &what);
                // A square of 1e12 rounds by 1e-4, and with it a responsibility in between.
                let shares = 1e-14 * away * away;
                assert_near(next.weights(), &truth.weights, shares, &what);
                for rung in single() {
                    let fit = (rung.fit)(&x, &start, &exactly(1, 1e-3)).unwrap();
                    let found = fit.log_likelihoods()[0] * 20.0;
                    assert_near(&[found], &[expected], bound, &rung.name);
                }
            }
        }
    }
}

#[test]
fn points_far_away_among_others_change_nothing_else() {
    // Of each vector of eight, one lane is 40 to 1e6 deviations from everything.
    for away in [40.0, 1e3, 1e6] {
        let (mut x, start) = example(54, 400, 2, 3, 2.0);
        x.chunks_mut(2)
            .skip(3)
            .step_by(9)
            .for_each(|point| point[1] += away);
        let truth = step(&x, &start, 1e-3);
        for rung in single() {
            let fit = (rung.fit)(&x, &start, &exactly(1, 1e-3)).unwrap();
            let (next, what) = (fit.mixture(), format!("{}, {away}", rung.name));
            let expected = truth.log_likelihood / 400.0;
            let bound = 1e-12 * expected.abs();
            assert_near(fit.log_likelihoods(), &[expected], bound, &what);
            let expected = Mixture::new(&truth.weights, &truth.means, &truth.covariances);
            let scale = magnitude(&x);
            assert_alike(next, &expected.unwrap(), scale, 1e-10, &what);
        }
    }
}
