//! The ladder `pairwise`: every rung, level and team against a plain oracle.

mod common;

use common::{alignments, levels, mixed};
use hotloop::kernels::pairwise::general::{self, Pair};
use hotloop::kernels::pairwise::{self, between};
use hotloop::kernels::sum;
use hotloop::simd::{F64x8, Level, Simd};
use proptest::prelude::*;

const U: f64 = f64::EPSILON / 2.0;
/// Roundings that the docs of `simd` allow, and those of `closed_form`.
const SIMD: f64 = 264.0;
const CLOSED: f64 = 47.0;

/// Lengths that cross every boundary of a vector, a group of rows, a block of rows, and a tile of
/// columns. There are few large ones, because it is their squares that take time.
fn lengths() -> impl Iterator<Item = usize> {
    (0..=70).chain([119, 121, 241, 1023, 2051])
}

/// A number as the sum of two `f64`, the second far smaller.
#[derive(Clone, Copy)]
struct Exact(f64, f64);

impl Exact {
    /// The sum in 128-bit integers: exact for the inputs of `mixed`, which are multiples of 2^-73
    /// and below 2^20.
    fn sum(x: &[f64]) -> Self {
        let scale = 2.0_f64.powi(73);
        let sum: i128 = x.iter().map(|x| (x * scale) as i128).sum();
        let high = sum as f64;
        Self(high / scale, (sum - high as i128) as f64 / scale)
    }

    /// `self * other - found`, with an error of some `u²`. A product less its rounding is exact
    /// where it is fused (Dekker's would do where it is not).
    fn product_less(self, other: Self, found: f64) -> f64 {
        let product = self.0 * other.0;
        let lost = self.0.mul_add(other.0, -product);
        (product - found) + (lost + (self.0 * other.1 + self.1 * other.0))
    }
}

fn magnitude(x: &[f64]) -> f64 {
    x.iter().map(|x| x.abs()).sum()
}

/// Holds a rung to so many roundings of `sum |x| sum |y|`.
#[track_caller]
fn check(found: f64, x: &[f64], y: &[f64], roundings: f64, what: &str) {
    let off = Exact::sum(x).product_less(Exact::sum(y), found).abs();
    // What is left out of the bounds, to second order, is far below a millionth of them.
    let bound = (1.0 + 1e-6) * roundings * U * magnitude(x) * magnitude(y);
    let lengths = (x.len(), y.len());
    assert!(
        off <= bound,
        "{what}, {lengths:?}: off by {off:e}, at most {bound:e}"
    );
}

/// Integers, whose sums and products are exact in any order.
fn integers(len: usize) -> Vec<f64> {
    (0..len).map(|i| ((i * 37) % 16) as f64 - 6.0).collect()
}

#[test]
fn every_rung_stays_within_its_bound() {
    let data = mixed(1, 2051);
    for len in lengths() {
        let x = &data[..len];
        let plain = (2.0 * len as f64 - 1.0).max(0.0);
        let checked = pairwise::checked(x);
        check(checked, x, x, plain, "checked");
        assert_eq!(pairwise::unchecked(x).to_bits(), checked.to_bits());
        check(pairwise::closed_form(x), x, x, CLOSED, "closed_form");
        for level in levels() {
            let found = pairwise::simd_at(level, x);
            check(found, x, x, SIMD, level.name());
        }
        let current = pairwise::simd_at(Level::current(), x);
        assert_eq!(pairwise::simd(x), current, "{len}");
    }
}

#[test]
fn two_arrays_of_any_lengths_stay_within_the_bounds() {
    let data = mixed(2, 4_300);
    let lengths = [0, 1, 7, 8, 9, 12, 13, 121, 2049];
    for n in lengths {
        for m in lengths {
            let (x, y) = (&data[..n], &data[2100..2100 + m]);
            let plain = (n + m) as f64;
            let checked = between::checked(x, y);
            check(checked, x, y, plain, "checked");
            assert_eq!(between::unchecked(x, y).to_bits(), checked.to_bits());
            check(between::closed_form(x, y), x, y, CLOSED, "closed_form");
            for level in levels() {
                check(between::simd_at(level, x, y), x, y, SIMD, level.name());
            }
            let current = between::simd_at(Level::current(), x, y);
            assert_eq!(between::simd(x, y), current);
        }
    }
}

