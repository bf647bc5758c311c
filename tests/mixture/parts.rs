//! The iteration itself: what ends it, what it reports, and points that are in parts.

use super::oracle::{assert_alike, assert_near, exactly, example, magnitude};
use super::*;
use hotloop::kernels::mixture::{Points, iterate};

#[test]
fn a_fit_over_parts_is_that_of_the_whole() {
    let (x, start) = example(5, 700, 2, 3, 3.0);
    let settings = exactly(8, 1e-6);
    for level in levels() {
        let whole = mixture::simd_at(level, &x, &start, &settings).unwrap();
        let parts: Vec<_> = x
            .chunks(2 * 123)
            .map(|part| Points::new(part, 2).unwrap())
            .collect();
        let fit = iterate(&start, &settings, |model| {
            let mut moments = parts[0].moments_at(level, model)?;
            for part in &parts[1..] {
                moments.merge(&part.moments_at(level, model)?)?;
            }
            Ok(moments)
        });
        let fit = fit.unwrap();
        let (scale, what) = (magnitude(&x), level.name());
        assert_alike(fit.mixture(), whole.mixture(), scale, 1e-10, what);
        let (found, expected) = (fit.log_likelihoods(), whole.log_likelihoods());
        assert_near(found, expected, 1e-10, what);
        assert_eq!(fit.states(), whole.states());

        // The same closure as the rung's own.
        let all = Points::new(&x, 2).unwrap();
        let same = iterate(&start, &settings, |model| all.moments_at(level, model));
        assert!(same.unwrap() == whole, "{level}");
    }
}

#[test]
fn what_the_closure_refuses_ends_the_fit() {
    let (x, start) = example(5, 70, 2, 3, 3.0);
    let points = Points::new(&x, 2).unwrap();
    let refused = Error::Zero { argument: "mine" };
    let mut calls = 0;
    let fit = iterate(&start, &exactly(8, 0.0), |model| {
        calls += 1;
        match calls {
            ..3 => points.moments(model),
            _ => Err(refused.clone()),
        }
    });
    assert_eq!((fit, calls), (Err(refused), 3));

    // Bad settings are refused before it is asked at all.
    let settings = exactly(8, -1.0);
    let fit = iterate(&start, &settings, |_| unreachable!("it is not called"));
    assert!(fit.is_err());

    // Moments of another model than the one that was asked about.
    let other = Points::new(&[0.0, 1.0], 1).unwrap();
    let one = Mixture::new(&[1.0], &[0.0], &[1.0]).unwrap();
    let fit = iterate(&start, &exactly(8, 0.0), |_| other.moments(&one));
    let expected =
        "`before`: found another number of components, expected as many as the moments have";
    assert_eq!(fit.unwrap_err().to_string(), expected);
}

#[test]
fn no_iteration_returns_the_start() {
    let (x, start) = example(6, 50, 3, 4, 3.0);
    for rung in rungs() {
        let fit = (rung.fit)(&x, &start, &exactly(0, 0.0)).unwrap();
        assert_eq!(*fit.mixture(), start, "{}", rung.name);
        assert_eq!((fit.iterations(), fit.converged()), (0, false));
        assert!(fit.log_likelihoods().is_empty());
        assert_eq!(fit.states(), [mixture::State::Regular; 4]);
        assert_eq!(fit.into_mixture(), start);
    }
}

#[test]
fn no_tolerance_goes_through_all_iterations() {
    // Of one component nothing changes any more from the second iteration on.
    let (x, start) = example(6, 50, 2, 1, 3.0);
    for rung in rungs() {
        let fit = (rung.fit)(&x, &start, &exactly(17, 0.0)).unwrap();
        let went = (fit.iterations(), fit.converged());
        assert_eq!(went, (17, false), "{}", rung.name);
    }
}

