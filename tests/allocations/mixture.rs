//! The mixture: many components in one dimension, and few in many, so that every list is large.

use crate::Refused::Fails;
use crate::{Case, case, returns, writes};
use hotloop::kernels::mixture::{self, Mixture, Moments, Points, Settings};
use hotloop::random::Generator;
use hotloop::simd::Level;
#[cfg(feature = "threads")]
use hotloop::threads::Team;
use std::cell::RefCell;

/// Points and a mixture to begin with.
#[derive(Clone)]
struct Problem {
    name: &'static str,
    x: Vec<f64>,
    /// The last point counts for nothing, so that the others are copied.
    weights: Vec<f64>,
    start: Mixture,
    settings: Settings,
}

impl Problem {
    fn new(name: &'static str, points: usize, d: usize, m: usize) -> Self {
        let mut x = vec![0.0; points * d];
        let normal = hotloop::kernels::normal::Normal::STANDARD;
        hotloop::kernels::normal::simd(&mut Generator::new(10, 0), normal, &mut x);
        let mut covariances = vec![0.0; m * d * d];
        for covariance in covariances.chunks_exact_mut(d * d) {
            covariance.iter_mut().step_by(d + 1).for_each(|v| *v = 1.0);
        }
        let start = Mixture::new(&vec![1.0 / m as f64; m], &x[..m * d], &covariances).unwrap();
        // So many that the list of likelihoods grows.
        let settings = Settings {
            iterations: if m < 10 && d == 1 { 70 } else { 2 },
            tolerance: 0.0,
            ..Settings::default()
        };
        let mut weights = vec![0.5; points];
        weights[points - 1] = 0.0;
        Self {
            name,
            x,
            weights,
            start,
            settings,
        }
    }

    /// What is fitted: few iterations, or a list that is long enough.
    fn fitted() -> [Self; 3] {
        [
            Self::new("one dimension", 200, 1, 3),
            Self::new("many components", 140, 2, 130),
            Self::new("many dimensions", 10, 130, 1),
        ]
    }

    /// What a single step is made of: a byte a component is large, too.
    fn steps() -> [Self; 2] {
        [
            Self::new("many components", 1100, 1, 1024),
            Self::new("many dimensions", 10, 130, 1),
        ]
    }
}

/// A fit of every problem.
fn fits<'a>(
    name: &'static str,
    way: impl ToString,
    fit: impl Fn(&Problem) -> Result<mixture::Fit, hotloop::Error> + Copy + 'a,
) -> impl Iterator<Item = Case<'a>> {
    Problem::fitted().into_iter().map(move |problem| {
        let way = format!("{}, {}", problem.name, way.to_string());
        returns(name, way, Fails, move || fit(&problem))
    })
}

pub(crate) fn cases<'a>() -> Vec<Case<'a>> {
    let mut cases = vec![];
    for problem in Problem::steps() {
        made(problem, &mut cases);
    }
    for problem in Problem::fitted() {
        let (points, range, settings) = best(&problem);
        cases.push(returns(
            "mixture::fit_best",
            problem.name,
            Fails,
            move || {
                let mut generator = Generator::new(10, 0);
                let bic = mixture::Criterion::Bic;
                mixture::fit_best(&points, range.clone(), 2, bic, &settings, &mut generator)
            },
        ));
    }
    cases.extend(fits("mixture::checked", "", |p| {
        mixture::checked(&p.x, &p.start, &p.settings)
    }));
    cases.extend(fits("mixture::unchecked", "", |p| {
        mixture::unchecked(&p.x, &p.start, &p.settings)
    }));
    cases.extend(fits("mixture::weighted::checked", "", |p| {
        mixture::weighted::checked(&p.x, &p.weights, &p.start, &p.settings)
    }));
    cases.extend(fits("mixture::weighted::unchecked", "", |p| {
        mixture::weighted::unchecked(&p.x, &p.weights, &p.start, &p.settings)
    }));
    for level in Level::supported() {
        cases.extend(fits("mixture::simd", level, move |p| {
            mixture::simd_at(level, &p.x, &p.start, &p.settings)
        }));
        cases.extend(fits("mixture::weighted::simd", level, move |p| {
            mixture::weighted::simd_at(level, &p.x, &p.weights, &p.start, &p.settings)
        }));
        let [_, components, dimensions] = Problem::fitted();
        for problem in [components, dimensions] {
            scored(level, problem, &mut cases);
        }
    }
    cases
}

