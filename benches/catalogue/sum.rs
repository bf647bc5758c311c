//! `kernels::sum`: bound by loads in the first-level cache, and by reading in memory.

use super::case::Case;
use super::common::aligned::Aligned;
use super::common::{thousands, tolerance};
use super::rungs::Rungs;
use super::{Entry, Extent, Limit};
use accurate::sum::OnlineExactSum;
use accurate::traits::SumWithAccumulator;
use bytemuck::Zeroable;
use hotloop::kernels::sum::{self, Exact, Summand};
use hotloop::random::Generator;
use hotloop::simd::Float;
use rayon::prelude::*;
use xsum::{Xsum, XsumSmall};

pub(super) fn ladder() -> Entry {
    Entry::new("sum")
        .on(on::<f64>, &[4_096, 10_000_000], &[65_536])
        .on(on::<f32>, &[10_000_000], &[4_096, 65_536])
        .on(on::<i64>, &[10_000_000], &[4_096, 65_536])
        .on(on::<i32>, &[], &[65_536, 10_000_000])
        .on(on::<i16>, &[], &[65_536, 10_000_000])
        .on(on::<u8>, &[], &[65_536, 100_000_000])
        .on(wide, &[], &[4_096, 65_536, 10_000_000])
}

fn on<T: Element>(extent: Extent) -> Sums<T> {
    let name = format!("{}, {}", T::NAME, thousands(extent.len));
    let input = move || (extent.input(T::element), T::sum(extent.len));
    let mut case = Case::new("sum", name, extent.len)
        .bytes(size_of::<T>())
        .bound(Limit::Load)
        .bound(Limit::Read);
    if T::IS_FLOAT {
        case = case.operations(1.0);
    }
    let rungs = case
        .on(input, |(_, expected), sum| assert_eq!(sum, *expected))
        .told(tolerance::<f64>(), |_, sum| vec![T::figure(sum)])
        .solo("checked", |(x, _)| sum::checked(x))
        .solo("unchecked", |(x, _)| sum::unchecked(x))
        .levels(|level, (x, _)| sum::simd_at(level, x))
        .solo("simd", |(x, _)| sum::simd(x))
        .team("threaded", |team, (x, _)| sum::threaded(team, x))
        // A slice of one block is summed by the caller, so the loads of the others are no limit.
        .unbound(Limit::Load)
        .solo("neumaier", |(x, _)| sum::neumaier(x));
    T::exactly(rungs).peer("rayon", |(x, _)| T::rayon(x))
}

/// Numbers of 300 binades at random, which only an exact sum makes sense of.
fn wide(extent: Extent) -> Sums<f64> {
    let name = format!("f64 of 300 binades, {}", thousands(extent.len));
    let input = move || {
        let mut generator = Generator::new(1, 0);
        let x = extent.input(|_| of_300_binades(generator.next_u64(), generator.next_u64()));
        let total = x.iter().copied().collect::<Exact>().total();
        (x, total)
    };
    let rungs = Case::new("sum", name, extent.len)
        .bytes(size_of::<f64>())
        .on(input, |(_, expected), sum| assert_eq!(sum, *expected));
    peers(float(rungs))
}

fn of_300_binades(bits: u64, more: u64) -> f64 {
    let (sign, fraction) = (bits << 63, bits >> 12);
    let exponent = 1023 - 150 + (more >> 32) * 300 / (1 << 32);
    f64::from_bits(sign | exponent << 52 | fraction)
}

/// Other sums without an error, on one thread. (The large accumulator of `xsum` 0.1.6 is none of them: of a
/// million sixteenths it loses some.)
fn peers(rungs: Sums<f64>) -> Sums<f64> {
    let xsum = |x: &[f64]| {
        let mut sum = XsumSmall::new();
        sum.add_list(x);
        sum.sum()
    };
    let accurate = |x: &[f64]| {
        x.iter()
            .copied()
            .sum_with_accumulator::<OnlineExactSum<_>>()
    };
    rungs
        .solo("xsum, small", move |(x, _)| xsum(x))
        .aside()
        .solo("accurate", move |(x, _)| accurate(x))
        .aside()
}

/// What is added up: integers, or small multiples of a sixteenth, whose sums are exact in any order,
/// so that the rungs must agree to the last bit.
trait Element: Summand + Zeroable + Send + Sized {
    const NAME: &str;
    const IS_FLOAT: bool = false;

    fn element(i: usize) -> Self;
    fn sum(len: usize) -> Self::Sum;
    fn rayon(x: &[Self]) -> Self::Sum;
    fn figure(sum: Self::Sum) -> f64;

    /// With the exact rungs, which are those of floats: integers have no others.
    fn exactly(rungs: Sums<Self>) -> Sums<Self> {
        rungs
    }
}

type Sums<T> = Rungs<(Aligned<T>, <T as Summand>::Sum), <T as Summand>::Sum>;

fn float<T: Float + Summand<Sum = f64>>(rungs: Sums<T>) -> Sums<T> {
    rungs
        .solo("exact", |(x, _)| sum::exact(x))
        .team("exact_threaded", |team, (x, _)| {
            sum::exact_threaded(team, x)
        })
        .unbound(Limit::Load)
}

fn sixteenths(i: usize) -> usize {
    (i * 37) % 1024
}

impl Element for f64 {
    const NAME: &str = "f64";
    const IS_FLOAT: bool = true;

    fn element(i: usize) -> Self {
        sixteenths(i) as Self / 16.0
    }
    fn sum(len: usize) -> f64 {
        (0..len).map(sixteenths).sum::<usize>() as f64 / 16.0
    }
    fn rayon(x: &[Self]) -> f64 {
        x.par_iter().sum()
    }
    fn figure(sum: f64) -> f64 {
        sum
    }
    fn exactly(rungs: Sums<Self>) -> Sums<Self> {
        peers(float(rungs))
    }
}

impl Element for f32 {
    const NAME: &str = "f32";
    const IS_FLOAT: bool = true;

    fn element(i: usize) -> Self {
        sixteenths(i) as Self / 16.0
    }
    fn sum(len: usize) -> f64 {
        f64::sum(len)
    }
    fn rayon(x: &[Self]) -> f64 {
        x.par_iter().map(|&x| f64::from(x)).sum()
    }
    fn figure(sum: f64) -> f64 {
        sum
    }
    fn exactly(rungs: Sums<Self>) -> Sums<Self> {
        float(rungs)
    }
}

impl Element for i64 {
    const NAME: &str = "i64";

    fn element(i: usize) -> Self {
        i as Self
    }
    fn sum(len: usize) -> i64 {
        let len = len as i64;
        len * (len - 1) / 2
    }
    fn rayon(x: &[Self]) -> i64 {
        x.par_iter().sum()
    }
    fn figure(sum: i64) -> f64 {
        sum as f64
    }
}

/// Of narrow integers the lower bits count up and begin again.
macro_rules! narrow {
    ($integer:ty, $sum:ty, $name:literal) => {
        impl Element for $integer {
            const NAME: &str = $name;

            fn element(i: usize) -> Self {
                i as Self
            }
            fn sum(len: usize) -> $sum {
                (0..len).map(|i| <$sum>::from(i as Self)).sum()
            }
            fn rayon(x: &[Self]) -> $sum {
                x.par_iter().map(|&x| <$sum>::from(x)).sum()
            }
            fn figure(sum: $sum) -> f64 {
                sum as f64
            }
        }
    };
}

narrow!(i32, i64, "i32");
narrow!(i16, i64, "i16");
narrow!(u8, u64, "u8");
