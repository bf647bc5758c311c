//! `kernels::heavy`: what it takes is drawing and counting, whose own ladders say what binds them.

use crate::case::{Case, Measure};
use hotloop::Error;
use hotloop::kernels::heavy::{self, Picture};
use hotloop::threads::Team;

/// The tutorial's.
const SEEDS: [u64; 8] = [0, 1, 2, 3, 4, 5, 6, 7];
const SIZE: usize = 1024;
const BINS: usize = 1024;

pub(super) fn cases<'t>(solo: &'t Team, team: &'t Team) -> Vec<Box<dyn Measure + 't>> {
    let numbers = SEEDS.len() * SIZE * SIZE;
    let ladder = Case::new("heavy", "8 seeds, 1024 x 1024, 1,024 bins", numbers)
        .on(input, |truth, found: Result<_, Error>| {
            assert!(found.as_ref() == Ok(truth));
        })
        .rung("checked", solo, |_| heavy::checked(&SEEDS, SIZE, BINS))
        .rung("unchecked", solo, |_| heavy::unchecked(&SEEDS, SIZE, BINS))
        .rung("simd", solo, |_| heavy::simd(&SEEDS, SIZE, BINS))
        .rung("threaded", team, |_| {
            heavy::threaded(team, &SEEDS, SIZE, BINS)
        });
    vec![Box::new(ladder)]
}

/// The pictures that every rung has to give: those of the tutorial's function, one by one.
fn input() -> Vec<Picture> {
    let picture = |seed| heavy::difficult_function(seed, SIZE, BINS).expect("there are bins");
    SEEDS.into_iter().map(picture).collect()
}
