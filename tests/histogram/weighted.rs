//! Values with weights.

use super::*;
use hotloop::kernels::histogram::Value;
use hotloop::kernels::histogram::weighted::{self, WeightedHistogram, WeightedSum};

type Outcome = Result<(), Error>;

/// The weights of each bin in the order of the input, and of what is below, above and NaN.
fn in_bins(x: &[f64], weights: &[f64], bins: &Bins) -> Vec<Vec<f64>> {
    let mut found = vec![vec![]; bins.count() + 3];
    for (x, weight) in x.iter().zip(weights) {
        let slot = match bins.find(*x) {
            Some(bin) => bin + 1,
            None if *x < bins.low() => 0,
            None if *x > bins.high() => bins.count() + 1,
            None => bins.count() + 2,
        };
        found[slot].push(*weight);
    }
    found
}

fn all(histogram: &WeightedHistogram) -> Vec<WeightedSum> {
    let [below, above, nan] = histogram.outside();
    let mut all = vec![below];
    all.extend_from_slice(histogram.sums());
    all.extend([above, nan]);
    all
}

/// All sums to the bit, with one NaN for all.
fn bits(histogram: &WeightedHistogram) -> Vec<[u64; 2]> {
    let one_nan = |x: f64| if x.is_nan() { f64::NAN } else { x }.to_bits();
    let bits = |sum: WeightedSum| [one_nan(sum.sum), one_nan(sum.squares)];
    all(histogram).into_iter().map(bits).collect()
}

fn summed(bins: &Bins, rung: impl FnOnce(&mut WeightedHistogram) -> Outcome) -> WeightedHistogram {
    let mut histogram = WeightedHistogram::new(bins).unwrap();
    rung(&mut histogram).unwrap();
    histogram
}

/// Holds all rungs to sums in the order of the input, and those in blocks to such sums of each, to the bit.
#[track_caller]
fn check_weighted<T: Value, W: Value>(x: &[T], weights: &[W], bins: &Bins, what: &str) {
    let wide: Vec<f64> = x.iter().map(|&x| x.to_f64()).collect();
    let wide_weights: Vec<f64> = weights.iter().map(|&w| w.to_f64()).collect();
    let checked = summed(bins, |to| weighted::checked(x, weights, to));
    let own = in_bins(&wide, &wide_weights, bins);
    for (found, weights) in all(&checked).into_iter().zip(&own) {
        let (mut sum, mut squares) = (0.0, 0.0);
        for weight in weights {
            sum += weight;
            squares += weight * weight;
        }
        let is = |found: f64, sum: f64| found == sum || found.is_nan() && sum.is_nan();
        assert!(
            is(found.sum, sum) && is(found.squares, squares),
            "{what}: {found:?}"
        );
    }
    let unchecked = summed(bins, |to| weighted::unchecked(x, weights, to));
    assert_eq!(bits(&unchecked), bits(&checked), "unchecked, {what}");
    let simd = summed(bins, |to| weighted::simd(x, weights, to));
    // What is below, above and NaN has sums, too.
    let block = (16 * (bins.count() + 3)).max(65_536);
    let mut blocks = WeightedHistogram::new(bins).unwrap();
    for (x, weights) in x.chunks(block).zip(weights.chunks(block)) {
        let own = summed(bins, |to| weighted::checked(x, weights, to));
        blocks.merge(&own).unwrap();
    }
    assert_eq!(bits(&simd), bits(&blocks), "simd, {what}");
    for (found, weights) in all(&simd).into_iter().zip(&own) {
        let mut sum = hotloop::kernels::sum::Exact::new();
        sum.add_slice(weights);
        let magnitude: f64 = weights.iter().map(|w| w.abs()).sum();
        let bound = (weights.len() + 1) as f64 * f64::EPSILON / 2.0 * magnitude;
        let off = (found.sum - sum.total()).abs();
        assert!(
            off <= bound || !magnitude.is_finite() || magnitude.is_nan(),
            "{what}: {off:e}"
        );
    }
    for level in levels() {
        let at = summed(bins, |to| weighted::simd_at(level, x, weights, to));
        assert_eq!(bits(&at), bits(&simd), "{level}, {what}");
    }
}

