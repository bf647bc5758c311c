//! The distributions that statistics are compared with, and the tests that compare.

/// Tests reject below this probability.
pub(crate) const REJECTED: f64 = 1e-4;

/// How many standard errors an average may be from its expectation.
pub(crate) const STANDARD_ERRORS: f64 = 5.0;

/// The probability that a standard normal variate is above `x`.
pub(crate) fn normal_above(x: f64) -> f64 {
    if x < 0.0 {
        return 1.0 - normal_above(-x);
    }
    let density = (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt();
    if x > 3.0 {
        // Laplace's continued fraction, from far down.
        let fraction = (1..100).rev().fold(x, |below, k| x + f64::from(k) / below);
        return density / fraction;
    }
    // The sum of x^k / (1 * 3 * 5 * ... * k) over the odd numbers k is (1/2 - P) / density.
    let (mut sum, mut term, mut k) = (x, x, 3.0);
    while term > 1e-17 * sum {
        term *= x * x / k;
        sum += term;
        k += 2.0;
    }
    0.5 - density * sum
}

/// The probability that a standard normal variate is from `low` to `high`.
pub(crate) fn normal_between(low: f64, high: f64) -> f64 {
    if low + high < 0.0 {
        // The upper side has the small numbers, which keep their digits.
        return normal_between(-high, -low);
    }
    normal_above(low) - normal_above(high)
}

/// The probability of each cell between `edges`, of the one below and of the one above, for a
/// standard normal variate.
pub(crate) fn normal_cells(edges: &[f64]) -> Vec<f64> {
    let mut cells = vec![normal_above(-edges[0])];
    cells.extend(edges.windows(2).map(|e| normal_between(e[0], e[1])));
    cells.push(normal_above(edges[edges.len() - 1]));
    cells
}

/// How many numbers are in each cell between `edges`, below them and above.
pub(crate) fn counts(sorted: &[f64], edges: &[f64]) -> Vec<u64> {
    let mut rest = sorted;
    let mut counts = Vec::with_capacity(edges.len() + 1);
    for &edge in edges {
        let (below, above) = rest.split_at(rest.partition_point(|&x| x < edge));
        counts.push(below.len() as u64);
        rest = above;
    }
    counts.push(rest.len() as u64);
    counts
}

/// Pearson's chi-square test: the probability that counts are at least as far from what the
/// probabilities of their cells say. Cells whose expected counts are small are merged with the
/// next ones.
pub(crate) fn chi_square(counts: &[u64], cells: &[f64]) -> f64 {
    assert_eq!(counts.len(), cells.len());
    let total = counts.iter().sum::<u64>() as f64;
    let mut merged: Vec<(f64, f64)> = vec![];
    let (mut count, mut expected) = (0.0, 0.0);
    for (&c, cell) in counts.iter().zip(cells) {
        count += c as f64;
        expected += cell * total;
        if expected >= 10.0 {
            merged.push((count, expected));
            (count, expected) = (0.0, 0.0);
        }
    }
    if let Some(last) = merged.last_mut() {
        last.0 += count;
        last.1 += expected;
    }
    let sum = merged.iter().map(|(n, e)| (n - e) * (n - e) / e).sum();
    chi_square_above(sum, merged.len() as f64 - 1.0)
}

/// The probability that a chi-square variate is above `x`, by Wilson and Hilferty's approximation
/// (1931): its cube root is nearly normal. From 50 degrees of freedom on, and down to 1e-4, it is
/// within a twentieth of itself.
fn chi_square_above(x: f64, degrees: f64) -> f64 {
    assert!(degrees >= 50.0, "{degrees} degrees of freedom");
    let variance = 2.0 / (9.0 * degrees);
    normal_above(((x / degrees).cbrt() - (1.0 - variance)) / variance.sqrt())
}

/// The test of Kolmogorov and Smirnov: the probability that a sample is at least as far from the
/// distribution that has the share `below(x)` below `x`. It looks at every `step`-th number, which
/// makes the distance smaller by no more than `step / len`.
pub(crate) fn kolmogorov_smirnov(sorted: &[f64], step: usize, below: impl Fn(f64) -> f64) -> f64 {
    let n = sorted.len() as f64;
    let mut distance = 0.0_f64;
    for (i, &x) in sorted.iter().enumerate().step_by(step) {
        let (share, i) = (below(x), i as f64);
        distance = distance.max(share - i / n).max((i + 1.0) / n - share);
    }
    kolmogorov_above(distance * (n.sqrt() + 0.12 + 0.11 / n.sqrt()))
}

/// The probability that a variate of Kolmogorov's distribution is above `x`.
fn kolmogorov_above(x: f64) -> f64 {
    if x < 0.2 {
        // The sum below would take many terms, and is 1 but for 2e-12.
        return 1.0;
    }
    let term = |k: i32| (-2.0 * f64::from(k * k) * x * x).exp();
    2.0 * (1..40).map(|k| term(2 * k - 1) - term(2 * k)).sum::<f64>()
}

/// Holds a p-value to what is believed: neither tiny, nor too good.
#[track_caller]
pub(crate) fn assert_accepted(what: &str, p: f64) {
    println!("{what}: p-value {p:.4}");
    assert!(
        (REJECTED..=1.0 - REJECTED).contains(&p),
        "{what}: p-value {p:e}"
    );
}

/// Holds the p-values of samples that have nothing to do with each other to what they have to be:
/// none tiny, and all of them uniform, so not too good either.
#[track_caller]
pub(crate) fn assert_plausible(what: &str, mut p_values: Vec<f64>) {
    p_values.sort_unstable_by(f64::total_cmp);
    let least = p_values[0];
    println!("{what}: {} p-values, the least {least:.2e}", p_values.len());
    assert!(least > REJECTED, "{what}: p-value {least:e}");
    let together = kolmogorov_smirnov(&p_values, 1, |p| p);
    assert_accepted(&format!("{what}, uniformity of the p-values"), together);
}

/// Holds an average to its expectation: `deviation` is in standard errors.
#[track_caller]
pub(crate) fn assert_within(what: &str, deviation: f64) {
    println!("{what}: {deviation:+.2} standard errors");
    assert!(
        deviation.abs() < STANDARD_ERRORS,
        "{what}: {deviation} standard errors"
    );
}

/// The number where `f`, which is not below zero at `inside`, goes below zero before `outside`.
pub(crate) fn root(f: impl Fn(f64) -> f64, mut inside: f64, mut outside: f64) -> f64 {
    loop {
        let middle = inside + (outside - inside) / 2.0;
        if middle == inside || middle == outside {
            return inside;
        }
        if f(middle) < 0.0 {
            outside = middle;
        } else {
            inside = middle;
        }
    }
}

#[track_caller]
fn assert_near(found: f64, expected: f64, relative: f64) {
    let error = (found / expected - 1.0).abs();
    assert!(error <= relative, "{found:e} is not {expected:e}");
}

#[test]
fn the_normal_distribution_is_the_known_one() {
    // scipy.stats.norm.sf
    for (x, above) in [
        (0.1, 0.460_172_162_722_971),
        (1.0, 0.158_655_253_931_457_07),
        (2.0, 0.022_750_131_948_179_195),
        (3.0, 0.001_349_898_031_630_093_3),
        (4.0, 3.167_124_183_311_986e-5),
        (6.0, 9.865_876_450_376_946e-10),
        (8.0, 6.220_960_574_271_74e-16),
    ] {
        assert_near(normal_above(x), above, 1e-12);
        assert_near(normal_above(-x), 1.0 - above, 1e-15);
    }
    assert_near(normal_between(-1.0, 2.0), 0.818_594_614_120_363_8, 1e-14);
    assert_near(normal_between(-6.0, -4.0), 3.167_025_524_547_481e-5, 1e-11);
    assert_near(normal_cells(&[-1.0, 0.5, 2.0]).iter().sum(), 1.0, 1e-14);
}

#[test]
fn the_chi_square_distribution_is_the_known_one() {
    // scipy.stats.chi2.isf
    for (degrees, above, x) in [
        (50.0, 0.999, 24.673_905_271_877_263),
        (50.0, 0.1, 63.167_121_005_726_315),
        (50.0, 1e-4, 95.968_748_478_163_42),
        (255.0, 0.5, 254.333_644_073_508_42),
        (255.0, 1e-4, 347.654_212_704_588_9),
        (4000.0, 0.9, 3_885.811_317_928_349),
        (4000.0, 1e-4, 4_341.223_764_064_278),
    ] {
        assert_near(chi_square_above(x, degrees), above, 0.05);
    }
    // 100 cells, of which one has 20 too many and the next as many too few: 4 + 4, merged or not.
    let mut counts = [100; 100];
    (counts[40], counts[41]) = (120, 80);
    let p = chi_square(&counts, &[0.01; 100]);
    assert_near(p, chi_square_above(8.0, 99.0), 1e-12);
    let (mut counts, mut cells) = (counts.to_vec(), vec![0.01; 100]);
    counts.extend([0, 1]);
    cells.extend([0.0001, 0.0]);
    let merged = (101.0 - 102.01) * (101.0 - 102.01) / 102.01;
    assert!((chi_square(&counts, &cells) - chi_square_above(8.0 + merged, 99.0)).abs() < 1e-3);
}

#[test]
fn the_test_of_kolmogorov_and_smirnov_is_the_known_one() {
    // scipy.stats.kstwobign.sf
    for (x, above) in [
        (0.4, 0.997_192_326_777_298_3),
        (0.827_573_555_189_907_7, 0.5),
        (1.223_847_870_217_082_3, 0.1),
        (1.627_623_611_518_950_6, 0.01),
    ] {
        assert_near(kolmogorov_above(x), above, 1e-10);
    }
    // A uniform sample, 0.03 off at its worst: scipy.stats.kstwo.sf(0.03, 1000).
    let mut sample: Vec<f64> = (0..1000).map(|i| (f64::from(i) + 0.5) / 1000.0).collect();
    for x in &mut sample[300..] {
        *x = x.max(0.33);
    }
    let p = kolmogorov_smirnov(&sample, 1, |x| x);
    assert_near(p, 0.322_690_214_391_463_6, 0.01);
}

#[test]
fn numbers_are_counted_in_their_cells() {
    let sorted = [-3.0, -1.0, -0.5, 0.0, 0.0, 0.25, 7.0];
    assert_eq!(counts(&sorted, &[-1.0, 0.0, 0.5]), [1, 2, 3, 1]);
    assert_eq!(counts(&[], &[0.0]), [0, 0]);
}