#[test]
fn integers_are_exact_at_every_rung_level_and_alignment() {
    let data = integers(2051 + 8);
    for len in lengths() {
        for x in alignments(&data[..len + 8]).step_by(if len > 200 { 7 } else { 1 }) {
            let x = &x[..len];
            let truth = x.iter().sum::<f64>().powi(2);
            assert_eq!(pairwise::checked(x), truth, "checked, {len}");
            assert_eq!(pairwise::unchecked(x), truth, "unchecked, {len}");
            assert_eq!(pairwise::closed_form(x), truth, "closed_form, {len}");
            for level in levels() {
                assert_eq!(pairwise::simd_at(level, x), truth, "{level}, {len}");
            }
        }
    }
}

#[test]
fn the_levels_that_fuse_give_the_same_bits() {
    let data = mixed(3, 2051);
    let fused = &levels()[1..];
    for len in lengths() {
        let x = &data[..len];
        for levels in fused.windows(2) {
            let [a, b] = [levels[0], levels[1]].map(|level| pairwise::simd_at(level, x));
            assert_eq!(a.to_bits(), b.to_bits(), "{len}");
        }
    }
}

#[test]
fn the_error_does_not_grow_with_the_tiles_and_the_blocks() {
    // In every tile of columns, or in every block of rows, half a unit of the sum so far, which
    // plain additions would round away each time.
    let halves = |apart| {
        // 302: if one were lost, 300 would round to the same.
        let mut x = vec![0.0; 302 * apart + 1];
        x.iter_mut().step_by(apart).for_each(|x| *x = U);
        x[0] = 1.0;
        x
    };
    for level in levels() {
        let columns = between::simd_at(level, &[1.0], &halves(2048));
        let rows = between::simd_at(level, &halves(120), &[1.0]);
        assert_eq!((columns, rows), (1.0 + 302.0 * U, 1.0 + 302.0 * U));
    }
}

#[test]
fn products_are_fused() {
    // a² is 1 + 2^-29 + 2^-60, and a rounded product loses the last.
    let a = 1.0 + 2_f64.powi(-30);
    let mut y = [0.0; 16];
    (y[0], y[8]) = (-1.0, a);
    for level in levels() {
        let sum = between::simd_at(level, &[a], &y);
        assert_eq!(sum, 2_f64.powi(-30) + 2_f64.powi(-60), "{level}");
    }
}

/// A function that does not vanish at zero, is not symmetric, and has a rounding of its own
/// nowhere: on small integers it is exact.
struct Interaction {
    least: f64,
}

impl Interaction {
    fn scalar(&self, x: f64, y: f64) -> f64 {
        ((x - y) * x + 3.0).max(self.least)
    }
}

impl Pair for Interaction {
    #[inline(always)]
    fn apply<S: Simd>(&self, simd: S, x: S::F64x8, y: S::F64x8) -> S::F64x8 {
        ((x - y) * x + simd.splat(3.0)).max(simd.splat(self.least))
    }
}

/// A squared distance that is added in one step with its multiplication.
struct Distance;

impl Pair for Distance {
    #[inline(always)]
    fn apply<S: Simd>(&self, _: S, x: S::F64x8, y: S::F64x8) -> S::F64x8 {
        (x - y) * (x - y)
    }

    #[inline(always)]
    fn accumulate<S: Simd>(&self, _: S, x: S::F64x8, y: S::F64x8, sum: S::F64x8) -> S::F64x8 {
        (x - y).mul_add(x - y, sum)
    }
}

fn general_oracle(f: impl Fn(f64, f64) -> f64, x: &[f64], y: &[f64]) -> (f64, f64) {
    let all: Vec<f64> = x
        .iter()
        .flat_map(|x| y.iter().map(|y| f(*x, *y)).collect::<Vec<_>>())
        .collect();
    (sum::neumaier(&all), magnitude(&all))
}

