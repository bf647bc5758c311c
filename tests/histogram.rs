//! The ladder `histogram`: every rung, level and team against a plain oracle, and against NumPy.

mod common;

#[path = "histogram/bins.rs"]
mod bins;
#[path = "histogram/values.rs"]
mod values;
#[path = "histogram/weighted.rs"]
mod weighted;

use common::{alignments, lengths, levels, mixed};
use hotloop::Error;
use hotloop::kernels::histogram::{self, Bins, Histogram};
use proptest::prelude::*;

/// What is counted: in the bins, below, above, NaN.
type Counts = (Vec<u64>, u64, u64, u64);

/// The number of edges at or below each value, with the last edge moved out of the way of a value
/// that is equal to it.
fn oracle(x: &[f64], edges: &[f64]) -> Counts {
    let (bins, high) = (edges.len() - 1, edges[edges.len() - 1]);
    let (mut counts, mut below, mut above, mut nan) = (vec![0; bins], 0, 0, 0);
    for &x in x {
        match edges[..bins].iter().filter(|edge| **edge <= x).count() {
            _ if x.is_nan() => nan += 1,
            _ if x > high => above += 1,
            0 => below += 1,
            reached => counts[reached - 1] += 1,
        }
    }
    (counts, below, above, nan)
}

fn counts(histogram: &Histogram) -> Counts {
    (
        histogram.counts().to_vec(),
        histogram.underflow(),
        histogram.overflow(),
        histogram.nan(),
    )
}

fn counted(bins: &Bins, rung: impl FnOnce(&mut Histogram)) -> Histogram {
    let mut histogram = Histogram::new(bins).unwrap();
    rung(&mut histogram);
    histogram
}

/// Holds every rung of one thread, at every level, to the oracle.
#[track_caller]
fn check(x: &[f64], bins: &Bins, what: &str) {
    let truth = oracle(x, bins.edges());
    let checked = counted(bins, |histogram| histogram::checked(x, histogram));
    assert_eq!(counts(&checked), truth, "checked, {what}");
    assert_eq!(checked.total(), x.len() as u64, "{what}");
    let unchecked = counted(bins, |histogram| histogram::unchecked(x, histogram));
    assert_eq!(unchecked, checked, "unchecked, {what}");
    let simd = counted(bins, |histogram| histogram::simd(x, histogram));
    assert_eq!(simd, checked, "simd, {what}");
    for level in levels() {
        let simd = counted(bins, |histogram| histogram::simd_at(level, x, histogram));
        assert_eq!(simd, checked, "{level}, {what}");
    }
}

/// The same edges as a list, so that they are searched.
fn as_list(bins: &Bins) -> Bins {
    Bins::from_edges(bins.edges()).unwrap()
}

/// Every edge and its neighbours, and what is not a bin's.
fn awkward(bins: &Bins) -> Vec<f64> {
    let edges = bins.edges().iter();
    let near = edges.flat_map(|edge| [edge.next_down(), *edge, edge.next_up()]);
    let tiny = f64::from_bits(1);
    let others = [
        0.0,
        -0.0,
        tiny,
        -tiny,
        1e-310,
        -1e-310,
        f64::MAX,
        f64::MIN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        -f64::NAN,
        f64::from_bits(0x7ff0_0000_0000_0001),
        f64::from_bits(0xffff_ffff_ffff_ffff),
    ];
    near.chain(others).collect()
}

#[test]
fn every_rung_agrees_with_the_oracle() {
    let data = mixed(1, 50_001);
    let bins = Bins::uniform(100, -3.0, 5.0).unwrap();
    let decades = Bins::from_edges(&[-1e3, -1.0, -1e-3, 0.0, 1e-3, 1.0, 1e3]).unwrap();
    for len in lengths() {
        check(&data[..len], &bins, &format!("uniform, {len}"));
        check(&data[..len], &decades, &format!("decades, {len}"));
    }
}

