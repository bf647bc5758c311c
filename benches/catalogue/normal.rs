//! `kernels::normal`: bound by writing memory. In the caches it has no limit among those that are
//! measured.

use super::case::Case;
use super::common::thousands;
use super::drawn::{Drawn, Numbers};
use super::rungs::Rungs;
use super::{Entry, Extent, Limit};
use bytemuck::Zeroable;
use hotloop::kernels::normal::{self, Normal};
use hotloop::random::Float;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, StandardNormal};
use std::any::type_name;
use std::cell::RefCell;
use std::fmt::Debug;

pub(super) fn ladder() -> Entry {
    // As many as the tutorial draws. In single precision they are made of the same words, and take
    // half the memory.
    Entry::new("normal")
        .on(on::<f64>, &[65_536, 40_000_000], &[4_096])
        .on(on::<f32>, &[], &[65_536, 40_000_000])
}

fn on<T>(extent: Extent) -> Rungs<Drawn<T>, Numbers>
where
    T: Float + Zeroable + PartialEq + Debug + Into<f64> + 'static,
    StandardNormal: Distribution<T>,
{
    let standard = Normal::STANDARD;
    let oracle = move |generator: &mut _, x: &mut [T]| normal::checked(generator, standard, x);
    let rand = RefCell::new(SmallRng::seed_from_u64(10));
    let name = format!("{}, {}", type_name::<T>(), thousands(extent.len));
    Case::new("normal", name, extent.len)
        .bytes(size_of::<T>())
        .bound(Limit::Write)
        .on(
            move || Drawn::new(extent),
            move |drawn, numbers| drawn.check(numbers, oracle, (0.0, 1.0)),
        )
        .solo("checked", move |drawn| {
            drawn.agreed(|generator, x| normal::checked(generator, standard, x))
        })
        .solo("unchecked", move |drawn| {
            drawn.agreed(|generator, x| normal::unchecked(generator, standard, x))
        })
        .levels(move |level, drawn| {
            drawn.agreed(|generator, x| normal::simd_at(level, generator, standard, x))
        })
        .solo("simd", move |drawn| {
            drawn.agreed(|generator, x| normal::simd(generator, standard, x))
        })
        .team("threaded", move |team, drawn| {
            drawn.agreed(|generator, x| normal::threaded(team, generator, standard, x))
        })
        .solo("ziggurat", move |drawn| {
            drawn.others(|generator, x| normal::ziggurat(generator, standard, x))
        })
        // The ziggurat that everybody uses.
        .solo("rand_distr", move |drawn| {
            drawn.others(|_, x| x.fill_with(|| rand.borrow_mut().sample(StandardNormal)))
        })
        .aside()
}
