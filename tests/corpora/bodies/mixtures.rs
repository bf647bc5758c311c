//! Mixtures: models, fits, scores, searches, and what is saved.

use super::check::{Number, agree, levelled, output, teamed};
use super::input::Input;
use hotloop::Error;
use hotloop::kernels::mixture::{
    self, Covariance, Criterion, Fit, Mixture, Points, Settings, Weights, weighted,
};
use hotloop::random::Generator;
use hotloop::simd::{Float, Level};
use hotloop::threads::Team;

pub(super) fn run(bytes: &[u8]) {
    let mut input = Input::new(bytes);
    match input.byte() % 10 {
        0..4 => fits::<f64>(&mut input),
        4 => fits::<f32>(&mut input),
        5 => scores(&mut input),
        6 => samples(&mut input),
        7 => searches(&mut input),
        8 => models(&mut input),
        _ => saved(&mut input),
    }
}

/// All numbers of a mixture.
fn numbers(mixture: &Mixture) -> Vec<f64> {
    [mixture.weights(), mixture.means(), mixture.covariances()].concat()
}

/// A model that is one: covariances are products of a factor with itself.
fn model(input: &mut Input<'_>, dimensions: usize) -> Option<Mixture> {
    let (m, d) = (1 + input.below(6), dimensions);
    let weights: Vec<f64> = (0..m).map(|_| f64::from(input.byte() % 8)).collect();
    let total: f64 = weights.iter().sum();
    let weights: Vec<f64> = weights.iter().map(|w| w / total).collect();
    let means: Vec<f64> = input.numbers(m * d);
    let mut covariances = vec![];
    for _ in 0..m {
        let unit = input.scale();
        let factor = |i: usize, j: usize, byte: u8| match i.cmp(&j) {
            std::cmp::Ordering::Less => 0.0,
            std::cmp::Ordering::Equal => unit,
            std::cmp::Ordering::Greater => unit * f64::from(byte as i8) / 256.0,
        };
        let mut rows = vec![0.0; d * d];
        for i in 0..d {
            for j in 0..=i {
                rows[i * d + j] = factor(i, j, if i == j { 0 } else { input.byte() });
            }
        }
        for i in 0..d {
            for j in 0..d {
                covariances.push((0..d).map(|k| rows[i * d + k] * rows[j * d + k]).sum());
            }
        }
    }
    if input.one_in(8) {
        let at = input.below(covariances.len());
        covariances[at] = input.number();
    }
    let mixture = Mixture::new(&weights, &means, &covariances).ok()?;
    agree(
        "as given",
        &numbers(&mixture),
        &[weights, means, covariances].concat(),
    );
    Some(mixture)
}

fn settings(input: &mut Input<'_>) -> Settings {
    let structures = [
        Covariance::Full,
        Covariance::Diagonal,
        Covariance::Shared,
        Covariance::Spherical,
    ];
    let default = Settings::default();
    Settings {
        iterations: input.below(5),
        tolerance: if input.one_in(8) { input.number() } else { 0.0 },
        covariance_floor: match input.byte() % 8 {
            0 => input.number(),
            1..4 => 0.0,
            _ => default.covariance_floor,
        },
        weights: if input.flag() {
            Weights::Fixed
        } else {
            Weights::Learned
        },
        covariance: input.pick(&structures),
    }
}

fn dimensions(input: &mut Input<'_>) -> usize {
    match input.byte() {
        few @ ..200 => 1 + usize::from(few % 5),
        _ => 1 + input.below(12),
    }
}

/// What can be said of a fit in numbers.
fn said(fit: Result<Fit, Error>) -> Result<(Vec<f64>, Vec<u8>), Error> {
    fit.map(|fit| {
        let numbers = numbers(fit.mixture());
        assert!(numbers.iter().all(|x| x.is_finite()), "{fit:?}");
        let text = format!("{:?} {}", fit.states(), fit.converged());
        let likelihoods = fit.log_likelihoods();
        assert_eq!(fit.iterations(), likelihoods.len());
        ([&numbers, likelihoods].concat(), text.into_bytes())
    })
}