#[test]
fn every_alignment_gives_the_same() {
    let data = mixed(2, 5000);
    let bins = Bins::uniform(77, -2.0, 2.0).unwrap();
    for len in lengths().filter(|len| len + 8 <= data.len()) {
        for x in alignments(&data[..len + 8]) {
            check(&x[..len], &bins, &format!("{len}"));
        }
    }
}

/// Ranges of all kinds: unit bins, edges that round, far from zero, tiny, huge, and so narrow that
/// arithmetic does not find the edges.
const RANGES: [(usize, f64, f64); 28] = [
    // So narrow, across a power of two, that arithmetic would name the wrong bin.
    (23, 0.001_953_124_999_999_993_3, 0.001_953_125_000_000_001),
    (19, 7.999_999_999_999_977, 8.000_000_000_000_004),
    (24, -4.000_000_000_000_007, -3.999_999_999_999_987),
    (1, 0.0, 1.0),
    (1, -0.0, f64::MIN_POSITIVE),
    (1, 0.0, 5e-324),
    (1, f64::MAX / -2.0, f64::MAX / 2.0),
    (2, -1.0, 1.0),
    (3, -0.1, 0.2),
    (7, 0.1, 0.7),
    (10, 0.0, 1.0),
    (49, -1e-3, 1e6),
    (50, 0.0, 100.0),
    (100, 0.0, 100.0),
    (33, -16.0, 17.0),
    (253, 0.0, 253.0),
    (254, 0.0, 1.0),
    (1024, 0.0, 1.0),
    (2045, -1.0, 2.5),
    (2046, -1.0, 2.5),
    (60, 1e15, 1e15 + 60.0),
    (11, -1e300, 1e300),
    (9, 0.0, 1e-310),
    (5, 0.0, 2.5e-323),
    (4, 1.0, 1.0 + 4.0 * f64::EPSILON),
    (3, 1.0 - f64::EPSILON, 1.0 + f64::EPSILON),
    (6, 1e16, 1e16 + 14.0),
    (7, -1e16 - 14.0, -1e16),
];

#[test]
fn edges_and_their_neighbours_are_counted_exactly() {
    for (count, low, high) in RANGES {
        let bins = Bins::uniform(count, low, high).unwrap();
        let x = awkward(&bins);
        check(&x, &bins, &format!("{bins:?}"));
        check(&x, &as_list(&bins), &format!("searched {bins:?}"));
        for x in x.into_iter().filter(|_| count <= 100) {
            // Alone, so that it is in the tail, and eight times over, so that it is in a vector.
            check(&[x], &bins, &format!("{x:e} in {bins:?}"));
            check(&[x; 8], &bins, &format!("{x:e} in {bins:?}"));
        }
    }
}

#[test]
fn skewed_data_is_counted_exactly() {
    let bins = Bins::uniform(1024, 0.0, 1.0).unwrap();
    let equal = vec![0.3; 10_007];
    let sorted: Vec<f64> = (0..10_007).map(|i| f64::from(i) / 10_006.0).collect();
    let outside: Vec<f64> = (0..10_007).map(|i| f64::from(i % 3) - 0.75).collect();
    let nan = vec![f64::NAN; 1009];
    for x in [&equal, &sorted, &outside, &nan] {
        check(x, &bins, "skewed");
    }
    let integers: Vec<f64> = (0..10_007).map(|i| f64::from(i * 37 % 101)).collect();
    check(
        &integers,
        &Bins::uniform(100, 0.0, 100.0).unwrap(),
        "integers",
    );
}

/// Where the arithmetic of the edges falls short of the last, what is between the two is in the last bin.
#[test]
fn blocks_end_where_the_bins_do() {
    for (count, low, high) in [(49, 0.0, 1.0), (49, -1.0, 1.0), (47, 2.0, 8.0_f64)] {
        let last = high.next_down();
        assert!(count as f64 * ((high - low) / count as f64) + low <= last);
        let bins = Bins::uniform(count, low, high).unwrap();
        check(&[last; 1000], &bins, "below the last edge");
    }
}

