//! Points of `f32`: what the same numbers come to as `f64`, to the bit.

use super::oracle::{exactly, example};
use super::*;
use hotloop::kernels::mixture::Points;

#[test]
fn single_precision_is_widened_and_no_more() {
    for (d, m) in [(1, 2), (2, 3), (3, 1), (5, 2), (9, 2)] {
        let (x, start) = example(d as u64, 131, d, m, 2.0);
        let singles: Vec<f32> = x.iter().map(|x| *x as f32).collect();
        let x: Vec<f64> = singles.iter().map(|x| f64::from(*x)).collect();
        let weights: Vec<f64> = (0..131).map(|i| (i % 4) as f64).collect();
        let settings = exactly(3, 1e-3);
        let (s, w) = (&settings, &weights);
        let of = |answer: Answer| answer.unwrap();
        assert_eq!(
            of(mixture::checked(&singles, &start, s)),
            of(mixture::checked(&x, &start, s))
        );
        assert_eq!(
            of(mixture::unchecked(&singles, &start, s)),
            of(mixture::checked(&x, &start, s))
        );
        assert_eq!(
            of(mixture::simd(&singles, &start, s)),
            of(mixture::simd(&x, &start, s))
        );
        assert_eq!(
            of(mixture::weighted::checked(&singles, w, &start, s)),
            of(mixture::weighted::checked(&x, w, &start, s))
        );
        assert_eq!(
            of(mixture::weighted::unchecked(&singles, w, &start, s)),
            of(mixture::weighted::checked(&x, w, &start, s))
        );
        assert_eq!(
            of(mixture::weighted::simd(&singles, w, &start, s)),
            of(mixture::weighted::simd(&x, w, &start, s))
        );
        #[cfg(feature = "threads")]
        for team in common::teams() {
            let simd = of(mixture::simd(&x, &start, s));
            assert_eq!(of(mixture::threaded(&team, &singles, &start, s)), simd);
            assert_eq!(
                of(mixture::model_parallel(&team, &singles, &start, s)),
                simd
            );
        }
        let [a, b] = [Points::new(&singles, d), Points::new(&x, d)];
        assert_eq!(a.unwrap().moments(&start), b.unwrap().moments(&start));

        let generator = || Generator::new(10, 0);
        assert_eq!(
            Mixture::k_means_plus_plus(&singles, d, m, s, &mut generator()),
            Mixture::k_means_plus_plus(&x, d, m, s, &mut generator())
        );
        scores_are_the_same(&start, &singles, &x);
    }
}

fn scores_are_the_same(mixture: &Mixture, singles: &[f32], x: &[f64]) {
    let n = x.len() / mixture.dimensions();
    for level in levels() {
        let mut densities = [vec![0.0; n], vec![0.0; n]];
        mixture
            .ln_densities_at(level, singles, &mut densities[0])
            .unwrap();
        mixture
            .ln_densities_at(level, x, &mut densities[1])
            .unwrap();
        assert_eq!(densities[0], densities[1]);
        let mut shares = [(); 2].map(|()| vec![0.0; n * mixture.components()]);
        mixture
            .responsibilities_at(level, singles, &mut shares[0])
            .unwrap();
        mixture
            .responsibilities_at(level, x, &mut shares[1])
            .unwrap();
        assert_eq!(shares[0], shares[1]);
        let mut labels = [vec![0; n], vec![0; n]];
        mixture.labels_at(level, singles, &mut labels[0]).unwrap();
        mixture.labels_at(level, x, &mut labels[1]).unwrap();
        assert_eq!(labels[0], labels[1]);
        let mean = mixture.mean_log_likelihood_at(level, x).unwrap();
        assert_eq!(mixture.mean_log_likelihood_at(level, singles), Ok(mean));
        let sum = mixture.log_likelihood_at(level, singles).unwrap();
        assert_eq!(sum / n as f64, mean);
    }
    assert_eq!(mixture.aic(singles), mixture.aic(x));
    assert_eq!(mixture.bic(singles), mixture.bic(x));
}

#[test]
fn single_precision_is_refused_in_the_same_words() {
    let error = Points::new(&[1.0_f32, f32::INFINITY], 1).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`x`: found inf, expected a number from -1e100 to 1e100"
    );
    assert_eq!(Points::new(&[f32::MAX, f32::MIN], 1).unwrap().len(), 2);
}
