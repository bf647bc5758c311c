//! Moments as bytes: the same bits come back, and bytes that are of no moments are refused.

use super::oracle::{exactly, example};
use super::*;
use hotloop::kernels::mixture::{Moments, Points};

/// Moments of points of every kind, and the model that they are under.
fn all() -> Vec<(Moments, Mixture)> {
    let mut all = vec![];
    for d in 1..=4 {
        for m in 1..=5 {
            for n in [m, 61, 300] {
                let (x, model) = example(31, n, d, m, 3.0);
                let points = Points::new(&x, d).unwrap();
                all.push((points.moments(&model).unwrap(), model.clone()));
                let weights: Vec<f64> = (0..n).map(|i| (i % 3) as f64 * 0.37 + 1e-9).collect();
                let points = points.weighted(&weights).unwrap();
                all.push((points.moments(&model).unwrap(), model));
            }
        }
    }
    all
}

fn words(moments: &Moments) -> Vec<u64> {
    let bytes = moments.to_bytes().unwrap();
    assert_eq!(bytes.len(), moments.bytes());
    let (words, rest) = bytes.as_chunks();
    assert!(rest.is_empty());
    words.iter().map(|word| u64::from_le_bytes(*word)).collect()
}

fn restored(words: &[u64]) -> Result<Moments, Error> {
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    Moments::from_bytes(&bytes)
}

#[track_caller]
fn assert_refused(outcome: Result<Moments, Error>, what: &str) {
    match outcome {
        Err(Error::Invalid {
            argument: "bytes",
            found,
            expected: "the moments of points",
        }) if found.contains(what) => {}
        other => panic!("{what}: {other:?}"),
    }
}

#[test]
fn moments_come_back_and_merge_on() {
    for (moments, model) in all() {
        let again = Moments::from_bytes(&moments.to_bytes().unwrap()).unwrap();
        assert!(again == moments);
        assert_eq!(words(&again), words(&moments));
        let header = [model.dimensions() as u64, model.components() as u64];
        assert_eq!(words(&moments)[..2], header);
        let merged = |mut a: Moments, b: &Moments| {
            a.merge(b).unwrap();
            words(&a)
        };
        let expected = merged(moments.clone(), &moments);
        assert_eq!(merged(again.clone(), &again), expected);
        let settings = exactly(1, 1e-3);
        let next = |moments: &Moments| moments.maximise(&model, &settings).unwrap();
        assert!(next(&again) == next(&moments));
    }
}

/// Rounding may leave a variance below zero, which is no reason to refuse what has been counted.
#[test]
fn points_that_are_all_but_equal_come_back() {
    let (mut all, mut negative) = (0, 0);
    for d in 1..=4 {
        let (x, model) = example(32, 400, d, 3, 0.3);
        let diagonal: Vec<usize> = (0..d).map(|row| row * (row + 3) / 2).collect();
        for x in x.chunks(d) {
            let moments = Points::new(x, d).unwrap().moments(&model).unwrap();
            let words = words(&moments);
            assert!(restored(&words).unwrap() == moments, "{x:?}");
            for component in words[5..].chunks(1 + d + d * (d + 1) / 2) {
                let scatter = &component[1 + d..];
                let below = |at: &usize| f64::from_bits(scatter[*at]) < 0.0;
                negative += usize::from(diagonal.iter().any(below));
                all += 1;
            }
        }
    }
    assert!(0 < negative && negative < all, "{negative} of {all}");
}

#[test]
fn bytes_of_another_number_are_refused() {
    for (moments, _) in all() {
        let bytes = moments.to_bytes().unwrap();
        for len in 0..bytes.len() {
            assert_refused(Moments::from_bytes(&bytes[..len]), "bytes");
        }
        for more in 1..=17 {
            let longer = [&bytes[..], &vec![0; more]].concat();
            assert_refused(Moments::from_bytes(&longer), "another number of bytes");
        }
    }
}

#[test]
fn numbers_that_moments_do_not_have_are_refused() {
    for (moments, _) in all() {
        let good = words(&moments);
        let with = |at: usize, word: u64| {
            let mut words = good.clone();
            words[at] = word;
            restored(&words)
        };
        let (d, m) = (good[0] as usize, good[1] as usize);
        assert_refused(with(2, 0), "no dimensions, components or points");
        for shape in [0, 1] {
            let huge = [1 << 31, 1 << 32, 1 << 33, 1 << 63, u64::MAX];
            for other in [0, good[shape] + 1].into_iter().chain(huge) {
                assert_refused(with(shape, other), "");
            }
        }
        // Of the weight of all, and of each component.
        let weights = (0..m).map(|k| 5 + k * (1 + d + d * (d + 1) / 2));
        for at in [3].into_iter().chain(weights) {
            for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, -5e-324] {
                assert_refused(with(at, bad.to_bits()), "a weight");
            }
            for fine in [0.0, 5e-324, 1e300_f64] {
                assert_eq!(
                    words(&with(at, fine.to_bits()).unwrap())[at],
                    fine.to_bits()
                );
            }
        }
        // Points are counted without an end.
        assert_eq!(with(2, u64::MAX).unwrap().points(), u64::MAX);
    }
    // Shapes of nothing, with as many bytes as they ask for.
    assert_refused(restored(&[0, 0, 1, 0, 0]), "no dimensions");
    assert_refused(restored(&[3, 0, 1, 0, 0]), "no dimensions");
    assert_refused(restored(&[0, 2, 1, 0, 0, 0, 0]), "no dimensions");
}

/// Whatever they are, they are refused or come back, and neither merging nor the next model panics.
#[test]
fn no_bytes_panic() {
    let mut generator = Generator::new(33, 0);
    let all = all();
    let mut accepted = 0;
    for round in 0..40_000 {
        let (moments, model) = &all[generator.next_u64() as usize % all.len()];
        let mut words = match round % 4 {
            // Noise of any length.
            0 => vec![0; generator.next_u64() as usize % 24],
            _ => words(moments),
        };
        match round % 4 {
            0 => words.iter_mut().for_each(|it| *it = generator.next_u64()),
            // Noise behind a shape.
            1 => words[2..]
                .iter_mut()
                .for_each(|it| *it = generator.next_u64()),
            // Some words are others, or extreme.
            _ => {
                for _ in 0..1 + generator.next_u64() % 3 {
                    let at = generator.next_u64() as usize % words.len();
                    words[at] = match generator.next_u64() % 8 {
                        0 => 0,
                        1 => u64::MAX,
                        2 => f64::NAN.to_bits(),
                        3 => f64::INFINITY.to_bits(),
                        4 => f64::MAX.to_bits(),
                        5 => generator.next_u64() % 9,
                        6 => words[at] ^ 1 << 63,
                        _ => generator.next_u64(),
                    };
                }
            }
        }
        let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        if round % 16 == 0 {
            bytes.truncate(
                bytes
                    .len()
                    .saturating_sub(generator.next_u64() as usize % 9),
            );
        }
        if let Ok(mut found) = Moments::from_bytes(&bytes) {
            assert_eq!(found.to_bytes().unwrap(), bytes);
            accepted += 1;
            drop(found.maximise(model, &exactly(1, 1e-3)));
            drop(found.merge(moments));
            drop(found.maximise(model, &exactly(1, 1e-3)));
        }
    }
    assert!(accepted > 1000, "{accepted}");
}
