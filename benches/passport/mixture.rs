//! `kernels::mixture`: fits, and what they are made of.

use super::Rows;
use super::answer::{Answer, Bits};
use super::inputs::words;
use hotloop::Error;
use hotloop::kernels::mixture::{
    self, Covariance, Criterion, Fit, Mixture, Moments, Points, Settings, State, Weights,
    fit_best_at, fit_best_on_at, iterate,
};
use hotloop::random::Generator;

/// Dimensions and components: of every pass there is, and one component or many.
const SHAPES: [(usize, usize); 8] = [
    (1, 1),
    (1, 5),
    (2, 3),
    (2, 16),
    (3, 3),
    (4, 2),
    (5, 4),
    (17, 5),
];

pub(super) fn rows(rows: &mut Rows<'_>) {
    for (d, m) in SHAPES {
        // Two blocks of points or three: a pass on all of them, and a few on less.
        let long = match d {
            2 if m == 3 => 17_001,
            ..=4 => 8_501,
            5 => 4_201,
            _ => 2_101,
        };
        for (len, iterations) in [(m, 3), (300, 3), (long, 1)] {
            let settings = settings(iterations);
            let input = format!("{len}/usual/d={d}/m={m}");
            let x = points(len, d, m, 1.0);
            every(rows, &input, &x, &start(d, m, 1.0), &settings);
            moments(rows, &input, &x, &start(d, m, 1.0));
        }
    }
    for (d, m) in [(2, 3), (5, 4)] {
        let settings = settings(3);
        for (kind, x, start) in kinds(d, m) {
            let input = format!("300/{kind}/d={d}/m={m}");
            every(rows, &input, &x, &start, &settings);
        }
        let x = points(300, d, m, 1.0);
        let fixed = Settings {
            iterations: 100,
            weights: Weights::Fixed,
            ..Settings::default()
        };
        let input = format!("300/fixed-weights/d={d}/m={m}");
        every(rows, &input, &x, &start(d, m, 1.0), &fixed);
        starts(rows, &x, (d, m), &settings);
        structures(rows, &x, &start(d, m, 1.0));
    }
    for (d, m) in [(1, 1), (2, 3), (5, 4), (17, 5)] {
        let (x, start) = (points(2_101, d, m, 1.0), start(d, m, 1.0));
        let input = format!("2101/usual/d={d}/m={m}");
        counted(rows, &input, &x, &start, &settings(2));
    }
    best(rows);
}

fn settings(iterations: usize) -> Settings {
    Settings {
        iterations,
        tolerance: 0.0,
        ..Settings::default()
    }
}

/// The middle of a component, in one coordinate.
fn middle(component: usize, coordinate: usize) -> f64 {
    ((7 * component + 3 * coordinate) % 11) as f64 - 5.0
}

/// Points about the middles of components in turn, which are so many times as far apart as usual.
pub(super) fn points(len: usize, d: usize, m: usize, apart: f64) -> Vec<f64> {
    let (mut words, mut x) = (words((len + d) as u64), vec![]);
    // A sum of uniform numbers, which are multiples of 2^-20.
    let mut scatter = || (words.next().unwrap_or(0) >> 43) as f64 / f64::from(1 << 20) - 1.0;
    for i in 0..len * d {
        let middle = apart * middle(i / d % m, i % d);
        x.push(middle + (scatter() + scatter() + scatter()));
    }
    x
}

/// Where fits begin: somewhat beside, too wide, and with all coordinates together.
pub(super) fn start(d: usize, m: usize, apart: f64) -> Mixture {
    let weight = |k: usize| (k + 1) as f64 * 2.0 / (m * (m + 1)) as f64;
    let weights: Vec<_> = (0..m).map(weight).collect();
    let mean = |i: usize| apart * middle(i / d, i % d) + 0.25;
    let means: Vec<_> = (0..m * d).map(mean).collect();
    let covariance = |i: usize| if i / d % d == i % d { 2.0 } else { 0.25 };
    let covariances: Vec<_> = (0..m * d * d).map(covariance).collect();
    Mixture::new(&weights, &means, &covariances).expect("a mixture")
}

/// What is out of the ordinary: components that are so far apart that densities are subnormal or zero,
/// points far from the origin, large or small ones, equal ones, and one that is no point.
fn kinds(d: usize, m: usize) -> Vec<(&'static str, Vec<f64>, Mixture)> {
    let usual = || points(300, d, m, 1.0);
    let times = |by: f64| usual().into_iter().map(|x| x * by).collect();
    let far = usual().into_iter().map(|x| x + 1e6).collect();
    let with = |last: f64| [&usual()[..299 * d], &vec![last; d]].concat();
    let start = |apart| start(d, m, apart);
    vec![
        ("apart=4", points(300, d, m, 4.0), start(4.0)),
        ("apart=8", points(300, d, m, 8.0), start(8.0)),
        ("apart=9", points(300, d, m, 9.0), start(9.0)),
        ("apart=60", points(300, d, m, 60.0), start(60.0)),
        ("far", far, start(1.0)),
        ("large", times(1e90), start(1.0)),
        ("small", times(1e-90), start(1.0)),
        ("equal", vec![1.5; 300 * d], start(1.0)),
        ("outlier", with(1e4), start(1.0)),
        ("nan", with(f64::NAN), start(1.0)),
        ("none", vec![], start(1.0)),
    ]
}

fn every(rows: &mut Rows<'_>, input: &str, x: &[f64], start: &Mixture, settings: &Settings) {
    rows.on("mixture", input)
        .solo("checked", || mixture::checked(x, start, settings))
        .solo("unchecked", || mixture::unchecked(x, start, settings))
        .levels("simd", |level| mixture::simd_at(level, x, start, settings))
        .team("threaded", |level, team| {
            mixture::threaded_at(level, team, x, start, settings)
        })
        .team("model_parallel", |level, team| {
            mixture::model_parallel_at(level, team, x, start, settings)
        });
}

