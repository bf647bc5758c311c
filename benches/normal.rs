//! `normal`: every rung, in the first-level cache, in the second, and in memory, and the peer whose
//! ziggurat everybody uses.

mod common;

use common::drawn::{Drawn, assert_moments};
use common::harness::{group, run};
use common::sizes_drawn;
use criterion::{BenchmarkGroup, Criterion, measurement::WallTime};
use hotloop::kernels::normal::{self, Normal};
use hotloop::random::{Float, Generator};
use hotloop::simd::Level;
use hotloop::threads::Team;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, StandardNormal};
use std::fmt::Debug;

fn main() {
    run(|criterion, team| {
        for (place, len) in sizes_drawn() {
            ladder(criterion, team, place, len);
        }
        let [_, outer @ ..] = sizes_drawn();
        for (place, len) in outer {
            single(criterion, place, len);
        }
    });
}

fn ladder(criterion: &mut Criterion, team: &Team, place: &str, len: usize) {
    let mut bench = Bench::<f64>::new(criterion, place, len);
    bench.rung("checked", normal::checked);
    bench.rung("unchecked", normal::unchecked);
    for level in Level::supported() {
        bench.rung(&format!("simd at {level}"), |generator, normal, x| {
            normal::simd_at(level, generator, normal, x);
        });
    }
    bench.rung("simd", normal::simd);
    bench.rung("threaded", |generator, normal, x| {
        normal::threaded(team, generator, normal, x);
    });
    bench.others("ziggurat", |generator, x| {
        normal::ziggurat(generator, Normal::STANDARD, x);
    });
    bench.peer();
    bench.group.finish();
}

/// Single precision: the same words, and half the memory.
fn single(criterion: &mut Criterion, place: &str, len: usize) {
    let mut bench = Bench::<f32>::new(criterion, place, len);
    bench.rung("simd", normal::simd);
    bench.peer();
    bench.group.finish();
}

trait Measured: Float + PartialEq + Debug {
    const NAME: &str;
}

impl Measured for f64 {
    const NAME: &str = "f64";
}

impl Measured for f32 {
    const NAME: &str = "f32";
}

struct Bench<'a, T> {
    drawn: Drawn<T>,
    group: BenchmarkGroup<'a, WallTime>,
}

impl<'a, T: Measured> Bench<'a, T>
where
    StandardNormal: Distribution<T>,
{
    fn new(criterion: &'a mut Criterion, place: &str, len: usize) -> Self {
        let name = format!("normal/{}/{place}", T::NAME);
        Self {
            drawn: Drawn::new(len),
            group: group(criterion, &name, len, size_of::<T>()),
        }
    }

    /// A rung that draws what all of the four draw.
    fn rung(&mut self, name: &str, rung: impl Fn(&mut Generator, Normal, &mut [T])) {
        let Drawn { generator, numbers } = &mut self.drawn;
        rung(generator, Normal::STANDARD, numbers);
        self.drawn.assert_agrees(|generator, x| {
            normal::checked(generator, Normal::STANDARD, x);
        });
        self.measure(name, |generator, x| rung(generator, Normal::STANDARD, x));
    }

    /// What draws other numbers of the same distribution.
    fn others(&mut self, name: &str, mut draw: impl FnMut(&mut Generator, &mut [T])) {
        let Drawn { generator, numbers } = &mut self.drawn;
        draw(generator, numbers);
        assert_moments(numbers, 0.0, 1.0);
        self.measure(name, draw);
    }

    /// The ziggurat of `rand_distr`.
    fn peer(&mut self) {
        let mut rng = SmallRng::seed_from_u64(10);
        self.others("rand_distr", |_, x| {
            for x in x {
                *x = rng.sample(StandardNormal);
            }
        });
    }

    fn measure(&mut self, name: &str, mut draw: impl FnMut(&mut Generator, &mut [T])) {
        let Drawn { generator, numbers } = &mut self.drawn;
        self.group.bench_function(name, |bencher| {
            bencher.iter(|| draw(generator, numbers));
        });
        self.drawn.reset();
    }
}
