//! Components that collapse or starve: a clear error, or finite parameters.

use super::oracle::{assert_near, exactly, example, standard};
use super::*;
use hotloop::kernels::mixture::State;

/// Holds an answer to being finite, or an error.
#[track_caller]
pub(super) fn finite_or_refused(answer: &Answer, what: &str) {
    let Ok(fit) = answer else { return };
    let mixture = fit.mixture();
    let numbers = [mixture.weights(), mixture.means(), mixture.covariances()];
    for numbers in numbers.into_iter().chain([fit.log_likelihoods()]) {
        assert!(numbers.iter().all(|x| x.is_finite()), "{what}: {fit:?}");
    }
    let sum: f64 = mixture.weights().iter().sum();
    assert_near(&[sum], &[1.0], 1e-12, what);
    // A mixture that may begin the next fit.
    let (d, k) = (mixture.dimensions(), mixture.components());
    for covariance in mixture.covariances().chunks(d * d) {
        let variances = covariance.iter().step_by(d + 1);
        assert!(variances.clone().all(|x| *x > 0.0), "{what}: {fit:?}");
    }
    assert_eq!(fit.states().len(), k);
}

/// The component that an error is about, and the pivot.
#[track_caller]
fn collapsed(answer: Answer, what: &str) -> (usize, usize) {
    match answer {
        Err(Error::NotPositiveDefinite {
            argument: "covariances",
            matrix,
            pivot,
            ..
        }) => (matrix, pivot),
        other => panic!("{what}: {other:?}"),
    }
}

