//! The ladder `histogram`: every rung, level and team against a plain oracle, and against NumPy.

mod common;

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
    let mut histogram = Histogram::new(bins);
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
const RANGES: [(usize, f64, f64); 25] = [
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
        for x in x {
            // Alone, so that it is in the tail, and eight times over, so that it is in a vector.
            check(&[x], &bins, &format!("{x:e} in {bins:?}"));
            check(&[x; 8], &bins, &format!("{x:e} in {bins:?}"));
        }
    }
}

#[test]
fn many_bins_are_counted_exactly() {
    for count in [16_381, 16_382, 100_003] {
        for (low, high) in [(0.0, 1.0), (-7.3, 1e4)] {
            let bins = Bins::uniform(count, low, high).unwrap();
            let x = awkward(&bins);
            // By position and not by the oracle, which would take a minute.
            let mut truth = vec![1; count];
            for (bin, count) in truth.iter_mut().enumerate() {
                // The lower edge, its upper neighbour, and the upper edge's lower one.
                *count = 3 + u64::from(bin == bins.count() - 1);
            }
            for other in &x[3 * count + 3..] {
                if let Some(bin) = bins.find(*other) {
                    truth[bin] += 1;
                }
            }
            for bins in [&bins, &as_list(&bins)] {
                for level in levels() {
                    let found = counted(bins, |histogram| {
                        histogram::simd_at(level, &x, histogram);
                    });
                    assert!(found.counts() == truth, "{level}, {bins:?}");
                    assert_eq!(found.total(), x.len() as u64);
                }
                for rung in [histogram::checked, histogram::unchecked] {
                    let found = counted(bins, |histogram| rung(&x, histogram));
                    assert!(found.counts() == truth, "{bins:?}");
                }
            }
        }
    }
}

