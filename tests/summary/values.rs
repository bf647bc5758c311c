//! Data in `f32`, and what one does with a summary that is there.

use super::*;

/// Numbers of all sizes that `f32` has, and what is none.
fn narrow(seed: u64, len: usize) -> Vec<f32> {
    let mut x: Vec<f32> = mixed(seed, len).iter().map(|x| *x as f32).collect();
    let odd = [f32::MAX, f32::MIN_POSITIVE, 1e-45, -0.0, -f32::MAX];
    x.iter_mut()
        .step_by(97)
        .zip(odd)
        .for_each(|(x, odd)| *x = odd);
    x
}

/// A summary's bits, with one NaN for all.
fn bits(summary: Summary) -> [u64; 6] {
    let or = |x: Option<f64>| x.unwrap_or(-7.0);
    let mean = (summary.mean(), summary.variance());
    let ends = (summary.min(), summary.max());
    let numbers = [
        summary.sum(),
        or(mean.0),
        or(mean.1),
        or(ends.0),
        or(ends.1),
    ];
    let one_nan = |x: f64| if x.is_nan() { f64::NAN } else { x }.to_bits();
    let [a, b, c, d, e] = numbers.map(one_nan);
    [summary.count(), a, b, c, d, e]
}

#[track_caller]
fn check_narrow(x: &[f32], what: &str) {
    let wide: Vec<f64> = x.iter().map(|x| f64::from(*x)).collect();
    let checked = bits(summary::checked(&wide));
    assert_eq!(bits(summary::checked(x)), checked, "checked, {what}");
    assert_eq!(bits(summary::unchecked(x)), checked, "unchecked, {what}");
    let truth = bits(summary::simd(&wide));
    for level in levels() {
        let found = bits(summary::simd_at(level, x));
        assert_eq!(found, truth, "{level}, {what}");
    }
}

#[test]
fn f32_have_the_summary_of_what_they_are_as_f64() {
    let data = narrow(11, 50_009);
    for len in lengths() {
        check_narrow(&data[..len], &len.to_string());
    }
    for x in alignments(&data[..3008]) {
        check_narrow(x, "aligned otherwise");
    }
    for odd in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        for at in [0, 9, 2000] {
            let mut x = data[..5000].to_vec();
            x[at] = odd;
            check_narrow(&x, &format!("{odd} at {at}"));
        }
    }
}

#[cfg(feature = "threads")]
#[test]
fn every_team_agrees_about_f32() {
    let data = narrow(12, 300_007);
    let wide: Vec<f64> = data.iter().map(|x| f64::from(*x)).collect();
    for team in common::teams() {
        for len in lengths().chain([100_000, 300_007]) {
            let truth = summary::simd(&wide[..len]);
            assert_eq!(summary::threaded(&team, &data[..len]), truth, "{len}");
            for level in levels() {
                let found = summary::threaded_at(level, &team, &data[..len]);
                assert_eq!(found, truth, "{level}, {len}, {}", team.members());
            }
        }
        for parts in [1, 3, 100] {
            let truth = summary::strided(&team, &wide, parts);
            assert_eq!(summary::strided(&team, &data, parts), truth, "{parts}");
        }
    }
}

#[test]
fn what_comes_one_by_one_has_the_bits_of_a_slice() {
    let x = mixed(13, 50_009);
    for len in lengths().chain([16_384, 32_768, 32_769]) {
        let truth = summary::simd(&x[..len]);
        assert_eq!(x[..len].iter().copied().collect::<Summary>(), truth);
        let mut more = truth;
        more.extend(x[len..].iter().map(|x| *x as f32));
        let rest: Summary = x[len..].iter().map(|x| *x as f32).collect();
        assert_eq!(more, truth + rest, "{len}");
    }
    let parts = x.chunks(1000).map(summary::simd);
    let merged = parts.clone().fold(Summary::default(), Summary::merge);
    assert_eq!(parts.clone().sum::<Summary>(), merged);
    let parts: Vec<_> = parts.collect();
    assert_eq!(parts.iter().sum::<Summary>(), merged);
    let mut added = Summary::default();
    parts.iter().for_each(|part| added += *part);
    assert_eq!(added, merged);
}