#[test]
fn a_function_of_ones_own_is_summed_over_the_pairs_and_no_others() {
    let f = Interaction { least: -20.0 };
    let (whole, real) = (integers(4_300), mixed(4, 4_300));
    let lengths = (0..=26).chain([120, 121, 133, 2049]);
    for n in lengths.clone() {
        for m in lengths.clone().filter(|m| n.min(*m) < 200) {
            let (x, y) = (&whole[..n], &whole[2100..2100 + m]);
            let (truth, _) = general_oracle(|x, y| f.scalar(x, y), x, y);
            let (distance, _) = general_oracle(|x, y| (x - y).powi(2), x, y);
            let (a, b) = (&real[..n], &real[2100..2100 + m]);
            let (sum, size) = general_oracle(|x, y| f.scalar(x, y), a, b);
            let portable = general::simd_at(levels()[0], &f, a, b);
            assert!((portable - sum).abs() <= SIMD * U * size, "{n}, {m}");
            for level in levels() {
                assert_eq!(general::simd_at(level, &f, x, y), truth, "{n}, {m}");
                assert_eq!(general::simd_at(level, &Distance, x, y), distance);
                let found = general::simd_at(level, &f, a, b);
                assert_eq!(found.to_bits(), portable.to_bits(), "{level}, {n}, {m}");
            }
        }
    }
}

/// A function that tells whether it has been given a number that is in neither slice.
struct Known;

impl Pair for Known {
    #[inline(always)]
    fn apply<S: Simd>(&self, simd: S, x: S::F64x8, y: S::F64x8) -> S::F64x8 {
        for (x, y) in x.to_array().into_iter().zip(y.to_array()) {
            assert!(x == 1.0 && y == 2.0, "it was given {x} and {y}");
        }
        simd.splat(1.0)
    }
}

#[test]
fn a_function_sees_nothing_but_what_is_in_the_slices() {
    for n in (0..30).chain([121]) {
        for m in (0..10).chain([2049]) {
            for level in levels() {
                let found = general::simd_at(level, &Known, &vec![1.0; n], &vec![2.0; m]);
                assert_eq!(found, (n * m) as f64);
            }
        }
    }
}

#[test]
fn nothing_with_nothing_is_zero_and_specials_follow_ieee() {
    let nothing: &[f64] = &[];
    for x in [nothing, &[1.0; 100], &[f64::NAN; 9]] {
        assert_eq!(between::checked(nothing, x), 0.0);
        assert_eq!(between::simd(nothing, x), 0.0);
        assert_eq!(between::simd(x, nothing), 0.0);
        assert_eq!(general::simd(&Known, nothing, x), 0.0);
        assert_eq!(general::simd(&Known, x, nothing), 0.0);
    }
    for len in [1, 8, 13, 70, 130] {
        for at in [0, len / 2, len - 1] {
            let rungs = [
                pairwise::checked,
                pairwise::unchecked,
                pairwise::simd,
                pairwise::closed_form,
            ];
            for rung in rungs {
                let with = |special| {
                    let mut x = vec![1.0; len];
                    x[at] = special;
                    rung(&x)
                };
                assert_eq!(with(f64::INFINITY), f64::INFINITY, "{len}");
                assert_eq!(with(f64::MAX), f64::INFINITY, "{len}");
                assert!(with(f64::NAN).is_nan(), "{len}");
            }
        }
    }
    let both = [f64::INFINITY, f64::NEG_INFINITY];
    assert!(pairwise::checked(&both).is_nan() && pairwise::simd(&both).is_nan());
}

/// Every rung and level between two arrays, by name.
fn every_rung(x: &[f64], y: &[f64]) -> Vec<(String, f64)> {
    let mut found = vec![
        ("checked".into(), between::checked(x, y)),
        ("unchecked".into(), between::unchecked(x, y)),
        ("closed form".into(), between::closed_form(x, y)),
    ];
    for level in levels() {
        found.push((level.to_string(), between::simd_at(level, x, y)));
        #[cfg(feature = "threads")]
        for team in common::teams() {
            let name = format!("{level}, {team:?}");
            found.push((name.clone(), between::threaded_at(level, &team, x, y)));
            let strided = between::strided_at(level, &team, x, y, 3).unwrap();
            found.push((name, strided));
        }
    }
    found
}