#[test]
fn the_bin_of_a_value_is_the_one_it_is_counted_in() {
    for (count, low, high) in RANGES {
        let bins = Bins::uniform(count, low, high).unwrap();
        for x in awkward(&bins) {
            let (counts, ..) = oracle(&[x], bins.edges());
            let truth = counts.iter().position(|count| *count == 1);
            assert_eq!(bins.find(x), truth, "{x:e} in {bins:?}");
            assert_eq!(as_list(&bins).find(x), truth, "{x:e} in {bins:?}");
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

#[cfg(feature = "threads")]
#[test]
fn every_team_gives_the_same() {
    let data = mixed(3, 600_007);
    let bins = [
        Bins::uniform(100, -3.0, 5.0).unwrap(),
        Bins::uniform(20_000, -3.0, 5.0).unwrap(),
        Bins::from_edges(&[-1.0, 0.0, 0.5, 7.0]).unwrap(),
    ];
    for team in common::teams() {
        for bins in &bins {
            for len in lengths().chain([65_536, 65_537, 160_001, 600_007]) {
                let x = &data[..len];
                let truth = counted(bins, |histogram| histogram::simd(x, histogram));
                for level in levels() {
                    let found = counted(bins, |histogram| {
                        histogram::threaded_at(level, &team, x, histogram);
                    });
                    assert_eq!(found, truth, "{level}, {len}, {}", team.members());
                }
                let found = counted(bins, |histogram| histogram::threaded(&team, x, histogram));
                assert_eq!(found, truth);
            }
        }
    }
}

#[test]
fn every_rung_adds_to_what_was_counted() {
    let data = mixed(4, 3000);
    let bins = Bins::uniform(10, -1.0, 1.0).unwrap();
    let mut histogram = Histogram::new(&bins);
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
    let other = Histogram::new(&Bins::uniform(2, 0.0, 1.5).unwrap());
    let refused = Error::OtherBins { argument: "other" };
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
    let density = histogram.density().unwrap();
    assert!(density.iter().all(|density| density.is_finite()));
}

#[test]
fn bad_bins_are_refused() {
    let zero = |argument| Error::Zero { argument };
    assert_eq!(Bins::uniform(0, 0.0, 1.0), Err(zero("count")));
    for edges in [&[][..], &[1.0]] {
        assert_eq!(Bins::from_edges(edges), Err(zero("bins")));
    }
    let most = Bins::MAX;
    let refused = Bins::uniform(usize::MAX, 0.0, 1.0).unwrap_err();
    let (argument, found) = ("count", usize::MAX);
    assert_eq!(
        refused,
        Error::TooLarge {
            argument,
            found,
            most
        }
    );
    let message = |bins: Result<Bins, Error>| bins.unwrap_err().to_string();
    let ends = [
        (f64::NAN, 1.0, "`low`: found NaN, expected a finite number"),
        (
            f64::NEG_INFINITY,
            1.0,
            "`low`: found -inf, expected a finite number",
        ),
        (
            0.0,
            f64::NAN,
            "`high`: found NaN, expected a finite number above `low`",
        ),
        (
            0.0,
            f64::INFINITY,
            "`high`: found inf, expected a finite number above `low`",
        ),
        (
            1.0,
            1.0,
            "`high`: found 1.0, expected a finite number above `low`",
        ),
        (
            -0.0,
            0.0,
            "`high`: found 0.0, expected a finite number above `low`",
        ),
        (
            1.0,
            0.5,
            "`high`: found 0.5, expected a finite number above `low`",
        ),
        (
            -1e308,
            1e308,
            "`high`: found 1e308, expected a number whose distance from `low` is finite",
        ),
        (
            1e16,
            1e16 + 4.0,
            "`high`: found 1.0000000000000004e16, expected a number far enough above `low` for so many edges to differ",
        ),
        (
            0.0,
            1e-323,
            "`high`: found 1e-323, expected a number far enough above `low` for so many edges to differ",
        ),
    ];
    for (low, high, expected) in ends {
        assert_eq!(message(Bins::uniform(5, low, high)), expected);
    }
    let above = "expected a finite number above the edge before it";
    let lists = [
        (&[0.0, 1.0, 1.0][..], "1.0"),
        (&[0.0, -0.0], "-0.0"),
        (&[0.0, 2.0, 1.0], "1.0"),
        (&[f64::NAN, 1.0], "NaN"),
        (&[0.0, f64::NAN, 1.0], "NaN"),
        (&[f64::NEG_INFINITY, 1.0], "-inf"),
        (&[0.0, f64::INFINITY], "inf"),
    ];
    for (edges, found) in lists {
        let expected = format!("`edges`: found {found}, {above}");
        assert_eq!(message(Bins::from_edges(edges)), expected);
    }
}

#[test]
fn the_most_bins_there_can_be() {
    let bins = Bins::uniform(Bins::MAX, 0.0, 3.0).unwrap();
    let x = [bins.edges()[12_345_678], 3.0, -1.0, 3.1, f64::NAN];
    for rung in [histogram::checked, histogram::unchecked, histogram::simd] {
        let histogram = counted(&bins, |histogram| rung(&x.repeat(3), histogram));
        assert_eq!(histogram.counts()[12_345_678], 3);
        assert_eq!(histogram.counts()[Bins::MAX - 1], 3);
        let (_, below, above, nan) = counts(&histogram);
        assert_eq!((below, above, nan), (3, 3, 3));
    }
}

#[derive(serde::Deserialize)]
struct Stored {
    uniform: Vec<StoredRange>,
    edges: Vec<StoredCounts>,
}

#[derive(serde::Deserialize)]
struct StoredRange {
    low: f64,
    high: f64,
    #[serde(flatten)]
    counts: StoredCounts,
}

#[derive(serde::Deserialize)]
struct StoredCounts {
    x: Vec<f64>,
    counts: Vec<u64>,
    edges: Vec<f64>,
    below: u64,
    above: u64,
    /// Where it does not overflow.
    density: Option<Vec<f64>>,
}

#[test]
fn numpy_gives_the_same() {
    let stored: Stored = serde_json::from_str(include_str!("data/histogram.json")).unwrap();
    let uniform = stored.uniform.iter().map(|range| {
        let bins = Bins::uniform(range.counts.counts.len(), range.low, range.high);
        (bins.unwrap(), &range.counts)
    });
    let lists = stored.edges.iter().map(|stored| {
        let bins = Bins::from_edges(&stored.edges);
        (bins.unwrap(), stored)
    });
    for (bins, stored) in uniform.chain(lists) {
        assert_eq!(bins.edges(), stored.edges);
        check(&stored.x, &bins, "stored");
        let found = counted(&bins, |histogram| histogram::simd(&stored.x, histogram));
        let truth = (stored.counts.clone(), stored.below, stored.above, 0);
        assert_eq!(counts(&found), truth, "{bins:?}");
        if let Some(density) = &stored.density {
            assert_eq!(&found.density().unwrap(), density, "{bins:?}");
        }
    }
}

/// A range with ends of all magnitudes, near each other and far apart.
fn any_bins() -> impl Strategy<Value = Bins> {
    let end = prop_oneof![-1e3..1e3, any::<f64>(), -1e-300..1e-300, Just(0.0)];
    let bits = prop_oneof![1_u64..100, 1_u64..1 << 53];
    let wide = (1_usize..300, end.clone(), end.clone());
    let narrow = (1_usize..300, end, bits).prop_map(|(count, low, bits): (usize, f64, u64)| {
        let ulp = (low.abs().next_up() - low.abs()).max(f64::from_bits(1));
        (count, low, low + bits as f64 * ulp)
    });
    prop_oneof![wide, narrow].prop_filter_map("not a range", |(count, a, b)| {
        Bins::uniform(count, a.min(b), a.max(b)).ok()
    })
}

proptest! {
    #[test]
    fn any_range_is_counted_exactly(bins in any_bins(), inside in prop::collection::vec(-0.1..1.1, 0..50)) {
        let width = bins.high() - bins.low();
        let inside = inside.iter().map(|part| part * width + bins.low());
        let x: Vec<f64> = awkward(&bins).into_iter().chain(inside).collect();
        check(&x, &bins, &format!("{bins:?}"));
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
