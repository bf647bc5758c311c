//! The ladder `sum`: every rung, level and team against a plain oracle.

mod common;
#[path = "common/finite.rs"]
mod finite;
#[path = "sum/narrow.rs"]
mod narrow;

use common::{alignments, lengths, levels, mixed};
use finite::{assert_within, expansion, finite_numbers, normalised};
use hotloop::kernels::sum;
use proptest::prelude::*;

const U: f64 = f64::EPSILON / 2.0;

/// The sum in 128-bit integers: exact for the inputs of `mixed`, which are multiples of 2^-73 and
/// below 2^20.
fn exact(x: &[f64]) -> f64 {
    let scale = 2.0_f64.powi(73);
    let sum: i128 = x.iter().map(|x| (x * scale) as i128).sum();
    sum as f64 / scale
}

fn magnitude(x: &[f64]) -> f64 {
    x.iter().map(|x| x.abs()).sum()
}

#[test]
fn floats_stay_within_the_bounds_of_their_rungs() {
    let data = mixed(1, 50_001);
    for len in lengths() {
        let x = &data[..len];
        let (truth, size) = (exact(x), magnitude(x));
        let plain = len as f64 * U * size;
        let n = len as f64;
        assert!((sum::checked(x) - truth).abs() <= plain, "checked, {len}");
        assert_eq!(
            sum::checked(x).to_bits(),
            sum::unchecked(x).to_bits(),
            "unchecked, {len}"
        );
        assert!(
            (sum::simd(x) - truth).abs() <= (23.0 + n * U) * U * size,
            "simd, {len}"
        );
        let bound = U * truth.abs() + n * n * U * U * size;
        assert!((sum::neumaier(x) - truth).abs() <= bound, "neumaier, {len}");
    }
}

#[test]
fn the_bound_is_attained() {
    // Every rounding on the way of the first element, and no other, takes half a unit off the sum.
    let mut x = vec![0.0; 2049];
    x[0] = 1.0;
    let column = (1..16).map(|row| 64 * row);
    for i in column.chain([8, 16, 32, 1, 2, 4, 1024, 2048]) {
        x[i] = U;
    }
    assert_eq!(exact(&x), 1.0 + 24.0 * U, "1 + 23 u, rounded to even");
    assert_eq!(sum::simd(&x), 1.0);
}

#[test]
fn every_level_and_alignment_gives_the_same_bits() {
    let data = mixed(2, 20_011);
    let portable = levels()[0];
    for len in lengths().filter(|len| len + 8 <= data.len()) {
        for x in alignments(&data[..len + 8]) {
            let x = &x[..len];
            for level in levels() {
                let (a, b) = (sum::simd_at(portable, x), sum::simd_at(level, x));
                assert_eq!(a.to_bits(), b.to_bits(), "simd, {level}, {len}");
                let (a, b) = (sum::neumaier_at(portable, x), sum::neumaier_at(level, x));
                assert_eq!(a.to_bits(), b.to_bits(), "neumaier, {level}, {len}");
            }
        }
    }
}

#[cfg(feature = "threads")]
#[test]
fn every_team_gives_the_same_bits() {
    let data = mixed(3, 300_007);
    for team in common::teams() {
        for len in lengths().chain([100_000, 300_007]) {
            let x = &data[..len];
            for level in levels() {
                let (a, b) = (sum::simd_at(level, x), sum::threaded_at(level, &team, x));
                assert_eq!(
                    a.to_bits(),
                    b.to_bits(),
                    "{level}, {len}, {} members",
                    team.members()
                );
            }
            assert_eq!(sum::threaded(&team, x).to_bits(), sum::simd(x).to_bits());
        }
    }
}

#[test]
fn integers_are_exact_and_wrap() {
    let data: Vec<i64> = mixed(4, 50_001)
        .iter()
        .map(|x| x.to_bits() as i64)
        .collect();
    for len in lengths() {
        let x = &data[..len];
        let truth = x.iter().fold(0i64, |sum, x| sum.wrapping_add(*x));
        assert_eq!(sum::checked(x), truth);
        assert_eq!(sum::unchecked(x), truth);
        for level in levels() {
            assert_eq!(sum::simd_at(level, x), truth, "{level}, {len}");
            assert_eq!(sum::neumaier_at(level, x), truth, "{level}, {len}");
        }
    }
    assert_eq!(sum::simd(&[i64::MAX, 1]), i64::MIN);
    #[cfg(feature = "threads")]
    for team in common::teams() {
        let truth = data.iter().fold(0i64, |sum, x| sum.wrapping_add(*x));
        assert_eq!(sum::threaded(&team, &data), truth);
    }
}

