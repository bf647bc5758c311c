//! `kernels::uniform`: bound by writing memory. In the second-level cache it has no limit among
//! those that are measured: the steps of the generator wait for each other.

use crate::case::{Case, Measure};
use crate::common::drawn::Drawn;
use crate::limits::Limit;
use hotloop::kernels::uniform::{self, Uniform};
use hotloop::threads::Team;

pub(super) fn cases<'t>(solo: &'t Team, team: &'t Team) -> Vec<Box<dyn Measure + 't>> {
    // As many as the tutorial draws.
    let (cached, large) = (65_536, 40_000_000);
    let many = Case::new("uniform", "f64, 40,000,000", large);
    vec![
        on(Case::new("uniform", "f64, 65,536", cached), solo, team),
        on(many.bound(Limit::Write, 8.0), solo, team),
    ]
}

fn on<'t>(case: Case, solo: &'t Team, team: &'t Team) -> Box<dyn Measure + 't> {
    let len = case.elements;
    let ladder = case
        .on(
            move || Drawn::<f64>::new(len),
            |drawn, ()| {
                drawn.assert_agrees(|generator, x| {
                    uniform::checked(generator, Uniform::unit(), x);
                });
                drawn.reset();
            },
        )
        .rung("checked", solo, |Drawn { generator, numbers }| {
            uniform::checked(generator, Uniform::unit(), numbers);
        })
        .rung("unchecked", solo, |Drawn { generator, numbers }| {
            uniform::unchecked(generator, Uniform::unit(), numbers);
        })
        .rung("simd", solo, |Drawn { generator, numbers }| {
            uniform::simd(generator, Uniform::unit(), numbers);
        })
        .rung("threaded", team, |Drawn { generator, numbers }| {
            uniform::threaded(team, generator, Uniform::unit(), numbers);
        });
    Box::new(ladder)
}