#[test]
fn every_rung_level_and_length_sums_alike() {
    let (x, weights) = (mixed(31, 50_009), mixed(32, 50_009));
    let decades = Bins::from_edges(&[-1e3, -1.0, -1e-3, 0.0, 1e-3, 1.0, 1e3]).unwrap();
    for bins in [&Bins::uniform(100, -3.0, 5.0).unwrap(), &decades] {
        for len in lengths() {
            check_weighted(&x[..len], &weights[..len], bins, &len.to_string());
        }
        for (x, start) in alignments(&x[..1008]).zip([3, 1, 5, 0, 2, 7, 4, 6]) {
            let len = x.len() - 7;
            let weights = &weights[start..start + len];
            check_weighted(&x[..len], weights, bins, "aligned otherwise");
        }
    }
    for (count, low, high) in RANGES.into_iter().filter(|(count, ..)| *count <= 300) {
        let bins = Bins::uniform(count, low, high).unwrap();
        let x = awkward(&bins);
        check_weighted(&x, &weights[..x.len()], &bins, &format!("{bins:?}"));
    }
}

#[test]
fn values_and_weights_may_be_of_any_two_types() {
    let x = mixed(33, 3000);
    let narrow: Vec<f32> = x.iter().map(|x| *x as f32).collect();
    let bytes: Vec<u8> = x.iter().map(|x| *x as u8).collect();
    let signed: Vec<i32> = x.iter().map(|x| *x as i32).collect();
    let bins = Bins::uniform(50, -10.0, 100.0).unwrap();
    check_weighted(&narrow, &x, &bins, "f32 and f64");
    check_weighted(&x, &narrow, &bins, "f64 and f32");
    check_weighted(&narrow, &bytes, &bins, "f32 and u8");
    check_weighted(&signed, &signed, &bins, "i32 and i32");
}

#[test]
fn several_blocks_have_the_same_bits_at_every_level() {
    let (x, weights) = (mixed(34, 200_003), mixed(35, 200_003));
    for bins in [100, 5000] {
        let bins = Bins::uniform(bins, -3.0, 5.0).unwrap();
        for len in [
            65_535, 65_536, 65_537, 80_000, 80_048, 80_049, 131_072, 200_003,
        ] {
            check_weighted(&x[..len], &weights[..len], &bins, &len.to_string());
        }
        // Where sums are exact, so do all rungs.
        let whole: Vec<u16> = weights
            .iter()
            .map(|weight| weight.to_bits() as u16)
            .collect();
        let checked = summed(&bins, |to| weighted::checked(&x, &whole, to));
        let simd = summed(&bins, |to| weighted::simd(&x, &whole, to));
        assert_eq!(simd, checked);
    }
}

#[cfg(feature = "threads")]
#[test]
fn every_team_has_the_same_bits() {
    let (x, weights) = (mixed(36, 600_007), mixed(37, 600_007));
    for bins in [100, 20_000] {
        let bins = Bins::uniform(bins, -3.0, 5.0).unwrap();
        for len in [0, 1, 70, 65_536, 65_537, 131_073, 400_001, 600_007] {
            let (x, weights) = (&x[..len], &weights[..len]);
            let truth = summed(&bins, |to| weighted::simd(x, weights, to));
            for team in common::teams() {
                for level in levels() {
                    let found = summed(&bins, |to| {
                        weighted::threaded_at(level, &team, x, weights, to)
                    });
                    assert_eq!(found, truth, "{level}, {len}, {}", team.members());
                }
            }
        }
    }
}

#[test]
fn a_weight_that_is_no_number_spoils_its_own_bin() {
    let bins = Bins::uniform(4, 0.0, 4.0).unwrap();
    let x: Vec<f64> = (0..400).map(|i| f64::from(i % 4) + 0.5).collect();
    let mut weights = vec![1.0; 400];
    (weights[201], weights[303], weights[207]) = (f64::NAN, -f64::INFINITY, f64::INFINITY);
    check_weighted(&x, &weights, &bins, "no numbers");
    let histogram = summed(&bins, |to| weighted::simd(&x, &weights, to));
    let [zero, one, two, three] = *histogram.sums() else {
        unreachable!("there are four bins");
    };
    assert!(one.sum.is_nan() && one.squares.is_nan());
    assert!(three.sum.is_nan() && three.squares == f64::INFINITY);
    let hundred = WeightedSum {
        sum: 100.0,
        squares: 100.0,
    };
    assert_eq!((zero, two), (hundred, hundred));
    // The value that is NaN is apart, and its weight counts there.
    let odd = [f64::NAN, -1.0, 9.0];
    let histogram = summed(&bins, |to| weighted::simd(&odd, &[2, 3, 5], to));
    assert_eq!(histogram.outside().map(|sum| sum.sum), [3.0, 5.0, 2.0]);
    let each = [histogram.underflow(), histogram.overflow(), histogram.nan()];
    assert_eq!(each, histogram.outside());
    assert_eq!(histogram.total().squares, 38.0);
}

