//! Values of other types than `f64`, and what one does with a histogram that is there.

use super::*;
use hotloop::kernels::histogram::Value;

/// Holds every rung to the counts of the same values as `f64`.
#[track_caller]
fn check_as_f64<T: Value>(x: &[T], bins: &Bins, what: &str) {
    let wide: Vec<f64> = x.iter().map(|&x| x.to_f64()).collect();
    let truth = counted(bins, |histogram| histogram::checked(&wide, histogram));
    let checked = counted(bins, |histogram| histogram::checked(x, histogram));
    assert_eq!(checked, truth, "checked, {what}");
    let unchecked = counted(bins, |histogram| histogram::unchecked(x, histogram));
    assert_eq!(unchecked, truth, "unchecked, {what}");
    let simd = counted(bins, |histogram| histogram::simd(x, histogram));
    assert_eq!(simd, truth, "simd, {what}");
    for level in levels() {
        let simd = counted(bins, |histogram| histogram::simd_at(level, x, histogram));
        assert_eq!(simd, truth, "{level}, {what}");
    }
}

/// Bits of all kinds.
fn words(seed: u64, len: usize) -> Vec<u32> {
    mixed(seed, len)
        .iter()
        .map(|x| (x.to_bits() >> 16) as u32)
        .collect()
}

#[test]
fn f32_are_counted_where_they_are_as_f64() {
    let data: Vec<f32> = mixed(21, 50_009).iter().map(|x| *x as f32).collect();
    let uniform = Bins::uniform(100, -3.0, 5.0).unwrap();
    // Edges that no `f32` is, and those that each is one of.
    let tenths = Bins::uniform(20, -1.0, 1.0).unwrap();
    let list = Bins::from_edges(&[-1e3, -1.0, 0.1_f64.next_up(), f64::from(0.1_f32), 1e3]).unwrap();
    for bins in [&uniform, &tenths, &list] {
        for len in lengths() {
            check_as_f64(&data[..len], bins, &format!("{len}, {bins:?}"));
        }
        for x in alignments(&data[..3008]) {
            check_as_f64(x, bins, &format!("{bins:?}"));
        }
        let near = bins.edges().iter().map(|edge| *edge as f32);
        let near = near.flat_map(|x| [x.next_down(), x, x.next_up()]);
        let odd = [f32::NAN, f32::INFINITY, f32::MIN, f32::MAX, 1e-45, -0.0];
        let x: Vec<f32> = near.chain(odd).collect();
        check_as_f64(&x.repeat(7), bins, &format!("{bins:?}"));
    }
}

#[test]
fn integers_are_counted_where_they_are_as_f64() {
    let words = words(22, 5003);
    let bins = [
        Bins::uniform(256, 0.0, 256.0).unwrap(),
        Bins::uniform(100, -200.0, 1e4).unwrap(),
        Bins::uniform(77, -3e9, 5e9).unwrap(),
        Bins::from_edges(&[-1e9, -5.0, 0.0, 100.0, 4e9]).unwrap(),
    ];
    for bins in &bins {
        let what = format!("{bins:?}");
        for len in lengths().filter(|len| *len <= words.len()) {
            let x = &words[..len];
            check_as_f64(x, bins, &what);
            check_as_f64(
                &x.iter().map(|x| *x as i32).collect::<Vec<_>>(),
                bins,
                &what,
            );
            check_as_f64(
                &x.iter().map(|x| *x as u16).collect::<Vec<_>>(),
                bins,
                &what,
            );
            check_as_f64(
                &x.iter().map(|x| *x as i16).collect::<Vec<_>>(),
                bins,
                &what,
            );
            check_as_f64(&x.iter().map(|x| *x as u8).collect::<Vec<_>>(), bins, &what);
            check_as_f64(&x.iter().map(|x| *x as i8).collect::<Vec<_>>(), bins, &what);
            let long = || x.iter().map(|x| i64::from(*x as i32) << (x % 33));
            check_as_f64(&long().collect::<Vec<_>>(), bins, &what);
            check_as_f64(&long().map(|x| x as u64).collect::<Vec<_>>(), bins, &what);
        }
    }
}

