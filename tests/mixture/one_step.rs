//! One iteration of every rung against the oracle, and the moments that it is made of.

use super::oracle::{Truth, assert_near, exactly, example, magnitude, step};
use super::*;
use hotloop::kernels::mixture::{Moments, Points};

/// How far an iteration may be from the oracle, in units of what the points spread over. It is some
/// ten times what the oracle's own inverses and sums round by.
const BOUND: f64 = 1e-11;
/// Few points cannot span the space.
const FLOOR: f64 = 1e-3;

#[track_caller]
fn check(found: &Mixture, log_likelihood: f64, x: &[f64], truth: &Truth, what: &str) {
    let scale = magnitude(x);
    let points = (x.len() / found.dimensions()) as f64;
    let near = |found: &[f64], expected: &[f64], unit: f64, part: &str| {
        assert_near(found, expected, BOUND * unit, &format!("{what}, {part}"));
    };
    near(found.weights(), &truth.weights, 1.0, "weights");
    near(found.means(), &truth.means, scale, "means");
    let squared = scale * scale;
    near(
        found.covariances(),
        &truth.covariances,
        squared,
        "covariances",
    );
    let expected = truth.log_likelihood / points;
    let unit = expected.abs().max(1.0);
    near(&[log_likelihood], &[expected], unit, "log-likelihood");
}

#[track_caller]
fn check_moments(moments: &Moments, start: &Mixture, x: &[f64], truth: &Truth, what: &str) {
    let (next, _) = moments.maximise(start, &exactly(1, FLOOR)).unwrap();
    check(&next, moments.mean_log_likelihood(), x, truth, what);
    let points = x.len() / start.dimensions();
    assert_eq!(moments.points(), points as u64, "{what}");
    let sum = moments.mean_log_likelihood() * points as f64;
    assert_near(&[moments.log_likelihood()], &[sum], 1e-12 * sum.abs(), what);
    let total: f64 = moments.weights().sum();
    assert_near(&[total], &[points as f64], 1e-13 * points as f64, what);
}

#[track_caller]
fn check_rungs(rungs: &[Rung], x: &[f64], start: &Mixture, truth: &Truth, what: &str) {
    for rung in rungs {
        let fit = (rung.fit)(x, start, &exactly(1, FLOOR)).unwrap();
        let what = format!("{}, {what}", rung.name);
        assert_eq!((fit.iterations(), fit.converged()), (1, false), "{what}");
        check(fit.mixture(), fit.log_likelihoods()[0], x, truth, &what);
    }
}

#[track_caller]
fn check_levels(x: &[f64], start: &Mixture, truth: &Truth, what: &str) {
    let points = Points::new(x, start.dimensions()).unwrap();
    for level in levels() {
        let moments = points.moments_at(level, start).unwrap();
        check_moments(&moments, start, x, truth, &format!("{level}, {what}"));
    }
    let moments = points.moments(start).unwrap();
    assert_eq!(
        moments,
        points.moments_at(Level::current(), start).unwrap(),
        "{what}"
    );
}

/// Every number of dimensions that may have code of its own, and some that have not.
const DIMENSIONS: [usize; 8] = [1, 2, 3, 4, 5, 6, 16, 17];
const COMPONENTS: [usize; 6] = [1, 2, 3, 4, 5, 9];

#[test]
fn every_length_agrees_with_the_oracle() {
    for d in DIMENSIONS {
        // In many dimensions the loops take long, and components and lengths are looped over alike.
        let large = d > 6;
        for m in COMPONENTS
            .into_iter()
            .filter(|m| !large || [1, 3].contains(m))
        {
            let (all, start) = example((100 * d + m) as u64, 70, d, m, 2.0);
            let lengths = (1..=70).filter(|n| n % 8 < 2 || (!large && (n + d + m) % 3 == 0));
            for n in lengths {
                let x = &all[..n * d];
                let truth = step(x, &start, FLOOR);
                check_levels(x, &start, &truth, &format!("{n} points, d = {d}, m = {m}"));
            }
        }
    }
}

#[test]
fn every_rung_agrees_with_the_oracle() {
    let rungs = rungs();
    for d in DIMENSIONS {
        for m in COMPONENTS {
            let n = m + (3 * d + 5 * m) % 23;
            let (x, start) = example((100 * d + m) as u64, n, d, m, 2.0);
            let truth = step(&x, &start, FLOOR);
            let what = format!("{n} points, d = {d}, m = {m}");
            check_rungs(&rungs, &x, &start, &truth, &what);
        }
    }
}

#[test]
fn every_dimension_agrees_with_the_oracle() {
    let rungs = single();
    for d in 1..=36 {
        let (x, start) = example(d as u64, 19, d, 2, 2.0);
        let truth = step(&x, &start, FLOOR);
        check_rungs(&rungs, &x, &start, &truth, &format!("d = {d}"));
    }
    let (x, start) = example(2, 120, 2, 40, 5.0);
    let truth = step(&x, &start, FLOOR);
    check_rungs(&rungs, &x, &start, &truth, "forty components");
}

