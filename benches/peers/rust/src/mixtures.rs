//! Iterations of a Gaussian mixture.

use crate::turns::{contestant, table as print, timed};
use hotloop::kernels::mixture::{self, Mixture, Settings};
use hotloop::random::Generator;
use hotloop::threads::Team;
use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_clustering::{GaussianMixtureModel, GmmInitMethod};
use ndarray::Array2;

const POINTS: usize = 400_000;
const ITERATIONS: usize = 2;
const MEANS: [f64; 8] = [0.0, 0.0, 4.0, 4.0, 8.0, 8.0, 12.0, 12.0];

pub(crate) fn table(team: &Team) {
    let unit = [1.0, 0.0, 0.0, 1.0].repeat(4);
    let truth = Mixture::new(&[0.25; 4], &MEANS, &unit).expect("it is a mixture");
    let mut x = vec![0.0; 2 * POINTS];
    truth
        .sample(&mut Generator::new(10, 0), &mut x, &mut vec![0; POINTS])
        .expect("there is room for the points");
    let points = Array2::from_shape_vec((POINTS, 2), x.clone()).expect("two coordinates each");
    let data = DatasetBase::from(points);
    // To the end both find what the points were drawn from.
    let found = linfa(&data, GmmInitMethod::KMeans, 100, 1e-3);
    let mut means: Vec<_> = found.means().iter().copied().collect();
    means.sort_by(f64::total_cmp);
    assert_near(&means, &MEANS);
    let fit = mixture::simd(&x, &truth, &settings(100)).expect("the points can be fitted");
    assert_near(fit.mixture().means(), &MEANS);

    let settings = settings(ITERATIONS);
    print(
        "an iteration over 400,000 points in the plane, 4 components, the whole call",
        ITERATIONS * POINTS,
        vec![
            contestant("hotloop", 1, |n| {
                timed(n, || mixture::simd(&x, &truth, &settings))
            }),
            contestant("hotloop", team.members(), |n| {
                team.parallel(|_| ());
                timed(n, || mixture::threaded(team, &x, &truth, &settings))
            }),
            // It starts somewhere, and ends when a second iteration has been no better by much.
            contestant("linfa-clustering", 1, |n| {
                timed(n, || linfa(&data, GmmInitMethod::Random, ITERATIONS, 1e300))
            }),
        ],
    );
}

fn settings(iterations: usize) -> Settings {
    Settings {
        iterations,
        tolerance: 0.0,
        ..Settings::default()
    }
}

fn linfa(
    data: &DatasetBase<Array2<f64>, ndarray::Array1<()>>,
    start: GmmInitMethod,
    iterations: usize,
    tolerance: f64,
) -> GaussianMixtureModel<f64> {
    let model = GaussianMixtureModel::params(4)
        .init_method(start)
        .n_runs(1)
        .max_n_iterations(iterations as u64)
        .tolerance(tolerance);
    model.fit(data).expect("the points can be fitted")
}

fn assert_near(found: &[f64], expected: &[f64]) {
    let near = |(found, expected): (&f64, &f64)| (found - expected).abs() < 0.05;
    assert!(found.iter().zip(expected).all(near), "{found:?}");
}