fn fits<T: Float + Number>(input: &mut Input<'_>) {
    let d = dimensions(input);
    let Some(start) = model(input, d) else { return };
    let settings = settings(input);
    let len = input.len(600) * d;
    let len = if input.one_in(16) { len + 1 } else { len };
    let x: Vec<T> = input.numbers(len);
    let on = (input.team(), input.level());
    if input.flag() {
        let weights = weights(input, len / d);
        return weighted_fits(&x, &weights, &start, &settings, on);
    }
    let checked = said(mixture::checked(&x, &start, &settings));
    agree(
        "unchecked",
        &said(mixture::unchecked(&x, &start, &settings)),
        &checked,
    );
    let simd = levelled("simd", |level| {
        said(mixture::simd_at(level, &x, &start, &settings))
    });
    let threaded = teamed("threaded", on, |level, team| {
        said(mixture::threaded_at(level, team, &x, &start, &settings))
    });
    agree("threaded", &threaded, &simd);
    let model = teamed("model_parallel", on, |level, team| {
        said(mixture::model_parallel_at(
            level, team, &x, &start, &settings,
        ))
    });
    agree("model_parallel", &model, &simd);
    alike(&simd, &checked);
    if let Ok(points) = Points::new(&x, d) {
        let moments = levelled("moments", |level| {
            points.moments_at(level, &start).map(|it| {
                assert_eq!(it.points() as usize, points.len());
                (it.log_likelihood(), it.weights().collect::<Vec<_>>())
            })
        });
        let shared = teamed("moments", on, |level, team| {
            points
                .moments_on_at(level, team, &start)
                .map(|it| (it.log_likelihood(), it.weights().collect::<Vec<_>>()))
        });
        agree("moments", &shared, &moments);
    }
}

fn weights(input: &mut Input<'_>, len: usize) -> Vec<f64> {
    let len = if input.one_in(16) {
        input.len(100)
    } else {
        len
    };
    let raw: Vec<f64> = input.numbers(len);
    match input.byte() % 4 {
        0 => raw,
        _ => raw.iter().map(|w| w.abs().min(1e6)).collect(),
    }
}

fn weighted_fits<T: Float + Number>(
    x: &[T],
    weights: &[f64],
    start: &Mixture,
    settings: &Settings,
    on: (&Team, Level),
) {
    let checked = said(weighted::checked(x, weights, start, settings));
    let unchecked = said(weighted::unchecked(x, weights, start, settings));
    agree("unchecked", &unchecked, &checked);
    let simd = levelled("simd", |level| {
        said(weighted::simd_at(level, x, weights, start, settings))
    });
    let threaded = teamed("threaded", on, |level, team| {
        said(weighted::threaded_at(
            level, team, x, weights, start, settings,
        ))
    });
    agree("threaded", &threaded, &simd);
    let model = teamed("model_parallel", on, |level, team| {
        said(weighted::model_parallel_at(
            level, team, x, weights, start, settings,
        ))
    });
    agree("model_parallel", &model, &simd);
    alike(&simd, &checked);
}

/// What is refused for what it is, and not for what came of it, is refused by all.
fn alike<A: super::check::Answer + std::fmt::Debug>(
    simd: &Result<A, Error>,
    checked: &Result<A, Error>,
) {
    let of_arguments = |result: &Result<A, Error>| {
        let of_results = |error: &Error| {
            use Error::{NotPositiveDefinite, OutOfRange};
            // A log-likelihood that is none.
            let start = "start";
            matches!(error, NotPositiveDefinite { .. })
                || matches!(error, OutOfRange { argument, .. } if *argument == start)
        };
        result.as_ref().is_err_and(|error| !of_results(error))
    };
    if of_arguments(simd) || of_arguments(checked) {
        agree("refused", simd, checked);
    }
}

