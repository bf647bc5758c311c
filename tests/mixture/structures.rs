//! What is free in the covariances.

use super::oracle::{assert_near, exactly, example, magnitude, step};
use super::*;
use hotloop::kernels::mixture::{Criterion, Points, State, fit_best};

pub(super) const STRUCTURES: [Covariance; 4] = [
    Covariance::Full,
    Covariance::Diagonal,
    Covariance::Shared,
    Covariance::Spherical,
];

fn with(covariance: Covariance, settings: Settings) -> Settings {
    Settings {
        covariance,
        ..settings
    }
}

/// What a structure leaves of covariances without a floor, of components that weigh so much, and the
/// floor on that.
fn constrained(
    structure: Covariance,
    weights: &[f64],
    covariances: &[f64],
    d: usize,
    floor: f64,
) -> Vec<f64> {
    let mean = |i: usize| -> f64 {
        let each = weights.iter().zip(covariances.chunks(d * d));
        each.map(|(weight, covariance)| weight * covariance[i])
            .sum()
    };
    let mut all = Vec::new();
    for covariance in covariances.chunks(d * d) {
        let trace: f64 = (0..d).map(|a| covariance[a * d + a]).sum();
        for (i, &own) in covariance.iter().enumerate() {
            let diagonal = i % (d + 1) == 0;
            let element = match structure {
                Covariance::Full => own,
                Covariance::Shared => mean(i),
                Covariance::Diagonal if diagonal => own,
                Covariance::Spherical if diagonal => trace / d as f64,
                _ => 0.0,
            };
            all.push(element + if diagonal { floor } else { 0.0 });
        }
    }
    all
}

#[test]
fn one_iteration_is_what_the_formulas_say() {
    let all = rungs();
    for (n, d, m) in [
        (70, 1, 3),
        (90, 2, 1),
        (301, 2, 4),
        (120, 3, 3),
        (130, 5, 2),
        (90, 17, 2),
    ] {
        let (x, start) = example(31, n, d, m, 3.0);
        let truth = step(&x, &start, 0.0);
        let scale = magnitude(&x).max(1.0);
        for structure in STRUCTURES {
            for floor in [0.0, 0.25] {
                let settings = with(structure, exactly(1, floor));
                let expected = constrained(structure, &truth.weights, &truth.covariances, d, floor);
                for rung in &all {
                    let what = format!("{}, {structure:?}, n = {n}, d = {d}, m = {m}", rung.name);
                    let fit = (rung.fit)(&x, &start, &settings).unwrap();
                    let found = fit.mixture();
                    assert_near(found.weights(), &truth.weights, 1e-11, &what);
                    assert_near(found.means(), &truth.means, 1e-11 * scale, &what);
                    let bound = 1e-11 * scale * scale;
                    assert_near(found.covariances(), &expected, bound, &what);
                    assert_eq!(found.structure(), structure, "{what}");
                    // Exactly what it says, and not nearly.
                    assert!(found.clone().structured(structure).is_ok(), "{what}");
                }
            }
        }
    }
}

#[test]
fn all_levels_and_teams_have_the_bits_of_simd() {
    for (n, d, m) in [(400, 2, 4), (170, 6, 3)] {
        let (x, start) = example(32, n, d, m, 3.0);
        let weights: Vec<f64> = (0..n).map(|i| [1.0, 0.0, 2.5][i % 3]).collect();
        for structure in STRUCTURES {
            let settings = with(structure, exactly(6, 1e-6));
            let plain = mixture::simd(&x, &start, &settings).unwrap();
            let loops = mixture::checked(&x, &start, &settings).unwrap();
            assert_eq!(mixture::unchecked(&x, &start, &settings).unwrap(), loops);
            let counted = mixture::weighted::simd(&x, &weights, &start, &settings).unwrap();
            for level in levels() {
                let what = format!("{level}, {structure:?}, d = {d}");
                let found = mixture::simd_at(level, &x, &start, &settings).unwrap();
                assert_eq!(found, plain, "{what}");
                let found = mixture::weighted::simd_at(level, &x, &weights, &start, &settings);
                assert_eq!(found.unwrap(), counted, "{what}");
                #[cfg(feature = "threads")]
                for team in common::teams() {
                    for (name, _, fit) in ON_TEAMS {
                        let found = fit(level, &team, &x, &start, &settings).unwrap();
                        assert_eq!(found, plain, "{name}, {what}");
                    }
                    let found = mixture::weighted::threaded_at(
                        level, &team, &x, &weights, &start, &settings,
                    );
                    assert_eq!(found.unwrap(), counted, "{what}");
                    let found = mixture::weighted::model_parallel_at(
                        level, &team, &x, &weights, &start, &settings,
                    );
                    assert_eq!(found.unwrap(), counted, "{what}");
                }
            }
        }
    }
}

