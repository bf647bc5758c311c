//! Bins of all kinds: those that are refused, the most there can be, and what NumPy makes of them.

use super::*;
use hotloop::kernels::histogram::Value;

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

/// A distance of so many bins that it has wrapped around if it is taken for a smaller one.
#[test]
fn what_is_far_away_is_in_no_bin() {
    for (count, low, high) in [
        (1, 0.0, 1.0),
        (10, 0.0, 1.0),
        (1000, -3.0, 4.0),
        (7, 1e9, 2e9),
    ] {
        let bins = Bins::uniform(count, low, high).unwrap();
        for exponent in -1074..1024 {
            let power = 2.0_f64.powi(exponent);
            for x in [
                power,
                1.25 * power,
                power.next_down(),
                low + power,
                high + 3.7 * power,
            ] {
                for x in [x, -x] {
                    assert_eq!(bins.find(x), as_list(&bins).find(x), "{x:e} in {bins:?}");
                }
            }
        }
    }
}

#[test]
fn bad_bins_are_refused() {
    let zero = |argument| Error::Zero { argument };
    assert_eq!(Bins::uniform(0, 0.0, 1.0), Err(zero("count")));
    for edges in [&[][..], &[1.0]] {
        let (argument, found, least) = ("edges", edges.len(), 2);
        let refused = Error::TooSmall {
            argument,
            found,
            least,
        };
        assert_eq!(Bins::from_edges(edges), Err(refused));
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
    for found in [most + 2, most + 3] {
        let refused = Error::TooLarge {
            argument: "edges",
            found,
            most: most + 1,
        };
        assert_eq!(Bins::from_edges(&vec![0.0; found]), Err(refused));
    }
    let message = |bins: Result<Bins, Error>| bins.unwrap_err().to_string();
    let finite = "a finite number";
    let above = "a finite number above `low`";
    let near = "a number whose distance from `low` is finite";
    let far = "a number far enough above `low` for so many edges to differ";
    let ends = [
        (f64::NAN, 1.0, "`low`: found NaN", finite),
        (f64::NEG_INFINITY, 1.0, "`low`: found -inf", finite),
        (0.0, f64::NAN, "`high`: found NaN", above),
        (0.0, f64::INFINITY, "`high`: found inf", above),
        (1.0, 1.0, "`high`: found 1.0", above),
        (-0.0, 0.0, "`high`: found 0.0", above),
        (1.0, 0.5, "`high`: found 0.5", above),
        (-1e308, 1e308, "`high`: found 1e308", near),
        (1e9, 1e9 + 1e-7, "`high`: found 1000000000.0000001", far),
        (0.0, 1e-323, "`high`: found 1e-323", far),
    ];
    for (low, high, found, expected) in ends {
        let refused = format!("{found}, expected {expected}");
        assert_eq!(message(Bins::uniform(5, low, high)), refused);
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
    assert_eq!(as_list(&bins), bins);
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
    signed: Vec<StoredIntegers<i64>>,
    unsigned: Vec<StoredIntegers<u64>>,
}

#[derive(serde::Deserialize)]
struct StoredIntegers<T> {
    x: Vec<T>,
    counts: Vec<u64>,
    edges: Vec<f64>,
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

fn stored() -> Stored {
    serde_json::from_str(include_str!("../data/histogram.json")).unwrap()
}

/// In every rung, as they are and often enough to fill vectors and several pieces.
fn check_integers<T: Value>(stored: &StoredIntegers<T>) {
    const TIMES: usize = 300;
    let uniform = Bins::uniform(
        stored.counts.len(),
        stored.edges[0],
        *stored.edges.last().unwrap(),
    );
    let mut all = vec![Bins::from_edges(&stored.edges).unwrap()];
    all.extend(uniform.ok().filter(|bins| bins.edges() == stored.edges));
    for bins in &all {
        for times in [1, TIMES] {
            let x = stored.x.repeat(times);
            let truth: Vec<_> = stored.counts.iter().map(|n| n * times as u64).collect();
            for rung in [histogram::checked, histogram::unchecked, histogram::simd] {
                assert_eq!(counted(bins, |to| rung(&x, to)).counts(), truth, "{bins:?}");
            }
            for level in levels() {
                let found = counted(bins, |to| histogram::simd_at(level, &x, to));
                assert_eq!(found.counts(), truth, "{level}, {bins:?}");
            }
        }
    }
}

#[test]
fn numpy_counts_long_integers_alike() {
    let stored = stored();
    assert!(!stored.signed.is_empty() && !stored.unsigned.is_empty());
    stored.signed.iter().for_each(check_integers);
    stored.unsigned.iter().for_each(check_integers);
}

#[test]
fn numpy_gives_the_same() {
    let stored = stored();
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
            assert_eq!(&found.density().unwrap().unwrap(), density, "{bins:?}");
        }
    }
}

/// A range with ends of all magnitudes, near each other and far apart.
pub(crate) fn any_bins() -> impl Strategy<Value = Bins> {
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