#[test]
fn finite_numbers_have_the_sum_that_they_have() {
    const MAX: f64 = f64::MAX;
    let (huge, tiny) = (2.0_f64.powi(1000), 2.0_f64.powi(-1000));
    let (large, rest) = (2.0_f64.powi(520), 2.0_f64.powi(475));
    for (x, y, expected) in [
        // Products overflow, and cancel.
        (&[1e200, -1e200][..], &[1e200, -1e200][..], 0.0),
        (&[large, rest, -large], &[-large, rest, large], rest * rest),
        // Sums overflow on the way.
        (&[MAX, MAX, -MAX, -MAX, huge], &[1.0], huge),
        (&[1.0; 3], &[MAX, MAX, -MAX], f64::INFINITY),
        (&[0.25; 3], &[MAX, MAX, -MAX], 0.75 * MAX),
        (&[-0.25; 3], &[MAX, MAX, -MAX], -0.75 * MAX),
        // One sum is beyond `f64`, and the other brings it back.
        (&[huge; 1 << 10], &[huge; 1 << 10], f64::INFINITY),
        (&[MAX; 64], &[tiny; 2], 128.0 * (MAX * tiny)),
        (&[MAX; 64], &[-tiny; 2], -128.0 * (MAX * tiny)),
        (&[MAX; 64], &[0.0; 9], 0.0),
        (&[MAX; 64], &[-MAX; 9], f64::NEG_INFINITY),
        // The error of an addition overflows, and the sum does not.
        (
            &[-1.5 * 2.0_f64.powi(971), MAX],
            &[1.0],
            MAX - 1.5 * 2.0_f64.powi(971),
        ),
    ] {
        for (rung, found) in every_rung(x, y).into_iter().chain(every_rung(y, x)) {
            // Roundings that depend on the order, beside the overflow that must not.
            let close = (found - expected).abs() <= 8.0 * U * expected.abs();
            let right = found == expected || (expected.is_finite() && close);
            assert!(right, "{rung}: {found} of {x:?} {y:?}");
        }
    }
}

#[test]
fn what_is_not_finite_decides_alone() {
    const INF: f64 = f64::INFINITY;
    for (x, y, expected) in [
        (&[INF, -1e200, 1.0][..], &[1e200, 2.0][..], INF),
        (&[-INF, f64::MAX, f64::MAX], &[1.0], -INF),
        (&[INF, 1.0], &[1.0, -1.0], f64::NAN),
        (&[INF, 1.0], &[1.0, 0.0], f64::NAN),
        (&[INF, INF], &[INF, 3.0], INF),
        (&[INF, -INF], &[1.0], f64::NAN),
        (&[f64::NAN, 1.0], &[1e300, 1.0], f64::NAN),
        (&[INF], &[], 0.0),
        (&[f64::NAN], &[], 0.0),
    ] {
        for (rung, found) in every_rung(x, y).into_iter().chain(every_rung(y, x)) {
            let same = found == expected || (found.is_nan() && expected.is_nan());
            assert!(same, "{rung}: {found} of {x:?} {y:?}");
        }
    }
}

#[cfg(feature = "threads")]
mod threads {
    use super::*;
    use hotloop::Error;
    use hotloop::threads::{Schedule, Team};

    const SCHEDULES: [Schedule; 6] = [
        Schedule::Static,
        Schedule::Cyclic,
        Schedule::Dynamic { chunk: 1 },
        Schedule::Dynamic { chunk: 5 },
        Schedule::Guided { min_chunk: 1 },
        Schedule::Guided { min_chunk: 3 },
    ];

