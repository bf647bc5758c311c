//! Points of a mixture, where a fit of them starts, and what it has to come to.

use super::aligned::{Aligned, USUAL};
use super::thousands;
use hotloop::Error;
use hotloop::kernels::mixture::{self, Fit, Mixture, Points, Settings};
use hotloop::kernels::normal::{self, Normal};
use hotloop::random::Generator;
use hotloop::threads::Team;
use std::fmt::{self, Display, Formatter};

const SEED: u64 = 10;

/// How many points of how many coordinates, and how many components they are drawn from.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) points: usize,
    pub(crate) dimensions: usize,
    pub(crate) components: usize,
}

impl Shape {
    /// The tutorial's.
    pub(crate) const TUTORIAL: Self = Self::new(400_000, 2, 4);
    /// The iterations that it makes.
    pub(crate) const ITERATIONS: usize = 50;

    pub(crate) const fn new(points: usize, dimensions: usize, components: usize) -> Self {
        Self {
            points,
            dimensions,
            components,
        }
    }

    /// What the points are drawn from: unit covariances, about the tutorial's means in the plane
    /// (the origin, and every four to the upper right), and about scattered ones elsewhere.
    pub(crate) fn truth(self) -> Mixture {
        let (m, d) = (self.components, self.dimensions);
        let mut means: Vec<f64> = (0..m * d).map(|i| 4.0 * (i / d) as f64).collect();
        if d != 2 {
            let deviation = Normal::new(0.0, 2.0).expect("the deviation is above zero");
            normal::simd(&mut Generator::new(SEED, 2), deviation, &mut means);
        }
        about(&means, d)
    }

    /// The points.
    pub(crate) fn draw(self) -> Aligned<f64> {
        let mut x = Aligned::touched(USUAL, self.points * self.dimensions);
        let mut labels = vec![0; self.points];
        self.truth()
            .sample(&mut Generator::new(SEED, 0), &mut x, &mut labels)
            .expect("there is room for as many points as there are labels");
        x
    }

    /// The tutorial's start: means that are scattered about the mean of all points, and unit
    /// covariances. Of such starts one in three comes, within the tutorial's iterations, to two
    /// components that share what was drawn from one. This one does not.
    pub(crate) fn start(self, x: &[f64]) -> Mixture {
        let d = self.dimensions;
        let mut means = vec![0.0; self.components * d];
        normal::simd(&mut Generator::new(SEED, 21), Normal::STANDARD, &mut means);
        for (i, mean) in means.iter_mut().enumerate() {
            *mean += x.iter().skip(i % d).step_by(d).sum::<f64>() / self.points as f64;
        }
        about(&means, d)
    }
}

impl Display for Shape {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (points, d, m) = (thousands(self.points), self.dimensions, self.components);
        write!(f, "{points} points, {d} dimensions, {m} components")
    }
}

/// Components of equal weight and unit covariance about these means.
fn about(means: &[f64], d: usize) -> Mixture {
    let m = means.len() / d;
    let unit = |i| f64::from(u8::from(i / d % d == i % d));
    let covariances: Vec<_> = (0..m * d * d).map(unit).collect();
    Mixture::new(&vec![1.0 / m as f64; m], means, &covariances)
        .expect("weights sum to 1, and a unit matrix is positive definite")
}

/// A fixed number of iterations.
pub(crate) fn settings(iterations: usize) -> Settings {
    Settings {
        iterations,
        tolerance: 0.0,
        ..Settings::default()
    }
}

/// A fit, its input in both layouts, and what it comes to.
pub(crate) struct Task {
    pub(crate) x: Aligned<f64>,
    /// How often each point counts, where that is not once.
    pub(crate) weights: Vec<f64>,
    pub(crate) start: Mixture,
    pub(crate) settings: Settings,
    pub(crate) points: Points,
    expected: Fit,
}

pub(crate) type Outcome = Result<Fit, Error>;
pub(crate) type Rung = fn(&[f64], &Mixture, &Settings) -> Outcome;
/// A rung for points that have weights.
pub(crate) type Weighted = fn(&[f64], &[f64], &Mixture, &Settings) -> Outcome;

impl Task {
    /// `expected` is the rung that all have to agree with.
    pub(crate) fn new(shape: Shape, iterations: usize, expected: Rung) -> Self {
        let (x, settings) = (shape.draw(), settings(iterations));
        let start = shape.start(&x);
        Self {
            points: Points::new(&x, shape.dimensions).expect("all coordinates are finite"),
            expected: expected(&x, &start, &settings).expect("the points can be fitted"),
            weights: vec![],
            x,
            start,
            settings,
        }
    }

    /// Points of weights from a half to five and a half.
    pub(crate) fn weighted(shape: Shape, iterations: usize, expected: Weighted) -> Self {
        let (x, settings) = (shape.draw(), settings(iterations));
        let start = shape.start(&x);
        let weights: Vec<_> = (0..shape.points)
            .map(|i| 0.5 + (i * 7 % 6) as f64)
            .collect();
        let points = Points::new(&x, shape.dimensions).and_then(|points| points.weighted(&weights));
        let fit = expected(&x, &weights, &start, &settings);
        Self {
            points: points.expect("all coordinates and weights are finite"),
            expected: fit.expect("the points can be fitted"),
            weights,
            x,
            start,
            settings,
        }
    }

    /// The simd rung without what it does once a call, which is to lay out the points.
    pub(crate) fn simd(&self) -> Outcome {
        let expectation = |model: &Mixture| self.points.moments(model);
        mixture::iterate(&self.start, &self.settings, expectation)
    }

    /// The threaded rung without it.
    pub(crate) fn threaded(&self, team: &Team) -> Outcome {
        let expectation = |model: &Mixture| self.points.moments_on(team, model);
        mixture::iterate(&self.start, &self.settings, expectation)
    }

    /// Fails unless a fit is the expected one, up to rounding.
    pub(crate) fn assert_agrees(&self, fit: Outcome) {
        let fit = fit.expect("the points can be fitted");
        let figures = |fit: &Fit| {
            let mixture = fit.mixture();
            let parts = [mixture.weights(), mixture.means(), mixture.covariances()];
            [fit.log_likelihoods(), &parts.concat()].concat()
        };
        let (found, expected) = (figures(&fit), figures(&self.expected));
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            let off = (found - expected).abs() / (1.0 + expected.abs());
            assert!(off <= 1e-9, "{found} is off by {off:e}");
        }
    }
}
