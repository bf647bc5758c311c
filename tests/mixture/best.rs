//! The best of many fits: the same for every team and level, and the one that the loop over starts
//! finds.

use super::oracle::exactly;
use super::*;
use hotloop::kernels::mixture::{Criterion, Points, Trial, fit_best, fit_best_at};

/// Points in the plane about three centres.
fn points() -> (Vec<f64>, Points) {
    let truth = Mixture::new(
        &[0.3, 0.3, 0.4],
        &[0.0, 0.0, 9.0, 0.0, 0.0, 9.0],
        &[1.0, 0.0, 0.0, 1.0].repeat(3),
    )
    .unwrap();
    let (mut x, mut labels) = (vec![0.0; 1000], vec![0; 500]);
    truth
        .sample(&mut Generator::new(3, 0), &mut x, &mut labels)
        .unwrap();
    let points = Points::new(&x, 2).unwrap();
    (x, points)
}

/// The start that a search makes of its seed.
fn begin(x: &[f64], trial: &Trial, seed: u64, settings: &Settings) -> Mixture {
    let stream = ((trial.components as u64) << 32) + trial.start as u64;
    let mut generator = Generator::new(seed, stream);
    Mixture::k_means_plus_plus(x, 2, trial.components, settings, &mut generator).unwrap()
}

fn score(criterion: Criterion, mixture: &Mixture, x: &[f64]) -> f64 {
    match criterion {
        Criterion::Bic => mixture.bic(x).unwrap(),
        Criterion::Aic => mixture.aic(x).unwrap(),
    }
}

#[test]
fn what_is_not_given_up_is_a_fit_of_its_start() {
    let (x, points) = points();
    let settings = Settings::default();
    for criterion in [Criterion::Bic, Criterion::Aic] {
        let mut generator = Generator::new(10, 0);
        let best = fit_best(&points, 1..=4, 6, criterion, &settings, &mut generator).unwrap();
        // One word has been taken.
        let mut other = Generator::new(10, 0);
        let seed = other.next_u64();
        assert_eq!(generator, other);

        let names: Vec<_> = best
            .trials()
            .iter()
            .map(|trial| (trial.components, trial.start))
            .collect();
        let expected: Vec<_> = (1..=4).flat_map(|k| (0..6).map(move |i| (k, i))).collect();
        assert_eq!(names, expected);
        let mut trials = best.trials().iter();
        let first = trials.find(|trial| trial.score == Ok(best.score()));
        assert!(first.is_some_and(|trial| !trial.given_up));
        for trial in best.trials() {
            let fit = mixture::simd(&x, &begin(&x, trial, seed, &settings), &settings).unwrap();
            let (found, end) = (
                trial.score.clone().unwrap(),
                score(criterion, fit.mixture(), &x),
            );
            if trial.given_up {
                // It has not come as far, and what is kept is better.
                assert!(found > end - 1e-6, "{found}, {end}");
                assert!(found >= best.least(trial.components).unwrap());
            } else {
                assert!((found - end).abs() < 1e-9, "{found}, {end}");
            }
            if Some(trial) == first {
                assert_eq!(*best.fit(), fit);
            }
        }
        for components in 1..=4 {
            let own = best.trials().iter().filter(|t| t.components == components);
            let ended = own.filter(|trial| !trial.given_up);
            let scores = ended.map(|trial| trial.score.clone().unwrap());
            let least = scores.min_by(f64::total_cmp);
            assert_eq!(best.least(components), least, "{components}");
        }
        assert_eq!(best.least(5), None);
        assert_eq!(best.mixture().components(), 3, "{criterion:?}");
        let given_up = best.trials().iter().filter(|trial| trial.given_up).count();
        assert!((1..=20).contains(&given_up), "{given_up}");
        assert_eq!(best.mixture(), best.clone().into_fit().mixture());
    }
}

#[test]
fn giving_up_finds_what_all_fits_would_have_found() {
    // Apart, all starts that find the components come to one top. So does the race.
    let (x, points) = points();
    let settings = Settings {
        tolerance: 1e-6,
        ..Settings::default()
    };
    for seed in 0..12 {
        let mut generator = Generator::new(seed, 0);
        let bic = Criterion::Bic;
        let best = fit_best(&points, 2..=4, 8, bic, &settings, &mut generator).unwrap();
        let seed = Generator::new(seed, 0).next_u64();
        let ends = best.trials().iter().map(|trial| {
            let fit = mixture::simd(&x, &begin(&x, trial, seed, &settings), &settings).unwrap();
            score(bic, fit.mixture(), &x)
        });
        let least = ends.min_by(f64::total_cmp).unwrap();
        // A thousandth of a unit, which is no reason to prefer one model to another.
        assert!(
            (best.score() - least).abs() < 1e-3,
            "{} {least}",
            best.score()
        );
    }
}

#[test]
fn no_iteration_chooses_among_the_starts() {
    let (x, points) = points();
    let settings = Settings {
        iterations: 0,
        ..Settings::default()
    };
    let mut generator = Generator::new(10, 0);
    let best = fit_best(&points, 2..=3, 4, Criterion::Bic, &settings, &mut generator).unwrap();
    let seed = Generator::new(10, 0).next_u64();
    for trial in best.trials() {
        let start = begin(&x, trial, seed, &settings);
        let found = trial.score.clone().unwrap();
        assert!((found - start.bic(&x).unwrap()).abs() < 1e-9);
        assert!(!trial.given_up && best.score() <= found);
    }
    assert_eq!(best.fit().iterations(), 0);
}