#[test]
fn a_component_on_a_single_point_is_held_by_the_floor() {
    for d in [1, 2, 3, 5] {
        let mut x = standard(61, 60 * d);
        let far = 50.1;
        x[17 * d..18 * d].fill(far);
        let unit = |variance: f64| -> Vec<f64> {
            (0..d * d)
                .map(|i| if i % (d + 1) == 0 { variance } else { 0.0 })
                .collect()
        };
        let means = [vec![0.0; d], vec![far; d]].concat();
        let covariances = [unit(1.0), unit(1e-4)].concat();
        let start = Mixture::new(&[0.5; 2], &means, &covariances).unwrap();
        for rung in rungs() {
            let what = format!("{}, d = {d}", rung.name);
            let fit = (rung.fit)(&x, &start, &exactly(5, 1e-6)).unwrap();
            assert_eq!(fit.states(), [State::Regular, State::Floored], "{what}");
            assert_near(
                fit.mixture().weights(),
                &[59.0 / 60.0, 1.0 / 60.0],
                1e-14,
                &what,
            );
            assert_near(fit.mixture().mean(1), &vec![far; d], 1e-14, &what);
            assert_near(fit.mixture().covariance(1), &unit(1e-6), 1e-20, &what);

            let answer = (rung.fit)(&x, &start, &exactly(5, 0.0));
            assert_eq!(collapsed(answer, &what), (1, 0));
        }
        let error = mixture::checked(&x, &start, &exactly(1, 0.0)).unwrap_err();
        let text = "`covariances`: matrix 1 is not positive definite: found 0.0 as its pivot 0, \
                    expected more than rounding may leave of 0";
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn points_that_are_all_the_same_are_held_by_the_floor() {
    for d in [1, 2, 4, 6] {
        for value in [0.0, 0.5, 0.1, -1e6 / 3.0] {
            for n in [2, 7, 8, 50, 333] {
                let x = vec![value; n * d];
                let (_, start) = example(62, 1, d, 2, 1.0);
                let means: Vec<f64> = start.means().iter().map(|mean| mean + value).collect();
                let start = Mixture::new(start.weights(), &means, start.covariances()).unwrap();
                for rung in single() {
                    let what = format!("{}, {n} of {value}, d = {d}", rung.name);
                    let fit = (rung.fit)(&x, &start, &exactly(6, 1e-6)).unwrap();
                    assert_eq!(fit.states(), [State::Floored; 2], "{what}");
                    // A component may have next to nothing of a point that is far from it.
                    let bound = 1e-12 * value.abs() + 1e-15;
                    assert_near(fit.mixture().means(), &vec![value; 2 * d], bound, &what);
                    for (i, found) in fit.mixture().covariances().iter().enumerate() {
                        let floor = if i % (d * d) % (d + 1) == 0 {
                            1e-6
                        } else {
                            0.0
                        };
                        assert_near(&[*found], &[floor], 1e-12, &what);
                    }
                    // Without a floor, what is left after some iterations is rounding alone.
                    let answer = (rung.fit)(&x, &start, &exactly(6, 0.0));
                    collapsed(answer, &what);
                }
            }
        }
    }
}

#[test]
fn equal_points_have_themselves_for_a_mean_and_no_spread_but_the_floor() {
    // Seven of the first sum to what no seventh is, and a thousand tenths to no hundred.
    for value in [45.0_f64.powi(10), 0.1, -1e6 / 3.0, 1e99] {
        for n in [7, 100, 1000, 3001] {
            // And a point far off, which is the second component's.
            let apart = 1.0 + value.abs();
            let x = [vec![value; n], vec![-3.0 * apart; n]].concat();
            let means = [value + apart / 1e6, -3.0 * apart];
            let start = Mixture::new(&[0.5; 2], &means, &[(0.01 * apart).powi(2); 2]).unwrap();
            for rung in rungs() {
                let what = format!("{}, {n} of {value:e}", rung.name);
                let fit = (rung.fit)(&x, &start, &exactly(4, 1e-6)).unwrap();
                assert_eq!(fit.mixture().means(), [value, -3.0 * apart], "{what}");
                assert_eq!(fit.mixture().covariances(), [1e-6; 2], "{what}");
            }
        }
    }
}

#[test]
fn columns_that_are_the_same_are_held_by_the_floor() {
    for (n, m) in [(60, 1), (200, 2), (2001, 1)] {
        let (x, start) = example(63, n, 1, m, 1.0);
        let x: Vec<f64> = x.iter().flat_map(|x| [*x, *x]).collect();
        let means: Vec<f64> = start.means().iter().flat_map(|x| [*x, *x]).collect();
        let covariances: Vec<f64> = (start.covariances().iter())
            .flat_map(|x| [*x, 0.0, 0.0, *x])
            .collect();
        let start = Mixture::new(start.weights(), &means, &covariances).unwrap();
        for rung in single() {
            let fit = (rung.fit)(&x, &start, &exactly(8, 1e-6)).unwrap();
            assert_eq!(fit.states(), vec![State::Floored; m], "{}", rung.name);
            for k in 0..m {
                let &[a, ab, ba, b] = fit.mixture().covariance(k) else {
                    panic!()
                };
                let bound = 1e-11 * a;
                assert_near(&[b, ab, ba], &[a, a - 1e-6, a - 1e-6], bound, &rung.name);
            }
            let answer = (rung.fit)(&x, &start, &exactly(8, 0.0));
            assert_eq!(collapsed(answer, &rung.name), (0, 1));
        }
    }
}

#[test]
fn points_on_a_plane_are_held_by_the_floor() {
    let x: Vec<f64> = standard(64, 2 * 300)
        .chunks(2)
        .flat_map(|z| [z[0], z[1], 0.3 * z[0] - 0.7 * z[1], z[0] + z[1]])
        .collect();
    let (_, start) = example(64, 1, 4, 2, 0.5);
    for rung in rungs() {
        let fit = (rung.fit)(&x, &start, &exactly(10, 1e-6)).unwrap();
        assert_eq!(fit.states(), [State::Floored; 2], "{}", rung.name);
        finite_or_refused(&Ok(fit), &rung.name);
        finite_or_refused(&(rung.fit)(&x, &start, &exactly(10, 0.0)), &rung.name);
    }
}

#[test]
fn points_on_any_line_are_held_by_the_floor() {
    for slope in [0.0, 0.5, 1.0, 2.0, -5.0, 100.0] {
        let x: Vec<f64> = standard(66, 200)
            .iter()
            .flat_map(|z| [*z, slope * z])
            .collect();
        let (_, start) = example(66, 1, 2, 1, 0.5);
        for rung in rungs() {
            let fit = (rung.fit)(&x, &start, &exactly(3, 1e-6)).unwrap();
            assert_eq!(fit.states(), [State::Floored], "{}: {slope}", rung.name);
        }
    }
}

#[test]
fn a_floor_below_all_digits_holds() {
    for (d, scale) in [(3, 1e6), (10, 1e9), (30, 1e3), (30, 1e12)] {
        let slopes = standard(67, d);
        let x: Vec<f64> = standard(68, 100)
            .iter()
            .flat_map(|z| slopes.iter().map(move |slope| scale * slope * z))
            .collect();
        let truth = 1e-9 * scale * scale;
        let settings = exactly(5, 1e-12);
        let mut generator = Generator::new(69, 0);
        let start = Mixture::k_means_plus_plus(&x, d, 2, &settings, &mut generator).unwrap();
        for rung in rungs() {
            let fit = (rung.fit)(&x, &start, &settings).unwrap();
            let mixture = fit.mixture();
            // What was fitted is a mixture, and its variances are those of points on a line.
            let again = Mixture::new(mixture.weights(), mixture.means(), mixture.covariances());
            assert_eq!(again.as_ref(), Ok(mixture), "{}: {d}", rung.name);
            for k in 0..2 {
                let covariance = mixture.covariance(k);
                let unit = covariance[0] / (slopes[0] * slopes[0]);
                for (i, found) in covariance.iter().enumerate() {
                    let expected = unit * slopes[i / d] * slopes[i % d];
                    assert!((found - expected).abs() <= truth, "{}: {d}", rung.name);
                }
            }
        }
    }
}

#[test]
fn fewer_points_than_dimensions_are_held_by_the_floor() {
    for (n, d) in [(2, 2), (3, 5), (9, 16), (4, 17)] {
        let (x, start) = example(65, n, d, 2, 1.0);
        for rung in rungs() {
            let fit = (rung.fit)(&x, &start, &exactly(10, 1e-6)).unwrap();
            assert!(fit.states().contains(&State::Floored), "{}", rung.name);
            finite_or_refused(&Ok(fit), &rung.name);
            collapsed((rung.fit)(&x, &start, &exactly(10, 0.0)), &rung.name);
        }
    }
}

#[test]
fn a_component_far_from_everything_stays_what_it_was() {
    for d in [1, 2, 3, 7] {
        let (x, two) = example(66, 80, d, 2, 2.0);
        let means = [two.means(), &vec![300.0; d]].concat();
        let covariances = [two.covariances(), two.covariance(0)].concat();
        let start = Mixture::new(&[0.25, 0.25, 0.5], &means, &covariances).unwrap();
        for rung in rungs() {
            for floor in [0.0, 1e-6] {
                let fit = (rung.fit)(&x, &start, &exactly(4, floor)).unwrap();
                let (next, what) = (fit.mixture(), &rung.name);
                let states = [State::Regular, State::Regular, State::Starved];
                assert_eq!(fit.states(), states, "{what}");
                assert_eq!(next.mean(2), start.mean(2), "{what}");
                assert_eq!(next.covariance(2), start.covariance(2), "{what}");
                assert!((0.0..1e-12).contains(&next.weights()[2]), "{what}");
                finite_or_refused(&Ok(fit), what);

                let fixed = Settings {
                    weights: Weights::Fixed,
                    ..exactly(4, floor)
                };
                let fit = (rung.fit)(&x, &start, &fixed).unwrap();
                assert_eq!(fit.states(), states, "{what}");
                assert_eq!(fit.mixture().weights(), start.weights(), "{what}");
                assert_eq!(fit.mixture().mean(2), start.mean(2), "{what}");
            }
        }
    }
}

#[test]
fn a_plane_at_any_angle_is_a_collapse() {
    // Across the axes, so that the variance of no coordinate is small, whatever is known of the
    // others before it.
    for d in 2..=6 {
        let mut x = standard(69, 400 * d);
        for point in x.chunks_mut(d) {
            let mean = point.iter().sum::<f64>() / d as f64;
            point.iter_mut().for_each(|x| *x -= mean);
        }
        let (_, start) = example(69, 1, d, 1, 0.5);
        for rung in single() {
            for floor in [1e-3, 1e-6, 1e-9, 1e-20] {
                let fit = (rung.fit)(&x, &start, &exactly(3, floor)).unwrap();
                let what = format!("{}, d = {d}, {floor:e}", rung.name);
                assert_eq!(fit.states(), [State::Floored], "{what}");
            }
        }
        // Round, and about twice as wide as the floor in all directions.
        let mut x = standard(69, 400 * d);
        x.iter_mut().for_each(|x| *x *= 0.1);
        for rung in single() {
            let fit = (rung.fit)(&x, &start, &exactly(3, 0.005)).unwrap();
            assert_eq!(fit.states(), [State::Regular], "{}, d = {d}", rung.name);
        }
    }
}
