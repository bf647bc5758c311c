//! Points that count more or less than once: whole numbers are points that are repeated, zero is a
//! point that is left out, and every rung, level and team agrees.

use super::oracle::{assert_near, exactly, example, magnitude, step};
use super::*;
use hotloop::kernels::mixture::Points;

type Weighted = Box<dyn Fn(&[f64], &[f64], &Mixture, &Settings) -> Answer>;

fn weighted(
    name: impl Into<String>,
    fit: impl Fn(&[f64], &[f64], &Mixture, &Settings) -> Answer + 'static,
) -> (String, Weighted) {
    (name.into(), Box::new(fit))
}

/// Every rung for weighted points, and the simd one on points that are laid out first.
fn weighted_rungs() -> Vec<(String, Weighted)> {
    let mut rungs = vec![
        weighted("checked", mixture::weighted::checked),
        weighted("unchecked", mixture::weighted::unchecked),
        weighted("simd", mixture::weighted::simd),
        weighted("points", |x, weights, start, settings| {
            let points = Points::new(x, start.dimensions())?.weighted(weights)?;
            mixture::iterate(start, settings, |model| points.moments(model))
        }),
    ];
    for level in levels() {
        let fit = move |x: &[f64], weights: &[f64], start: &Mixture, settings: &Settings| {
            mixture::weighted::simd_at(level, x, weights, start, settings)
        };
        rungs.push(weighted(format!("simd at {level}"), fit));
    }
    #[cfg(feature = "threads")]
    for team in common::teams().into_iter().map(std::sync::Arc::new) {
        for (name, fit) in ON_TEAMS {
            let (team, members) = (team.clone(), team.members());
            let fit = move |x: &[f64], weights: &[f64], start: &Mixture, settings: &Settings| {
                fit(Level::current(), &team, x, weights, start, settings)
            };
            rungs.push(weighted(format!("{name} on {members}"), fit));
        }
    }
    rungs
}

#[cfg(feature = "threads")]
type OnTeam = fn(Level, &hotloop::threads::Team, &[f64], &[f64], &Mixture, &Settings) -> Answer;

#[cfg(feature = "threads")]
const ON_TEAMS: [(&str, OnTeam); 2] = [
    ("threaded", mixture::weighted::threaded_at),
    ("model_parallel", mixture::weighted::model_parallel_at),
];

const DIMENSIONS: [usize; 6] = [1, 2, 3, 4, 5, 9];
/// As that of one iteration of points without weights.
const BOUND: f64 = 1e-11;
/// Few points cannot span the space.
const FLOOR: f64 = 1e-3;

/// Whole numbers, none of them above 4.
fn counts(n: usize) -> Vec<f64> {
    (0..n).map(|i| ((i * i + i / 3) % 5) as f64).collect()
}

/// Each point as often as it counts.
fn repeated(x: &[f64], d: usize, counts: &[f64]) -> Vec<f64> {
    let points = x.chunks(d).zip(counts);
    points
        .flat_map(|(x, count)| x.repeat(*count as usize))
        .collect()
}

#[test]
fn whole_numbers_are_repeated_points() {
    let rungs = weighted_rungs();
    for d in DIMENSIONS {
        for m in [1, 2, 3, 5] {
            let n = 3 * m + (7 * d + 11 * m) % 60;
            let (x, start) = example((10 * d + m) as u64, n, d, m, 2.0);
            let (weights, scale) = (counts(n), magnitude(&x));
            let all = repeated(&x, d, &weights);
            let truth = step(&all, &start, FLOOR);
            let mean = truth.log_likelihood / (all.len() / d) as f64;
            for (name, fit) in &rungs {
                let fit = fit(&x, &weights, &start, &exactly(1, FLOOR)).unwrap();
                let what = format!("{name}, {n} points, d = {d}, m = {m}");
                let found = fit.mixture();
                assert_near(found.weights(), &truth.weights, BOUND, &what);
                assert_near(found.means(), &truth.means, BOUND * scale, &what);
                let squared = BOUND * scale * scale;
                assert_near(found.covariances(), &truth.covariances, squared, &what);
                assert_near(
                    fit.log_likelihoods(),
                    &[mean],
                    BOUND * mean.abs().max(1.0),
                    &what,
                );
            }
        }
    }
}