/// A value that is NaN, infinite, or at the end of the bins, here and there among many that are not:
/// in one block of 128 or in each, in any lane, and in the blocks after one that had it.
#[test]
fn blocks_with_a_rare_value_are_counted_like_others() {
    let bins = Bins::uniform(100, -3.0, 5.0).unwrap();
    let plain = mixed(5, 6000).into_iter().map(|x| x.clamp(-4.0, 6.0));
    let plain: Vec<f64> = plain.map(|x| if x.is_nan() { 0.5 } else { x }).collect();
    let (nan, infinite) = (f64::NAN, f64::INFINITY);
    for rare in [nan, -nan, infinite, -infinite, 5.0, 5.0_f64.next_up()] {
        for (first, step) in [
            (0, 6000),
            (127, 6000),
            (130, 6000),
            (5, 131),
            (300, 2900),
            (1, 2),
        ] {
            let mut x = plain.clone();
            x.iter_mut()
                .skip(first)
                .step_by(step)
                .for_each(|x| *x = rare);
            for len in [128, 129, 255, 256, 383, 384, 385, 2500, 6000] {
                let what = format!("{rare} at {first} and every {step}, {len}");
                check(&x[..len], &bins, &what);
            }
        }
    }
}

#[cfg(feature = "threads")]
#[test]
fn every_team_gives_the_same() {
    let data = mixed(3, 600_007);
    let teams = common::teams();
    let bins = [
        Bins::uniform(100, -3.0, 5.0).unwrap(),
        Bins::uniform(20_000, -3.0, 5.0).unwrap(),
        Bins::from_edges(&[-1.0, 0.0, 0.5, 7.0]).unwrap(),
    ];
    for (n, bins) in bins.iter().enumerate() {
        // Short ones are left to the caller, so once is enough.
        let short = lengths().filter(|_| n == 0);
        // The third and the fourth are around where two members have work.
        for len in short.chain([16_385, 32_767, 32_768, 65_536, 160_001, 600_007]) {
            let x = &data[..len];
            let truth = counted(bins, |histogram| histogram::simd(x, histogram));
            for team in &teams {
                for level in levels() {
                    let found = counted(bins, |histogram| {
                        histogram::threaded_at(level, team, x, histogram);
                    });
                    assert_eq!(found, truth, "{level}, {len}, {}", team.members());
                }
                let found = counted(bins, |histogram| histogram::threaded(team, x, histogram));
                assert_eq!(found, truth);
            }
        }
    }
}

#[test]
fn every_rung_adds_to_what_was_counted() {
    let data = mixed(4, 3000);
    let bins = Bins::uniform(10, -1.0, 1.0).unwrap();
    let mut histogram = Histogram::new(&bins).unwrap();
    let mut from = 0;
    for (turn, len) in [1, 100, 129, 1000, 0, 7, 500, 1000].into_iter().enumerate() {
        let x = &data[from..from + len];
        match turn % 3 {
            0 => histogram::simd(x, &mut histogram),
            1 => histogram::checked(x, &mut histogram),
            _ => histogram::unchecked(x, &mut histogram),
        }
        from += len;
        // Looked at in between, and not.
        if turn % 2 == 0 {
            assert_eq!(counts(&histogram), oracle(&data[..from], bins.edges()));
        }
    }
    assert_eq!(counts(&histogram), oracle(&data[..from], bins.edges()));

    let copy = histogram.clone();
    histogram::simd(&[0.0], &mut histogram);
    assert_ne!(copy, histogram);
    assert_eq!(copy.total() + 1, histogram.total());
}