#[test]
fn many_points_agree_with_the_oracle() {
    let rungs = single();
    for (n, d, m) in [
        (4099, 1, 4),
        (4099, 2, 4),
        (20_011, 2, 3),
        (4099, 3, 2),
        (1031, 5, 3),
        (517, 17, 2),
    ] {
        let (x, start) = example(n as u64, n, d, m, 2.0);
        let truth = step(&x, &start, FLOOR);
        check_rungs(
            &rungs,
            &x,
            &start,
            &truth,
            &format!("{n} points, d = {d}, m = {m}"),
        );
    }
}

#[test]
fn every_point_alone_has_its_responsibilities() {
    for (d, m) in [(1, 2), (2, 4), (3, 3), (6, 5), (17, 2)] {
        let (x, start) = example(9, 24, d, m, 1.0);
        let truth = step(&x, &start, 0.0);
        let expected = truth.responsibilities.chunks(m);
        for (i, (point, expected)) in x.chunks(d).zip(expected).enumerate() {
            for level in levels() {
                let moments = Points::new(point, d).unwrap().moments_at(level, &start);
                let found: Vec<f64> = moments.unwrap().weights().collect();
                let what = format!("{level}, point {i}, d = {d}, m = {m}");
                // Relative: a small responsibility is as good as a large one, until nobody could tell
                // it from none.
                for (found, expected) in found.iter().zip(expected) {
                    let bound = 1e-11 * expected + 1e-100;
                    assert_near(&[*found], &[*expected], bound, &what);
                }
            }
        }
    }
}

#[test]
fn components_without_weight_have_no_points() {
    let (x, all) = example(4, 100, 2, 3, 2.0);
    let (means, covariances) = (all.means(), all.covariances());
    for (weights, left) in [
        ([0.0, 1.0, 0.0], 1),
        ([f64::from_bits(1), 0.0, 1.0], 2),
        ([1.0, -0.0, 1e-320], 0),
    ] {
        let start = Mixture::new(&weights, means, covariances).unwrap();
        let one = Mixture::new(&[1.0], all.mean(left), all.covariance(left)).unwrap();
        let truth = step(&x, &one, 0.0);
        for rung in rungs() {
            let fit = (rung.fit)(&x, &start, &exactly(3, 0.0)).unwrap();
            let (next, what) = (fit.mixture(), &rung.name);
            assert_eq!(next.weights()[left], 1.0, "{what}");
            assert_near(
                &fit.log_likelihoods()[..1],
                &[truth.log_likelihood / 100.0],
                1e-12,
                what,
            );
            assert_near(next.mean(left), &truth.means, 1e-12, what);
            assert_near(next.covariance(left), &truth.covariances, 1e-12, what);
            for k in (0..3).filter(|k| *k != left) {
                assert_eq!(fit.states()[k], mixture::State::Starved, "{what}");
                assert_eq!(next.mean(k), all.mean(k), "{what}");
                assert_eq!(next.covariance(k), all.covariance(k), "{what}");
            }
        }
    }
}

/// Lengths around every power of two that may be the length of a block.
#[cfg(feature = "threads")]
fn block_lengths() -> impl Iterator<Item = usize> {
    let around = |n| [n - 1, n, n + 1];
    [9, 64, 256, 512, 1024, 2048]
        .into_iter()
        .flat_map(around)
        .chain([1, 2, 4099])
}

#[cfg(feature = "threads")]
#[test]
fn every_team_gives_the_bits_of_one_thread() {
    let (all, start) = example(77, 4099, 2, 3, 2.0);
    let teams = common::teams();
    for n in block_lengths() {
        let points = Points::new(&all[..2 * n], 2).unwrap();
        for level in levels() {
            let truth = points.moments_at(level, &start).unwrap();
            for team in &teams {
                let found = points.moments_on_at(level, team, &start).unwrap();
                assert_eq!(found, truth, "{n} points on {} at {level}", team.members());
            }
        }
    }
    for team in &teams {
        let points = Points::new(&all, 2).unwrap();
        let found = points.moments_on(team, &start).unwrap();
        assert_eq!(found, points.moments(&start).unwrap());
    }
}

#[cfg(feature = "threads")]
#[test]
fn every_team_fits_the_same_bits() {
    let teams = common::teams();
    let solo = hotloop::threads::Team::solo();
    for (n, d, m) in [(2051, 2, 3), (300, 5, 2), (130, 17, 2), (1025, 1, 4)] {
        let (x, start) = example(31, n, d, m, 3.0);
        let settings = exactly(3, 1e-6);
        for level in levels() {
            let simd = mixture::simd_at(level, &x, &start, &settings).unwrap();
            for (name, same, fit) in ON_TEAMS {
                let truth = fit(level, &solo, &x, &start, &settings).unwrap();
                let what = format!("{name} at {level}, {n} points, d = {d}");
                assert!(truth == simd || !same, "{what}");
                for team in &teams {
                    let found = fit(level, team, &x, &start, &settings).unwrap();
                    assert!(found == truth, "{what} on {}", team.members());
                }
            }
        }
        let truth = mixture::simd(&x, &start, &settings).unwrap();
        for team in &teams {
            let found = mixture::threaded(team, &x, &start, &settings).unwrap();
            assert!(found == truth, "{n} points, d = {d}");
        }
    }
}