/// The bits of what a fit shows.
fn bits(fit: &Fit) -> Vec<u64> {
    let mixture = fit.mixture();
    let parts = [
        mixture.weights(),
        mixture.means(),
        mixture.covariances(),
        fit.log_likelihoods(),
    ];
    parts.concat().into_iter().map(f64::to_bits).collect()
}

#[test]
fn a_weight_of_zero_is_a_point_left_out() {
    let settings = exactly(4, FLOOR);
    for d in DIMENSIONS {
        for n in [20, 63, 64, 65, 300] {
            let (mut x, start) = example(d as u64, n, d, 3, 2.0);
            let mut weights: Vec<f64> = counts(n).iter().map(|count| 0.3 * count).collect();
            weights[n - 1] = 0.0;
            // As far off as a point may be: its densities are no numbers.
            x[(n - 1) * d..].fill(1e100);
            let left = |i: &usize| weights[*i] != 0.0;
            let part: Vec<f64> = (0..n)
                .filter(left)
                .flat_map(|i| x[i * d..][..d].to_vec())
                .collect();
            let rest: Vec<f64> = (0..n).filter(left).map(|i| weights[i]).collect();
            for (name, fit) in weighted_rungs() {
                let found = fit(&x, &weights, &start, &settings).unwrap();
                let truth = fit(&part, &rest, &start, &settings).unwrap();
                assert_eq!(bits(&found), bits(&truth), "{name}, {n} points, d = {d}");
                assert_eq!(found.states(), truth.states());
            }
        }
    }
}

#[test]
fn weights_of_one_are_none_and_twice_the_weights_are_the_same_mixture() {
    let settings = exactly(3, FLOOR);
    for d in DIMENSIONS {
        let (x, start) = example(d as u64, 200, d, 3, 2.0);
        let weights: Vec<f64> = counts(200).iter().map(|count| 0.3 + count).collect();
        for (name, fit) in weighted_rungs() {
            let ones = fit(&x, &[1.0; 200], &start, &settings).unwrap();
            let plain = match name.as_str() {
                "checked" | "unchecked" => mixture::checked(&x, &start, &settings),
                _ => mixture::simd(&x, &start, &settings),
            };
            assert_eq!(ones.mixture(), plain.unwrap().mixture(), "{name}, d = {d}");

            let once = fit(&x, &weights, &start, &settings).unwrap();
            for power in [-100, 1, 100] {
                let scaled: Vec<f64> = weights.iter().map(|w| w * 2.0_f64.powi(power)).collect();
                let scaled = fit(&x, &scaled, &start, &settings).unwrap();
                assert_eq!(bits(&scaled), bits(&once), "{name}, d = {d}, 2^{power}");
            }
        }
    }
}

#[test]
fn moments_count_points_and_their_weights() {
    let (x, start) = example(3, 200, 2, 3, 2.0);
    let weights = counts(200);
    let points = Points::new(&x, 2).unwrap().weighted(&weights).unwrap();
    let (len, total) = (
        weights.iter().filter(|w| **w > 0.0).count(),
        weights.iter().sum(),
    );
    assert_eq!((points.len(), points.total_weight()), (len, total));
    let copy = points.clone();
    assert_eq!((copy.len(), copy.total_weight()), (len, total));
    assert_eq!(copy.moments(&start), points.moments(&start));
    for level in levels() {
        let moments = points.moments_at(level, &start).unwrap();
        assert_eq!(
            (moments.points(), moments.total_weight()),
            (len as u64, total)
        );
        assert_near(
            &[moments.weights().sum()],
            &[total],
            1e-12 * total,
            "the sum",
        );
        let mean = moments.log_likelihood() / total;
        assert_eq!(moments.mean_log_likelihood(), mean);
        // Parts merge, whether they have weights or not.
        let mut merged = Points::new(&x[..140], 2)
            .unwrap()
            .weighted(&weights[..70])
            .unwrap()
            .moments_at(level, &start)
            .unwrap();
        let later = Points::new(&repeated(&x[140..], 2, &weights[70..]), 2).unwrap();
        merged
            .merge(&later.moments_at(level, &start).unwrap())
            .unwrap();
        assert_eq!(merged.total_weight(), total);
        let [(found, _), (truth, _)] = [&merged, &moments]
            .map(|moments| moments.maximise(&start, &exactly(1, FLOOR)).unwrap());
        let scale = magnitude(&x);
        super::oracle::assert_alike(&found, &truth, scale, BOUND, "merged");
    }
}

