//! `kernels::normal`: bound by writing memory. In the second-level cache it has no limit among
//! those that are measured.

use crate::case::{Case, Measure};
use crate::common::drawn::{Drawn, assert_moments};
use crate::limits::Limit;
use hotloop::kernels::normal::{self, Normal};
use hotloop::threads::Team;

pub(super) fn cases<'t>(solo: &'t Team, team: &'t Team) -> Vec<Box<dyn Measure + 't>> {
    // As many as the tutorial draws.
    let (cached, large) = (65_536, 40_000_000);
    let many = Case::new("normal", "f64, 40,000,000", large);
    vec![
        on(Case::new("normal", "f64, 65,536", cached), solo, team),
        on(many.bound(Limit::Write, 8.0), solo, team),
    ]
}

/// Which numbers a rung draws: those that the four agree on, or others.
#[derive(Clone, Copy)]
enum Numbers {
    Agreed,
    Others,
}

fn on<'t>(case: Case, solo: &'t Team, team: &'t Team) -> Box<dyn Measure + 't> {
    let len = case.elements;
    let ladder = case
        .on(move || Drawn::<f64>::new(len), check)
        .rung("checked", solo, |Drawn { generator, numbers }| {
            normal::checked(generator, Normal::STANDARD, numbers);
            Numbers::Agreed
        })
        .rung("unchecked", solo, |Drawn { generator, numbers }| {
            normal::unchecked(generator, Normal::STANDARD, numbers);
            Numbers::Agreed
        })
        .rung("simd", solo, |Drawn { generator, numbers }| {
            normal::simd(generator, Normal::STANDARD, numbers);
            Numbers::Agreed
        })
        .rung("threaded", team, |Drawn { generator, numbers }| {
            normal::threaded(team, generator, Normal::STANDARD, numbers);
            Numbers::Agreed
        })
        .rung("ziggurat", solo, |Drawn { generator, numbers }| {
            normal::ziggurat(generator, Normal::STANDARD, numbers);
            Numbers::Others
        });
    Box::new(ladder)
}

fn check(drawn: &mut Drawn<f64>, numbers: Numbers) {
    match numbers {
        Numbers::Agreed => drawn.assert_agrees(|generator, x| {
            normal::checked(generator, Normal::STANDARD, x);
        }),
        Numbers::Others => assert_moments(&drawn.numbers, 0.0, 1.0),
    }
    drawn.reset();
}