fn scores(input: &mut Input<'_>) {
    let d = dimensions(input);
    let Some(mixture) = model(input, d) else {
        return;
    };
    let points = input.len(300);
    let stray = usize::from(input.one_in(16));
    let x: Vec<f64> = input.numbers(points * d + stray);
    let (at, m) = (input.below(8), mixture.components());
    let short = if input.one_in(16) { input.count() } else { 0 };
    let room = |each: usize| (points * each).saturating_sub(short);
    let densities = levelled("densities", |level| {
        output::<f64>(at, room(1), |out| mixture.ln_densities_at(level, &x, out))
    });
    let shares = levelled("responsibilities", |level| {
        output::<f64>(at, room(m), |out| {
            mixture.responsibilities_at(level, &x, out)
        })
    });
    let labels = levelled("labels", |level| {
        output::<usize>(at, room(1), |out| mixture.labels_at(level, &x, out))
    });
    let mean = levelled("mean", |level| mixture.mean_log_likelihood_at(level, &x));
    let sum = levelled("sum", |level| mixture.log_likelihood_at(level, &x));
    assert_eq!(mean.is_ok(), sum.is_ok());
    assert_eq!(mixture.bic(&x).is_ok(), mean.is_ok());
    assert_eq!(mixture.aic(&x).is_ok(), mean.is_ok());
    if let Ok(densities) = &densities {
        assert!(densities.iter().all(|x| !x.is_nan()), "{densities:?}");
    }
    if let (Ok(shares), Ok(labels)) = (shares, labels) {
        for (shares, label) in shares.chunks(m).zip(labels) {
            let total: f64 = shares.iter().sum();
            let near = shares.iter().all(|share| (0.0..=1.0).contains(share));
            assert!(near && (total - 1.0).abs() < 1e-14 * m as f64, "{shares:?}");
            let most = shares.iter().copied().fold(0.0, f64::max);
            assert!(shares[label] >= most - 1e-9, "{label} of {shares:?}");
        }
    }
}

fn samples(input: &mut Input<'_>) {
    let d = dimensions(input);
    let Some(mixture) = model(input, d) else {
        return;
    };
    let (count, seed) = (input.len(200), input.word());
    let stray = if input.one_in(16) { input.count() } else { 0 };
    let len = (count * d).saturating_sub(stray);
    let mut generator = Generator::new(seed, 0);
    let mut labels = vec![usize::MAX; count];
    let points = output::<f64>(input.below(8), len, |out| {
        mixture.sample(&mut generator, out, &mut labels)
    });
    assert_eq!(points.is_ok(), len == count * d);
    let mut skipped = Generator::new(seed, 0);
    if points.is_ok() {
        skipped.advance((count * (1 + d)) as u64);
        assert!(labels.iter().all(|label| mixture.weights()[*label] > 0.0));
    } else {
        assert!(labels.iter().all(|label| *label == usize::MAX));
    }
    assert_eq!(generator, skipped);

    let (x, components) = (input.numbers::<f64>(len), input.count());
    if components > 1000 && components < usize::MAX >> 14 {
        return;
    }
    let (settings, before) = (settings(input), generator.clone());
    let started = |start: Result<Mixture, Error>| start.map(|start| numbers(&start));
    let start = started(Mixture::k_means_plus_plus(
        &x,
        d,
        components,
        &settings,
        &mut generator,
    ));
    if let Ok(points) = Points::new(&x, d) {
        let again = levelled("k-means++", |level| {
            let mut generator = before.clone();
            let made = points.k_means_plus_plus_at(level, components, &settings, &mut generator);
            started(made)
        });
        assert_eq!(again.is_ok(), start.is_ok(), "{again:?}, {start:?}");
        if start.is_ok() {
            agree("k-means++", &again, &start);
        }
    }
}