#[test]
fn merging_refuses_other_bins_and_saturates() {
    let bins = Bins::uniform(2, 0.0, 1.0).unwrap();
    let mut histogram = counted(&bins, |histogram| histogram::simd(&[0.1], histogram));
    let other = Histogram::new(&Bins::uniform(2, 0.0, 1.5).unwrap()).unwrap();
    let refused = Error::Invalid {
        argument: "other",
        found: "other bins",
        expected: "the same",
    };
    assert_eq!(histogram.merge(&other), Err(refused.clone()));
    assert_eq!(
        refused.to_string(),
        "`other`: found other bins, expected the same"
    );
    assert_eq!(histogram.counts(), [1, 0]);

    // The same edges are the same bins, however they came about.
    let list = counted(&as_list(&bins), |histogram| {
        histogram::simd(&[0.1, 0.5], histogram);
    });
    histogram.merge(&list).unwrap();
    assert_eq!(histogram.counts(), [2, 1]);

    for _ in 0..70 {
        histogram.merge(&histogram.clone()).unwrap();
    }
    histogram::checked(&[0.1], &mut histogram);
    histogram::simd(&[0.1], &mut histogram);
    assert_eq!(histogram.counts()[0], (1 << 63) + 2);
    assert_eq!(histogram.total(), u64::MAX);
    let density = histogram.density().unwrap().unwrap();
    assert!(density.iter().all(|density| density.is_finite()));
}

#[test]
fn what_is_outside_merges_too() {
    let bins = Bins::uniform(4, 0.0, 1.0).unwrap();
    let x = [f64::NAN, -1.0, 2.0, 0.1];
    let part = counted(&bins, |histogram| histogram::simd(&x, histogram));
    let mut all = part.clone();
    assert_eq!(all.total(), 4); // Looked at, so that the sum is kept.
    all.merge(&part).unwrap();
    let outside = (all.nan(), all.underflow(), all.overflow());
    assert_eq!((outside, all.total()), ((2, 2, 2), 8));
    let before = all.clone();
    all.merge(&Histogram::new(&bins).unwrap()).unwrap();
    assert_eq!(all, before);
}

proptest! {
    #[test]
    fn any_range_is_counted_exactly(
        bins in bins::any_bins(),
        inside in prop::collection::vec(-0.1..1.1, 0..50),
    ) {
        let width = bins.high() - bins.low();
        let inside = inside.iter().map(|part| part * width + bins.low());
        let x: Vec<f64> = awkward(&bins).into_iter().chain(inside).collect();
        check(&x, &bins, &format!("{bins:?}"));
        let list = as_list(&bins);
        for x in x {
            prop_assert_eq!(bins.find(x), list.find(x), "{:e} in {:?}", x, bins);
        }
    }

    #[test]
    fn any_list_of_edges_is_counted_exactly(
        mut edges in prop::collection::vec(-1e3..1e3, 2..200),
        x in prop::collection::vec(-1.1e3..1.1e3, 0..300),
    ) {
        edges.sort_by(f64::total_cmp);
        edges.dedup();
        prop_assume!(edges.len() >= 2);
        let bins = Bins::from_edges(&edges).unwrap();
        let x: Vec<f64> = awkward(&bins).into_iter().chain(x).collect();
        check(&x, &bins, "a list");
    }

    #[test]
    fn any_cut_merges_to_the_whole(
        x in prop::collection::vec(prop_oneof![-2.0..2.0, any::<f64>()], 1..1000),
        cut in any::<prop::sample::Index>(),
    ) {
        let bins = Bins::uniform(20, -1.0, 1.0).unwrap();
        let (a, b) = x.split_at(cut.index(x.len()));
        let whole = counted(&bins, |histogram| histogram::simd(&x, histogram));
        let mut merged = counted(&bins, |histogram| histogram::simd(a, histogram));
        let rest = counted(&bins, |histogram| histogram::checked(b, histogram));
        merged.merge(&rest).unwrap();
        prop_assert_eq!(&merged, &whole);
        prop_assert_eq!(merged.total(), x.len() as u64);
    }
}
