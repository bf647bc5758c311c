//! How many sources do points in the plane come from? The mixture that says so is kept in a file.

use hotloop::kernels::mixture::{self, Criterion, Mixture, Points, Settings};
use hotloop::random::Generator;
use std::error::Error;

/// The logarithm of `weight N(x; mean, covariance)` in the plane, by the formula.
fn ln_term(model: &Mixture, component: usize, x: &[f64; 2]) -> f64 {
    let (mean, &[a, b, _, c]) = (model.mean(component), model.covariance(component)) else {
        panic!("the plane has two dimensions");
    };
    let (u, v) = (x[0] - mean[0], x[1] - mean[1]);
    let determinant = a * c - b * b;
    let distance = (c * u * u - 2.0 * b * u * v + a * v * v) / determinant;
    let density = (-0.5 * distance).exp() / (std::f64::consts::TAU * determinant.sqrt());
    (model.weights()[component] * density).ln()
}

/// The component that a point most likely is of.
fn label(model: &Mixture, x: &[f64; 2]) -> usize {
    let terms = (0..model.components()).map(|k| ln_term(model, k, x));
    let (k, _) = terms
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .unwrap();
    k
}

/// `p ln n - 2 ln L`.
fn bic(model: &Mixture, points: &[[f64; 2]]) -> f64 {
    let density = |x| {
        (0..model.components())
            .map(|k| ln_term(model, k, x).exp())
            .sum::<f64>()
    };
    let log_likelihood: f64 = points.iter().map(|x| density(x).ln()).sum();
    model.parameters() as f64 * (points.len() as f64).ln() - 2.0 * log_likelihood
}

fn main() -> Result<(), Box<dyn Error>> {
    let truth = Mixture::new(
        &[0.2, 0.3, 0.5],
        &[0.0, 0.0, 8.0, 0.0, 4.0, 7.0],
        &[1.0, 0.3, 0.3, 1.0, 1.0, 0.0, 0.0, 0.5, 2.0, -0.5, -0.5, 1.0],
    )?;
    let mut generator = Generator::new(2026, 0);
    let (mut x, mut sources) = (vec![0.0; 2_000], vec![0; 1_000]);
    truth.sample(&mut generator, &mut x, &mut sources)?;

    let points = Points::new(&x, 2)?;
    let settings = Settings::default();
    let best = mixture::fit_best(&points, 1..=4, 3, Criterion::Bic, &settings, &mut generator)?;
    for components in 1..=4 {
        match best.least(components) {
            Some(score) => println!("{components} components: {score:.1}"),
            None => println!("{components} components: no fit"),
        }
    }
    let found = best.into_fit().into_mixture();
    assert_eq!(found.components(), 3);

    // Saved as JSON, and read again.
    let path = std::env::temp_dir().join(format!("hotloop-bic-{}.json", std::process::id()));
    std::fs::write(&path, serde_json::to_string_pretty(&found)?)?;
    let restored: Mixture = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
    std::fs::remove_file(&path)?;
    assert_eq!(restored, found);

    // Labels and criterion by the formulas, and nearly every point at its source.
    let plain: Vec<[f64; 2]> = x.as_chunks().0.to_vec();
    let mut labels = vec![0; 1_000];
    restored.labels(&x, &mut labels)?;
    let by_formula: Vec<usize> = plain.iter().map(|x| label(&restored, x)).collect();
    assert_eq!(labels, by_formula);
    assert!((restored.bic(&x)? - bic(&restored, &plain)).abs() < 1e-6);
    let mut pairs = [[0; 3]; 3]; // components may come in another order than sources
    for (label, source) in labels.iter().zip(&sources) {
        pairs[*label][*source] += 1;
    }
    let at_home: i32 = pairs.iter().flat_map(|sources| sources.iter().max()).sum();
    println!("{at_home} of 1000 points are with those of their source");
    assert!(at_home > 980);
    Ok(())
}
