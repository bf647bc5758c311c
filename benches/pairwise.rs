//! `pairwise`: every rung, on as many numbers as the tutorial takes, and functions other than the
//! product.

mod common;

use common::aligned::Aligned;
use common::harness::run;
use criterion::Throughput;
use hotloop::kernels::pairwise;
use hotloop::kernels::pairwise::general::{self, Pair};
use hotloop::simd::{F64x8, Level, Simd};
use hotloop::threads::Schedule;

const LEN: usize = 5_000;

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

fn main() {
    run(|criterion, team| {
        // Small integers, whose products and sums are exact in any order: all rungs must agree to
        // the last bit.
        let x = Aligned::new(LEN, |i| ((i * 37) % 16) as f64);
        let mut group = criterion.benchmark_group("pairwise/f64/5,000");
        group.throughput(Throughput::Elements((LEN * LEN) as u64));
        let exact = x.iter().sum::<f64>().powi(2);
        let mut rung = |name: &str, rung: &dyn Fn(&[f64]) -> f64| {
            assert_eq!(rung(&x), exact, "{name}");
            group.bench_function(name, |bencher| bencher.iter(|| rung(&x)));
        };
        rung("checked", &pairwise::checked);
        rung("unchecked", &pairwise::unchecked);
        for level in Level::supported() {
            rung(&format!("simd at {level}"), &|x| {
                pairwise::simd_at(level, x)
            });
        }
        rung("simd", &pairwise::simd);
        rung("threaded", &|x| pairwise::threaded(team, x));
        for (name, schedule) in [
            ("static", Schedule::Static),
            ("guided", Schedule::Guided { min_chunk: 1 }),
        ] {
            rung(&format!("scheduled, {name}"), &|x| {
                pairwise::scheduled(team, schedule, x).expect("the chunk is not zero")
            });
        }
        rung("strided", &|x| {
            pairwise::strided(team, x, team.members()).expect("there is a member")
        });
        rung("closed_form", &pairwise::closed_form);

        // Fifteen is the largest distance, so nothing is cut, and the sum is the same for all.
        let squares: f64 = x.iter().map(|x| x * x).sum();
        let exact = 2.0 * (LEN as f64 * squares - exact);
        let mut function = |name: &str, sum: &dyn Fn(&[f64]) -> f64| {
            assert_eq!(sum(&x), exact, "{name}");
            group.bench_function(name, |bencher| bencher.iter(|| sum(&x)));
        };
        function("distance", &|x| general::simd(&Distance, x, x));
        function("distance, fused", &|x| general::simd(&Fused, x, x));
        let clipped = Clipped { most: 225.0 };
        function("distance, clipped", &|x| general::simd(&clipped, x, x));
        group.finish();
    });
}