    #[test]
    fn every_team_and_schedule_gives_the_bits_of_simd() {
        let data = mixed(5, 501);
        let f = Interaction { least: -20.0 };
        let lengths = (0..=70).step_by(5).chain([119, 120, 121, 241, 501]);
        for team in common::teams() {
            for len in lengths.clone() {
                let (x, y) = (&data[..len], &data[len / 3..]);
                for level in levels() {
                    let same = |found: f64, truth: f64| {
                        assert_eq!(found.to_bits(), truth.to_bits(), "{level}, {len}, {team:?}");
                    };
                    let found = pairwise::threaded_at(level, &team, x);
                    same(found, pairwise::simd_at(level, x));
                    let truth = between::simd_at(level, x, y);
                    same(between::threaded_at(level, &team, x, y), truth);
                    for schedule in SCHEDULES {
                        let found = between::scheduled_at(level, &team, schedule, x, y);
                        same(found.unwrap(), truth);
                    }
                    let found = general::threaded_at(level, &team, &f, x, y);
                    same(found, general::simd_at(level, &f, x, y));
                }
                let truth = pairwise::simd(x);
                assert_eq!(pairwise::threaded(&team, x), truth);
                let cyclic = pairwise::scheduled(&team, Schedule::Cyclic, x);
                assert_eq!(cyclic, Ok(truth), "{len}");
            }
        }
    }

    #[test]
    fn strided_parts_add_up_to_the_whole() {
        let data = mixed(6, 400);
        let teams = common::teams();
        for len in (0..=30).chain([121, 400]) {
            let (x, y) = (&data[..len], &data[len / 2..]);
            for level in levels() {
                for parts in [1, 2, 3, 4, 7, 100, usize::MAX] {
                    let truth = between::strided_at(level, &teams[0], x, y, parts).unwrap();
                    check(truth, x, y, SIMD, "strided");
                    for team in &teams[1..] {
                        let found = between::strided_at(level, team, x, y, parts);
                        assert_eq!(found, Ok(truth), "{level}, {len}, {parts}");
                    }
                }
                let one = pairwise::strided_at(level, &teams[2], x, 1);
                assert_eq!(one, Ok(pairwise::simd_at(level, x)));
            }
        }
    }

    #[test]
    fn bad_input_is_refused_for_any_length() {
        let team = Team::solo();
        for x in [&[][..], &[1.0; 3], &[1.0; 1000]] {
            for (schedule, argument) in [
                (Schedule::Dynamic { chunk: 0 }, "chunk"),
                (Schedule::Guided { min_chunk: 0 }, "min_chunk"),
            ] {
                let refused = Err(Error::Zero { argument });
                assert_eq!(pairwise::scheduled(&team, schedule, x), refused);
                assert_eq!(between::scheduled(&team, schedule, x, x), refused);
            }
            let refused = Err(Error::Zero { argument: "parts" });
            assert_eq!(pairwise::strided(&team, x, 0), refused);
            assert_eq!(between::strided(&team, x, x, 0), refused);
        }
    }
}

proptest! {
    #[test]
    fn all_rungs_agree_on_integers(x in prop::collection::vec(-1000_i32..1000, 0..300)) {
        let x: Vec<f64> = x.into_iter().map(f64::from).collect();
        let truth = pairwise::closed_form(&x);
        prop_assert_eq!(pairwise::checked(&x), truth);
        prop_assert_eq!(pairwise::unchecked(&x), truth);
        for level in levels() {
            prop_assert_eq!(pairwise::simd_at(level, &x), truth);
        }
    }

    #[test]
    fn rungs_stay_within_their_bounds_and_arrays_may_be_exchanged(
        x in prop::collection::vec(-1e6_f64..1e6, 0..300),
        y in prop::collection::vec(-1e6_f64..1e6, 0..300),
    ) {
        let bound = 2.0 * SIMD * U * magnitude(&x) * magnitude(&y);
        let truth = between::closed_form(&x, &y);
        for level in levels() {
            prop_assert!((between::simd_at(level, &x, &y) - truth).abs() <= bound);
            prop_assert!((between::simd_at(level, &y, &x) - truth).abs() <= bound);
        }
    }
}
