//! `kernels::uniform`: bound by writing memory. In the caches it has no limit among those that are
//! measured: the steps of the generator wait for each other.

use super::case::Case;
use super::common::thousands;
use super::drawn::{Drawn, Numbers};
use super::rungs::Rungs;
use super::{Entry, Extent, Limit};
use bytemuck::Zeroable;
use hotloop::kernels::uniform::{self, Uniform};
use hotloop::random::{Float, Generator};
use rand::distr::{Distribution, StandardUniform};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use std::any::type_name;
use std::cell::RefCell;
use std::fmt::Debug;

pub(super) fn ladder() -> Entry {
    // As many as the tutorial draws.
    Entry::new("uniform")
        .on(on::<f64>, &[65_536, 40_000_000], &[4_096])
        .on(on::<f32>, &[], &[4_096, 65_536, 40_000_000])
        .on(words, &[], &[4_096, 65_536, 40_000_000])
}

fn on<T>(extent: Extent) -> Rungs<Drawn<T>, Numbers>
where
    T: Float + Zeroable + PartialEq + Debug + Into<f64> + 'static,
    StandardUniform: Distribution<T>,
{
    let unit = Uniform::<T>::unit();
    let oracle = move |generator: &mut _, x: &mut [T]| uniform::checked(generator, unit, x);
    let rand = RefCell::new(SmallRng::seed_from_u64(10));
    let name = format!("{}, {}", type_name::<T>(), thousands(extent.len));
    Case::new("uniform", name, extent.len)
        .bytes(size_of::<T>())
        .bound(Limit::Write)
        .on(
            move || Drawn::new(extent),
            move |drawn, numbers| drawn.check(numbers, oracle, (0.5, 1.0 / 12.0)),
        )
        .solo("checked", move |drawn| {
            drawn.agreed(|generator, x| uniform::checked(generator, unit, x))
        })
        .solo("unchecked", move |drawn| {
            drawn.agreed(|generator, x| uniform::unchecked(generator, unit, x))
        })
        .levels(move |level, drawn| {
            drawn.agreed(|generator, x| uniform::simd_at(level, generator, unit, x))
        })
        .solo("simd", move |drawn| {
            drawn.agreed(|generator, x| uniform::simd(generator, unit, x))
        })
        .team("threaded", move |team, drawn| {
            drawn.agreed(|generator, x| uniform::threaded(team, generator, unit, x))
        })
        .solo("rand", move |drawn| {
            drawn.others(|_, x| x.fill_with(|| rand.borrow_mut().random()))
        })
        .aside()
}

/// The generator alone.
fn words(extent: Extent) -> Rungs<Drawn<u64>, Numbers> {
    fn one_by_one(generator: &mut Generator, words: &mut [u64]) {
        words.fill_with(|| generator.next_u64());
    }
    let name = format!("words, {}", thousands(extent.len));
    Case::new("uniform", name, extent.len)
        .bytes(8)
        .bound(Limit::Write)
        .on(
            move || Drawn::new(extent),
            |drawn, _| {
                drawn.assert_agrees(one_by_one);
                drawn.reset();
            },
        )
        .solo("next_u64", |drawn| drawn.agreed(one_by_one))
        .aside()
        .solo("fill_u64", |drawn| drawn.agreed(Generator::fill_u64))
        .aside()
}
