//! The same fit at every level, to the bit, where responsibilities are next to nothing and where
//! coordinates are as large as they may be.

use super::*;
use crate::kernels::mixture::Weights;
use proptest::prelude::*;

fn settings(iterations: usize, covariance_floor: f64) -> Settings {
    Settings {
        iterations,
        tolerance: 0.0,
        covariance_floor,
        weights: Weights::Learned,
        ..Settings::default()
    }
}

/// The bits of all that a fit says, or the error.
fn bits(answer: Result<Fit, Error>) -> Result<Vec<u64>, String> {
    let fit = answer.map_err(|error| error.to_string())?;
    let mixture = fit.mixture();
    let parts = [
        mixture.weights(),
        mixture.means(),
        mixture.covariances(),
        fit.log_likelihoods(),
    ];
    Ok(parts.concat().into_iter().map(f64::to_bits).collect())
}

/// Fits at every level, to the bit, and scores of what was fitted. Returns the fit.
#[track_caller]
fn assert_alike(x: &[f64], start: &Mixture, settings: &Settings) -> Result<Fit, Error> {
    let levels = Level::with_modelled();
    let truth = simd_at(levels[0], x, start, settings);
    for &level in &levels[1..] {
        let found = simd_at(level, x, start, settings);
        assert_eq!(
            bits(found),
            bits(truth.clone()),
            "{level}: {x:?}, {start:?}"
        );
    }
    for mixture in [Some(start), truth.as_ref().ok().map(Fit::mixture)] {
        let Some(mixture) = mixture else { continue };
        let scores = |level| {
            let n = x.len() / mixture.dimensions();
            let mut responsibilities = vec![0.0; n * mixture.components()];
            let mut densities = vec![0.0; n];
            mixture
                .responsibilities_at(level, x, &mut responsibilities)
                .unwrap();
            mixture.ln_densities_at(level, x, &mut densities).unwrap();
            let all = [responsibilities, densities].concat();
            all.into_iter().map(f64::to_bits).collect::<Vec<_>>()
        };
        let truth = scores(levels[0]);
        for &level in &levels[1..] {
            assert_eq!(scores(level), truth, "{level}: {x:?}, {mixture:?}");
        }
    }
    truth
}

/// As many unit matrices as there are components, times a variance.
fn spheres(components: usize, d: usize, variance: f64) -> Vec<f64> {
    let unit = (0..d * d).map(|i| if i % (d + 1) == 0 { variance } else { 0.0 });
    unit.cycle().take(components * d * d).collect()
}

/// Two components `away` from each other and a point on each, and `d - 1` coordinates of zero.
fn two(away: f64, d: usize, variance: f64) -> (Vec<f64>, Mixture) {
    let mut x = vec![0.0; 2 * d];
    x[d] = away;
    let start = Mixture::new(&[0.5; 2], &x, &spheres(2, d, variance)).unwrap();
    (x, start)
}

#[test]
fn a_point_far_off_leaves_a_mean_where_it_is() {
    for d in [1, 2, 3, 4, 5, 17] {
        for away in [100.0, 1e4, 1e50, 1e84, 1e100] {
            let (x, start) = two(away, d, 1.0);
            for level in Level::with_modelled() {
                let fit = simd_at(level, &x, &start, &settings(3, 1e-6)).unwrap();
                assert_eq!(fit.mixture().means(), start.means(), "{level}, d = {d}");
            }
        }
    }
}

#[test]
fn shares_of_every_size_are_the_same() {
    for d in [1, 2, 3, 5] {
        for step in (0..900).step_by(20).chain(900..1100) {
            // The share of the other component at each point is 2^-surprise, or next to it.
            let surprise = f64::from(step) + 0.15 * f64::from(step % 7);
            let away = (surprise / (0.5 * std::f64::consts::LOG2_E)).sqrt();
            let (x, start) = two(away, d, 1.0);
            let _ = assert_alike(&x, &start, &settings(2, 1e-6));
        }
    }
}

#[test]
fn coordinates_as_large_as_they_may_be_are_the_same() {
    for d in [1, 2, 4, 5, 7] {
        for scale in [1e-100, 1e-50, 1e50, 1e84, 3e99] {
            for variance in [1e-20, 1e-3, 1.0] {
                let x: Vec<f64> = (0..40 * d)
                    .map(|i| (i / (13 * d)) as f64 + ((i * i + i / 7) % 11) as f64 / 32.0)
                    .map(|x| x * scale)
                    .collect();
                let means: Vec<f64> = [0, 13, 26].map(|i| &x[i * d..][..d]).concat();
                let covariances = spheres(3, d, variance * scale.powi(2).max(1e-270));
                let start = Mixture::new(&[0.25, 0.25, 0.5], &means, &covariances).unwrap();
                for floor in [1e-6 * scale.powi(2), 1e-6] {
                    let _ = assert_alike(&x, &start, &settings(6, floor));
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn points_of_every_size_are_the_same(
        (d, m) in (1_usize..7, 1_usize..5),
        x in prop::collection::vec(
            prop_oneof![
                Just(0.0), -1.0..1.0, -40.0..40.0, -1e84..1e84, -1e100..1e100, Just(5e-324),
                -1e-99..1e-99, (-3..3).prop_map(f64::from),
            ],
            60..200,
        ),
        power in -90..90_i32,
        iterations in 1_usize..6,
        floor in prop_oneof![Just(0.0), Just(1e-6), Just(1e-150), Just(1e150)],
    ) {
        let x = &x[..x.len() / d * d];
        let variance = 10.0_f64.powi(2 * power);
        let weights = vec![1.0 / m as f64; m];
        let start = Mixture::new(&weights, &x[..m * d], &spheres(m, d, variance)).unwrap();
        let _ = assert_alike(x, &start, &settings(iterations, floor));
    }

    #[test]
    fn shares_of_all_sizes_at_once_are_the_same(
        (d, m) in (1_usize..7, 1_usize..5),
        x in prop::collection::vec(prop_oneof![-45.0..45.0, (-40..40).prop_map(f64::from)], 60..400),
        iterations in 1_usize..6,
    ) {
        let x = &x[..x.len() / d * d];
        let weights = vec![1.0 / m as f64; m];
        let start = Mixture::new(&weights, &x[..m * d], &spheres(m, d, 1.0)).unwrap();
        let _ = assert_alike(x, &start, &settings(iterations, 1e-3));
    }
}