#[test]
fn deviations_are_the_roots_of_variances() {
    let summary = summary::simd(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
    let sample = (32.0_f64 / 7.0).sqrt();
    assert_eq!(summary.standard_deviation(), Some(2.0));
    assert_eq!(summary.sample_standard_deviation(), Some(sample));
    assert_eq!(summary.standard_error(), Some(sample / 8.0_f64.sqrt()));
    let text = format!("{summary:?}");
    let start = "Summary { count: 8, sum: 40.0, mean: Some(5.0), standard_deviation: Some(2.0)";
    assert!(text.starts_with(start), "{text}");

    let one = summary::simd(&[3.0]);
    assert_eq!(one.standard_deviation(), Some(0.0));
    assert_eq!(
        (one.sample_standard_deviation(), one.standard_error()),
        (None, None)
    );
    assert_eq!(Summary::default().standard_deviation(), None);
    // Beyond `f64` is the variance alone.
    let far = summary::simd(&[1e308, -1e308]);
    assert_eq!(far.variance(), Some(f64::INFINITY));
    let deviation = far.standard_deviation().unwrap();
    assert!((deviation / 1e308 - 1.0).abs() < 4.0 * U, "{deviation:e}");
    let error = far.standard_error().unwrap();
    assert!((error / 1e308 - 1.0).abs() < 4.0 * U, "{error:e}");
    assert!(
        summary::simd(&[f64::NAN, 1.0])
            .standard_deviation()
            .unwrap()
            .is_nan()
    );
}

#[test]
fn a_summary_that_was_kept_goes_on() {
    let x = mixed(14, 3000);
    let (nan, infinite) = (f64::NAN, f64::INFINITY);
    let mut summaries: Vec<_> = [0, 1, 70, 3000].map(|len| summary::simd(&x[..len])).into();
    summaries.extend(
        [
            &[nan][..],
            &[nan, 3.0],
            &[infinite, 1.0],
            &[infinite, -infinite],
            &[1e308; 9],
            &[-0.0],
        ]
        .map(summary::simd),
    );
    // As many as merging comes to, and more.
    let mut many = summary::simd(&[1e300, -3.0]);
    for _ in 0..3000 {
        many = many + many;
    }
    summaries.push(many);
    for summary in summaries {
        let kept = Summary::from_bytes(&summary.to_bytes()).unwrap();
        assert_eq!(kept.to_bytes(), summary.to_bytes());
        let more = summary::simd(&x[..100]);
        assert_eq!(bits(kept + more), bits(summary + more));
    }
}

#[test]
fn bytes_are_six_words_and_nothing_else() {
    // Count, sum, what it has lost, squares, minimum, maximum.
    let words = [4.0, 0.0, 2.0, 1.0, 3.0].map(f64::to_bits);
    let words = [2, words[0], words[1], words[2], words[3], words[4]];
    let bytes = words.map(u64::to_le_bytes);
    assert_eq!(summary::simd(&[3.0, 1.0]).to_bytes(), bytes.as_flattened());
}

#[test]
fn bytes_that_no_numbers_have_are_refused() {
    let of = |words: [f64; 5], count: u64| {
        let mut bytes = count.to_le_bytes().to_vec();
        bytes.extend(words.into_iter().flat_map(f64::to_le_bytes));
        Summary::from_bytes(bytes.as_slice().try_into().unwrap())
    };
    let (nan, inf) = (f64::NAN, f64::INFINITY);
    // Count, sum, what it has lost, squares, minimum, maximum.
    for (count, words, found) in [
        (0, [7.0, 0.0, 4.0, 1.0, 4.0], "traces of numbers"),
        (0, [0.0, 0.0, 0.0, 0.0, 0.0], "traces of numbers"),
        (0, [-0.0, 0.0, 0.0, inf, -inf], "traces of numbers"),
        (3, [7.0, 0.0, -1.0, 1.0, 4.0], "squared deviations below"),
        (3, [7.0, 0.0, -inf, 1.0, 4.0], "squared deviations below"),
        (3, [7.0, 0.0, 4.0, 5.0, 4.0], "a minimum"),
        (3, [7.0, 0.0, 4.0, nan, 4.0], "a minimum"),
        (3, [7.0, 0.0, 4.0, 1.0, nan], "a minimum"),
        (3, [7.0, 0.0, 4.0, 1.0, inf], "another sum"),
        (3, [-inf, 0.0, nan, 1.0, inf], "another sum"),
        (3, [inf, 0.0, nan, -inf, inf], "another sum"),
        (3, [inf, 0.0, 4.0, 1.0, inf], "squared deviations from"),
        (
            3,
            [inf, 0.0, 4.0, 1.0, 4.0],
            "a sum or squared deviations beyond",
        ),
        (
            3,
            [7.0, nan, 4.0, 1.0, 4.0],
            "a sum or squared deviations beyond",
        ),
        (
            3,
            [7.0, 0.0, inf, 1.0, 4.0],
            "a sum or squared deviations beyond",
        ),
        (3, [nan, 0.0, 4.0, 1.0, 4.0], "a NaN in one"),
        (3, [7.0, 0.0, nan, 1.0, 4.0], "a NaN in one"),
        (
            3,
            [7.0, 0.0, nan, inf, -inf],
            "a sum or squared deviations of",
        ),
        (1, [4.0, 0.0, 0.0, 1.0, 4.0], "a count"),
        (1, [nan, nan, nan, 1.0, 1.0], "a count"),
        (2, [nan, nan, nan, 1.0, 4.0], "a count"),
        (3, [13.0, 0.0, 4.0, 1.0, 4.0], "a mean"),
        (3, [2.0, 0.0, 4.0, 1.0, 4.0], "a mean"),
        (3, [7.0, 6.0, 4.0, 1.0, 4.0], "a mean"),
        (3, [7.0, 0.0, 1e4, 1.0, 4.0], "squared deviations beyond"),
        (3, [3.0, 0.0, 1e-300, 1.0, 1.0], "squared deviations beyond"),
    ] {
        let error = of(words, count).unwrap_err().to_string();
        let start = format!("`bytes`: found {found}");
        assert!(error.starts_with(&start), "{count}, {words:?}: {error}");
        assert!(error.ends_with(", expected a summary of numbers"));
    }
    // Sums are kept in the scale of the extremes.
    let far = summary::simd(&[1e300, 2e300, 4e300]).to_bytes();
    for other in [-9e300, 9e300] {
        let mut bytes = far;
        bytes[8..16].copy_from_slice(&summary::simd(&[other; 3]).to_bytes()[8..16]);
        let error = Summary::from_bytes(&bytes).unwrap_err().to_string();
        assert!(error.starts_with("`bytes`: found a mean"), "{error}");
    }
    assert!(of([7.0, 0.0, 4.0, 1.0, 4.0], 4).is_ok());
    assert!(of([nan, nan, nan, -inf, inf], 2).is_ok());
}

/// Whatever comes out of a rung or a merge goes through bytes.
#[track_caller]
fn assert_kept(summary: Summary) {
    let kept = Summary::from_bytes(&summary.to_bytes()).unwrap();
    assert_eq!(kept.to_bytes(), summary.to_bytes());
}

proptest! {
    #[test]
    fn any_f32_have_the_summary_of_what_they_are(
        x in prop::collection::vec(any::<f32>(), 0..300),
    ) {
        check_narrow(&x, "any");
    }

    #[test]
    fn no_summary_of_numbers_is_refused(
        x in prop::collection::vec(any::<f64>(), 0..100),
        equal in finite_numbers(),
        times in 1_usize..3000,
    ) {
        let rungs: [Rung<'_>; 2] = [&summary::checked, &summary::simd];
        for rung in rungs {
            let mut merged = rung(&x);
            assert_kept(merged);
            for part in [&x[..x.len() / 2], &equal, &vec![equal[0]; times]] {
                assert_kept(rung(part));
                merged = rung(part).merge(merged);
                assert_kept(merged);
            }
            // One by one, which rounds the most.
            let one_by_one = equal.iter().map(|x| rung(&[*x]));
            assert_kept(one_by_one.fold(Summary::default(), Summary::merge));
        }
    }
}
