//! The ladder `summary`: every rung, level and team against a plain oracle.

mod common;

use common::{alignments, lengths, levels, mixed};
use hotloop::kernels::summary::{self, Summary};
use proptest::prelude::*;

const U: f64 = f64::EPSILON / 2.0;

/// Two passes, with sums that are compensated: `(sum, squared deviations)`.
fn oracle(x: &[f64]) -> (f64, f64) {
    let sum = hotloop::kernels::sum::neumaier(x);
    let mean = sum / x.len() as f64;
    let squares: Vec<f64> = x.iter().map(|x| (x - mean) * (x - mean)).collect();
    (sum, hotloop::kernels::sum::neumaier(&squares))
}

/// What a rung promises: roundings of the sum, and the relative error of the variance of `n`
/// elements whose mean magnitude is so many standard deviations.
struct Bound {
    sum: fn(f64) -> f64,
    variance: fn(f64, f64) -> f64,
}

const CHECKED: Bound = Bound {
    sum: |n| n,
    variance: |n, ratio| 4.0 * n * U * (1.0 + ratio),
};
const SIMD: Bound = Bound {
    sum: |_| 40.0,
    variance: |n, ratio| (80.0 + n / 8192.0 + 160.0 * ratio) * U + (100.0 * U * ratio).powi(2),
};
/// Parts of any length merge by the same formula, but along a longer chain.
const CUT: Bound = Bound {
    sum: |_| 42.0,
    variance: |n, ratio| (100.0 + n / 8192.0 + 200.0 * ratio) * U + (100.0 * U * ratio).powi(2),
};

/// Holds a summary to the oracle: what is exact exactly, sums and deviations within a bound.
fn check(summary: &Summary, x: &[f64], bound: &Bound, what: &str) {
    let n = x.len() as f64;
    assert_eq!(summary.count(), x.len() as u64, "{what}");
    assert_eq!(summary.min(), x.iter().copied().reduce(f64::min), "{what}");
    assert_eq!(summary.max(), x.iter().copied().reduce(f64::max), "{what}");
    if x.is_empty() {
        assert_eq!(
            (summary.sum(), summary.mean(), summary.variance()),
            (0.0, None, None),
            "{what}"
        );
        assert_eq!(summary.sample_variance(), None, "{what}");
        return;
    }
    let (sum, squares) = oracle(x);
    let magnitude: f64 = x.iter().map(|x| x.abs()).sum();
    assert!(
        (summary.sum() - sum).abs() <= (bound.sum)(n) * U * magnitude,
        "{what}: sum"
    );
    assert_eq!(summary.mean(), Some(summary.sum() / n), "{what}");
    let (found, variance) = (summary.variance().unwrap(), squares / n);
    if variance == 0.0 {
        assert!(
            found <= (40.0 * U * magnitude / n).powi(2),
            "{what}: variance {found} of equals"
        );
    } else {
        let ratio = magnitude / n / variance.sqrt();
        let off = (found / variance - 1.0).abs();
        assert!(
            off <= (bound.variance)(n, ratio),
            "{what}: variance off by {off:e}"
        );
    }
    match summary.sample_variance() {
        None => assert_eq!(x.len(), 1, "{what}"),
        Some(sample) => {
            let scaled = found * n / (n - 1.0);
            assert!(
                (sample - scaled).abs() <= 4.0 * U * scaled,
                "{what}: sample variance"
            );
        }
    }
}

#[test]
fn every_rung_stays_within_its_bound() {
    let data = mixed(1, 50_001);
    for len in lengths() {
        let x = &data[..len];
        check(
            &summary::checked(x),
            x,
            &CHECKED,
            &format!("checked, {len}"),
        );
        assert_eq!(
            summary::unchecked(x),
            summary::checked(x),
            "unchecked, {len}"
        );
        check(&summary::simd(x), x, &SIMD, &format!("simd, {len}"));
    }
}

#[test]
fn every_level_and_alignment_gives_the_same_bits() {
    let data = mixed(2, 20_011);
    for len in lengths().filter(|len| len + 8 <= data.len()) {
        for x in alignments(&data[..len + 8]) {
            for level in levels() {
                let truth = summary::simd_at(levels()[0], &x[..len]);
                assert_eq!(summary::simd_at(level, &x[..len]), truth, "{level}, {len}");
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
                let summary = summary::threaded_at(level, &team, x);
                assert_eq!(
                    summary,
                    summary::simd_at(level, x),
                    "{level}, {len}, {}",
                    team.members()
                );
            }
        }
    }
}