#[test]
fn unsigned_integers_are_the_same_bits() {
    let data: Vec<u64> = mixed(4, 5000).iter().map(|x| x.to_bits()).collect();
    let signed: Vec<i64> = data.iter().map(|x| *x as i64).collect();
    for len in (0..200).chain([1023, 5000]) {
        let (x, truth) = (&data[..len], sum::checked(&signed[..len]) as u64);
        assert_eq!(sum::checked(x), truth);
        assert_eq!(sum::unchecked(x), truth);
        for level in levels() {
            assert_eq!(sum::simd_at(level, x), truth, "{level}, {len}");
            assert_eq!(sum::neumaier_at(level, x), truth, "{level}, {len}");
        }
        #[cfg(feature = "threads")]
        assert_eq!(sum::threaded(&hotloop::threads::Team::solo(), x), truth);
    }
    assert_eq!(sum::simd(&[u64::MAX, 3]), 2);
    assert_eq!(sum::checked(&[u64::MAX, 3]), 2);
}

#[test]
fn the_tutorials_range_has_its_sum() {
    let x: Vec<i64> = (0..10_000_000).collect();
    assert_eq!(sum::checked(&x), 49_999_995_000_000);
    assert_eq!(sum::unchecked(&x), 49_999_995_000_000);
    assert_eq!(sum::simd(&x), 49_999_995_000_000);
    assert_eq!(sum::neumaier(&x), 49_999_995_000_000);
}

#[test]
fn single_precision_is_summed_in_double() {
    let data: Vec<f32> = mixed(5, 50_001).iter().map(|x| *x as f32).collect();
    for len in lengths() {
        let x = &data[..len];
        let wide: Vec<f64> = x.iter().map(|x| f64::from(*x)).collect();
        assert_eq!(sum::checked(x).to_bits(), sum::checked(&wide).to_bits());
        assert_eq!(sum::unchecked(x).to_bits(), sum::checked(&wide).to_bits());
        for level in levels() {
            assert_eq!(
                sum::simd_at(level, x).to_bits(),
                sum::simd(&wide).to_bits(),
                "{level}, {len}"
            );
            let (a, b) = (sum::neumaier_at(level, x), sum::neumaier(&wide));
            assert_eq!(a.to_bits(), b.to_bits(), "{level}, {len}");
        }
    }
    // Single precision stops counting at 2^24.
    let ones = vec![1.0_f32; (1 << 24) + 10];
    assert_eq!(ones.iter().sum::<f32>(), 16_777_216.0);
    assert_eq!(sum::simd(&ones), 16_777_226.0);
}

/// NumPy's pairwise summation (`pairwise_sum_DOUBLE`): eight accumulators on at most 128 elements,
/// halves above.
fn numpy(x: &[f64]) -> f64 {
    if x.len() < 8 {
        return x.iter().sum();
    }
    if x.len() <= 128 {
        let (rows, rest) = x.as_chunks::<8>();
        let mut r = rows[0];
        for row in &rows[1..] {
            for lane in 0..8 {
                r[lane] += row[lane];
            }
        }
        let lanes = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
        return rest.iter().fold(lanes, |sum, x| sum + x);
    }
    let half = x.len() / 2 / 8 * 8;
    numpy(&x[..half]) + numpy(&x[half..])
}

#[test]
fn the_error_is_no_worse_than_that_of_numpys_pairwise_summation() {
    // Root mean squares over seeds: one sum may be lucky.
    let (mut ours, mut theirs) = (0.0, 0.0);
    for seed in 0..12 {
        let x = mixed(100 + seed, 1_000_003);
        let truth = exact(&x);
        ours += (sum::simd(&x) - truth).powi(2);
        theirs += (numpy(&x) - truth).powi(2);
    }
    assert!(ours <= theirs, "ours {ours:e}, NumPy's {theirs:e}");
}

#[test]
fn ten_million_numbers_of_mixed_magnitude() {
    let x = mixed(6, 10_000_000);
    let (truth, size) = (exact(&x), magnitude(&x));
    let (ours, theirs) = ((sum::simd(&x) - truth).abs(), (numpy(&x) - truth).abs());
    assert!(
        ours <= theirs.max(U * truth.abs()),
        "ours {ours:e}, NumPy's {theirs:e}"
    );
    assert!(ours <= 23.0 * U * size);
    assert!((sum::neumaier(&x) - truth).abs() <= U * truth.abs());
}

#[test]
fn nothing_sums_to_zero() {
    assert_eq!(sum::checked::<f64>(&[]), 0.0);
    assert_eq!(sum::unchecked::<f32>(&[]), 0.0);
    assert_eq!(sum::simd::<i64>(&[]), 0);
    assert_eq!(sum::neumaier::<f64>(&[]), 0.0);
}