#[test]
fn weights_that_are_whole_are_repeated_points() {
    let (x, start) = example(33, 90, 2, 3, 3.0);
    let weights: Vec<f64> = (0..90).map(|i| (i % 4) as f64).collect();
    let repeated: Vec<f64> = (x.chunks(2).zip(&weights))
        .flat_map(|(point, weight)| point.repeat(*weight as usize))
        .collect();
    for structure in STRUCTURES {
        let settings = with(structure, exactly(1, 1e-6));
        let truth = mixture::checked(&repeated, &start, &settings).unwrap();
        let (truth, bound) = (truth.mixture(), 1e-11 * magnitude(&x).powi(2));
        for fit in [
            mixture::weighted::checked(&x, &weights, &start, &settings),
            mixture::weighted::unchecked(&x, &weights, &start, &settings),
            mixture::weighted::simd(&x, &weights, &start, &settings),
        ] {
            let what = format!("{structure:?}");
            let found = fit.unwrap().into_mixture();
            assert_near(found.covariances(), truth.covariances(), bound, &what);
            assert_near(found.means(), truth.means(), bound, &what);
        }
    }
}

#[test]
fn parameters_and_criteria_are_those_of_the_structure() {
    let (x, start) = example(34, 200, 3, 2, 3.0);
    // 6 of the means and 1 of the weights.
    for (structure, free) in STRUCTURES.into_iter().zip([12, 6, 6, 2]) {
        let fit = mixture::simd(&x, &start, &with(structure, exactly(5, 1e-6))).unwrap();
        let found = fit.mixture();
        assert_eq!(found.parameters(), 7 + free, "{structure:?}");
        let twice = 2.0 * found.log_likelihood(&x).unwrap();
        let (free, n) = (found.parameters() as f64, 200.0_f64);
        assert_near(
            &[found.aic(&x).unwrap()],
            &[2.0 * free - twice],
            1e-9,
            "AIC",
        );
        assert_near(
            &[found.bic(&x).unwrap()],
            &[free * n.ln() - twice],
            1e-9,
            "BIC",
        );
    }
}

#[test]
fn starts_have_the_structure_that_a_fit_will_have() {
    let (x, _) = example(35, 200, 3, 3, 3.0);
    let points = Points::new(&x, 3).unwrap();
    let start = |structure| {
        let settings = with(structure, exactly(1, 0.5));
        let start = points.k_means_plus_plus(3, &settings, &mut Generator::new(10, 0));
        start.unwrap()
    };
    let full = start(Covariance::Full);
    let whole: Vec<f64> = full.covariances().to_vec();
    for structure in STRUCTURES {
        let found = start(structure);
        assert_eq!(
            (found.means(), found.structure()),
            (full.means(), structure)
        );
        // The floor is on all variances alike, so it is on their mean.
        let expected = constrained(structure, &[1.0 / 3.0; 3], &whole, 3, 0.0);
        assert_near(
            found.covariances(),
            &expected,
            1e-13 * magnitude(&whole),
            "start",
        );
        assert!(found.structured(structure).is_ok());
    }
}

#[test]
fn the_search_finds_fewer_parameters_where_the_points_have_them() {
    // Round components: every structure finds them, and the one with the least to say is best.
    let unit = [1.0, 0.0, 0.0, 1.0];
    let truth = Mixture::new(&[0.5, 0.5], &[0.0, 0.0, 8.0, 0.0], &[unit, unit].concat()).unwrap();
    let (mut x, mut labels) = (vec![0.0; 2_000], vec![0; 1_000]);
    truth
        .sample(&mut Generator::new(4, 0), &mut x, &mut labels)
        .unwrap();
    let points = Points::new(&x, 2).unwrap();
    let scores = STRUCTURES.map(|structure| {
        let (settings, mut generator) =
            (with(structure, Settings::default()), Generator::new(10, 0));
        let bic = Criterion::Bic;
        let best = fit_best(&points, 1..=3, 4, bic, &settings, &mut generator).unwrap();
        let found = (best.mixture().components(), best.mixture().structure());
        assert_eq!(found, (2, structure));
        assert_near(
            &[best.score()],
            &[best.mixture().bic(&x).unwrap()],
            1e-8,
            "score",
        );
        best.score()
    });
    let [full, diagonal, shared, spherical] = scores;
    assert!(spherical < diagonal && spherical < shared && diagonal < full && shared < full);
}