#[test]
fn lengths_that_differ_are_refused_and_nothing_is_added() {
    let bins = Bins::uniform(4, 0.0, 4.0).unwrap();
    let before = summed(&bins, |to| weighted::simd(&[1.0, 2.0], &[0.5, 3.0], to));
    let mut histogram = before.clone();
    let x = vec![1.0; 70_000];
    for found in [0, 1, 69_999, 70_001] {
        let weights = vec![1.0_f32; found];
        let refused = Err(Error::LengthMismatch {
            argument: "weights",
            found,
            model: "x",
            expected: 70_000,
        });
        assert_eq!(weighted::checked(&x, &weights, &mut histogram), refused);
        assert_eq!(weighted::unchecked(&x, &weights, &mut histogram), refused);
        assert_eq!(weighted::simd(&x, &weights, &mut histogram), refused);
        #[cfg(feature = "threads")]
        {
            let team = hotloop::threads::Team::solo();
            let outcome = weighted::threaded(&team, &x, &weights, &mut histogram);
            assert_eq!(outcome, refused);
        }
        assert_eq!(histogram, before);
    }
    let long = [WeightedSum::default(); 5];
    let refused = WeightedHistogram::from_sums(&bins, &long, [long[0]; 3]).unwrap_err();
    let expected = "`sums`: found 5 elements, expected 4 to go with `bins`";
    assert_eq!(refused.to_string(), expected);
    let (good, mut bad) = (long[0], long[0]);
    bad.squares = -1.0;
    for (sums, outside, argument) in [
        ([good, good, bad, good], [good; 3], "sums"),
        ([good; 4], [good, good, bad], "outside"),
    ] {
        let refused = WeightedHistogram::from_sums(&bins, &sums, outside).unwrap_err();
        let expected = format!("`{argument}`: found -1.0, expected a sum of squares not below 0");
        assert_eq!(refused.to_string(), expected);
    }
}

#[test]
fn weighted_histograms_merge_and_are_kept_and_cleared() {
    let (x, weights) = (mixed(38, 3000), mixed(39, 3000));
    let bins = Bins::uniform(10, -1.0, 1.0).unwrap();
    let first = summed(&bins, |to| weighted::simd(&x[..1000], &weights[..1000], to));
    let second = summed(&bins, |to| weighted::simd(&x[1000..], &weights[1000..], to));
    let mut both = first.clone();
    both.merge(&second).unwrap();
    let sums = all(&first).into_iter().zip(all(&second));
    assert!(all(&both).into_iter().eq(sums.map(|(a, b)| a + b)));

    let other = Bins::uniform(10, -1.0, 1.5).unwrap();
    let refused = both.clone().merge(&WeightedHistogram::new(&other).unwrap());
    let expected = "`other`: found other bins, expected the same";
    assert_eq!(refused.unwrap_err().to_string(), expected);

    let kept = WeightedHistogram::from_sums(&bins, both.sums(), both.outside()).unwrap();
    assert_eq!(kept, both);
    assert!(
        both.iter()
            .map(|(_, sum)| sum)
            .eq(both.sums().iter().copied())
    );
    let widths = both.iter().map(|([low, high], _)| high - low);
    let density = both.density().unwrap().unwrap();
    let whole: f64 = density
        .iter()
        .zip(widths)
        .map(|(density, width)| density * width)
        .sum();
    assert!((whole - 1.0).abs() < 1e-9, "{whole}");

    both.clear();
    assert_eq!(both, WeightedHistogram::new(&bins).unwrap());
    assert_eq!(both.density(), Ok(None));
    weighted::simd(&x[..1000], &weights[..1000], &mut both).unwrap();
    assert_eq!(both, first);
}