#[cfg(feature = "threads")]
#[test]
fn strided_parts_merge_to_the_whole() {
    let data = mixed(4, 20_011);
    let teams = common::teams();
    for len in lengths().filter(|len| *len <= data.len()) {
        let x = &data[..len];
        for parts in [1, 2, 3, 4, 7, 100, usize::MAX] {
            let truth = summary::strided(&teams[0], x, parts).unwrap();
            check(&truth, x, &SIMD, &format!("strided, {len}, {parts}"));
            for team in &teams[1..] {
                assert_eq!(
                    summary::strided(team, x, parts).unwrap(),
                    truth,
                    "{len}, {parts}"
                );
            }
        }
    }
    let refused = Err(hotloop::Error::Zero { argument: "parts" });
    assert_eq!(summary::strided(&teams[0], &data, 0), refused);
}

#[test]
fn contiguous_chunks_merge_to_the_whole() {
    let data = mixed(5, 10_007);
    for parts in [1, 2, 4, 9] {
        let chunks = data.chunks(data.len().div_ceil(parts));
        let merged = chunks
            .map(summary::simd)
            .fold(Summary::default(), Summary::merge);
        check(&merged, &data, &CUT, &format!("{parts} chunks"));
    }
}

#[test]
fn the_empty_summary_changes_nothing() {
    let summary = summary::simd(&[1.0, 2.0]);
    assert_eq!(summary.merge(Summary::default()), summary);
    assert_eq!(Summary::default().merge(summary), summary);
    assert_eq!(
        Summary::default().merge(Summary::default()),
        summary::simd(&[])
    );
    assert_eq!(
        (Summary::default().min(), Summary::default().max()),
        (None, None)
    );
}

#[test]
fn a_mean_far_from_zero_does_not_spoil_the_variance() {
    // The textbook formula, sum of squares less square of the sum, has no correct digit left here.
    let x: Vec<f64> = (0..1_000_000).map(|i| 1e9 + f64::from(i % 10)).collect();
    for summary in [summary::checked(&x), summary::simd(&x)] {
        let variance = summary.variance().unwrap();
        assert!((variance - 8.25).abs() < 1e-7, "{variance}");
    }
}

#[test]
fn the_bound_of_the_variance_holds_far_from_zero() {
    let noise = mixed(7, 300_007);
    for far in [0.0, 1.0, 1e3, 1e6, 1e9] {
        let x: Vec<f64> = noise.iter().map(|noise| far + noise / 1e6).collect();
        check(
            &summary::simd(&x),
            &x,
            &SIMD,
            &format!("simd, around {far}"),
        );
    }
}

#[test]
fn merging_with_itself_for_ever_does_not_overflow() {
    let mut summary = summary::simd(&[1.0, 2.0]);
    for _ in 0..70 {
        summary = summary.merge(summary);
    }
    assert_eq!(summary.count(), u64::MAX);
}

#[test]
fn nan_is_counted_and_spoils_the_mean_and_not_the_extremes() {
    for len in [1, 5, 9, 70, 2000] {
        for at in [0, len / 2, len - 1] {
            let mut x: Vec<f64> = (0..len).map(|i| i as f64).collect();
            x[at] = f64::NAN;
            let (min, max) = {
                let numbers = x.iter().copied().filter(|x| !x.is_nan());
                (numbers.clone().reduce(f64::min), numbers.reduce(f64::max))
            };
            for level in levels() {
                for summary in [summary::checked(&x), summary::simd_at(level, &x)] {
                    assert_eq!(summary.count(), len as u64);
                    assert!(summary.sum().is_nan() && summary.variance().unwrap().is_nan());
                    assert_eq!(
                        (summary.min(), summary.max()),
                        (min, max),
                        "{level}, {len}, {at}"
                    );
                }
            }
        }
    }
}

#[test]
fn infinities_follow_ieee() {
    let summary = summary::simd(&[1.0, f64::INFINITY, 2.0]);
    assert_eq!(
        (summary.sum(), summary.mean()),
        (f64::INFINITY, Some(f64::INFINITY))
    );
    assert_eq!(
        (summary.min(), summary.max()),
        (Some(1.0), Some(f64::INFINITY))
    );
    let all = summary::simd(&[f64::INFINITY; 3]);
    assert_eq!(
        (all.min(), all.max()),
        (Some(f64::INFINITY), Some(f64::INFINITY))
    );
}

proptest! {
    #[test]
    fn any_cut_merges_to_the_whole(
        x in prop::collection::vec(-1e6_f64..1e6, 1..3000),
        cut in any::<prop::sample::Index>(),
    ) {
        let (a, b) = x.split_at(cut.index(x.len()));
        let merged = summary::simd(a).merge(summary::simd(b));
        check(&merged, &x, &CUT, "cut");
    }
}