/// An iteration by hand: moments of all points, and of two parts of them.
fn moments(rows: &mut Rows<'_>, input: &str, x: &[f64], model: &Mixture) {
    let d = model.dimensions();
    let next = |moments: &Moments| moments.maximise(model, &Settings::default());
    rows.on("mixture", input)
        .levels("moments", |level| {
            let moments = Points::new(x, d)?.moments_at(level, model)?;
            Ok::<_, Error>((next(&moments), moments))
        })
        .team("moments_on", |level, team| {
            let moments = Points::new(x, d)?.moments_on_at(level, team, model)?;
            Ok::<_, Error>((next(&moments), moments))
        })
        .levels("merge", |level| {
            let (a, b) = x.split_at(x.len() / d / 3 * d);
            iterate(model, &settings(2), |model| {
                let mut moments = Points::new(b, d)?.moments_at(level, model)?;
                if !a.is_empty() {
                    moments.merge(&Points::new(a, d)?.moments_at(level, model)?)?;
                }
                Ok(moments)
            })
        });
}

/// Points that count three times or not at all, or half; and the same points as `f32`.
fn counted(rows: &mut Rows<'_>, input: &str, x: &[f64], start: &Mixture, settings: &Settings) {
    let weights = [1.0, 0.0, 3.0, 0.5, 1.0, 0.125, 1e-3].into_iter().cycle();
    let weights: &Vec<_> = &weights.take(x.len() / start.dimensions()).collect();
    rows.on("mixture", format!("weighted/{input}"))
        .solo("checked", || {
            mixture::weighted::checked(x, weights, start, settings)
        })
        .solo("unchecked", || {
            mixture::weighted::unchecked(x, weights, start, settings)
        })
        .levels("simd", |level| {
            mixture::weighted::simd_at(level, x, weights, start, settings)
        })
        .team("threaded", |level, team| {
            mixture::weighted::threaded_at(level, team, x, weights, start, settings)
        })
        .team("model_parallel", |level, team| {
            mixture::weighted::model_parallel_at(level, team, x, weights, start, settings)
        });
    let narrow: &Vec<_> = &x.iter().map(|&x| x as f32).collect();
    rows.on("mixture", format!("f32/{input}"))
        .solo("checked", || mixture::checked(narrow, start, settings))
        .levels("simd", |level| {
            mixture::simd_at(level, narrow, start, settings)
        });
}

fn best(rows: &mut Rows<'_>) {
    let x = points(300, 2, 3, 1.0);
    let (range, bic) = (1..=4, Criterion::Bic);
    let points = || Points::new(&x, 2);
    rows.on("mixture", "300/usual/d=2")
        .levels("fit_best", |level| {
            let mut generator = Generator::new(1, 0);
            let (points, range, settings) = (points()?, range.clone(), settings(5));
            let best = fit_best_at(level, &points, range, 3, bic, &settings, &mut generator)?;
            Ok::<_, Error>((best.score(), best.into_fit()))
        })
        .team("fit_best_on", |level, team| {
            let mut generator = Generator::new(1, 0);
            let best = fit_best_on_at(
                level,
                team,
                &points()?,
                range.clone(),
                3,
                bic,
                &settings(5),
                &mut generator,
            )?;
            Ok::<_, Error>((best.score(), best.into_fit()))
        });
}

/// What is free in the covariances.
fn structures(rows: &mut Rows<'_>, x: &[f64], start: &Mixture) {
    let (d, m) = (start.dimensions(), start.components());
    for covariance in [
        Covariance::Diagonal,
        Covariance::Shared,
        Covariance::Spherical,
    ] {
        let settings = Settings {
            covariance,
            ..settings(3)
        };
        let input = format!("300/{covariance:?}/d={d}/m={m}");
        every(rows, &input, x, start, &settings);
        counted(rows, &input, x, start, &settings);
        rows.on("mixture", format!("{input}/seed=0"))
            .levels("k_means_plus_plus", |level| {
                let (points, mut generator) = (Points::new(x, d)?, Generator::new(0, 0));
                points.k_means_plus_plus_at(level, m, &settings, &mut generator)
            });
    }
}

fn starts(rows: &mut Rows<'_>, x: &[f64], (d, m): (usize, usize), settings: &Settings) {
    for seed in 0..4 {
        rows.on("mixture", format!("300/usual/d={d}/m={m}/seed={seed}"))
            .solo("k_means_plus_plus", || {
                let mut generator = Generator::new(seed, 0);
                Mixture::k_means_plus_plus(x, d, m, settings, &mut generator)
            });
    }
}

impl Answer for Mixture {
    fn hash(&self, bits: &mut Bits) {
        (self.components(), self.dimensions()).hash(bits);
        self.weights().hash(bits);
        self.means().hash(bits);
        self.covariances().hash(bits);
    }
}

impl Answer for State {
    fn hash(&self, bits: &mut Bits) {
        bits.word(*self as u64);
    }
}

impl Answer for Fit {
    fn hash(&self, bits: &mut Bits) {
        self.mixture().hash(bits);
        self.log_likelihoods().hash(bits);
        self.states().hash(bits);
        self.converged().hash(bits);
    }
}

impl Answer for Moments {
    fn hash(&self, bits: &mut Bits) {
        (
            self.points(),
            self.log_likelihood(),
            self.mean_log_likelihood(),
        )
            .hash(bits);
        self.weights().collect::<Vec<_>>().hash(bits);
    }
}
