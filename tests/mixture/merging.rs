//! Moments of parts merge into those of the whole.

use super::oracle::{assert_alike, assert_near, exactly, example, magnitude};
use super::*;
use hotloop::kernels::mixture::{Moments, Points, State};
use proptest::prelude::*;

const BOUND: f64 = 1e-12;
const FLOOR: f64 = 1e-3;

/// What can be seen of moments: the numbers, and the mixture that they make.
#[track_caller]
fn assert_same(found: &Moments, expected: &Moments, start: &Mixture, x: &[f64], what: &str) {
    assert_eq!(found.points(), expected.points(), "{what}");
    let n = expected.points() as f64;
    let (ours, theirs): (Vec<f64>, Vec<f64>) =
        (found.weights().collect(), expected.weights().collect());
    assert_near(&ours, &theirs, BOUND * n, what);
    let (ours, theirs) = (found.mean_log_likelihood(), expected.mean_log_likelihood());
    assert_near(&[ours], &[theirs], BOUND * theirs.abs().max(1.0), what);
    let settings = exactly(1, FLOOR);
    let (ours, our_states) = found.maximise(start, &settings).unwrap();
    let (theirs, their_states) = expected.maximise(start, &settings).unwrap();
    assert_alike(&ours, &theirs, magnitude(x), BOUND, what);
    assert_eq!(our_states, their_states, "{what}");
}

fn moments(level: Level, x: &[f64], model: &Mixture) -> Moments {
    let points = Points::new(x, model.dimensions()).unwrap();
    points.moments_at(level, model).unwrap()
}

fn merged<'a>(
    level: Level,
    parts: impl IntoIterator<Item = &'a [f64]>,
    model: &Mixture,
) -> Moments {
    let mut parts = parts.into_iter();
    let mut all = moments(level, parts.next().unwrap(), model);
    for part in parts {
        all.merge(&moments(level, part, model)).unwrap();
    }
    all
}

#[test]
fn any_cut_merges_to_the_whole() {
    for (d, m) in [(1, 1), (1, 3), (2, 4), (3, 2), (5, 3), (17, 2)] {
        let n = if d > 6 { 60 } else { 300 };
        let (x, start) = example(21, n, d, m, 3.0);
        for level in levels() {
            let whole = moments(level, &x, &start);
            for size in [1, 3, 8, 13, 59, 131, 299] {
                let what = format!("{level}, {size} each, d = {d}, m = {m}");
                let found = merged(level, x.chunks(size * d), &start);
                assert_same(&found, &whole, &start, &x, &what);
                // From the other end.
                let found = merged(level, x.chunks(size * d).rev(), &start);
                assert_same(&found, &whole, &start, &x, &what);
            }
        }
    }
}

#[test]
fn merging_a_tree_is_merging_a_chain() {
    let (x, start) = example(22, 256, 2, 3, 3.0);
    let level = Level::current();
    let mut parts: Vec<_> = x
        .chunks(2 * 16)
        .map(|x| moments(level, x, &start))
        .collect();
    while parts.len() > 1 {
        for i in 0..parts.len() / 2 {
            let later = parts.remove(i + 1);
            parts[i].merge(&later).unwrap();
        }
    }
    let whole = moments(level, &x, &start);
    assert_same(&parts[0], &whole, &start, &x, "a tree");
}

#[test]
fn components_without_points_in_a_part_merge() {
    // So far apart that each point is wholly of one component.
    let start = Mixture::new(&[0.5, 0.25, 0.25], &[0.0, 1e4, -1e5], &[1.0; 3]).unwrap();
    let (here, there) = ([-1.0, 0.5, 2.0], [1e4 + 1.0, 1e4 - 4.0]);
    let all: Vec<f64> = here.iter().chain(&there).copied().collect();
    for level in levels() {
        let whole = moments(level, &all, &start);
        let found = merged(level, [&here[..], &there[..]], &start);
        assert_same(&found, &whole, &start, &all, "one and the other");
        let found = merged(level, [&there[..], &here[..]], &start);
        assert_same(&found, &whole, &start, &all, "the other and one");
        let weights: Vec<f64> = found.weights().collect();
        assert_near(&weights, &[3.0, 2.0, 0.0], 1e-15, "weights");
        let (next, states) = found.maximise(&start, &exactly(1, 0.0)).unwrap();
        let starved = [State::Regular, State::Regular, State::Starved];
        assert_eq!(states, starved, "{level}");
        assert_near(next.weights(), &[0.6, 0.4, 0.0], 1e-15, "shares");
        assert_near(next.means(), &[0.5, 1e4 - 1.5, -1e5], 1e-11, "means");
        assert_near(next.covariances(), &[1.5, 6.25, 1.0], 1e-14, "variances");
    }
}

