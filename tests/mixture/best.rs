//! The best of many fits: the same for every team, and the one that the loop over starts finds.

use super::oracle::exactly;
use super::*;
use hotloop::kernels::mixture::{Criterion, Points, fit_best};

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

#[test]
fn the_best_is_what_a_loop_finds() {
    let (x, points) = points();
    let settings = Settings::default();
    for criterion in [Criterion::Bic, Criterion::Aic] {
        let mut generator = Generator::new(10, 0);
        let best = fit_best(&points, 1..=4, 3, criterion, &settings, &mut generator).unwrap();
        // One word has been taken.
        let mut other = Generator::new(10, 0);
        let seed = other.next_u64();
        assert_eq!(generator, other);

        let mut least = f64::INFINITY;
        let mut trials = best.trials().iter();
        for components in 1..=4 {
            let mut least_of_these = f64::INFINITY;
            for start in 0..3 {
                let stream = (components << 32) + start as u64;
                let begin = Mixture::k_means_plus_plus(
                    &x,
                    2,
                    components as usize,
                    &settings,
                    &mut Generator::new(seed, stream),
                );
                let fit = mixture::simd(&x, &begin.unwrap(), &settings).unwrap();
                let score = match criterion {
                    Criterion::Bic => fit.mixture().bic(&x).unwrap(),
                    Criterion::Aic => fit.mixture().aic(&x).unwrap(),
                };
                let trial = trials.next().unwrap();
                assert_eq!(
                    (trial.components, trial.start),
                    (components as usize, start)
                );
                let found = trial.score.clone().unwrap();
                assert!((found - score).abs() < 1e-9, "{found}, {score}");
                least_of_these = least_of_these.min(found);
                if found < least {
                    least = found;
                    assert!(best.score() < found || *best.fit() == fit);
                }
            }
            assert_eq!(best.least(components as usize), Some(least_of_these));
        }
        assert_eq!(
            (trials.next(), best.least(5), best.score()),
            (None, None, least)
        );
        assert_eq!(best.mixture().components(), 3, "{criterion:?}");
        let score = best
            .trials()
            .iter()
            .filter(|trial| trial.score == Ok(least))
            .count();
        assert!(score >= 1);
        assert_eq!(best.mixture(), best.clone().into_fit().mixture());
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
    let text = "`components`: found 3..2, expected a start no higher than the end";
    refused(reversed, 1, &settings, text);
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
    let text = "`covariance_floor`: found -1.0, expected a finite number not below 0";
    refused(1..=2, 1, &exactly(1, -1.0), text);
}
