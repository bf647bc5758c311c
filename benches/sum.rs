//! `sum`: every rung, for every type, in the first-level cache, in the second, and in memory.

mod common;

use common::aligned::Aligned;
use common::harness::{group, run};
use common::sizes;
use criterion::Criterion;
use hotloop::kernels::sum::{self, Summand};
use hotloop::simd::Level;
use hotloop::threads::Team;
use rayon::prelude::*;

/// The numbers to be summed, and what rayon makes of them.
trait Measured: Summand + Default {
    const NAME: &str;
    /// Small multiples of a sixteenth or integers, whose sums are exact in any order: all rungs
    /// must agree to the last bit.
    fn element(i: usize) -> Self;
    fn rayon(x: &[Self]) -> Self::Sum;
}

impl Measured for f64 {
    const NAME: &str = "f64";

    fn element(i: usize) -> Self {
        ((i * 37) % 1024) as Self / 16.0
    }
    fn rayon(x: &[Self]) -> f64 {
        x.par_iter().sum()
    }
}

impl Measured for f32 {
    const NAME: &str = "f32";

    fn element(i: usize) -> Self {
        ((i * 37) % 1024) as Self / 16.0
    }
    fn rayon(x: &[Self]) -> f64 {
        x.par_iter().map(|&x| f64::from(x)).sum()
    }
}

impl Measured for i64 {
    const NAME: &str = "i64";

    fn element(i: usize) -> Self {
        i as Self
    }
    fn rayon(x: &[Self]) -> i64 {
        x.par_iter().sum()
    }
}

fn main() {
    // Its workers are started here, where they may run on any core.
    rayon::broadcast(|_| ());
    run(|criterion, team| {
        ladder::<f64>(criterion, team);
        ladder::<f32>(criterion, team);
        ladder::<i64>(criterion, team);
    });
}

fn ladder<T: Measured>(criterion: &mut Criterion, team: &Team) {
    for (place, len) in sizes() {
        let x = Aligned::new(len, T::element);
        let name = format!("sum/{}/{place}", T::NAME);
        let mut group = group(criterion, &name, len, size_of::<T>());
        let exact = sum::checked(&x);
        let mut rung = |name: &str, rung: &dyn Fn(&[T]) -> T::Sum| {
            assert_eq!(rung(&x), exact, "{name}");
            group.bench_function(name, |bencher| bencher.iter(|| rung(&x)));
        };
        rung("checked", &sum::checked);
        rung("unchecked", &sum::unchecked);
        for level in Level::supported() {
            rung(&format!("simd at {level}"), &|x| sum::simd_at(level, x));
        }
        rung("simd", &sum::simd);
        rung("threaded", &|x| sum::threaded(team, x));
        rung("neumaier", &sum::neumaier);
        rung("rayon", &T::rayon);
        group.finish();
    }
}