#[test]
fn infinities_and_nan_follow_ieee() {
    for len in [1, 9, 70, 5000, 40_000] {
        for (at, special) in [
            (0, f64::INFINITY),
            (len / 2, f64::NEG_INFINITY),
            (len - 1, f64::NAN),
        ] {
            let mut x = vec![1.0; len];
            x[at] = special;
            for sum in [
                sum::checked(&x),
                sum::unchecked(&x),
                sum::simd(&x),
                sum::neumaier(&x),
            ] {
                assert!(
                    sum == special || (sum.is_nan() && special.is_nan()),
                    "{sum} {special}"
                );
            }
        }
        let mut x = vec![f64::MAX; len.max(2)];
        x[0] = f64::INFINITY;
        x[1] = f64::NEG_INFINITY;
        for (_, sum) in every_rung(&x) {
            assert!(sum.is_nan());
        }
        // Beside an infinity, nothing that is finite matters.
        x[1] = -f64::MAX;
        x[0] = f64::NEG_INFINITY;
        for (rung, sum) in every_rung(&x) {
            assert_eq!(sum, f64::NEG_INFINITY, "{rung}");
        }
    }
    // Single precision does not overflow, and has infinities all the same.
    assert_eq!(sum::simd(&[f32::MAX; 9]), 9.0 * f64::from(f32::MAX));
    assert_eq!(sum::simd(&[f32::INFINITY, 1.0]), f64::INFINITY);
    assert!(sum::neumaier(&[f32::INFINITY, f32::NEG_INFINITY]).is_nan());
}

/// Every rung and level, by name.
fn every_rung(x: &[f64]) -> Vec<(String, f64)> {
    let mut found = vec![
        ("checked".into(), sum::checked(x)),
        ("unchecked".into(), sum::unchecked(x)),
    ];
    for level in levels() {
        found.push((format!("simd at {level}"), sum::simd_at(level, x)));
        found.push((format!("neumaier at {level}"), sum::neumaier_at(level, x)));
    }
    found
}

#[test]
fn a_sum_that_overflows_on_its_way_comes_back() {
    const MAX: f64 = f64::MAX;
    let ulp = 2.0_f64.powi(971);
    for (x, expected) in [
        (vec![1e308, 1e308, -1e308], 1e308),
        (vec![-1e308, -1e308, 1e308], -1e308),
        (vec![MAX; 100], f64::INFINITY),
        (vec![-MAX; 100], f64::NEG_INFINITY),
        ([vec![MAX; 5000], vec![-MAX; 5000], vec![ulp]].concat(), ulp),
        ([vec![MAX; 99], vec![-MAX; 99]].concat().repeat(200), 0.0),
        // The sum of the first two rounds to infinity, and is not.
        (vec![MAX, ulp / 2.0, -ulp / 4.0], MAX),
        // The error of the addition overflows, and the sum does not.
        (vec![-1.5 * ulp, MAX], MAX - ulp),
    ] {
        for (rung, found) in every_rung(&x) {
            assert_eq!(found, expected, "{rung}");
        }
    }
    for level in levels() {
        let found = sum::neumaier_at(level, &[-1.5 * ulp, MAX, -MAX, ulp]);
        assert_eq!(found, -0.5 * ulp, "{level}");
    }
}

proptest! {
    #[test]
    fn all_rungs_agree_on_integers(x in prop::collection::vec(any::<i64>(), 0..3000)) {
        let truth = sum::checked(&x);
        for level in levels() {
            prop_assert_eq!(sum::simd_at(level, &x), truth);
            prop_assert_eq!(sum::neumaier_at(level, &x), truth);
        }
    }

    #[test]
    fn all_levels_agree_on_any_floats(x in prop::collection::vec(any::<f64>(), 0..3000)) {
        let portable = levels()[0];
        for level in levels() {
            let (a, b) = (sum::simd_at(portable, &x), sum::simd_at(level, &x));
            prop_assert!(a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()));
        }
    }

    #[test]
    fn finite_numbers_have_the_sum_that_they_have(x in finite_numbers()) {
        let (exponent, scaled) = normalised(&x);
        let (truth, size, n) = (expansion(&scaled), magnitude(&scaled), x.len() as f64);
        for (rung, found) in every_rung(&x) {
            let roundings = if rung.starts_with("simd") { 23.0 } else { n };
            let slack = match rung.starts_with("neumaier") {
                true => U * truth.abs() + n * n * U * U * size,
                false => (roundings + n * n * U) * U * size,
            };
            assert_within(found, truth, exponent, slack, &rung);
        }
        for level in levels() {
            prop_assert_eq!(sum::simd_at(level, &x).to_bits(), sum::simd(&x).to_bits());
            let bits = |level| sum::neumaier_at(level, &x).to_bits();
            prop_assert_eq!(bits(level), bits(levels()[0]));
        }
    }
}

#[cfg(feature = "threads")]
mod threads {
    use super::*;
    use hotloop::threads::Team;
    use std::sync::LazyLock;

    static TEAMS: LazyLock<Vec<Team>> = LazyLock::new(common::teams);

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn every_team_agrees_about_finite_numbers(x in finite_numbers(), times in 1_usize..30) {
            let x = x.repeat(times);
            for team in &*TEAMS {
                for level in levels() {
                    let found = sum::threaded_at(level, team, &x).to_bits();
                    prop_assert_eq!(found, sum::simd(&x).to_bits());
                }
            }
        }
    }
}