#[cfg(feature = "threads")]
#[test]
fn every_team_counts_other_types_alike() {
    let data: Vec<f32> = mixed(23, 300_007).iter().map(|x| *x as f32).collect();
    let bytes: Vec<u8> = words(24, 300_007).iter().map(|x| *x as u8).collect();
    let bins = Bins::uniform(100, -3.0, 105.0).unwrap();
    let narrow = counted(&bins, |histogram| histogram::checked(&data, histogram));
    let small = counted(&bins, |histogram| histogram::checked(&bytes, histogram));
    for team in common::teams() {
        for level in levels() {
            let found = counted(&bins, |to| histogram::threaded_at(level, &team, &data, to));
            assert_eq!(found, narrow, "{level}, {}", team.members());
            let found = counted(&bins, |to| histogram::threaded_at(level, &team, &bytes, to));
            assert_eq!(found, small, "{level}, {}", team.members());
        }
    }
}

#[test]
fn what_is_cleared_counts_again_from_nothing() {
    let x = mixed(25, 3000);
    for bins in [10, 1000, 20_000] {
        let bins = Bins::uniform(bins, -1.0, 1.0).unwrap();
        let truth = counted(&bins, |histogram| histogram::simd(&x, histogram));
        for looked_at in [false, true] {
            let mut histogram = truth.clone();
            histogram::checked(&x, &mut histogram);
            assert!(!looked_at || histogram.total() == 6000);
            histogram.clear();
            assert_eq!(histogram, Histogram::new(&bins).unwrap());
            histogram::simd(&x, &mut histogram);
            assert_eq!(histogram, truth);
        }
    }
}

#[test]
fn bins_come_with_their_edges() {
    let bins = Bins::uniform(3, 0.0, 3.0).unwrap();
    let histogram = counted(&bins, |histogram| {
        histogram::simd(&[0.5, 2.0, 3.0, 4.0], histogram);
    });
    let expected = [([0.0, 1.0], 1), ([1.0, 2.0], 0), ([2.0, 3.0], 2)];
    assert!(histogram.iter().eq(expected));
    assert!(histogram.iter().rev().eq(expected.into_iter().rev()));
    assert_eq!(
        (histogram.iter().len(), histogram.outside()),
        (3, [0, 1, 0])
    );
}

#[test]
fn a_histogram_that_was_kept_goes_on() {
    let bins = Bins::uniform(50, -1.0, 1.0).unwrap();
    let (x, more) = (mixed(26, 3000), mixed(27, 500));
    let mut histogram = counted(&bins, |histogram| histogram::simd(&x, histogram));
    let kept = |of: &Histogram| {
        let bins = Bins::from_edges(of.bins().edges()).unwrap();
        Histogram::from_counts(&bins, of.counts(), of.outside()).unwrap()
    };
    let mut other = kept(&histogram);
    assert_eq!(other, histogram);
    histogram::simd(&more, &mut histogram);
    histogram::simd(&more, &mut other);
    assert_eq!(other, histogram);
    // As many as merging comes to.
    for _ in 0..70 {
        histogram.merge(&histogram.clone()).unwrap();
    }
    histogram::simd(&more, &mut histogram);
    assert_eq!(kept(&histogram), histogram);
}

#[test]
fn counts_that_are_none_are_refused() {
    let bins = Bins::uniform(3, 0.0, 1.0).unwrap();
    let message = |counts: &[u64], outside| {
        Histogram::from_counts(&bins, counts, outside)
            .unwrap_err()
            .to_string()
    };
    let (counts, outside) = ([1; 3], [0; 3]);
    let length = "`counts`: found 4 elements, expected 3 to go with `bins`";
    assert_eq!(message(&[1; 4], outside), length);
    let large = "found a count above 2^63 + 2^62, expected what counting comes to";
    let most = 3 << 62;
    assert!(Histogram::from_counts(&bins, &[1, most, 1], [most; 3]).is_ok());
    for above in [most + 1, u64::MAX] {
        let found = message(&[1, above, 1], outside);
        assert_eq!(found, format!("`counts`: {large}"));
        let found = message(&counts, [0, 0, above]);
        assert_eq!(found, format!("`outside`: {large}"));
    }
}
