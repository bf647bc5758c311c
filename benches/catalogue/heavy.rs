//! `kernels::heavy`: what it takes is drawing and counting, whose own ladders say what binds them.

use super::case::Case;
use super::common::thousands;
use super::rungs::Rungs;
use super::{Entry, Extent};
use hotloop::Error;
use hotloop::kernels::heavy::{self, Picture};

/// The tutorial's.
const SEEDS: [u64; 8] = [0, 1, 2, 3, 4, 5, 6, 7];
const SIZE: usize = 1024;
const BINS: usize = 1024;

pub(super) fn ladder() -> Entry {
    Entry::new("heavy")
        .on(on, &[SIZE], &[])
        .on(picture, &[], &[BINS])
}

/// Of numbers in a square of that side.
fn on(extent: Extent) -> Rungs<Vec<Picture>, Result<Vec<Picture>, Error>> {
    let size = extent.len;
    // The pictures that every rung has to give: those of the tutorial's function, one by one.
    let picture = move |seed| heavy::difficult_function(seed, size, BINS).expect("there are bins");
    let name = format!("8 seeds, {size} x {size}, {} bins", thousands(BINS));
    Case::new("heavy", name, SEEDS.len() * size * size)
        .on(
            move || SEEDS.into_iter().map(picture).collect(),
            |truth, found: Result<_, Error>| assert!(found.as_ref() == Ok(truth)),
        )
        .solo("checked", move |_| heavy::checked(&SEEDS, size, BINS))
        .solo("unchecked", move |_| heavy::unchecked(&SEEDS, size, BINS))
        .levels(move |level, _| heavy::simd_at(level, &SEEDS, size, BINS))
        .solo("simd", move |_| heavy::simd(&SEEDS, size, BINS))
        .team("threaded", move |team, _| {
            heavy::threaded(team, &SEEDS, size, BINS)
        })
}

/// What drawing the picture takes of it, of so many bins.
fn picture(extent: Extent) -> Rungs<(Vec<u64>, Picture), Result<Picture, Error>> {
    let bins = extent.len as u64;
    let input = move || {
        let counts: Vec<u64> = (0..bins).map(|i| 900 + i * 37 % 227).collect();
        let picture = Picture::of_counts(&counts, 0.0, 1.0).expect("there are bins");
        (counts, picture)
    };
    Case::new(
        "heavy",
        format!("the picture of {} bins", thousands(extent.len)),
        1,
    )
    .on(input, |(_, truth), found: Result<_, Error>| {
        assert!(found.as_ref() == Ok(truth));
    })
    .solo("of_counts", |(counts, _)| {
        Picture::of_counts(counts, 0.0, 1.0)
    })
    .aside()
}