#[test]
fn every_level_finds_the_same() {
    let (_, points) = points();
    let find = |level| {
        let mut generator = Generator::new(10, 7);
        let (bic, settings) = (Criterion::Bic, Settings::default());
        fit_best_at(level, &points, 1..=4, 4, bic, &settings, &mut generator).unwrap()
    };
    let truth = find(levels()[0]);
    for level in levels() {
        assert!(find(level) == truth, "{level}");
        let start = |level| {
            let mut generator = Generator::new(10, 7);
            points.k_means_plus_plus_at(level, 5, &Settings::default(), &mut generator)
        };
        assert_eq!(start(level), start(levels()[0]), "{level}");
    }
}

#[test]
#[cfg(feature = "threads")]
fn every_team_finds_the_same() {
    use hotloop::kernels::mixture::fit_best_on;
    let (x, points) = points();
    let weights: Vec<f64> = (0..500).map(|i| (i % 3) as f64).collect();
    let weighted = Points::new(&x, 2).unwrap().weighted(&weights).unwrap();
    for points in [points, weighted] {
        let find = |team: Option<&hotloop::threads::Team>| {
            let (settings, mut generator) = (Settings::default(), Generator::new(10, 7));
            let (range, bic) = (2..=4, Criterion::Bic);
            let best = match team {
                None => fit_best(&points, range, 4, bic, &settings, &mut generator),
                Some(team) => fit_best_on(team, &points, range, 4, bic, &settings, &mut generator),
            };
            (best.unwrap(), generator)
        };
        let truth = find(None);
        for team in common::teams() {
            assert!(find(Some(&team)) == truth, "{} members", team.members());
        }
    }
}

#[test]
fn starts_that_come_to_nothing_are_passed_over() {
    // Without a floor: a second component soon has one point only, or two that are equal.
    let x = [0.0, 0.0, 0.0, 0.0, 1.0, 2.0];
    let points = Points::new(&x, 1).unwrap();
    let settings = exactly(50, 0.0);
    let best = |components, starts| {
        let mut generator = Generator::new(10, 0);
        fit_best(
            &points,
            components,
            starts,
            Criterion::Bic,
            &settings,
            &mut generator,
        )
    };
    let found = best(1..=3, 4).unwrap();
    let (good, bad): (Vec<_>, Vec<_>) =
        found.trials().iter().partition(|trial| trial.score.is_ok());
    assert_eq!(
        (good.len() + bad.len(), good.is_empty(), bad.is_empty()),
        (12, false, false)
    );
    for trial in &bad {
        let error = trial.score.clone().unwrap_err();
        assert!(
            matches!(error, Error::NotPositiveDefinite { .. }),
            "{error}"
        );
    }
    assert_eq!(found.mixture().components(), 1);
    // One component has one top, which all starts come to: the first is kept.
    assert_eq!(found.trials()[0].score, Ok(found.score()));
    // Where nothing is left, the first of the errors is.
    assert_eq!(found.least(3), None);
    let error = best(3..=3, 4).unwrap_err();
    assert_eq!(Err(error), found.trials()[8].score);
}

#[test]
fn searches_that_are_none_are_refused() {
    let points = Points::new(&[0.0, 1.0, 2.0, 4.0], 1).unwrap();
    let refused = |components, starts, settings: &Settings, text: &str| {
        let mut generator = Generator::new(10, 0);
        let bic = Criterion::Bic;
        let error =
            fit_best(&points, components, starts, bic, settings, &mut generator).unwrap_err();
        assert_eq!(error.to_string(), text);
        assert_eq!(generator, Generator::new(10, 0));
        #[cfg(feature = "threads")]
        for team in common::teams() {
            let find = mixture::fit_best_on;
            let range = 0..=0;
            let error = find(&team, &points, range, 1, bic, settings, &mut generator).unwrap_err();
            assert_eq!(
                error,
                Error::Zero {
                    argument: "components"
                }
            );
        }
    };
    let settings = Settings::default();
    refused(
        0..=3,
        1,
        &settings,
        "`components`: found 0, expected at least 1",
    );
    #[allow(clippy::reversed_empty_ranges, reason = "it is what is refused")]
    let reversed = 3..=2;
    let text = "`components`: found an empty range, expected at least one number of components";
    refused(reversed, 1, &settings, text);
    let mut exhausted = 2..=2;
    assert_eq!(exhausted.next(), Some(2));
    refused(exhausted, 1, &settings, text);
    refused(
        1..=2,
        0,
        &settings,
        "`starts`: found 0, expected at least 1",
    );
    refused(
        1..=5,
        1,
        &settings,
        "`points`: found 4, expected at least 5",
    );
    let text = "`starts`: there is no memory for 18446744073709551615 elements";
    refused(1..=2, usize::MAX, &settings, text);
    let text = "`covariance_floor`: found -1.0, expected 0, or a finite number not below 1e-300";
    refused(1..=2, 1, &exactly(1, -1.0), text);
}
