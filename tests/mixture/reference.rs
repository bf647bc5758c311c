//! scikit-learn, and the tutorial's update in NumPy, give the same: `tests/mixture.py`.

use super::oracle::assert_near;
use super::*;
use hotloop::kernels::mixture::Points;

/// Relative to the largest number of its kind. The iterations amplify what rounding began.
const BOUND: f64 = 1e-8;

#[derive(serde::Deserialize)]
struct Stored {
    data: Vec<Data>,
    cases: Vec<Case>,
}

#[derive(serde::Deserialize)]
struct Data {
    name: String,
    dimensions: usize,
    x: Vec<f64>,
}

#[derive(serde::Deserialize)]
struct Model {
    weights: Vec<f64>,
    means: Vec<f64>,
    covariances: Vec<f64>,
}

#[derive(serde::Deserialize)]
struct Case {
    data: String,
    start: Model,
    fixed: bool,
    /// The `covariance_type`, where it is not `"full"`.
    structure: Option<String>,
    iterations: usize,
    tolerance: f64,
    floor: f64,
    #[serde(flatten)]
    end: Model,
    converged: bool,
    log_likelihoods: Vec<f64>,
    /// What scikit-learn says of the points under the fitted mixture.
    fitted: Option<Fitted>,
}

#[derive(serde::Deserialize)]
struct Fitted {
    score: f64,
    aic: f64,
    bic: f64,
    labels: String,
    rows: Vec<usize>,
    probabilities: Vec<f64>,
    scores: Vec<f64>,
}

impl Model {
    fn mixture(&self) -> Mixture {
        Mixture::new(&self.weights, &self.means, &self.covariances).unwrap()
    }
}

fn stored() -> Stored {
    serde_json::from_str(include_str!("../data/mixture.json")).unwrap()
}

impl Stored {
    /// Each case with its points.
    fn cases(&self) -> impl Iterator<Item = (&Data, &Case)> {
        self.cases.iter().map(|case| {
            let data = self.data.iter().find(|data| data.name == case.data);
            (data.unwrap(), case)
        })
    }
}

impl Case {
    fn settings(&self) -> Settings {
        Settings {
            iterations: self.iterations,
            tolerance: self.tolerance,
            covariance_floor: self.floor,
            weights: if self.fixed {
                Weights::Fixed
            } else {
                Weights::Learned
            },
            covariance: match self.structure.as_deref() {
                None => Covariance::Full,
                Some("diag") => Covariance::Diagonal,
                Some("tied") => Covariance::Shared,
                Some("spherical") => Covariance::Spherical,
                Some(other) => panic!("there is no {other}"),
            },
        }
    }
}

/// Holds numbers to others, relative to the largest of them.
#[track_caller]
fn near(found: &[f64], expected: &[f64], what: &str) {
    let most = super::oracle::magnitude(expected);
    assert_near(found, expected, BOUND * most.max(1.0), what);
}

#[test]
fn scikit_learn_and_the_tutorial_fit_the_same() {
    let (all, one_thread) = (rungs(), single());
    for (data, case) in stored().cases() {
        // Where there are many points, it is enough that teams give the bits of one thread.
        let many = data.x.len() > 600;
        let rungs = if many { &one_thread } else { &all };
        let start = case.start.mixture();
        assert_eq!(start.dimensions(), data.dimensions);
        for rung in rungs {
            let fit = (rung.fit)(&data.x, &start, &case.settings()).unwrap();
            let what = format!("{}, {} to {:e}", rung.name, data.name, case.tolerance);
            let what = format!("{what}, {:?}", case.settings().covariance);
            assert_eq!(fit.iterations(), case.log_likelihoods.len(), "{what}");
            assert_eq!(fit.converged(), case.converged, "{what}");
            near(fit.log_likelihoods(), &case.log_likelihoods, &what);
            near(fit.mixture().weights(), &case.end.weights, &what);
            near(fit.mixture().means(), &case.end.means, &what);
            near(fit.mixture().covariances(), &case.end.covariances, &what);
            if case.fixed {
                assert_eq!(fit.mixture().weights(), case.start.weights, "{what}");
            }
            // The one large floor is larger than the variances of the eruptions.
            let state = match case.floor {
                ..0.1 => mixture::State::Regular,
                _ => mixture::State::Floored,
            };
            assert_eq!(fit.states(), vec![state; start.components()], "{what}");
        }
    }
}

#[test]
fn scikit_learn_says_the_same_of_the_fitted_mixture() {
    for (data, case) in stored().cases() {
        let Some(fitted) = &case.fitted else { continue };
        let (model, d) = (case.end.mixture(), data.dimensions);
        let model = model.structured(case.settings().covariance).unwrap();
        let (m, n) = (model.components(), (data.x.len() / d) as f64);
        for level in levels() {
            let what = format!("{level}, {}", data.name);
            let all = Points::new(&data.x, d).unwrap();
            let all = all.moments_at(level, &model).unwrap();
            near(&[all.mean_log_likelihood()], &[fitted.score], &what);
            let (twice, free) = (2.0 * all.log_likelihood(), model.parameters() as f64);
            near(&[2.0 * free - twice], &[fitted.aic], &what);
            near(&[free * n.ln() - twice], &[fitted.bic], &what);
            near(&[model.aic(&data.x).unwrap()], &[fitted.aic], &what);
            near(&[model.bic(&data.x).unwrap()], &[fitted.bic], &what);

            // Of a single point the sums of responsibilities are the responsibilities.
            let of = |point: &[f64]| {
                let moments = Points::new(point, d).unwrap().moments_at(level, &model);
                let moments = moments.unwrap();
                let weights: Vec<f64> = moments.weights().collect();
                (weights, moments.log_likelihood())
            };
            for (row, i) in fitted.rows.iter().enumerate() {
                let (found, score) = of(&data.x[i * d..][..d]);
                near(&found, &fitted.probabilities[row * m..][..m], &what);
                near(&[score], &[fitted.scores[row]], &what);
            }
            let likeliest = |point| {
                let (weights, _) = of(point);
                let k = (0..m).max_by(|a, b| weights[*a].total_cmp(&weights[*b]));
                k.unwrap().to_string()
            };
            let labels: String = data.x.chunks(d).map(likeliest).collect();
            assert_eq!(labels, fitted.labels, "{what}");
        }
    }
}

#[test]
fn old_faithful_has_the_published_fit() {
    let stored = stored();
    let (data, case) = stored
        .cases()
        .find(|(data, _)| data.name == "faithful")
        .unwrap();
    assert_eq!(data.x.len(), 2 * 272);
    let settings = Settings {
        iterations: 200,
        tolerance: 1e-12,
        covariance_floor: 0.0,
        ..Settings::default()
    };
    for rung in rungs() {
        let fit = (rung.fit)(&data.x, &case.start.mixture(), &settings).unwrap();
        assert!(fit.converged(), "{}", rung.name);
        // To the digits that R's mclust prints.
        let found = fit.mixture();
        assert_near(found.weights(), &[0.3559, 0.6441], 5e-5, &rung.name);
        let means = [2.0364, 54.4785, 4.2897, 79.9681];
        assert_near(found.means(), &means, 5e-5, &rung.name);
        let covariances = [
            0.0692, 0.4352, 0.4352, 33.6973, 0.1700, 0.9406, 0.9406, 36.0462,
        ];
        assert_near(found.covariances(), &covariances, 5e-5, &rung.name);
        let log_likelihood = fit.log_likelihoods().last().unwrap() * 272.0;
        assert_near(&[log_likelihood], &[-1130.264], 5e-4, &rung.name);
    }
}
