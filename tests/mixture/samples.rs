//! What is drawn from a mixture.

use super::common::bits;
use super::scores::{assert_near, model};
use hotloop::Error;
use hotloop::kernels::mixture::Mixture;
use hotloop::kernels::normal::{self, Normal};
use hotloop::kernels::uniform::{self, Uniform};
use hotloop::random::Generator;

#[test]
fn a_sample_takes_a_word_for_the_label_and_one_a_coordinate() {
    let (model, points) = (model(), 1_000);
    let (mut x, mut labels) = (vec![0.0; 3 * points], vec![0; points]);
    let mut generator = Generator::new(10, 3);
    model.sample(&mut generator, &mut x, &mut labels).unwrap();

    let mut words = Generator::new(10, 3);
    for (x, &label) in x.chunks_exact(3).zip(&labels) {
        let (mut u, mut z) = ([0.0_f64], [0.0_f64; 3]);
        uniform::checked(&mut words, Uniform::new(0.0, 1.0).unwrap(), &mut u);
        normal::checked(&mut words, Normal::STANDARD, &mut z);
        assert_eq!(label, usize::from(u[0] >= 0.5) + usize::from(u[0] >= 0.7));
        // The factor of a covariance, written out.
        let s = model.covariance(label);
        let a = s[0].sqrt();
        let (b, d) = (s[3] / a, s[6] / a);
        let c = (s[4] - b * b).sqrt();
        let e = (s[7] - d * b) / c;
        let f = (s[8] - d * d - e * e).sqrt();
        let apart = [
            a * z[0],
            b * z[0] + c * z[1],
            d * z[0] + e * z[1] + f * z[2],
        ];
        for ((x, mean), apart) in x.iter().zip(model.mean(label)).zip(apart) {
            assert_near(*x, mean + apart, 1e-14 * (1.0 + apart.abs()));
        }
    }
    assert_eq!(generator, words);

    for cut in [0, 1, 7, 255, 256, 257, 999, 1_000] {
        let (mut again, mut labels_again) = (vec![0.0; 3 * points], vec![0; points]);
        let mut generator = Generator::new(10, 3);
        let (first, second) = again.split_at_mut(3 * cut);
        let (first_labels, second_labels) = labels_again.split_at_mut(cut);
        model.sample(&mut generator, first, first_labels).unwrap();
        model.sample(&mut generator, second, second_labels).unwrap();
        assert!(bits(&again) == bits(&x) && labels_again == labels, "{cut}");

        let mut later = Generator::new(10, 3);
        later.advance(4 * cut as u64);
        let (second, labels) = (&mut again[3 * cut..], &mut labels_again[cut..]);
        second.fill(7.0);
        model.sample(&mut later, second, labels).unwrap();
        assert!(bits(second) == bits(&x[3 * cut..]), "{cut}");
    }
}

#[test]
fn single_precision_is_double_rounded_once() {
    let (model, points) = (model(), 1_000);
    let draw = |x: &mut [f32], labels: &mut [usize]| {
        let mut generator = Generator::new(10, 3);
        model.sample(&mut generator, x, labels).unwrap();
        generator
    };
    let (mut x, mut labels) = (vec![0.0; 3 * points], vec![0; points]);
    let mut generator = Generator::new(10, 3);
    model.sample(&mut generator, &mut x, &mut labels).unwrap();
    let (mut narrow, mut same) = (vec![0.0_f32; 3 * points], vec![7; points]);
    assert_eq!(draw(&mut narrow, &mut same), generator);
    assert_eq!(same, labels);
    let rounded: Vec<f32> = x.iter().map(|&x| x as f32).collect();
    assert_eq!(narrow, rounded);
    // What is too large for the type is infinite in it.
    let far = Mixture::new(&[1.0], &[1e39], &[1.0]).unwrap();
    let mut narrow = [0.0_f32];
    far.sample(&mut Generator::new(1, 0), &mut narrow, &mut [0])
        .unwrap();
    assert_eq!(narrow, [f32::INFINITY]);
}

#[test]
fn a_large_sample_has_the_moments_of_the_model() {
    let (model, points) = (model(), 200_000);
    let (mut x, mut labels) = (vec![0.0; 3 * points], vec![0; points]);
    model
        .sample(&mut Generator::new(10, 0), &mut x, &mut labels)
        .unwrap();
    for k in 0..3 {
        let own: Vec<&[f64]> = x
            .chunks_exact(3)
            .zip(&labels)
            .filter(|(_, label)| **label == k)
            .map(|(x, _)| x)
            .collect();
        let (weight, count) = (model.weights()[k], own.len() as f64);
        let five_sigma = 5.0 * (weight * (1.0 - weight) / points as f64).sqrt();
        assert_near(count / points as f64, weight, five_sigma);
        let mean = |a: usize| own.iter().map(|x| x[a]).sum::<f64>() / count;
        let covariance = model.covariance(k);
        for a in 0..3 {
            let variance = covariance[4 * a];
            assert_near(mean(a), model.mean(k)[a], 5.0 * (variance / count).sqrt());
            for b in 0..=a {
                let (mean_a, mean_b) = (mean(a), mean(b));
                let products = own.iter().map(|x| (x[a] - mean_a) * (x[b] - mean_b));
                let (truth, scale) = (covariance[3 * a + b], variance * covariance[4 * b]);
                let deviation = ((scale + truth * truth) / count).sqrt();
                assert_near(products.sum::<f64>() / count, truth, 5.0 * deviation);
            }
        }
    }
}

#[test]
fn samples_of_nothing_and_of_bad_lengths() {
    let (model, mut generator) = (model(), Generator::new(10, 0));
    assert_eq!(
        model.sample::<f64>(&mut generator, &mut [], &mut []),
        Ok(())
    );
    let (mut points, mut labels) = ([7.0; 5], [7; 2]);
    assert_eq!(
        model.sample(&mut generator, &mut points, &mut labels),
        Err(Error::LengthMismatch {
            argument: "points",
            found: 5,
            model: "labels",
            expected: 6
        })
    );
    assert_eq!((points, labels), ([7.0; 5], [7; 2]));
    assert_eq!(generator, Generator::new(10, 0));
    // A component that has no weight is not drawn.
    let model = Mixture::new(&[0.0, 1.0, 0.0], &[0.0, 1.0, 2.0], &[1.0; 3]).unwrap();
    let (mut points, mut labels) = ([0.0; 1_000], [7; 1_000]);
    model
        .sample(&mut generator, &mut points, &mut labels)
        .unwrap();
    assert_eq!(labels, [1; 1_000]);
}