#[test]
fn a_component_without_points_has_the_structure_too() {
    let covariance = [2.0, 0.5, 0.5, 1.0];
    let start = Mixture::new(
        &[0.5, 0.5],
        &[0.0, 0.0, 1e6, 1e6],
        &[covariance, covariance].concat(),
    );
    let (start, x) = (start.unwrap(), example(36, 50, 2, 1, 0.5).0);
    for rung in rungs() {
        for (structure, expected) in STRUCTURES.into_iter().zip([
            Some(covariance),
            Some([2.0, 0.0, 0.0, 1.0]),
            None,
            Some([1.5, 0.0, 0.0, 1.5]),
        ]) {
            // The first time from covariances without that structure, and then from those with it.
            for times in [1, 2] {
                let settings = Settings {
                    weights: Weights::Fixed,
                    ..with(structure, exactly(times, 1e-6))
                };
                let fit = (rung.fit)(&x, &start, &settings).unwrap();
                let what = format!("{}, {structure:?}, {times}", rung.name);
                let found = fit.mixture();
                assert_eq!(fit.states(), [State::Regular, State::Starved], "{what}");
                assert_eq!(found.mean(1), [1e6, 1e6], "{what}");
                let expected = expected
                    .as_ref()
                    .map_or(found.covariance(0), |expected| &expected[..]);
                assert_eq!(found.covariance(1), expected, "{what}");
                // What is worked out of the covariance is its own, too.
                let densities = |mixture: &Mixture| {
                    let mut densities = [0.0; 2];
                    let near = [1e6, 1e6, 1e6 + 1.0, 1e6 - 0.5];
                    mixture.ln_densities(&near, &mut densities).unwrap();
                    densities
                };
                let anew = Mixture::new(found.weights(), found.means(), found.covariances());
                assert_eq!(densities(found), densities(&anew.unwrap()), "{what}");
            }
        }
    }
}

#[test]
fn what_collapses_depends_on_the_structure() {
    // On a line in the plane, whose two parts are as long.
    let x: Vec<f64> = (0..40)
        .flat_map(|i| [f64::from(i % 20) + f64::from(i / 20) * 100.0, 7.0])
        .collect();
    let unit = [25.0, 0.0, 0.0, 25.0];
    let start = Mixture::new(&[0.5, 0.5], &[9.0, 7.0, 109.0, 7.0], &[unit, unit].concat());
    let start = start.unwrap();
    for rung in rungs() {
        for structure in STRUCTURES {
            let fit = |floor| (rung.fit)(&x, &start, &with(structure, exactly(4, floor)));
            let (what, held) = (format!("{}, {structure:?}", rung.name), fit(1e-6).unwrap());
            if structure == Covariance::Spherical {
                assert!(fit(0.0).is_ok(), "{what}");
                assert_eq!(held.states(), [State::Regular; 2], "{what}");
                // The variance of 0, 1, … 19, and of nothing: their mean.
                let expected = [33.25 / 2.0 + 1e-6];
                assert_near(&held.mixture().covariances()[..1], &expected, 1e-9, &what);
                continue;
            }
            assert_eq!(held.states(), [State::Floored; 2], "{what}");
            let error = fit(0.0).unwrap_err();
            assert!(
                matches!(error, Error::NotPositiveDefinite { .. }),
                "{what}: {error}"
            );
        }
    }
}

#[test]
fn structures_that_covariances_have_not_are_refused() {
    let mixture = |covariances: &[f64]| {
        let mixture = Mixture::new(&[0.5, 0.5], &[0.0, 0.0, 1.0, 1.0], covariances);
        mixture.unwrap()
    };
    let (oblique, narrow) = ([2.0, 0.5, 0.5, 2.0], [2.0, 0.0, 0.0, 1.0]);
    let refused = |covariances: &[[f64; 4]; 2], structure, text: &str| {
        let error = mixture(&covariances.concat())
            .structured(structure)
            .unwrap_err();
        assert_eq!(error.to_string(), format!("`covariances`: found {text}"));
    };
    let text = "0.5, expected 0 off the diagonal";
    refused(&[narrow, oblique], Covariance::Diagonal, text);
    refused(&[oblique, narrow], Covariance::Spherical, text);
    let text = "1.0, expected the same variance in every direction";
    refused(&[narrow, narrow], Covariance::Spherical, text);
    let text = "0.0, expected the same as in the first matrix";
    refused(&[oblique, narrow], Covariance::Shared, text);
    for structure in [Covariance::Full, Covariance::Shared] {
        let both = mixture(&[oblique, oblique].concat());
        assert_eq!(both.structured(structure).unwrap().structure(), structure);
    }
}

#[test]
fn names_are_read_as_they_are_written_and_as_scikit_learn_writes_them() {
    for (structure, name, theirs) in [
        (Covariance::Full, "full", "full"),
        (Covariance::Diagonal, "diagonal", "diag"),
        (Covariance::Shared, "shared", "tied"),
        (Covariance::Spherical, "spherical", "spherical"),
    ] {
        assert_eq!(structure.to_string(), name);
        assert_eq!(name.parse(), Ok(structure));
        assert_eq!(theirs.parse(), Ok(structure));
    }
    let error = "Full".parse::<Covariance>().unwrap_err().to_string();
    let text = "`covariance`: found \"Full\", expected full, diagonal, shared or spherical";
    assert_eq!(error, text);
}
