//! `kernels::pairwise`: bound by the multiply-add pipes.

use super::case::Case;
use super::common::aligned::Aligned;
use super::common::{thousands, tolerance};
use super::rungs::Rungs;
use super::{Entry, Extent, Limit};
use hotloop::kernels::pairwise;
use hotloop::kernels::pairwise::general::{self, Pair};
use hotloop::simd::{F64x8, Simd};
use hotloop::threads::Schedule;

/// The tutorial's: usual, and the largest.
const LENGTHS: &[usize] = &[5_000, 100_000];

pub(super) fn ladder() -> Entry {
    Entry::new("pairwise").on(on, LENGTHS, &[])
}

/// A function of one's own, in place of the product.
pub(super) fn general() -> Entry {
    Entry::new("pairwise::general").on(distances, &[], &[5_000])
}

type OnNumbers = Rungs<(Aligned<f64>, f64), f64>;

/// A ladder whose elements are pairs. Small integers, whose products, squares and sums are exact in
/// any order, so the rungs must agree to the last bit.
fn case(ladder: &'static str, extent: Extent, expected: fn(&[f64]) -> f64) -> OnNumbers {
    let len = thousands(extent.len);
    let input = move || {
        let x = extent.input(|i| ((i * 37) % 16) as f64);
        let expected = expected(&x);
        (x, expected)
    };
    Case::new(
        ladder,
        format!("f64, {len} with {len}"),
        extent.len * extent.len,
    )
    // Each pair takes a multiplication and an addition.
    .work(Limit::Fma, 2.0)
    .moving(16.0 / extent.len as f64)
    .on(input, |(_, expected), sum| assert_eq!(sum, *expected))
    .told(tolerance::<f64>(), |_, sum| vec![sum])
}

fn on(extent: Extent) -> OnNumbers {
    // A loop that waits for each addition would take seconds for more.
    let few = LENGTHS[0] * LENGTHS[0];
    let scheduled = |schedule| {
        move |team: &_, (x, _): &mut (Aligned<f64>, _)| {
            pairwise::scheduled(team, schedule, x).expect("the chunk is not zero")
        }
    };
    case("pairwise", extent, |x| x.iter().sum::<f64>().powi(2))
        .solo("checked", |(x, _)| pairwise::checked(x))
        .up_to(few)
        .solo("unchecked", |(x, _)| pairwise::unchecked(x))
        .up_to(few)
        .levels(|level, (x, _)| pairwise::simd_at(level, x))
        .up_to(few)
        .solo("simd", |(x, _)| pairwise::simd(x))
        .team("threaded", |team, (x, _)| pairwise::threaded(team, x))
        .team("strided", |team, (x, _)| {
            pairwise::strided(team, x, team.members()).expect("there is a member")
        })
        .up_to(few)
        .solo("closed_form", |(x, _)| pairwise::closed_form(x))
        .unbound(Limit::Fma)
        .team("scheduled, static", scheduled(Schedule::Static))
        .aside()
        .team(
            "scheduled, guided",
            scheduled(Schedule::Guided { min_chunk: 1 }),
        )
        .aside()
}

/// A squared distance.
struct Distance;

impl Pair for Distance {
    #[inline(always)]
    fn apply<S: Simd>(&self, _: S, x: S::F64x8, y: S::F64x8) -> S::F64x8 {
        (x - y) * (x - y)
    }
}

/// The same, added in one step with its multiplication.
struct Fused;

impl Pair for Fused {
    #[inline(always)]
    fn apply<S: Simd>(&self, simd: S, x: S::F64x8, y: S::F64x8) -> S::F64x8 {
        Distance.apply(simd, x, y)
    }

    #[inline(always)]
    fn accumulate<S: Simd>(&self, _: S, x: S::F64x8, y: S::F64x8, sum: S::F64x8) -> S::F64x8 {
        (x - y).mul_add(x - y, sum)
    }
}

/// The same, cut off.
struct Clipped {
    most: f64,
}

impl Pair for Clipped {
    #[inline(always)]
    fn apply<S: Simd>(&self, simd: S, x: S::F64x8, y: S::F64x8) -> S::F64x8 {
        Distance.apply(simd, x, y).min(simd.splat(self.most))
    }
}

fn distances(extent: Extent) -> OnNumbers {
    let expected = |x: &[f64]| {
        let (sum, squares) = (x.iter().sum::<f64>(), x.iter().map(|x| x * x).sum::<f64>());
        2.0 * (x.len() as f64 * squares - sum * sum)
    };
    // Fifteen is the largest distance, so nothing is cut, and the sum is the same for all.
    let clipped = Clipped { most: 225.0 };
    case("pairwise::general", extent, expected)
        .levels(|level, (x, _)| general::simd_at(level, &Distance, x, x))
        .solo("simd", |(x, _)| general::simd(&Distance, x, x))
        .solo("simd, fused", |(x, _)| general::simd(&Fused, x, x))
        .solo("simd, clipped", move |(x, _)| general::simd(&clipped, x, x))
        .team("threaded", |team, (x, _)| {
            general::threaded(team, &Distance, x, x)
        })
}