/// What the best of two fits is made of, with as many components as the problem has.
fn best(problem: &Problem) -> (Points, std::ops::RangeInclusive<usize>, Settings) {
    let points = Points::new(&problem.x, problem.start.dimensions()).unwrap();
    let m = problem.start.components();
    (points, m..=m, problem.settings)
}

/// What makes a mixture, or points.
fn made<'a>(problem: Problem, cases: &mut Vec<Case<'a>>) {
    let (way, d, m) = (
        problem.name,
        problem.start.dimensions(),
        problem.start.components(),
    );
    let p = problem.clone();
    cases.push(returns("mixture::Mixture::new", way, Fails, move || {
        Mixture::new(p.start.weights(), p.start.means(), p.start.covariances())
    }));
    let p = problem.clone();
    let name = "mixture::Mixture::k_means_plus_plus";
    let begin = move |generator: &mut Generator| {
        Mixture::k_means_plus_plus(&p.x, d, m, &p.settings, generator)
    };
    let truth = begin(&mut Generator::new(10, 0)).unwrap();
    cases.push(case(name, way, Fails, move || {
        let mut generator = Generator::new(10, 0);
        let found = begin(&mut generator).inspect_err(|_| {
            let word = generator.next_u64();
            assert_eq!(word, Generator::new(10, 0).next_u64(), "a word is taken");
        })?;
        assert!(found == truth, "another start");
        Ok(())
    }));
    let p = problem.clone();
    cases.push(returns("mixture::Points::new", way, Fails, move || {
        let points = Points::new(&p.x, d)?;
        Ok((points.len(), points.dimensions()))
    }));
    let p = problem.clone();
    cases.push(returns(
        "mixture::Points::weighted",
        way,
        Fails,
        move || {
            let points = Points::new(&p.x, d)?.weighted(&p.weights)?;
            Ok((points.len(), points.total_weight()))
        },
    ));
    let p = problem.clone();
    let points = Points::new(&p.x, d).unwrap();
    let begin = move || points.k_means_plus_plus(m, &p.settings, &mut Generator::new(10, 0));
    let name = "mixture::Points::k_means_plus_plus";
    cases.push(returns(name, way, Fails, begin));
    let p = problem.clone();
    let points = Points::new(&p.x, d).unwrap();
    let moments = points.moments(&p.start).unwrap();
    let sent = moments.clone();
    let name = "mixture::Moments::to_bytes";
    cases.push(returns(name, way, Fails, move || sent.to_bytes()));
    let bytes = moments.to_bytes().unwrap();
    let name = "mixture::Moments::from_bytes";
    cases.push(returns(name, way, Fails, move || {
        Moments::from_bytes(&bytes)
    }));
    cases.push(returns(
        "mixture::Moments::maximise",
        way,
        Fails,
        move || moments.maximise(&p.start, &p.settings),
    ));
    let p = problem.clone();
    let settings = Settings {
        iterations: 1,
        ..p.settings
    };
    let name = "mixture::iterate";
    cases.push(returns(name, way, Fails, move || {
        mixture::iterate(&p.start, &settings, |model| points.moments(model))
    }));
    let p = problem;
    let (labels, len) = (RefCell::new(vec![0; 300]), 300 * d);
    cases.push(writes(
        "mixture::Mixture::sample",
        way,
        (len, |_| 7.0),
        move |points| {
            let mut labels = labels.borrow_mut();
            labels.fill(usize::MAX);
            let mut generator = Generator::new(10, 0);
            let result = p.start.sample(&mut generator, points, &mut labels);
            let taken = generator.next_u64() != Generator::new(10, 0).next_u64();
            let written = labels.iter().all(|label| *label < m);
            assert!(taken == result.is_ok() && written == result.is_ok());
            result
        },
    ));
}