fn searches(input: &mut Input<'_>) {
    let d = 1 + input.below(3);
    let (len, settings) = (input.len(60), settings(input));
    let x: Vec<f64> = input.numbers(len * d);
    let Ok(points) = Points::new(&x, d) else {
        return;
    };
    let weights = weights(input, len);
    let points = match input.flag() {
        true => points.clone().weighted(&weights).unwrap_or(points),
        false => points,
    };
    let (least, most) = (input.below(4), input.below(4));
    let (starts, bic) = (input.below(4), input.flag());
    let criterion = if bic { Criterion::Bic } else { Criterion::Aic };
    let generator = Generator::new(input.word(), 0);
    let on = (input.team(), input.level());
    let told = |best: Result<mixture::Best, Error>| {
        best.map(|best| {
            let trials = format!("{:?}", best.trials()).into_bytes();
            assert!((least..=most).any(|k| best.least(k) == Some(best.score())));
            (numbers(best.mixture()), trials)
        })
    };
    let found = levelled("fit_best", |level| {
        let mut generator = generator.clone();
        let range = least..=most;
        told(mixture::fit_best_at(
            level,
            &points,
            range,
            starts,
            criterion,
            &settings,
            &mut generator,
        ))
    });
    let shared = teamed("fit_best_on", on, |level, team| {
        let mut generator = generator.clone();
        let range = least..=most;
        told(mixture::fit_best_on_at(
            level,
            team,
            &points,
            range,
            starts,
            criterion,
            &settings,
            &mut generator,
        ))
    });
    agree("fit_best_on", &shared, &found);
    if least == 0 || least > most || starts == 0 {
        assert!(found.is_err());
    }
}

/// Arguments that need not be those of any mixture.
fn models(input: &mut Input<'_>) {
    let (m, d) = (input.below(5), input.below(4));
    let stray = |input: &mut Input<'_>, len: usize| match input.byte() % 8 {
        0 => input.len(20),
        _ => len,
    };
    let weights = match input.flag() {
        true => vec![1.0 / m as f64; m],
        false => input.numbers(m),
    };
    let means = stray(input, m * d);
    let means: Vec<f64> = input.numbers(means);
    let covariances = stray(input, m * d * d);
    let covariances: Vec<f64> = input.numbers(covariances);
    let made = Mixture::new(&weights, &means, &covariances);
    let Ok(mixture) = made else {
        assert!(!made.unwrap_err().to_string().is_empty());
        return;
    };
    let total: f64 = weights.iter().sum();
    assert!((total - 1.0).abs() < 1e-7 && weights.iter().all(|w| *w >= 0.0));
    assert_eq!(mixture.components() * mixture.dimensions(), means.len());
    for structure in ["full", "diag", "tied", "spherical"] {
        let structure: Covariance = structure.parse().expect("a name");
        let parameters = mixture.parameters();
        if let Ok(less) = mixture.clone().structured(structure) {
            assert!(less.parameters() <= parameters && less.structure() == structure);
        }
    }
}

#[cfg(feature = "serde")]
fn saved(input: &mut Input<'_>) {
    let read = |text: &[u8]| serde_json::from_slice::<Mixture>(text);
    if input.flag() {
        if let Ok(mixture) = read(input.rest()) {
            let again = serde_json::to_vec(&mixture).expect("text");
            assert_eq!(read(&again).expect("what was saved"), mixture);
        }
        return;
    }
    let d = dimensions(input);
    let Some(mixture) = model(input, d) else {
        return;
    };
    let mut text = serde_json::to_vec(&mixture).expect("text");
    assert_eq!(read(&text).expect("what was saved"), mixture);
    for _ in 0..1 + input.below(4) {
        let at = input.below(text.len());
        text[at] = input.byte();
    }
    if let Ok(other) = read(&text) {
        assert_eq!(other.weights().len(), other.components());
    }
}

#[cfg(not(feature = "serde"))]
fn saved(_: &mut Input<'_>) {}
