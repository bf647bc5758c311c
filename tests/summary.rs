//! The ladder `summary`: every rung, level and team against a plain oracle.

mod common;
#[path = "common/finite.rs"]
mod finite;

use common::{alignments, lengths, levels, mixed};
use finite::{assert_within, expansion, finite_numbers, ldexp, normalised};
use hotloop::kernels::summary::{self, Summary};
use proptest::prelude::*;

#[path = "summary/columns.rs"]
mod columns;
#[path = "summary/values.rs"]
mod values;

const U: f64 = f64::EPSILON / 2.0;

type Rung<'a> = &'a dyn Fn(&[f64]) -> Summary;

/// Two passes, with sums that are rounded once: `(sum, squared deviations)`.
fn oracle(x: &[f64]) -> (f64, f64) {
    let sum = expansion(x);
    let mean = sum / x.len() as f64;
    let squares: Vec<f64> = x.iter().map(|x| (x - mean) * (x - mean)).collect();
    (sum, expansion(&squares))
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
    // In a unit in which nothing overflows.
    let (exponent, x) = normalised(x);
    let (sum, squares) = oracle(&x);
    let magnitude: f64 = x.iter().map(|x| x.abs()).sum();
    let slack = (bound.sum)(n) * U * magnitude;
    assert_within(summary.sum(), sum, exponent, slack, &format!("{what}: sum"));
    let mean = summary.mean().unwrap();
    assert!(mean.is_finite(), "{what}: mean");
    assert!(
        summary.min().unwrap() <= mean && mean <= summary.max().unwrap(),
        "{what}: mean"
    );
    let smallest = |exponent: i32| ldexp(f64::from_bits(1), -exponent);
    let slack = slack / n + 4.0 * U * (sum / n).abs() + smallest(exponent);
    assert_within(mean, sum / n, exponent, slack, &format!("{what}: mean"));

    let found = summary.variance().unwrap();
    assert!(found >= 0.0, "{what}: variance {found}");
    if summary.min() == summary.max() {
        assert_eq!(found, 0.0, "{what}: variance of equals");
    }
    let variance = squares / n;
    let ratio = magnitude / n / variance.sqrt();
    let off = match variance {
        0.0 => (40.0 * U * magnitude / n).powi(2),
        _ => variance * (bound.variance)(n, ratio),
    };
    let slack = off + 4.0 * smallest(2 * exponent);
    let what = format!("{what}: variance");
    assert_within(found, variance, 2 * exponent, slack, &what);
    match summary.sample_variance() {
        None => assert_eq!(n, 1.0, "{what}"),
        Some(sample) => {
            let more = n / (n - 1.0);
            let slack = (slack + 4.0 * U * variance) * more;
            assert_within(sample, variance * more, 2 * exponent, slack, &what);
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
        summary::simd::<f64>(&[])
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
fn the_variance_of_large_numbers_is_what_it_is() {
    let wide = summary::checked(&[1e308, -1e308]);
    assert_eq!((wide.sum(), wide.mean()), (0.0, Some(0.0)));
    assert_eq!(wide.variance(), Some(f64::INFINITY));
    // The squares overflow, and their sum does; the variance is 2^1020.
    let x = [ldexp(1.0, 510), ldexp(3.0, 510)].repeat(1000);
    // The sum overflows on the way.
    let y = [1e308, 1e308, -1e308];
    for level in levels() {
        let simd = |x: &[f64]| summary::simd_at(level, x);
        let rungs: [Rung<'_>; 3] = [&summary::checked, &summary::unchecked, &simd];
        for rung in rungs {
            assert_eq!(rung(&x).variance(), Some(ldexp(1.0, 1020)), "{level}");
            assert_eq!(rung(&x).mean(), Some(ldexp(1.0, 511)), "{level}");
            assert_eq!(rung(&y).sum(), 1e308, "{level}");
            assert_eq!(rung(&[f64::MAX; 9]).sum(), f64::INFINITY, "{level}");
            assert_eq!(rung(&[-f64::MAX; 9]).sum(), f64::NEG_INFINITY, "{level}");
        }
    }
}

#[test]
fn what_overflows_in_a_part_comes_back_in_the_whole() {
    let part = |x: f64| summary::simd(&[x; 3]);
    let (up, down, none) = (part(f64::MAX), part(-f64::MAX), part(1.0));
    for [a, b, c] in [[up, down, none], [none, up, down], [down, none, up]] {
        for merged in [
            a.merge(b).merge(c),
            a.merge(b.merge(c)),
            c.merge(b).merge(a),
        ] {
            assert_eq!(merged.sum(), 3.0);
            assert_eq!(merged.variance(), Some(f64::INFINITY));
        }
        let twice = a.merge(a).merge(b).merge(b).merge(c).merge(c);
        assert!(twice.sum().is_finite() && twice.mean().unwrap().is_finite());
    }
    assert_eq!(up.merge(up).merge(down).sum(), f64::INFINITY);
    assert_eq!(up.merge(down).sum(), 0.0);
    assert_eq!(up.merge(up).mean(), Some(f64::MAX));
}

#[test]
fn equal_numbers_have_no_variance_and_themselves_for_a_mean() {
    let constants = [
        45.0_f64.powi(10),
        0.1,
        -1.0 / 3.0,
        0.0,
        1e-320,
        5e-324,
        1e139,
        1e141,
        -1e200,
        1.1e308,
        f64::MAX,
    ];
    let lens = (1..=70).chain([100, 1000, 1023, 1024, 1025, 3001, 16_384, 16_391, 40_000]);
    for len in lens {
        for c in constants {
            let x = vec![c; len];
            let hold = |summary: Summary, what: &str| {
                assert_eq!(summary.mean(), Some(c), "{what}, {len}, {c:e}");
                assert_eq!(summary.variance(), Some(0.0), "{what}, {len}, {c:e}");
                assert!(summary.sample_variance().is_none_or(|sample| sample == 0.0));
            };
            hold(summary::checked(&x), "checked");
            hold(summary::unchecked(&x), "unchecked");
            for level in levels() {
                hold(summary::simd_at(level, &x), "simd");
                let parts = x
                    .chunks(len.div_ceil(7))
                    .map(|x| summary::simd_at(level, x));
                hold(
                    parts.clone().fold(Summary::default(), Summary::merge),
                    "in order",
                );
                let backwards = parts.rev().map(|part| part.merge(summary::checked(&x)));
                hold(
                    backwards.fold(Summary::default(), Summary::merge),
                    "backwards",
                );
            }
            let odd = summary::simd(&x).merge(summary::simd(&[f64::NAN]));
            assert!(odd.mean().unwrap().is_nan() && odd.variance().unwrap().is_nan());
        }
    }
}

#[test]
fn merging_far_beyond_the_count_makes_no_nan() {
    for x in [[1.0, 2.0], [1e300, -3.0], [-1e308, 1e308]] {
        let mut summary = summary::simd(&x);
        for _ in 0..3000 {
            summary = summary.merge(summary);
            let (mean, variance) = (summary.mean().unwrap(), summary.variance().unwrap());
            assert!(mean.is_finite() && variance >= 0.0 && !summary.sum().is_nan());
        }
    }
}

#[test]
fn infinities_follow_ieee() {
    let inf = f64::INFINITY;
    for (x, sum) in [
        (vec![1.0, inf, 2.0], inf),
        (vec![inf; 3], inf),
        (vec![-inf], -inf),
        (vec![inf, -inf, 1.0], f64::NAN),
        // Beside an infinity, nothing that is finite matters.
        (vec![-inf, f64::MAX, f64::MAX], -inf),
        (vec![f64::MAX, f64::MAX, -inf], -inf),
        ([vec![f64::MAX; 3000], vec![-inf; 9]].concat(), -inf),
        ([vec![inf], vec![-f64::MAX; 3000]].concat(), inf),
    ] {
        let hold = |summary: Summary| {
            let found = summary.sum();
            assert!(found == sum || (found.is_nan() && sum.is_nan()), "{found}");
            let mean = summary.mean().unwrap();
            assert!(mean == sum || (mean.is_nan() && sum.is_nan()), "{mean}");
            assert!(summary.variance().unwrap().is_nan());
            assert_eq!(summary.min(), x.iter().copied().reduce(f64::min));
            assert_eq!(summary.max(), x.iter().copied().reduce(f64::max));
        };
        hold(summary::checked(&x));
        hold(summary::unchecked(&x));
        for level in levels() {
            hold(summary::simd_at(level, &x));
        }
        let (a, b) = x.split_at(x.len() / 2);
        hold(summary::simd(b).merge(summary::checked(a)));
    }
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

    #[test]
    fn finite_numbers_have_finite_summaries_where_they_are(
        x in finite_numbers(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        order in prop::collection::vec(any::<prop::sample::Index>(), 8),
    ) {
        check(&summary::checked(&x), &x, &CHECKED, "checked");
        prop_assert_eq!(summary::unchecked(&x), summary::checked(&x));
        let simd = summary::simd(&x);
        check(&simd, &x, &SIMD, "simd");
        for level in levels() {
            prop_assert_eq!(summary::simd_at(level, &x), simd);
        }

        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(x.len())).collect();
        cuts.extend([0, x.len()]);
        cuts.sort_unstable();
        let mut parts: Vec<_> = cuts.windows(2).map(|cut| summary::simd(&x[cut[0]..cut[1]])).collect();
        for order in order {
            if parts.len() > 1 {
                let part = parts.swap_remove(order.index(parts.len()));
                let with = order.index(parts.len());
                parts[with] = parts[with].merge(part);
            }
        }
        let merged = parts.into_iter().fold(Summary::default(), Summary::merge);
        check(&merged, &x, &CUT, "merged");
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
            let truth = summary::simd(&x);
            for team in &*TEAMS {
                for level in levels() {
                    prop_assert_eq!(summary::threaded_at(level, team, &x), truth);
                }
                check(&summary::strided(team, &x, 3).unwrap(), &x, &CUT, "strided");
            }
        }
    }
}