#[test]
fn parts_far_from_each_other_keep_their_scatter() {
    // The scatter within the parts is a millionth of a millionth of that between them.
    let start = Mixture::new(&[1.0], &[0.0], &[1e12]).unwrap();
    let near: Vec<f64> = (0..40).map(|i| f64::from(i % 5) - 2.0 - 1e6).collect();
    let far: Vec<f64> = (0..40).map(|i| f64::from(i % 5) - 2.0 + 1e6).collect();
    for level in levels() {
        let found = merged(level, [&near[..], &far[..]], &start);
        let (next, _) = found.maximise(&start, &exactly(1, 0.0)).unwrap();
        assert_near(next.means(), &[0.0], 1e-9, "mean");
        assert_near(next.covariances(), &[1e12 + 2.0], 1e-2, "variance");
    }
}

#[test]
fn other_moments_are_refused_and_nothing_changes() {
    let (x, start) = example(23, 30, 2, 3, 3.0);
    let level = Level::current();
    let mut moments = merged(level, [&x[..]], &start);
    let before = moments.clone();
    let (y, fewer) = example(24, 30, 2, 2, 3.0);
    let error = moments.merge(&merged(level, [&y[..]], &fewer)).unwrap_err();
    let expected = Error::Invalid {
        argument: "other",
        found: "another number of components",
        expected: "as many as the moments have",
    };
    assert_eq!(error, expected);
    let text = "`other`: found another number of components, expected as many as the moments have";
    assert_eq!(error.to_string(), text);
    let (y, wider) = example(24, 30, 5, 3, 3.0);
    let error = moments.merge(&merged(level, [&y[..]], &wider)).unwrap_err();
    let text = "`other`: found another number of dimensions, expected as many as the moments have";
    assert_eq!(error.to_string(), text);
    assert_eq!(moments, before);

    for (other, text) in [
        (
            &fewer,
            "`before`: found another number of components, expected as many as the moments have",
        ),
        (
            &wider,
            "`before`: found another number of dimensions, expected as many as the moments have",
        ),
    ] {
        let error = moments.maximise(other, &exactly(1, 0.0)).unwrap_err();
        assert_eq!(error.to_string(), text);
    }
    let error = moments.maximise(&start, &exactly(1, f64::NAN)).unwrap_err();
    let text = "`covariance_floor`: found NaN, expected 0, or a finite number not below 1e-300";
    assert_eq!(error.to_string(), text);
}

#[test]
fn counts_of_points_saturate() {
    let (x, start) = example(25, 30, 1, 2, 3.0);
    let mut all = merged(Level::current(), [&x[..]], &start);
    for _ in 0..70 {
        all.merge(&all.clone()).unwrap();
    }
    assert_eq!(all.points(), u64::MAX);
    let (next, _) = all.maximise(&start, &exactly(1, 0.0)).unwrap();
    assert!(next.covariances().iter().all(|x| x.is_finite()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_two_parts_merge_in_any_order(
        seed in any::<u64>(),
        (n, d, m) in (2_usize..90, 1_usize..5, 1_usize..4),
        cut in any::<prop::sample::Index>(),
    ) {
        let (x, start) = example(seed, n, d, m, 3.0);
        let cut = d * (1 + cut.index(n - 1));
        let (a, b) = x.split_at(cut);
        for level in levels() {
            let whole = moments(level, &x, &start);
            assert_same(&merged(level, [a, b], &start), &whole, &start, &x, "a and b");
            assert_same(&merged(level, [b, a], &start), &whole, &start, &x, "b and a");
        }
    }
}