#[test]
fn weights_take_the_place_of_weights() {
    let points = Points::new(&[1.0, 2.0, 3.0], 1).unwrap();
    let weighted = points.clone().weighted(&[7.0, 0.0, 9.0]).unwrap();
    assert_eq!(weighted.weighted(&[1.0, 0.5]).unwrap().total_weight(), 1.5);
    assert_eq!(points.total_weight(), 3.0);
}

/// Points of more than a block, and no whole number of tiles.
#[test]
#[cfg(feature = "threads")]
fn every_team_and_level_comes_to_the_same_bits() {
    for (n, d, m) in [(20_001, 1, 3), (17_003, 2, 4), (9_005, 4, 1), (4_500, 7, 3)] {
        let (x, start) = example(n as u64, n, d, m, 2.0);
        let weights: Vec<f64> = (0..n).map(|i| ((i * 7) % 23) as f64 * 0.37).collect();
        let settings = exactly(2, FLOOR);
        let truth = mixture::weighted::simd(&x, &weights, &start, &settings).unwrap();
        let loops = mixture::weighted::checked(&x, &weights, &start, &settings).unwrap();
        let scale = magnitude(&x);
        super::oracle::assert_alike(loops.mixture(), truth.mixture(), scale, 1e-10, "loops");
        for level in levels() {
            let found = mixture::weighted::simd_at(level, &x, &weights, &start, &settings).unwrap();
            assert_eq!(bits(&found), bits(&truth), "{level}, d = {d}");
            for team in common::teams() {
                for (name, fit) in ON_TEAMS {
                    let found = fit(level, &team, &x, &weights, &start, &settings).unwrap();
                    let members = team.members();
                    assert_eq!(
                        bits(&found),
                        bits(&truth),
                        "{name} on {members} at {level}, d = {d}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_component_whose_points_count_for_next_to_nothing_is_starved() {
    let start = Mixture::new(&[0.5, 0.5], &[0.0, 100.0], &[1.0, 1.0]).unwrap();
    let x = [-1.0, 0.0, 1.0, 2.0, 100.0];
    for (name, fit) in weighted_rungs() {
        let states = |weight: f64, times: f64| {
            let weights = [1.0, 1.0, 1.0, 1.0, weight].map(|weight| weight * times);
            let fit = fit(&x, &weights, &start, &exactly(1, 1e-6)).unwrap();
            fit.states().to_vec()
        };
        for times in [1.0, 1e-40, 1e40] {
            use mixture::State::{Floored, Regular, Starved};
            assert_eq!(states(1e-9, times), [Regular, Floored], "{name}");
            assert_eq!(states(1e-13, times), [Regular, Starved], "{name}");
            assert_eq!(states(0.0, times), [Regular, Starved], "{name}");
        }
    }
}

#[test]
fn weights_that_are_none_are_refused() {
    let start = Mixture::new(&[0.5, 0.5], &[0.0, 4.0], &[1.0, 1.0]).unwrap();
    let x = [0.0, 1.0, 4.0, 5.0];
    let none = "expected a number from 0 to 1e50";
    for (weights, text) in [
        (
            &[][..],
            "`weights`: found 0 elements, expected 4 to go with `x`".to_owned(),
        ),
        (
            &[1.0; 5],
            "`weights`: found 5 elements, expected 4 to go with `x`".to_owned(),
        ),
        (
            &[1.0, -0.5, 1.0, 1.0],
            format!("`weights`: found -0.5, {none}"),
        ),
        (
            &[1.0, 1.0, 1.0, f64::NAN],
            format!("`weights`: found NaN, {none}"),
        ),
        (
            &[f64::INFINITY, 1.0, 1.0, 1.0],
            format!("`weights`: found inf, {none}"),
        ),
        (
            &[1.0, 1.1e50, 1.0, 1.0],
            format!("`weights`: found 1.1e50, {none}"),
        ),
        (
            &[0.0; 4],
            "`weights`: found 0.0, expected a sum not below 1e-50".to_owned(),
        ),
        (
            &[1e-52; 4],
            "`weights`: found 4e-52, expected a sum not below 1e-50".to_owned(),
        ),
        (
            &[0.0, 0.0, 3.0, 0.0],
            "`weights`: found fewer points of weight above 0 than components, \
             expected at least one for each component"
                .to_owned(),
        ),
    ] {
        for (name, fit) in weighted_rungs() {
            let fit = fit(&x, weights, &start, &Settings::default());
            // Who iterates by himself may have fewer points than components.
            // And his points have no `x`.
            if !(name == "points" && text.contains("fewer points")) {
                let text = match name.as_str() {
                    "points" => text.replace("with `x`", "with `points`"),
                    _ => text.clone(),
                };
                assert_eq!(fit.unwrap_err().to_string(), text, "{name}");
            }
        }
    }
    for (name, fit) in weighted_rungs() {
        let weights = [-0.0, 1e50, 1e50, 1e-300];
        assert!(
            fit(&x, &weights, &start, &Settings::default()).is_ok(),
            "{name}"
        );
        // The points come first.
        let error = fit(&[f64::NAN], &[], &start, &Settings::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`x`: found NaN, expected a number from -1e100 to 1e100",
            "{name}"
        );
    }
}

#[test]
fn starts_choose_points_as_often_as_they_count() {
    let x = [0.0, 1.0, 50.0, 51.0, 1000.0];
    let settings = Settings::default();
    let points = Points::new(&x, 1)
        .unwrap()
        .weighted(&[1.0, 3.0, 2.0, 6.0, 0.0])
        .unwrap();
    let mut firsts = [0; 4];
    for stream in 0..3_000 {
        let mut generator = Generator::new(10, stream);
        let start = points
            .k_means_plus_plus(2, &settings, &mut generator)
            .unwrap();
        let first = x.iter().position(|x| *x == start.means()[0]).unwrap();
        firsts[first] += 1;
        assert_ne!(start.means()[0], start.means()[1]);
        assert!(start.means().iter().all(|mean| *mean < 60.0));
    }
    for (found, expected) in firsts.into_iter().zip([250, 750, 500, 1500_i32]) {
        // Six deviations of the most.
        assert!((expected - found).abs() < 170, "{firsts:?}");
    }
    // As many components as different points: each is a mean, whatever it counts.
    let equal = Points::new(&[1.0, 1.0, 1.0], 1)
        .unwrap()
        .weighted(&[1.0, 2.0, 1e-9])
        .unwrap();
    let start = equal
        .k_means_plus_plus(3, &settings, &mut Generator::new(10, 0))
        .unwrap();
    assert_eq!(start.means(), [1.0; 3]);

    // The scatter is that of so many points.
    let start = points
        .k_means_plus_plus(1, &settings, &mut Generator::new(10, 0))
        .unwrap();
    let mean = start.means()[0];
    let squares = x
        .iter()
        .zip([1.0, 3.0, 2.0, 6.0])
        .map(|(x, w)| w * (x - mean) * (x - mean));
    let expected = squares.sum::<f64>() / 12.0 + settings.covariance_floor;
    assert_near(
        start.covariances(),
        &[expected],
        1e-12 * expected,
        "the scatter",
    );
}