/// What a mixture says of points.
fn scored<'a>(level: Level, problem: Problem, cases: &mut Vec<Case<'a>>) {
    let d = problem.start.dimensions();
    let way = format!("{}, {level}", problem.name);
    let (points, m) = (problem.x.len() / d, problem.start.components());
    let p = problem.clone();
    let laid_out = Points::new(&p.x, d).unwrap();
    cases.push(returns(
        "mixture::Points::moments",
        &way,
        Fails,
        move || laid_out.moments_at(level, &p.start),
    ));
    let p = problem.clone();
    let name = "mixture::Mixture::ln_densities";
    cases.push(writes(name, &way, (points, |_| 7.0), move |out| {
        p.start.ln_densities_at(level, &p.x, out)
    }));
    let p = problem.clone();
    let name = "mixture::Mixture::responsibilities";
    cases.push(writes(name, &way, (points * m, |_| 7.0), move |out| {
        p.start.responsibilities_at(level, &p.x, out)
    }));
    let p = problem.clone();
    let name = "mixture::Mixture::labels";
    cases.push(writes(name, &way, (points, |_| 7), move |out| {
        p.start.labels_at(level, &p.x, out)
    }));
    let p = problem.clone();
    let name = "mixture::Mixture::mean_log_likelihood";
    cases.push(returns(name, &way, Fails, move || {
        p.start.mean_log_likelihood_at(level, &p.x)
    }));
    let p = problem.clone();
    let name = "mixture::Mixture::log_likelihood";
    cases.push(returns(name, &way, Fails, move || {
        p.start.log_likelihood_at(level, &p.x)
    }));
    let p = problem.clone();
    cases.push(returns("mixture::Mixture::aic", &way, Fails, move || {
        p.start.aic(&p.x)
    }));
    let p = problem;
    cases.push(returns("mixture::Mixture::bic", &way, Fails, move || {
        p.start.bic(&p.x)
    }));
}

#[cfg(feature = "threads")]
pub(crate) fn cases_on(team: &Team) -> Vec<Case<'_>> {
    let mut cases = vec![];
    let [_, components, dimensions] = Problem::fitted();
    for problem in [components, dimensions] {
        let (points, range, settings) = best(&problem);
        let way = format!("{}, {} members", problem.name, team.members());
        // Members ask in any order, but alone.
        let name = "mixture::fit_best_on";
        cases.push(returns(name, way, Fails, move || {
            let mut generator = Generator::new(10, 0);
            let bic = mixture::Criterion::Bic;
            mixture::fit_best_on(
                team,
                &points,
                range.clone(),
                2,
                bic,
                &settings,
                &mut generator,
            )
        }));
    }
    for level in Level::supported() {
        let way = format!("{level}, {} members", team.members());
        cases.extend(fits("mixture::threaded", &way, move |p| {
            mixture::threaded_at(level, team, &p.x, &p.start, &p.settings)
        }));
        cases.extend(fits("mixture::model_parallel", &way, move |p| {
            mixture::model_parallel_at(level, team, &p.x, &p.start, &p.settings)
        }));
        cases.extend(fits("mixture::weighted::threaded", &way, move |p| {
            mixture::weighted::threaded_at(level, team, &p.x, &p.weights, &p.start, &p.settings)
        }));
        cases.extend(fits("mixture::weighted::model_parallel", &way, move |p| {
            mixture::weighted::model_parallel_at(
                level,
                team,
                &p.x,
                &p.weights,
                &p.start,
                &p.settings,
            )
        }));
        // Several blocks of points.
        for problem in [
            Problem::new("blocks", 8500, 2, 45),
            Problem::new("blocks", 2100, 20, 1),
        ] {
            let points = Points::new(&problem.x, problem.start.dimensions()).unwrap();
            cases.push(returns(
                "mixture::Points::moments_on",
                &way,
                Fails,
                move || points.moments_on_at(level, team, &problem.start),
            ));
        }
    }
    cases
}

/// Moments are merged in their own room, also those of a component that had no points.
pub(crate) fn merging() -> (&'static str, Box<dyn FnOnce()>) {
    let d = 130;
    let far = [vec![0.0; d], vec![1e6; d]].concat();
    let mut covariances = vec![0.0; 2 * d * d];
    for covariance in covariances.chunks_exact_mut(d * d) {
        covariance.iter_mut().step_by(d + 1).for_each(|v| *v = 1.0);
    }
    let model = Mixture::new(&[0.5, 0.5], &far, &covariances).unwrap();
    let of = |x: &[f64]| -> Moments { Points::new(x, d).unwrap().moments(&model).unwrap() };
    let (mut here, there, both) = (of(&far[..d]), of(&far[d..]), of(&far));
    let call = move || {
        here.merge(&there).unwrap();
        assert!(here.weights().eq(both.weights()), "other weights");
    };
    ("mixture::Moments::merge", Box::new(call))
}