#[test]
fn the_tolerance_is_of_the_mean_log_likelihood() {
    let (x, start) = example(8, 200, 2, 3, 2.0);
    let all = mixture::checked(&x, &start, &exactly(30, 1e-6)).unwrap();
    let changes: Vec<f64> = all
        .log_likelihoods()
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).abs())
        .collect();
    for tolerance in [1.0, 1e-1, 1e-2, 1e-3, 1e300] {
        // The first iteration has none before it to compare with.
        let last = changes.iter().position(|change| *change < tolerance);
        let iterations = last.map_or(30, |last| last + 2);
        let settings = Settings {
            tolerance,
            ..exactly(30, 1e-6)
        };
        for rung in rungs() {
            let fit = (rung.fit)(&x, &start, &settings).unwrap();
            let went = (fit.iterations(), fit.converged());
            assert_eq!(went, (iterations, last.is_some()), "{}", rung.name);
        }
        // In the very last iteration it may converge, too; one less is too few.
        for (iterations, converged) in [(iterations, last.is_some()), (iterations - 1, false)] {
            let settings = Settings {
                iterations,
                ..settings
            };
            let fit = mixture::simd(&x, &start, &settings).unwrap();
            assert_eq!((fit.iterations(), fit.converged()), (iterations, converged));
        }
    }
}

#[test]
fn fixed_weights_stay_to_the_bit() {
    let (x, start) = example(9, 90, 2, 3, 3.0);
    let settings = Settings {
        weights: Weights::Fixed,
        ..exactly(6, 1e-6)
    };
    let learned = mixture::checked(&x, &start, &exactly(6, 1e-6)).unwrap();
    for rung in rungs() {
        let fit = (rung.fit)(&x, &start, &settings).unwrap();
        assert_eq!(fit.mixture().weights(), start.weights(), "{}", rung.name);
        // They make a difference to all the rest, from the second iteration on.
        assert_ne!(fit.mixture().means(), learned.mixture().means());
        let first = [fit.log_likelihoods()[0]];
        assert_near(&first, &learned.log_likelihoods()[..1], 1e-12, &rung.name);
    }
}

#[test]
fn the_rungs_agree_after_many_iterations() {
    for (n, d, m) in [(600, 2, 4), (400, 1, 2), (300, 4, 3), (160, 17, 2)] {
        let (x, start) = example(12, n, d, m, 6.0);
        let settings = exactly(10, 1e-6);
        let truth = mixture::checked(&x, &start, &settings).unwrap();
        let scale = magnitude(&x);
        for rung in single() {
            let fit = (rung.fit)(&x, &start, &settings).unwrap();
            let what = format!("{}, {n} points, d = {d}, m = {m}", rung.name);
            assert_alike(fit.mixture(), truth.mixture(), scale, 1e-10, &what);
            let (found, expected) = (fit.log_likelihoods(), truth.log_likelihoods());
            assert_near(found, expected, 1e-10 * magnitude(expected), &what);
            assert_eq!(fit.states(), truth.states(), "{what}");
        }
    }
}

#[test]
fn the_levels_that_fuse_give_the_same_bits() {
    let fused = &levels()[1..];
    for (n, d, m) in [(600, 2, 4), (401, 1, 2), (300, 3, 3), (155, 6, 2)] {
        let (x, start) = example(13, n, d, m, 6.0);
        for levels in fused.windows(2) {
            let [a, b] = [levels[0], levels[1]]
                .map(|level| mixture::simd_at(level, &x, &start, &exactly(5, 1e-6)).unwrap());
            let what = format!("{n} points, d = {d}, m = {m}");
            assert_eq!(a, b, "{what}");
        }
    }
}

#[cfg(feature = "threads")]
#[test]
fn several_pieces_of_a_block_are_the_block() {
    // So many components that 65,536 densities are fewer points than the least of a block.
    let team = hotloop::threads::Team::spawn(2, hotloop::threads::Binding::None).unwrap();
    for (n, d, m) in [(8192 + 1000, 2, 13), (2048 + 77, 5, 40)] {
        let (x, start) = example(43, n, d, m, 1.0);
        for level in levels() {
            let simd = mixture::simd_at(level, &x, &start, &exactly(1, 1e-6));
            let found = mixture::model_parallel_at(level, &team, &x, &start, &exactly(1, 1e-6));
            assert_eq!(found.unwrap(), simd.unwrap(), "{level}: {n}, {d}, {m}");
        }
    }
}
