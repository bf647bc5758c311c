//! Where a fit begins.

use super::scores::{assert_near, example};
use hotloop::Error;
use hotloop::kernels::mixture::{Mixture, Settings};
use hotloop::random::Generator;

fn floor(covariance_floor: f64) -> Settings {
    Settings {
        covariance_floor,
        ..Settings::default()
    }
}

fn start(x: &[f64], d: usize, m: usize, least: f64) -> Result<Mixture, Error> {
    Mixture::k_means_plus_plus(x, d, m, &floor(least), &mut Generator::new(10, 0))
}

#[test]
fn means_are_different_points_and_the_covariance_is_their_scatter() {
    for (d, m, n) in [
        (1, 1, 1),
        (1, 2, 3),
        (2, 4, 1_025),
        (3, 7, 3_000),
        (5, 20, 200),
    ] {
        let (_, x) = example(d, 2, n);
        let mut generator = Generator::new(10, 0);
        let start = Mixture::k_means_plus_plus(&x, d, m, &floor(0.5), &mut generator).unwrap();
        assert_eq!((start.components(), start.dimensions()), (m, d));
        assert!(
            start
                .weights()
                .iter()
                .all(|&weight| weight == 1.0 / m as f64)
        );
        let at = |mean: &[f64]| x.chunks(d).position(|point| point == mean);
        let mut chosen: Vec<_> = start.means().chunks(d).map(|u| at(u).unwrap()).collect();
        chosen.sort_unstable();
        chosen.dedup();
        assert_eq!(chosen.len(), m, "a point twice");

        let mut scatter = vec![0.0; d * d];
        for x in x.chunks(d) {
            let square = |u: &[f64]| x.iter().zip(u).map(|(x, u)| (x - u).powi(2)).sum::<f64>();
            let nearest = |a: &&[f64], b: &&[f64]| square(a).total_cmp(&square(b));
            let mean = start.means().chunks(d).min_by(nearest).unwrap();
            for i in 0..d {
                for j in 0..d {
                    scatter[i * d + j] += (x[i] - mean[i]) * (x[j] - mean[j]) / n as f64;
                }
            }
        }
        for k in 0..m {
            for (i, found) in start.covariance(k).iter().enumerate() {
                let floor = if i % (d + 1) == 0 { 0.5 } else { 0.0 };
                assert_near(*found, scatter[i] + floor, 1e-12 * (1.0 + scatter[i].abs()));
            }
        }
        // What `new` would say of it.
        Mixture::new(start.weights(), start.means(), start.covariances()).unwrap();

        // A word a component, and the same ones again.
        let mut words = Generator::new(10, 0);
        words.advance(m as u64);
        assert_eq!(generator, words);
        assert_eq!(self::start(&x, d, m, 0.5), Ok(start));
    }
}

#[test]
fn further_means_are_drawn_by_the_squares_of_their_distances() {
    let x = [0.0, 1.0, 3.0]; // on a line
    let mut generator = Generator::new(10, 0);
    let mut counts = [[0.0; 3]; 3];
    for _ in 0..60_000 {
        let start = Mixture::k_means_plus_plus(&x, 1, 2, &floor(1.0), &mut generator).unwrap();
        let place = |k: usize| x.iter().position(|x| *x == start.mean(k)[0]).unwrap();
        counts[place(0)][place(1)] += 1.0;
    }
    for (first, counts) in counts.iter().enumerate() {
        let total: f64 = x.iter().map(|at| (at - x[first]).powi(2)).sum();
        for (second, count) in counts.iter().enumerate() {
            let chance = (x[second] - x[first]).powi(2) / total / 3.0;
            let five_sigma = 5.0 * (60_000.0 * chance * (1.0 - chance)).sqrt();
            assert_near(*count, 60_000.0 * chance, five_sigma);
        }
    }
}

#[test]
fn points_that_do_not_scatter_need_a_floor() {
    let not_definite = |pivot| {
        Err(Error::NotPositiveDefinite {
            argument: "covariances",
            matrix: 0,
            pivot,
            found: 0.0,
        })
    };
    // All equal; as many as components; a column that is constant; a column twice.
    let equal = [3.0; 20];
    let few = [0.0, 0.0, 1.0, 5.0];
    let constant: Vec<f64> = (0..20).flat_map(|i| [f64::from(i), 4.0]).collect();
    let twice: Vec<f64> = (0..20).flat_map(|i| [f64::from(i); 2]).collect();
    assert_eq!(start(&equal, 2, 3, 0.0), not_definite(0));
    assert_eq!(start(&few, 2, 2, 0.0), not_definite(0));
    assert_eq!(start(&constant, 2, 3, 0.0), not_definite(1));
    assert_eq!(start(&twice, 2, 3, 0.0), not_definite(1));
    for x in [&equal[..], &few, &constant, &twice] {
        let start = start(x, 2, 2, 1e-6).unwrap();
        Mixture::new(start.weights(), start.means(), start.covariances()).unwrap();
        let mut densities = vec![0.0; x.len() / 2];
        start.ln_densities(x, &mut densities).unwrap();
        assert!(densities.iter().all(|density| density.is_finite()));
    }
    assert_eq!(start(&equal, 2, 3, 1e-6).unwrap().means(), [3.0; 6]);
}

#[test]
fn the_largest_coordinates_have_a_start() {
    let x: Vec<f64> = (0..4_000)
        .map(|i| if i * i % 7 < 3 { 1e100 } else { -1e100 })
        .collect();
    let start = start(&x, 4, 2, 1.0).unwrap();
    assert!(
        start
            .covariances()
            .iter()
            .all(|element| element.is_finite())
    );
}

#[test]
fn starts_refuse_before_they_draw() {
    let mut generator = Generator::new(10, 0);
    let settings = Settings::default();
    let mut start = |x: &[f64], d: usize, m: usize, settings: &Settings| {
        let start = Mixture::k_means_plus_plus(x, d, m, settings, &mut generator);
        assert_eq!(generator, Generator::new(10, 0));
        start.unwrap_err().to_string()
    };
    let x = [0.0, 1.0, 2.0, 3.0];
    for (x, d, m, message) in [
        (&x[..0], 2, 1, "`x`: found 0, expected at least 1"),
        (&x[..], 0, 1, "`dimensions`: found 0, expected at least 1"),
        (&x[..], 2, 0, "`components`: found 0, expected at least 1"),
        (
            &x[..],
            2,
            3,
            "`x`: found fewer points than components, expected at least one for each component",
        ),
        (
            &x[..3],
            2,
            1,
            "`x`: found 3 elements, expected a multiple of 2, the number of dimensions",
        ),
        (
            &[1e101],
            1,
            1,
            "`x`: found 1e101, expected a number from -1e100 to 1e100",
        ),
    ] {
        assert_eq!(start(x, d, m, &settings), message);
    }
    let message = "`covariance_floor`: found -1.0, expected 0, or a finite number not below 1e-300";
    assert_eq!(start(&x, 2, 1, &floor(-1.0)), message);
    let message = "`x`: found NaN, expected a number from -1e100 to 1e100";
    assert_eq!(start(&[0.0, f64::NAN], 1, 1, &settings), message);
}
