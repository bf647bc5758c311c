//! `uniform`: every rung, in the first-level cache, in the second, and in memory; the words that
//! numbers are made of; and `rand`, which makes the same of a word.

mod common;

use common::drawn::{Drawn, assert_moments};
use common::harness::{group, run};
use common::sizes_drawn;
use criterion::{BenchmarkGroup, Criterion, measurement::WallTime};
use hotloop::kernels::uniform::{self, Uniform};
use hotloop::random::{Float, Generator};
use hotloop::simd::Level;
use hotloop::threads::Team;
use rand::distr::{Distribution, StandardUniform};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use std::fmt::Debug;

fn main() {
    run(|criterion, team| {
        for (place, len) in sizes_drawn() {
            ladder::<f64>(criterion, team, "f64", place, len);
            ladder::<f32>(criterion, team, "f32", place, len);
            words(criterion, place, len);
        }
    });
}

fn ladder<T: Float + PartialEq + Debug>(
    criterion: &mut Criterion,
    team: &Team,
    kind: &str,
    place: &str,
    len: usize,
) where
    StandardUniform: Distribution<T>,
{
    let name = format!("uniform/{kind}/{place}");
    let (mut group, mut drawn) = (
        group(criterion, &name, len, size_of::<T>()),
        Drawn::<T>::new(len),
    );
    let unit = Uniform::unit();
    let mut rung = |name: &str, rung: Rung<'_, T>| {
        let Drawn { generator, numbers } = &mut drawn;
        rung(generator, unit, numbers);
        drawn.assert_agrees(|generator, x| uniform::checked(generator, unit, x));
        measure(&mut group, name, &mut drawn, |generator, x| {
            rung(generator, unit, x);
        });
    };
    rung("checked", &uniform::checked);
    rung("unchecked", &uniform::unchecked);
    for level in Level::supported() {
        rung(&format!("simd at {level}"), &|generator, uniform, x| {
            uniform::simd_at(level, generator, uniform, x);
        });
    }
    rung("simd", &uniform::simd);
    rung("threaded", &|generator, uniform, x| {
        uniform::threaded(team, generator, uniform, x);
    });

    let mut rng = SmallRng::seed_from_u64(10);
    let mut rand = |_: &mut Generator, x: &mut [T]| {
        for x in x {
            *x = rng.random();
        }
    };
    rand(&mut drawn.generator, &mut drawn.numbers);
    assert_moments(&drawn.numbers, 0.5, 1.0 / 12.0);
    measure(&mut group, "rand", &mut drawn, rand);
    group.finish();
}

type Rung<'a, T> = &'a dyn Fn(&mut Generator, Uniform<T>, &mut [T]);

/// The generator alone.
fn words(criterion: &mut Criterion, place: &str, len: usize) {
    let name = format!("uniform/words/{place}");
    let (mut group, mut drawn) = (group(criterion, &name, len, 8), Drawn::<u64>::new(len));
    let mut words = |name: &str, fill: fn(&mut Generator, &mut [u64])| {
        fill(&mut drawn.generator, &mut drawn.numbers);
        drawn.assert_agrees(one_by_one);
        measure(&mut group, name, &mut drawn, fill);
    };
    words("next_u64", one_by_one);
    words("fill_u64", Generator::fill_u64);
    group.finish();
}

fn one_by_one(generator: &mut Generator, words: &mut [u64]) {
    for word in words {
        *word = generator.next_u64();
    }
}

fn measure<T: Copy + Default + PartialEq + Debug>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    drawn: &mut Drawn<T>,
    mut draw: impl FnMut(&mut Generator, &mut [T]),
) {
    let Drawn { generator, numbers } = drawn;
    group.bench_function(name, |bencher| bencher.iter(|| draw(generator, numbers)));
    drawn.reset();
}
